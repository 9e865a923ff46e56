"""Who may need a hand, why, and what would help: for a facilitator's first look at a cohort.

The rules are few and shown on the page as they stand here. They point at people to write to; nothing is ever
decided by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

Severity = Literal["act", "look"]
ReasonCode = Literal["never_signed_in", "no_visit", "quiz_failed", "behind_calendar"]
Action = Literal["invite_again", "write", "review_answers", "agree_plan"]

NEVER_SIGNED_IN_DAYS = 7  # after the person's start
NO_VISIT_DAYS = 14
FAILED_ATTEMPTS = 3  # at one quiz that is not passed yet
BEHIND_CALENDAR_SHARE = 0.5  # share of the time that has passed, less the share of the lessons done


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as the page shows it. `threshold` is in days, attempts or a share, as the constants say."""

    code: ReasonCode
    severity: Severity  # act: without a word the person is lost; look: may be well, see for yourself
    action: Action  # what fits: another invitation, a message, a look at the answers, a plan together
    threshold: float


RULES: Mapping[ReasonCode, Rule] = {
    rule.code: rule
    for rule in (
        Rule("never_signed_in", "act", "invite_again", NEVER_SIGNED_IN_DAYS),
        Rule("no_visit", "act", "write", NO_VISIT_DAYS),
        Rule("quiz_failed", "look", "review_answers", FAILED_ATTEMPTS),
        Rule("behind_calendar", "look", "agree_plan", BEHIND_CALENDAR_SHARE),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentFacts:
    """What is stored of one enrolment. Times are aware; days are read as UTC days."""

    enrolled_at: datetime
    last_active_at: datetime | None  # None: never signed in
    lessons_done: int
    lessons_total: int
    finished: bool = False  # the course is completed
    failed_attempts: Mapping[str, int] = field(default_factory=dict)  # by quiz not passed yet: submitted ones
    starts_on: date | None = None  # the cohort's first and last day
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class AttentionReason:
    """Why someone may need a hand.

    `values`: never_signed_in and no_visit, `days`; quiz_failed, `quiz` and `attempts`; behind_calendar,
    `time_share` and `done_share`, 0.0 to 1.0.
    """

    rule: Rule
    values: Mapping[str, str | int | float]

    @property
    def code(self) -> ReasonCode:
        return self.rule.code


def attention_reasons(facts: EnrolmentFacts, now: datetime) -> tuple[AttentionReason, ...]:
    """Return why a learner may need a hand, those to act on first; none where all is well.

    Everything counts from the person's start: the cohort's first day or the enrolment, whichever came later.
    Before it, after the cohort's last day and once the course is completed there are no reasons.
    """
    start = max(facts.enrolled_at, _midnight(facts.starts_on)) if facts.starts_on else facts.enrolled_at
    end = _midnight(facts.ends_on) + timedelta(days=1) if facts.ends_on else None
    if facts.finished or now < start or (end and now >= end):
        return ()
    return (
        *_absence(facts.last_active_at, start, now),
        *_failures(facts.failed_attempts),
        *_lag(facts, start, end, now),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _absence(last_active_at: datetime | None, start: datetime, now: datetime) -> tuple[AttentionReason, ...]:
    rule = RULES["never_signed_in" if last_active_at is None else "no_visit"]
    days = (now - max(last_active_at or start, start)).days
    return (AttentionReason(rule, {"days": days}),) if days >= rule.threshold else ()


def _failures(failed_attempts: Mapping[str, int]) -> tuple[AttentionReason, ...]:
    rule = RULES["quiz_failed"]
    return tuple(
        AttentionReason(rule, {"quiz": quiz, "attempts": attempts})
        for quiz, attempts in failed_attempts.items()
        if attempts >= rule.threshold
    )


def _lag(
    facts: EnrolmentFacts, start: datetime, end: datetime | None, now: datetime
) -> tuple[AttentionReason, ...]:
    rule = RULES["behind_calendar"]
    if end is None or not facts.lessons_total:
        return ()
    time_share = (now - start) / (end - start)
    done_share = facts.lessons_done / facts.lessons_total
    if time_share - done_share <= rule.threshold:
        return ()
    return (AttentionReason(rule, {"time_share": time_share, "done_share": done_share}),)
