"""The roster of the community: who is there, as each person chose to be seen by the one who looks.

Every condition, order and count goes through course/reports/visible.py.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from course.core.problems import NotFound
from course.core.rules.visibility import PROFILE_FIELDS
from course.reports.roster_search import Wanted, conditions, read_words
from course.reports.visible import (
    TAG_KINDS,
    Viewer,
    circle_of,
    people_seen,
    shown_tags,
    shown_value,
    split_tags,
    takes_part,
)
from course.store.accounts.models import Account, AccountTag

PAGE_SIZE = 24
SORTS = ("name", "recent")  # by name; newest account first
_TEXT_FIELDS = tuple(field for field in PROFILE_FIELDS if field not in TAG_KINDS)


class Person(NamedTuple):
    """A person as the viewer sees them: what is hidden from the viewer is empty."""

    id: UUID
    near: bool  # shares a cohort with the viewer
    display_name: str
    given_name: str
    family_name: str
    country: str  # ISO 3166-1 alpha-2
    city: str
    organisation: str
    role_title: str
    can_help: str
    looking_for: str
    email: str
    topics: tuple[str, ...]  # codes of core/rules/topics
    languages: tuple[str, ...]  # ISO 639 codes


class Cursor(NamedTuple):
    """Where a page starts: after a person or, going back, before them. Both are the keys of a person shown."""

    name_key: str
    id: UUID
    back: bool = False


class RosterPage(NamedTuple):
    """One page of people. `previous` and `next` are where the pages beside it start; None at the ends."""

    people: Sequence[Person]
    previous: Cursor | None
    next: Cursor | None


class Overview(NamedTuple):
    """What a viewer can find: how many people there are, how many match, and what one can choose from.

    The choices are values that the viewer sees of at least one person of the circle.
    """

    everybody: int
    matching: int
    countries: frozenset[str]
    topics: frozenset[str]
    languages: frozenset[str]


def list_people(
    session: Session,
    viewer: Viewer,
    wanted: Wanted,
    *,
    sort: str = "name",
    cursor: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> tuple[RosterPage, Overview]:
    """Return one page of the people a viewer may see, and the overview, in two statements; three with a text.

    Raises NotFound for a cohort that is not the viewer's.
    """
    circle = circle_of(viewer, cohort_id=_cohort_id(viewer, wanted.cohort))
    seen = people_seen(viewer, circle, with_city=bool(wanted.words))
    matching = conditions(wanted, read_words(session, seen, wanted), seen)
    found, overview = _survey(session, seen, matching, sort, cursor, limit)
    if cursor is not None and not found:  # those behind the cursor left meanwhile
        cursor = None
        found, overview = _survey(session, seen, matching, sort, cursor, limit)
    return _page(session, viewer, found, cursor, limit), overview


def get_person(session: Session, viewer: Viewer, account_id: UUID) -> Person:
    """Return another person as a viewer sees them. Raises NotFound when their name is not open to the viewer."""
    circle = circle_of(viewer, only=account_id)
    near = session.scalar(select(circle.c.near))
    people = [] if near is None else _look_up(session, viewer, {account_id: bool(near)})
    if not people:
        raise NotFound
    return _person(people[0])


def _cohort_id(viewer: Viewer, slug: str) -> UUID | None:
    """Return the id of one of the viewer's cohorts, None for all of them."""
    if not slug:
        return None
    for cohort in viewer.cohorts:
        if cohort.slug == slug:
            return cohort.id
    raise NotFound


def _survey(
    session: Session,
    seen: CTE,
    matching: Sequence[ColumnElement[bool]],
    sort: str,
    cursor: Cursor | None,
    limit: int,
) -> tuple[dict[UUID, bool], Overview]:
    """Find the page's people, each with whether they are near, count and collect: one walk over the people seen."""
    found = select(seen.c.id, seen.c.near).where(*matching)
    if cursor is not None:
        found = found.where(_beyond(seen, sort, cursor))
    page = found.order_by(*_order(seen, sort, cursor)).limit(limit + 1).subquery("page")
    parts = [
        select(
            literal("page").label("what"), cast(page.c.id, String).label("value"), page.c.near.label("number")
        ),
        select(literal("everybody"), literal(""), func.count()).select_from(seen),
        select(literal("matching"), literal(""), func.count()).select_from(seen).where(*matching),
        select(literal("countries"), seen.c.country, literal(0)).where(seen.c.country != "").distinct(),
        *(_tags_shown(seen, field) for field in TAG_KINDS),
    ]
    gathered: dict[str, dict[str, int]] = {}
    for what, value, number in session.execute(union_all(*parts)):
        gathered.setdefault(what, {})[value] = number
    people = {UUID(value): bool(near) for value, near in gathered.get("page", {}).items()}
    return people, Overview(
        everybody=gathered["everybody"][""],
        matching=gathered["matching"][""],
        countries=frozenset(gathered.get("countries", ())),
        topics=frozenset(gathered.get("topics", ())),
        languages=frozenset(gathered.get("languages", ())),
    )


def _tags_shown(seen: CTE, field: str) -> Select[str, str, int]:
    """Return the topics or languages that people show; asked by person, since all tags of a kind are many."""
    owners = select(seen.c.id).where(seen.c[field])
    shown = select(literal(field), AccountTag.value, literal(0)).where(
        AccountTag.kind == TAG_KINDS[field], AccountTag.account_id.in_(owners)
    )
    return shown.distinct()


def _order(seen: CTE, sort: str, cursor: Cursor | None) -> list[ColumnElement[Any]]:
    """Return the columns of an order, the last one unique; turned round for a page that goes back."""
    back = cursor is not None and cursor.back
    if sort == "recent":
        return [seen.c.id.asc() if back else seen.c.id.desc()]
    return [column.desc() if back else column.asc() for column in (seen.c.name_key, seen.c.id)]


def _beyond(seen: CTE, sort: str, cursor: Cursor) -> ColumnElement[bool]:
    """Tell whether a person comes after the cursor in the direction in which one goes."""
    name_key, id_ = seen.c.name_key, seen.c.id
    if sort == "recent":
        return id_ > cursor.id if cursor.back else id_ < cursor.id
    if cursor.back:
        return or_(name_key < cursor.name_key, and_(name_key == cursor.name_key, id_ < cursor.id))
    return or_(name_key > cursor.name_key, and_(name_key == cursor.name_key, id_ > cursor.id))


def _page(
    session: Session, viewer: Viewer, found: Mapping[UUID, bool], cursor: Cursor | None, limit: int
) -> RosterPage:
    """Look up what is shown of the page's people. `found` are they, in order, and perhaps one beyond."""
    back = cursor is not None and cursor.back
    ids = list(found)[:limit]
    more = len(found) > limit
    rows = _look_up(session, viewer, {one: found[one] for one in (ids[::-1] if back else ids)})
    has_previous, has_next = (more, True) if back else (cursor is not None, more)
    return RosterPage(
        people=[_person(row) for row in rows],
        previous=Cursor(rows[0].name_key, rows[0].id, back=True) if rows and has_previous else None,
        next=Cursor(rows[-1].name_key, rows[-1].id) if rows and has_next else None,
    )


def _look_up(session: Session, viewer: Viewer, people: Mapping[UUID, bool]) -> list[Any]:
    """Return what the viewer sees of these people of the circle, in their order; `people` says who is near."""
    near = [one for one, is_near in people.items() if is_near]
    values = {"ids": list(people), "near": near, "viewer_id": viewer.account_id}
    by_id = {row.id: row for row in session.execute(_LOOK_UP, values)}
    return [by_id[one] for one in people if one in by_id]


def _columns(near: ColumnElement[int]) -> list[Any]:
    """Return the columns of a Person."""
    texts = [shown_value(field, near) for field in _TEXT_FIELDS]
    return [Account.id, near.label("near"), *texts, *(shown_tags(field, near) for field in TAG_KINDS)]


def _person(row: Any) -> Person:
    values: dict[str, Any] = {field: getattr(row, field) for field in _TEXT_FIELDS}
    values |= {field: split_tags(getattr(row, field)) for field in TAG_KINDS}
    return Person(id=row.id, near=bool(row.near), **values)


def _build_look_up() -> Select[Any]:
    near = case((Account.id.in_(bindparam("near", expanding=True)), 1), else_=0)
    return select(*_columns(near), Account.name_key).where(
        Account.id.in_(bindparam("ids", expanding=True)), takes_part(bindparam("viewer_id"), near)
    )


_LOOK_UP = _build_look_up()  # its many conditions are the same each time, so built once
