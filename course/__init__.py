"""A learning platform for one course in three languages: `create_app` makes the application."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from course.config import Settings

MAX_BODY = 1_000_000  # bytes; the roster's upload raises it for itself


def create_app(**given: Any) -> Flask:
    """Make the application. `given` overrides settings by name (config.py); raises SettingsError on a bad one."""
    from course import cli
    from course.config import load_settings
    from course.db.session import Database
    from course.jobs import waking
    from course.logs import configure_logs
    from course.web import assets, content, errors, extensions, headers, i18n, session

    settings = load_settings(**given)
    configure_logs(headers.request_id)
    app = session.Application(
        "course", static_folder=None, root_path=str(_package_dir()), template_folder="web/templates"
    )
    app.config.update(_flask_settings(settings))
    app.config["COURSE"] = settings
    db = Database(settings.resolved_database_url, settings.database_read_url or None)
    app.extensions["course_database"] = db
    headers.install(app, settings.base_url)
    errors.install(app)
    i18n.install(app, settings.instance_dir / "translations")
    session.install(app, db)
    extensions.install(app, redis_url=settings.redis_url, trusted_proxies=settings.trusted_proxies)
    content.install(app, settings.builds_dir)
    _register_areas(app)
    assets.install(app, settings.instance_dir / "assets")
    headers.put_on_all(app, secure=settings.secure)
    waking.install(app)
    cli.install(app)
    return app


def _register_areas(app: Flask) -> None:
    from course.web import account, admin, api, badges, community, facilitate, learn, media, ops, public

    for area in (public, learn, account, community, facilitate, admin, api, badges, media, ops):
        app.register_blueprint(area.bp)


def _package_dir() -> Any:
    from pathlib import Path

    return Path(__file__).resolve().parent


def _flask_settings(settings: "Settings") -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.secure else "session",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,  # reading sets no cookie, so a page can be kept
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives with the session: an hour of writing is not lost
        "WTF_CSRF_SSL_STRICT": True,
        "MAX_CONTENT_LENGTH": MAX_BODY,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY,
        "MAX_FORM_PARTS": 2_000,
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_MIN_SIZE": 600,
        "JSON_SORT_KEYS": False,
    }
