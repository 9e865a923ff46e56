"""The check of a quiz's time limit: whether it is generous."""

from collections.abc import Iterator

from course.core.content.check_behaviours import QuizFault
from course.core.grading.quiz import Quiz
from course.core.text import N_


def time_faults(quiz: Quiz) -> Iterator[QuizFault]:
    """Warn of a time limit under one minute a question that is asked, or under what its module's page says that it takes.

    The second is more where a text or a file is asked for.
    """
    least = max(sum(quiz.draw.values()) or len(quiz.questions), quiz.minutes)
    if 0 < quiz.time_limit < least:
        template = N_(
            "%(limit)s min are little for this quiz: give at least %(least)s, a minute a question and no less than its "
            "module's page says, or leave “time_limit” out."
        )
        values = {"limit": quiz.time_limit, "least": least}
        yield QuizFault(("time_limit",), "time_short", template, values, is_warning=True)
