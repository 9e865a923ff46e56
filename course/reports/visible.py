"""Whom a member of the community may see, and which fields of them: core/rules/visibility as SQL.

The audiences come from the rule itself; what a viewer may not see takes no part in a list, neither shown nor
searched, sorted by or counted.
"""

import functools
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, select, union, union_all
from sqlalchemy.orm import Session

from course.core.rules.consents import COMMUNITY as COMMUNITY_CONSENT
from course.core.rules.visibility import DEFAULT_AUDIENCES, audiences_seen
from course.store.accounts.models import Account, AccountTag, Consent, FieldAudience
from course.store.cohorts.models import Cohort, Enrolment, Facilitation

TAG_KINDS = {"topics": "topic", "languages": "language"}  # field to the kind of tag that holds it
_STAFF_ROLES = ("facilitator", "admin")  # who no longer has the role no longer facilitates
_SEPARATOR = ","  # codes of topics and languages hold none


class OwnCohort(NamedTuple):
    """A cohort of the viewer."""

    id: UUID
    slug: str
    name: str


class Viewer(NamedTuple):
    """Who looks: their open cohorts, by name, and whether they agreed to be part of the whole community.

    Somebody whose address is not confirmed is not shown to others and sees nobody: no cohorts, no consent.
    """

    account_id: UUID
    confirmed: bool
    consented: bool
    cohorts: tuple[OwnCohort, ...]


def get_viewer(session: Session, account_id: UUID) -> Viewer:
    """Return what decides whom a person sees, in one statement.

    Cohorts count while they are not closed and the person learns in them or facilitates them.
    """
    learns = select(Enrolment.cohort_id).where(
        Enrolment.learner_id == account_id, Enrolment.state == "active"
    )
    facilitates = (
        select(Facilitation.cohort_id)
        .join(Account, Account.id == Facilitation.account_id)
        .where(Facilitation.account_id == account_id, Account.role.in_(_STAFF_ROLES))
    )
    rows = session.execute(
        select(Consent.given, Cohort.id, Cohort.slug, Cohort.name)
        .select_from(Account)
        .outerjoin(Consent, and_(Consent.account_id == Account.id, Consent.purpose == COMMUNITY_CONSENT))
        .outerjoin(Cohort, and_(Cohort.closed_at.is_(None), Cohort.id.in_(union(learns, facilitates))))
        .where(Account.id == account_id, Account.suspended_at.is_(None), Account.confirmed_at.is_not(None))
        .order_by(Cohort.name, Cohort.id)
    ).all()
    return Viewer(
        account_id=account_id,
        confirmed=bool(rows),
        consented=bool(rows and rows[0].given),
        cohorts=tuple(OwnCohort(row.id, row.slug, row.name) for row in rows if row.id),
    )


def circle_of(viewer: Viewer, *, cohort_id: UUID | None = None, only: UUID | None = None) -> CTE:
    """Return a viewer's circle, each account once: `account_id`, and `near`, 1 where a cohort is shared, else 0.

    `cohort_id` narrows it to one of the viewer's cohorts, `only` to one person. What of them is seen, if
    anything, is `is_shown`'s question.
    """
    ids = [cohort.id for cohort in viewer.cohorts if cohort_id in {None, cohort.id}]
    parts = [
        select(Enrolment.learner_id.label("account_id"), literal(1).label("near")).where(
            Enrolment.cohort_id.in_(ids), Enrolment.state == "active", *_is(Enrolment.learner_id, only)
        ),
        select(Facilitation.account_id, literal(1))
        .join(Account, Account.id == Facilitation.account_id)
        .where(
            Facilitation.cohort_id.in_(ids),
            Account.role.in_(_STAFF_ROLES),
            *_is(Facilitation.account_id, only),
        ),
    ]
    if viewer.consented and cohort_id is None:
        consenting = select(Consent.account_id, literal(0)).where(
            Consent.purpose == COMMUNITY_CONSENT, Consent.given.is_(True), *_is(Consent.account_id, only)
        )
        parts.append(consenting)
    every = union_all(*parts).subquery("every")
    return (
        select(every.c.account_id, func.max(every.c.near).label("near"))
        .group_by(every.c.account_id)
        .cte("circle")
    )


def _is(column: Any, only: UUID | None) -> tuple[ColumnElement[bool], ...]:
    return () if only is None else (column == only,)


def takes_part(viewer_id: Any, near: ColumnElement[int]) -> ColumnElement[bool]:
    """Tell whether an account of the circle is another person whom the viewer, by id, sees at all.

    They are confirmed, not suspended, and show their name.
    """
    return and_(
        Account.id != viewer_id,
        Account.suspended_at.is_(None),
        Account.confirmed_at.is_not(None),
        is_shown("display_name", near),
    )


def is_shown(field: str, near: ColumnElement[int]) -> ColumnElement[bool]:
    """Tell whether the viewer sees a field of the account: the rule of core/rules/visibility as a condition.

    `near` says whether they share a cohort; others in the circle both consented.
    """
    to_cohort, to_community = _openness(field)
    return case((near == 1, to_cohort), else_=to_community)


@functools.cache
def _openness(field: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Tell whether the account shows a field to its cohorts, and whether to the community; built once."""
    chosen = func.coalesce(
        select(FieldAudience.audience)
        .where(FieldAudience.account_id == Account.id, FieldAudience.field == field)
        .correlate(Account)
        .scalar_subquery(),
        DEFAULT_AUDIENCES[field],
    )
    same_cohort = audiences_seen("same_cohort", both_consented=False)
    community = audiences_seen("community", both_consented=True)
    return chosen.in_(sorted(same_cohort)), chosen.in_(sorted(community))


def people_seen(viewer: Viewer, circle: CTE, *, with_city: bool = False) -> CTE:
    """Return the people of the circle whom the viewer sees, with what lists are made of.

    `id`, `near`, `name_key`, `country` and, where asked for, `city`, empty where hidden; `topics` and
    `languages`, whether they are shown. It is found once, and from the circle: joined freely, SQLite would
    rather walk all accounts in the order of their names.
    """
    near = circle.c.near
    columns = [
        Account.id,
        near,
        Account.name_key,
        shown_value("country", near),
        *(is_shown(field, near).label(field) for field in TAG_KINDS),
    ]
    if with_city:
        columns.append(shown_value("city", near))
    return (
        select(*columns)
        .join(circle, circle.c.account_id == Account.id)
        .where(takes_part(viewer.account_id, near))
        .cte("seen")
        .prefix_with("MATERIALIZED")
    )


def shown_value(field: str, near: ColumnElement[int]) -> ColumnElement[str]:
    """Return a text field where the viewer sees it, else an empty text."""
    column = getattr(Account, field)
    return case((and_(column != "", is_shown(field, near)), column), else_="").label(field)


def shown_tags(field: str, near: ColumnElement[int]) -> ColumnElement[str]:
    """Return the codes of "topics" or "languages" where the viewer sees them, as `split_tags` reads them."""
    tags = (
        select(func.aggregate_strings(AccountTag.value, _SEPARATOR))
        .where(AccountTag.account_id == Account.id, AccountTag.kind == TAG_KINDS[field])
        .correlate(Account)
        .scalar_subquery()
    )
    return case((is_shown(field, near), tags), else_="").label(field)


def split_tags(text: str | None) -> tuple[str, ...]:
    return tuple(sorted(text.split(_SEPARATOR))) if text else ()
