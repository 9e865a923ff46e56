"""The platform for programs: JSON under /api/v1."""

from course.web.api import attempts, course_text, document, me, progress, reviews
from course.web.api.blueprint import bp

__all__ = ["attempts", "bp", "course_text", "document", "me", "progress", "reviews"]
