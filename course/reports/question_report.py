"""Which questions a cohort misses most, from counts that a job keeps, and who missed one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.grading.marking import Verdict
from course.core.grading.questions import AnyQuestion, Likert, Poll
from course.core.grading.quiz import Quiz
from course.core.grading.wrong_answers import is_typed_number, wrong_answer_text
from course.core.text import pick
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.store.accounts.models import Account
from course.store.attempts.models import AnswerTally, Attempt, QuestionMark, QuestionTally
from course.store.progress.models import CohortProgress

FEW_ANSWERS = 10  # below it a share says more about chance than about the question


class WrongAnswer(NamedTuple):
    """The wrong answer given most often. `words` is empty where `answer` is "true" or "false"."""

    answer: str
    words: str
    chosen: int
    is_number: bool  # was typed where a number is asked for


class Explained(NamedTuple):
    """The passage that explains a question: its lesson, the id of a heading or "", and its title."""

    module: str
    lesson: str
    heading: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """How the first attempts of a cohort answered one question of today's course."""

    quiz_slug: str
    question_id: str
    quiz_title: str
    text: str
    answers: int  # first attempts that were asked it
    right: int
    partly: int
    wrong_answer: WrongAnswer | None
    explained: Explained | None

    @property
    def key(self) -> str:
        """The word by which an address names the question."""
        return f"{self.quiz_slug}/{self.question_id}"

    @property
    def missed(self) -> int:
        """Answers that were not fully right."""
        return self.answers - self.right

    @property
    def too_few(self) -> bool:
        return self.answers < FEW_ANSWERS


class MissedBy(NamedTuple):
    """Someone whose first answer to a question was not fully right."""

    learner_id: UUID
    name: str
    name_key: str
    attempt_id: UUID
    verdict: Verdict


def question_report(
    session: Session, catalogue: Catalogue, cohort: FacilitatedCohort, language: str
) -> list[QuestionLine]:
    """Return the cohort's questions in `language`, those missed most first, those with too few answers last.

    Questions that nobody was asked, that left the course, or that have no right answer, are absent. Two statements.
    """
    tallies = session.execute(
        select(
            QuestionTally.quiz_slug,
            QuestionTally.question_id,
            QuestionTally.right,
            QuestionTally.partly,
            QuestionTally.right + QuestionTally.partly + QuestionTally.wrong + QuestionTally.blank,
        ).where(QuestionTally.cohort_id == cohort.id)
    )
    wrong = _most_chosen(session, cohort.id)
    words = _Words(catalogue, language)
    lines = []
    for quiz_slug, question_id, right, partly, answers in tallies:
        quiz = catalogue.quizzes.get(quiz_slug)
        question = quiz.question(question_id) if quiz else None
        if quiz is None or question is None or not answers or isinstance(question, Likert | Poll):
            continue
        lines.append(
            QuestionLine(
                quiz_slug=quiz_slug,
                question_id=question_id,
                quiz_title=words.of(quiz.title),
                text=words.of(question.text),
                answers=answers,
                right=right,
                partly=partly,
                wrong_answer=words.wrong_answer(question, wrong.get((quiz_slug, question_id))),
                explained=words.explained(question),
            )
        )
    places = {(quiz.slug, question.id): place for place, (quiz, question) in enumerate(_all(catalogue))}
    return sorted(
        lines,
        key=lambda line: (
            line.too_few,
            line.right / line.answers,
            places[line.quiz_slug, line.question_id],
        ),
    )


def missed_by(
    session: Session,
    cohort: FacilitatedCohort,
    *,
    quiz_slug: str,
    question_id: str,
    after: tuple[str, UUID] | None,
    limit: int | None,
) -> list[MissedBy]:
    """Return who of the cohort did not answer a question fully right in their first attempt, by name.

    Counted is what was submitted while in the cohort; who left it since is not named. `after` is the folded name
    and id of the last one seen.
    """
    line, mark = CohortProgress, QuestionMark
    statement = (
        select(line.learner_id, Account.display_name, line.name_key, Attempt.id, mark.verdict)
        .join(
            Attempt,
            and_(
                Attempt.learner_id == line.learner_id,
                Attempt.quiz_slug == quiz_slug,
                Attempt.number == 1,
                Attempt.submitted_at >= line.enrolled_at,
            ),
        )
        .join(mark, and_(mark.attempt_id == Attempt.id, mark.question_id == question_id))
        .join(Account, Account.id == line.learner_id)
        .where(line.cohort_id == cohort.id, mark.verdict.not_in(("right", "waiting")))
        .order_by(line.name_key, line.learner_id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(line.name_key, line.learner_id) > after)
    rows: Any = session.execute(statement)
    return [MissedBy(*row) for row in rows]


def _most_chosen(session: Session, cohort_id: UUID) -> dict[tuple[str, str], tuple[str, int]]:
    """Return the wrong answer given most often to each question, and how often."""
    place = func.row_number().over(
        partition_by=(AnswerTally.quiz_slug, AnswerTally.question_id),
        order_by=(AnswerTally.chosen.desc(), AnswerTally.answer),
    )
    ranked: Any = (
        select(
            AnswerTally.quiz_slug,
            AnswerTally.question_id,
            AnswerTally.answer,
            AnswerTally.chosen,
            place.label("place"),
        )
        .where(AnswerTally.cohort_id == cohort_id)
        .subquery()
    )
    rows = session.execute(
        select(ranked.c.quiz_slug, ranked.c.question_id, ranked.c.answer, ranked.c.chosen).where(
            ranked.c.place == 1
        )
    )
    return {(quiz_slug, question_id): (answer, chosen) for quiz_slug, question_id, answer, chosen in rows}


def _all(catalogue: Catalogue) -> list[tuple[Quiz, AnyQuestion]]:
    return [(quiz, question) for quiz in catalogue.quizzes_in_order for question in quiz.questions]


class _Words:
    """What stands in the quiz files, in one language."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self._catalogue = catalogue
        self._language = language

    def of(self, text: Mapping[str, str]) -> str:
        return pick(text, self._language, self._catalogue.languages[0])

    def wrong_answer(self, question: AnyQuestion, given: tuple[str, int] | None) -> WrongAnswer | None:
        if given is None:
            return None
        answer, chosen = given
        text = wrong_answer_text(question, answer)
        words = text.get("") or self.of(text)
        return WrongAnswer(answer, words, chosen, is_typed_number(question, answer))

    def explained(self, question: AnyQuestion) -> Explained | None:
        lesson = self._catalogue.lesson(question.see.lesson) if question.see else None
        if lesson is None or question.see is None:
            return None
        text = lesson.text(self._language, self._catalogue.languages[0])
        titles = {heading.id: heading.title for heading in text.headings}
        heading = question.see.heading if question.see.heading in titles else ""
        return Explained(lesson.module, lesson.slug, heading, titles.get(heading, text.title))
