"""What a certificate says was done, and the code by which anybody asks for it."""

import re
from dataclasses import dataclass

from course.core.content.model import Catalogue
from course.core.rules.completion import CourseProgress
from course.core.tokens import CODE_ALPHABET, new_code

CODE_LENGTH = 12  # 60 random bits: at a hundred tries a second a guess takes millions of years
_CODE = re.compile(rf"[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")
_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Achieved:
    """What a learner had done when the course was completed; `minutes` is about how long it takes."""

    modules: int
    lessons: int
    quizzes: int  # passed
    surveys: int  # handed in
    games: int  # passed
    minutes: int


def achieved(catalogue: Catalogue, progress: CourseProgress, language: str) -> Achieved | None:
    """Return what earned the certificate; None while something is missing, or where nothing is asked for.

    The rule of course.yaml knows "all" only: every module, quiz and game. Things that came to a module after the
    learner had completed it are not asked for, and count only where they are done.
    """
    if not progress.done or not any(module.ticks for module in progress.modules):
        return None
    done = [tick for module in progress.modules for tick in module.ticks if tick.done]
    quizzes = [tick.slug for tick in done if tick.what == "quiz"]
    surveys = sum(catalogue.quizzes[slug].is_survey for slug in quizzes)
    lessons = [catalogue.lesson(tick.slug) for tick in done if tick.what == "lesson"]
    reading = sum(lesson.text(language, catalogue.languages[0]).minutes for lesson in lessons if lesson)
    answering = sum(catalogue.quizzes[tick.slug].minutes for tick in done if tick.what != "lesson")
    return Achieved(
        modules=len(progress.modules),
        lessons=len(lessons),
        quizzes=len(quizzes) - surveys,
        surveys=surveys,
        games=sum(tick.what == "game" for tick in done),
        minutes=reading + answering,
    )


def new_certificate_code() -> str:
    return new_code(CODE_LENGTH)


def shown_code(code: str) -> str:
    """Return a code in groups of four, as it is printed: K7QM-4TXH-9PRW."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed, whatever its case, hyphens and blanks; None where it is none."""
    code = re.sub(r"[\s\u2010-\u2015-]", "", typed).upper()
    return code if _CODE.fullmatch(code) else None
