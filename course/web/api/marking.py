"""Marking by hand: what waits at a desk, one answer, and its mark.

A desk is a cohort's, or that of learners without a cohort, which is open to admins; the operations are the same.
"""

from typing import Annotated, Literal
from uuid import UUID

from flask.typing import ResponseReturnValue
from pydantic import Field, StringConstraints

from course.db.session import Session
from course.flows.mark_by_hand import COMMENT_MAX, REASON_MAX, MarkClash, NewMark, mark_by_hand
from course.reports.facilitated_cohorts import find_cohort
from course.reports.marking_queue import AnswerToMark, Place, find_answer, queued_answers, queued_questions
from course.store.uploads.queries import uploads_of
from course.web.api.blueprint import bp
from course.web.api.cohorts import CohortPath
from course.web.api.course_text import chosen_language
from course.web.api.faults import Fault, FaultsFound
from course.web.api.given import SLUG, TEXT, Given, LanguageQuery, PageQuery, Slug, Whole
from course.web.api.marking_replies import (
    AnswerToMarkReply,
    GivenMarkLine,
    QueuePage,
    answer_reply,
    given_mark,
    queued_line,
    queued_question_lines,
)
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.api.pages import after_keys, next_cursor, one_page, read_id, read_moment
from course.web.content import catalogue
from course.web.errors import problem_document, sentence
from course.web.gate import actor, open_to
from course.web.session import reading, undo, utc_now, writing

Names = Annotated[Literal["shown", "hidden"], Field(description="Hidden: until an answer is marked.")]
Id = Annotated[str, StringConstraints(max_length=100)]
QUESTION_KEY = SLUG.removesuffix("$") + "/" + SLUG.removeprefix("^")


class DeskPath(Given):
    """An answer of a learner without a cohort."""

    attempt: UUID
    question: Slug


class MarkPath(DeskPath):
    """An answer of a learner of a cohort."""

    cohort: Slug


class QueueQuery(PageQuery, LanguageQuery):
    """Which answers: those that wait, the oldest first, or those marked, the newest first."""

    show: Literal["waiting", "marked"] = "waiting"
    question: Annotated[str, StringConstraints(pattern=QUESTION_KEY, max_length=201)] | None = Field(
        default=None, description="A quiz and one of its questions, with a slash between them."
    )
    names: Names = "shown"


class AnswerQuery(LanguageQuery):
    names: Names = "shown"


class MarkGiven(Given):
    """A mark. `levels` names one level for each criterion of the rubric, by their ids; they make the points. The learner
    reads the `comment`; left out, or null, it stays as it is. `seen` is the `version` of the mark that the sender knew, 0
    for none; a mark that is changed needs a `reason`, which the learner reads.
    """

    levels: Annotated[dict[Id, Id], Field(max_length=100)]
    comment: Annotated[str, StringConstraints(pattern=TEXT, max_length=COMMENT_MAX)] | None = None
    reason: Annotated[str, StringConstraints(pattern=TEXT, max_length=REASON_MAX)] = ""
    seen: Annotated[int, Whole(0, 99_999)]


class MarkedMeanwhile(MarkClash):
    """Somebody else marked this answer since it was read; `stored` is their mark."""

    def __init__(self, stored: GivenMarkLine | None) -> None:
        super().__init__()
        self.stored = stored


@bp.get("/cohorts/<cohort>/marking")
@open_to("facilitator", objects="cohort", rate="api", scope="marking:read")
@operation("The answers of a cohort that a person marks")
def list_answers(path: CohortPath, query: QueueQuery) -> QueuePage:
    """Essays and files of who learns in the cohort now: those that wait for a mark, or those that have one."""
    return _queue(find_cohort(reading(), actor(), path.cohort).id, query)


@bp.get("/cohorts/<cohort>/marking/<attempt>/<question>")
@open_to("facilitator", objects="cohort", rate="api", scope="marking:read")
@operation("One answer that a person marks")
def read_answer(path: MarkPath, query: AnswerQuery) -> AnswerToMarkReply:
    """The answer with the rubric, its mark if it has one, and every change of that."""
    return _read(find_cohort(reading(), actor(), path.cohort).id, path, query)


@bp.put("/cohorts/<cohort>/marking/<attempt>/<question>")
@open_to("facilitator", objects="cohort", rate="write", scope="marking:write")
@operation("Mark an answer", problems=[MarkClash])
def put_mark(path: MarkPath, query: LanguageQuery, body: MarkGiven) -> AnswerToMarkReply:
    """Give an answer its mark, or change it. The same mark sent again is one.

    Where somebody else marked it meanwhile, the problem document holds their mark as `stored`.
    """
    return _mark(find_cohort(writing(), actor(), path.cohort).id, path, query, body)


@bp.get("/marking")
@open_to("admin", objects="all", rate="api", scope="marking:read")
@operation("The answers of learners without a cohort that a person marks")
def list_answers_without_cohort(query: QueueQuery) -> QueuePage:
    return _queue(None, query)


@bp.get("/marking/<attempt>/<question>")
@open_to("admin", objects="all", rate="api", scope="marking:read")
@operation("One answer of a learner without a cohort that a person marks")
def read_answer_without_cohort(path: DeskPath, query: AnswerQuery) -> AnswerToMarkReply:
    return _read(None, path, query)


@bp.put("/marking/<attempt>/<question>")
@open_to("admin", objects="all", rate="write", scope="marking:write")
@operation("Mark an answer of a learner without a cohort", problems=[MarkClash])
def put_mark_without_cohort(path: DeskPath, query: LanguageQuery, body: MarkGiven) -> AnswerToMarkReply:
    """Give an answer its mark, or change it, as in a cohort."""
    return _mark(None, path, query, body)


@bp.errorhandler(MarkedMeanwhile)
def _marked_meanwhile(clash: MarkedMeanwhile) -> ResponseReturnValue:
    stored = clash.stored.model_dump(mode="json") if clash.stored else None
    return problem_document(clash.status, clash.code, sentence(clash.code), stored=stored)


def _queue(cohort_id: UUID | None, query: QueueQuery) -> QueuePage:
    spoken = chosen_language(query)
    rows = queued_answers(
        reading(),
        cohort_id,
        show=query.show,
        question=query.question or "",
        after=_after(query),
        limit=query.limit + 1,
    )
    shown, last = one_page(rows, query.limit)
    return QueuePage(
        items=[queued_line(row, query.show, hide_names=query.names == "hidden") for row in shown],
        questions=queued_question_lines(queued_questions(reading(), cohort_id, query.show), spoken),
        next=next_cursor(query.show, last.place[0].isoformat(), last.attempt_id, last.question_id)
        if last
        else None,
    )


def _after(query: QueueQuery) -> Place | None:
    """Return the answer that the page follows. Raises CursorUnknown, also for a cursor of the other list."""
    keys = after_keys(query, 4, first=query.show)
    if keys is None:
        return None
    return read_moment(keys[1]), read_id(keys[2]), keys[3]


def _read(cohort_id: UUID | None, path: DeskPath, query: AnswerQuery) -> AnswerToMarkReply:
    answer = _find(reading(), cohort_id, path)
    return _reply(reading(), answer, chosen_language(query), hide_names=query.names == "hidden")


def _mark(cohort_id: UUID | None, path: DeskPath, query: LanguageQuery, body: MarkGiven) -> AnswerToMarkReply:
    session = writing()
    answer = _find(session, cohort_id, path)
    known = answer.held.comment if answer.held else ""
    comment = known if body.comment is None else body.comment.strip()
    if body.seen > (answer.held.version if answer.held else 0):
        raise FaultsFound([Fault("body", "#/seen", "mark_seen_unknown")], status=409)
    given = NewMark(levels=body.levels, comment=comment, reason=body.reason.strip(), seen=body.seen)
    try:
        mark_by_hand(
            session,
            catalogue(),
            cohort_id=cohort_id,
            marker_id=own_id(),
            learner_id=answer.queued.learner_id,
            quiz_slug=answer.queued.quiz_slug,
            attempt_id=path.attempt,
            question_id=path.question,
            given=given,
            now=utc_now(),
        )
    except MarkClash as clash:
        undo()
        newer = _find(session, cohort_id, path)
        raise MarkedMeanwhile(given_mark(newer.held, newer) if newer.held else None) from clash
    return _reply(session, _find(session, cohort_id, path), chosen_language(query), hide_names=False)


def _find(session: Session, cohort_id: UUID | None, path: DeskPath) -> AnswerToMark:
    return find_answer(session, catalogue(), cohort_id, attempt_id=path.attempt, question_id=path.question)


def _reply(session: Session, answer: AnswerToMark, spoken: str, *, hide_names: bool) -> AnswerToMarkReply:
    file = uploads_of(session, answer.queued.attempt_id).get(answer.queued.question_id)
    return answer_reply(answer, file, spoken, hide_names=hide_names)
