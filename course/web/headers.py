"""Headers on every response: what a browser may load, keep and tell; and which hosts are ours."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

from course.core.ids import new_id

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
    """Refuse foreign hosts, name each request, and put the headers on each response."""
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
        g.request_id = new_id().hex[-12:]

    @app.before_request
    def _known_host() -> None:
        if request.host.lower() not in hosts and request.endpoint not in {"ops.healthz", "ops.readyz"}:
            g.lang = None
            abort(400)

    always = [*COMMON.items(), *([("Strict-Transport-Security", HSTS)] if secure else [])]

    @app.after_request
    def _headers(response: Response) -> Response:
        set_already = {name.lower() for name, _value in response.headers}
        response.headers.extend(pair for pair in always if pair[0].lower() not in set_already)
        rule = g.get("access")
        if "cache-control" not in set_already:
            keep = rule.cache if rule is not None and response.status_code < 400 else "no-store"  # noqa: PLR2004
            response.headers.add("Cache-Control", _CACHE[keep])
        if "x-request-id" not in set_already:
            response.headers.add("X-Request-Id", g.get("request_id", ""))
        return response
