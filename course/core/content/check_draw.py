"""Checks of what a quiz draws: whether there are questions enough."""

from collections.abc import Iterator

from course.core.content.check_behaviours import QuizFault
from course.core.grading.presenting import drawn_questions
from course.core.grading.quiz import Quiz
from course.core.text import N_


def draw_faults(quiz: Quiz) -> Iterator[QuizFault]:
    """Yield what is wrong with a quiz's `draw`."""
    enough = True
    for tag, wanted in quiz.draw.items():
        pool = [question for question in quiz.questions if tag in question.tags]
        if len(pool) < wanted:
            enough = False
            template = N_(
                "Too few questions have the tag “%(tag)s” (to be drawn: %(wanted)s, there: %(there)s)."
            )
            values = {"wanted": wanted, "tag": tag, "there": len(pool)}
            yield QuizFault(("draw", tag), "draw_too_many", template, values, is_warning=False)
    never = [question.id for question in quiz.questions if not quiz.draw.keys() & set(question.tags)]
    if quiz.draw and never:
        template = N_("No attempt asks what has none of the tags that are drawn: %(questions)s.")
        yield QuizFault(("draw",), "draw_never", template, {"questions": ", ".join(never)}, is_warning=True)
    asked = sum(quiz.draw.values())
    drawn = (
        len(drawn_questions(quiz, b"any: how many can be drawn follows from the tags")) if quiz.draw else 0
    )
    if enough and drawn < asked:
        template = N_(
            "%(asked)s questions are to be drawn, but some stand for two tags: only %(drawn)s can be."
        )
        values = {"asked": asked, "drawn": drawn}
        yield QuizFault(("draw",), "draw_shared", template, values, is_warning=False)
