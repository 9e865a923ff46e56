"""One submitted attempt with all that explains it, for the learner and for who facilitates them.

Nothing here is made for an open attempt: keys and reasons leave the server only with a submitted one.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.marking import Mark, PartState, Verdict, mark_response
from course.core.grading.presenting import drawn_questions, present
from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    Hotspot,
    Likert,
    Match,
    Order,
    Paired,
    Scenario,
    See,
    ShortText,
    TrueFalse,
    kind_of,
)
from course.core.grading.quiz import Quiz
from course.core.grading.responses import Response
from course.core.grading.scenarios import MeterNow, tell
from course.core.text import Text, pick
from course.core.world_map import Point
from course.store.attempts.models import QuizResult
from course.store.attempts.queries import (
    AttemptRow,
    StoredResponse,
    TakenAttempt,
    find_attempt,
    stored_responses,
    taken_attempts,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedPart:
    """One option, pair or item, and how it was answered.

    option: `label`, empty for "true" and "false", which `id` then says. pair: `label` is the prompt, `given` what
    was chosen and `right_answer` what belongs to it; so with what is sorted into a category. statement: `given` is
    the chosen place in the scale. choice in a scenario: `label` is its scene, `given` what was chosen.
    item: `place` is where the learner put it, from 1; 0 nowhere.
    """

    id: str
    label: str
    state: PartState
    reason: str = ""
    given: str = ""
    right_answer: str = ""
    place: int = 0
    point: Point | None = None  # of a place on a map
    share: float = 0.0  # of a choice in a scenario: what it is worth, 0.0 to 1.0

    @property
    def chosen(self) -> bool:
        return self.state in {"right", "wrong"}

    @property
    def right(self) -> bool:
        return self.state in {"right", "missed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Where the course explains a question, as it stands today."""

    module: str
    lesson: str
    heading: str
    title: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Where a scenario came to: the scene in which it was handed in, and the meters there."""

    scene: str
    is_over: bool
    meters: tuple[tuple[str, MeterNow], ...]  # with their names in the reader's language


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedQuestion:
    """One question as it was asked and answered. Parts stand as they were shown; an order's in the right order."""

    number: int
    kind: str
    text: str
    verdict: Verdict
    points: float
    max_points: float
    parts: tuple[ReviewedPart, ...] = ()
    typed: str = ""
    accepted: tuple[str, ...] = ()  # short text: what counts as right, in the reader's language
    reason: str = ""  # true-false: why the chosen one is right or wrong; of a blank, why the right one is
    general: str = ""
    story: Ended | None = None  # scenario: where it came to
    see: Passage | None = None
    receipt: str = ""
    stored_at: datetime | None = None

    def count(self, state: PartState) -> int:
        return sum(part.state == state for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptReview:
    """One submitted attempt. Scores are 0.0 to 1.0; `kept_score` is what counts of all attempts."""

    attempt_id: UUID
    quiz_slug: str
    title: str
    purpose: str
    number: int
    submitted_at: datetime
    score: float
    points: float
    max_points: float
    passed: bool
    pass_score: float
    keep: str
    kept_score: float
    ever_passed: bool
    questions: tuple[ReviewedQuestion, ...]
    attempts: tuple[TakenAttempt, ...]  # all of this quiz, newest first
    may_try_again: bool  # the quiz is still in the course and allows another attempt

    @property
    def is_survey(self) -> bool:
        return self.purpose == "survey"

    @property
    def right(self) -> int:
        return sum(question.verdict == "right" for question in self.questions)


def attempt_review(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    quiz_slug: str,
    attempt_id: UUID,
    language: str,
) -> AttemptReview | None:
    """Return the review of a learner's attempt in `language`; None where there is none, or it is still open.

    Whether the reader is the learner or facilitates them is the caller's question. Five statements.
    """
    running = catalogue.quizzes.get(quiz_slug)
    row = find_attempt(
        session,
        attempt_id=attempt_id,
        learner_id=learner_id,
        quiz_slug=quiz_slug,
        running_version=running.version if running else "",
    )
    if row is None or row.submitted_at is None:
        return None
    quiz = stored_quiz(catalogue, row.quiz_slug, version=row.version, body=row.body)
    attempts = tuple(taken_attempts(session, learner_id=learner_id, quiz_slug=quiz_slug))
    kept, ever_passed = _result(session, row)
    limit = running.attempts if running else 0
    return AttemptReview(
        attempt_id=row.id,
        quiz_slug=row.quiz_slug,
        title=pick(quiz.title, language, catalogue.languages[0]),
        purpose=quiz.purpose,
        number=row.number,
        submitted_at=row.submitted_at,
        score=row.score or 0.0,
        points=row.points or 0.0,
        max_points=row.max_points or 0.0,
        passed=bool(row.passed),
        pass_score=quiz.pass_score,
        keep=quiz.keep,
        kept_score=kept,
        ever_passed=ever_passed,
        questions=_reviewed(session, catalogue, row, quiz, language),
        attempts=attempts,
        may_try_again=running is not None and (not limit or len(attempts) < limit),
    )


def _result(session: Session, row: AttemptRow) -> tuple[float, bool]:
    found = session.execute(
        select(QuizResult.score, QuizResult.passed_at).where(
            QuizResult.learner_id == row.learner_id, QuizResult.quiz_slug == row.quiz_slug
        )
    ).one()
    return found[0], found[1] is not None


def _reviewed(
    session: Session, catalogue: Catalogue, row: AttemptRow, quiz: Quiz, language: str
) -> tuple[ReviewedQuestion, ...]:
    stored = stored_responses(session, row.id)
    questions = {question.id: question for question in quiz.questions}
    reader = _Reader(catalogue, language)
    return tuple(
        reader.question(
            number, questions[question_id], stored.get(question_id), row.seed, shuffle=quiz.shuffle
        )
        for number, question_id in enumerate(drawn_questions(quiz, row.seed), 1)
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Puts questions into one language."""

    catalogue: Catalogue
    language: str

    def words(self, text: Text) -> str:
        return pick(text, self.language, self.catalogue.languages[0])

    def question(
        self, number: int, question: AnyQuestion, stored: StoredResponse | None, seed: bytes, *, shuffle: bool
    ) -> ReviewedQuestion:
        response = stored.response if stored else None
        mark = mark_response(question, response)
        return ReviewedQuestion(
            number=number,
            kind=kind_of(question),
            text=self.words(question.text),
            verdict=mark.verdict,
            points=mark.points,
            max_points=mark.max_points,
            parts=self._parts(question, mark, seed, shuffle=shuffle),
            typed=response if isinstance(question, ShortText) and isinstance(response, str) else "",
            accepted=self._accepted(mark),
            reason=self._reason(question, response),
            general=self.words(question.feedback),
            story=self._ended(question, response),
            see=self._passage(question.see),
            receipt=stored.receipt if stored else "",
            stored_at=stored.stored_at if stored else None,
        )

    def _parts(
        self, question: AnyQuestion, mark: Mark, seed: bytes, *, shuffle: bool
    ) -> tuple[ReviewedPart, ...]:
        match question:
            case Choice(options=options) | Choices(options=options) | Hotspot(spots=options):
                texts = {
                    option.id: (self.words(option.text), self.words(option.feedback)) for option in options
                }
                shown = present(question, seed, shuffle=shuffle).parts
                labels = [self.words(part.text) for part in shown]
                points = {label: part.point for label, part in zip(labels, shown, strict=True)}
                parts = [
                    ReviewedPart(
                        id=part.id,
                        label=texts[part.id][0],
                        state=part.state,
                        reason=texts[part.id][1],
                        point=points[texts[part.id][0]],
                    )
                    for part in mark.parts
                ]
                return tuple(sorted(parts, key=lambda part: labels.index(part.label)))
            case Scenario():
                return self._steps(question, mark)
            case TrueFalse():
                return tuple(ReviewedPart(id=part.id, label="", state=part.state) for part in mark.parts)
            case Match() | Categorise() | Likert():
                return self._paired_parts(question, mark)
            case Order(items=items):
                labels_by_id = {item.id: self.words(item.text) for item in items}
                return tuple(
                    ReviewedPart(id=part.id, label=labels_by_id[part.id], state=part.state, place=part.place)
                    for part in mark.parts
                )
            case ShortText():
                return ()

    def _steps(self, question: Scenario, mark: Mark) -> tuple[ReviewedPart, ...]:
        story = tell(question, [part.id for part in mark.parts])
        return tuple(
            ReviewedPart(
                id=part.id,
                label=self.words(step.scene),
                state=part.state,
                reason=self.words(step.feedback),
                given=self.words(step.choice),
                share=part.share,
            )
            for part, step in zip(mark.parts, story.steps, strict=True)
        )

    def _ended(self, question: AnyQuestion, response: Response | None) -> Ended | None:
        if not isinstance(question, Scenario):
            return None
        story = tell(question, response if isinstance(response, tuple) else ())
        meters = tuple((self.words(meter.text), meter) for meter in story.meters)
        return Ended(self.words(story.scene), story.is_over, meters)

    def _paired_parts(self, question: Paired, mark: Mark) -> tuple[ReviewedPart, ...]:
        none: Text = {}
        match question:
            case Match(pairs=pairs):
                answers = {pair.id: pair.answer for pair in pairs}
                texts = {pair.id: (pair.prompt, pair.feedback, pair.answer) for pair in pairs}
            case Categorise(categories=categories, items=items):
                answers = {category.id: category.text for category in categories}
                texts = {item.id: (item.text, item.feedback, answers[item.category]) for item in items}
            case Likert(scale=scale, statements=statements):
                answers = {str(place): text for place, text in enumerate(scale, 1)}
                texts = {statement.id: (statement.text, none, none) for statement in statements}
        return tuple(
            ReviewedPart(
                id=part.id,
                label=self.words(texts[part.id][0]),
                state=part.state,
                reason=self.words(texts[part.id][1]),
                given=self.words(answers.get(part.given, none)),
                right_answer=self.words(texts[part.id][2]),
            )
            for part in mark.parts
        )

    def _accepted(self, mark: Mark) -> tuple[str, ...]:
        """Return what counts as right in the reader's language, without the stars that stand for any signs."""
        forms = mark.accepted.get(self.language) or mark.accepted.get(self.catalogue.languages[0], ())
        return tuple(form.replace("*", "…") for form in forms)

    def _reason(self, question: AnyQuestion, response: Response | None) -> str:
        if not isinstance(question, TrueFalse):
            return ""
        told = response if response is not None else "true" if question.answer else "false"
        return self.words(question.feedback_true if told == "true" else question.feedback_false)

    def _passage(self, see: See | None) -> Passage | None:
        """Return the passage where it is still in the course; a heading that is gone reads as the lesson's top."""
        lesson = self.catalogue.lesson(see.lesson) if see else None
        if lesson is None or see is None:
            return None
        text = lesson.text(self.language, self.catalogue.languages[0])
        titles = {heading.id: heading.title for heading in text.headings}
        return Passage(
            module=lesson.module,
            lesson=lesson.slug,
            heading=see.heading if see.heading in titles else "",
            title=titles.get(see.heading, text.title),
        )
