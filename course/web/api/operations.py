"""The one decorator of the API: it reads what a view declares, answers what it returns, and keeps the list of all.

A view's signature is its declaration. Parameters named `path`, `query` and `body` are read into their models, the
returned model is the reply, None is a reply without content. Views neither read the request nor commit: a write is
committed here once, together with the reply that its key brings again.
"""

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

from flask import Response, request
from pydantic import ValidationError

from course.core.problems import CourseProblem, NotFound
from course.db.session import retried
from course.store.accounts.operations.replies import keep_reply
from course.web.api.bodies import SMALL_BODY, read_json, refuse_body
from course.web.api.faults import Fault, FaultsFound, faults_of
from course.web.api.given import Given, MadeReply, Reply
from course.web.api.idempotency import HEADER, claim, key_fault
from course.web.gate import actor
from course.web.session import commit, undo, writing

View = Callable[..., Any]
NO_CONTENT = 204
OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What one view declares. `problems` are those that it raises of itself, for the document."""

    name: str
    summary: str
    description: str
    path: type[Given] | None
    query: type[Given] | None
    body: type[Given] | None
    reply: type[Reply] | None
    status: int
    problems: tuple[type[CourseProblem], ...]
    largest_body: int


def operation(
    summary: str,
    *,
    status: int = OK,
    problems: Sequence[type[CourseProblem]] = (),
    largest_body: int = SMALL_BODY,
) -> Callable[[View], Callable[..., Response]]:
    """Make a view an operation of the API. Stands under `open_to`."""

    def declare(view: View) -> Callable[..., Response]:
        types = get_type_hints(view)
        reply = types.get("return")
        declared = Operation(
            name=view.__name__,
            summary=summary,
            description=" ".join((view.__doc__ or "").split()),
            path=types.get("path"),
            query=types.get("query"),
            body=types.get("body"),
            reply=None if reply is type(None) else reply,
            status=NO_CONTENT if reply is type(None) else status,
            problems=tuple(problems),
            largest_body=largest_body,
        )

        @functools.wraps(view)
        def call(**place: str) -> Response:
            return _answer(declared, view, place)

        call.operation = declared  # type: ignore[attr-defined]
        return call

    return declare


def needs_key(method: str) -> bool:
    """Tell whether a method's calls carry a key: what a repeated call would do twice."""
    return method == "POST"


def _answer(declared: Operation, view: View, place: dict[str, str]) -> Response:
    faults: list[Fault] = []
    given: dict[str, Given] = {}
    if declared.path is not None:
        given["path"] = _path(declared.path, place)
    _read_query(declared, given, faults)
    keyed = needs_key(request.method)
    if keyed and (fault := key_fault()):
        faults.append(fault)
    sent = _read_body(declared, given, faults)
    if faults:
        raise FaultsFound(faults)
    if request.method in {"GET", "HEAD"}:
        return _tagged(_response(declared.status, _text(view(**given))))
    return _write(
        declared, functools.partial(view, **given), sent, request.headers[HEADER] if keyed else None
    )


def _path(model: type[Given], place: dict[str, str]) -> Given:
    """Read the parts of an address. What cannot be the name of anything is answered like what does not exist."""
    try:
        return model.model_validate_strings(place)
    except ValidationError as error:
        raise NotFound from error


def _read_query(declared: Operation, given: dict[str, Given], faults: list[Fault]) -> None:
    model = declared.query or _Nothing
    sent = request.args.to_dict(flat=False)
    faults += [
        Fault("query", name, "field_repeated")
        for name, values in sent.items()
        if len(values) > 1 and name in model.model_fields
    ]
    try:
        query = model.model_validate_strings({name: values[0] for name, values in sent.items()})
    except ValidationError as error:
        faults += faults_of(error, "query", sent)
    else:
        if declared.query is not None:
            given["query"] = query


def _read_body(declared: Operation, given: dict[str, Given], faults: list[Fault]) -> Any:
    if declared.body is None:
        refuse_body()
        return None
    data, value = read_json(declared.largest_body)
    try:
        given["body"] = declared.body.model_validate_json(data)
    except ValidationError as error:
        faults += faults_of(error, "body", value)
    return value


@retried
def _write(declared: Operation, view: Callable[[], Any], sent: Any, key: str | None) -> Response:
    """Let the view write and commit, or give the reply that its key brought before."""
    session = writing()
    try:
        kept = claim(key, sent) if key is not None else None
        if kept is not None:
            undo()
            return _response(kept.status, kept.text)
        reply = view()
        status, text = _status(declared, reply), _text(reply)
        account_id = actor().account_id
        if key is not None and account_id is not None:
            keep_reply(session, account_id=account_id, key=key, status=status, text=text)
        commit()
    except BaseException:
        undo()
        raise
    return _response(status, text)


def _status(declared: Operation, reply: Reply | None) -> int:
    return OK if isinstance(reply, MadeReply) and not reply.new else declared.status


def _text(reply: Reply | None) -> str:
    return reply.model_dump_json() if reply is not None else ""


def _response(status: int, text: str) -> Response:
    response = Response(text, status=status, mimetype="application/json")
    if status == NO_CONTENT:
        del response.headers["Content-Type"]
    return response


def _tagged(response: Response) -> Response:
    """Name the reply by its content, and answer a caller that has it already without sending it again."""
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32], weak=True)
    response.make_conditional(request)
    return response


class _Nothing(Given):
    """A query without parameters."""
