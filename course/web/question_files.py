"""The files of questions: where one stands in those of the course, and a quiz written in a form of other systems."""

from pathlib import Path

from flask import current_app

from course.core.content.load import media_file
from course.core.content.question_lines import question_line
from course.core.formats.question_formats import FORMS, write_quiz
from course.core.formats.questions_out import Exported
from course.core.grading.pictures import QuestionPicture
from course.core.grading.quiz import Quiz
from course.core.problems import NotFound
from course.store.faults.queries import FaultRow
from course.web.content import builds_dir, catalogue


def file_place(row: FaultRow) -> str:
    """Return the file and line of a question as the files are now; without a line where it is gone."""
    folder: Path = current_app.config["COURSE"].quiz_dir
    name = f"{row.quiz_slug}.yaml"
    try:
        number = question_line((folder / name).read_text("utf-8"), row.question_id)
    except (OSError, UnicodeDecodeError):
        number = 0
    return f"quizzes/{name}:{number}" if number else f"quizzes/{name}"


def written_quiz(quiz: Quiz, form: str, spoken: str) -> Exported:
    """Return a quiz of the running course in a form of FORMS, with its pictures; `spoken` where a file has one language."""
    zone = str(catalogue().about.get("time_zone", "UTC"))
    return write_quiz(quiz, form, spoken, zone, _picture_bytes)


def file_name(quiz: Quiz, form: str, spoken: str) -> str:
    """Return what a quiz's file in a form of FORMS is called."""
    known = FORMS[form]
    return f"{quiz.slug}{known.ending}" if known.all_languages else f"{quiz.slug}.{spoken}{known.ending}"


def _picture_bytes(picture: QuestionPicture) -> bytes:
    """Return a picture of the running course; none where its file is gone."""
    try:
        return media_file(builds_dir(), picture.name).read_bytes()
    except NotFound:
        return b""
