"""The other rules of quizzes that hold in a cohort, with the names of those they are for."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.grading.windows import effective_terms, start_reason, terms_of
from course.core.text import pick
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.store.accounts.models import Account
from course.store.attempts.models import Attempt
from course.store.attempts.overrides import StoredOverride, overrides_in
from course.store.cohorts.models import Enrolment


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
    return [
        OverrideLine(one, _title(catalogue, one.quiz_slug, language), names.get(one.learner_id, ""))
        if one.learner_id
        else OverrideLine(one, _title(catalogue, one.quiz_slug, language), "")
        for one in found
    ]


def nobody_left(session: Session, catalogue: Catalogue, made: StoredOverride, *, now: datetime) -> bool:
    """Tell whether by these rules none of those they are for could begin an attempt any more, though there are some.

    They are judged beside the quiz's own rules alone: a learner's may add to them, which the page says.
    """
    quiz = catalogue.quizzes.get(made.quiz_slug)
    if quiz is None or (made.closes is None and made.attempts is None):
        return False
    people = select(Enrolment.learner_id).where(
        Enrolment.cohort_id == made.cohort_id, Enrolment.state == "active"
    )
    if made.learner_id is not None:
        people = people.where(Enrolment.learner_id == made.learner_id)
    begun = func.count(Attempt.id)
    counted = session.scalars(
        select(begun)
        .select_from(Enrolment)
        .outerjoin(
            Attempt, and_(Attempt.learner_id == Enrolment.learner_id, Attempt.quiz_slug == made.quiz_slug)
        )
        .where(Enrolment.cohort_id == made.cohort_id, Enrolment.learner_id.in_(people))
        .group_by(Enrolment.learner_id)
    ).all()
    terms = effective_terms(terms_of(quiz), [made.rule], now=now)
    return bool(counted) and all(
        start_reason(terms, begun=one, now=now) in {"used_up", "closed"} for one in counted
    )


def _title(catalogue: Catalogue, slug: str, language: str) -> str:
    quiz = catalogue.quizzes.get(slug)
    return pick(quiz.title, language, catalogue.languages[0]) if quiz else slug
