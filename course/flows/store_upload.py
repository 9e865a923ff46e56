"""Handing in a file as an answer: read, cleaned, put into the folder, and stored like any answer; or taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.formats.documents import FileRefused, read_document
from course.core.grading.questions import Upload
from course.core.grading.responses import response_json
from course.core.ids import new_id
from course.core.problems import NotFound
from course.db.session import Session
from course.flows.store_answer import (
    AttemptOver,
    AttemptSubmitted,
    OpenAttempt,
    attempt_questions,
    is_overdue,
    lock_attempt,
)
from course.store.accounts.queries import hold_account
from course.store.attempts.answers import find_response
from course.store.attempts.operations import NewResponse, store_response
from course.store.uploads.operations import add_upload, drop_uploads
from course.store.uploads.queries import bytes_used, uploads_of
from course.store.uploads.shelf import put_file

QUOTA = 50_000_000  # bytes of all files of one learner


class QuotaUsedUp(FileRefused):
    """All files of this learner together would be more than one may keep."""

    code = "file_quota"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Whose attempt, and which of its questions: `place` is its place in the attempt, from 1."""

    learner_id: UUID
    quiz_slug: str
    attempt_id: UUID
    place: int


def find_upload_question(attempt: OpenAttempt, place: int) -> Upload:
    """Return the question at a place. Raises NotFound where there is none that asks for a file."""
    question = attempt.questions[place - 1] if 1 <= place <= len(attempt.questions) else None
    if not isinstance(question, Upload):
        raise NotFound
    return question


def store_upload(
    session: Session,
    catalogue: Catalogue,
    *,
    folder: Path,
    where: Answering,
    name: str,
    data: bytes,
    language: str,
    now: datetime,
) -> None:
    """Store a file as the answer, in place of the one before. Raises NotFound, AttemptSubmitted, AttemptOver,
    QuotaUsedUp and any other FileRefused.

    The bytes are written before the transaction ends: where that fails, they lie in the folder without a row, and the
    nightly tidying takes them.
    """

    def keep(attempt: OpenAttempt, question: Upload) -> str:
        document = read_document(name, data)
        before = uploads_of(session, where.attempt_id).get(question.id)
        hold_account(session, where.learner_id)  # or two files at once would both find room
        used = bytes_used(session, where.learner_id) - (before.size if before else 0)
        if used + len(document.data) > QUOTA:
            raise QuotaUsedUp(megabytes=QUOTA // 1_000_000)
        drop_uploads(session, attempt_id=attempt.row.id, question_id=question.id)
        upload_id = add_upload(
            session,
            learner_id=where.learner_id,
            attempt_id=attempt.row.id,
            question_id=question.id,
            document=document,
            stored_name=put_file(folder, document.data),
            now=now,
        )
        return response_json(upload_id.hex)

    _answer(session, catalogue, where, keep, language=language, now=now)


def take_upload_back(
    session: Session, catalogue: Catalogue, *, where: Answering, language: str, now: datetime
) -> None:
    """Take the file of an answer back: the question is open again. Raises what `store_upload` does."""

    def clear(attempt: OpenAttempt, question: Upload) -> str:
        drop_uploads(session, attempt_id=attempt.row.id, question_id=question.id)
        return "null"

    _answer(session, catalogue, where, clear, language=language, now=now)


def _answer(
    session: Session,
    catalogue: Catalogue,
    where: Answering,
    value_of: Callable[[OpenAttempt, Upload], str],
    *,
    language: str,
    now: datetime,
) -> None:
    row = lock_attempt(
        session,
        catalogue,
        attempt_id=where.attempt_id,
        learner_id=where.learner_id,
        quiz_slug=where.quiz_slug,
    )
    attempt = attempt_questions(catalogue, row)
    question = find_upload_question(attempt, where.place)
    if not row.is_open:
        raise AttemptSubmitted
    if is_overdue(row, now):
        raise AttemptOver
    value = value_of(attempt, question)
    before = find_response(session, attempt_id=row.id, question_id=question.id)
    if before is None and value == "null":
        return
    given = NewResponse(question.id, value, before.number + 1 if before else 1, str(new_id()))
    store_response(session, row, given, language=language, now=now)
