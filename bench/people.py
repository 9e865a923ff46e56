"""Signed-in browsers, as the sign-in flow leaves them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert

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
