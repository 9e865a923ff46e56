"""Pages of the community: the roster of learners, and local actions."""

from course.web.community import action_files, actions, people
from course.web.community.blueprint import bp

__all__ = ["action_files", "actions", "bp", "people"]
