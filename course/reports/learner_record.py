"""One learner's record: what is done, what is missing and why, results, and what they did when.

The learner's own page and the facilitator's are made from this one value, so that both see the same figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.rules.completion import ItemKind, Missing, MissingReason
from course.core.text import pick
from course.reports.changed_marks import lowered_attempts
from course.reports.course_page import (
    CohortLine,
    Remainder,
    learner_cohorts,
    learner_progress,
    remainders,
)
from course.reports.course_steps import ModuleLine, Step, course_lines, make_step
from course.reports.quiz_titles import quiz_titles
from course.reports.resume import Resume, find_resume
from course.store.attempts.models import QuizResult
from course.store.attempts.opened import BegunAttempt
from course.store.attempts.queries import TakenAttempt, ended_attempts, taken_attempts
from course.store.awards.queries import CertificateFacts, find_certificate
from course.store.progress.models import ModuleCompletion, ProgressEvent
from course.store.progress.queries import find_place

LOG_LINES = 20  # shown at first

LogKind = Literal["completed", "reopened", "stopped", "attempt", "passed", "failed", "handed_in", "module"]
QuizState = Literal[
    "passed", "handed_in", "held", "waiting", "again", "open", "new"
]  # handed_in: of a survey


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """One thing that is left, and why. `best` and `needed` are scores, 0.0 to 1.0, where the reason has them."""

    step: Step
    reason: MissingReason
    minutes: int
    best: float | None
    needed: float | None
    is_over: bool  # begun, and the time of the attempt is over: it is handed in before long


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizLine:
    """One quiz or game with its results. `best` is the score that counts, None before there is one: before the
    first submission, and while all that was handed in waits for a person's mark.

    A survey has no score, and is handed in instead of passed. `lowered` are attempts short of a pass by a mark that was
    lowered later, where the quiz stays passed.
    """

    step: Step
    state: QuizState
    best: float | None
    pass_score: float
    attempts: tuple[TakenAttempt, ...]  # newest first, an open one included
    lowered: frozenset[UUID]
    ended: frozenset[UUID]  # of `attempts`: open ones whose time is over, which are handed in before long

    @property
    def stays_passed(self) -> Literal["", "lowered", "before"]:
        """Tell why a quiz is passed whose result reads otherwise; "" where it does not."""
        if self.state != "passed" or self.best is None or self.best >= self.pass_score:
            return ""
        return "lowered" if self.lowered else "before"

    @property
    def submitted(self) -> int:
        return sum(attempt.state == "submitted" for attempt in self.attempts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One thing that the learner did. `step` is None for what left the course: then `title` is its slug."""

    kind: LogKind
    title: str
    at: datetime
    step: Step | None = None
    module: str = ""  # slug, for a completed module
    attempt: TakenAttempt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRecord:
    """All of it. `added` is what came to a module after the learner completed it: an offer, not a duty."""

    modules: tuple[ModuleLine, ...]
    share: float  # 0.0 to 1.0
    minutes_left: int
    done: bool
    remainders: tuple[Remainder, ...]
    missing: tuple[MissingLine, ...]
    added: tuple[MissingLine, ...]
    resume: Resume | None
    quizzes: tuple[QuizLine, ...]
    cohorts: tuple[CohortLine, ...]
    certificate: CertificateFacts | None  # the one that counts; None before the course is completed
    log: tuple[LogLine, ...]  # newest first
    log_goes_on: bool  # there is more than `log` holds

    @property
    def lessons_total(self) -> int:
        return sum(module.lessons_total for module in self.modules)

    @property
    def lessons_done(self) -> int:
        return sum(module.lessons_done for module in self.modules)


def learner_record(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    language: str,
    now: datetime,
    log_lines: int | None = LOG_LINES,
    tell_held: bool = False,
) -> LearnerRecord:
    """Return a learner's record in `language`; `log_lines` None asks for the whole log.

    `tell_held` is for who runs the course: attempts have results that the learner does not know yet.

    Who may see it is the caller's question. The number of statements does not grow with the course.
    """
    place = find_place(session, learner_id)
    opened = frozenset({place.lesson_slug} if place else ())
    progress = learner_progress(session, catalogue, learner_id, opened)
    modules = course_lines(catalogue, language, progress=progress)
    attempts = taken_attempts(session, learner_id=learner_id, tell_held=tell_held)
    ended = ended_attempts(attempts, now)
    begun = {
        attempt.quiz_slug: BegunAttempt(attempt.id, is_over=attempt.id in ended)
        for attempt in attempts
        if attempt.state == "open"
    }
    log = _log(session, catalogue, learner_id, language, attempts, log_lines)
    if place and catalogue.lesson(place.lesson_slug):
        step = make_step(catalogue, "lesson", place.lesson_slug, language)
        log.append(LogLine(kind="stopped", title=step.title, at=place.at, step=step))
    log.sort(key=lambda line: line.at, reverse=True)
    return LearnerRecord(
        modules=modules,
        share=progress.share,
        minutes_left=progress.minutes_left(language),
        done=progress.done,
        remainders=remainders(catalogue, progress),
        missing=tuple(_missing_line(catalogue, missing, language, begun) for missing in progress.missing),
        added=tuple(
            _missing_line(catalogue, missing, language, begun)
            for module in progress.modules
            for missing in module.added
        ),
        resume=find_resume(catalogue, modules, place, begun, language),
        quizzes=_quiz_lines(session, catalogue, learner_id, modules, attempts, ended),
        cohorts=learner_cohorts(session, learner_id),
        certificate=find_certificate(session, learner_id),
        log=tuple(log[:log_lines]),
        log_goes_on=log_lines is not None and len(log) > log_lines,
    )


def _missing_line(
    catalogue: Catalogue, missing: Missing, language: str, opened: Mapping[str, BegunAttempt]
) -> MissingLine:
    begun = missing.reason != "not_started"
    attempt = opened.get(missing.slug) if missing.reason == "not_submitted" else None
    return MissingLine(
        step=make_step(catalogue, missing.what, missing.slug, language, state="now" if begun else "new"),
        reason=missing.reason,
        minutes=missing.minutes_left(language),
        best=missing.best,
        needed=missing.needed,
        is_over=attempt is not None and attempt.is_over,
    )


def _quiz_lines(
    session: Session,
    catalogue: Catalogue,
    learner_id: UUID,
    modules: tuple[ModuleLine, ...],
    attempts: list[TakenAttempt],
    ended: frozenset[UUID],
) -> tuple[QuizLine, ...]:
    rows = session.execute(
        select(QuizResult.quiz_slug, QuizResult.score, QuizResult.passed_at).where(
            QuizResult.learner_id == learner_id
        )
    )
    lowered = lowered_attempts(session, learner_id=learner_id)
    results = {slug: (score, passed_at is not None) for slug, score, passed_at in rows}
    found = []
    for step in (step for module in modules for step in module.steps if step.what != "lesson"):
        best, passed = results.get(step.slug, (None, False))
        quiz = catalogue.quizzes[step.slug]
        own = tuple(attempt for attempt in attempts if attempt.quiz_slug == step.slug)
        found.append(
            QuizLine(
                step=step,
                state=_quiz_state(own, passed=passed, is_survey=quiz.is_survey),
                best=None if quiz.is_survey or not any(attempt.is_judged for attempt in own) else best,
                pass_score=quiz.pass_score,
                attempts=own,
                lowered=lowered & {attempt.id for attempt in own},
                ended=ended & {attempt.id for attempt in own},
            )
        )
    return tuple(found)


def _quiz_state(attempts: tuple[TakenAttempt, ...], *, passed: bool, is_survey: bool) -> QuizState:
    if is_survey and any(attempt.state == "submitted" for attempt in attempts):
        return "handed_in"
    if passed:
        return "passed"
    if any(attempt.state == "open" for attempt in attempts):
        return "open"
    if any(attempt.is_held for attempt in attempts):
        return "held"
    if any(attempt.waiting for attempt in attempts):
        return "waiting"
    return "again" if attempts else "new"


def _log(
    session: Session,
    catalogue: Catalogue,
    learner_id: UUID,
    language: str,
    attempts: list[TakenAttempt],
    limit: int | None,
) -> list[LogLine]:
    """Gather one line more of each kind than are shown, so that it is known whether there are more."""
    more = None if limit is None else limit + 1
    deeds = session.execute(
        select(ProgressEvent.kind, ProgressEvent.lesson_slug, ProgressEvent.at)
        .where(ProgressEvent.learner_id == learner_id)
        .order_by(ProgressEvent.at.desc(), ProgressEvent.id.desc())
        .limit(more)
    )
    lines = [_deed_line(catalogue, kind, slug, at, language) for kind, slug, at in deeds]
    quizzes = quiz_titles(session, catalogue, (attempt.quiz_slug for attempt in attempts[:more]), language)
    lines += [
        _attempt_line(catalogue, attempt, quizzes[attempt.quiz_slug], language) for attempt in attempts[:more]
    ]
    modules = session.execute(
        select(ModuleCompletion.module_slug, ModuleCompletion.completed_at).where(
            ModuleCompletion.learner_id == learner_id
        )
    )
    titles = _module_titles(catalogue, language)
    lines += [
        LogLine(kind="module", title=titles.get(slug, slug), at=at, module=slug if slug in titles else "")
        for slug, at in modules
    ]
    return lines


def _module_titles(catalogue: Catalogue, language: str) -> Mapping[str, str]:
    source = catalogue.languages[0]
    return {module.slug: pick(module.title, language, source) for module in catalogue.modules}


def _deed_line(catalogue: Catalogue, kind: str, slug: str, at: datetime, language: str) -> LogLine:
    step = make_step(catalogue, "lesson", slug, language) if catalogue.lesson(slug) else None
    return LogLine(
        kind="completed" if kind == "completed" else "reopened",
        title=step.title if step else slug,
        at=at,
        step=step,
    )


def _attempt_line(catalogue: Catalogue, attempt: TakenAttempt, title: str, language: str) -> LogLine:
    what: ItemKind = "quiz"
    step = (
        make_step(catalogue, what, attempt.quiz_slug, language)
        if attempt.quiz_slug in catalogue.quizzes
        else None
    )
    kind: LogKind = "attempt"
    if attempt.state == "submitted":
        kind = "passed" if attempt.passed else "failed"
        if attempt.is_held or attempt.waiting or (step and step.kind == "survey"):
            kind = "handed_in"
    return LogLine(
        kind=kind,
        title=title,
        at=attempt.submitted_at or attempt.started_at,
        step=step,
        attempt=attempt,
    )
