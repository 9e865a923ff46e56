"""What stood where a fault was reported: the question's answers with the right ones, and what the learner answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.answer_words import answer_lines
from course.core.grading.folding import distinct_forms
from course.core.grading.questions import (
    AnyQuestion,
    ChosenGap,
    Cloze,
    Gap,
    NumberGap,
    Numeric,
    ShortText,
    TypedGap,
    Words,
)
from course.core.grading.responses import response_from_json
from course.core.grading.typed import Answer
from course.core.statistics.given import CountsAs, PossibleAnswer, counts_as, possible_answers
from course.core.text import pick
from course.reports.reviewed import AcceptedNumber
from course.store.attempts.models import Attempt, QuizVersion, Response
from course.store.faults.queries import FaultRow


class OfferedAnswer(NamedTuple):
    """One answer that can be given, or what is accepted where it is typed: `words`, and `number` where it is one."""

    words: str
    counts_as: CountsAs | None
    number: AcceptedNumber | None = None


@dataclass(frozen=True, slots=True)
class ReportedAnswer:
    """The question as the attempt asked it; `is_same` where the course asks it so today. `offered` are its answers; of
    what is put together from parts only the right ones, of what is typed all that the key names, in all languages.
    `given` is the learner's answer in lines, none where there is none.
    """

    question: AnyQuestion
    is_same: bool
    offered: tuple[OfferedAnswer, ...]
    given: tuple[str, ...]


def reported_answers(
    session: Session,
    catalogue: Catalogue,
    rows: Sequence[FaultRow],
    language: str,
    plain: Mapping[str, str],
) -> dict[UUID, ReportedAnswer]:
    """Return what stood at each report, by its id, in `language`; `plain` as in `token_words`. Two statements.

    A report of a version that is not stored, or that has no such question, is absent.
    """
    bodies = _bodies(session, catalogue, rows)
    stored = _stored(session, [row.attempt_id for row in rows])
    found = {}
    for row in rows:
        running = catalogue.quizzes.get(row.quiz_slug)
        if row.version not in bodies and (running is None or running.version != row.version):
            continue
        quiz = stored_quiz(catalogue, row.quiz_slug, version=row.version, body=bodies.get(row.version))
        question = quiz.question(row.question_id)
        seed, value = stored.get((row.attempt_id, row.question_id)) or (b"", "null")
        if question is not None:
            words = _Words(language, catalogue.languages[0], plain)
            found[row.id] = ReportedAnswer(
                question,
                running is not None and running.question(row.question_id) == question,
                words.offered(question),
                words.given(question, seed, value),
            )
    return found


@dataclass(frozen=True, slots=True)
class _Words:
    language: str
    source: str
    plain: Mapping[str, str]

    def offered(self, question: AnyQuestion) -> tuple[OfferedAnswer, ...]:
        match question:
            case ShortText():
                return tuple(_forms(question))
            case Numeric(answers=answers, units=units):
                return tuple(_numbers(answers, unit=units[0].symbol if units else ""))
            case Cloze(gaps=gaps) | Words(gaps=gaps):
                return tuple(
                    one for place, gap in enumerate(gaps, 1) for one in self._of_gap(gap, f"{place} → ")
                )
            case _:
                told = [one for one in possible_answers(question) if not one.part or one.right]
                return tuple(OfferedAnswer(self._said(one), one.counts_as) for one in told)

    def _of_gap(self, gap: Gap, before: str) -> Iterator[OfferedAnswer]:
        match gap:
            case TypedGap():
                yield from _forms(gap, before)
            case NumberGap(answers=answers):
                yield from _numbers(answers, before)
            case ChosenGap(options=options):
                for option in options:
                    if option.right:
                        yield OfferedAnswer(before + pick(option.text, self.language, self.source), "right")

    def given(self, question: AnyQuestion, seed: bytes, value: str) -> tuple[str, ...]:
        response = response_from_json(value) if value != "null" else None
        return answer_lines(question, seed, response, self.language, self.source, self.plain)

    def _said(self, one: PossibleAnswer) -> str:
        words = pick(one.words, self.language, self.source) if one.words else self.plain.get(one.id, "")
        if not words and one.place:
            words = str(one.place)
        part = pick(one.part, self.language, self.source) if one.part else ""
        return f"{part} → {words}" if part and words else words


def _forms(typed: ShortText | TypedGap, before: str = "") -> Iterator[OfferedAnswer]:
    for forms, share in ((typed.accepted, 1.0), *((one.accepted, one.share) for one in typed.answers)):
        words = distinct_forms(form for accepted in forms.values() for form in accepted)
        if words:
            yield OfferedAnswer(before + "; ".join(words), counts_as(share))


def _numbers(answers: Sequence[Answer], before: str = "", unit: str = "") -> Iterator[OfferedAnswer]:
    for one in answers:
        yield OfferedAnswer(before, counts_as(one.share), AcceptedNumber(one.value, one.tolerance, unit))


def _bodies(session: Session, catalogue: Catalogue, rows: Sequence[FaultRow]) -> dict[str, str]:
    """Return the bodies of versions that are not the running ones."""
    running = {quiz.version for quiz in catalogue.quizzes.values()}
    wanted = {row.version for row in rows} - running
    statement = select(QuizVersion.version, QuizVersion.body).where(QuizVersion.version.in_(wanted))
    return {version: body for version, body in session.execute(statement)} if wanted else {}  # noqa: C416


def _stored(session: Session, attempts: Sequence[UUID]) -> dict[tuple[UUID, str], tuple[bytes, str]]:
    """Return seed and stored answer, by attempt and question."""
    rows: Any = session.execute(
        select(Attempt.id, Response.question_id, Attempt.seed, Response.value)
        .join(Response, Response.attempt_id == Attempt.id)
        .where(Attempt.id.in_(set(attempts)))
    )
    return {(attempt_id, question_id): (seed, value) for attempt_id, question_id, seed, value in rows}
