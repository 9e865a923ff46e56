"""Pages for everybody: start page, about the course, library, glossary, search."""

from course.web.public import about, certificates, glossary, library, publication, search, start
from course.web.public.blueprint import bp

__all__ = ["about", "bp", "certificates", "glossary", "library", "publication", "search", "start"]
