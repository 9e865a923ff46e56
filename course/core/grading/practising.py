"""Practice of what was missed: which questions it is about, and how each is shown. It never counts for anything."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from course.core.grading.presenting import SEED_BYTES
from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    Cloze,
    Hotspot,
    Match,
    Numeric,
    Order,
    Scenario,
    ShortText,
    TrueFalse,
    Words,
)

MISSED = frozenset(("wrong", "partly", "blank"))
_MARKED_AT_ONCE = (
    Categorise, Choice, Choices, Cloze, Hotspot, Match, Numeric, Order, Scenario, ShortText, TrueFalse, Words,
)  # fmt: skip


class QuestionKey(NamedTuple):
    """Names one question of the course."""

    quiz_slug: str
    question_id: str


class LastMark(NamedTuple):
    """How a learner's newest attempt that asked a question was marked there."""

    verdict: str  # one of marking.Verdict, or "waiting" for a person
    submitted_at: datetime


def can_be_practised(question: AnyQuestion) -> bool:
    """Tell whether something in it is right or wrong, and can be told at once, without a person."""
    return isinstance(question, _MARKED_AT_ONCE)


def missed_keys(
    marks: Mapping[QuestionKey, LastMark], right_since: Mapping[QuestionKey, datetime]
) -> frozenset[QuestionKey]:
    """Return what was last marked wrong, partly right or without an answer, and not practised rightly since.

    `right_since` tells when a question was last right in practice.
    """
    return frozenset(
        key
        for key, mark in marks.items()
        if mark.verdict in MISSED and (key not in right_since or right_since[key] <= mark.submitted_at)
    )


def practice_seed(learner_id: UUID, key: QuestionKey, number: int) -> bytes:
    """Return the seed of a learner's practice answer `number`, from 1: each is shuffled anew, a reload is not."""
    facts = "\n".join((str(learner_id), *key, str(number)))
    return hashlib.sha256(facts.encode()).digest()[:SEED_BYTES]


REMINDED_AFTER = timedelta(days=7)
LOOK_AGAIN_AFTER = timedelta(days=1)


class ReminderVerdict(NamedTuple):
    """Whether a reminder is due now, and when to look next."""

    is_due: bool
    look_at: datetime


def judge_reminder(
    *,
    missed_at: datetime | None,
    practised_at: datetime | None,
    asked_at: datetime,
    sent_at: datetime | None,
    now: datetime,
) -> ReminderVerdict:
    """Judge whether a learner who wants it is reminded now: one mail, a week after the last deed.

    `missed_at` is when the newest of the questions still missed was marked; None for nothing missed. A deed is
    that, practising, or asking for the reminder. Who was reminded since is reminded again only of what was
    missed later.
    """
    if missed_at is None or (sent_at is not None and sent_at >= missed_at):
        return ReminderVerdict(is_due=False, look_at=now + LOOK_AGAIN_AFTER)
    last_deed = max(at for at in (missed_at, practised_at, asked_at) if at is not None)
    due_at = last_deed + REMINDED_AFTER
    if due_at > now:
        return ReminderVerdict(is_due=False, look_at=due_at)
    return ReminderVerdict(is_due=True, look_at=now + REMINDED_AFTER)
