"""Regrading a quiz after a question was mended: what differs, a dry run, ordering it, and undoing it. For admins."""

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from course.core.grading.quiz import Quiz
from course.core.ids import new_id
from course.core.problems import NotFound
from course.db.session import Session
from course.flows.apply_regrade import NothingToRegrade, begin_regrade
from course.flows.plan_regrade import make_order
from course.flows.try_regrade import dry_run
from course.flows.undo_regrade import RegradeBuiltOn, RegradeUndoTooLate, take_regrade_back
from course.reports.mended_questions import mended_quiz, names_of
from course.store.regrades.operations import RegradeInWork
from course.store.regrades.queries import RegradeFacts, changes_after, get_regrade, regrades_of
from course.web.api.blueprint import bp
from course.web.api.course_text import chosen_language
from course.web.api.faults import Fault, FaultsFound
from course.web.api.given import SLUG, TEXT, Given, LanguageQuery, PageQuery, Slug
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.api.pages import after_id, after_number, next_cursor, one_page
from course.web.api.regrade_replies import (
    EarlierVersion,
    MendedReply,
    RegradedPage,
    RegradePage,
    RegradeReply,
    TriedPage,
    mended_line,
    regrade_reply,
    regraded_line,
    title_of,
    tried_line,
)
from course.web.api.statistics import QuizPath
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.session import reading, utc_now, wake_after_commit, writing

REASON_MAX = 500
QUESTIONS_MOST = 200
_ONE = SLUG.removeprefix("^").removesuffix("$")
Because = Annotated[str, StringConstraints(pattern=TEXT, max_length=REASON_MAX)]


class QuestionsUnknown(FaultsFound):
    """Questions that the quiz has not, each named at its place."""

    code, status = "fields_refused", 409


class RegradePath(Given):
    regrade: UUID


class TrialQuery(PageQuery, LanguageQuery):
    """Which questions would be marked anew, and the attempts of which outcome are listed."""

    questions: Annotated[str, StringConstraints(pattern=rf"^{_ONE}(,{_ONE})*$", max_length=10_000)] = Field(
        description="Ids of questions, with commas between them."
    )
    outcome: Literal["all", "raised", "kept", "same", "barred"] = "all"


class RegradedQuery(PageQuery):
    """Learners in which state."""

    state: Literal["all", "raised", "restored", "left"] = "all"


class BecauseGiven(Given):
    """Why marks are raised, as learners read it: in one language at least."""

    en: Because = ""
    es: Because = ""
    fr: Because = ""


class RegradeGiven(Given):
    """Which questions to mark anew by what the running quiz says, and why."""

    questions: Annotated[list[Slug], Field(min_length=1, max_length=QUESTIONS_MOST)]
    because: BecauseGiven


@bp.get("/quizzes/<quiz>/changes")
@open_to("admin", objects="all", rate="api", scope="questions:read")
@operation("What differs in a quiz from what learners saw")
def list_changes(path: QuizPath, query: LanguageQuery) -> MendedReply:
    """Compare the running version of a quiz with those that attempts were handed in at."""
    quiz, spoken = _quiz(path.quiz), chosen_language(query)
    found = mended_quiz(reading(), catalogue(), quiz.slug)
    return MendedReply(
        quiz=quiz.slug,
        title=title_of(quiz.slug, spoken),
        version=quiz.version,
        earlier=[EarlierVersion(version=one.version, attempts=one.submitted) for one in found.versions],
        questions=[mended_line(one, spoken) for one in found.questions],
    )


@bp.get("/quizzes/<quiz>/regrade-trial")
@open_to("admin", objects="all", rate="preview", scope="questions:read")
@operation("What regrading would do", problems=[QuestionsUnknown])
def read_trial(path: QuizPath, query: TrialQuery) -> TriedPage:
    """Judge each attempt at an earlier version anew, and write nothing."""
    questions = query.questions.split(",")[:QUESTIONS_MOST]
    if _unknown(path.quiz, questions):
        raise QuestionsUnknown([Fault("query", "questions", "question_unknown")], status=409)
    order = make_order(reading(), catalogue(), quiz_slug=path.quiz, questions=questions)
    start = after_number(query)
    tried = dry_run(reading(), order, show=query.outcome, start=start, size=query.limit, now=utc_now())
    names = names_of(reading(), {row.learner_id for row in tried.rows})
    return TriedPage(
        items=[tried_line(row, names) for row in tried.rows],
        next=next_cursor(start + query.limit) if tried.more else None,
        counts=dict(tried.counts),
        passing=tried.passing,
        kept_marks=tried.kept_marks,
        open=len(tried.open),
    )


@bp.get("/quizzes/<quiz>/regrades")
@open_to("admin", objects="all", rate="api", scope="questions:read")
@operation("The regrades of a quiz")
def list_regrades(path: QuizPath, query: LanguageQuery) -> RegradePage:
    found = regrades_of(reading(), path.quiz)
    if not found:
        _quiz(path.quiz)
    return RegradePage(items=_replies(reading(), found, chosen_language(query)), next=None)


@bp.post("/quizzes/<quiz>/regrades")
@open_to("admin", objects="all", rate="write", scope="questions:write")
@operation("Regrade a quiz", status=201, problems=[NothingToRegrade, RegradeInWork])
def add_regrade(path: QuizPath, query: LanguageQuery, body: RegradeGiven) -> RegradeReply:
    """Mark answers anew: of a few learners at once, of many soon after; its state tells. Marks only rise."""
    because = {code: words.strip() for code, words in dict(body.because).items() if words.strip()}
    if not because:
        raise FaultsFound([Fault("body", "#/because", "regrade_without_reason")], status=409)
    if unknown := _unknown(path.quiz, body.questions):
        faults = [Fault("body", f"#/questions/{place}", "question_unknown") for place in unknown]
        raise QuestionsUnknown(faults, status=409)
    session = writing()
    regrade_id, is_done = begin_regrade(
        session,
        catalogue(),
        quiz_slug=path.quiz,
        questions=body.questions,
        because=because,
        key=str(new_id()),
        actor_id=own_id(),
        now=utc_now(),
    )
    return _changed(session, regrade_id, chosen_language(query), is_done=is_done)


@bp.get("/regrades/<regrade>")
@open_to("admin", objects="all", rate="api", scope="questions:read")
@operation("One regrade")
def read_regrade(path: RegradePath, query: LanguageQuery) -> RegradeReply:
    """Return a regrade; one in work is looked at again until it is applied or undone."""
    return _reply(reading(), path.regrade, chosen_language(query))


@bp.get("/regrades/<regrade>/learners")
@open_to("admin", objects="all", rate="api", scope="questions:read")
@operation("Whose marks a regrade raised")
def list_regraded(path: RegradePath, query: RegradedQuery) -> RegradedPage:
    session, found = reading(), get_regrade(reading(), path.regrade)
    state = "" if query.state == "all" else query.state
    rows = changes_after(session, found.id, after_id(query), query.limit + 1, state=state)
    shown, last = one_page(rows, query.limit)
    names = names_of(session, {row.learner_id for row in shown})
    return RegradedPage(
        items=[regraded_line(row, names) for row in shown],
        next=next_cursor(last.learner_id) if last else None,
    )


@bp.post("/regrades/<regrade>/undo")
@open_to("admin", objects="all", rate="write", scope="questions:write")
@operation("Undo a regrade", problems=[RegradeBuiltOn, RegradeInWork, RegradeUndoTooLate])
def undo_regrade(path: RegradePath, query: LanguageQuery) -> RegradeReply:
    """Give marks back as they were, within 14 days; those on which something was built since stay. Twice is once."""
    session = writing()
    if get_regrade(session, path.regrade).state in {"undoing", "undone"}:
        return _reply(session, path.regrade, chosen_language(query))
    is_done = take_regrade_back(
        session, catalogue(), regrade_id=path.regrade, actor_id=own_id(), now=utc_now()
    )
    return _changed(session, path.regrade, chosen_language(query), is_done=is_done)


def _quiz(slug: str) -> Quiz:
    """Return a quiz of the course. Raises NotFound."""
    quiz = catalogue().quizzes.get(slug)
    if quiz is None:
        raise NotFound
    return quiz


def _unknown(quiz: str, questions: list[str]) -> list[int]:
    """Return the places, from 0, of questions that the quiz does not have today. Raises NotFound."""
    known = {question.id for question in _quiz(quiz).questions}
    return [place for place, question_id in enumerate(questions) if question_id not in known]


def _changed(session: Session, regrade_id: UUID, spoken: str, *, is_done: bool) -> RegradeReply:
    if not is_done:
        wake_after_commit("regrades")
    return _reply(session, regrade_id, spoken)


def _reply(session: Session, regrade_id: UUID, spoken: str) -> RegradeReply:
    (reply,) = _replies(session, [get_regrade(session, regrade_id)], spoken)
    return reply


def _replies(session: Session, found: Iterable[RegradeFacts], spoken: str) -> list[RegradeReply]:
    listed = list(found)
    names = names_of(session, {one.actor_id for one in listed if one.actor_id})
    return [regrade_reply(one, names, spoken) for one in listed]
