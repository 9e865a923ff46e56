"""The tries of one question in a reader's words, and what may be told of it while its attempt is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from course.core.grading.answer_words import colon_in
from course.core.grading.behaviours import (
    certainty_mark,
    counted_try,
    hint_after,
    is_done,
    loss_before,
    tries_allowed,
)
from course.core.grading.marking import Verdict
from course.core.grading.questions import AnyQuestion, ChosenGap, Cloze, Words
from course.core.grading.quiz import Quiz
from course.core.grading.responses import Response
from course.core.grading.tokens import answer_texts, part_texts

if TYPE_CHECKING:
    from course.reports.question_review import Reader
    from course.reports.reviewed import ReviewedQuestion
    from course.store.attempts.answers import StoredResponse
    from course.store.attempts.tries import StoredTry


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedTry:
    """One check of a question. `given` is the answer in words, or "true" or "false"."""

    number: int
    given: str
    verdict: Verdict
    share: float  # 0.0 to 1.0, before what earlier tries cost
    loss: float  # 0.0 to 1.0: what earlier tries cost this one
    counts: bool  # whether the question's mark is made of it
    certainty: int  # 1 to 3; 0 where the quiz does not ask
    certainty_mark: float  # -6.0 to 3.0
    tried_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedQuestion:
    """What may be told of a question that can be checked by itself. Nothing of its key before it is done."""

    reviewed: "ReviewedQuestion | None"  # once it is done
    tries: tuple[ReviewedTry, ...]
    allowed: int  # how often it may be checked; 0 is no limit
    penalty: float  # 0.0 to 1.0: what each try costs the next ones; 0 where nothing does
    hint: str
    asks_certainty: bool

    @property
    def is_done(self) -> bool:
        return self.reviewed is not None

    @property
    def next_number(self) -> int:
        return len(self.tries) + 1


def tried_question(
    reader: "Reader",
    quiz: Quiz,
    question: AnyQuestion,
    number: int,
    seed: bytes,
    stored: "StoredResponse | None",
    tries: "Sequence[StoredTry]",
) -> TriedQuestion:
    """Return what may be told of the question at place `number` of an open attempt."""
    done = is_done(quiz, question, [one.made for one in tries])
    return TriedQuestion(
        reviewed=reader.question(number, question, stored, seed, quiz=quiz, tries=tries) if done else None,
        tries=reviewed_tries(reader, quiz, question, tries),
        allowed=tries_allowed(quiz, question),
        penalty=loss_before(quiz, 1),
        hint=reader.words(hint_after(question, len(tries))),
        asks_certainty=quiz.feedback == "certainty",
    )


def reviewed_tries(
    reader: "Reader", quiz: Quiz, question: AnyQuestion, tries: "Sequence[StoredTry]", *, best: bool = False
) -> tuple[ReviewedTry, ...]:
    """Return a question's tries, oldest first; `best` is that of `counted_try`."""
    counted = counted_try(quiz, question, [one.made for one in tries], best=best)[0] if tries else 0
    return tuple(
        ReviewedTry(
            number=one.number,
            given=_said(reader, question, one.made.response),
            verdict=_VERDICTS[one.verdict],
            share=one.share,
            loss=loss_before(quiz, one.number - 1),
            counts=one.number == counted,
            certainty=one.certainty,
            certainty_mark=certainty_mark(one.share, one.certainty) if one.certainty else 0.0,
            tried_at=one.tried_at,
        )
        for one in tries
    )


_VERDICTS: dict[str, Verdict] = {"right": "right", "partly": "partly", "wrong": "wrong", "blank": "blank"}


def _said(reader: "Reader", question: AnyQuestion, response: Response | None) -> str:
    """Return an answer in words: what was chosen, typed, paired or put in order."""
    parts = {part: reader.words(text) for part, text in part_texts(question).items()}
    colon = colon_in(reader.language)
    if isinstance(question, Cloze | Words):
        return _said_gaps(reader, question, response if isinstance(response, dict) else {})
    if isinstance(response, dict):
        answers = {part: reader.words(text) for part, text in answer_texts(question).items()}
        pairs = ((parts.get(part, ""), answers.get(given, "")) for part, given in response.items())
        return "; ".join(f"{part}{colon}{given}" for part, given in pairs)
    if isinstance(response, str):
        return parts.get(response) or response
    return "; ".join(parts.get(part, "") for part in response or ())


def _said_gaps(reader: "Reader", question: Cloze | Words, response: dict[str, str]) -> str:
    said, colon = [], colon_in(reader.language)
    for place, gap in enumerate(question.gaps, 1):
        given = response.get(gap.id, "")
        if isinstance(gap, ChosenGap):
            texts = {option.id: reader.words(option.text) for option in gap.options}
            given = texts.get(given, "")
        said.append(f"{place}{colon}{given or '–'}")
    return "; ".join(said)
