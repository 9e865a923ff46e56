"""Quizzes as files of other systems, for admins."""

import base64
from typing import Annotated

from pydantic import Field

from course.core.formats.question_formats import FORMS
from course.core.formats.questions_in import Remark
from course.core.problems import NotFound
from course.web.api.blueprint import bp
from course.web.api.course_text import chosen_language
from course.web.api.given import LanguageQuery, OneOf, Reply
from course.web.api.operations import operation
from course.web.api.statistics import QuizPath
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.question_files import file_name, written_quiz
from course.web.question_words import sentence_of


class QuizFileQuery(LanguageQuery):
    """Which form, and which of the texts where a file holds one language."""

    form: Annotated[str, OneOf(FORMS), Field(description="All but yaml hold one language.")] = "yaml"


class RemarkLine(Reply):
    """What the form cannot hold of a question, and why."""

    question: str
    words: str


class QuizFileReply(Reply):
    """A quiz as a file: its bytes are `content`, in Base64. `written` counts its questions; `left_out` are those that the
    form cannot hold, `notes` what it loses of the others.
    """

    name: str
    media_type: str
    content: str
    written: int
    left_out: list[RemarkLine]
    notes: list[RemarkLine]


@bp.get("/quizzes/<quiz>/file")
@open_to("admin", objects="all", rate="preview", scope="questions:read")
@operation("A quiz as a file of another system")
def read_quiz_file(path: QuizPath, query: QuizFileQuery) -> QuizFileReply:
    quiz = catalogue().quizzes.get(path.quiz)
    if quiz is None:
        raise NotFound
    spoken = chosen_language(query)
    written = written_quiz(quiz, query.form, spoken)
    return QuizFileReply(
        name=file_name(quiz, query.form, spoken),
        media_type=FORMS[query.form].media_type,
        content=base64.b64encode(written.content).decode("ascii"),
        written=written.written,
        left_out=[_line(remark) for remark in written.left_out],
        notes=[_line(remark) for remark in written.notes],
    )


def _line(remark: Remark) -> RemarkLine:
    return RemarkLine(question=remark.name, words=sentence_of(remark))
