"""What the application is made of besides its areas: limits, tokens against forged forms, compression, pages' words."""

from typing import Any

from flask import Flask, current_app, g, get_flashed_messages, request, session, url_for
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from course.core.formats.documents import FILE_MAX
from course.core.world_map import frame_around
from course.web.gate import actor, check_gate
from course.web.i18n import LANGUAGES
from course.web.limits import Limiter

csrf = CSRFProtect()
compress = Compress()


def install(app: Flask, *, redis_url: str, trusted_proxies: int) -> None:
    """Attach the extensions, and put the gate before every view."""
    app.extensions["course_limiter"] = Limiter(redis_url)
    csrf.init_app(app)
    compress.init_app(app)
    if trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=0)  # type: ignore[method-assign]
    app.before_request(check_gate)
    app.context_processor(_page_words)
    app.jinja_env.globals["frame_around"] = frame_around  # a map is drawn inside macros, which see no page
    app.jinja_env.globals["file_max"] = FILE_MAX
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def language_links() -> list[tuple[str, str, str]]:
    """Return code, own name and address of this page in each language; the start page where it has none."""
    endpoint = request.endpoint
    if endpoint is None or not current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        return [(code, name, f"/{code}/") for code, name in LANGUAGES.items()]
    query = {name: value for name, value in request.args.lists() if not _is_option(name)}
    values = {**query, **(request.view_args or {})}
    if request.method != "GET" and "GET" not in (
        request.url_rule.methods or set() if request.url_rule else set()
    ):
        return [(code, name, f"/{code}/") for code, name in LANGUAGES.items()]
    return [(code, name, url_for(endpoint, **{**values, "lang": code})) for code, name in LANGUAGES.items()]


def _is_option(name: str) -> bool:
    """Tell whether url_for would take a part of the query as an order to itself, such as _scheme."""
    return name == "endpoint" or name.startswith("_")


def _page_words() -> dict[str, Any]:
    """What base.html needs on every page."""
    return {
        "actor": actor(),
        "lang": g.get("lang") or "en",
        "languages": language_links(),
        "theme": request.cookies.get("theme")
        if request.cookies.get("theme") in {"light", "dark"}
        else "auto",
        "low_data": request.cookies.get("low_data") == "1",
        "current_area": _destination(),
        "flashes": _flashes(),
    }


def _destination() -> str:
    """Return which of the header's destinations this page belongs to; empty for none."""
    if request.blueprint == "learn":
        return "progress" if request.endpoint == "learn.progress" else "course"
    return request.blueprint or ""


def _flashes() -> list[tuple[str, str, str | None, str | None]]:
    """Return the messages left by the deed before: category, sentence, and where it can be undone."""
    if "_flashes" not in session:
        return []
    left: list[Any] = get_flashed_messages(with_categories=True)
    found: list[tuple[str, str, str | None, str | None]] = []
    for category, message in left:
        words, undo_url, undo_label = message if isinstance(message, list | tuple) else (message, None, None)
        found.append((category, words, undo_url, undo_label))
    return found
