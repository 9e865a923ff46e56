"""Undoing an applied roster: what it replaced comes back, what it made goes, what people did since stays.

A value that somebody changed after the import is left as they changed it. An account that the import made goes,
unless its owner has used it or another cohort has it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.people import fold_name
from course.core.problems import CourseProblem
from course.core.rules.roster import seats_of
from course.db.session import Database, Session, retried
from course.flows.chunks import CHUNK_ROWS, run_in_chunks
from course.flows.invite_learner import take_back_invitations
from course.flows.settle_progress import settle_progress
from course.store.accounts.bulk import KnownPerson, change_people, people_by_id, remove_people, used_accounts
from course.store.accounts.operations import set_role
from course.store.attempts.bulk import learners_with_attempts
from course.store.audit.operations import record
from course.store.cohorts.bulk import (
    EnrolmentWrite,
    change_enrolments,
    put_facilitators,
    remove_enrolments,
    set_states,
    take_facilitators,
)
from course.store.cohorts.imports import mark_rows, set_rows_done, set_state
from course.store.cohorts.operations import take_seats
from course.store.cohorts.policy import may_undo
from course.store.cohorts.queries import (
    ImportFacts,
    StagedRow,
    StoredEnrolment,
    applied_rows_after,
    enrolments_of,
    get_cohort_by_id,
    get_import,
    get_import_by_id,
    in_other_cohorts,
    overtaken_rows,
    rows_applied,
    seats_planned,
)
from course.store.progress.bulk import learners_with_lessons, put_lines, rename_lines, take_lines

OVERTAKEN = "overtaken"


class UndoTooLate(CourseProblem):
    """The import is not applied, or was applied more than 14 days ago."""

    code = "undo_too_late"
    status = 409


def begin_undo(
    session: Session, *, cohort_id: UUID, import_id: UUID, actor_id: UUID | None, now: datetime
) -> int:
    """Put an applied import to be undone and return how many rows that concerns.

    Raises UndoTooLate, and CohortFull when seats that the import freed are taken by others: then nothing is
    written.
    """
    found = get_import(session, cohort_id=cohort_id, import_id=import_id, lock=True)
    if not may_undo(found, now):
        raise UndoTooLate
    set_state(session, import_id, from_states=["applied"], to="undoing", rows_done=0)
    take_seats(session, cohort_id, _seats_of_undo(session, found))
    counts = rows_applied(session, import_id)
    record(
        session,
        actor_id=actor_id,
        action="roster_import.undo_begun",
        subject_kind="roster_import",
        subject_id=import_id,
        cohort_id=cohort_id,
        now=now,
        details=dict(counts),
    )
    return sum(counts.values())


def fall_back(session: Session, *, import_id: UUID, now: datetime) -> None:
    """Turn an import that cannot be finished round: its seats are free again, and its rows are undone next."""
    found = get_import_by_id(session, import_id, lock=True)
    set_state(session, import_id, from_states=["applying"], to="undoing", rows_done=0)
    unused = seats_planned(session, import_id, done=False)
    take_seats(session, found.cohort_id, _seats_of_undo(session, found) - unused)
    record(
        session,
        actor_id=found.actor_id,
        action="roster_import.failed",
        subject_kind="roster_import",
        subject_id=import_id,
        cohort_id=found.cohort_id,
        now=now,
        details={"reason": "cohort_full"},
    )


def _seats_of_undo(session: Session, found: ImportFacts) -> int:
    """Return how many seats undoing takes, less those that it frees.

    Rows whose people have left or come back by themselves since change no seat; each is marked, so that its
    chunk counts it as it is counted here.
    """
    overtaken = overtaken_rows(session, found)
    marks = [{"number": row.number, "before": {**_before(row), OVERTAKEN: True}} for row in overtaken]
    mark_rows(session, found.id, marks)
    spared = sum(seats_of(row.outcome, row.cells) for row in overtaken)
    return spared - seats_planned(session, found.id, done=True)


def undo_roster_chunk(
    session: Session, catalogue: Catalogue, *, import_id: UUID, now: datetime, size: int = CHUNK_ROWS
) -> bool:
    """Undo the next `size` rows and tell whether there are more. Safe in several processes at once."""
    found = get_import_by_id(session, import_id, lock=True)
    if found.state != "undoing":
        return False
    rows = applied_rows_after(session, import_id, found.rows_done, size)
    if rows:
        _Undoing(session, found.cohort_id, rows).run(catalogue, now)
        mark_rows(session, import_id, [{"number": row.number, "done": False} for row in rows])
        set_rows_done(session, import_id, rows[-1].number)
    if len(rows) == size:
        return True
    set_state(session, import_id, from_states=["undoing"], to="undone", undone_at=now)
    record(
        session,
        actor_id=found.actor_id,
        action="roster_import.undone",
        subject_kind="roster_import",
        subject_id=import_id,
        cohort_id=found.cohort_id,
        now=now,
    )
    return False


def undo_whole(database: Database, catalogue: Catalogue, import_id: UUID, now: datetime) -> None:
    """Undo all that is left of an import, in short transactions with pauses in which other writers get in."""

    @retried
    def step(size: int) -> bool:
        with database.writing() as session:
            return undo_roster_chunk(session, catalogue, import_id=import_id, now=now, size=size)

    run_in_chunks(database, step)


class _Undoing:
    """The rows of one chunk with what is stored of their people now."""

    def __init__(self, session: Session, cohort_id: UUID, rows: Sequence[StagedRow]) -> None:
        self.session = session
        self.cohort = get_cohort_by_id(session, cohort_id)
        ids = [row.account_id for row in rows if row.account_id]
        self.people: Mapping[UUID, KnownPerson] = people_by_id(session, ids)
        self.rows = {row.account_id: row for row in rows if row.account_id and row.account_id in self.people}
        self.enrolments = enrolments_of(session, cohort_id, list(self.people))
        self.planned = -sum(
            seats_of(row.outcome, row.cells) for row in rows if not _before(row).get(OVERTAKEN)
        )

    def run(self, catalogue: Catalogue, now: datetime) -> None:
        invited = [account_id for account_id, row in self._items() if _before(row).get("invited")]
        take_back_invitations(self.session, cohort=self.cohort, account_ids=invited)
        self._facilitations()
        seats = self._take_out() + self._put_back(catalogue, now)
        self._regroup()
        self._people(now)
        take_seats(self.session, self.cohort.id, seats - self.planned)
        self._remove_unused()

    def _items(self, *outcomes: str, facilitators: bool | None = None) -> list[tuple[UUID, StagedRow]]:
        return [
            (account_id, row)
            for account_id, row in self.rows.items()
            if (not outcomes or row.outcome in outcomes)
            and (facilitators is None or facilitators == (row.cells.get("role") == "facilitator"))
        ]

    def _facilitations(self) -> None:
        came = [account_id for account_id, _row in self._items("new", "enrol", facilitators=True)]
        take_facilitators(self.session, self.cohort.id, came)
        went = self._items("remove", facilitators=True)
        since = {account_id: _before(row).get("since", "") for account_id, row in went}
        moments = {account_id: datetime.fromisoformat(text) for account_id, text in since.items() if text}
        put_facilitators(self.session, self.cohort.id, moments)

    def _take_out(self) -> int:
        """End the enrolments that the import made or took up; return by how many seats that changes the count."""
        came = [
            (key, row)
            for key, row in self._items("new", "enrol", facilitators=False)
            if key in self.enrolments
        ]
        seats = -sum(self.enrolments[key].state == "active" for key, _row in came)
        back = {key: _before(row)["enrolment"] for key, row in came if _before(row).get("enrolment")}
        remove_enrolments(self.session, self.cohort.id, [key for key, _row in came if key not in back])
        moments = {key: datetime.fromisoformat(old["left_at"]) for key, old in back.items()}
        set_states(self.session, self.cohort.id, moments)
        take_lines(self.session, self.cohort.id, [key for key, _row in came])
        return seats

    def _put_back(self, catalogue: Catalogue, now: datetime) -> int:
        """Enrol again whom the import removed, unless they came back by themselves; return the seats taken."""
        went = {
            key: row
            for key, row in self._items("remove", facilitators=False)
            if key in self.enrolments and self.enrolments[key].state == "left"
        }
        set_states(self.session, self.cohort.id, dict.fromkeys(went))
        lines = {key: _before(row)["line"] for key, row in went.items() if _before(row).get("line")}
        put_lines(self.session, self.cohort.id, lines)
        for key in learners_with_lessons(self.session, went) | learners_with_attempts(self.session, went):
            settle_progress(self.session, catalogue, learner_id=key, now=now, active=False)
        return len(went)

    def _regroup(self) -> None:
        """Give enrolments their group and days back."""
        writes = []
        for key, row in self._items("enrol", "change", facilitators=False):
            old = _before(row).get("enrolment")
            if old and key in self.enrolments:
                writes.append(EnrolmentWrite(key, _restored(row.cells, old, self.enrolments[key])))
        change_enrolments(self.session, self.cohort.id, [one for one in writes if one.values])

    def _people(self, now: datetime) -> None:
        changes = {}
        for key, row in self._items():
            stored = self.people[key].now.values
            replaced = _before(row).get("person", {})
            changes[key] = {name: old for name, (old, new) in replaced.items() if stored[name] == new}
            if _before(row).get("promoted") and self.people[key].now.role == "facilitator":
                set_role(self.session, account_id=key, role="learner", now=now)
        change_people(self.session, {key: values for key, values in changes.items() if values})
        names = {key: values["display_name"] for key, values in changes.items() if "display_name" in values}
        rename_lines(self.session, {key: fold_name(name) for key, name in names.items()})

    def _remove_unused(self) -> None:
        made = [key for key, row in self._items() if _before(row).get("made")]
        kept = used_accounts(self.session, made) | in_other_cohorts(self.session, self.cohort.id, made)
        remove_people(self.session, [key for key in made if key not in kept])


def _before(row: StagedRow) -> dict[str, Any]:
    return row.before or {}


def _restored(
    cells: Mapping[str, Any], old: Mapping[str, str], now: StoredEnrolment
) -> dict[str, str | date | None]:
    """Return the old values of what the file changed and nobody changed since."""
    found: dict[str, str | date | None] = {}
    if cells.get("group") and cells["group"] == now.group_name:
        found["group"] = old["group"]
    for column, stored in (("starts", now.starts_on), ("ends", now.ends_on)):
        if cells.get(column) and stored is not None and cells[column] == stored.isoformat():
            found[column] = date.fromisoformat(old[column]) if old[column] else None
    return found
