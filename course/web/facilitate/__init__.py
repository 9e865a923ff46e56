"""Pages of facilitators: cohorts, learners, questions."""

from course.web.facilitate.blueprint import bp

__all__ = ["bp"]
