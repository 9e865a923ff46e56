"""The platform for programs: JSON under /api/v1."""

from course.web.api.blueprint import bp

__all__ = ["bp"]
