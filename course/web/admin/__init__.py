"""Pages of administrators: cohorts, enrolment, people, content, audit log."""

from course.web.admin.blueprint import bp

__all__ = ["bp"]
