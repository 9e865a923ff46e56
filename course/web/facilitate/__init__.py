"""Pages of facilitators: cohorts, learners, questions."""

from course.web.facilitate import cohorts, learners, questions, results
from course.web.facilitate.blueprint import bp

__all__ = ["bp", "cohorts", "learners", "questions", "results"]
