"""Files as other programs wrote them are read with nothing lost (tests/files/questions/README.md says which programs)."""

from pathlib import Path

import pytest

from course.core.formats.aiken import read_aiken
from course.core.formats.gift import read_gift
from course.core.formats.moodle_xml import read_moodle_xml
from course.core.formats.qti_package import read_package
from course.core.grading.kinds import kind_of
from course.core.grading.marking import mark_response

FILES = Path(__file__).parents[2] / "files" / "questions" / "other-programs"
# What is told of such a file without anything of a question being lost: how the other system is set up.
SETTINGS = {"setting", "try_costs", "fixed_order", "whole_test", "earns_in_part", "category_words"}


def read(name):
    data = (FILES / name).read_bytes()
    if name.endswith(".zip"):
        return read_package(data, "en")
    reader = {"xml": read_moodle_xml, "gift": read_gift, "aiken": read_aiken}[name.rpartition(".")[2]]
    return reader(data.decode(), "en")


def by_text(question, wanted):
    """Return the ids of the options with these texts, as the question's kind answers."""
    found = tuple(option.id for option in question.options if option.text["en"] in wanted)
    return found if kind_of(question) == "choices" else found[0]


def paired(question, wanted):
    answers = {one.answer["en"]: one.id for one in question.answers}
    return {pair.id: answers[wanted[pair.prompt["en"]]] for pair in question.pairs}


def ordered(question, wanted):
    return tuple(next(item.id for item in question.items if item.text["en"] == step) for step in wanted)


HALL = ("choice", lambda question: by_text(question, {"The town hall"}))
SERVICES = ("choices", lambda question: by_text(question, {"A welcome desk", "A language course"}))
YEAR = ("numeric", lambda _question: "2018")
CITY = ("short-text", lambda _question: "Marrakech")
COMPACTS = {"Global Compact for Migration": "Migrants", "Global Compact on Refugees": "Refugees"}
WHOM = ("match", lambda question: paired(question, COMPACTS))
STEPS = ("order", lambda question: ordered(question, ("Listen", "Plan", "Act", "Look back")))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("qti-package-maker.zip", [HALL, SERVICES, YEAR, CITY, WHOM, STEPS]),
        ("qti-package-maker.aiken", [HALL]),
        ("moodlexport.xml", [HALL, SERVICES]),
        ("moodle-questions.xml", [HALL, CITY]),
        ("gift-wrapper.gift", [HALL, YEAR]),
    ],
)
def test_a_file_of_another_program_is_read_with_nothing_lost(name, expected):
    found = read(name)

    assert found.skipped == []
    assert {one.reason for one in found.notes} <= SETTINGS
    assert [kind_of(question) for question in found.questions] == [kind for kind, _answer in expected]
    for question, (_kind, answer) in zip(found.questions, expected, strict=True):
        assert mark_response(question, answer(question)).share == 1.0


def test_what_the_files_say_beside_the_right_answers_comes_along():
    match = read("qti-package-maker.zip").questions[4]
    hall, city = read("moodle-questions.xml").questions
    year = read("gift-wrapper.gift").questions[1]

    assert [one.answer["en"] for one in match.extras] == ["Tourists"]
    assert hall.feedback == {"en": "Each town keeps its own register."}
    assert [option.feedback.get("en", "") for option in hall.options] == ["Yes.", "It only adds up.", ""]
    assert [(one.accepted["en"], one.share) for one in city.answers] == [
        (("Marrakech",), 1.0),
        (("Rabat",), 0.5),
    ]
    assert city.points == 2.0
    assert (year.feedback, year.tags) == ({"en": "In December, in Marrakech."}, ("migration", "registers"))
