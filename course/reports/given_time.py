"""Which attempts of a cohort got time back for an outage, worked out from what is stored of both."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import starmap
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.grading.windows import time_given
from course.core.text import pick
from course.store.accounts.models import Account
from course.store.attempts.models import Attempt
from course.store.attempts.outages import StoredOutage
from course.store.cohorts.models import Enrolment


class GivenTime(NamedTuple):
    """One attempt, and how much later it ends by an outage."""

    attempt_id: UUID
    learner_id: UUID
    name: str
    title: str  # of the quiz
    number: int
    given: timedelta


class _Timed(NamedTuple):
    attempt_id: UUID
    learner_id: UUID
    name: str
    quiz_slug: str
    number: int
    started_at: datetime
    deadline: datetime
    submitted_at: datetime | None


def given_time(
    session: Session,
    catalogue: Catalogue,
    cohort_id: UUID,
    outages: Sequence[StoredOutage],
    language: str,
) -> Mapping[UUID, list[GivenTime]]:
    """Return, by outage, the attempts of who is in the cohort that got time back by it, by name. One statement.

    Only attempts that were open when it was recorded got any. Withdrawn outages gave nothing.
    """
    standing = [one for one in outages if one.withdrawn_at is None]
    if not standing:
        return {}
    attempts = _timed(session, cohort_id, standing)
    found: dict[UUID, list[GivenTime]] = {}
    for one in standing:
        others = [other.outage for other in standing if other.id != one.id]
        for each in attempts:
            if not _was_open(each, one.recorded_at):
                continue
            given = time_given(each.deadline, one.outage, others, started_at=each.started_at)
            if given:
                found.setdefault(one.id, []).append(_line(catalogue, each, given, language))
    return found


def _was_open(attempt: _Timed, at: datetime) -> bool:
    return attempt.started_at <= at and (attempt.submitted_at is None or attempt.submitted_at > at)


def _line(catalogue: Catalogue, attempt: _Timed, given: timedelta, language: str) -> GivenTime:
    quiz = catalogue.quizzes.get(attempt.quiz_slug)
    title = pick(quiz.title, language, catalogue.languages[0]) if quiz else attempt.quiz_slug
    return GivenTime(attempt.attempt_id, attempt.learner_id, attempt.name, title, attempt.number, given)


def _timed(session: Session, cohort_id: UUID, outages: Sequence[StoredOutage]) -> list[_Timed]:
    """Return the attempts against time that may have been open when one of the outages was recorded."""
    rows: Any = session.execute(
        select(
            Attempt.id,
            Attempt.learner_id,
            Account.display_name,
            Attempt.quiz_slug,
            Attempt.number,
            Attempt.started_at,
            Attempt.deadline,
            Attempt.submitted_at,
        )
        .join(Enrolment, Enrolment.learner_id == Attempt.learner_id)
        .join(Account, Account.id == Attempt.learner_id)
        .where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.state == "active",
            Attempt.deadline.is_not(None),
            Attempt.started_at <= max(one.recorded_at for one in outages),
            or_(
                Attempt.submitted_at.is_(None),
                Attempt.submitted_at > min(one.recorded_at for one in outages),
            ),
        )
        .order_by(Account.name_key, Attempt.id)
    )
    return list(starmap(_Timed, rows))
