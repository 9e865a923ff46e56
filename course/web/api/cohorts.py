"""Cohorts as their facilitators follow them: the figures, rows and questions of the pages."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import StringConstraints

from course.core.rules.attention import Action, AttentionReason, ReasonCode, Severity
from course.reports import cohort_rows, question_report
from course.reports.cohort_overview import CohortFigures, cohort_overview, figures_of
from course.reports.cohort_page_sql import Show, Sort
from course.reports.cohort_rows import After, GridView, quiz_columns, read_after, read_rows
from course.reports.facilitated_cohorts import FacilitatedCohort, facilitated_cohorts, find_cohort
from course.reports.facilitated_learner import FacilitatedLearner, find_learner
from course.reports.quiz_statistics import count_uncounted
from course.web.api.blueprint import bp
from course.web.api.course_text import chosen_language
from course.web.api.given import LINE, Given, LanguageQuery, PageQuery, PageReply, Reply, Share, Slug
from course.web.api.operations import operation
from course.web.api.pages import CursorUnknown, after_id, after_keys, next_cursor, one_page
from course.web.api.progress import ProgressReply, progress_reply
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.i18n import true_and_false
from course.web.session import reading, utc_now

Word = Annotated[str, StringConstraints(pattern=LINE, max_length=120)]


class Figures(Reply):
    """How many learners are enrolled, were active in the last seven days, may need a hand, and have finished."""

    enrolled: int
    active: int
    needing_a_hand: int
    finished: int


class CohortLine(Reply):
    """A cohort in a list. `seats` is how many learners it takes, 0 without a limit."""

    slug: str
    name: str
    language: str
    starts_on: date | None
    ends_on: date | None
    closed_at: datetime | None
    seats: int
    seats_taken: int
    figures: Figures


class CohortPage(PageReply):
    """One page of cohorts, the newest first."""

    items: list[CohortLine]


class CohortReply(CohortLine):
    """A cohort at a glance. `median` is the share of the course that the learner in the middle has done."""

    median: Share | None
    groups: list[str]


class ShareOf(Reply):
    """How much of a module is done."""

    slug: str
    share: Share


class ScoreOf(Reply):
    """The score that counts of a quiz; null before the first submission, and while all of it waits for a mark
    or is not told yet.
    """

    slug: str
    score: Share | None


class Reason(Reply):
    """Why someone may need a hand, with what the rule measured, and what fits."""

    code: ReasonCode
    severity: Severity
    action: Action
    values: dict[str, str | int | float]


class LearnerLine(Reply):
    """One learner's row."""

    id: UUID
    name: str
    email: str
    group: str
    last_active_at: datetime | None
    share: Share
    modules: list[ShareOf]
    quizzes: list[ScoreOf]
    reasons: list[Reason]


class LearnerPage(PageReply):
    """One page of learners."""

    items: list[LearnerLine]


class LearnerReply(Reply):
    """One learner: what they show of themselves to who runs the course, and their record."""

    id: UUID
    name: str
    email: str
    group: str
    enrolled_at: datetime
    last_active_at: datetime | None
    reasons: list[Reason]
    profile: dict[str, str | list[str]]
    progress: ProgressReply


class WrongAnswer(Reply):
    """The wrong answer given most often. `words` is empty for one that left the quiz."""

    answer: str
    words: str
    chosen: int


class QuestionLine(Reply):
    """How the first attempts of the cohort answered one question."""

    quiz: str
    question: str
    quiz_title: str
    text: str
    answers: int
    right: int
    partly: int
    missed: int
    too_few: bool
    wrong_answer: WrongAnswer | None


class QuestionPage(PageReply):
    """All questions, those missed most first. `uncounted` finished first attempts are added within a minute."""

    items: list[QuestionLine]
    uncounted: int


class CohortPath(Given):
    cohort: Slug


class LearnerPath(Given):
    cohort: Slug
    learner: UUID


class LearnersQuery(PageQuery):
    """Which rows, in which order. `group` and `name`, the beginning of a name, narrow."""

    show: Show = "all"
    sort: Sort = "name"
    order: Literal["asc", "desc"] | None = None
    group: Word | None = None
    name: Word | None = None


@bp.get("/cohorts")
@open_to("facilitator", objects="cohort", rate="api", scope="cohorts:read")
@operation("My cohorts")
def list_cohorts(query: PageQuery) -> CohortPage:
    """Return the cohorts that the caller facilitates, with their figures; admins see all."""
    rows = facilitated_cohorts(reading(), actor(), after=after_id(query), limit=query.limit + 1)
    shown, last = one_page(rows, query.limit)
    figures = figures_of(reading(), shown, lessons_total=len(catalogue().lessons), now=utc_now())
    return CohortPage(
        items=[CohortLine(**_cohort(cohort, figures[cohort.id])) for cohort in shown],
        next=next_cursor(last.id) if last else None,
    )


@bp.get("/cohorts/<cohort>")
@open_to("facilitator", objects="cohort", rate="api", scope="cohorts:read")
@operation("One cohort at a glance")
def read_cohort(path: CohortPath) -> CohortReply:
    found = find_cohort(reading(), actor(), path.cohort)
    overview = cohort_overview(reading(), found, lessons_total=len(catalogue().lessons), now=utc_now())
    return CohortReply(
        **_cohort(found, overview.figures), median=overview.median, groups=list(overview.groups)
    )


@bp.get("/cohorts/<cohort>/learners")
@open_to("facilitator", objects="cohort", rate="api", scope="cohorts:read")
@operation("The learners of a cohort")
def list_learners(path: CohortPath, query: LearnersQuery) -> LearnerPage:
    """Return the rows of the cohort's grid. The orders `seen` and `share` descend unless asked otherwise."""
    found = find_cohort(reading(), actor(), path.cohort)
    view = GridView(
        show=query.show,
        sort=query.sort,
        descending=(query.order or ("asc" if query.sort == "name" else "desc")) == "desc",
        group=query.group or "",
        name=query.name or "",
    )
    rows = read_rows(
        reading(),
        catalogue(),
        found,
        view,
        after=_after(query),
        limit=query.limit + 1,
        now=utc_now(),
    )
    shown, last = one_page(rows, query.limit)
    return LearnerPage(
        items=[_learner(row) for row in shown],
        next=next_cursor(query.sort, last.after.key, last.after.learner_id) if last else None,
    )


@bp.get("/cohorts/<cohort>/learners/<learner>")
@open_to("facilitator", objects="cohort", rate="api", scope="cohorts:read")
@operation("One learner with their record")
def read_learner(path: LearnerPath, query: LanguageQuery) -> LearnerReply:
    """Return the same record that the learner sees; of other cohorts only admins see anything."""
    found = find_cohort(reading(), actor(), path.cohort)
    person = find_learner(
        reading(),
        found,
        path.learner,
        viewer=actor(),
        lessons_total=len(catalogue().lessons),
        now=utc_now(),
    )
    record = progress_reply(person.id, chosen_language(query))
    if not actor().is_admin:
        own = [cohort for cohort in record.cohorts if cohort.slug == found.slug]
        record = record.model_copy(update={"cohorts": own})
    return _person(person, record)


@bp.get("/cohorts/<cohort>/questions")
@open_to("facilitator", objects="cohort", rate="api", scope="cohorts:read")
@operation("The questions that a cohort misses most")
def list_questions(path: CohortPath, query: LanguageQuery) -> QuestionPage:
    found = find_cohort(reading(), actor(), path.cohort)
    lines = question_report.question_report(reading(), catalogue(), found, chosen_language(query))
    return QuestionPage(
        items=[_question(line, true_and_false(chosen_language(query))) for line in lines],
        uncounted=count_uncounted(reading(), found.id),
        next=None,
    )


def _after(query: LearnersQuery) -> After | None:
    """Return the row that the page follows. Raises CursorUnknown, also for a cursor of another order."""
    keys = after_keys(query, 3, first=query.sort)
    if keys is None:
        return None
    found = read_after(query.sort, keys[1], keys[2])
    if found is None:
        raise CursorUnknown
    return found


def _cohort(cohort: FacilitatedCohort, figures: CohortFigures) -> Mapping[str, Any]:
    return {
        "slug": cohort.slug,
        "name": cohort.name,
        "language": cohort.language,
        "starts_on": cohort.starts_on,
        "ends_on": cohort.ends_on,
        "closed_at": cohort.closed_at,
        "seats": cohort.seats,
        "seats_taken": cohort.enrolled,
        "figures": Figures(
            enrolled=figures.enrolled,
            active=figures.active,
            needing_a_hand=figures.needing_a_hand,
            finished=figures.finished,
        ),
    }


def _learner(row: cohort_rows.LearnerRow) -> LearnerLine:
    modules = [module.slug for module in catalogue().modules]
    return LearnerLine(
        id=row.learner_id,
        name=row.name,
        email=row.email,
        group=row.group,
        last_active_at=row.last_active_at,
        share=row.share,
        modules=[ShareOf(slug=slug, share=share) for slug, share in zip(modules, row.modules, strict=True)],
        quizzes=[
            ScoreOf(slug=slug, score=score)
            for slug, score in zip(quiz_columns(catalogue()), row.quizzes, strict=True)
        ],
        reasons=[_reason(reason) for reason in row.reasons],
    )


def _person(person: FacilitatedLearner, record: ProgressReply) -> LearnerReply:
    return LearnerReply(
        id=person.id,
        name=person.name,
        email=person.email,
        group=person.group,
        enrolled_at=person.enrolled_at,
        last_active_at=person.last_active_at,
        reasons=[_reason(reason) for reason in person.reasons],
        profile={
            name: value if isinstance(value, str) else list(value) for name, value in person.profile.items()
        },
        progress=record,
    )


def _reason(reason: AttentionReason) -> Reason:
    return Reason(
        code=reason.code,
        severity=reason.rule.severity,
        action=reason.rule.action,
        values=dict(reason.values),
    )


def _question(line: question_report.QuestionLine, plain: Mapping[str, str]) -> QuestionLine:
    wrong = line.wrong_answer
    return QuestionLine(
        quiz=line.quiz_slug,
        question=line.question_id,
        quiz_title=line.quiz_title,
        text=line.text,
        answers=line.answers,
        right=line.right,
        partly=line.partly,
        missed=line.missed,
        too_few=line.too_few,
        wrong_answer=WrongAnswer(
            answer=wrong.answer, words=wrong.words or plain.get(wrong.answer, ""), chosen=wrong.chosen
        )
        if wrong
        else None,
    )
