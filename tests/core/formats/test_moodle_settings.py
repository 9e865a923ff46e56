"""What Moodle sets beside questions: told once for a file, mapped, or without anything lost."""

from pathlib import Path

import pytest

from course.core.formats.moodle_xml import read_moodle_xml
from course.core.formats.questions_in import REASONS, decoded, remark_words

BANK = Path(__file__).parents[2] / "files" / "questions" / "moodle-bank.xml"


@pytest.fixture(scope="module")
def imported():
    return read_moodle_xml(decoded(BANK.read_bytes()), "en")


def test_a_question_bank_with_all_its_settings_loses_nothing_in_silence(imported):
    assert [(one.name, one.line, one.reason, one.values) for one in imported.notes if not one.line] == [
        ("penalty", 0, "try_costs", {"count": 2, "names": "Crossing, Cloze"}),
        ("hidden", 0, "was_hidden", {"count": 1, "names": "Crossing"}),
        ("shuffleanswers", 0, "fixed_order", {"count": 1, "names": "Crossing"}),
        ("shownumcorrect", 0, "setting", {"count": 4, "names": "Crossing, Several, Steps, …"}),
        ("hint: clearwrong", 0, "setting", {"count": 2, "names": "Crossing, Cloze"}),
        ("hint: shownumcorrect", 0, "setting", {"count": 2, "names": "Crossing, Cloze"}),
        ("showunits", 0, "setting", {"count": 1, "names": "Depth"}),
        ("unitsleft", 0, "setting", {"count": 1, "names": "Depth"}),
        ("name", 0, "name_as_text", {"count": 2, "names": "Cloze, Drag"}),
        ("selecttype", 0, "setting", {"count": 1, "names": "Steps"}),
        ("gradingtype", 0, "setting", {"count": 1, "names": "Steps"}),
        ("tags", 0, "setting", {"count": 1, "names": "Intro"}),
    ]
    assert [(one.name, one.reason) for one in imported.notes if one.line] == [
        ("Towns/Water", "category_words"),
        ("Depth", "raw_formula"),
        ("Plan", "by_hand"),
        ("Sea", "lost_sound"),
    ]
    assert [(one.name, one.reason) for one in imported.skipped] == [("Pairs", "empty_part"), ("Reg", "kind")]


def test_remarks_on_many_questions_name_how_many_and_the_first_of_them(imported):
    remark = next(one for one in imported.notes if one.name == "shownumcorrect")

    assert remark_words(REASONS[remark.reason], remark.values) == (
        "It has no place here. Questions that have it: 4 (Crossing, Several, Steps, …)."
    )


def test_an_id_number_of_any_form_is_the_questions_id(imported):
    assert imported.questions[0].id == "w-2-a"


def asked(kind, body):
    return read_moodle_xml(
        f'<quiz><question type="{kind}"><name><text>Q</text></name><questiontext><text>Which?</text></questiontext>'
        f"{body}</question></quiz>",
        "en",
    )


CHOICE = '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
TRUTH = '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'
PAIRS = "".join(
    f"<subquestion><text>{name}</text><answer><text>{name}</text></answer></subquestion>" for name in "ab"
)


@pytest.mark.parametrize(
    ("kind", "body", "notes"),
    [
        ("multichoice", CHOICE + "<penalty>0.3333333</penalty><hidden>0</hidden>", []),
        ("multichoice", CHOICE + "<penalty>0.5</penalty>", [("penalty", "try_costs")]),
        ("multichoice", CHOICE + "<penalty>much</penalty>", [("penalty", "try_costs")]),
        ("truefalse", TRUTH + "<penalty>1.0000000</penalty>", []),
        ("multichoice", CHOICE + "<answernumbering>123</answernumbering>", [("answernumbering", "setting")]),
        ("multichoice", CHOICE + "<showstandardinstruction>1</showstandardinstruction>", []),
        ("multichoice", CHOICE + "<image>old.png</image>", [("image", "setting")]),
        ("multichoice", CHOICE + "<image></image>", []),
        ("matching", PAIRS + "<shuffleanswers>0</shuffleanswers>", [("shuffleanswers", "setting")]),
        ("matching", PAIRS + "<subquestion><text/><answer><text/></answer></subquestion>", []),
    ],
)
def test_a_setting_is_told_where_it_says_something_else_than_what_holds_here(kind, body, notes):
    found = asked(kind, body)

    assert ([(one.name, one.reason) for one in found.notes], found.skipped) == (notes, [])


def test_tags_of_the_course_come_along():
    tags = "<coursetags><tag><text>Second week</text></tag></coursetags>"

    assert asked("truefalse", TRUTH + tags).questions[0].tags == ("second-week",)


def test_what_every_first_category_says_of_itself_is_nothing_to_tell():
    text = (
        '<quiz><question type="category"><category><text>$course$/top/Water</text></category><info><text>{}</text></info>'
        "</question></quiz>"
    )
    usual = text.format("The default category for questions shared in context 'Water'.")

    assert read_moodle_xml(usual, "en").notes == []
    assert [one.name for one in read_moodle_xml(text.format("Rivers."), "en").notes] == ["Water"]
