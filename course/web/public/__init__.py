"""Pages for everybody: start page, about the course, glossary."""

from course.web.public import about, glossary, start
from course.web.public.blueprint import bp

__all__ = ["about", "bp", "glossary", "start"]
