"""Checks of when a quiz is open."""

from collections.abc import Iterator

from course.core.content.check_gaps import Fault
from course.core.grading.quiz import Quiz
from course.core.text import N_


def window_faults(quiz: Quiz) -> Iterator[Fault]:
    """Yield a window in which nobody can begin."""
    if quiz.opens and quiz.closes and quiz.closes <= quiz.opens:
        template = N_("This quiz closes before it opens: “closes” must come after “opens”.")
        yield ("closes",), "window_empty", template, {}
