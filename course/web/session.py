"""Who is signed in, and the two database sessions of a request.

The signed cookie holds a random token; the row that its hash names says whose it is and whether it still
holds, so that signing out, suspension and a changed password act on the next request in every browser.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, Request, Response, current_app, g, request
from flask import session as cookie
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin
from itsdangerous import BadSignature

from course.core.rules.actor import ANONYMOUS, Actor
from course.core.rules.sign_in import FRESH, SEEN_EVERY
from course.db.session import Database, Session
from course.store.accounts.operations import touch_api_token, touch_sign_in
from course.store.accounts.queries import find_actor, find_token_actor
from course.web.i18n import language, speak

log = structlog.get_logger("course.deeds")

COOKIES_KEPT = 4_096  # verified cookies of a process, some hundred bytes each
F = TypeVar("F", bound=Callable[..., Any])


class KeptCookies(SecureCookieSessionInterface):
    """Flask's signed cookie, whose signature a process verifies once and not at each request.

    Its age is checked each time. Reading leaves the response alone: `_vary` names the cookie on all.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        text = request.cookies.get(self.get_cookie_name(app))
        if not text:
            return self.session_class()
        try:
            values, signed_at = _verified(app, text)
        except BadSignature:
            return self.session_class()
        age = datetime.now(UTC).timestamp() - signed_at
        if not -1 <= age <= app.permanent_session_lifetime.total_seconds():
            return self.session_class()
        if any(isinstance(value, list | dict | tuple) for value in values.values()):
            values, _signed_at = _verified.__wrapped__(app, text)  # what can be changed is not shared
        return self.session_class(values)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if session.modified:
            super().save_session(app, session, response)


@lru_cache(maxsize=COOKIES_KEPT)
def _verified(app: Flask, text: str) -> tuple[Mapping[str, Any], float]:
    """Return what a cookie holds and when it was signed; raises BadSignature."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None  # the application has a secret
    values, signed_at = signer.loads(text, return_timestamp=True)
    return values, signed_at.timestamp()


class Application(Flask):
    """Flask with the cookie above, and without asking before each call whether a view is a coroutine: none is."""

    session_interface = KeptCookies()

    def ensure_sync(self, func: F) -> F:
        return func


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps of a signed-in person: the token of their session."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        return self.token


def utc_now() -> datetime:
    return datetime.now(UTC)


def database() -> Database:
    return cast("Database", g.database)


def reading() -> Session:
    """Return this request's session for reads; after a write it sees what was written."""
    if "read_session" not in g:
        g.read_session = database().read_session(after_write="write_session" in g)
    return cast("Session", g.read_session)


def writing() -> Session:
    """Return this request's session for writes. The view commits it once; else all is undone."""
    if "write_session" not in g:
        g.write_session = database().write_session()
        g.write_session.info["request_id"] = g.get("request_id", "")
    return cast("Session", g.write_session)


def commit() -> None:
    """Commit this request's writes. Reads after it see them, and what waits to be sent is sent soon."""
    session = writing()
    _note_deed(session)
    session.commit()
    for deed in session.info.pop("deeds", ()):
        log.info("deed", **deed)
    if session.info.pop("outbox", False):
        current_app.extensions["course_wake_sender"]()
    for job in session.info.pop("wakes", ()):
        wake(job)
    end_reads()


def undo() -> None:
    """Undo this request's writes, and forget what was noted to follow their commit."""
    session = writing()
    session.rollback()
    for name in ("deeds", "outbox", "wakes"):
        session.info.pop(name, None)


def wake_after_commit(job: str) -> None:
    """Let the worker begin a job, named as for `wake`, as soon as this request's writes are committed."""
    writing().info.setdefault("wakes", set()).add(job)


def wake(job: str) -> None:
    """Let the worker begin a job: "imports", "regrades", "results", "sums". Where none listens it begins within a minute."""
    begin = current_app.extensions.get(f"course_wake_{job}")
    if begin is not None:
        begin()


def end_reads() -> None:
    """Close this request's session for reads; the next `reading()` opens another."""
    stale = g.pop("read_session", None)
    if stale is not None:
        stale.close()


def _note_deed(session: Session) -> None:
    """Note that the caller did something, so that the sign-in does not lie idle.

    Only beside a write: reading a page writes nothing (docs/decisions/0009-idle-sign-ins.md). What was noted within
    the hour asks nothing of the database, since storing an answer has few statements to spend.
    """
    current: Actor = g.get("actor", ANONYMOUS)
    now = utc_now()
    if current.session_id is None or (current.seen_at and now - current.seen_at < SEEN_EVERY):
        return
    if current.scopes is None:
        touch_sign_in(session, session_id=current.session_id, now=now)
    else:
        touch_api_token(session, token_id=current.session_id, now=now)


def install(app: Flask, db: Database) -> None:
    """Open sessions on demand, close them at the end, and load the caller before the gate asks."""
    manager = LoginManager()
    manager.session_protection = (
        None  # our own rows are stricter; the built-in one trips over changing addresses
    )
    manager._session_identifier_generator = str  # noqa: SLF001 - a hash of address and browser, made though unused
    manager.init_app(app, add_context_processor=False)  # pages get `actor`; an error page asks nobody

    @manager.user_loader  # type: ignore[untyped-decorator]
    def _load(token: str) -> SignedIn | None:
        found = find_actor(db, token=token, now=utc_now())
        return SignedIn(token, found) if found else None

    @app.before_request
    def _open() -> None:
        g.database = db

    @app.before_request
    def _who() -> None:
        g.actor = _caller(manager)
        if g.actor.signed_in:
            speak(language(), g.actor.time_zone)

    @app.teardown_request
    def _close(_error: BaseException | None) -> None:
        for name in ("read_session", "write_session"):
            session = g.pop(name, None)
            if session is not None:
                session.close()

    @app.after_request
    def _vary(response: Response) -> Response:
        # As text: reading the names into a set costs more than a statement.
        named = response.headers.get("Vary", "")
        if "cookie" not in named.lower():
            response.headers["Vary"] = f"{named}, Cookie" if named else "Cookie"
        return response


def _caller(manager: LoginManager) -> Actor:
    if request.endpoint in {"static", "ops.healthz"}:
        return ANONYMOUS
    if request.path.startswith("/api/"):
        return _token_actor() if request.endpoint else ANONYMOUS
    if "_user_id" not in cookie:
        return ANONYMOUS
    user: Any = manager._load_user() or g.get("_login_user")  # noqa: SLF001 - current_user calls the same, through a proxy
    return user.actor if isinstance(user, SignedIn) else ANONYMOUS


def _token_actor() -> Actor:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return ANONYMOUS
    return find_token_actor(reading(), token=token.strip(), now=utc_now()) or ANONYMOUS


def is_fresh() -> bool:
    """Tell whether the person signed in, or gave the password again, a short while ago."""
    at = cookie.get("fresh_at")
    return isinstance(at, float) and utc_now().timestamp() - at < FRESH.total_seconds()
