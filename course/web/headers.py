"""Headers on every response: what a browser may load, keep and tell; which hosts are ours; and how cookies are kept."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, has_request_context, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# No script or style stands in a page, and no text of a person is ever served as a file of /static/, so 'self'
# is as tight as a nonce and lets finished pages be kept.
POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "media-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "object-src 'none'; "
    "frame-ancestors 'none'"
)
COMMON = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
_CACHE = {"public": "public, no-cache", "private": "private, no-cache", "no-store": "no-store"}


def install(app: Flask, base_url: str) -> None:
    """Refuse foreign hosts, name each request, and say of each response who may keep it."""
    secure = urlsplit(base_url).scheme == "https"
    hosts = {urlsplit(base_url).netloc.lower()}
    if not secure:
        port = urlsplit(base_url).port or 80
        hosts |= {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
    usual_port = ":443" if secure else ":80"
    hosts |= {
        host.removesuffix(usual_port) for host in hosts
    }  # a request for the usual port does not name it

    @app.before_request
    def _name_request() -> None:
        g.request_id = request.environ["course.request_id"] = token_hex(6)

    @app.before_request
    def _known_host() -> None:
        if request.host.lower() not in hosts and request.endpoint not in {"ops.healthz", "ops.readyz"}:
            g.lang = None
            abort(400)

    @app.after_request
    def _keep(response: Response) -> Response:
        if "Cache-Control" not in response.headers:
            rule = g.get("access")
            keep = rule.cache if rule is not None and response.status_code < 400 else "no-store"  # noqa: PLR2004
            response.headers["Cache-Control"] = _CACHE[keep]
        return response


def request_id() -> str:
    """Return the id of the request at work; empty outside of one."""
    return str(g.get("request_id", "")) if has_request_context() else ""


def put_on_all(app: Flask, *, secure: bool) -> None:
    """Put the common headers on all that leaves the application; call this after whatever else wraps it."""
    app.wsgi_app = CommonHeaders(app.wsgi_app, secure=secure)  # type: ignore[method-assign]


class CommonHeaders:
    """Puts the headers that never differ on every response, pages and files alike.

    At the edge as plain pairs: through werkzeug's Headers they cost more than the two statements of a lesson page.
    """

    def __init__(self, app: "WSGIApplication", *, secure: bool) -> None:
        self._app = app
        self._headers = [*COMMON.items(), *([("Strict-Transport-Security", HSTS)] if secure else [])]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(
            status: str, headers: list[tuple[str, str]], error: Any = None
        ) -> Callable[[bytes], object]:
            named = [("X-Request-Id", environ["course.request_id"])] if "course.request_id" in environ else []
            return start_response(status, headers + self._headers + named, error)

        return self._app(environ, start)


def cookie_options(days: int) -> dict[str, Any]:
    """Return how a cookie of preferences is set: sent to this site alone, and not read by script."""
    return {
        "max_age": timedelta(days=days),
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
        "httponly": True,
        "samesite": "Lax",
    }
