"""Pages of facilitators: cohorts, learners, questions and their statistics, results."""

from course.web.facilitate import cohorts, learners, questions, results, statistics
from course.web.facilitate.blueprint import bp

__all__ = ["bp", "cohorts", "learners", "questions", "results", "statistics"]
