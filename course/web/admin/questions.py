"""Questions in and out: a file of another system looked at and turned into ours, and each quiz as a file of any form.

Authors keep quizzes in files of their own: nothing is written here. What is uploaded is read, shown, and given back.
"""

from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from course.core.content.quiz_yaml import questions_yaml
from course.core.formats.question_formats import FORMS, READ_NAMES, read_questions
from course.core.formats.questions_in import FileRefused, Imported, Remark
from course.core.grading.kinds import kind_of
from course.core.grading.questions import AnyQuestion
from course.core.grading.quiz import Quiz
from course.core.problems import NotFound
from course.core.text import N_, pick
from course.web.admin.blueprint import bp
from course.web.admin.forms import QuestionsForm
from course.web.content import catalogue
from course.web.errors import answer, sentence
from course.web.extensions import csrf
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.limits import TooMany
from course.web.question_files import file_name, written_quiz
from course.web.question_words import kind_words, refused_words, sentence_of

FILE_MAX = 5_000_000  # bytes; larger files come by the command line
SHOWN_MAX = 300  # questions of a preview
REMARKS_MAX = 1_000  # of a preview, of what is left out and of what is lost each
COPIED_MAX = 200_000  # characters of YAML that stand in the page


class ShownQuestion(NamedTuple):
    """One question of the preview."""

    id: str
    kind: str
    text: str
    yaml: str


class ListedQuiz(NamedTuple):
    """A quiz that can go out, with the title of its module and the number of its questions."""

    slug: str
    title: str
    module: str
    questions: int


class ShownRemark(NamedTuple):
    """What a file lost: which question, on which line, and why."""

    name: str
    line: int
    words: str


class ShownFile(NamedTuple):
    """What a quiz becomes in one form."""

    form: str
    name: str
    written: int
    left_out: list[ShownRemark]
    notes: list[ShownRemark]


@bp.get("/admin/questions")
@open_to("admin", objects="all")
def questions() -> ResponseReturnValue:
    """Offer to read a file, and list the quizzes that can go out."""
    return _form_page(_form())


@bp.post("/admin/questions")
@csrf.exempt  # type: ignore[untyped-decorator]
@open_to("admin", objects="all", rate="preview")
def read_file() -> ResponseReturnValue:
    """Show what a file's questions become, or give them as YAML. Nothing is stored.

    The token is checked here instead of before the gate: only who may read files in sends a body of this size.
    """
    _take_large_bodies()
    csrf.protect()
    form = _form()
    if not form.validate_on_submit():
        return make_response(_form_page(form), 422)
    try:
        data, name = _sent(form)
        known, imported = read_questions(data, form.language.data, (), form.form.data or "")
    except FileRefused as refused:
        return make_response(_form_page(form, [refused_words(refused)]), 422)
    if not imported.questions and not imported.skipped:
        return make_response(_form_page(form, [_("There is no question in it that can be read.")]), 422)
    if request.form.get("do") == "download" and imported.kept_pictures():
        return _attachment(_zipped(imported), "questions.zip", "application/zip")
    if request.form.get("do") == "download" and imported.questions:
        return _attachment(_yaml(imported).encode(), "questions.yaml", "application/yaml")
    return render_template("admin/question_preview.html", form=form, **_preview(imported, known, name))


@bp.errorhandler(TooMany)
def too_many(problem: TooMany) -> ResponseReturnValue:
    """Answer as everywhere; who pasted questions gets them back with the form."""
    refused = answer(problem.status, problem.code, dict(problem.values))
    if request.endpoint != "admin.read_file":
        return refused
    _take_large_bodies()
    page = _form_page(_form(), [sentence(problem.code, dict(problem.values))])
    return make_response(page, problem.status, {"Retry-After": refused.headers["Retry-After"]})


@bp.get("/admin/questions/<quiz>")
@open_to("admin", objects="all")
def quiz_files(quiz: str) -> ResponseReturnValue:
    """Show in which forms a quiz can go out, and what each of them cannot hold."""
    found, spoken = _quiz(quiz), _spoken()
    files = []
    for form in FORMS:
        written = written_quiz(found, form, spoken)
        remarks = (
            [_shown(remark) for remark in written.left_out],
            [_shown(remark) for remark in written.notes],
        )
        files.append(ShownFile(form, FORMS[form].name, written.written, *remarks))
    return render_template(
        "admin/question_files.html",
        quiz=found,
        title=pick(found.title, language(), catalogue().languages[0]),
        files=files,
        spoken=spoken,
        codes=catalogue().languages,
    )


@bp.get("/admin/questions/<quiz>/file")
@open_to("admin", objects="all", rate="preview")
def quiz_form_file(quiz: str) -> ResponseReturnValue:
    """Give a quiz as a file of the form that the address names."""
    found, form, spoken = _quiz(quiz), request.args.get("form", "yaml"), _spoken()
    if form not in FORMS:
        raise NotFound
    content = written_quiz(found, form, spoken).content
    return _attachment(content, file_name(found, form, spoken), FORMS[form].media_type)


def _take_large_bodies() -> None:
    request.max_content_length = 2 * FILE_MAX
    request.max_form_memory_size = FILE_MAX


def _form() -> QuestionsForm:
    form = QuestionsForm(formdata=request.form | request.files if request.method == "POST" else None)
    form.language.choices = [(code, code) for code in catalogue().languages]
    return form


def _form_page(form: QuestionsForm, faults: list[str] | None = None) -> str:
    return render_template("admin/questions.html", form=form, faults=faults or [], quizzes=_listed())


def _listed() -> list[ListedQuiz]:
    """Return the quizzes in course order, each with its module's title; "" for one that stands in none."""
    course, spoken = catalogue(), language()
    modules = {
        slug: pick(module.title, spoken, course.languages[0])
        for module in course.modules
        for slug in (*module.quizzes, *module.games)
    }
    return [
        ListedQuiz(
            quiz.slug,
            pick(quiz.title, spoken, course.languages[0]),
            modules.get(quiz.slug, ""),
            len(quiz.questions),
        )
        for quiz in course.quizzes_in_order
    ]


def _sent(form: QuestionsForm) -> tuple[bytes, str]:
    """Return the bytes of the file or of what was pasted, and the file's name. Raises FileRefused for too many."""
    upload = form.file.data
    if upload and upload.filename:
        data = upload.read(FILE_MAX + 1)
        if len(data) > FILE_MAX:
            raise FileRefused(
                N_("It is larger than %(most)s bytes: part it, or use the command line."), most=FILE_MAX
            )
        return data, "".join(sign for sign in upload.filename if sign.isprintable())[:120]
    return (form.text.data or "").encode(), ""


def _preview(imported: Imported, known: str, name: str) -> dict[str, object]:
    yaml = _yaml(imported) if imported.questions else ""
    return {
        "name": name,
        "known": READ_NAMES[known],
        "total": len(imported.questions),
        "shown": [_question(question, imported.language) for question in imported.questions[:SHOWN_MAX]],
        "left_out": len(imported.skipped),
        "skipped": [_shown(remark) for remark in imported.skipped[:REMARKS_MAX]],
        "remarked": len(imported.notes),
        "notes": [_shown(remark) for remark in imported.notes[:REMARKS_MAX]],
        "yaml": yaml if len(yaml) <= COPIED_MAX and not imported.kept_pictures() else "",
        "pictures": len(imported.kept_pictures()),
        "spoken": imported.language,
    }


def _yaml(imported: Imported) -> str:
    return "questions:\n" + questions_yaml(imported.questions)


def _zipped(imported: Imported) -> bytes:
    """Return a quiz file with its pictures, as they lie beside each other in a module's folder."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as package:
        package.writestr("questions.yaml", _yaml(imported))
        for name, data in imported.kept_pictures().items():
            package.writestr(name, data)
    return held.getvalue()


def _question(question: AnyQuestion, spoken: str) -> ShownQuestion:
    text = pick(question.text, spoken, catalogue().languages[0])
    return ShownQuestion(question.id, kind_words(kind_of(question)), text, questions_yaml([question]))


def _shown(remark: Remark) -> ShownRemark:
    return ShownRemark(remark.name, remark.line, sentence_of(remark))


def _quiz(slug: str) -> Quiz:
    found = catalogue().quizzes.get(slug)
    if found is None:
        raise NotFound
    return found


def _spoken() -> str:
    """Return the language of the texts that go out: the one asked for, else the page's, else the source's."""
    known = catalogue().languages
    asked = request.args.get("texts", language())
    return asked if asked in known else known[0]


def _attachment(data: bytes, name: str, media_type: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
