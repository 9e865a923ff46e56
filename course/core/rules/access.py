"""When a cohort is open, and whether someone may join it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

JoinReason = Literal["", "closed", "ended", "not_started", "full"]


@dataclass(frozen=True, slots=True)
class JoinVerdict:
    """Whether someone may join, and the code of the first reason why not; "" where they may."""

    allowed: bool
    reason: JoinReason = ""


def is_open(starts_on: date | None, ends_on: date | None, today: date) -> bool:
    """Tell whether a cohort runs on `today`: first and last day included, None is no limit.

    All three are days in the cohort's own time zone.
    """
    return not _window_reason(starts_on, ends_on, today)


def may_join(
    *,
    closed: bool,
    starts_on: date | None,
    ends_on: date | None,
    places: int | None,
    taken: int,
    today: date,
) -> JoinVerdict:
    """Judge whether one more person may join a cohort by themselves.

    `closed` is set by hand and comes first; then the window, then the places (None is no limit), because a
    place that becomes free does not help in a cohort that is over. Who is enrolled by a roster or an
    invitation does not pass here. The database still guards the last place against two at once.
    """
    reason: JoinReason = "closed" if closed else _window_reason(starts_on, ends_on, today)
    if not reason and places is not None and taken >= places:
        reason = "full"
    return JoinVerdict(allowed=not reason, reason=reason)


def _window_reason(starts_on: date | None, ends_on: date | None, today: date) -> JoinReason:
    if ends_on is not None and today > ends_on:
        return "ended"
    if starts_on is not None and today < starts_on:
        return "not_started"
    return ""
