"""Taking finished first attempts into the sums from which the figures of quizzes and questions follow.

Handing in leaves one row a learner (await_counting); a job adds up many at a time, so that nobody who hands in waits
for the sums of a cohort, and reading them costs the same for a hundred learners and for ten thousand. What was marked
anew is followed by counting its quiz again from the facts: both ways lead through the same function. What a cohort's list
of questions tells, right answers and the wrong ones given most, is counted with them.

Figures of questions are about first answers: what was known before a check told anything. Scores are those that count.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.quiz import Quiz
from course.core.statistics.given import given_answers
from course.core.statistics.sums import CountedMark, QuizSums, part_of
from course.core.statistics.typed import TypedForm, typed_forms
from course.db.bulk import batches
from course.db.session import Database, DBAPIError, Session
from course.flows.first_answers import FirstAnswer, first_answers, quizzes_by_version
from course.flows.row_faults import Faults, RowFailed, naming
from course.store.attempts.finished import (
    FinishedAttempt,
    KeptMark,
    finished_attempts,
    first_attempts_of,
    marks_of,
    quizzes_attempted,
)
from course.store.attempts.tallies import Tallies, add_to_tallies, replace_tallies
from course.store.cohorts.queries import EnrolledTime, enrolled_times
from course.store.statistics.operations import (
    add_to_sums,
    await_counting,
    replace_sums,
    spend_uncounted,
    take_turn,
)
from course.store.statistics.queries import (
    COURSE,
    Group,
    GroupSums,
    count_state,
    next_uncounted,
    quizzes_due,
    scope_of,
    uncounted_of,
)

BATCH = 500  # attempts read at a time


@dataclass(slots=True)
class Counted:
    """What attempts at one quiz add up to: group by group, and in each cohort question by question."""

    groups: dict[Group, GroupSums] = field(default_factory=dict)
    tallies: Tallies = field(default_factory=Tallies)

    def merge(self, other: "Counted") -> None:
        for group, more in other.groups.items():
            held = self.groups.get(group)
            if held is None:
                self.groups[group] = more
            else:
                held.merge(more)
        self.tallies.merge(other.tallies)


def count_new_attempts(database: Database, catalogue: Catalogue, failed: Faults | None = None) -> int:
    """Add what is finished and not counted yet to the sums; return how many attempts.

    Each batch is one short transaction. Where another process was first, that one goes on. Attempts with which something
    is wrong come into `failed` and are left for the next run, and so are those that are handed in while a quiz's last
    batch is counted: else a crowd would have its sums written again and again for a few of it each time.
    """
    failed = {} if failed is None else failed
    counted, done = 0, ""
    while True:
        with database.read_session(after_write=True) as session:
            quiz_slug, attempt_ids = next_uncounted(session, after=done, limit=BATCH, but=failed)
            found = _summed_but(session, catalogue, attempt_ids, failed)
        good = [one for one in attempt_ids if one not in failed]
        if not attempt_ids or (good and not _take_in(database, quiz_slug, good, found)):
            return counted
        counted += len(good)
        if len(attempt_ids) < BATCH:
            done = quiz_slug


def recount_quiz(
    database: Database, catalogue: Catalogue, quiz_slug: str, failed: Faults | None = None
) -> bool:
    """Write the sums of a quiz anew from the facts; tell whether it came to that.

    It does not where others counted meanwhile: the quiz stays due then. Reading takes long, writing does not. Attempts
    with which something is wrong come into `failed`; they wait to be counted like new ones.
    """
    failed = {} if failed is None else failed
    found = Counted()
    with database.read_session(after_write=True) as session:
        state = count_state(session, quiz_slug)
        attempt_ids = first_attempts_of(session, quiz_slug)
        # Read after them: what is taken in between the two raises the revision.
        waiting = set(uncounted_of(session, quiz_slug))
        for batch in batches((one for one in attempt_ids if one not in waiting), BATCH):
            found.merge(_summed_but(session, catalogue, batch, failed))
    with database.writing() as session:
        if not take_turn(session, quiz_slug, revision=state.revision):
            return False
        for attempt_id in failed.keys() & set(attempt_ids):
            await_counting(session, attempt_id, quiz_slug)
        replace_sums(session, quiz_slug, found.groups.values(), state)
        replace_tallies(session, quiz_slug, found.tallies)
    return True


def recount_due(database: Database, catalogue: Catalogue, failed: Faults | None = None) -> int:
    """Count the quizzes anew whose marks changed; return how many. `failed` is that of `recount_quiz`."""
    with database.read_session(after_write=True) as session:
        due = quizzes_due(session)
    return sum(recount_quiz(database, catalogue, quiz_slug, failed) for quiz_slug in due)


def recount_all(database: Database, catalogue: Catalogue) -> int:
    """Count every quiz anew, in which there must be no difference; return how many."""
    with database.read_session(after_write=True) as session:
        quizzes = quizzes_attempted(session)
    return sum(recount_quiz(database, catalogue, quiz_slug) for quiz_slug in quizzes)


def _take_in(database: Database, quiz_slug: str, attempt_ids: Collection[UUID], found: Counted) -> bool:
    with database.write_session() as session:
        take_turn(session, quiz_slug)
        if not spend_uncounted(session, attempt_ids):
            session.rollback()
            return False
        add_to_sums(session, found.groups.values())
        add_to_tallies(session, quiz_slug, found.tallies)
        session.commit()
    return True


def _summed_but(
    session: Session, catalogue: Catalogue, attempt_ids: Sequence[UUID], failed: Faults
) -> Counted:
    """Return what these attempts add up to, without those that cannot be added: they come into `failed`."""
    try:
        return summed(session, catalogue, attempt_ids)
    except DBAPIError:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one of them, the others are counted
        found = Counted()
    for attempt_id in attempt_ids:
        try:
            with naming(attempt_id):
                found.merge(summed(session, catalogue, [attempt_id]))
        except RowFailed as problem:
            failed[attempt_id] = problem
    return found


def summed(session: Session, catalogue: Catalogue, attempt_ids: Collection[UUID]) -> Counted:
    """Return what these attempts at one quiz add up to: for everybody, and for the cohorts they were made in."""
    attempts = finished_attempts(session, attempt_ids)
    quizzes = quizzes_by_version(session, catalogue, {one.version: one.quiz_slug for one in attempts})
    marks = marks_of(session, attempt_ids)
    firsts = first_answers(session, catalogue, attempts, quizzes, marks)
    times = enrolled_times(session, {attempt.learner_id for attempt in attempts})
    found = Counted()
    for attempt in attempts:
        quiz, at = quizzes[attempt.version], attempt.submitted_at
        own, counted = firsts[attempt.id], _counted(quiz, marks.get(attempt.id, []), firsts[attempt.id])
        cohorts = _cohorts(times.get(attempt.learner_id, ()), attempt)
        score = attempt.score if quiz.has_tries else None
        for scope in (COURSE, *map(scope_of, cohorts)):
            group = Group(scope, attempt.quiz_slug, attempt.version, attempt.language)
            held = found.groups.setdefault(group, GroupSums(group, at, at, QuizSums()))
            held.first_at, held.last_at = min(held.first_at, at), max(held.last_at, at)
            held.sums.add(counted, score, part=part_of(attempt.id))
        for cohort_id in cohorts:
            for question_id, first in own.items():
                found.tallies.add(cohort_id, question_id, first.verdict, first.wrong)
    return found


def _cohorts(times: Iterable[EnrolledTime], attempt: FinishedAttempt) -> list[UUID]:
    """Return the cohorts in which the learner was when the attempt was handed in."""
    at = attempt.submitted_at
    return [
        one.cohort_id for one in times if one.enrolled_at <= at and (one.left_at is None or one.left_at >= at)
    ]


def _counted(quiz: Quiz, marks: Sequence[KeptMark], firsts: Mapping[str, FirstAnswer]) -> list[CountedMark]:
    there_are = sum(mark.max_points for mark in marks)
    return [
        CountedMark(
            question_id=mark.question_id,
            worth=mark.max_points / there_are if there_are else 0.0,
            share=firsts[mark.question_id].share,
            blank=mark.verdict == "blank",
            given=_given(quiz, mark.question_id, firsts[mark.question_id]),
            typed=_typed(quiz, mark.question_id, firsts[mark.question_id]),
        )
        for mark in marks
    ]


def _given(quiz: Quiz, question_id: str, first: FirstAnswer) -> tuple[str, ...]:
    question = quiz.question(question_id)
    return given_answers(question, first.response, first.verdict) if question else ()


def _typed(quiz: Quiz, question_id: str, first: FirstAnswer) -> tuple[TypedForm, ...]:
    question = quiz.question(question_id)
    return typed_forms(question, first.response, first.verdict) if question else ()
