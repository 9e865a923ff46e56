"""Reporting a fault in a question, and answering the report."""

import hashlib
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.problems import NotFound, refuse
from course.core.rules.question_faults import answer_faults, report_faults
from course.core.text import pick
from course.db.session import Session
from course.flows.store_answer import asked_question
from course.store.attempts.queries import AttemptRow
from course.store.attempts.regrading import version_body
from course.store.audit.operations import record
from course.store.faults.operations import answer_fault, keep_fault
from course.store.faults.queries import FaultRow, get_fault
from course.store.outbox.operations import queue_mail


def report_fault(
    session: Session,
    catalogue: Catalogue,
    row: AttemptRow,
    *,
    place: int,
    fault: str,
    words: str,
    language: str,
    now: datetime,
) -> bool:
    """Keep a learner's report of a question in their own attempt; tell whether it is new.

    Raises NotFound and FieldsRefused.
    """
    refuse(report_faults(fault, words))
    return keep_fault(
        session,
        learner_id=row.learner_id,
        attempt_id=row.id,
        quiz_slug=row.quiz_slug,
        question_id=asked_question(catalogue, row, place).id,
        version=row.version,
        fault=fault,
        words=words,
        language=language,
        now=now,
    )


def answer_report(
    session: Session,
    catalogue: Catalogue,
    *,
    fault_id: UUID,
    state: str,
    answer: str,
    actor_id: UUID,
    now: datetime,
) -> None:
    """Answer a report, and write to who sent it where there is a new answer, in the language of the report.

    An answer makes an open report an answered one. Raises NotFound and FieldsRefused. Twice is once.
    """
    refuse(answer_faults(state, answer))
    found = get_fault(session, fault_id)
    if found is None:
        raise NotFound
    is_news = bool(answer) and answer != found.answer
    if is_news and state == "open":
        state = "answered"  # whoever writes an answer has answered, unless they chose more
    if not answer_fault(session, fault_id=fault_id, state=state, answer=answer, now=now):
        return
    record(
        session,
        actor_id=actor_id,
        action="fault.answered",
        subject_kind="question_fault",
        subject_id=fault_id,
        now=now,
        details={"quiz": found.quiz_slug, "question": found.question_id, "state": state},
    )
    if is_news:
        digest = hashlib.sha256(answer.encode()).hexdigest()[:16]
        queue_mail(
            session,
            account_id=found.learner_id,
            template="fault_answered",
            payload={
                "mended": state == "mended",
                "answer": answer,
                "language": found.language,
                **_reported(session, catalogue, found),
            },
            key=f"fault:{fault_id}:{digest}",
            now=now,
        )


def _reported(session: Session, catalogue: Catalogue, fault: FaultRow) -> dict[str, str]:
    """Return the quiz's title and the question as the learner saw them; nothing where that version is not stored."""
    running = catalogue.quizzes.get(fault.quiz_slug)
    body = None
    if running is None or running.version != fault.version:
        body = version_body(session, fault.version)
        if body is None:
            return {}
    quiz = stored_quiz(catalogue, fault.quiz_slug, version=fault.version, body=body)
    question, source = quiz.question(fault.question_id), catalogue.languages[0]
    return {
        "title": pick(quiz.title, fault.language, source),
        "question": pick(question.text, fault.language, source) if question else fault.question_id,
    }
