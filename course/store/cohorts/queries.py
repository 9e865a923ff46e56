"""Questions about cohorts, their people, and roster imports."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from course.core.problems import NotFound
from course.db.bulk import among
from course.store.cohorts.models import Cohort, Enrolment, Facilitation, Invitation, RosterImport, RosterRow


class CohortFacts(NamedTuple):
    """A cohort as it was set up."""

    id: UUID
    slug: str
    name: str
    language: str
    code: str
    code_open: bool
    seats: int  # 0 is no limit
    seats_taken: int
    starts_on: date | None
    ends_on: date | None
    time_zone: str
    closed_at: datetime | None
    created_at: datetime


class StoredEnrolment(NamedTuple):
    """An enrolment as it is stored."""

    learner_id: UUID
    state: str  # active, left
    group_name: str
    starts_on: date | None
    ends_on: date | None
    left_at: datetime | None


class EnrolledTime(NamedTuple):
    """From when until when somebody has been in a cohort; `left_at` is None while they are."""

    cohort_id: UUID
    enrolled_at: datetime
    left_at: datetime | None


class ImportFacts(NamedTuple):
    """A roster import, without its rows."""

    id: UUID
    cohort_id: UUID
    actor_id: UUID | None
    file_name: str
    encoding: str
    separator: str
    columns: list[str]
    ignored_columns: list[str]
    state: str
    send_invitations: bool
    rows_done: int  # number of the last row that applying or undoing has passed
    created_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None


class StagedRow(NamedTuple):
    """A row of an import. `problems` are JSON texts, as `flows.stage_roster` writes them."""

    number: int
    line: int
    cells: dict[str, Any]
    outcome: str
    problems: list[str]
    account_id: UUID | None
    before: dict[str, Any] | None
    done: bool


class ActingRow(NamedTuple):
    """A row that is to be applied."""

    number: int
    outcome: str
    cells: dict[str, Any]


class InvitationFacts(NamedTuple):
    """An invitation, and the mail by which it went last."""

    account_id: UUID
    message_id: UUID | None
    invited_at: datetime
    accepted_at: datetime | None


_FACTS = tuple(getattr(Cohort, name) for name in CohortFacts._fields)
_IMPORT = tuple(getattr(RosterImport, name) for name in ImportFacts._fields)
_ROW = tuple(getattr(RosterRow, name) for name in StagedRow._fields)


def find_cohort(session: Session, slug: str) -> CohortFacts | None:
    row = session.execute(select(*_FACTS).where(Cohort.slug == slug)).one_or_none()
    return CohortFacts(*row) if row else None


def get_cohort(session: Session, slug: str) -> CohortFacts:
    """Return the cohort of this slug. Raises NotFound."""
    found = find_cohort(session, slug)
    if found is None:
        raise NotFound
    return found


def get_cohort_by_id(session: Session, cohort_id: UUID, *, lock: bool = False) -> CohortFacts:
    """Return a cohort. Raises NotFound. `lock` makes others who want to change it wait."""
    statement = select(*_FACTS).where(Cohort.id == cohort_id)
    row = session.execute(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        raise NotFound
    return CohortFacts(*row)


def find_cohort_by_code(session: Session, code: str) -> CohortFacts | None:
    """Return the cohort that a code lets people join; whether it does so now is `rules.access`'s question."""
    row = session.execute(select(*_FACTS).where(Cohort.code == code)).one_or_none()
    return CohortFacts(*row) if row else None


def taken_slugs(session: Session, start: str) -> set[str]:
    """Return the slugs that begin with `start`."""
    return set(session.scalars(select(Cohort.slug).where(Cohort.slug.startswith(start, autoescape=True))))


def enrolments_of(
    session: Session, cohort_id: UUID, learner_ids: Collection[UUID]
) -> dict[UUID, StoredEnrolment]:
    """Return these people's enrolments in a cohort, ended ones too; those who never were in it are absent."""
    if not learner_ids:
        return {}
    columns = tuple(getattr(Enrolment, name) for name in StoredEnrolment._fields)
    rows = session.execute(
        select(*columns).where(
            Enrolment.cohort_id == cohort_id, among(session, Enrolment.learner_id, learner_ids)
        )
    )
    return {row[0]: StoredEnrolment(*row) for row in rows}


def ever_enrolled(session: Session, cohort_id: UUID) -> list[UUID]:
    """Return who learns in a cohort, and who has left it."""
    return list(session.scalars(select(Enrolment.learner_id).where(Enrolment.cohort_id == cohort_id)))


def enrolled_now(session: Session, cohort_id: UUID) -> list[UUID]:
    """Return who learns in a cohort."""
    return list(
        session.scalars(
            select(Enrolment.learner_id).where(Enrolment.cohort_id == cohort_id, Enrolment.state == "active")
        )
    )


def enrolled_times(session: Session, learner_ids: Collection[UUID]) -> dict[UUID, list[EnrolledTime]]:
    """Return when these learners were in which cohorts; who never was in one is absent."""
    found: dict[UUID, list[EnrolledTime]] = {}
    rows: Any = session.execute(
        select(Enrolment.learner_id, Enrolment.cohort_id, Enrolment.enrolled_at, Enrolment.left_at).where(
            among(session, Enrolment.learner_id, learner_ids)
        )
    )
    for learner_id, *time in rows:
        found.setdefault(learner_id, []).append(EnrolledTime(*time))
    return found


def facilitators_among(session: Session, cohort_id: UUID, account_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these people who facilitate a cohort."""
    if not account_ids:
        return set()
    return set(
        session.scalars(
            select(Facilitation.account_id).where(
                Facilitation.cohort_id == cohort_id, among(session, Facilitation.account_id, account_ids)
            )
        )
    )


def in_other_cohorts(session: Session, cohort_id: UUID, account_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these people who learn in, have left, or facilitate another cohort."""
    found: set[UUID] = set()
    for entity, person in ((Enrolment, Enrolment.learner_id), (Facilitation, Facilitation.account_id)):
        here = among(session, person, account_ids)
        found.update(session.scalars(select(person).where(here, entity.cohort_id != cohort_id).distinct()))
    return found


def find_invitation(session: Session, *, cohort_id: UUID, account_id: UUID) -> InvitationFacts | None:
    row = session.execute(
        select(
            Invitation.account_id, Invitation.message_id, Invitation.invited_at, Invitation.accepted_at
        ).where(Invitation.cohort_id == cohort_id, Invitation.account_id == account_id)
    ).one_or_none()
    return InvitationFacts(*row) if row else None


def get_import(session: Session, *, cohort_id: UUID, import_id: UUID, lock: bool = False) -> ImportFacts:
    """Return an import of this cohort. Raises NotFound. `lock` makes others who work on it wait."""
    return _import(session, lock, RosterImport.id == import_id, RosterImport.cohort_id == cohort_id)


def get_import_by_id(session: Session, import_id: UUID, *, lock: bool = False) -> ImportFacts:
    """Return an import. Raises NotFound. `lock` makes others who work on it wait."""
    return _import(session, lock, RosterImport.id == import_id)


def _import(session: Session, lock: bool, *conditions: Any) -> ImportFacts:  # noqa: FBT001 - private
    statement = select(*_IMPORT).where(*conditions)
    row = session.execute(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        raise NotFound
    return ImportFacts(*row)


def imports_in_work(session: Session) -> list[tuple[UUID, str]]:
    """Return the imports that were begun and not ended, with their state, oldest first."""
    rows = session.execute(
        select(RosterImport.id, RosterImport.state)
        .where(RosterImport.state.in_(("applying", "undoing")))
        .order_by(RosterImport.id)
    )
    return [(one, state) for one, state in rows]


def imports_of(session: Session, cohort_id: UUID, *, limit: int = 20) -> list[ImportFacts]:
    """Return a cohort's newest imports, discarded ones left out."""
    rows = session.execute(
        select(*_IMPORT)
        .where(RosterImport.cohort_id == cohort_id, RosterImport.state != "discarded")
        .order_by(RosterImport.id.desc())
        .limit(limit)
    )
    return [ImportFacts(*row) for row in rows]


def outcome_counts(session: Session, import_id: UUID) -> dict[str, int]:
    """Return how many rows of an import have each outcome; one without any is absent."""
    rows = session.execute(
        select(RosterRow.outcome, func.count())
        .where(RosterRow.import_id == import_id)
        .group_by(RosterRow.outcome)
    )
    return dict(rows.all())


def rows_applied(session: Session, import_id: UUID) -> dict[str, int]:
    """Return how many rows of an import were applied and stand, by outcome."""
    rows = session.execute(
        select(RosterRow.outcome, func.count())
        .where(RosterRow.import_id == import_id, RosterRow.done.is_(True))
        .group_by(RosterRow.outcome)
    )
    return dict(rows.all())


def seats_planned(session: Session, import_id: UUID, *, done: bool) -> int:
    """Return how many seats the rows of an import take, less those they free. Facilitators take none.

    `done` counts what was applied, else what is planned.
    """
    seat = case(
        (RosterRow.cells["role"].as_string() == "facilitator", 0),
        (RosterRow.outcome.in_(("new", "enrol")), 1),
        else_=-1,
    )
    found = session.scalar(
        select(func.sum(seat)).where(
            RosterRow.import_id == import_id,
            RosterRow.outcome.in_(("new", "enrol", "remove")),
            RosterRow.done.is_(done),
        )
    )
    return int(found or 0)


def overtaken_rows(session: Session, found: ImportFacts) -> list[StagedRow]:
    """Return applied rows whose seat has changed hands since: who was enrolled has left, or who was out is back."""
    rows = session.execute(
        select(*_ROW)
        .outerjoin(
            Enrolment,
            and_(Enrolment.cohort_id == found.cohort_id, Enrolment.learner_id == RosterRow.account_id),
        )
        .where(
            RosterRow.import_id == found.id,
            RosterRow.done.is_(True),
            or_(
                and_(
                    RosterRow.outcome.in_(("new", "enrol")),
                    func.coalesce(Enrolment.state, "left") != "active",
                ),
                and_(RosterRow.outcome == "remove", func.coalesce(Enrolment.state, "active") != "left"),
            ),
        )
        .order_by(RosterRow.number)
    )
    return [StagedRow(*row) for row in rows]


def last_row(session: Session, import_id: UUID) -> int:
    """Return the number of an import's last row; 0 where it has none."""
    return session.scalar(select(func.max(RosterRow.number)).where(RosterRow.import_id == import_id)) or 0


def rows_after(
    session: Session, import_id: UUID, number: int, limit: int, *, outcomes: Collection[str] = ()
) -> list[StagedRow]:
    """Return rows in the file's order that come after `number`, of these outcomes or of all."""
    conditions = [RosterRow.outcome.in_(outcomes)] if outcomes else []
    return _rows_after(session, import_id, number, limit, *conditions)


def acting_rows_after(
    session: Session, import_id: UUID, number: int, limit: int, *, outcomes: Collection[str]
) -> list[ActingRow]:
    """Return rows of these outcomes in the file's order that come after `number`, with what applying needs."""
    rows = session.execute(
        select(RosterRow.number, RosterRow.outcome, RosterRow.cells)
        .where(RosterRow.import_id == import_id, RosterRow.number > number, RosterRow.outcome.in_(outcomes))
        .order_by(RosterRow.number)
        .limit(limit)
    )
    return [ActingRow(*row) for row in rows]


def applied_rows_after(session: Session, import_id: UUID, number: int, limit: int) -> list[StagedRow]:
    """Return rows in the file's order that come after `number` and were applied."""
    return _rows_after(session, import_id, number, limit, RosterRow.done.is_(True))


def _rows_after(
    session: Session, import_id: UUID, number: int, limit: int, *conditions: Any
) -> list[StagedRow]:
    rows = session.execute(
        select(*_ROW)
        .where(RosterRow.import_id == import_id, RosterRow.number > number, *conditions)
        .order_by(RosterRow.number)
        .limit(limit)
    )
    return [StagedRow(*row) for row in rows]


def rows_by_number(session: Session, import_id: UUID, numbers: Collection[int]) -> list[StagedRow]:
    """Return these rows of an import, in the file's order."""
    rows = session.execute(
        select(*_ROW)
        .where(RosterRow.import_id == import_id, RosterRow.number.in_(numbers))
        .order_by(RosterRow.number)
    )
    return [StagedRow(*row) for row in rows]


def rows_by_key(session: Session, import_id: UUID, keys: Collection[str]) -> list[StagedRow]:
    """Return the rows of an import that are about these addresses, by their keys, in the file's order."""
    rows = session.execute(
        select(*_ROW)
        .where(RosterRow.import_id == import_id, RosterRow.cells["email_key"].as_string().in_(keys))
        .order_by(RosterRow.number)
    )
    return [StagedRow(*row) for row in rows]
