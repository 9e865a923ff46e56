"""A guard's test fails when the guard is removed: each is taken out of a copy of the package, and its test run there."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("course", "tests", "app.py", "pyproject.toml")
FIRST = "course/db/migrations/versions/0001_the_first_tables.py"


class Guard(NamedTuple):
    """One guard: `find`, which stands once in `file`, becomes `replace`; then `test` has to fail."""

    name: str
    file: str
    find: str
    replace: str
    test: str  # the narrowest that holds it


GUARDS = [
    Guard(
        "an attempt is found by its learner only",
        "course/store/attempts/queries.py",
        "    Attempt.learner_id == _LEARNER,\n    Attempt.quiz_slug == bindparam",
        "    Attempt.quiz_slug == bindparam",
        "tests/flows/test_store_answer.py::test_anothers_attempt_is_not_there",
    ),
    Guard(
        "a cohort is found by its facilitators only",
        "course/reports/facilitated_cohorts.py",
        "select(Facilitation.cohort_id).where(Facilitation.account_id == viewer.account_id)",
        "select(Facilitation.cohort_id)",
        "tests/web/facilitate/test_cohorts.py::test_another_facilitators_cohort_is_as_good_as_missing",
    ),
    Guard(
        "a form carries the token of its session",
        "course/web/extensions.py",
        "    csrf.init_app(app)\n",
        '    app.config["WTF_CSRF_CHECK_DEFAULT"] = False\n    csrf.init_app(app)\n',
        "tests/web/learn/test_answers.py::test_without_the_token_nothing_is_stored",
    ),
    Guard(
        "an upload carries the token of its session",
        "course/web/admin/imports.py",
        "    csrf.protect()\n",
        "",
        "tests/web/admin/test_imports.py::test_an_upload_without_the_forms_token_is_refused",
    ),
    Guard(
        "a lesson's HTML is sanitised",
        "course/core/content/render.py",
        "clean = sanitise(md.reset().convert(text))",
        "clean = md.reset().convert(text)",
        "tests/core/content/test_sanitise.py::test_hostile_text_becomes_harmless",
    ),
    Guard(
        "next leads to a page of this site",
        "course/web/account/guard.py",
        "return safe_next(values[0])",
        "return values[0]",
        "tests/web/account/test_sign_in.py::test_no_address_leads_away_after_signing_in",
    ),
    Guard(
        "a path is read as a browser reads it",
        "course/core/rules/local_path.py",
        'sign in {"\\x7f", "\\\\"}',
        'sign == "\\x7f"',
        "tests/core/rules/test_local_path.py::test_what_could_lead_away_is_not_followed",
    ),
    Guard(
        "a writer begins at once",
        "course/db/session.py",
        'if read_only else "BEGIN IMMEDIATE"',
        'if read_only else "BEGIN"',
        "tests/whole/test_schema.py::test_each_sqlite_writer_begins_immediate_and_syncs_fully",
    ),
    Guard(
        "one address is one account",
        FIRST,
        "    sa.UniqueConstraint('email_key', name=op.f('uq_account_email_key'))\n",
        "",
        "tests/store/accounts/test_people.py::test_an_address_cannot_be_changed_into_a_look_alike",
    ),
    Guard(
        "a key stores one answer",
        FIRST,
        "    sa.UniqueConstraint('attempt_id', 'key', name=op.f('uq_response_event_attempt_id_key'))\n",
        "",
        "tests/flows/test_store_answer.py::test_the_same_key_gives_the_same_receipt_and_stores_nothing_more",
    ),
    Guard(
        "one attempt is open",
        FIRST,
        "'uq_attempt_one_open', ['learner_id', 'quiz_slug'], unique=True",
        "'uq_attempt_one_open', ['learner_id', 'quiz_slug'], unique=False",
        "tests/store/attempts/test_opening.py::test_none_opens_beside_an_open_one",
    ),
]


def run_tests(place: Path, tests: list[str]) -> subprocess.CompletedProcess[str]:
    """Run tests of a copy on SQLite until the first fails. A plugin that they do not need is slow to load."""
    options = ["-qx", "--tb=no", "-pno:cacheprovider", "-pno:schemathesis", "-k", "not postgresql"]
    command = [sys.executable, "-m", "pytest", *options, *tests]
    return subprocess.run(command, check=False, cwd=place, capture_output=True, text=True, timeout=120)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what the tests need, with what is compiled of it."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc.*"))
        else:
            shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_without_the_guard_its_test_fails(guard: Guard, copy: Path):
    file = copy / guard.file
    whole = file.read_text("utf-8")
    assert whole.count(guard.find) == 1
    file.write_text(whole.replace(guard.find, guard.replace), "utf-8")

    found = run_tests(copy, [guard.test])

    assert found.returncode == 1, found.stdout
    assert "1 failed" in found.stdout
    assert "error" not in found.stdout.splitlines()[-1]


@pytest.mark.slow
def test_with_the_guards_their_tests_pass(copy: Path):
    found = run_tests(copy, sorted({guard.test for guard in GUARDS}))

    assert found.returncode == 0, found.stdout
