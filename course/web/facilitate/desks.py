"""Desks at which answers are marked: one a cohort, and one for learners without a cohort, at which admins sit."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for

from course.reports.facilitated_cohorts import FacilitatedCohort
from course.web.facilitate.cohorts import own_cohort
from course.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose answers are marked: those of a cohort, or (None) of learners who are in none."""

    cohort: FacilitatedCohort | None

    @property
    def cohort_id(self) -> UUID | None:
        return self.cohort.id if self.cohort else None

    @property
    def name(self) -> str:
        return self.cohort.name if self.cohort else _("Learners without a cohort")

    @property
    def area(self) -> str:
        """The destination of the header to which this desk belongs."""
        return "facilitate" if self.cohort else "admin"

    @property
    def way(self) -> list[tuple[str, str]]:
        """The pages above the queue, each with its address."""
        if self.cohort is None:
            return [(_("Administration"), url_for("admin.home"))]
        here = url_for(".cohort", cohort=self.cohort.slug)
        return [(_("Cohorts"), url_for(".cohorts")), (self.cohort.name, here)]

    def url(self, page: str, **values: Any) -> str:
        """Return the address of one of this desk's pages: "marking", "mark" or "comments"."""
        if self.cohort is None:
            return url_for(f".{page}_without_cohort", **values)
        return url_for(f".{page}", cohort=self.cohort.slug, **values)


NO_COHORT = Desk(None)  # only for views that are open to admins alone


def own_desk(slug: str) -> Desk:
    """Return the desk of one of the caller's cohorts. Raises NotFound as `own_cohort` does."""
    return Desk(own_cohort(slug))
