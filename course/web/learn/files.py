"""Files as answers: chosen on a page of their own, so that it works without script; and read again by who may."""

from pathlib import Path
from uuid import UUID

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import dump_options_header

from course.core.formats.documents import ENDINGS, FILE_MAX, MEDIA_TYPES, FileRefused
from course.core.problems import NotFound
from course.core.text import pick
from course.flows.store_answer import OpenAttempt, attempt_questions, is_overdue
from course.flows.store_upload import QUOTA, Answering, find_upload_question, store_upload, take_upload_back
from course.reports.readable_upload import readable_upload, unmarked_receipt
from course.store.attempts.queries import find_attempt
from course.store.uploads.queries import UploadFacts, uploads_of
from course.store.uploads.shelf import get_file
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.extensions import csrf
from course.web.gate import actor, open_to
from course.web.hidden_names import names_hidden
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.learn.blueprint import bp
from course.web.session import commit, reading, utc_now, writing

BODY_MAX = FILE_MAX + 100_000  # bytes: a file, and the form around it


@bp.get("/quiz/<quiz>/attempts/<uuid:attempt_id>/files/<int:place>")
@open_to("learner", objects="own")
def file(quiz: str, attempt_id: UUID, place: int) -> ResponseReturnValue:
    """Ask for the file of one question, or show the one that is stored."""
    found = _open_attempt(quiz, attempt_id)
    return _file_page(found, place) if found else redirect(_attempt_url(quiz, attempt_id))


@bp.post("/quiz/<quiz>/attempts/<uuid:attempt_id>/files/<int:place>")
@csrf.exempt  # type: ignore[untyped-decorator]
@open_to("learner", objects="own", rate="write")
def post_file(quiz: str, attempt_id: UUID, place: int) -> ResponseReturnValue:
    """Store a file as the answer, or take the stored one back.

    The token is checked here instead of before the gate: only who is signed in sends a body of this size.
    """
    request.max_content_length = BODY_MAX
    try:
        csrf.protect()
    except RequestEntityTooLarge:  # nothing of it was read, so it changes nothing
        found = _open_attempt(quiz, attempt_id)
        if found is None:
            raise
        too_large = sentence("file_too_large", {"megabytes": FILE_MAX // 1_000_000})
        return _file_page(found, place, too_large), 413
    found = _open_attempt(quiz, attempt_id)
    if found is None:
        return redirect(_attempt_url(quiz, attempt_id), code=303)
    where = Answering(learner_id=found.row.learner_id, quiz_slug=quiz, attempt_id=attempt_id, place=place)
    if "drop" in request.form:
        take_upload_back(writing(), catalogue(), where=where, language=language(), now=utc_now())
        commit()
        return redirect(_attempt_url(quiz, attempt_id, place, "-file"), code=303)
    sent = request.files.get("file")
    try:
        store_upload(
            writing(),
            catalogue(),
            folder=current_app.config["COURSE"].uploads_dir,
            where=where,
            name=(sent.filename or "") if sent else "",
            data=sent.read(FILE_MAX + 1) if sent else b"",
            language=language(),
            now=utc_now(),
        )
    except FileRefused as problem:
        writing().rollback()
        return _file_page(found, place, sentence(problem.code, dict(problem.values))), problem.status
    kept = uploads_of(writing(), attempt_id)[find_upload_question(found, place).id].name
    commit()
    if sent and _ending(sent.filename or "") != _ending(kept):
        flash(
            _(
                "What this file holds is of another kind than its name says. It is kept as %(name)s.",
                name=kept,
            ),
            "ok",
        )
    return redirect(_attempt_url(quiz, attempt_id, place, "-file"), code=303)


@bp.get("/files/<uuid:upload_id>")
@open_to("learner", objects="cohort")
def stored_file(upload_id: UUID) -> ResponseReturnValue:
    """Send a stored file, always to be saved: a browser shows, guesses and runs nothing of it."""
    found = readable_upload(reading(), actor(), upload_id)
    data = get_file(current_app.config["COURSE"].uploads_dir, found.stored_name)
    if data is None:
        raise NotFound
    response = Response(data, content_type=MEDIA_TYPES[found.kind])  # type: ignore[index]
    response.headers["Content-Disposition"] = dump_options_header(
        "attachment", {"filename": _name_to_tell(found)}
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _name_to_tell(file: UploadFacts) -> str:
    """Return under which name a file is saved: its own may tell whose it is, which who hides names learns at the mark."""
    if not names_hidden() or file.learner_id == actor().account_id:
        return file.name
    receipt = unmarked_receipt(reading(), file)
    return f"{file.question_id}-{receipt}.{ENDINGS[file.kind]}" if receipt else file.name  # type: ignore[index]


def _ending(name: str) -> str:
    return Path(name).suffix.lower().replace(".jpeg", ".jpg")


def _open_attempt(quiz: str, attempt_id: UUID) -> OpenAttempt | None:
    """Return the caller's attempt; None where it takes no answer any more. Raises NotFound."""
    running = catalogue().quizzes.get(quiz)
    row = find_attempt(
        reading(),
        attempt_id=attempt_id,
        learner_id=actor().account_id or abort(404),
        quiz_slug=quiz,
        running_version=running.version if running else "",
    )
    if row is None:
        raise NotFound
    return attempt_questions(catalogue(), row) if row.is_open and not is_overdue(row, utc_now()) else None


def _file_page(found: OpenAttempt, place: int, error: str = "") -> str:
    question = find_upload_question(found, place)
    source = catalogue().languages[0]
    return render_template(
        "learn/file.html",
        current_area="course",
        title=pick(found.quiz.title, language(), source),
        text=pick(question.text, language(), source),
        place=place,
        stored=uploads_of(reading(), found.row.id).get(question.id),
        back_url=_attempt_url(found.row.quiz_slug, found.row.id, place),
        quiz_url=url_for("learn.quiz", quiz=found.row.quiz_slug),
        error=error,
        quota=QUOTA,
    )


def _attempt_url(quiz: str, attempt_id: UUID, place: int | None = None, end: str = "") -> str:
    """Return the attempt's address at a question, or at a part of it: the line that tells of its file takes the focus."""
    anchor = f"q{place}{end}" if place else None
    return url_for("learn.attempt", quiz=quiz, attempt_id=attempt_id, _anchor=anchor)
