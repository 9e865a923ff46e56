"""A review is one page: what a facilitator sees of an attempt is what its learner sees, but for what each does with it."""

import json
from datetime import timedelta
from xml.etree.ElementTree import tostring

import pytest

from course.flows.mark_by_hand import NewMark, mark_by_hand
from course.flows.tell_results import release_results, tell_due_results
from tests.attempts import RIGHT, WRONG, begin, submit, with_quiz
from tests.builders import add_person, enrol, sign_in
from tests.conftest import NOON
from tests.kinds import DESCRIPTION, ESSAY, MORE, SHORT_TEXT, with_questions
from tests.pages import NS, PageClient
from tests.regrades import mended, regrade, undo
from tests.web.facilitate.tables import file_table, shown_table

BEST, WORST = {"clear": "yes", "own": "yes"}, {"clear": "no", "own": "no"}
PLAN = {"plan": "I would ask them first."}
EACH_KIND = {
    "sort": {"cart": "land", "boat": "land"},
    "self": {"walk": "2"},
    "where": "sfax",
    "far": "44 km",
    "gait": "canter",
    "fill": {"beast": "mare", "legs": "5", "way": "land"},
    "lists": {"fish": "swims", "bird": "swims"},
    "like": "tea",
    **PLAN,
}


@pytest.fixture
def noor(session, catalogue, cohort):
    learner = add_person(session, "Noor Haddad")
    enrol(session, catalogue, cohort, learner)
    return learner


@pytest.fixture
def pages(app, session, signed_in, noor):
    """Return the review of an attempt as its learner sees it, and as who facilitates them does."""

    def read(attempt_id, language="en"):
        session.commit()
        own = PageClient(app)
        sign_in(own, session, noor)
        own.get(f"/{language}/quiz/steps/attempts/{attempt_id}/review")
        signed_in.get(f"/{language}/facilitate/autumn/learners/{noor.id}/attempts/{attempt_id}")
        return review_of(own), review_of(signed_in)

    return read


def review_of(client) -> str:
    """Return the HTML of a review without what is each reader's own: links to go on, and what to do with an answer.

    Those are the buttons beside the verdict, the foot of each question, and where the attempts in the list lead to.
    """
    frame = next(
        div
        for div in client.page.iter(f"{NS}div")
        if any(child.get("aria-labelledby") == "verdict" for child in div)
    )
    pieces = list(frame)
    start = next(n for n, piece in enumerate(pieces) if piece.get("aria-labelledby") == "verdict")
    pieces[start].remove(list(pieces[start])[-1])
    for piece in pieces[start:]:
        for section in piece.iter(f"{NS}section"):
            for foot in [child for child in section if is_foot(child)]:
                section.remove(foot)
        for attempts in piece.iter(f"{NS}ol"):
            for link in attempts.iter() if attempts.get("class") == "tl" else ():
                if link.tag in {f"{NS}a", f"{NS}b"}:
                    link.tag = f"{NS}b"
                    link.attrib.clear()
    return " ".join("".join(tostring(piece, encoding="unicode") for piece in pieces[start:]).split())


def is_foot(paragraph) -> bool:
    link = paragraph.find(f"{NS}a")
    return link is not None and ("/report" in link.get("href", "") or "/marking/" in link.get("href", ""))


def hand_in(session, course, learner, responses, **options):
    attempt_id = begin(session, course, learner, **options)
    submit(session, course, learner, attempt_id, responses)
    return attempt_id


def mark(session, course, learner, attempt_id, levels, *, seen=0):
    mark_by_hand(
        session,
        course,
        cohort_id=None,
        marker_id=add_person(session, "Mika", role="facilitator").id,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        question_id="plan",
        given=NewMark(levels=levels, comment="Well begun.", reason="Copied." if seen else "", seen=seen),
        now=NOON,
    )


@pytest.mark.parametrize("responses", [RIGHT, WRONG, {}], ids=["right", "wrong", "blank"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_of_choices_pairs_and_orders(session, catalogue, noor, pages, responses, language):
    learners, facilitators = pages(hand_in(session, catalogue, noor, responses), language)

    assert learners == facilitators


@pytest.mark.parametrize("responses", [EACH_KIND, {}], ids=["answered", "blank"])
def test_of_every_other_kind(session, catalogue, noor, pages, app, monkeypatch, responses):
    course = with_questions(monkeypatch, app, catalogue, DESCRIPTION, *MORE, SHORT_TEXT)

    learners, facilitators = pages(hand_in(session, course, noor, responses))

    assert learners == facilitators


def test_of_an_answer_in_another_language(session, catalogue, noor, pages):
    learners, facilitators = pages(hand_in(session, catalogue, noor, WRONG, language="fr"))

    assert learners == facilitators


@pytest.fixture
def essay(session, catalogue, app, monkeypatch):
    return with_questions(monkeypatch, app, catalogue, ESSAY)


def test_of_an_answer_that_waits_for_a_mark(session, essay, noor, pages):
    learners, facilitators = pages(hand_in(session, essay, noor, PLAN))

    assert "Waits for a mark" in learners
    assert learners == facilitators


def test_of_a_mark_that_was_lowered_after_the_pass(session, essay, noor, pages):
    attempt_id = hand_in(session, essay, noor, PLAN)
    mark(session, essay, noor, attempt_id, BEST)
    mark(session, essay, noor, attempt_id, WORST, seen=1)

    learners, facilitators = pages(attempt_id)

    assert "This quiz is passed, and stays so." in learners
    assert "Well begun." in learners
    assert learners == facilitators


@pytest.mark.parametrize("taken_back", [False, True])
def test_of_a_mark_that_was_raised(session, catalogue, noor, pages, app, monkeypatch, taken_back):
    attempt_id = hand_in(session, catalogue, noor, {**RIGHT, "pick-one": "bee"})
    course = mended(catalogue, pick_one="bee")
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: course)
    done = regrade(session, course, "pick-one")
    if taken_back:
        undo(session, course, done)

    learners, facilitators = pages(attempt_id)

    assert "The mark of this question was raised" in learners
    assert learners == facilitators


def test_of_words_that_were_changed_since(session, catalogue, noor, pages, app, monkeypatch):
    attempt_id = hand_in(session, catalogue, noor, WRONG)
    questions = json.loads(catalogue.quizzes["steps"].body)["questions"]
    questions[0]["text"]["en"] = "Who walks on two legs?"
    changed = with_quiz(catalogue, questions=questions)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)

    learners, facilitators = pages(attempt_id)

    assert "Who walks on two legs?" in learners
    assert learners == facilitators


def test_of_a_pass_mark_that_was_raised_since(session, catalogue, noor, pages, app, monkeypatch):
    attempt_id = hand_in(session, catalogue, noor, RIGHT)
    changed = with_quiz(catalogue, pass_score=0.95)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)

    learners, facilitators = pages(attempt_id)

    assert "The pass mark is 95% today." in learners
    assert learners == facilitators


@pytest.mark.parametrize("feedback", ["immediate", "interactive", "certainty"])
def test_of_questions_that_are_checked_one_by_one(
    session, catalogue, noor, pages, app, monkeypatch, feedback
):
    course = with_quiz(catalogue, feedback=feedback)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: course)

    learners, facilitators = pages(hand_in(session, course, noor, WRONG))

    assert learners == facilitators


def test_beside_another_attempt_whose_time_is_over(session, catalogue, noor, pages, app, monkeypatch):
    course = with_quiz(catalogue, time_limit=20)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: course)
    attempt_id = hand_in(session, course, noor, WRONG)
    begin(session, course, noor, now=NOON - timedelta(days=1))

    learners, facilitators = pages(attempt_id)

    assert "the time is over" in learners
    assert "not handed in" not in learners
    assert learners == facilitators


def test_a_held_result_is_read_by_the_facilitator_as_by_its_learner_later(
    session, catalogue, noor, signed_in, pages, app, monkeypatch, cohort, ines
):
    course = with_quiz(catalogue, release="by-hand")
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: course)
    attempt_id = hand_in(session, course, noor, WRONG)
    session.commit()
    signed_in.get(f"/en/facilitate/autumn/learners/{noor.id}/attempts/{attempt_id}")
    before = review_of(signed_in)
    release_results(
        session, cohort_id=cohort.id, quiz_slug="steps", with_mail=False, actor_id=ines.id, now=NOON
    )
    tell_due_results(session, course, now=NOON, limit=50)

    learners, facilitators = pages(attempt_id)

    assert "not told yet" in before
    assert learners == facilitators == before.replace(", not told yet", "")


def test_a_held_result_stands_as_not_told_yet_in_the_grid_and_its_file(
    session, catalogue, noor, signed_in, app, monkeypatch
):
    course = with_quiz(catalogue, release="by-hand")
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: course)
    hand_in(session, course, noor, RIGHT)
    session.commit()

    signed_in.get("/en/facilitate/autumn")
    file = file_table(signed_in.http.get("/en/facilitate/autumn/learners.csv"))

    shown = next(
        row for row in shown_table(signed_in, "Table: progress by module") if row[0].startswith("Noor")
    )
    (stored,) = [row for row in file if row[0].startswith("Noor")]
    assert "not told yet" in shown
    assert "Steps: not told yet" in stored
