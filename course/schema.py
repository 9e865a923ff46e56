"""Imports every table, so that migrations, tests and create_app see them all."""

from course.db.base import Base
from course.store.accounts import models as accounts
from course.store.attempts import models as attempts
from course.store.audit import models as audit
from course.store.awards import models as awards
from course.store.cohorts import models as cohorts
from course.store.faults import models as faults
from course.store.marking import models as marking
from course.store.outbox import models as outbox
from course.store.practice import models as practice
from course.store.progress import models as progress
from course.store.regrades import models as regrades
from course.store.statistics import models as statistics
from course.store.uploads import models as uploads

metadata = Base.metadata

__all__ = [
    "accounts",
    "attempts",
    "audit",
    "awards",
    "cohorts",
    "faults",
    "marking",
    "metadata",
    "outbox",
    "practice",
    "progress",
    "regrades",
    "statistics",
    "uploads",
]
