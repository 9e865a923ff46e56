"""Pages of administrators: cohorts, enrolment, people, content, audit log."""

from course.web.admin import (
    audit,
    certificates,
    cohorts,
    content,
    faults,
    home,
    import_deeds,
    imports,
    members,
    people,
    preview,
    questions,
    regrade_deeds,
    regrades,
    statistics,
)
from course.web.admin.blueprint import bp

__all__ = [
    "audit",
    "bp",
    "certificates",
    "cohorts",
    "content",
    "faults",
    "home",
    "import_deeds",
    "imports",
    "members",
    "people",
    "preview",
    "questions",
    "regrade_deeds",
    "regrades",
    "statistics",
]
