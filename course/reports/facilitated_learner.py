"""One learner of a cohort, as who facilitates the cohort may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from course.core.problems import NotFound
from course.core.rules.actor import Actor
from course.core.rules.attention import AttentionReason
from course.core.rules.visibility import Relation, visible_fields
from course.reports.cohort_overview import FACT_COLUMNS, line_reasons
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.store.accounts.models import Account, AccountTag, FieldAudience
from course.store.cohorts.models import Enrolment
from course.store.progress.models import CohortProgress

_TAG_FIELDS = {"topic": "topics", "language": "languages"}
_COLUMNS = (
    "display_name",
    "given_name",
    "family_name",
    "country",
    "city",
    "organisation",
    "role_title",
    "can_help",
    "looking_for",
    "email",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilitatedLearner:
    """A learner in one cohort. `profile` holds only the fields that the viewer sees and that are not empty;
    topics and languages are tuples of codes.
    """

    id: UUID
    name: str
    email: str
    group: str
    enrolled_at: datetime
    last_active_at: datetime | None
    reasons: tuple[AttentionReason, ...]
    profile: Mapping[str, str | tuple[str, ...]]


def find_learner(
    session: Session,
    cohort: FacilitatedCohort,
    account_id: UUID,
    *,
    viewer: Actor,
    lessons_total: int,
    now: datetime,
) -> FacilitatedLearner:
    """Return a learner of a cohort. Raises NotFound for who is not in it, or no longer.

    That the cohort is the viewer's is settled by `find_cohort`, which it comes from. Three statements.
    """
    line = CohortProgress
    row: Any = session.execute(
        select(Enrolment.group_name, *FACT_COLUMNS, *(getattr(Account, name) for name in _COLUMNS))
        .select_from(line)
        .join(Account, Account.id == line.learner_id)
        .join(Enrolment, and_(Enrolment.cohort_id == line.cohort_id, Enrolment.learner_id == line.learner_id))
        .where(line.cohort_id == cohort.id, line.learner_id == account_id, Enrolment.state == "active")
    ).one_or_none()
    if row is None:
        raise NotFound
    group, *rest = row
    facts, texts = rest[: len(FACT_COLUMNS)], rest[len(FACT_COLUMNS) :]
    profile = _profile(session, account_id, dict(zip(_COLUMNS, texts, strict=True)), viewer)
    return FacilitatedLearner(
        id=account_id,
        name=str(profile["display_name"]),
        email=str(profile["email"]),
        group=group,
        enrolled_at=facts[0],
        last_active_at=facts[1],
        reasons=line_reasons(cohort, facts, lessons_total=lessons_total, now=now),
        profile=profile,
    )


def _profile(
    session: Session, account_id: UUID, texts: Mapping[str, str], viewer: Actor
) -> dict[str, str | tuple[str, ...]]:
    """Keep of a profile what its owner shows to who runs the course."""
    rows = session.execute(
        select(FieldAudience.field, FieldAudience.audience).where(FieldAudience.account_id == account_id)
    )
    choices = {field: audience for field, audience in rows}  # noqa: C416 - rows are no pairs to the type checker
    relation: Relation = "admin" if viewer.is_admin else "facilitator"
    shown = visible_fields(choices, relation=relation, both_consented=False)
    tags: dict[str, tuple[str, ...]] = {}
    for kind, value in session.execute(
        select(AccountTag.kind, AccountTag.value)
        .where(AccountTag.account_id == account_id)
        .order_by(AccountTag.value)
    ):
        tags[_TAG_FIELDS[kind]] = (*tags.get(_TAG_FIELDS[kind], ()), value)
    fields: dict[str, str | tuple[str, ...]] = {**texts, **tags}
    return {name: value for name, value in fields.items() if name in shown and value}
