"""When a quiz may be begun, and until when an attempt takes answers. Moments are aware; UTC inside the platform.

The rule for what authors and facilitators write: a day or a moment without a zone is one in a named zone (the
course's, or the cohort's). `opens` on a day is its first moment, `closes` on a day its end: the first moment of the
next day. Where clocks go back, an hour comes twice: `opens` means the first, `closes` the second. Where they go
forward, an hour is left out: a moment in it is as long after the change as it is after the hour's beginning.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from course.core.grading.quiz import Quiz

FAIR_GRACE = timedelta(minutes=15)  # what is left at least to who counted on an outage that is withdrawn
StartReason = Literal["", "not_open", "closed", "used_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Other rules of one quiz for one person, or for a cohort. None leaves a rule as it is; 0 is no limit."""

    personal: bool
    opens: datetime | None = None
    closes: datetime | None = None
    time_limit: int | None = None  # minutes
    attempts: int | None = None
    told_reason: str = ""  # empty where the reason stays with those who run the course
    expires_at: datetime | None = None  # from then on it holds no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for one learner at one quiz. None and 0 are no limit; `closes` is the first moment that is too late."""

    opens: datetime | None = None
    closes: datetime | None = None
    time_limit: int = 0  # minutes for one attempt
    attempts: int = 0  # how many may be begun
    because: tuple[Override, ...] = ()  # those that make it differ from the quiz, personal ones first
    given_back: tuple["RanOut", ...] = ()  # attempts that `attempts` was raised for


def terms_of(quiz: Quiz) -> Terms:
    """Return what the quiz itself says."""
    return Terms(opens=quiz.opens, closes=quiz.closes, time_limit=quiz.time_limit, attempts=quiz.attempts)


def effective_terms(quiz: Terms, overrides: Sequence[Override], *, now: datetime) -> Terms:
    """Return what holds for a learner: personal over cohort over quiz, each rule for itself.

    Of several of one rank the most generous counts: the earliest opening, the latest close, the longest time, the
    most attempts. So who learns in two cohorts never loses by it, and a personal override can also narrow. What has
    expired does not count.
    """
    holding = [one for one in overrides if one.expires_at is None or now < one.expires_at]
    opens = _strongest([one for one in holding if one.opens], lambda one: -_seconds(one.opens))
    closes = _strongest([one for one in holding if one.closes], lambda one: _seconds(one.closes))
    time = _strongest(
        [one for one in holding if one.time_limit is not None], lambda one: one.time_limit or math.inf
    )
    tries = _strongest(
        [one for one in holding if one.attempts is not None], lambda one: one.attempts or math.inf
    )
    because = [one for one in (opens, closes, time, tries) if one]
    return Terms(
        opens=opens.opens if opens else quiz.opens,
        closes=closes.closes if closes else quiz.closes,
        time_limit=(time.time_limit or 0) if time else quiz.time_limit,
        attempts=(tries.attempts or 0) if tries else quiz.attempts,
        because=tuple(sorted(dict.fromkeys(because), key=lambda one: not one.personal)),
    )


def narrower_rules(own: Terms, rule: Override) -> tuple[Literal["time_limit", "attempts"], ...]:
    """Return what a rule gives less of than the quiz itself does: minutes, or attempts in all."""
    pairs: tuple[tuple[Literal["time_limit", "attempts"], int, int | None], ...] = (
        ("time_limit", own.time_limit, rule.time_limit),
        ("attempts", own.attempts, rule.attempts),
    )
    return tuple(name for name, own_most, most in pairs if most and (not own_most or most < own_most))


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _strongest(overrides: Sequence[Override], generosity: Callable[[Override], float]) -> Override | None:
    personal = [one for one in overrides if one.personal]
    return max(personal or overrides, key=generosity, default=None)


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
class Outage:
    """A time in which the platform or the line was away: from `begins` to before `ends`."""

    begins: datetime
    ends: datetime
    reason: str = ""


def deadline_after_outages(
    deadline: datetime | None, outages: Sequence[Outage], *, started_at: datetime
) -> datetime | None:
    """Return the deadline with the clock stopped during outages: as much time is left after one as was before it.

    What two outages share counts once. One before the start, or after the time was over, adds nothing.
    """
    if deadline is None:
        return None
    counted = started_at
    for outage in sorted(outages, key=lambda one: one.begins):
        begins = max(outage.begins, counted)
        if begins < deadline and outage.ends > begins:
            deadline += outage.ends - begins
        counted = max(counted, outage.ends)
    return deadline


@dataclass(frozen=True, slots=True)
class RanOut:
    """An attempt whose time ran out while an outage took some of it, recorded too late to give it back."""

    number: int
    reason: str  # of the outage


def took_time(outage: Outage, *, started_at: datetime, deadline: datetime) -> bool:
    """Tell whether an outage took time from an attempt that ran from its start to its deadline."""
    return outage.begins < deadline and outage.ends > started_at


def with_given_back(terms: Terms, ran_out: Sequence[RanOut]) -> Terms:
    """Return terms with one attempt more for each that an outage cut short; without a limit nothing is needed."""
    if not terms.attempts or not ran_out:
        return terms
    return replace(terms, attempts=terms.attempts + len(ran_out), given_back=tuple(ran_out))


def deadline_with_outage(
    deadline: datetime, outage: Outage, earlier: Sequence[Outage], *, started_at: datetime
) -> datetime:
    """Return the deadline of an attempt that runs with one more outage given back; `earlier` ones are in it already.

    By whatever rules it was begun: those may have changed since, and the attempt keeps what it has.
    """
    allowed = deadline - _lost(earlier, started_at, deadline)
    found = deadline_after_outages(allowed, [*earlier, outage], started_at=started_at)
    return max(deadline, found or deadline)


def runs_by_outages(
    closes: datetime, outages: Sequence[Outage], *, started_at: datetime, deadline: datetime
) -> bool:
    """Tell whether an attempt runs beyond a close by time alone that outages gave back: else it has another close."""
    return closes < deadline and deadline - _lost(outages, started_at, deadline) <= closes


def times_given(deadline: datetime, outages: Sequence[Outage], *, started_at: datetime) -> list[timedelta]:
    """Return how much later an attempt's `deadline` is by each outage, beyond what those before it in the list gave.

    What several share is so counted with the first of them alone, and never with none.
    """
    before, given = deadline - _lost(outages, started_at, deadline), list[timedelta]()
    allowed = before
    for count in range(1, len(outages) + 1):
        later = deadline_after_outages(allowed, outages[:count], started_at=started_at) or before
        given.append(max(later - before, timedelta()))
        before = max(later, before)
    return given


def _lost(outages: Sequence[Outage], begins: datetime, ends: datetime) -> timedelta:
    """Return how much of a time the outages took. What two of them share counts once."""
    lost, counted = timedelta(), begins
    for outage in sorted(outages, key=lambda one: one.begins):
        counted = max(counted, outage.begins)
        over = min(outage.ends, ends)
        if over > counted:
            lost += over - counted
            counted = over
    return lost


def deadline_after_withdrawal(
    deadline: datetime,
    withdrawn: Outage,
    remaining: Sequence[Outage],
    *,
    started_at: datetime,
    now: datetime,
) -> datetime:
    """Return the deadline of an attempt that runs once `withdrawn` is no outage any more; `remaining` are the others.

    Taken back is what that outage alone gave: time for another reason stays. Who counted on it has FAIR_GRACE from now;
    a deadline that is nearer than that, or past, stays.
    """
    allowed = deadline - _lost([*remaining, withdrawn], started_at, deadline)
    without = deadline_after_outages(allowed, remaining, started_at=started_at) or deadline
    return min(deadline, max(without, now + FAIR_GRACE))


@dataclass(frozen=True, slots=True)
class Hold:
    """That a result is not told yet: until a moment, or (None) until somebody tells it."""

    until: datetime | None


def hold_of(quiz: Quiz, terms: Terms, *, now: datetime) -> Hold | None:
    """Return how the result of an attempt submitted now is held; None where it is told at once.

    Each learner's results are told when the quiz closes for them. One that never closes cannot wait for it.
    """
    if not quiz.holds_results:
        return None
    if quiz.release == "by-hand":
        return Hold(None)
    return Hold(terms.closes) if terms.closes is not None and now < terms.closes else None
