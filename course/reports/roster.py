"""The roster of the community: who is there, as each person chose to be seen by the one who looks.

Every condition, order and count goes through course/reports/visible.py.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from course.core.problems import NotFound
from course.core.rules.visibility import PROFILE_FIELDS, Audience, audience_of
from course.reports.roster_search import Wanted, Word, conditions, read_words
from course.reports.visible import (
    Viewer,
    circle_of,
    is_shown,
    is_there,
    kind_of,
    shown_tags,
    shown_value,
    split_tags,
    tags,
)
from course.store.accounts.models import Account, AccountTag, FieldAudience

PAGE_SIZE = 24
SORTS = ("name", "recent")  # by name; newest account first
_TAG_FIELDS = ("topics", "languages")
_TEXT_FIELDS = tuple(field for field in PROFILE_FIELDS if field not in _TAG_FIELDS)


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

    The choices are values that the viewer sees of at least one person of the circle, in no order.
    """

    everybody: int
    matching: int
    countries: Collection[str]
    topics: Collection[str]
    languages: Collection[str]


class OwnProfile(NamedTuple):
    """A person's own profile, whole, and to whom they show each field."""

    person: Person
    audiences: Mapping[str, Audience]  # each of PROFILE_FIELDS


def list_people(
    session: Session, viewer: Viewer, wanted: Wanted, *, sort: str = "name", cursor: Cursor | None = None
) -> tuple[RosterPage, Overview]:
    """Return one page of the people a viewer may see, and the overview, in two statements; three with a text.

    Raises NotFound for a cohort that is not the viewer's.
    """
    circle = circle_of(viewer, cohort_id=_cohort_id(viewer, wanted.cohort))
    seen = _seen(viewer, circle)
    words = read_words(session, seen.cte("seen"), wanted)
    found = seen.where(*conditions(wanted, words, circle.c.near))
    page = _page(session, found, sort, cursor)
    if cursor is not None and not page.people:  # those behind the cursor left meanwhile
        page = _page(session, found, sort, None)
    return page, _overview(session, seen.cte("seen"), wanted, words)


def get_person(session: Session, viewer: Viewer, account_id: UUID) -> Person:
    """Return another person as a viewer sees them. Raises NotFound when their name is not open to the viewer."""
    circle = circle_of(viewer, only=account_id)
    row = session.execute(
        select(*_columns(circle.c.near))
        .join(circle, circle.c.account_id == Account.id)
        .where(is_there(viewer), is_shown("display_name", circle.c.near))
    ).one_or_none()
    if row is None:
        raise NotFound
    return _person(row)


def get_own_profile(session: Session, account_id: UUID) -> OwnProfile:
    """Return what a person wrote of themselves and chose to show, in two statements. Raises NotFound."""
    texts = [getattr(Account, field).label(field) for field in _TEXT_FIELDS]
    lists = [tags(field).label(field) for field in _TAG_FIELDS]
    row = session.execute(
        select(Account.id, literal(1).label("near"), *texts, *lists).where(Account.id == account_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    chosen = select(FieldAudience.field, FieldAudience.audience).where(FieldAudience.account_id == account_id)
    choices = dict(session.execute(chosen).all())
    return OwnProfile(_person(row), {field: audience_of(choices, field) for field in PROFILE_FIELDS})


def _cohort_id(viewer: Viewer, slug: str) -> UUID | None:
    """Return the id of one of the viewer's cohorts, None for all of them."""
    if not slug:
        return None
    for cohort in viewer.cohorts:
        if cohort.slug == slug:
            return cohort.id
    raise NotFound


def _seen(viewer: Viewer, circle: CTE) -> Select[UUID, int]:
    """Return the accounts of the circle that the viewer sees at all: those whose name is shown."""
    return (
        select(Account.id, circle.c.near)
        .join(circle, circle.c.account_id == Account.id)
        .where(is_there(viewer), is_shown("display_name", circle.c.near))
    )


def _page(session: Session, found: Select[UUID, int], sort: str, cursor: Cursor | None) -> RosterPage:
    """Choose the page's people first, so that what is shown of them is looked up for them alone."""
    back = cursor is not None and cursor.back
    if cursor is not None:
        found = found.where(_beyond(sort, cursor))
    order = [column.desc() if descends != back else column.asc() for column, descends in _order(sort)]
    chosen = found.order_by(*order).limit(PAGE_SIZE + 1).subquery("chosen")
    rows = session.execute(
        select(*_columns(chosen.c.near), Account.name_key)
        .join(chosen, chosen.c.id == Account.id)
        .order_by(*order)
    ).all()
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE][::-1] if back else rows[:PAGE_SIZE]
    has_previous, has_next = (more, True) if back else (cursor is not None, more)
    return RosterPage(
        people=[_person(row) for row in rows],
        previous=Cursor(rows[0].name_key, rows[0].id, back=True) if rows and has_previous else None,
        next=Cursor(rows[-1].name_key, rows[-1].id) if rows and has_next else None,
    )


def _order(sort: str) -> list[tuple[Any, bool]]:
    """Return the columns of an order, the last one unique, each with whether it descends."""
    return [(Account.id, True)] if sort == "recent" else [(Account.name_key, False), (Account.id, False)]


def _beyond(sort: str, cursor: Cursor) -> ColumnElement[bool]:
    if sort == "recent":
        return Account.id > cursor.id if cursor.back else Account.id < cursor.id
    same_name = Account.name_key == cursor.name_key
    if cursor.back:
        return or_(Account.name_key < cursor.name_key, and_(same_name, Account.id < cursor.id))
    return or_(Account.name_key > cursor.name_key, and_(same_name, Account.id > cursor.id))


def _columns(near: ColumnElement[int]) -> list[Any]:
    """Return the columns of a Person."""
    texts = [shown_value(field, getattr(Account, field), near) for field in _TEXT_FIELDS]
    return [Account.id, near.label("near"), *texts, *(shown_tags(field, near) for field in _TAG_FIELDS)]


def _person(row: Any) -> Person:
    values: dict[str, Any] = {field: getattr(row, field) for field in _TEXT_FIELDS}
    values |= {field: split_tags(getattr(row, field)) for field in _TAG_FIELDS}
    return Person(id=row.id, near=bool(row.near), **values)


def _overview(session: Session, seen: CTE, wanted: Wanted, words: Sequence[Word]) -> Overview:
    """Count and collect in one statement over the people seen, who are found once."""
    near = seen.c.near
    people = select(
        literal("everybody").label("what"), literal("").label("value"), func.count().label("number")
    )
    matching = select(literal("matching"), literal(""), func.count()).join_from(
        seen, Account, Account.id == seen.c.id
    )
    countries = select(literal("countries"), Account.country, literal(0)).join(seen, seen.c.id == Account.id)
    parts = [
        people.select_from(seen),
        matching.where(*conditions(wanted, words, near)),
        countries.where(Account.country != "", is_shown("country", near)).distinct(),
        *(
            select(literal(field), AccountTag.value, literal(0))
            .join(seen, seen.c.id == AccountTag.account_id)
            .join(Account, Account.id == seen.c.id)
            .where(AccountTag.kind == kind_of(field), is_shown(field, near))
            .distinct()
            for field in _TAG_FIELDS
        ),
    ]
    found: dict[str, list[Any]] = {}
    for what, value, number in session.execute(union_all(*parts)):
        found.setdefault(what, []).append(value or number)
    return Overview(
        everybody=found["everybody"][0],
        matching=found["matching"][0],
        countries=found.get("countries", ()),
        topics=found.get("topics", ()),
        languages=found.get("languages", ()),
    )
