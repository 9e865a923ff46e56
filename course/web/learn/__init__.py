"""Pages of learners: course, files, lessons, quizzes, own progress."""

from course.web.learn import (
    answers,
    attempts,
    certificate,
    course,
    faults,
    files,
    lessons,
    my_answers,
    practice,
    progress,
    quizzes,
    reminders,
)
from course.web.learn.blueprint import bp

__all__ = [
    "answers",
    "attempts",
    "bp",
    "certificate",
    "course",
    "faults",
    "files",
    "lessons",
    "my_answers",
    "practice",
    "progress",
    "quizzes",
    "reminders",
]
