"""Pages of one's own account: joining, signing in, profile, privacy."""

from course.web.account.blueprint import bp

__all__ = ["bp"]
