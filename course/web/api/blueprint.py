"""The area's blueprint: who calls by which token, and how failures are told to programs."""

from uuid import UUID

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from course.core.problems import CourseProblem, FieldsRefused
from course.store.accounts.operations import touch_api_token
from course.web.api.faults import Fault, FaultsFound
from course.web.errors import answer, problem_document, sentence
from course.web.extensions import csrf
from course.web.gate import actor
from course.web.i18n import best_language, language, speak
from course.web.session import database, utc_now

bp = Blueprint("api", __name__, url_prefix="/api/v1")

# Only a bearer token opens these addresses; a browser's cookie is not read, so there is nothing to forge.
csrf.exempt(bp)

UNREADABLE = 400
CONFLICT = 409
MOST_NOTED = 10_000
_noted: dict[UUID, str] = {}  # token to the hour in which this process noted its use: spares a write a call


def status_of(problem: type[CourseProblem] | CourseProblem) -> int:
    """Return the status that a program gets.

    400 says that a request breaks its declaration. What fits that and not what is stored is a conflict.
    """
    return CONFLICT if problem.status == UNREADABLE else problem.status


@bp.before_request
def _speak() -> None:
    """Speak the account's language where the request asks for none."""
    if not request.accept_languages and actor().signed_in:
        speak(actor().language, actor().time_zone)


@bp.before_request
def _note_use() -> None:
    """Keep when a token was used last, to the hour, so that its owner sees which ones nobody needs."""
    token_id, hour = actor().session_id, utc_now().strftime("%Y-%m-%dT%H")
    if token_id is None or _noted.get(token_id) == hour:
        return
    with database().writing() as session:
        touch_api_token(session, token_id=token_id, now=utc_now())
    if len(_noted) >= MOST_NOTED:
        _noted.clear()
    _noted[token_id] = hour


@bp.after_request
def _tell(response: Response) -> Response:
    response.vary.update(("Accept-Language", "Authorization"))
    if response.mimetype == "application/problem+json":
        response.headers["Content-Language"] = language()
    return response


@bp.errorhandler(FaultsFound)
def _faults(found: FaultsFound) -> ResponseReturnValue:
    errors = [fault.document() for fault in found.faults]
    response = problem_document(found.status, found.code, sentence(found.code), errors)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.errorhandler(FieldsRefused)
def _fields(refused: FieldsRefused) -> ResponseReturnValue:
    """Name each field that fits its schema and cannot be taken all the same."""
    places = [(f"#/{fault.name}" if fault.name else "#", fault) for fault in refused.faults]
    faults = [Fault("body", place, fault.code, fault.values) for place, fault in places]
    return _faults(FaultsFound(faults, status=CONFLICT))


@bp.errorhandler(CourseProblem)
def _problem(problem: CourseProblem) -> ResponseReturnValue:
    return answer(status_of(problem), problem.code, dict(problem.values))


@bp.errorhandler(401)
def _no_token(_error: HTTPException) -> ResponseReturnValue:
    response = answer(401, "token_needed")
    sent = "Authorization" in request.headers
    response.headers["WWW-Authenticate"] = 'Bearer realm="course"' + (
        ', error="invalid_token"' if sent else ""
    )
    return response


@bp.errorhandler(403)
def _narrow_token(_error: HTTPException) -> ResponseReturnValue:
    speak(best_language())  # the gate is shut before anybody has asked for a language
    if g.access.scope in (actor().scopes or ()):
        return answer(403, "role_missing", {"role": g.access.who})  # no other token would help
    response = answer(403, "forbidden", {"scope": g.access.scope})
    response.headers["WWW-Authenticate"] = (
        f'Bearer realm="course", error="insufficient_scope", scope="{g.access.scope}"'
    )
    return response
