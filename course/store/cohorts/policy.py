"""What may be done with cohorts and imports, and when."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from course.core.rules.roster import UNDO_DAYS

if TYPE_CHECKING:
    from course.store.cohorts.queries import CohortFacts, ImportFacts


def may_add_people(cohort: "CohortFacts") -> bool:
    """Tell whether people may still be enrolled: a closed cohort stays as it is."""
    return cohort.closed_at is None


def may_undo(found: "ImportFacts", now: datetime) -> bool:
    """Tell whether an import can be taken back: for 14 days after it was applied."""
    return (
        found.state == "applied"
        and found.applied_at is not None
        and now - found.applied_at <= timedelta(days=UNDO_DAYS)
    )
