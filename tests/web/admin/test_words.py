"""Every code that administration shows has words, so that no code stands on a page."""

import re
from pathlib import Path

import pytest

from course.core.formats.roster_columns import COLUMNS
from course.core.grading.differences import Difference
from course.web.admin import regrade_words, words
from course.web.i18n import format_percent, speak

SOURCES = Path(words.__file__).parents[2]
# What is written to the log: the name of a deed stands in the call that records it, or in one that passes it on.
RECORDED = re.compile(r'(?:action=|_tell\(\s*session,\s*|_told\(\s*session,\s*)(?:"([a-z_]+\.[a-z_]+)")')


def test_each_deed_that_is_recorded_has_words():
    found = {
        action
        for folder in ("flows", "web", "cli", "jobs")
        for path in (SOURCES / folder).rglob("*.py")
        for action in RECORDED.findall(path.read_text("utf-8"))
    }

    assert len(found) > 20
    assert found <= set(words.ACTIONS)


def test_each_detail_that_is_recorded_has_words():
    sources = [path.read_text("utf-8") for path in (SOURCES / "flows").rglob("*.py")]
    told = [body for text in sources for body in re.findall(r"(?:details=|now, )\{([^}]*)\}", text)]
    found = {name for body in told for name in re.findall(r'"([a-z_]+)":', body)}

    assert len(found) > 10
    assert found <= set(words.DETAILS)


def test_each_column_of_a_roster_has_words():
    assert set(words.COLUMNS) == set(COLUMNS)


def test_true_and_false_are_called_as_learners_read_them(app):
    asked = Difference("answer", (), "", "true", "false")

    with app.test_request_context("/es/"):
        speak("es")
        assert [regrade_words.value_words(asked, one) for one in ("true", "false")] == ["Verdadero", "Falso"]


@pytest.mark.parametrize(
    ("language", "field", "value", "shown"),
    [
        ("en", "points", "0.5", "0.5"),
        ("es", "points", "0.5", "0,5"),
        ("fr", "share", "-0.25", "-0,25"),
        ("fr", "tolerance", "0.0001", "0,0001"),
        ("fr", "points", "", "–"),
        ("fr", "units", "km 1; m 0.001", "km 1; m 0,001"),
        ("fr", "text", "0.5", "0.5"),
    ],
)
def test_numbers_of_a_question_are_written_as_its_reader_writes_them(app, language, field, value, shown):
    with app.test_request_context(f"/{language}/"):
        speak(language)
        assert regrade_words.value_words(Difference(field, (), "", value, ""), value) == shown


def test_halves_of_a_percentage_are_rounded_up_everywhere(app):
    with app.test_request_context("/en/"):
        speak("en")
        shown = [format_percent(share) for share in (0.625, 0.875, 0.575, 0.005, 0.6249, 1.0, 0.0)]

    assert shown == ["63%", "88%", "58%", "1%", "62%", "100%", "0%"]


@pytest.mark.parametrize(
    ("language", "name", "value", "shown"),
    [
        ("en", "state", "answered", "Has an answer"),
        ("en", "points", 4.0, "4"),
        ("fr", "points", 2.5, "2,5"),
        ("en", "attempts", 0, "no limit"),
        ("en", "attempts", 3, "3"),
        ("en", "quiz", "open", "open"),
        ("en", "send_invitations", False, "no"),
        ("en", "scopes", ["a:read", "b:write"], "a:read, b:write"),
        ("es", "for", "everybody", "todos"),
        ("en", "closes", "2026-11-22T13:00+00:00", "11/22/26, 1:00 PM"),
        ("en", "cohorts_given_up", 1, "1"),
    ],
)
def test_what_the_log_holds_is_told_in_words(app, language, name, value, shown):
    with app.test_request_context(f"/{language}/"):
        speak(language)
        assert words.value_of_detail(name, value).replace("\u202f", " ") == shown
