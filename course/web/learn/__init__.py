"""Pages of learners: course, files, lessons, quizzes, own progress."""

from course.web.learn import (
    answers,
    attempts,
    certificate,
    course,
    faults,
    files,
    hand_in,
    lessons,
    my_answers,
    practice,
    progress,
    quizzes,
    reminders,
    reviews,
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
    "hand_in",
    "lessons",
    "my_answers",
    "practice",
    "progress",
    "quizzes",
    "reminders",
    "reviews",
]
