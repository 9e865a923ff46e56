"""Submitting an attempt: its answers become marks, a result, and progress, and wait to be counted for statistics."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.behaviours import asks_certainty, is_incomplete, is_off_length
from course.core.grading.fitting import misread
from course.core.grading.marking import waiting_marks
from course.core.grading.reading import ResponseRefused
from course.core.grading.responses import Response
from course.db.session import Session
from course.flows.question_tries import mark_by_tries
from course.flows.settle_progress import settle_progress
from course.flows.store_answer import (
    OpenAttempt,
    attempt_questions,
    is_overdue,
    lock_attempt,
)
from course.flows.store_form import Clashing, Posted, store_form
from course.flows.tell_results import tell_or_hold
from course.store.attempts.answers import StoredResponse, stored_responses
from course.store.attempts.operations import close_attempt
from course.store.attempts.queries import AttemptRow, OverdueAttempt
from course.store.audit.operations import record
from course.store.statistics.operations import await_counting


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """What became of a posted form: whether the attempt is submitted, and what stands in the way.

    `blank` and `partly` are the places, from 1, of questions without an answer or with a part of one; `unsure` of those
    whose answer says not how sure one is, where the quiz asks for it; `off_length` of texts with fewer or more words
    than are asked for; `misread` of numbers that are not typed in the form that is asked for, filled wherever the form was
    stored. `clashes` are answers that were not stored over newer ones, by place; `untaken` the places of those that could
    not be taken: another that is `refused` was stored, and only checking it was not possible. `was_over` says that the
    attempt took no answers any more when it was to be handed in: the caller can ask, once nobody waits for it, what
    `comes_late`.
    """

    submitted: bool
    refused: Mapping[int, ResponseRefused]
    blank: tuple[int, ...] = ()
    partly: tuple[int, ...] = ()
    unsure: tuple[int, ...] = ()
    off_length: tuple[int, ...] = ()
    misread: tuple[int, ...] = ()
    clashes: Mapping[int, Clashing] = field(default_factory=dict)
    untaken: frozenset[int] = frozenset()
    was_over: bool = False


def submit_attempt(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    quiz_slug: str,
    attempt_id: UUID,
    posted: Posted,
    language: str,
    now: datetime,
    only_complete: bool = False,
) -> FormState:
    """Store what the form says and submit the attempt, once however often this is called. Raises NotFound.

    Nothing is submitted while an answer is refused or, with `only_complete`, while one is missing or has not the
    length or form that is asked for: what is in the way is told. Once the time is over, what the form says comes too late;
    what was stored counts, and the deadline is the moment of submission. While there is a clash, nothing is submitted, nor
    while the form shows an answer in place of which a newer one counts: the learner would hand in what they do not see.
    Where it shows none, the newer one is handed in.
    """
    row = lock_attempt(session, catalogue, attempt_id=attempt_id, learner_id=learner_id, quiz_slug=quiz_slug)
    if not row.is_open or close_overdue(session, catalogue, row, now=now):
        return FormState(submitted=True, refused={}, was_over=True)
    attempt = attempt_questions(catalogue, row)
    draft = store_form(session, attempt, posted, language=language, now=now)
    answers = {question_id: stored.response for question_id, stored in draft.responses.items()}
    blank, partly = open_places(attempt, answers)
    unsure = unsure_places(attempt, draft.responses)
    off_length = off_length_places(attempt, answers)
    misread = misread_places(attempt, answers)
    in_the_way = blank or partly or unsure or off_length or misread
    outdated = {place: shown for place, shown in draft.outdated.items() if shown.response is not None}
    clashes = {**draft.clashes, **outdated}
    if draft.refused or clashes or (only_complete and in_the_way):
        return FormState(
            submitted=False,
            refused=draft.refused,
            blank=blank,
            partly=partly,
            unsure=unsure,
            off_length=off_length,
            misread=misread,
            clashes=clashes,
            untaken=frozenset(draft.refused),
        )
    _close(session, catalogue, attempt, answers, now=now, at=_finish_time(row, now), language=language)
    return FormState(submitted=True, refused={})


def save_attempt(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    quiz_slug: str,
    attempt_id: UUID,
    posted: Posted,
    language: str,
    now: datetime,
) -> FormState:
    """Store what the form says, to go on later. Raises NotFound. What is submitted or over stays as it is."""
    row = lock_attempt(session, catalogue, attempt_id=attempt_id, learner_id=learner_id, quiz_slug=quiz_slug)
    if not row.is_open or close_overdue(session, catalogue, row, now=now):
        return FormState(submitted=True, refused={})
    attempt = attempt_questions(catalogue, row)
    draft = store_form(session, attempt, posted, language=language, now=now)
    answers = {question_id: stored.response for question_id, stored in draft.responses.items()}
    return FormState(
        submitted=False,
        refused=draft.refused,
        misread=misread_places(attempt, answers),
        clashes=draft.clashes,
        untaken=frozenset(draft.refused),
    )


def finish_ended(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    quiz_slug: str,
    attempt_id: UUID,
    now: datetime,
) -> FormState:
    """Submit an attempt whose deadline is here, for a learner who asks for its result: the grace is not waited for.

    Before the deadline, which may have been moved meanwhile, nothing is changed. Raises NotFound.
    """
    row = lock_attempt(session, catalogue, attempt_id=attempt_id, learner_id=learner_id, quiz_slug=quiz_slug)
    if row.is_open:
        if row.deadline is None or now < row.deadline:
            return FormState(submitted=False, refused={})
        _close_as_stored(session, catalogue, row, now=now, at=row.deadline)
    return FormState(submitted=True, refused={})


def finish_if_overdue(
    session: Session, catalogue: Catalogue, found: AttemptRow | OverdueAttempt, *, now: datetime
) -> bool:
    """Hold an attempt that was found open, and submit it if its time is over; tell whether it takes no answers now.

    An answer that is being stored is waited for, and a deadline that was moved meanwhile counts.
    """
    if not is_overdue(found, now):
        return False
    row = lock_attempt(
        session, catalogue, attempt_id=found.id, learner_id=found.learner_id, quiz_slug=found.quiz_slug
    )
    return not row.is_open or close_overdue(session, catalogue, row, now=now)


def close_overdue(session: Session, catalogue: Catalogue, row: AttemptRow, *, now: datetime) -> bool:
    """Submit an open attempt whose time is over, with its deadline as the moment; tell whether it was over.

    The caller holds the attempt.
    """
    if not is_overdue(row, now) or row.deadline is None:
        return False
    _close_as_stored(session, catalogue, row, now=now, at=row.deadline)
    return True


def _close_as_stored(
    session: Session, catalogue: Catalogue, row: AttemptRow, *, now: datetime, at: datetime
) -> None:
    stored = stored_responses(session, row.id)
    answers = {question_id: one.response for question_id, one in stored.items()}
    attempt = attempt_questions(catalogue, row)
    _close(session, catalogue, attempt, answers, now=now, at=at, language=None)


def open_places(
    attempt: OpenAttempt, answers: Mapping[str, Response | None]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the places of the questions without an answer, and of those that are answered in part."""
    blank, partly = [], []
    for place, question in enumerate(attempt.questions, 1):
        response = answers.get(question.id)
        if not response:
            blank.append(place)
        elif is_incomplete(question, response):
            partly.append(place)
    return tuple(blank), tuple(partly)


def off_length_places(attempt: OpenAttempt, answers: Mapping[str, Response | None]) -> tuple[int, ...]:
    """Return the places of the texts with fewer or more words than are asked for."""
    return tuple(
        place
        for place, question in enumerate(attempt.questions, 1)
        if (response := answers.get(question.id)) and is_off_length(question, response)
    )


def misread_places(attempt: OpenAttempt, answers: Mapping[str, Response | None]) -> tuple[int, ...]:
    """Return the places of the numbers that cannot be read, or that lack a unit."""
    return tuple(
        place
        for place, question in enumerate(attempt.questions, 1)
        if misread(question, answers.get(question.id))
    )


def unsure_places(attempt: OpenAttempt, stored: Mapping[str, StoredResponse]) -> tuple[int, ...]:
    """Return the places of the answers of which it was to be said how sure one is, and was not."""
    return tuple(
        place
        for place, question in enumerate(attempt.questions, 1)
        if asks_certainty(attempt.quiz, question)
        and question.id in stored
        and stored[question.id].response
        and not stored[question.id].certainty
    )


def _finish_time(row: AttemptRow, now: datetime) -> datetime:
    return min(now, row.deadline) if row.deadline else now


def _close(
    session: Session,
    catalogue: Catalogue,
    attempt: OpenAttempt,
    answers: Mapping[str, Response | None],
    *,
    now: datetime,
    at: datetime,
    language: str | None,
) -> None:
    """Turn an attempt's answers into all that follows from them, unless somebody else just did."""
    row, quiz = attempt.row, attempt.quiz
    given = {question_id: response for question_id, response in answers.items() if response is not None}
    marked = mark_by_tries(session, attempt, given, at=at)
    marks, achieved = marked.marks, marked.score
    waiting = waiting_marks(marks)
    if not close_attempt(
        session,
        row,
        marks,
        score=achieved,
        passed=not waiting and achieved >= quiz.pass_score,
        submitted_at=at,
        language=language,
    ):
        return
    tell_or_hold(session, attempt, at=at, now=now)
    record(
        session,
        actor_id=row.learner_id,
        action="attempt.submitted",
        subject_kind="attempt",
        subject_id=row.id,
        now=now,
        details={"quiz": row.quiz_slug, "number": row.number, "version": row.version[:12]},
    )
    settle_progress(session, catalogue, learner_id=row.learner_id, now=now, active=language is not None)
    if row.number == 1 and not waiting:
        await_counting(session, row.id, row.quiz_slug)
