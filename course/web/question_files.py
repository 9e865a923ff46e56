"""The files of questions: where one stands in those of the course, and a quiz written in a form of other systems."""

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Literal

from flask import current_app

from course.core.content.load import media_file
from course.core.content.question_lines import SourceLine, numbered, question_lines
from course.core.content.quiz_yaml import questions_yaml
from course.core.formats.question_formats import FORMS, write_quiz
from course.core.formats.questions_out import Exported
from course.core.grading.pictures import QuestionPicture
from course.core.grading.questions import AnyQuestion
from course.core.grading.quiz import Quiz
from course.core.problems import NotFound
from course.store.faults.queries import FaultRow
from course.web.content import builds_dir, catalogue


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """What the course's files say of a question now. `lines` is empty where `missing` says why: the file is gone
    ("gone"), cannot be read ("unreadable"), or does not name the question any more ("unnamed").
    """

    file: str  # such as "quizzes/steps.yaml"
    lines: tuple[SourceLine, ...] = ()
    missing: Literal["", "gone", "unreadable", "unnamed"] = ""

    @property
    def place(self) -> str:
        """The file and the line of the question in it; the file alone where there is no such line."""
        return f"{self.file}:{self.lines[0].number}" if self.lines else self.file


def question_source(row: FaultRow) -> QuestionSource:
    """Return the lines of a reported question as the files are now."""
    folder: Path = current_app.config["COURSE"].quiz_dir
    name = f"{row.quiz_slug}.yaml"
    try:
        lines = question_lines((folder / name).read_text("utf-8"), row.question_id)
    except FileNotFoundError:
        return QuestionSource(f"quizzes/{name}", missing="gone")
    except (OSError, ValueError):  # no UTF-8, or a name that no file can have
        return QuestionSource(f"quizzes/{name}", missing="unreadable")
    return QuestionSource(f"quizzes/{name}", lines, "" if lines else "unnamed")


def file_place(row: FaultRow) -> str:
    """Return the file and line of a question as the files are now; without a line where it is gone."""
    return question_source(row).place


def seen_lines(question: AnyQuestion) -> tuple[SourceLine, ...]:
    """Return a question as a quiz file would have it, written from what is stored of it: lines count from 1."""
    return numbered(dedent(questions_yaml([question])).splitlines())


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
