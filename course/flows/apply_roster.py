"""Applying a staged roster: seats first, then the rows in short transactions, then the end; resumed after a stop.

An import is wholly applied or wholly undone: one whose chunk cannot be written is taken back by `undo_roster`.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.formats.roster_staging import file_cells
from course.core.people import fold_name
from course.core.rules.roster import PersonNow, seats_of
from course.db.session import Database, Session, retried
from course.flows.chunks import CHUNK_ROWS, run_in_chunks
from course.flows.invite_learner import invite_people
from course.flows.plan_roster import PlannedRow, plan_rows
from course.flows.settle_progress import settle_progress
from course.flows.stage_roster import CohortClosed
from course.flows.undo_roster import fall_back, undo_whole
from course.store.accounts.bulk import KnownPerson, NewPerson, add_people, change_people
from course.store.accounts.operations import set_role
from course.store.attempts.bulk import learners_with_attempts
from course.store.audit.operations import record
from course.store.cohorts.bulk import (
    EnrolmentWrite,
    add_facilitators,
    change_enrolments,
    enrol_new,
    set_states,
    take_facilitators,
)
from course.store.cohorts.imports import mark_rows, set_rows_done, set_state
from course.store.cohorts.operations import CohortFull, take_seats
from course.store.cohorts.policy import may_add_people
from course.store.cohorts.queries import (
    CohortFacts,
    ImportFacts,
    StoredEnrolment,
    acting_rows_after,
    get_cohort_by_id,
    get_import,
    get_import_by_id,
    outcome_counts,
    seats_planned,
)
from course.store.progress.bulk import NewLine, add_lines, learners_with_lessons, rename_lines, take_lines

AT_ONCE = 500  # rows that a request applies by itself; more are left to the worker
ACTING = ("new", "enrol", "change", "remove")


class Applied(NamedTuple):
    """One row on its way into the database."""

    row: PlannedRow
    account_id: UUID
    is_made: bool  # this import made the account

    @property
    def outcome(self) -> str:
        return self.row.plan.outcome


def begin_apply(
    session: Session,
    *,
    cohort_id: UUID,
    import_id: UUID,
    send_invitations: bool,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    """Take the seats and put the import to work. Raises CohortFull, CohortClosed or ImportMoved."""
    get_import(session, cohort_id=cohort_id, import_id=import_id, lock=True)
    if not may_add_people(get_cohort_by_id(session, cohort_id)):
        raise CohortClosed
    set_state(
        session,
        import_id,
        from_states=["checked"],
        to="applying",
        send_invitations=send_invitations,
        rows_done=0,
    )
    take_seats(session, cohort_id, seats_planned(session, import_id, done=False))
    record(
        session,
        actor_id=actor_id,
        action="roster_import.begun",
        subject_kind="roster_import",
        subject_id=import_id,
        cohort_id=cohort_id,
        now=now,
        details={"send_invitations": send_invitations, **outcome_counts(session, import_id)},
    )


def apply_roster_chunk(
    session: Session, catalogue: Catalogue, *, import_id: UUID, now: datetime, size: int = CHUNK_ROWS
) -> bool:
    """Apply the next `size` rows and tell whether there are more. Raises CohortFull: undo the import then.

    Safe in several processes at once: they wait for each other at the import's row, and each goes on where the
    one before it ended.
    """
    found = get_import_by_id(session, import_id, lock=True)
    if found.state != "applying":
        return False
    staged = acting_rows_after(session, import_id, found.rows_done, size, outcomes=ACTING)
    if staged:
        cohort = get_cohort_by_id(session, found.cohort_id)
        rows = [(row.number, file_cells(row.cells)) for row in staged]
        seats = sum(seats_of(row.outcome, row.cells) for row in staged)
        written = _write(session, catalogue, cohort, plan_rows(session, cohort.id, rows), found, seats, now)
        mark_rows(session, import_id, written)
        set_rows_done(session, import_id, staged[-1].number)
    if len(staged) == size:
        return True
    set_state(session, import_id, from_states=["applying"], to="applied", applied_at=now)
    record(
        session,
        actor_id=found.actor_id,
        action="roster_import.applied",
        subject_kind="roster_import",
        subject_id=import_id,
        cohort_id=found.cohort_id,
        now=now,
        details=outcome_counts(session, import_id),
    )
    return False


def apply_whole(database: Database, catalogue: Catalogue, import_id: UUID, now: datetime) -> None:
    """Apply all that is left of an import, in short transactions with pauses in which other writers get in.

    When the seats run out on the way, because others joined meanwhile, all of it is undone.
    """

    @retried
    def step(size: int) -> bool:
        with database.writing() as session:
            return apply_roster_chunk(session, catalogue, import_id=import_id, now=now, size=size)

    try:
        run_in_chunks(database, step)
    except CohortFull:
        with database.writing() as session:
            fall_back(session, import_id=import_id, now=now)
        undo_whole(database, catalogue, import_id, now)


def _write(
    session: Session,
    catalogue: Catalogue,
    cohort: CohortFacts,
    planned: Sequence[PlannedRow],
    found: ImportFacts,
    seats: int,
    now: datetime,
) -> list[dict[str, Any]]:
    """Write planned rows; return what is noted of each. `seats` were taken for them when the import began."""
    rows = _people(session, cohort, planned, now)
    _change_people(session, rows, now)
    joined = _enrol(session, cohort.id, rows, now)
    left = {one.account_id: now for one in rows if one.outcome == "remove" and not one.row.facilitator}
    set_states(session, cohort.id, left)
    lines = take_lines(session, cohort.id, left)
    since = _facilitate(session, cohort.id, rows, now)
    take_seats(session, cohort.id, len(joined) - len(left) - seats)
    _list_learners(session, catalogue, cohort.id, joined, rows, now)
    came = joined | {
        one.account_id for one in rows if one.row.facilitator and one.outcome in {"new", "enrol"}
    }
    invited: set[UUID] = set()
    if found.send_invitations:
        people = [_person(one) for one in rows if one.account_id in came]
        invited = invite_people(session, cohort=cohort, people=people, now=now)
    return [_noted(one, came, invited, lines, since) for one in rows]


def _people(
    session: Session, cohort: CohortFacts, planned: Sequence[PlannedRow], now: datetime
) -> list[Applied]:
    """Find or make the accounts; rows that have become "same" since the check stand with their person."""
    new = [
        NewPerson(
            row.cells["email"], row.key, row.plan.person, "facilitator" if row.facilitator else "learner"
        )
        for row in planned
        if row.plan.outcome == "new"
    ]
    made = add_people(session, new, language=cohort.language, time_zone=cohort.time_zone, now=now)
    rows = []
    for row in planned:
        if row.person is not None:
            rows.append(Applied(row, row.person.id, is_made=False))
        elif row.plan.outcome == "new":
            account_id, is_made = made[row.key]
            rows.append(Applied(row, account_id, is_made))
    return rows


def _change_people(session: Session, rows: Sequence[Applied], now: datetime) -> None:
    changes = {one.account_id: one.row.plan.person for one in rows if one.row.person and one.row.plan.person}
    change_people(session, changes)
    names = {
        key: fold_name(values["display_name"]) for key, values in changes.items() if "display_name" in values
    }
    rename_lines(session, names)
    for one in rows:
        if one.row.plan.promote:
            set_role(session, account_id=one.account_id, role="facilitator", now=now)


def _enrol(session: Session, cohort_id: UUID, rows: Sequence[Applied], now: datetime) -> set[UUID]:
    """Enrol, take up and change enrolments; return who was not enrolled before."""
    learners = [one for one in rows if not one.row.facilitator]
    coming = [one for one in learners if one.outcome in {"new", "enrol"}]
    first = [one for one in coming if one.row.enrolment is None]
    back = [one for one in coming if one.row.enrolment is not None]
    writes = {one.account_id: EnrolmentWrite(one.account_id, one.row.plan.enrolment) for one in learners}
    made = enrol_new(session, cohort_id, [writes[one.account_id] for one in first], source="import", now=now)
    set_states(session, cohort_id, {one.account_id: None for one in back})
    changing = [*back, *(one for one in learners if one.outcome == "change")]
    change_enrolments(
        session, cohort_id, [writes[one.account_id] for one in changing if one.row.plan.enrolment]
    )
    return made | {one.account_id for one in back}


def _facilitate(
    session: Session, cohort_id: UUID, rows: Sequence[Applied], now: datetime
) -> dict[UUID, datetime]:
    """Give the cohort to facilitators and take it from those to be removed; return since when these had it."""
    facilitators = [one for one in rows if one.row.facilitator]
    coming = [one.account_id for one in facilitators if one.outcome in {"new", "enrol"}]
    add_facilitators(session, cohort_id, coming, now=now)
    leaving = [one.account_id for one in facilitators if one.outcome == "remove"]
    return take_facilitators(session, cohort_id, leaving)


def _list_learners(
    session: Session,
    catalogue: Catalogue,
    cohort_id: UUID,
    joined: Collection[UUID],
    rows: Sequence[Applied],
    now: datetime,
) -> None:
    """Give those who joined their lines; sums are made only for those who have done something before."""
    names = {one.account_id: fold_name(_name(one)) for one in rows if one.account_id in joined}
    lines = [NewLine(account_id, name) for account_id, name in names.items()]
    add_lines(session, cohort_id, lines, enrolled_at=now)
    known = [one.account_id for one in rows if one.account_id in joined and not one.is_made]
    for learner_id in learners_with_lessons(session, known) | learners_with_attempts(session, known):
        settle_progress(session, catalogue, learner_id=learner_id, now=now, active=False)


def _name(one: Applied) -> str:
    changed = one.row.plan.person.get("display_name")
    return changed or (one.row.person.now.values["display_name"] if one.row.person else "")


def _person(one: Applied) -> KnownPerson:
    """Return whom to invite; an account that was made now is known without looking."""
    made = KnownPerson(one.account_id, one.row.key, PersonNow({}), suspended=False)
    return one.row.person or made


def _noted(
    one: Applied,
    came: Collection[UUID],
    invited: Collection[UUID],
    lines: Mapping[UUID, dict[str, Any]],
    since: Mapping[UUID, datetime],
) -> dict[str, Any]:
    """Return what is kept of a row: what truly became of it, and what it replaced, for undo."""
    outcome = "new" if one.is_made else "enrol" if one.outcome == "new" else one.outcome
    if outcome in {"new", "enrol"} and one.account_id not in came:
        outcome = "same"  # another door enrolled them at the same moment
    enrolment = one.row.enrolment
    before = {
        "made": one.is_made,
        "person": _replaced(one),
        "promoted": one.row.plan.promote,
        "enrolment": _plain(enrolment) if enrolment else None,
        "line": lines.get(one.account_id),
        "since": since[one.account_id].isoformat() if one.account_id in since else "",
        "invited": one.account_id in invited,
    }
    return {
        "number": one.row.number,
        "outcome": outcome,
        "account_id": one.account_id,
        "before": {name: value for name, value in before.items() if value},
        "done": outcome in ACTING,
    }


def _replaced(one: Applied) -> dict[str, list[str]]:
    """Return the columns of an account that change: the old value and the new one."""
    if one.row.person is None:
        return {}
    old = one.row.person.now.values
    return {column: [old[column], new] for column, new in one.row.plan.person.items()}


def _plain(enrolment: StoredEnrolment) -> dict[str, str]:
    return {
        "state": enrolment.state,
        "group": enrolment.group_name,
        "starts": enrolment.starts_on.isoformat() if enrolment.starts_on else "",
        "ends": enrolment.ends_on.isoformat() if enrolment.ends_on else "",
        "left_at": enrolment.left_at.isoformat() if enrolment.left_at else "",
    }
