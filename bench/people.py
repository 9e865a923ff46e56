"""The application that is measured, and signed-in browsers as the sign-in flow leaves them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert

from course import create_app
from course.core.ids import new_id
from course.core.tokens import new_token, token_hash
from course.db.session import Database
from course.schema import metadata

SECRET = "a-secret-of-the-benchmarks-0123456789-abcdefghij"


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in browser: what it sends with each request."""

    cookie: str
    csrf: str

    def headers(self, **more: str) -> dict[str, str]:
        return {
            "Cookie": f"session={self.cookie}",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }


def open_app(folder: Path, database_url: str, port: int) -> Flask:
    """Open the application over the measured course and a database, as a server on this port has it."""
    return create_app(
        instance_dir=folder,
        base_url=f"http://127.0.0.1:{port}",
        database_url=database_url,
        secret_key=SECRET,
        content_dir=folder / "modules",
        quiz_dir=folder / "quizzes",
    )


def sign_in(app: Flask, database: Database, account_id: object) -> Person:
    """Sign a person in for a day."""
    token, now = new_token(), datetime.now(UTC)
    with database.writer.begin() as connection:
        connection.execute(
            insert(metadata.tables["sign_in"]),
            {
                "id": new_id(),
                "account_id": account_id,
                "token_hash": token_hash(token),
                "device": "bench",
                "created_at": now,
                "last_seen_at": now,
                "expires_at": now + timedelta(days=1),
            },
        )
    with app.test_request_context("/", base_url=app.config["COURSE"].base_url):
        csrf = generate_csrf()
        values = {**dict(session), "_user_id": token, "_fresh": True, "fresh_at": now.timestamp()}
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return Person(signer.dumps(values), csrf)
