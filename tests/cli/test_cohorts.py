"""Cohorts and rosters in the terminal."""

import pytest
from sqlalchemy import func, select

from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort, Enrolment, RosterImport
from tests.builders import add_cohort

ROSTER = "email,display_name\nawa@example.org,Awa Sow\nbo@example.org,=Bo\n"


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["cohorts", *map(str, words)])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, "utf-8")
    return path


def people(session) -> int:
    return session.scalar(select(func.count()).select_from(Account))


def test_create_prints_slug_and_code(run, session):
    result = run("create", "--name", "Spring 2027", "--seats", "30", "--starts", "2027-03-01")

    made = session.scalars(select(Cohort)).one()
    assert result.exit_code == 0
    assert result.output == f"Made the cohort spring-2027. Its code is {made.code}.\n"
    assert (made.seats, made.starts_on.isoformat()) == (30, "2027-03-01")


def test_a_dry_run_says_what_would_become_of_the_rows_and_changes_nothing(run, session, file):
    add_cohort(session, slug="spring")

    result = run("import", file, "--cohort", "spring", "--dry-run")

    assert (result.exit_code, result.output) == (0, "new: 2\nNothing was changed.\n")
    assert people(session) == 0


def test_an_import_enrols_and_its_export_imports_as_nothing_to_change(run, session, file, tmp_path):
    add_cohort(session, slug="spring")

    first = run("import", file, "--cohort", "spring")
    exported = run("export", "--cohort", "spring", "--to", tmp_path / "out.csv")
    second = run("import", tmp_path / "out.csv", "--cohort", "spring")

    assert first.output == "new: 2\nThe roster is applied.\n"
    assert exported.exit_code == 0
    assert second.output == "same: 2\nNothing was changed.\n"
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 2
    assert "'=Bo" in (tmp_path / "out.csv").read_text("utf-8-sig")


def test_rows_that_want_mending_stop_all_of_it_and_are_named(run, session, tmp_path):
    add_cohort(session, slug="spring")
    path = tmp_path / "bad.csv"
    path.write_text("email,country\nawa@example.org,Absurdistan\nbo@example.org,\n", "utf-8")

    result = run("import", path, "--cohort", "spring")

    assert result.exit_code == 1
    assert "line 2, country: “Absurdistan” is not a country we know." in result.stderr
    assert people(session) == 0


@pytest.mark.parametrize("text", ["", "name\nAwa\n"])
def test_a_file_that_is_no_roster_is_refused(run, session, tmp_path, text):
    add_cohort(session, slug="spring")
    path = tmp_path / "bad.csv"
    path.write_text(text, "utf-8")

    result = run("import", path, "--cohort", "spring")

    assert result.exit_code == 1
    assert session.scalar(select(func.count()).select_from(RosterImport)) == 0


def test_too_few_seats_are_told_and_nothing_is_changed(run, session, file):
    add_cohort(session, slug="spring", seats=1)

    result = run("import", file, "--cohort", "spring")

    assert result.exit_code == 1
    assert "Nothing was changed." in result.stderr
    assert people(session) == 0


def test_close_closes_once(run, session):
    add_cohort(session, slug="spring")

    assert run("close", "--cohort", "spring").output == "Closed spring.\n"
    assert run("close", "--cohort", "spring").output == "spring was closed already.\n"


def test_an_unknown_cohort_is_named(run, session):
    result = run("close", "--cohort", "nowhere")

    assert result.exit_code == 1
    assert "There is no cohort nowhere." in result.stderr
