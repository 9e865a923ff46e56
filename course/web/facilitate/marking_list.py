"""What waits for a mark at a desk, or was marked, question by question; names may be hidden meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from course.core.text import Text, pick
from course.reports.marking_queue import (
    Place,
    QueuedAnswer,
    QueuedQuestion,
    Show,
    queued_answers,
    queued_questions,
)
from course.web.content import catalogue
from course.web.facilitate.blueprint import bp
from course.web.facilitate.desks import NO_COHORT, Desk, own_desk
from course.web.gate import open_to
from course.web.hidden_names import keep_names_hidden, names_hidden
from course.web.i18n import language
from course.web.paging import PAGE_SIZE, chosen, decode_cursor, encode_cursor
from course.web.session import reading


@bp.get("/facilitate/<cohort>/marking")
@open_to("facilitator", objects="cohort")
def marking(cohort: str) -> ResponseReturnValue:
    """Show what waits for a mark in a cohort, the oldest first, or what was marked, the newest first."""
    return _queue_page(own_desk(cohort))


@bp.post("/facilitate/<cohort>/marking")
@open_to("facilitator", objects="cohort", rate="write")
def choose_names(cohort: str) -> ResponseReturnValue:
    """Hide names until an answer is marked, or show them again; remembered on this device."""
    return _keep_names(own_desk(cohort))


@bp.get("/admin/marking")
@open_to("admin", objects="all")
def marking_without_cohort() -> ResponseReturnValue:
    """Show what waits for a mark of learners who are in no cohort, or what was marked."""
    return _queue_page(NO_COHORT)


@bp.post("/admin/marking")
@open_to("admin", objects="all", rate="write")
def choose_names_without_cohort() -> ResponseReturnValue:
    """Hide names until an answer is marked, or show them again; remembered on this device."""
    return _keep_names(NO_COHORT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the queue is looked at: what waits or was marked; and a question's key, or a quiz's slug, or all ("")."""

    show: Show
    question: str

    @property
    def query(self) -> dict[str, str]:
        """The words of an address; what is as by default stays away."""
        words = {"show": self.show if self.show != "waiting" else "", "question": self.question}
        return {name: value for name, value in words.items() if value}

    def answer_url(self, desk: Desk, row: QueuedAnswer) -> str:
        return desk.url("mark", attempt_id=row.attempt_id, question_id=row.question_id, **self.query)

    def list_url(self, desk: Desk, **more: str) -> str:
        return desk.url("marking", **self.query, **more)


def read_wanted() -> Wanted:
    """Read the address; what the course does not have is nothing chosen."""
    show = cast("Show", chosen("show", ("waiting", "marked"), "waiting"))
    asked = request.args.get("question", "")
    quiz_slug, slash, question_id = asked.partition("/")
    quiz = catalogue().quizzes.get(quiz_slug)
    is_there = quiz is not None and (not slash or quiz.question(question_id) is not None)
    return Wanted(show, asked if is_there else "")


def _queue_page(desk: Desk) -> ResponseReturnValue:
    wanted = read_wanted()
    questions = queued_questions(reading(), desk.cohort_id, wanted.show)
    after = _read_place(request.args.get("after", ""))
    rows = queued_answers(
        reading(),
        desk.cohort_id,
        show=wanted.show,
        question=wanted.question,
        after=after,
        limit=PAGE_SIZE + 1,
    )
    shown = rows[:PAGE_SIZE]
    return render_template(
        "facilitate/marking.html",
        current_area=desk.area,
        desk=desk,
        show=wanted.show,
        question=wanted.question,
        questions=[
            (quiz_title(one.quiz_slug), one.quiz_slug, one.key, question_text(one), one.answers)
            for one in _with_wanted(questions, wanted.question)
        ],
        rows=[(row, quiz_title(row.quiz_slug), question_text(row)) for row in shown],
        hidden=names_hidden(),
        count=sum(one.answers for one in questions if wanted.question in {"", one.quiz_slug, one.key}),
        answer_url=lambda row: wanted.answer_url(desk, row),
        names_url=desk.url("choose_names", **wanted.query),
        first_url=wanted.list_url(desk) if after else "",
        next_url=wanted.list_url(desk, after=_cursor(shown[-1])) if len(rows) > PAGE_SIZE else "",
    )


def _with_wanted(questions: list[QueuedQuestion], wanted: str) -> list[QueuedQuestion]:
    """Keep what is chosen among the choices when none of its answers is left."""
    quiz_slug, slash, question_id = wanted.partition("/")
    if not slash or any(one.key == wanted for one in questions):
        return questions
    return [*questions, QueuedQuestion(quiz_slug, question_id, 0)]


def _keep_names(desk: Desk) -> ResponseReturnValue:
    response = redirect(read_wanted().list_url(desk), code=303)
    keep_names_hidden(response, hide=request.form.get("names") == "hidden")
    return response


def _cursor(row: QueuedAnswer) -> str:
    at, attempt_id, question_id = row.place
    return encode_cursor(at.isoformat(), attempt_id.hex, question_id)


def _read_place(cursor: str) -> Place | None:
    keys = decode_cursor(cursor, 3)
    try:
        return (datetime.fromisoformat(keys[0]), UUID(keys[1]), keys[2]) if keys else None
    except ValueError:
        return None


def quiz_title(slug: str) -> str:
    quiz = catalogue().quizzes.get(slug)
    return words_of(quiz.title) if quiz else slug


def question_text(row: QueuedAnswer | QueuedQuestion) -> str:
    quiz = catalogue().quizzes.get(row.quiz_slug)
    question = quiz.question(row.question_id) if quiz else None
    return words_of(question.text) if question else row.question_id


def words_of(text: Text) -> str:
    return pick(text, language(), catalogue().languages[0])
