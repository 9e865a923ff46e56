"""Pages of facilitators: cohorts, learners, marking, questions and their statistics, other rules of quizzes, results."""

from course.web.facilitate import (
    cohorts,
    learners,
    marking,
    marking_comments,
    marking_list,
    outages,
    questions,
    quiz_rules,
    results,
    statistics,
)
from course.web.facilitate.blueprint import bp

__all__ = [
    "bp",
    "cohorts",
    "learners",
    "marking",
    "marking_comments",
    "marking_list",
    "outages",
    "questions",
    "quiz_rules",
    "results",
    "statistics",
]
