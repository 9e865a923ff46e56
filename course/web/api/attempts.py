"""Quizzes taken by a program for a learner: start, answer, hand in, and read the review."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from flask.typing import ResponseReturnValue
from pydantic import Field, StringConstraints

from course.core.grading.behaviours import asks_certainty
from course.core.grading.presenting import PresentedGap, PresentedPart, present
from course.core.grading.reading import (
    CertaintyMissing,
    ForeignToken,
    ResponseRefused,
    TooLong,
    WrongShape,
    form_name,
    show_response,
)
from course.core.grading.responses import ESSAY_MAX
from course.core.ids import new_id
from course.core.problems import NotFound
from course.core.text import Text, pick
from course.db.session import Session
from course.flows.start_attempt import QuizClosed, QuizNotOpen, StartRaced, start_attempt
from course.flows.store_answer import (
    AnswerClash,
    AttemptOver,
    AttemptSubmitted,
    OpenAttempt,
    QuestionChecked,
    StoredAnswer,
    attempt_questions,
    store_answer,
)
from course.flows.submit_attempt import submit_attempt
from course.store.attempts.operations import AttemptsUsedUp
from course.store.attempts.queries import (
    AttemptRow,
    StoredResponse,
    TakenAttempt,
    find_attempt,
    find_quiz_of,
    stored_responses,
    taken_attempts,
)
from course.web.api.blueprint import bp
from course.web.api.course_text import chosen_language
from course.web.api.given import (
    Given,
    LanguageQuery,
    PageQuery,
    PageReply,
    Reply,
    Share,
    Slug,
    Whole,
)
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.api.pages import after_id, next_cursor, one_page
from course.web.api.stories import StoryLine, story_line
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


class TakenLine(Reply):
    """An attempt in a list. `score` and `passed` are null while it is open, and while its result is `held`: handed in,
    and told at `results_at`, or, where that is null, when those who run the cohort tell it. While `waiting` answers wait
    for a person's mark, the score is what it has so far, and no result yet.
    """

    id: UUID
    quiz: str
    number: int
    state: Literal["open", "submitted"]
    started_at: datetime
    submitted_at: datetime | None
    score: Share | None
    passed: bool | None
    waiting: int
    held: bool
    results_at: datetime | None


class TakenPage(PageReply):
    """One page of attempts, the newest first."""

    items: list[TakenLine]


class PartLine(Reply):
    """An option, prompt, answer, item, category, statement, place in a scale or place on a map, named by a token of
    this attempt. "true" and "false" have no text. `lat` and `lon` are degrees, of a place on a map.
    """

    token: str
    text: str
    lat: float | None
    lon: float | None


class GapLine(Reply):
    """A gap: typed, a number, or chosen among `options`."""

    token: str
    kind: Literal["typed", "number", "chosen"]
    options: list[PartLine]


class PassageLine(Reply):
    """A piece of a passage: a text, or a gap that follows it."""

    text: str
    gap: GapLine | None


class AskedQuestion(Reply):
    """A question as the attempt shows it, with the answer that is stored, in tokens. `version` 0: none yet. `before` is
    what is told before it. Where it `asks_certainty`, an answer comes with how sure the learner is, 1 to 3: `certainty`,
    0 while nothing was said of it, which counts as 1 once the attempt is handed in.
    """

    position: int
    kind: Literal[
        "choice",
        "choices",
        "true-false",
        "short-text",
        "match",
        "order",
        "categorise",
        "likert",
        "hotspot",
        "scenario",
        "numeric",
        "cloze",
        "words",
        "poll",
        "essay",
        "upload",
    ]
    before: list[str]
    text: str
    parts: list[PartLine]
    answers: list[PartLine]
    story: StoryLine | None
    units: list[str]
    passage: list[PassageLine]
    value: str | list[str] | dict[str, str]
    asks_certainty: bool
    certainty: int
    version: int
    receipt: str
    stored_at: datetime | None


class AttemptReply(Reply):
    """An attempt with its questions. Nothing in it tells which answers are right. Answers are taken until `deadline`.
    The result is null while the attempt is open, and while it is `held`: handed in, and told at `results_at`, or,
    where that is null, when those who run the cohort tell it. `waiting` as in lists.
    """

    id: UUID
    quiz: str
    title: str
    number: int
    state: Literal["open", "submitted"]
    started_at: datetime
    deadline: datetime | None
    submitted_at: datetime | None
    score: Share | None
    points: float | None
    max_points: float | None
    passed: bool | None
    waiting: int
    held: bool
    results_at: datetime | None
    questions: list[AskedQuestion]


class AnswerGiven(Given):
    """An answer. `value` by kind: choice, hotspot, poll, true-false: a token; choices: tokens; short-text, numeric,
    essay: what was typed; cloze, words: the token of each gap to what was typed or to an option's token; match,
    categorise, likert: the token of each of the `parts` to that of one of the `answers`; order: all tokens; scenario:
    the choices taken so far, in order: add one of the `parts`, store, and read the attempt for what follows. Empty or
    null clears it. `seen` is the `version` of the stored answer that the sender knew, 0 for none. `certainty` is how sure
    the learner is, 1 to 3, where the question asks for it; left out, or null, it stays as it is.
    """

    value: Answer
    seen: Annotated[int, Whole(0, 1_000_000)]
    certainty: Annotated[int, Whole(0, 3)] | None = None


class StoredReply(Reply):
    """An answer as it is stored, with its receipt."""

    value: str | list[str] | dict[str, str]
    certainty: int
    version: int
    receipt: str
    stored_at: datetime


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
    return TakenPage(items=[_taken(row) for row in shown], next=next_cursor(last.id) if last else None)


@bp.post("/me/quizzes/<quiz>/attempts")
@open_to("learner", objects="own", rate="write", scope="attempts:write")
@operation("Start an attempt", status=201, problems=[AttemptsUsedUp, QuizNotOpen, QuizClosed, StartRaced])
def begin(path: QuizPath, query: LanguageQuery) -> AttemptReply:
    """Start an attempt, or go on with the one that is open."""
    attempt_id = start_attempt(
        writing(),
        catalogue(),
        learner_id=own_id(),
        quiz_slug=path.quiz,
        key=str(new_id()),
        language=chosen_language(query),
        now=utc_now(),
    )
    return _attempt(writing(), attempt_id, chosen_language(query))


@bp.get("/me/attempts/<attempt>")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("One attempt with its questions and stored answers")
def read_attempt(path: AttemptPath, query: LanguageQuery) -> AttemptReply:
    return _attempt(reading(), path.attempt, chosen_language(query))


@bp.put("/me/attempts/<attempt>/answers/<position>")
@open_to("learner", objects="own", rate="answer", scope="attempts:write")
@operation(
    "Store an answer",
    problems=[
        AnswerClash,
        AttemptOver,
        AttemptSubmitted,
        CertaintyMissing,
        QuestionChecked,
        ForeignToken,
        ResponseRefused,
        TooLong,
        WrongShape,
    ],
)
def put_answer(path: AnswerPath, body: AnswerGiven) -> StoredReply:
    """Store one answer. The same answer sent again is stored once and keeps its receipt.

    Where a newer answer than `seen` is stored and differs, the problem document holds it as `stored`.
    """
    row = own_attempt(writing(), path.attempt)
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
    return _stored(stored)


@bp.errorhandler(AnswerClash)
def _clash(clash: AnswerClash) -> ResponseReturnValue:
    stored = _stored(clash.stored).model_dump(mode="json")
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
        raws={},
        seen={},
        language=chosen_language(query),
        now=utc_now(),
    )
    return _attempt(writing(), row.id, chosen_language(query))


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


def _attempt(session: Session, attempt_id: UUID, spoken: str) -> AttemptReply:
    row = own_attempt(session, attempt_id)
    found = attempt_questions(catalogue(), row)
    stored = stored_responses(session, row.id)
    return AttemptReply(
        id=row.id,
        quiz=row.quiz_slug,
        title=_words(found.quiz.title, spoken),
        number=row.number,
        state="open" if row.is_open else "submitted",
        started_at=row.started_at,
        deadline=row.deadline,
        submitted_at=row.submitted_at,
        score=row.score,
        points=row.points,
        max_points=row.max_points,
        passed=row.passed,
        waiting=row.waiting,
        held=row.is_held,
        results_at=row.held_until,
        questions=[
            _asked(found, position, stored.get(question.id), spoken)
            for position, question in enumerate(found.questions, 1)
        ],
    )


def _asked(found: OpenAttempt, position: int, stored: StoredResponse | None, spoken: str) -> AskedQuestion:
    question, seed = found.questions[position - 1], found.row.seed
    response = stored.response if stored else None
    shown = present(question, seed, shuffle=found.quiz.shuffle, response=response)
    return AskedQuestion(
        position=position,
        kind=shown.kind,
        before=[_words(text, spoken) for text in shown.lead],
        text=_words(shown.text, spoken),
        parts=_parts(shown.parts, spoken),
        answers=_parts(shown.answers, spoken),
        story=story_line(shown.story, spoken) if shown.story else None,
        units=list(shown.units),
        passage=[_passage_line(piece, spoken) for piece in shown.passages.get(spoken, ())],
        value=show_response(question, seed, response),
        asks_certainty=asks_certainty(found.quiz, question),
        certainty=stored.certainty if stored else 0,
        version=stored.number if stored else 0,
        receipt=stored.receipt if stored else "",
        stored_at=stored.stored_at if stored else None,
    )


def _passage_line(piece: str | PresentedGap, spoken: str) -> PassageLine:
    if isinstance(piece, str):
        return PassageLine(text=piece, gap=None)
    options = _parts(piece.options, spoken)
    return PassageLine(text="", gap=GapLine(token=piece.token, kind=piece.kind, options=options))


def _parts(parts: Iterable[PresentedPart], spoken: str) -> list[PartLine]:
    return [
        PartLine(token=part.token, text=_words(part.text, spoken), lat=part.lat, lon=part.lon)
        for part in parts
    ]


def _words(text: Text, spoken: str) -> str:
    return pick(text, spoken, catalogue().languages[0])


def _taken(row: TakenAttempt) -> TakenLine:
    return TakenLine(
        id=row.id,
        quiz=row.quiz_slug,
        number=row.number,
        state="open" if row.state == "open" else "submitted",
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        score=row.score,
        passed=row.passed,
        waiting=row.waiting,
        held=row.is_held,
        results_at=row.held_until,
    )


def _stored(stored: StoredAnswer) -> StoredReply:
    return StoredReply(
        value=stored.value,
        certainty=stored.certainty,
        version=stored.version,
        receipt=stored.receipt,
        stored_at=stored.stored_at,
    )
