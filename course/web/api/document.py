"""The OpenAPI 3.1 document, made from the same declarations that requests are read by."""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from flask import Flask, current_app
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from course.core.problems import CourseProblem
from course.core.rules.scopes import SCOPES
from course.web.api.blueprint import bp, status_of
from course.web.api.faults import CODES_OF_FAULTS
from course.web.api.given import Given, MadeReply, Reply
from course.web.api.idempotency import HEADER, KEY, KeyOfAnotherRequest
from course.web.api.operations import OK, Operation, needs_key, operation
from course.web.gate import Access, access_of, open_to

VERSION = "1.0.0"
_MODELS = "#/components/schemas/{model}"
_TITLES: Mapping[int, str] = {
    400: "The request cannot be read: a query, a header, or a body that is no JSON.",
    401: "No token, or one that does not hold.",
    403: "The token lacks the scope, or its person the role.",
    404: "There is no such thing, or it is not yours to see.",
    409: "The request fits this document, but not what is stored; or its key was sent with another request.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    422: "The body breaks its schema.",
    429: "Too many requests; Retry-After says when to come again.",
    503: "The platform is busy; Retry-After says when to come again.",
}
_COME_AGAIN = (429, 503)
_ABOUT = (
    "The same flows and figures as the pages. Every write by POST carries an Idempotency-Key of its own; lists "
    "come in pages, of which each names the next one's cursor; failures are problem documents (RFC 9457) that "
    "name every fault. A token never opens more than its person may see."
)

_ABOUT_TOKENS = (
    "A token, made in one's account under Tokens. Its scopes, in their owner's words:\n\n"
    + "\n".join(f"- `{scope}`: {words}" for scope, words in SCOPES.items())
)


class FaultShape(Reply):
    """One fault: where it is (one of `pointer`, `parameter` and `header`), its code, and what to do."""

    pointer: str | None = Field(default=None, description="A JSON pointer into the body.")
    parameter: str | None = Field(default=None, description="A parameter of the query.")
    header: str | None = None
    code: str
    detail: str


class Problem(BaseModel):
    """What went wrong, in the caller's language (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[FaultShape] = Field(default_factory=list)
    stored: JsonValue = Field(
        default=None, description="What is stored, where it clashes with what was sent."
    )


class OpenApiDocument(Reply):
    """An OpenAPI document."""

    model_config = ConfigDict(extra="allow")


@bp.get("/openapi.json")
@open_to("anonymous", cache="public", rate="api")
@operation("This document")
def openapi() -> OpenApiDocument:
    return OpenApiDocument.model_validate(document())


def document() -> dict[str, Any]:
    """Return the document of the running application; made once."""
    made = current_app.extensions.get("course_openapi")
    if made is None:
        made = current_app.extensions["course_openapi"] = _make(current_app)
    found: dict[str, Any] = made
    return found


def operations_of(app: Flask) -> Iterator[tuple[Rule, str, Operation, Access]]:
    """Yield each operation with its rule, method and who may call it, in order of address."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{bp.name}.")]
    for rule in sorted(rules, key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        declared: Operation | None = getattr(view, "operation", None)
        access = access_of(app, rule.endpoint)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if declared is not None and access is not None:
                yield rule, method, declared, access


def _make(app: Flask) -> dict[str, Any]:
    listed = list(operations_of(app))
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, declared, access in listed:
        address = re.sub(r"<([a-z_]+)>", r"{\1}", rule.rule)
        paths.setdefault(address, {})[method.lower()] = _operation(method, declared, access)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Course", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": _schemas([declared for _, _, declared, _ in listed]),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": _ABOUT_TOKENS,
                }
            },
        },
    }


def _schemas(operations: list[Operation]) -> dict[str, Any]:
    bodies = {declared.body for declared in operations if declared.body is not None}
    replies = {declared.reply for declared in operations if declared.reply is not None}
    modes: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        *((model, "validation") for model in sorted(bodies, key=lambda model: model.__name__)),
        *((model, "serialization") for model in sorted(replies, key=lambda model: model.__name__)),
        (Problem, "validation"),
    ]
    _, definitions = models_json_schema(modes, ref_template=_MODELS)
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _operation(method: str, declared: Operation, access: Access) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": declared.name,
        "summary": declared.summary,
        "description": _description(declared, access),
        "parameters": [
            *_parameters(declared.path, "path"),
            *_parameters(declared.query, "query"),
            *_headers(method),
        ],
        "responses": _responses(method, declared, access),
        "security": [{"token": [access.scope]}] if access.who != "anonymous" else [],
    }
    if declared.body is not None:
        made["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _reference(declared.body)}},
        }
    return made


def _description(declared: Operation, access: Access) -> str:
    words = [declared.description]
    if access.who != "anonymous":
        words.append(f"Needs the scope `{access.scope}`; for {_ROLES[access.who]}.")
    return "\n\n".join(word for word in words if word)


_ROLES = {
    "learner": "everybody with an account",
    "facilitator": "facilitators, for their own cohorts, and admins",
    "admin": "admins",
}


def _parameters(model: type[Given] | None, where: str) -> Iterator[dict[str, Any]]:
    if model is None:
        return
    schema = model.model_json_schema(mode="validation")
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        shape = _without_null(field)
        made = {
            "name": name,
            "in": where,
            "required": where == "path" or name in required,
            "schema": {key: value for key, value in shape.items() if key not in {"title", "description"}},
        }
        told = shape.get("description") or field.get("description")
        yield made | ({"description": told} if told else {})


def _without_null(field: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter that may be left out: left out it is, never null."""
    branches = [branch for branch in field.get("anyOf", ()) if branch != {"type": "null"}]
    shape = {key: value for key, value in field.items() if key != "anyOf"}
    if shape.get("default", ...) is None:
        del shape["default"]
    return shape | (branches[0] if branches else {})


def _headers(method: str) -> Iterator[dict[str, Any]]:
    if needs_key(method):
        yield {
            "name": HEADER,
            "in": "header",
            "required": True,
            "description": "A key of this write's own: sent again with the same request it brings the same reply.",
            "schema": {"type": "string", "pattern": KEY, "minLength": 8, "maxLength": 200},
        }


def _responses(method: str, declared: Operation, access: Access) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done." if declared.reply is None else "The reply."}
    if declared.reply is not None:
        good["content"] = {"application/json": {"schema": _reference(declared.reply)}}
    made = {str(declared.status): good}
    if declared.reply is not None and issubclass(declared.reply, MadeReply):
        made[str(OK)] = {**good, "description": "It was there already."}
    if method == "GET":
        made["304"] = {"description": "Nothing has changed since the reply that If-None-Match names."}
    for status, codes in sorted(_problems(method, declared, access).items()):
        told = _TITLES[status] + (f" Codes: {', '.join(sorted(codes))}." if codes else "")
        made[str(status)] = {
            "description": told,
            "content": {"application/problem+json": {"schema": _reference(Problem)}},
        }
        if status in _COME_AGAIN:
            made[str(status)]["headers"] = {
                "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}
            }
    return made


def _problems(method: str, declared: Operation, access: Access) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {400: {CODES_OF_FAULTS[400]}, 429: set(), 503: set()}
    if access.who != "anonymous":
        found |= {401: set(), 403: set()}
    if declared.path is not None or _takes_cursor(declared):
        found[404] = set()
    if declared.body is not None or method != "GET":
        found[413] = set()
    if declared.body is not None:
        found |= {409: {CODES_OF_FAULTS[409]}, 415: set(), 422: {CODES_OF_FAULTS[422]}}
    problems: tuple[type[CourseProblem], ...] = declared.problems
    if needs_key(method):
        problems = (*problems, KeyOfAnotherRequest)
    for problem in problems:
        found.setdefault(status_of(problem), set()).add(problem.code)
    return found


def _takes_cursor(declared: Operation) -> bool:
    return declared.query is not None and "cursor" in declared.query.model_fields


@functools.cache
def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _MODELS.format(model=model.__name__)}
