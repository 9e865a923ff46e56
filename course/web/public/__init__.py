"""Pages for everybody: start page, about the course, library, glossary."""

from course.web.public import about, glossary, library, publication, start
from course.web.public.blueprint import bp

__all__ = ["about", "bp", "glossary", "library", "publication", "start"]
