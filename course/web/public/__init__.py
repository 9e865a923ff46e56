"""Pages for everybody: start page, about the course."""

from course.web.public import about, search, start
from course.web.public.blueprint import bp

__all__ = ["about", "bp", "search", "start"]
