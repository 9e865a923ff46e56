"""Giving one learner or a cohort other dates, more time or more attempts at a quiz, and ending that."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.quiz import Quiz
from course.core.grading.window_limits import override_faults
from course.core.grading.windows import (
    deadline_after_outages,
    deadline_of,
    narrower_rules,
    start_reason,
    terms_of,
)
from course.core.problems import CourseProblem, FieldFault, FieldsRefused, NotFound, refuse
from course.db.session import Session
from course.flows.quiz_terms import terms_of_learners
from course.flows.record_outage import lost_time
from course.store.attempts.numbers import newest_numbers
from course.store.attempts.overrides import (
    StoredOverride,
    add_override,
    end_override,
    move_moments,
    running_attempts,
)
from course.store.audit.operations import record
from course.store.cohorts.queries import enrolled_now, ever_enrolled


class OverrideEmpty(FieldsRefused):
    """Nothing in it differs from the quiz."""


class NobodyLeft(CourseProblem):
    """By these rules none of those they are for can begin an attempt any more."""

    code = "override_leaves_nobody"
    status = 409


class Narrower(CourseProblem):
    """By these rules there are fewer minutes or attempts than by the quiz's own."""

    code = "override_narrows"
    status = 409


def make_override(
    session: Session,
    catalogue: Catalogue,
    made: StoredOverride,
    *,
    actor_id: UUID,
    now: datetime,
    sure: bool = True,
    may_narrow: bool = True,
    instead_of: UUID | None = None,
) -> None:
    """Keep an override and let it act at once, also on attempts that are open.

    An open attempt gets the time that it would have been begun with; none ever loses any. Raises NotFound for a quiz
    that is not there, FieldsRefused for rules that cannot be, OverrideEmpty where none is given, NobodyLeft where the
    caller is not `sure`, and Narrower where the rules give less than the quiz and not `may_narrow`. `instead_of` is the one
    that the caller ends after this. That the learner is in the cohort, and
    the cohort the caller's, is settled before.
    """
    quiz = catalogue.quizzes.get(made.quiz_slug)
    if quiz is None:
        raise NotFound
    if all(rule is None for rule in (made.opens, made.closes, made.time_limit, made.attempts)):
        raise OverrideEmpty([FieldFault("", "override_empty")])
    refuse(override_faults(made.rule, made.reason, now=now))
    if not sure and _leaves_nobody(session, quiz, made, instead_of, now):
        raise NobodyLeft
    if not may_narrow and narrower_rules(terms_of(quiz), made.rule):
        raise Narrower
    add_override(session, made)
    _note(session, "quiz_override.made", made, actor_id, now)
    _let_act(session, quiz, _people(session, made), now)


def finish_override(
    session: Session,
    catalogue: Catalogue,
    *,
    override_id: UUID,
    cohort_id: UUID,
    actor_id: UUID,
    now: datetime,
) -> None:
    """End an override: it acts no more on attempts to come. Raises NotFound; done again it does no harm."""
    ended = end_override(session, override_id=override_id, cohort_id=cohort_id, now=now)
    if ended is None:
        raise NotFound
    _note(session, "quiz_override.ended", ended, actor_id, now)
    quiz = catalogue.quizzes.get(ended.quiz_slug)
    if quiz is not None:
        _let_act(session, quiz, _people(session, ended), now)


def _leaves_nobody(
    session: Session, quiz: Quiz, made: StoredOverride, instead_of: UUID | None, now: datetime
) -> bool:
    """Tell whether none of those whom an override is for could begin an attempt any more, though there are some.

    With all other rules that hold for each of them, but for those that it replaces.
    """
    if made.closes is None and made.attempts is None:
        return False
    people = [made.learner_id] if made.learner_id else enrolled_now(session, made.cohort_id)
    terms = terms_of_learners(session, quiz, people, now=now, added=made, without=instead_of)
    begun = newest_numbers(session, quiz.slug, people)
    return bool(people) and all(
        start_reason(terms[one], begun=begun.get(one, 0), now=now) in {"used_up", "closed"} for one in people
    )


def _people(session: Session, made: StoredOverride) -> Collection[UUID]:
    return [made.learner_id] if made.learner_id else ever_enrolled(session, made.cohort_id)


def _let_act(session: Session, quiz: Quiz, people: Collection[UUID], now: datetime) -> None:
    """Move deadlines of open attempts, never nearer, and the moment at which held results are told."""
    running = running_attempts(session, quiz.slug, people)
    learners = {attempt.learner_id for attempt in running}
    terms, lost = terms_of_learners(session, quiz, learners, now=now), lost_time(session, learners)
    deadlines, holds = dict[UUID, datetime | None](), dict[UUID, datetime | None]()
    for attempt in running:
        own = terms[attempt.learner_id]
        if attempt.state == "open":
            outages = [one.outage for one in lost[attempt.learner_id]]
            deadline = deadline_of(own, started_at=attempt.started_at)
            deadline = deadline_after_outages(deadline, outages, started_at=attempt.started_at)
            if attempt.deadline is not None and (deadline is None or deadline > attempt.deadline):
                deadlines[attempt.id] = deadline
        elif quiz.release == "at-close" and own.closes != attempt.held_until:
            holds[attempt.id] = own.closes or now
    move_moments(session, "deadline", deadlines)
    move_moments(session, "held_until", holds)


def _note(session: Session, action: str, made: StoredOverride, actor_id: UUID, now: datetime) -> None:
    record(
        session,
        actor_id=actor_id,
        action=action,
        subject_kind="account" if made.learner_id else "cohort",
        subject_id=made.learner_id or made.cohort_id,
        now=now,
        cohort_id=made.cohort_id,
        details={"quiz": made.quiz_slug, **_given(made)},
    )


def _given(made: StoredOverride) -> dict[str, str | int]:
    """Return the rules that it gives, for the log; the reason is words that may name people, and stays with the rules."""
    moments = {"opens": made.opens, "closes": made.closes, "expires": made.expires_at}
    numbers = {"time_limit": made.time_limit, "attempts": made.attempts}
    told = {
        name: moment.isoformat(timespec="minutes") for name, moment in moments.items() if moment is not None
    }
    return told | {name: number for name, number in numbers.items() if number is not None}
