"""Everything that the platform keeps about one person, for that person."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from course.store.accounts import models as accounts
from course.store.attempts import models as attempts
from course.store.audit.models import AuditEvent
from course.store.awards import models as awards
from course.store.cohorts import models as cohorts
from course.store.faults import models as faults
from course.store.marking import models as marking
from course.store.outbox.models import OutboxMessage
from course.store.practice import models as practice
from course.store.progress import models as progress
from course.store.regrades import models as regrades
from course.store.uploads import models as uploads

# Each table that names a person, by the column that does; tests hold this list to the tables there are.
OWNED: tuple[tuple[type[Any], str], ...] = (
    (accounts.Account, "id"),
    (accounts.AccountTag, "account_id"),
    (accounts.FieldAudience, "account_id"),
    (accounts.Consent, "account_id"),
    (accounts.SignIn, "account_id"),
    (accounts.ApiToken, "account_id"),
    (cohorts.Enrolment, "learner_id"),
    (cohorts.Facilitation, "account_id"),
    (cohorts.Invitation, "account_id"),
    (cohorts.RosterRow, "account_id"),
    (progress.ProgressEvent, "learner_id"),
    (progress.LessonRecord, "learner_id"),
    (progress.Place, "learner_id"),
    (progress.ModuleCompletion, "learner_id"),
    (progress.CohortProgress, "learner_id"),
    (awards.Certificate, "learner_id"),
    (attempts.Attempt, "learner_id"),
    (attempts.ResponseEvent, "learner_id"),
    (attempts.QuestionTry, "learner_id"),
    (attempts.QuestionMark, "learner_id"),
    (attempts.QuizResult, "learner_id"),
    (practice.PracticeAnswer, "learner_id"),
    (practice.PracticeReminder, "learner_id"),
    (faults.QuestionFault, "learner_id"),
    (attempts.QuizOverride, "learner_id"),
    (uploads.Upload, "learner_id"),
    (marking.HandMark, "learner_id"),
    (marking.SavedComment, "owner_id"),
    (regrades.RegradedLearner, "learner_id"),
    (regrades.RegradedAttempt, "learner_id"),
    (regrades.RegradedMark, "learner_id"),
    (OutboxMessage, "account_id"),
)

# Left out, with the reason: a copy would be a key, or the same fact twice.
LEFT_OUT: dict[str, str] = {
    "account.password_hash": "a key",
    "account.email_key": "the address, folded",
    "account.name_key": "the name, folded",
    "cohort_progress.name_key": "the name, folded",
    "sign_in.token_hash": "a key",
    "api_token.token_hash": "a key",
    "attempt.seed": "tells the order of answers of an attempt that is still open",
    "upload.stored_name": "names a file inside the platform",
    "attempt.start_key": "names a request of the browser",
    "response_event.key": "names a request of the browser",
    "progress_event.key": "names a request of the browser",
    "outbox_message.payload": "holds links that sign in",
    "outbox_message.idempotency_key": "names a message inside the platform",
    "quiz_override.reason": "told beside the quiz where those who run the course wish it",
    "quiz_outage": "about a cohort or everybody; that the person recorded it stands in the log",
    "one_time_token": "links that sign in; gone after a month",
    "stored_reply": "answers to programs, each a copy of what stands elsewhere; gone after a month",
    "response": "the last of each question's response_event",
}


# Found by the attempt, since these have no index by the learner.
_BY_ATTEMPT = frozenset({attempts.ResponseEvent, attempts.QuestionTry, attempts.QuestionMark})
_RESULT = frozenset({"score", "points", "max_points", "passed"})
_TELL_RESULTS = frozenset(
    {
        attempts.QuestionMark,
        attempts.QuestionTry,  # handing in checks what was not checked before
        marking.HandMark,
        regrades.RegradedAttempt,
        regrades.RegradedMark,
    }
)


def own_data(session: Session, account_id: UUID) -> dict[str, Any]:
    """Return all rows about a person, by table, as plain values; and nothing of other people.

    Rows stand in the order in which they were made. Of the log only what the person did, and what was done to
    their account, is told; who did it is left out.
    """
    found: dict[str, Any] = {}
    own_attempts = select(attempts.Attempt.id).where(attempts.Attempt.learner_id == account_id)
    for model, column in OWNED:
        own = getattr(model, column) == account_id
        if model in _BY_ATTEMPT:
            own = model.attempt_id.in_(own_attempts)
        found[model.__tablename__] = list(_rows(session, model, own))
    found["audit_event"] = [
        {name: value for name, value in row.items() if name not in {"actor_id", "request_id"}}
        for row in _rows(
            session,
            AuditEvent,
            (AuditEvent.actor_id == account_id)
            | ((AuditEvent.subject_kind == "account") & (AuditEvent.subject_id == str(account_id))),
        )
        if row["subject_kind"] != "account" or row["subject_id"] == str(account_id)
    ]
    return found


def as_file(data: dict[str, Any]) -> str:
    """Write the rows as a JSON text for people to read and programs to load."""
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)


def _rows(session: Session, model: type[Any], condition: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    table = model.__table__
    columns = [column for column in table.columns if f"{table.name}.{column.name}" not in LEFT_OUT]
    if model is attempts.Attempt:
        columns = [_told(column) if column.name in _RESULT else column for column in columns]
    held = select(attempts.Attempt.id).where(attempts.Attempt.held_at.is_not(None))
    if model in _TELL_RESULTS:
        condition &= table.columns.attempt_id.not_in(held)
    if model is regrades.RegradedLearner:
        of_held = regrades.RegradedAttempt.attempt_id.in_(held)
        condition &= table.columns.regrade_id.not_in(
            select(regrades.RegradedAttempt.regrade_id).where(of_held)
        )
    statement = select(*columns).where(condition).order_by(*table.primary_key.columns)
    for row in session.execute(statement).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def _told(column: Any) -> Any:
    """Return a column of an attempt's result, which is empty while the result is held back from everybody."""
    return case((attempts.Attempt.held_at.is_(None), column)).label(column.name)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
