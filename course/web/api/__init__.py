"""The platform for programs: JSON under /api/v1."""

from course.web.api import (
    attempts,
    checks,
    cohort_setup,
    cohorts,
    community,
    course_text,
    document,
    me,
    own_quizzes,
    people,
    progress,
    question_reports,
    receipts,
    reviews,
    roster_imports,
    search,
    statistics,
)
from course.web.api.blueprint import bp

__all__ = [
    "attempts",
    "bp",
    "checks",
    "cohort_setup",
    "cohorts",
    "community",
    "course_text",
    "document",
    "me",
    "own_quizzes",
    "people",
    "progress",
    "question_reports",
    "receipts",
    "reviews",
    "roster_imports",
    "search",
    "statistics",
]
