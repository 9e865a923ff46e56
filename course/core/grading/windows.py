"""When a quiz may be begun, and until when an attempt takes answers. Moments are aware; UTC inside the platform.

The rule for what authors and facilitators write: a day or a moment without a zone is one in a named zone (the
course's, or the cohort's). `opens` on a day is its first moment, `closes` on a day its end: the first moment of the
next day. Where clocks go back, an hour comes twice: `opens` means the first, `closes` the second. Where they go
forward, an hour is left out: a moment in it is as long after the change as it is after the hour's beginning.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from course.core.grading.quiz import Quiz

StartReason = Literal["", "not_open", "closed", "used_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for one learner at one quiz. None and 0 are no limit; `closes` is the first moment that is too late."""

    opens: datetime | None = None
    closes: datetime | None = None
    time_limit: int = 0  # minutes for one attempt
    attempts: int = 0  # how many may be begun


def terms_of(quiz: Quiz) -> Terms:
    """Return what the quiz itself says."""
    return Terms(opens=quiz.opens, closes=quiz.closes, time_limit=quiz.time_limit, attempts=quiz.attempts)


def moment_in(written: date | datetime, zone: str, *, closing: bool = False) -> datetime:
    """Return the moment in UTC that a day, or a moment without a zone, means in `zone` (an IANA name)."""
    if not isinstance(written, datetime):
        day = written + timedelta(days=1) if closing else written
        written = datetime.combine(day, time.min)
    local = written.replace(tzinfo=ZoneInfo(zone), fold=int(closing))
    if closing and local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != written:
        local = local.replace(
            fold=0
        )  # in the hour that is left out, the second reading lies before the change
    return local.astimezone(UTC)


def start_reason(terms: Terms, *, begun: int, now: datetime) -> StartReason:
    """Return why no further attempt can be begun, "" where one can; `begun` are those there are already.

    The window comes first: attempts that are left do not help when a quiz is closed.
    """
    if terms.closes is not None and now >= terms.closes:
        return "closed"
    if terms.opens is not None and now < terms.opens:
        return "not_open"
    if terms.attempts and begun >= terms.attempts:
        return "used_up"
    return ""


def deadline_of(terms: Terms, *, started_at: datetime) -> datetime | None:
    """Return until when an attempt begun at `started_at` takes answers: its time, and not beyond the window."""
    ends = [terms.closes] if terms.closes else []
    if terms.time_limit:
        ends.append(started_at + timedelta(minutes=terms.time_limit))
    return min(ends, default=None)


@dataclass(frozen=True, slots=True)
class Hold:
    """That a result is not told yet: until a moment, or (None) until somebody tells it."""

    until: datetime | None


def hold_of(quiz: Quiz, terms: Terms, *, now: datetime) -> Hold | None:
    """Return how the result of an attempt submitted now is held; None where it is told at once.

    Each learner's results are told when the quiz closes for them. One that never closes cannot wait for it.
    """
    if quiz.is_survey or quiz.release == "at-submit":
        return None
    if quiz.release == "by-hand":
        return Hold(None)
    return Hold(terms.closes) if terms.closes is not None and now < terms.closes else None
