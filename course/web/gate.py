"""Who may: each route declares its rule with `open_to`; a route without one is closed to everybody.

The declarations of all routes together are the policy table: `policy_table(app)` gathers it, a page of the
docs shows it whole, and the access matrix of the tests is generated from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from course.core.rules.actor import ANONYMOUS, Actor
from course.web.limits import hit_rate_class

Who = Literal["anonymous", "learner", "facilitator", "admin"]
Objects = Literal["none", "own", "cohort", "community", "all"]
Cache = Literal["public", "private", "no-store"]
F = TypeVar("F", bound=Callable[..., Any])

_RANKS: dict[str, int] = {"anonymous": 0, "learner": 1, "facilitator": 2, "admin": 3}
STAFF_AREAS = {"facilitate"}


@dataclass(frozen=True, slots=True)
class Access:
    """One route's rule.

    `who` is the least role; `objects` says on which things (own: the caller's; cohort: those of cohorts that
    the caller facilitates or learns in; community: what the visibility rules allow; all). The query that loads
    a thing keeps to it. `rate` names a rate class of limits.py. `scope` is what an API token needs.
    """

    who: Who
    objects: Objects = "none"
    rate: str = "page"
    cache: Cache = "no-store"
    scope: str = ""


def open_to(
    who: Who,
    *,
    objects: Objects = "none",
    rate: str = "page",
    cache: Cache = "no-store",
    scope: str = "",
) -> Callable[[F], F]:
    """Declare a view's rule. Stands between the route and the function."""
    access = Access(who, objects, rate, cache, scope)

    def declare(view: F) -> F:
        view.access = access  # type: ignore[attr-defined]
        return view

    return declare


def access_of(app: Flask, endpoint: str | None) -> Access | None:
    """Return the rule declared for an endpoint; None closes it."""
    view = app.view_functions.get(endpoint or "")
    rule: Access | None = getattr(view, "access", None)
    return rule


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One line of the policy table."""

    path: str
    methods: tuple[str, ...]
    endpoint: str
    changes: bool
    access: Access | None


def policy_table(app: Flask) -> list[PolicyLine]:
    """Return every route with its rule, in order of path."""
    lines = []
    for rule in app.url_map.iter_rules():
        methods = tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        changes = bool({"POST", "PUT", "PATCH", "DELETE"} & set(methods))
        lines.append(PolicyLine(rule.rule, methods, rule.endpoint, changes, access_of(app, rule.endpoint)))
    return sorted(lines, key=lambda line: (line.path, line.methods))


def actor() -> Actor:
    """Return who is calling: the person of the session or token, else ANONYMOUS."""
    current: Actor = g.get("actor", ANONYMOUS)
    return current


def allows(rule: Access, caller: Actor) -> bool:
    """Tell whether a caller's role, and a token's scopes, meet a rule."""
    if _RANKS[caller.role] < _RANKS[rule.who]:
        return False
    return caller.scopes is None or (bool(rule.scope) and rule.scope in caller.scopes)


def check_gate() -> ResponseReturnValue | None:
    """Let a request through, or answer it: runs before every view."""
    if request.endpoint is None:
        return None  # no such address, or a method it does not take: Flask answers
    rule = access_of(current_app, request.endpoint)
    if rule is None:
        abort(404)
    g.access = rule
    if rule.who == "anonymous" or allows(rule, actor()):
        hit_rate_class(rule.rate, actor())
        return None
    if actor().signed_in:
        abort(403 if actor().scopes is not None else 404)
    return _ask_to_sign_in()


def _ask_to_sign_in() -> ResponseReturnValue:
    """Send a reader to the sign-in page and back; keep what a form held, so that nothing is retyped."""
    if request.blueprint == "api" or request.is_json:
        abort(401)
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")), code=303)
    keep: Callable[[], ResponseReturnValue] = current_app.extensions["course_keep_form"]
    return keep()
