"""Statistics of a quiz with its questions, for a cohort or for everybody, from sums alone.

Pages, files and JSON read these and work nothing out themselves, so that they cannot differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.kinds import kind_of
from course.core.grading.questions import AnyQuestion
from course.core.grading.quiz import Quiz
from course.core.problems import NotFound
from course.core.statistics.advice import Advice, advice
from course.core.statistics.fairness import Fairness, compare_languages
from course.core.statistics.guessing import random_guess_share
from course.core.statistics.intervals import FEW_ANSWERS, NOT_DEFINED, Figure
from course.core.statistics.questions import QuestionFigures, question_figures
from course.core.statistics.scores import ScoreFigures, mean_score, score_figures
from course.core.statistics.sums import BINS, QuizSums, joined
from course.core.text import pick
from course.reports.quiz_titles import quiz_titles
from course.store.attempts.models import Attempt, QuizVersion
from course.store.cohorts.models import Enrolment
from course.store.statistics.models import UncountedAttempt
from course.store.statistics.queries import (
    COURSE,
    GroupSums,
    count_state,
    counted_quizzes,
    group_sums,
    scope_of,
)

STEPS = 10  # bars of the picture of scores


class QuizLine(NamedTuple):
    """One quiz of a list: how many first finished attempts are counted, and when they were handed in."""

    quiz_slug: str
    title: str
    attempts: int
    first_at: datetime
    last_at: datetime


class ScoreStep(NamedTuple):
    """How many scores lie from `start` to `end`, hundredths, both within."""

    start: int
    end: int
    attempts: int


class LanguageScores(NamedTuple):
    """The attempts in one language, and their mean score."""

    language: str
    attempts: int
    mean: Figure


class VersionCount(NamedTuple):
    """One version of the quiz with counted attempts."""

    version: str
    attempts: int
    first_at: datetime
    last_at: datetime
    is_running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionStatistics:
    """One question in the quiz's list. `number` is its place in today's quiz, from 1; 0 where it left it."""

    question_id: str
    number: int
    kind: str
    text: str
    figures: QuestionFigures
    guess: float | None  # what ticking at random earns, 0.0 to 1.0; None where there is no one way to guess
    languages: tuple[Fairness, ...]
    advice: tuple[Advice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizStatistics:
    """What the counted attempts at a quiz say. `figures` is None for a survey, in which nothing can be earned."""

    quiz_slug: str
    title: str
    attempts: int
    first_at: datetime
    last_at: datetime
    uncounted: int  # finished attempts that the next minute adds
    counted_anew: bool  # within a minute, since marks changed: until then figures are those of before
    version: str  # the one that was asked for; empty for all
    answered_in: str  # the language of the attempts, where one was asked for; empty for all
    draws: bool  # each attempt is asked a part of the questions, so that their numbers differ from one to another
    versions: tuple[VersionCount, ...]  # with attempts in the language, the newest first
    figures: ScoreFigures | None
    picture: tuple[ScoreStep, ...]  # empty under FEW_ANSWERS attempts, and for a survey
    languages: tuple[LanguageScores, ...]  # all that the version was answered in, most attempts first
    questions: tuple[QuestionStatistics, ...]


def quiz_list(
    session: Session, catalogue: Catalogue, cohort_id: UUID | None, language: str
) -> list[QuizLine]:
    """Return the quizzes with counted attempts, in the course's order, those that left it last. At most two statements.

    `cohort_id` None asks for everybody, in and out of cohorts.
    """
    counted = counted_quizzes(session, scope_for(cohort_id))
    titles = quiz_titles(session, catalogue, (one.quiz_slug for one in counted), language)
    places = catalogue.quiz_places
    lines = [
        QuizLine(
            one.quiz_slug,
            titles[one.quiz_slug],
            one.attempts,
            one.first_at,
            one.last_at,
        )
        for one in counted
    ]
    return sorted(lines, key=lambda line: (places.get(line.quiz_slug, len(places)), line.quiz_slug))


def quiz_statistics(
    session: Session,
    catalogue: Catalogue,
    cohort_id: UUID | None,
    quiz_slug: str,
    language: str,
    *,
    version: str = "",
    answered_in: str = "",
    only: str = "",
) -> QuizStatistics:
    """Return a quiz's statistics in a cohort, or among everybody; of one version, or of all joined.

    `answered_in` asks for the attempts in one language instead of all; languages are compared all the same. `only` names
    the one question that is wanted of it.

    Raises NotFound where nothing is counted, or not of that version in that language. At most five statements.
    """
    everything = group_sums(session, scope_for(cohort_id), quiz_slug)
    compared = groups_asked(everything, version=version)
    groups = groups_asked(compared, answered_in=answered_in)
    if not groups:
        raise NotFound
    quizzes = versions_asked(session, catalogue, quiz_slug, groups)
    sums = joined(group.sums for group in groups)
    by_language = sums_by_language(compared)
    earns = any(one.worth for one in sums.questions.values())
    return QuizStatistics(
        quiz_slug=quiz_slug,
        title=pick(quizzes[0].title, language, catalogue.languages[0]),
        attempts=sums.scores.attempts,
        first_at=min(group.first_at for group in groups),
        last_at=max(group.last_at for group in groups),
        uncounted=count_uncounted(session, cohort_id, quiz_slug, answered_in),
        counted_anew=count_state(session, quiz_slug).is_due,
        version=version,
        answered_in=answered_in,
        draws=bool(quizzes[0].draw),
        versions=_versions(catalogue, groups_asked(everything, answered_in=answered_in)),
        figures=score_figures(sums) if earns else None,
        picture=_picture(sums) if earns and sums.scores.attempts >= FEW_ANSWERS else (),
        languages=tuple(
            LanguageScores(code, one.scores.attempts, mean_score(one.scores) if earns else NOT_DEFINED)
            for code, one in by_language.items()
        ),
        questions=tuple(_questions(catalogue, quizzes, sums, by_language, language, only)),
    )


def groups_asked(groups: Iterable[GroupSums], *, version: str = "", answered_in: str = "") -> list[GroupSums]:
    """Return the groups of a version and a language; of all versions, and of all languages, where none is named."""
    return [
        group
        for group in groups
        if version in {"", group.group.version} and answered_in in {"", group.group.language}
    ]


def scope_for(cohort_id: UUID | None) -> str:
    return scope_of(cohort_id) if cohort_id else COURSE


def versions_asked(
    session: Session, catalogue: Catalogue, quiz_slug: str, groups: Sequence[GroupSums]
) -> list[Quiz]:
    """Return the versions that the groups' questions are found in: today's first, then the newest.

    Older ones are read only where today's lacks a question.
    """
    running = catalogue.quizzes.get(quiz_slug)
    asked = {question_id for group in groups for question_id in group.sums.questions}
    if running and asked <= {question.id for question in running.questions}:
        return [running]
    rows = session.execute(
        select(QuizVersion.version, QuizVersion.body)
        .where(QuizVersion.version.in_({group.group.version for group in groups}))
        .order_by(QuizVersion.first_used_at.desc())
    )
    stored = [stored_quiz(catalogue, quiz_slug, version=version, body=body) for version, body in rows]
    return [running, *stored] if running else stored


def question_of(quizzes: Iterable[Quiz], question_id: str) -> AnyQuestion:
    return next(found for quiz in quizzes if (found := quiz.question(question_id)) is not None)


def sums_by_language(groups: Iterable[GroupSums]) -> dict[str, QuizSums]:
    """Return the sums of each language, those with most attempts first."""
    found: dict[str, list[QuizSums]] = {}
    for group in groups:
        found.setdefault(group.group.language, []).append(group.sums)
    sums = {language: joined(parts) for language, parts in found.items()}
    return dict(sorted(sums.items(), key=lambda item: (-item[1].scores.attempts, item[0])))


def _versions(catalogue: Catalogue, groups: Iterable[GroupSums]) -> tuple[VersionCount, ...]:
    found: dict[str, list[GroupSums]] = {}
    for group in groups:
        found.setdefault(group.group.version, []).append(group)
    running = {quiz.version for quiz in catalogue.quizzes.values()}
    counts = [
        VersionCount(
            version,
            sum(part.sums.scores.attempts for part in parts),
            min(part.first_at for part in parts),
            max(part.last_at for part in parts),
            version in running,
        )
        for version, parts in found.items()
    ]
    return tuple(sorted(counts, key=lambda one: (one.is_running, one.last_at), reverse=True))


def _picture(sums: QuizSums) -> tuple[ScoreStep, ...]:
    """Return ten steps of ten hundredths; the full score belongs to the last."""
    counts = [0] * STEPS
    for place, attempts in sums.scores.histogram().items():
        counts[min(STEPS - 1, place * STEPS // BINS)] += attempts
    width = BINS // STEPS
    return tuple(
        ScoreStep(step * width, BINS if step == STEPS - 1 else step * width + width - 1, attempts)
        for step, attempts in enumerate(counts)
    )


def _questions(
    catalogue: Catalogue,
    quizzes: Sequence[Quiz],
    sums: QuizSums,
    by_language: Mapping[str, QuizSums],
    language: str,
    only: str,
) -> Iterable[QuestionStatistics]:
    running = catalogue.quizzes.get(quizzes[0].slug)
    numbers = {question.id: place for place, question in enumerate(running.questions, 1)} if running else {}
    figures = question_figures(sums, only)
    for question_id in sorted(figures, key=lambda one: (numbers.get(one, len(numbers) + 1), one)):
        question = question_of(quizzes, question_id)
        guess, compared = random_guess_share(question), _fairness(question_id, sums, by_language)
        yield QuestionStatistics(
            question_id=question_id,
            number=numbers.get(question_id, 0),
            kind=kind_of(question),
            text=pick(question.text, language, catalogue.languages[0]),
            figures=figures[question_id],
            guess=guess,
            languages=compared,
            advice=advice(figures[question_id], guess, compared),
        )


def _fairness(question_id: str, sums: QuizSums, by_language: Mapping[str, QuizSums]) -> tuple[Fairness, ...]:
    """Compare each language with the one that most attempts were made in; nothing for a survey's question."""
    if not sums.questions[question_id].worth:
        return ()
    reference, *others = by_language
    first = by_language[reference].questions.get(question_id)
    return tuple(
        compare_languages(reference, other, first, by_language[other].questions.get(question_id))
        for other in others
    )


def count_uncounted(
    session: Session, cohort_id: UUID | None, quiz_slug: str = "", answered_in: str = ""
) -> int:
    """Return how many finished first attempts the next minute adds: of a cohort, of a quiz, in a language, or of all."""
    statement = select(func.count()).select_from(UncountedAttempt)
    if quiz_slug:
        statement = statement.where(UncountedAttempt.quiz_slug == quiz_slug)
    if cohort_id is not None or answered_in:
        statement = statement.join(Attempt, Attempt.id == UncountedAttempt.attempt_id)
    if answered_in:
        statement = statement.where(Attempt.language == answered_in)
    if cohort_id is not None:
        statement = statement.join(Enrolment, Enrolment.learner_id == Attempt.learner_id).where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.enrolled_at <= Attempt.submitted_at,
            or_(Enrolment.left_at.is_(None), Enrolment.left_at >= Attempt.submitted_at),
        )
    return session.scalars(statement).one()
