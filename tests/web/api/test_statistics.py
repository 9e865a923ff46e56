"""Statistics through the API: the figures of the pages, for facilitators of their cohorts, for admins of all."""

import pytest

from course.reports.quiz_statistics import quiz_statistics
from tests.attempts import RIGHT, WRONG
from tests.builders import add_cohort, add_facilitator, add_person
from tests.counted import count_answers
from tests.kinds import HOTSPOT, POLL, SHORT_TEXT, with_questions
from tests.web.api.calls import program

PATH = "/cohorts/spring/statistics/steps"


@pytest.fixture
def cohort(session, catalogue):
    cohort = add_cohort(session, "Spring", slug="spring")
    count_answers(session, catalogue, cohort, 40, lambda number: WRONG if number % 4 == 0 else RIGHT)
    count_answers(session, catalogue, cohort, 12, lambda _number: RIGHT, language="fr")
    count_answers(session, catalogue, None, 5, lambda _number: RIGHT)
    return cohort


@pytest.fixture
def facilitator(app, session, cohort):
    person = add_person(session, "Fatou Ndiaye", role="facilitator")
    add_facilitator(session, cohort, person)
    return program(app, session, person)


def test_figures_are_those_of_the_pages_query(facilitator, session, catalogue, cohort):
    found = facilitator.get(PATH)

    page = quiz_statistics(session, catalogue, cohort.id, "steps", "en")
    assert found["attempts"] == page.attempts == 52
    assert found["figures"]["mean"] == {
        "value": page.figures.mean.value,
        "low": page.figures.mean.low,
        "high": page.figures.mean.high,
        "missing": "",
        "needed": 0,
    }
    assert [one["figures"]["discrimination"]["value"] for one in found["questions"]] == [
        one.figures.discrimination.value for one in page.questions
    ]


def test_figures_can_be_those_of_one_language_whatever_the_language_of_the_words(facilitator):
    found = facilitator.get(f"{PATH}?answered_in=fr&language=es")

    assert (found["answered_in"], found["attempts"], found["figures"]["mean"]["value"]) == ("fr", 12, 1.0)
    assert found["questions"][0]["text"] == "¿Qué tiene dos piernas?"
    assert [(one["language"], one["attempts"]) for one in found["languages"]] == [("en", 40), ("fr", 12)]


def test_a_question_can_be_told_of_one_language(facilitator):
    found = facilitator.get(f"{PATH}/questions/in-words?answered_in=en")

    assert (found["answered_in"], found["question"]["answers"]) == ("en", 40)
    assert [one["chosen"] for one in found["answers"]] == [30, 10]


@pytest.mark.parametrize(("part", "learners"), [("", [42, 10]), ("?answered_in=en", [30, 10])])
def test_what_was_typed_can_be_that_of_one_language(facilitator, part, learners):
    found = facilitator.get(f"{PATH}/questions/in-words{part}")

    assert [one["learners"] for one in found["typed"]] == learners


@pytest.mark.parametrize("path", [PATH, f"{PATH}/questions/in-words"])
def test_a_language_that_there_is_not_is_refused(facilitator, path):
    facilitator.get(f"{path}?answered_in=de", status=400)


def test_too_few_answers_are_said_in_data(facilitator):
    found = facilitator.get(f"{PATH}/questions/pick-one")

    compared = found["question"]["languages"][0]
    assert (compared["language"], compared["level"], compared["odds"], compared["needed"]) == (
        "fr",
        "too_few",
        None,
        30,
    )


def test_a_question_tells_what_each_fifth_answered(facilitator):
    found = facilitator.get(f"{PATH}/questions/pick-one?language=es")

    hen = next(one for one in found["answers"] if one["answer"] == "hen")
    assert (hen["right"], hen["chosen"], hen["share"]["value"]) == (True, 42, 42 / 52)
    found = hen["by_fifth"]
    assert [len(found[name]) for name in ("shares", "low", "high")] == [5, 5, 5]
    assert (found["shares"][4], found["low"][4] < 0.8, found["high"][4]) == (1.0, True, 1.0)


def test_a_question_tells_what_was_typed(facilitator):
    found = facilitator.get(f"{PATH}/questions/in-words")

    assert found["typed"] == [
        {"part": "", "form": "shoes", "counts_as": "right", "learners": 42},
        {"part": "", "form": "hats", "counts_as": "wrong", "learners": 10},
    ]


@pytest.fixture
def poll(monkeypatch, app, session, catalogue, cohort):
    """Count votes for tea and for coffee in a quiz with a poll."""
    course = with_questions(monkeypatch, app, catalogue, POLL, HOTSPOT)

    def run(tea, coffee):
        drinks = ["tea"] * tea + ["coffee"] * coffee
        count_answers(session, course, cohort, len(drinks), lambda number: {"like": drinks[number]})

    return run


def test_what_counts_in_part_is_told_so_of_the_class_as_of_the_form(
    monkeypatch, app, session, catalogue, cohort, facilitator
):
    course = with_questions(monkeypatch, app, catalogue, SHORT_TEXT, HOTSPOT)
    count_answers(session, course, cohort, 12, lambda _number: {SHORT_TEXT["id"]: "canter"})

    found = facilitator.get(f"{PATH}/questions/{SHORT_TEXT['id']}")

    assert [(one["counts_as"], one["right"], one["chosen"]) for one in found["answers"]] == [
        ("right", True, 0),
        ("partly", False, 12),
        ("wrong", False, 0),
    ]
    assert [one["counts_as"] for one in found["typed"]] == ["partly"]


def test_a_poll_tells_who_chose_what(facilitator, poll):
    poll(15, 5)

    found = facilitator.get(f"{PATH}/questions/like")["answers"]

    assert [(one["answer"], one["right"], one["chosen"]) for one in found] == [
        ("tea", None, 15),
        ("coffee", None, 5),
        ("water", None, 0),
    ]
    assert found[0]["share"]["value"] == 0.75


def test_a_poll_of_few_tells_nothing(facilitator, poll):
    poll(3, 1)

    found = facilitator.get(f"{PATH}/questions/like")["answers"]

    assert {one["chosen"] for one in found} == {None}
    assert {(one["share"]["missing"], one["share"]["needed"]) for one in found} == {("too_few", 5)}


def test_admins_see_everybody(app, session, cohort):
    admin = program(app, session, add_person(session, "Ada", role="admin"))

    assert [(one["quiz"], one["attempts"]) for one in admin.get("/statistics")["items"]] == [("steps", 57)]
    assert admin.get("/statistics/steps")["attempts"] == 57
    assert admin.get("/statistics/steps/questions/is-true")["question"]["answers"] == 57


def test_a_cohorts_quizzes_are_listed(facilitator):
    assert [one["attempts"] for one in facilitator.get("/cohorts/spring/statistics")["items"]] == [52]


@pytest.mark.parametrize(
    "path",
    [
        f"{PATH}?version=00",
        f"{PATH}?answered_in=es",
        "/cohorts/spring/statistics/nothing",
        f"{PATH}/questions/nothing",
    ],
)
def test_what_is_not_counted_is_not_there(facilitator, path):
    facilitator.get(path, status=404)


def test_everybodys_statistics_are_not_a_facilitators(facilitator):
    facilitator.get("/statistics", status=403)
