"""Which results of a cohort are held back from its learners, quiz by quiz."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.reports.quiz_titles import quiz_titles
from course.store.attempts.models import Attempt
from course.store.attempts.releases import Release, releases_in
from course.store.cohorts.models import Enrolment


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldQuiz:
    """One quiz whose results are told later, or were until now. `held` counts handed in attempts of the cohort; of these
    `due` are told by the next run of the job: whoever tells them did, or the quiz has closed.
    """

    slug: str
    title: str
    release: str  # at-close, by-hand
    held: int
    due: int
    next_at: datetime | None  # when the first of those not due will be told by itself; None: none will
    released: Release | None  # that this cohort is told its results by hand

    @property
    def is_told_by_hand(self) -> bool:
        """Tell whether somebody tells its results; else it does so by itself when it closes."""
        return self.release == "by-hand"


def held_count(session: Session, cohort: FacilitatedCohort, *, now: datetime) -> int:
    """Return how many results of a cohort are held; those that the next run of the job tells are not."""
    return session.scalars(
        select(func.count())
        .select_from(Attempt)
        .join(Enrolment, Enrolment.learner_id == Attempt.learner_id)
        .where(
            Attempt.held_at.is_not(None),
            or_(Attempt.held_until.is_(None), Attempt.held_until > now),
            Enrolment.cohort_id == cohort.id,
        )
    ).one()


def held_results(
    session: Session, catalogue: Catalogue, cohort: FacilitatedCohort, language: str, *, now: datetime
) -> tuple[HeldQuiz, ...]:
    """Return the quizzes that hold results, in course order, then those that did and left the course."""
    is_due = Attempt.held_until <= now
    rows = session.execute(
        select(
            Attempt.quiz_slug,
            func.count(),
            func.count(case((is_due, 1))),
            func.min(case((~is_due, Attempt.held_until))),
        )
        .join(Enrolment, Enrolment.learner_id == Attempt.learner_id)
        .where(Attempt.held_at.is_not(None), Enrolment.cohort_id == cohort.id)
        .group_by(Attempt.quiz_slug)
    )
    counted = {slug: (number, due, first) for slug, number, due, first in rows}
    released = releases_in(session, cohort.id)
    holding = [quiz.slug for quiz in catalogue.quizzes_in_order if quiz.holds_results]
    slugs = list(dict.fromkeys((*holding, *sorted(counted))))
    titles = quiz_titles(session, catalogue, slugs, language)
    found = []
    for slug in slugs:
        quiz = catalogue.quizzes.get(slug)
        number, due, first = counted.get(slug, (0, 0, None))
        found.append(
            HeldQuiz(
                slug=slug,
                title=titles[slug],
                release="at-close" if quiz and quiz.release == "at-close" else "by-hand",
                held=number,
                due=due,
                next_at=first,
                released=released.get(slug),
            )
        )
    return tuple(found)
