"""Quizzes taken by a program for a learner: start, answer, hand in, and read the review."""

from typing import Annotated
from uuid import UUID

from flask.typing import ResponseReturnValue
from pydantic import Field, StringConstraints

from course.core.grading.behaviours import asks_certainty
from course.core.grading.reading import (
    CertaintyMissing,
    FileElsewhere,
    ForeignToken,
    OrderIncomplete,
    PartRepeated,
    ResponseRefused,
    SignsRefused,
    TooLong,
    WrongShape,
    form_name,
)
from course.core.grading.responses import ESSAY_MAX
from course.core.ids import new_id
from course.core.problems import NotFound
from course.db.session import Session
from course.flows.start_attempt import QuizClosed, QuizNotOpen, StartRaced, start_attempt
from course.flows.store_answer import (
    AnswerClash,
    AttemptOver,
    AttemptSubmitted,
    QuestionChecked,
    asked_question,
    attempt_questions,
    store_answer,
)
from course.flows.store_form import Posted
from course.flows.submit_attempt import submit_attempt
from course.store.attempts.operations import AttemptsUsedUp
from course.store.attempts.queries import (
    AttemptRow,
    find_attempt,
    find_quiz_of,
    find_started,
    taken_attempts,
)
from course.web.api.answer_forms import naming_form
from course.web.api.attempt_replies import (
    AttemptReply,
    BegunAttempt,
    StoredReply,
    TakenPage,
    attempt_reply,
    stored_reply,
    taken_line,
)
from course.web.api.blueprint import bp
from course.web.api.course_text import chosen_language
from course.web.api.faults import Fault, FaultsFound
from course.web.api.given import (
    Given,
    LanguageQuery,
    PageQuery,
    Slug,
    Whole,
)
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.api.pages import after_id, next_cursor, one_page
from course.web.content import catalogue
from course.web.errors import problem_document, sentence
from course.web.gate import open_to
from course.web.i18n import language
from course.web.session import reading, utc_now, writing

Token = Annotated[str, StringConstraints(max_length=20)]
Answer = (
    Annotated[str, StringConstraints(max_length=ESSAY_MAX)]
    | Annotated[list[Token], Field(max_length=100)]
    | Annotated[dict[Token, Annotated[str, StringConstraints(max_length=1_000)]], Field(max_length=100)]
    | None
)


ANSWER_PROBLEMS = (
    AnswerClash,
    AttemptOver,
    AttemptSubmitted,
    CertaintyMissing,
    FileElsewhere,
    ForeignToken,
    OrderIncomplete,
    PartRepeated,
    QuestionChecked,
    ResponseRefused,
    SignsRefused,
    TooLong,
    WrongShape,
)


class AnswerGiven(Given):
    """An answer. `value` by kind: choice, hotspot, poll, true-false: a token; choices: tokens; short-text, numeric,
    essay: what was typed; cloze, words: the token of each gap to what was typed or to an option's token; match,
    categorise, likert: the token of each of the `parts` to that of one of the `answers`; order: all tokens; scenario:
    the choices taken so far, in order: add one of the `parts`, store, and read the attempt for what follows. Files
    (upload) are handed in on the quiz's page alone. Empty or null clears it. `seen` is the `version` of the stored answer
    that the sender knew, 0 for none. `certainty` is how sure the learner is, 1 to 3, where the question asks for it; left
    out, or null, it stays as it is. Elsewhere it is 0 or left out.
    """

    value: Answer
    seen: Annotated[int, Whole(0, 1_000_000)]
    certainty: Annotated[int, Whole(0, 3)] | None = None


class QuizPath(Given):
    quiz: Slug


class AttemptPath(Given):
    attempt: UUID


class AnswerPath(Given):
    attempt: UUID
    position: Annotated[int, Whole(1, 9_999, in_address=True)]


@bp.get("/me/attempts")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("My attempts")
def list_attempts(query: PageQuery) -> TakenPage:
    before = after_id(query)
    rows = taken_attempts(reading(), learner_id=own_id(), before=before, limit=query.limit + 1)
    shown, last = one_page(rows, query.limit)
    return TakenPage(items=[taken_line(row) for row in shown], next=next_cursor(last.id) if last else None)


@bp.post("/me/quizzes/<quiz>/attempts")
@open_to("learner", objects="own", rate="write", scope="attempts:write")
@operation("Start an attempt", status=201, problems=[AttemptsUsedUp, QuizNotOpen, QuizClosed, StartRaced])
def begin(path: QuizPath, query: LanguageQuery) -> BegunAttempt:
    """Start an attempt, or go on with the one that is open."""
    session, spoken, key = writing(), chosen_language(query), str(new_id())
    attempt_id = start_attempt(
        session,
        catalogue(),
        learner_id=own_id(),
        quiz_slug=path.quiz,
        key=key,
        language=spoken,
        now=utc_now(),
    )
    begun = find_started(session, learner_id=own_id(), quiz_slug=path.quiz, start_key=key)
    reply = attempt_reply(session, own_attempt(session, attempt_id), spoken)
    return BegunAttempt(**dict(reply), new=begun is not None)


@bp.get("/me/attempts/<attempt>")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("One attempt with its questions and stored answers")
def read_attempt(path: AttemptPath, query: LanguageQuery) -> AttemptReply:
    return attempt_reply(reading(), own_attempt(reading(), path.attempt), chosen_language(query))


@bp.put("/me/attempts/<attempt>/answers/<position>")
@open_to("learner", objects="own", rate="answer", scope="attempts:write")
@operation("Store an answer", problems=ANSWER_PROBLEMS)
def put_answer(path: AnswerPath, body: AnswerGiven) -> StoredReply:
    """Store one answer. The same answer sent again is stored once and keeps its receipt.

    Where a newer answer than `seen` is stored and it or its certainty differs, the problem document holds it as `stored`.
    """
    row = own_attempt(writing(), path.attempt)
    question = asked_question(catalogue(), row, path.position)
    refuse_certainty(body, asked=asks_certainty(attempt_questions(catalogue(), row).quiz, question))
    with naming_form(question):
        stored = store_answer(
            writing(),
            catalogue(),
            learner_id=row.learner_id,
            quiz_slug=row.quiz_slug,
            attempt_id=row.id,
            question=form_name(path.position),
            raw=body.value,
            key=str(new_id()),
            seen=body.seen,
            certainty=body.certainty,
            language=language(),
            now=utc_now(),
        )
    return stored_reply(stored)


def refuse_certainty(body: AnswerGiven, *, asked: bool) -> None:
    """Raise FaultsFound for a certainty that nobody asked for: it would be stored nowhere."""
    if body.certainty and not asked:
        raise FaultsFound([Fault("body", "#/certainty", "certainty_not_asked")], status=409)


@bp.errorhandler(AnswerClash)
def _clash(clash: AnswerClash) -> ResponseReturnValue:
    stored = stored_reply(clash.stored).model_dump(mode="json")
    return problem_document(clash.status, clash.code, sentence(clash.code), stored=stored)


@bp.post("/me/attempts/<attempt>/submission")
@open_to("learner", objects="own", rate="write", scope="attempts:write")
@operation("Hand in an attempt")
def hand_in(path: AttemptPath, query: LanguageQuery) -> AttemptReply:
    """Mark the attempt with the answers that are stored; a question without one counts as blank."""
    row = own_attempt(writing(), path.attempt)
    submit_attempt(
        writing(),
        catalogue(),
        learner_id=row.learner_id,
        quiz_slug=row.quiz_slug,
        attempt_id=row.id,
        posted=Posted({}),
        language=chosen_language(query),
        now=utc_now(),
    )
    return attempt_reply(writing(), own_attempt(writing(), row.id), chosen_language(query))


def own_attempt(session: Session, attempt_id: UUID) -> AttemptRow:
    """Return the caller's own attempt. Raises NotFound."""
    learner_id = own_id()
    quiz = find_quiz_of(session, attempt_id=attempt_id, learner_id=learner_id)
    running = catalogue().quizzes.get(quiz or "")
    row = quiz and find_attempt(
        session,
        attempt_id=attempt_id,
        learner_id=learner_id,
        quiz_slug=quiz,
        running_version=running.version if running else "",
    )
    if not row:
        raise NotFound
    return row
