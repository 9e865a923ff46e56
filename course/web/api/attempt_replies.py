"""Attempts as programs read them: their questions with what was answered, and lists of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from course.core.grading.behaviours import asks_certainty
from course.core.grading.fitting import Misread, misread_tokens
from course.core.grading.pictures import QuestionPicture
from course.core.grading.presenting import PresentedGap, PresentedPart, present
from course.core.grading.reading import show_response
from course.core.text import Text, pick
from course.db.session import Session
from course.flows.store_answer import OpenAttempt, StoredAnswer, attempt_questions
from course.store.attempts.answers import StoredResponse, stored_responses
from course.store.attempts.queries import AttemptRow, TakenAttempt
from course.web.api.given import MadeReply, PageReply, Reply, Share
from course.web.api.pictures import PictureLine, ToldLine, picture_line
from course.web.api.stories import StoryLine, story_line
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.i18n import language, true_and_false


class TakenLine(Reply):
    """An attempt in a list. `score` and `passed` are null while it is open, and while its result is `held`: handed in,
    and told at `results_at`, or, where that is null, when those who run the cohort tell it. While `waiting` answers wait
    for a person's mark, there is no result yet, and both are null.
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
    this attempt; those of true and false are "true" and "false". `lat` and `lon` are degrees, of a place on a map; `x`
    and `y` are hundredths of the width from the left and of the height from the top, of a place on the question's
    picture.
    """

    token: str
    text: str
    lat: float | None
    lon: float | None
    x: float | None
    y: float | None
    picture: PictureLine | None


class GapLine(Reply):
    """A gap: typed, a number, or chosen among `options`."""

    token: str
    kind: Literal["typed", "number", "chosen"]
    options: list[PartLine]


class PassageLine(Reply):
    """A piece of a passage: a text, or a gap that follows it."""

    text: str
    gap: GapLine | None


class MisreadLine(Reply):
    """What is amiss with the form of a number that is stored as it was typed, right or not: it cannot be read, or lacks
    its unit. `words` say what is asked for; `gaps` are the tokens of the gaps, where it is typed in some.
    """

    code: Literal["number_unreadable", "number_unit", "number_gaps"]
    words: str
    gaps: list[str]


class AskedQuestion(Reply):
    """A question as the attempt shows it, with the answer that is stored, in tokens. `version` 0: none yet. `before` is
    what is told before it. Where it `asks_certainty`, an answer comes with how sure the learner is, 1 to 3: `certainty`,
    0 while nothing was said of it, which counts as 1 once the attempt is handed in. `misread` is null where no number is
    typed in another form than is asked for.
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
    before: list[ToldLine]
    text: str
    picture: PictureLine | None
    parts: list[PartLine]
    answers: list[PartLine]
    story: StoryLine | None
    units: list[str]
    passage: list[PassageLine]
    value: str | list[str] | dict[str, str]
    misread: MisreadLine | None
    asks_certainty: bool
    certainty: int
    version: int
    receipt: str
    stored_at: datetime | None


class AttemptReply(Reply):
    """An attempt with its questions. Nothing in it tells which answers are right. Answers are taken until `deadline`.
    The result is null while the attempt is open, and while it is `held`: handed in, and told at `results_at`, or,
    where that is null, when those who run the cohort tell it. `waiting` as in lists: until then there is no score.
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


class BegunAttempt(AttemptReply, MadeReply):
    """An attempt to answer: where it is not `new`, the one that was open."""


class StoredReply(Reply):
    """An answer as it is stored, with its receipt. `misread` as with the attempt's questions."""

    value: str | list[str] | dict[str, str]
    misread: MisreadLine | None
    certainty: int
    version: int
    receipt: str
    stored_at: datetime


def attempt_reply(session: Session, row: AttemptRow, spoken: str) -> AttemptReply:
    """Return an attempt with its questions and the answers that are stored."""
    found = attempt_questions(catalogue(), row)
    stored = stored_responses(session, row.id)
    return AttemptReply(
        id=row.id,
        quiz=row.quiz_slug,
        title=in_words(found.quiz.title, spoken),
        number=row.number,
        state="open" if row.is_open else "submitted",
        started_at=row.started_at,
        deadline=row.deadline,
        submitted_at=row.submitted_at,
        score=None if row.waiting else row.score,
        points=None if row.waiting else row.points,
        max_points=row.max_points,
        passed=None if row.waiting else row.passed,
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
        before=[
            ToldLine(text=in_words(told.text, spoken), picture=picture_in_words(told.picture, spoken))
            for told in shown.lead
        ],
        text=in_words(shown.text, spoken),
        picture=picture_in_words(shown.picture, spoken),
        parts=_parts(shown.parts, spoken),
        answers=_parts(shown.answers, spoken),
        story=story_line(shown.story, spoken) if shown.story else None,
        units=list(shown.units),
        passage=[_passage_line(piece, spoken) for piece in shown.passages.get(spoken, ())],
        value=show_response(question, seed, response),
        misread=misread_line(shown.misread, misread_tokens(question, response, seed), spoken),
        asks_certainty=asks_certainty(found.quiz, question),
        certainty=stored.certainty if stored else 0,
        version=stored.number if stored else 0,
        receipt=stored.receipt if stored else "",
        stored_at=stored.stored_at if stored else None,
    )


def misread_line(amiss: Misread | None, gaps: Iterable[str], spoken: str) -> MisreadLine | None:
    """Return what is amiss with numbers; `gaps` are tokens, and words number them as the passage in `spoken` does."""
    if amiss is None:
        return None
    return MisreadLine(code=amiss.code, words=sentence(amiss.code, amiss.values(spoken)), gaps=list(gaps))


def _passage_line(piece: str | PresentedGap, spoken: str) -> PassageLine:
    if isinstance(piece, str):
        return PassageLine(text=piece, gap=None)
    options = _parts(piece.options, spoken)
    return PassageLine(text="", gap=GapLine(token=piece.token, kind=piece.kind, options=options))


def _parts(parts: Iterable[PresentedPart], spoken: str) -> list[PartLine]:
    plain = true_and_false(spoken)
    return [
        PartLine(
            token=part.token,
            text=in_words(part.text, spoken) if part.text else plain.get(part.token, ""),
            lat=part.lat,
            lon=part.lon,
            x=part.x,
            y=part.y,
            picture=picture_in_words(part.picture, spoken),
        )
        for part in parts
    ]


def picture_in_words(picture: QuestionPicture | None, spoken: str) -> PictureLine | None:
    return picture_line(picture, in_words(picture.text, spoken) if picture else "")


def in_words(text: Text, spoken: str) -> str:
    """Return a text of the course in a language, or in the course's own."""
    return pick(text, spoken, catalogue().languages[0])


def taken_line(row: TakenAttempt) -> TakenLine:
    """Return an attempt as a list shows it."""
    return TakenLine(
        id=row.id,
        quiz=row.quiz_slug,
        number=row.number,
        state="open" if row.state == "open" else "submitted",
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        score=None if row.waiting else row.score,
        passed=None if row.waiting else row.passed,
        waiting=row.waiting,
        held=row.is_held,
        results_at=row.held_until,
    )


def stored_reply(stored: StoredAnswer) -> StoredReply:
    """Return an answer that was just stored."""
    return StoredReply(
        value=stored.value,
        misread=misread_line(stored.misread, stored.misread_gaps, language()),
        certainty=stored.certainty,
        version=stored.version,
        receipt=stored.receipt,
        stored_at=stored.stored_at,
    )
