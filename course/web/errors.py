"""What went wrong, in words: the one place where codes become sentences and a status.

Pages get a page, programs get a problem document (RFC 9457). Each carries the request's id and nothing of the
machine: no trace, path, query or version.
"""

from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from course.core.problems import CourseProblem
from course.core.text import N_
from course.db.session import DBAPIError, PoolTimeout, is_busy
from course.web.i18n import gettext

log = structlog.get_logger("course.errors")

# Code to sentence. A sentence says what happened and what to do; values stand in %(named)s places.
SENTENCES: dict[str, str] = {
    "not_found": N_(
        "This page does not exist, or it is not open to you. Check the address, or go back to the course."
    ),
    "too_many": N_("You did this many times in a short while. Wait %(seconds)s seconds, then try again."),
    "sign_in_needed": N_("Sign in to go on. What you wrote is kept."),
    "method_not_allowed": N_(
        "This address does not take that kind of request. Go back and use the buttons of the page."
    ),
    "too_large": N_("What you sent is too large. Send a smaller file or a shorter text."),
    "form_expired": N_("This form was opened in another session. Your text is still there: send it again."),
    "busy": N_("The platform is very busy. Nothing was lost: wait a moment and try again."),
    "unexpected": N_(
        "Something went wrong on our side. What was stored before is safe. Try again in a moment."
    ),
    "bad_request": N_(
        "The platform could not read this request. Go back, check what you typed, and try again."
    ),
    "unknown_host": N_("This address is not one of the course."),
    "unsupported": N_(
        "The platform cannot read this kind of content here. Send it in the form that the page or the documentation names."
    ),
    "forbidden": N_("This token does not allow that. Make one with the scope that the documentation names."),
}
_HTTP_CODES = {
    400: "bad_request",
    401: "sign_in_needed",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported",
    429: "too_many",
    503: "busy",
}
RETRY_AFTER_SECONDS = 5


def sentence(code: str, values: dict[str, Any] | None = None) -> str:
    """Return the sentence of a code in the language spoken now."""
    return gettext(SENTENCES.get(code, SENTENCES["bad_request"]), **(values or {}))


def wants_json() -> bool:
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return request.is_json or best == "application/json"


def problem_document(
    status: int, code: str, detail: str, errors: list[dict[str, Any]] | None = None
) -> Response:
    """Answer a program: RFC 9457, with our code, the request's id, and each fault with its place."""
    body: dict[str, Any] = {
        "type": f"urn:course:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": g.get("request_id", ""),
    }
    if errors:
        body["errors"] = errors
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def answer(status: int, code: str, values: dict[str, Any] | None = None) -> Response:
    """Answer with a page or a problem document, whichever the caller reads."""
    words = sentence(code, values)
    if wants_json():
        response = problem_document(status, code, words)
    else:
        page = render_template(
            "errors/error.html", status=status, code=code, sentence=words, request_id=g.get("request_id", "")
        )
        response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    if status in {429, 503}:
        response.headers["Retry-After"] = str((values or {}).get("seconds", RETRY_AFTER_SECONDS))
    return response


def install(app: Flask) -> None:
    """Answer every kind of failure; a bug is logged with its trace and answered without."""

    @app.errorhandler(CourseProblem)
    def _problem(problem: CourseProblem) -> ResponseReturnValue:
        return answer(problem.status, problem.code, dict(problem.values))

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> ResponseReturnValue:
        return answer(400, "form_expired")

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:  # noqa: PLR2004 - redirects are raised too
            return error.get_response()
        response = answer(
            error.code, _HTTP_CODES.get(error.code, "bad_request"), {"seconds": RETRY_AFTER_SECONDS}
        )
        allowed = error.get_response().headers.get("Allow")
        if allowed:
            response.headers["Allow"] = allowed
        return response

    @app.errorhandler(DBAPIError)
    def _database(error: DBAPIError) -> ResponseReturnValue:
        if is_busy(error):
            log.warning("database_busy")
            return answer(503, "busy")
        return _unexpected(error)

    @app.errorhandler(PoolTimeout)
    def _pool(_error: PoolTimeout) -> ResponseReturnValue:
        log.warning("database_pool_exhausted")
        return answer(503, "busy")

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> ResponseReturnValue:
        log.error("unexpected", exc_info=error)
        return answer(500, "unexpected")
