"""Which attempts of a cohort got time back for an outage, worked out from what is stored of both."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import starmap
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.grading.windows import times_given
from course.core.text import pick
from course.store.accounts.models import Account
from course.store.attempts.models import Attempt
from course.store.attempts.outages import StoredOutage, in_order_of_record, outages_of
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


def given_counts(
    session: Session, cohort_id: UUID | None, outages: Sequence[StoredOutage]
) -> Mapping[UUID, int]:
    """Return, by outage, how many attempts got time back by it: of who is in a cohort, or (None) of everybody.

    Two statements. Outages that gave nothing are absent.
    """
    beside = outages_of(session, [cohort_id] if cohort_id else [])
    return Counter(outage_id for outage_id, _, _ in _given(session, cohort_id, outages, beside))


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
    found: dict[UUID, list[GivenTime]] = {}
    for outage_id, attempt, given in _given(session, cohort_id, outages, outages):
        found.setdefault(outage_id, []).append(_line(catalogue, attempt, given, language))
    return found


def _given(
    session: Session,
    cohort_id: UUID | None,
    outages: Sequence[StoredOutage],
    beside: Sequence[StoredOutage],
) -> Iterator[tuple[UUID, _Timed, timedelta]]:
    """Yield outage, attempt and how much time the one gave back to the other.

    What an outage shares with those `beside` it counts with the one that was recorded first.
    """
    asked = [one for one in outages if one.withdrawn_at is None]
    wanted = {one.id for one in asked}
    attempts = _timed(session, cohort_id, asked) if asked else []
    standing = in_order_of_record(beside)
    for each in attempts:
        met = [one for one in standing if _was_open(each, one.recorded_at)]
        times = times_given(each.deadline, [one.outage for one in met], started_at=each.started_at)
        for one, given in zip(met, times, strict=True):
            if given and one.id in wanted:
                yield one.id, each, given


def _was_open(attempt: _Timed, at: datetime) -> bool:
    return attempt.started_at <= at and (attempt.submitted_at is None or attempt.submitted_at > at)


def _line(catalogue: Catalogue, attempt: _Timed, given: timedelta, language: str) -> GivenTime:
    quiz = catalogue.quizzes.get(attempt.quiz_slug)
    title = pick(quiz.title, language, catalogue.languages[0]) if quiz else attempt.quiz_slug
    return GivenTime(attempt.attempt_id, attempt.learner_id, attempt.name, title, attempt.number, given)


def _timed(session: Session, cohort_id: UUID | None, outages: Sequence[StoredOutage]) -> list[_Timed]:
    """Return the attempts against time that were open when one of the outages was recorded."""
    open_then = [
        and_(
            Attempt.started_at <= one.recorded_at,
            or_(Attempt.submitted_at.is_(None), Attempt.submitted_at > one.recorded_at),
        )
        for one in outages
    ]
    statement = (
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
        .join(Account, Account.id == Attempt.learner_id)
        .where(Attempt.deadline.is_not(None), or_(*open_then))
        .order_by(Account.name_key, Attempt.id)
    )
    if cohort_id is not None:
        statement = statement.join(Enrolment, Enrolment.learner_id == Attempt.learner_id).where(
            Enrolment.cohort_id == cohort_id, Enrolment.state == "active"
        )
    rows: Any = session.execute(statement)
    return list(starmap(_Timed, rows))
