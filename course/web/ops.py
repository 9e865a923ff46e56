"""Whether the process lives, and whether it can serve: for whoever watches the machine."""

from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from course.db import revisions
from course.db.session import Database, DBAPIError, answers
from course.store.outbox.queries import queue_lag
from course.web.gate import open_to
from course.web.session import database, utc_now

bp = Blueprint("ops", __name__)
MAX_LAG_SECONDS = 900


@bp.get("/healthz")
@open_to("anonymous")
def healthz() -> ResponseReturnValue:
    """Say that the process lives; asks nothing of the database."""
    return {"status": "ok"}


@bp.get("/readyz")
@open_to("anonymous")
def readyz() -> ResponseReturnValue:
    """Say whether pages can be served: database, revision, content and queue. 503 when one is missing."""
    checks = readiness(database())
    checks["content"] = current_app.extensions["course_content"].ready()
    ready = all(checks.values())
    return {"status": "ok" if ready else "degraded", "checks": checks}, 200 if ready else 503


def readiness(db: Database) -> dict[str, Any]:
    """Ask the parts; each answer is true or false."""
    try:
        with db.reading() as session:
            checks = {
                "database": answers(session),
                "migrations": revisions.current(session.connection()) == revisions.head(),
                "queue": queue_lag(session, now=utc_now()) < MAX_LAG_SECONDS,
            }
    except DBAPIError:
        checks = {"database": False, "migrations": False, "queue": False}
    return checks
