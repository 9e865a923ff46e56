"""All people and the audit log, for admins."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import JsonValue, StringConstraints

from course.db.session import Session
from course.flows.change_role import LastAdmin, OwnAccount, change_role
from course.flows.suspend_person import restore_person, suspend_person
from course.reports.audit_log import LogFilter, LogLine, audit_log, subject_people
from course.reports.people_list import PersonFacts, PersonLine, get_person, people_list
from course.store.cohorts.queries import get_cohort
from course.web.api.blueprint import bp
from course.web.api.given import LINE, Changes, Given, PageQuery, PageReply, Reply, Slug
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.api.pages import after_id, after_keys, next_cursor, one_page, read_id
from course.web.gate import open_to
from course.web.session import reading, utc_now, writing

Role = Literal["learner", "facilitator", "admin"]


class PersonLineReply(Reply):
    """A person in a list."""

    id: UUID
    name: str
    email: str
    role: Role
    language: str
    confirmed_at: datetime | None
    suspended_at: datetime | None
    created_at: datetime


class PeoplePage(PageReply):
    """One page of people, by name."""

    items: list[PersonLineReply]


class PersonChanges(Changes):
    """What changes for a person; what is absent stays."""

    role: Role = "learner"
    suspended: bool = False


class AuditLine(Reply):
    """One deed. Names are those that people and cohorts have now. `person` is whom it was done to, where `subject` is an
    account, or an attempt or a certificate of somebody; null for who has left.
    """

    id: UUID
    at: datetime
    action: str
    actor: UUID | None
    actor_name: str | None
    subject_kind: str
    subject: str
    person: UUID | None
    person_name: str | None
    cohort_name: str | None
    details: dict[str, JsonValue]


class AuditPage(PageReply):
    """One page of deeds, the newest first."""

    items: list[AuditLine]


class PersonPath(Given):
    person: UUID


class PeopleQuery(PageQuery):
    """`text` is the beginning of a word of the name, or of the address."""

    text: Annotated[str, StringConstraints(pattern=LINE, max_length=120)] | None = None
    role: Literal["all", "learner", "facilitator", "admin"] = "all"
    state: Literal["all", "active", "unconfirmed", "suspended"] = "all"


class AuditQuery(PageQuery):
    """`action` is a noun and a verb, for example cohort.created; `actor` an account, `cohort` a slug."""

    action: Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=60)] | None = None
    actor: UUID | None = None
    cohort: Slug | None = None


@bp.get("/people")
@open_to("admin", objects="all", rate="api", scope="people:read")
@operation("All people")
def list_people(query: PeopleQuery) -> PeoplePage:
    keys = after_keys(query, 2)
    rows = people_list(
        reading(),
        text=query.text or "",
        role=query.role,
        state=query.state,
        after=(keys[0], read_id(keys[1])) if keys else None,
        limit=query.limit + 1,
    )
    shown, last = one_page(rows, query.limit)
    return PeoplePage(
        items=[_person(row) for row in shown], next=next_cursor(last.name_key, last.id) if last else None
    )


@bp.patch("/people/<person>")
@open_to("admin", objects="all", rate="write", scope="people:write")
@operation("Give a person a role, suspend them or let them in again", problems=[LastAdmin, OwnAccount])
def edit_person(path: PersonPath, body: PersonChanges) -> PersonLineReply:
    """Change what is sent. It acts on the person's next request, also on those of their programs."""
    session, given, now = writing(), body.changed(), utc_now()
    if "role" in given:
        change_role(session, account_id=path.person, role=body.role, actor_id=own_id(), now=now)
    if "suspended" in given:
        _suspend(session, path.person, now, suspended=body.suspended)
    return _person(get_person(session, path.person))


@bp.get("/audit")
@open_to("admin", objects="all", rate="api", scope="people:read")
@operation("Who did what, when")
def list_audit(query: AuditQuery) -> AuditPage:
    cohort = get_cohort(reading(), query.cohort) if query.cohort else None
    wanted = LogFilter(
        action=query.action or "", actor_id=query.actor, cohort_id=cohort.id if cohort else None
    )
    rows = audit_log(reading(), wanted, before=after_id(query), limit=query.limit + 1)
    shown, last = one_page(rows, query.limit)
    people = subject_people(reading(), shown)
    return AuditPage(
        items=[_deed(row, *people.get(row.subject_id, (None, None))) for row in shown],
        next=next_cursor(last.id) if last else None,
    )


def _suspend(session: Session, account_id: UUID, now: datetime, *, suspended: bool) -> None:
    turn = suspend_person if suspended else restore_person
    turn(session, account_id=account_id, actor_id=own_id(), now=now)


def _person(row: PersonLine | PersonFacts) -> PersonLineReply:
    values = {name: getattr(row, name) for name in PersonLineReply.model_fields}
    return PersonLineReply.model_validate(values)


def _deed(line: LogLine, person: UUID | None, name: str | None) -> AuditLine:
    return AuditLine(
        id=line.id,
        at=line.at,
        action=line.action,
        actor=line.actor_id,
        actor_name=line.actor,
        subject_kind=line.subject_kind,
        subject=line.subject_id,
        person=person,
        person_name=name,
        cohort_name=line.cohort,
        details=line.details,
    )
