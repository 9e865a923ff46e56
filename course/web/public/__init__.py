"""Pages for everybody: start page, about the course."""

from course.web.public.blueprint import bp

__all__ = ["bp"]
