"""Rows of the grid: the shares of the completion rule, and as many statements whatever the size."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import insert, select

from course.core.rules.completion import course_progress
from course.reports.cohort_overview import cohort_overview, look_at
from course.reports.cohort_rows import GridView, read_rows
from course.store.attempts.models import QuizResult
from course.store.attempts.queries import quiz_facts
from course.store.progress.models import CohortProgress, LessonRecord, ModuleCompletion
from course.store.progress.queries import done_facts
from tests.conftest import NOON
from tests.reports.cohorts import Line, a_cohort
from tests.statements import counted


def a_record(learner_id, slug, module="first-steps", *, completed=True):
    return {
        "learner_id": learner_id,
        "lesson_slug": slug,
        "module_slug": module,
        "completed_at": NOON if completed else None,
        "content_version": "1",
        "language": "en",
    }


def add_record(session, *about, **further):
    session.execute(insert(LessonRecord).values(**a_record(*about, **further)))


def add_result(session, learner_id, *, score, passed, quiz="steps"):
    values = {
        "learner_id": learner_id,
        "quiz_slug": quiz,
        "score": score,
        "attempts": 1,
        "passed_at": NOON if passed else None,
        "last_submitted_at": NOON,
    }
    session.execute(insert(QuizResult).values(**values))


def add_random_facts(session, catalogue, random, learner_id):
    for lesson in catalogue.lessons:
        if random.random() < 0.5:
            # The module as it was then: a lesson may have moved since.
            add_record(session, learner_id, lesson.slug, random.choice(["first-steps", "gone"]),
                       completed=random.random() < 0.8)  # fmt: skip
    if random.random() < 0.3:
        add_record(session, learner_id, "left-the-course")
    if random.random() < 0.6:
        add_result(session, learner_id, score=random.random(), passed=random.random() < 0.5)
    if random.random() < 0.2:
        credit = {
            "learner_id": learner_id,
            "module_slug": "first-steps",
            "content_version": "0",
            "completed_at": NOON,
        }
        session.execute(insert(ModuleCompletion).values(**credit))


@pytest.mark.parametrize("purpose", ["assessment", "survey"])
def test_modules_and_quizzes_are_as_the_completion_rule_has_them(session, catalogue, purpose):
    quiz = replace(catalogue.quizzes["steps"], purpose=purpose)
    course = replace(catalogue, quizzes={**catalogue.quizzes, "steps": quiz})
    random = Random(3)
    cohort = a_cohort(session, [Line(name=f"Learner {place:02}") for place in range(40)])
    for row in read_rows(session, course, cohort, GridView(), after=None, limit=50, now=NOON):
        add_random_facts(session, course, random, row.learner_id)

    rows = read_rows(session, course, cohort, GridView(), after=None, limit=50, now=NOON)

    assert len(rows) == 40
    for row in rows:
        facts, done = quiz_facts(session, row.learner_id), done_facts(session, row.learner_id)
        progress = course_progress(
            course,
            completed=done.completed,
            quizzes=facts,
            credited=done.credited,
        )
        assert row.modules == tuple(module.share for module in progress.modules)
        best = facts["steps"].best_score if "steps" in facts else None
        assert row.quizzes == (() if purpose == "survey" else (best,))
    assert len({row.modules for row in rows}) > 5


def with_lessons(catalogue, number):
    """Return the course with that many lessons in its first module."""
    first, *others = catalogue.modules
    lessons = tuple(
        replace(first.lessons[place % len(first.lessons)], slug=f"lesson-{place}", number=place + 1)
        for place in range(number)
    )
    return replace(catalogue, modules=(replace(first, lessons=lessons), *others))


@pytest.mark.parametrize(("learners", "lessons"), [(3, 2), (60, 2), (3, 300), (60, 300)])
def test_four_statements_read_figures_and_page_whatever_their_size(
    app, session, catalogue, learners, lessons
):
    course = with_lessons(catalogue, lessons)
    lines = [Line(enrolled_at=NOON - timedelta(days=40))] * learners
    cohort = a_cohort(session, lines, ends_on=(NOON + timedelta(days=5)).date())
    ids = session.scalars(
        select(CohortProgress.learner_id).where(CohortProgress.cohort_id == cohort.id)
    ).all()
    records = [a_record(learner_id, f"lesson-{place}") for learner_id in ids for place in range(lessons)]
    session.execute(insert(LessonRecord), records)
    total = len(course.lessons)

    with counted(app) as statements:
        overview = cohort_overview(session, cohort, lessons_total=total, now=NOON)
        people = look_at(session, cohort, lessons_total=total, now=NOON)
        rows = read_rows(session, course, cohort, GridView(), after=None, limit=51, now=NOON)

    assert len(statements) == 4
    assert (overview.figures.needing_a_hand, len(people), len(rows)) == (
        learners,
        min(learners, 5),
        min(learners, 51),
    )
    assert {row.modules[0] for row in rows} == {lessons / (lessons + 1)}


@pytest.mark.parametrize(
    ("shares", "median"), [([], None), ([0.4], 0.4), ([0.1, 0.9, 0.2], 0.2), ([0.1, 0.2, 0.4, 1.0], 0.3)]
)
def test_the_median_is_that_of_the_learner_in_the_middle(session, shares, median):
    cohort = a_cohort(session, [Line(share=share) for share in shares])

    overview = cohort_overview(session, cohort, lessons_total=4, now=NOON)

    assert overview.median == (median if median is None else pytest.approx(median))


def test_groups_are_those_of_who_learns_there_now(session):
    cohort = a_cohort(
        session, [Line(group="South"), Line(group=""), Line(group="North"), Line(group="South")]
    )
    a_cohort(session, [Line(group="Elsewhere")])

    overview = cohort_overview(session, cohort, lessons_total=4, now=NOON)

    assert overview.groups == ("North", "South")
