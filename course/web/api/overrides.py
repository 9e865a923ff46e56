"""Other dates, more time and more attempts at a quiz: for a whole cohort, or for one of its learners."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from course.core.grading.window_limits import ATTEMPTS_MOST, MINUTES_MOST
from course.core.ids import new_id
from course.core.problems import NotFound
from course.flows.override_quiz import NobodyLeft, finish_override, make_override
from course.reports.facilitated_cohorts import FacilitatedCohort, find_cohort
from course.reports.facilitated_learner import find_learner
from course.reports.quiz_overrides import OverrideLine as FoundOverride
from course.reports.quiz_overrides import quiz_overrides
from course.store.attempts.overrides import StoredOverride
from course.web.api.attempt_replies import in_words
from course.web.api.blueprint import bp
from course.web.api.cohorts import CohortPath
from course.web.api.course_text import chosen_language
from course.web.api.faults import Fault, FaultsFound
from course.web.api.given import Given, LanguageQuery, PageQuery, PageReply, Reply, Slug, Whole
from course.web.api.lists import Moment
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.api.outages import ReasonLine
from course.web.api.pages import after_id, next_cursor, one_page
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.session import reading, utc_now, writing


class OverrideGiven(Given):
    """Other rules of a quiz, for one `learner` or, without one, for the cohort. What is left out or null stays as the quiz
    has it; at least one rule is given. `time_limit` is minutes and `attempts` those begun already included; 0 is no
    limit. `closes` is the first moment that is too late, `expires_at` the first at which these rules hold no more.
    The `reason` is kept for those who run the course; learners read it where it is `reason_told`. Rules by which nobody
    could begin an attempt any more are kept only where the caller is `sure`.
    """

    quiz: Slug
    learner: UUID | None = None
    opens: Moment | None = None
    closes: Moment | None = None
    time_limit: Annotated[int, Whole(0, MINUTES_MOST)] | None = None
    attempts: Annotated[int, Whole(0, ATTEMPTS_MOST)] | None = None
    reason: ReasonLine
    reason_told: bool = False
    expires_at: Moment | None = None
    sure: bool = False


class OverrideLine(Reply):
    """Other rules of a quiz, as they were given; null stays as the quiz has it. `learner` and `name` are null where they
    are the whole cohort's.
    """

    id: UUID
    quiz: str
    title: str
    learner: UUID | None
    name: str | None
    opens: datetime | None
    closes: datetime | None
    time_limit: int | None
    attempts: int | None
    reason: str
    reason_told: bool
    expires_at: datetime | None
    made_at: datetime


class OverridePage(PageReply):
    """One page of other rules, the newest first."""

    items: list[OverrideLine]


class OverridesQuery(PageQuery, LanguageQuery):
    """Whose rules: those of one `learner`, or all that were made in the cohort."""

    learner: UUID | None = None


class OverridePath(Given):
    cohort: Slug
    override: UUID


@bp.get("/cohorts/<cohort>/overrides")
@open_to("facilitator", objects="cohort", rate="api", scope="assessment:read")
@operation("The other rules of quizzes in a cohort")
def list_overrides(path: CohortPath, query: OverridesQuery) -> OverridePage:
    """What was made and not ended, also where it has expired."""
    found = find_cohort(reading(), actor(), path.cohort)
    if query.learner is not None:
        _name_of(found, query.learner)
    rows = quiz_overrides(
        reading(),
        catalogue(),
        found,
        chosen_language(query),
        learner_id=query.learner,
        before=after_id(query),
        limit=query.limit + 1,
    )
    shown, last = one_page(rows, query.limit)
    return OverridePage(
        items=[_line(row) for row in shown], next=next_cursor(last.stored.id) if last else None
    )


@bp.post("/cohorts/<cohort>/overrides")
@open_to("facilitator", objects="cohort", rate="write", scope="assessment:write")
@operation("Give other rules of a quiz", status=201, problems=[NobodyLeft])
def add_override(path: CohortPath, query: LanguageQuery, body: OverrideGiven) -> OverrideLine:
    """They hold from now on, for open attempts too: those get the time that is added, and none loses any."""
    found = find_cohort(reading(), actor(), path.cohort)
    try:
        name = _name_of(found, body.learner) if body.learner else ""
    except NotFound:
        raise FaultsFound([Fault("body", "#/learner", "learner_not_in_cohort")], status=409) from None
    quiz = catalogue().quizzes.get(body.quiz)
    if quiz is None:
        raise FaultsFound([Fault("body", "#/quiz", "field_not_listed")])
    made = _made(found, body)
    make_override(writing(), catalogue(), made, actor_id=own_id(), now=made.made_at, sure=body.sure)
    return _line(FoundOverride(made, in_words(quiz.title, chosen_language(query)), name))


@bp.delete("/cohorts/<cohort>/overrides/<override>")
@open_to("facilitator", objects="cohort", rate="write", scope="assessment:write")
@operation("End other rules of a quiz")
def end_override(path: OverridePath) -> None:
    """Attempts that are open keep the time that they have."""
    found = find_cohort(reading(), actor(), path.cohort)
    finish_override(
        writing(),
        catalogue(),
        override_id=path.override,
        cohort_id=found.id,
        actor_id=own_id(),
        now=utc_now(),
    )


def _name_of(cohort: FacilitatedCohort, learner_id: UUID) -> str:
    """Return the name of a learner of the cohort. Raises NotFound for who is not in it."""
    person = find_learner(
        reading(),
        cohort,
        learner_id,
        viewer=actor(),
        lessons_total=len(catalogue().lessons),
        now=utc_now(),
    )
    return person.name


def _made(cohort: FacilitatedCohort, body: OverrideGiven) -> StoredOverride:
    return StoredOverride(
        id=new_id(),
        quiz_slug=body.quiz,
        cohort_id=cohort.id,
        learner_id=body.learner,
        opens=body.opens,
        closes=body.closes,
        time_limit=body.time_limit,
        attempts=body.attempts,
        reason=body.reason,
        reason_told=body.reason_told,
        expires_at=body.expires_at,
        made_at=utc_now(),
    )


def _line(row: FoundOverride) -> OverrideLine:
    one = row.stored
    return OverrideLine(
        id=one.id,
        quiz=one.quiz_slug,
        title=row.title,
        learner=one.learner_id,
        name=row.name or None,
        opens=one.opens,
        closes=one.closes,
        time_limit=one.time_limit,
        attempts=one.attempts,
        reason=one.reason,
        reason_told=one.reason_told,
        expires_at=one.expires_at,
        made_at=one.made_at,
    )
