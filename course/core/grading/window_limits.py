"""What can be recorded as an outage, and what can stand in other rules of a quiz: for pages and programs alike."""

from datetime import UTC, date, datetime, timedelta

from course.core.grading.windows import Outage, Override
from course.core.problems import FieldFault

REASON_MAX = 300  # characters
MINUTES_MOST = 10_080  # a week, as in quiz files
ATTEMPTS_MOST = 1_000
LONGEST_OUTAGE = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 2000, 2199
# The days of these years in whatever zone, and the end of the last one.
_FIRST, _LAST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
_A_DAY = timedelta(days=1)


def is_near(written: date) -> bool:
    """Tell whether a day, or a moment as it was written, lies in the years in which moments can be reckoned with."""
    return FIRST_YEAR <= written.year <= LAST_YEAR


def outage_faults(outage: Outage, *, now: datetime) -> list[FieldFault]:
    """Return why an outage cannot be recorded, by the names of its fields."""
    moments = {"begins": outage.begins, "ends": outage.ends}
    found = [_too_far(name) for name, moment in moments.items() if not _is_near_moment(moment)]
    if outage.ends <= outage.begins:
        found.append(FieldFault("ends", "outage_ends_first"))
    elif outage.ends > now:
        found.append(FieldFault("ends", "outage_to_come"))
    elif outage.ends - outage.begins > LONGEST_OUTAGE:
        found.append(FieldFault("ends", "outage_too_long"))
    return found + _reason_faults(outage.reason, "outage_without_reason")


def override_faults(rule: Override, reason: str, *, now: datetime) -> list[FieldFault]:
    """Return why other rules cannot be given, by the names of their fields; `reason` is told to learners or not."""
    moments = {"opens": rule.opens, "closes": rule.closes, "expires_at": rule.expires_at}
    found = [_too_far(name) for name, moment in moments.items() if moment and not _is_near_moment(moment)]
    if rule.opens and rule.closes and rule.closes <= rule.opens:
        found.append(FieldFault("closes", "override_closes_first"))
    if rule.expires_at and rule.expires_at <= now:
        found.append(FieldFault("expires_at", "override_expired"))
    if rule.time_limit is not None and not 0 <= rule.time_limit <= MINUTES_MOST:
        found.append(FieldFault("time_limit", "override_minutes"))
    if rule.attempts is not None and not 0 <= rule.attempts <= ATTEMPTS_MOST:
        found.append(FieldFault("attempts", "override_attempts"))
    return found + _reason_faults(reason, "override_without_reason")


def _is_near_moment(moment: datetime) -> bool:
    return _FIRST - _A_DAY <= moment <= _LAST + _A_DAY


def _too_far(name: str) -> FieldFault:
    return FieldFault(name, "moment_too_far")


def _reason_faults(reason: str, missing: str) -> list[FieldFault]:
    if not reason.strip():
        return [FieldFault("reason", missing)]
    if len(reason) <= REASON_MAX:
        return []
    return [FieldFault("reason", "words_too_long", {"most": REASON_MAX, "given": len(reason)})]
