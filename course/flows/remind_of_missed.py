"""Reminding learners who want it of what they missed: one mail, a week after they last did something about it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.practising import REMINDED_AFTER, can_be_practised, judge_reminder, missed_keys
from course.core.signing import read_signed, signed
from course.db.session import Session
from course.flows.row_faults import naming
from course.store.attempts.last_marks import last_marks
from course.store.outbox.operations import queue_mail
from course.store.practice.operations import ask_for_reminder, note_reminder, stop_reminder
from course.store.practice.queries import ReminderRow, last_practised, next_reminder, right_since

PURPOSE = "stop-reminder"


def choose_reminder(session: Session, *, learner_id: UUID, wanted: bool, now: datetime) -> None:
    """Keep whether a learner wants to be reminded. Twice is once."""
    if wanted:
        ask_for_reminder(session, learner_id=learner_id, look_at=now + REMINDED_AFTER, now=now)
    else:
        stop_reminder(session, learner_id)


def stop_by_link(session: Session, *, secret: str, token: str) -> bool:
    """Stop the reminders of whom a mail's link was made for; tell whether the link is one of ours."""
    value = read_signed(secret, PURPOSE, token)
    if value:
        stop_reminder(session, UUID(hex=value))
    return bool(value)


def remind_next(
    session: Session, catalogue: Catalogue, *, secret: str, now: datetime, but: Collection[UUID] = ()
) -> bool:
    """Look at one learner's wish, and queue their mail where it is due; tell whether there was one to look at.

    Raises RowFailed for a learner with whom something is wrong; `but` are such ones.
    """
    wish = next_reminder(session, now=now, but=but)
    if wish is None:
        return False
    with naming(wish.learner_id):
        _remind(session, catalogue, wish, secret=secret, now=now)
    return True


def _remind(session: Session, catalogue: Catalogue, wish: ReminderRow, *, secret: str, now: datetime) -> None:
    marks = last_marks(session, wish.learner_id)
    missed = [
        key
        for key in missed_keys(marks, right_since(session, wish.learner_id))
        if (quiz := catalogue.quizzes.get(key.quiz_slug))
        and (question := quiz.question(key.question_id))
        and can_be_practised(question)
    ]
    verdict = judge_reminder(
        missed_at=max((marks[key].submitted_at for key in missed), default=None),
        practised_at=last_practised(session, wish.learner_id),
        asked_at=wish.asked_at,
        sent_at=wish.sent_at,
        now=now,
    )
    note_reminder(
        session,
        learner_id=wish.learner_id,
        look_at=verdict.look_at,
        sent_at=now if verdict.is_due else None,
    )
    if verdict.is_due:
        token = signed(secret, PURPOSE, wish.learner_id.hex)
        queue_mail(
            session,
            account_id=wish.learner_id,
            template="practice_reminder",
            payload={"number": len(missed), "stop_path": f"/practice/reminder/stop/{token}"},
            key=f"reminder:{wish.learner_id}:{now.date().isoformat()}",
            now=now,
        )
