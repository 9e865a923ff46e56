"""Pages for everybody: start page, about the course, library."""

from course.web.public import about, library, publication, start
from course.web.public.blueprint import bp

__all__ = ["about", "bp", "library", "publication", "start"]
