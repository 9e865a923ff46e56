"""Pages of the community of learners: the roster."""

from course.web.community import people
from course.web.community.blueprint import bp

__all__ = ["bp", "people"]
