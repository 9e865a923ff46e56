"""Pages of learners: course, lessons, quizzes, own progress."""

from course.web.learn.blueprint import bp

__all__ = ["bp"]
