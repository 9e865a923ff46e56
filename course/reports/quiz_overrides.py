"""The other rules of quizzes that hold in a cohort, with the names of those they are for."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.reports.quiz_titles import quiz_titles
from course.store.accounts.models import Account
from course.store.attempts.overrides import StoredOverride, overrides_in


class OverrideLine(NamedTuple):
    """One override: the quiz's title, and the learner's name; "" where it is for the whole cohort."""

    stored: StoredOverride
    title: str
    name: str


def quiz_overrides(
    session: Session,
    catalogue: Catalogue,
    cohort: FacilitatedCohort,
    language: str,
    *,
    learner_id: UUID | None = None,
    before: UUID | None = None,
    limit: int | None = None,
) -> list[OverrideLine]:
    """Return what was made in a cohort and not ended, the newest first, from the one after `before`; of one learner, or
    all.
    """
    found = overrides_in(session, cohort.id, learner_id=learner_id, before=before, limit=limit)
    wanted = {one.learner_id for one in found if one.learner_id}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(wanted)))
    names = {account_id: name for account_id, name in rows}  # noqa: C416 - rows are no pairs to the type checker
    titles = quiz_titles(session, catalogue, (one.quiz_slug for one in found), language)
    return [
        OverrideLine(one, titles[one.quiz_slug], names.get(one.learner_id, "") if one.learner_id else "")
        for one in found
    ]
