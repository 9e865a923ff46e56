"""Pages for everybody: start page, about the course, library, glossary, search."""

from course.web.public import about, glossary, library, publication, search, start
from course.web.public.blueprint import bp

__all__ = ["about", "bp", "glossary", "library", "publication", "search", "start"]
