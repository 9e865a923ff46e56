"""A program that calls the API: it sends its token, gives each write a key, and looks at every answer."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from course.core.rules.scopes import scopes_for
from course.store.accounts.models import Account
from course.store.accounts.operations import add_api_token
from course.web.session import utc_now

ROOT = "/api/v1"


class Program:
    """Calls with one token, or with none."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self.http = app.test_client(use_cookies=False)
        self.token = token

    def call(
        self, method: str, path: str, *, status: int | None = None, key: str = "", **options: Any
    ) -> TestResponse:
        headers = {
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
            **options.pop("headers", {}),
        }
        if method == "POST" and key is not None:
            headers.setdefault("Idempotency-Key", key or str(uuid4()))
        response = self.http.open(ROOT + path, method=method, headers=headers, **options)
        if status is not None:
            assert response.status_code == status, (
                method,
                path,
                response.status_code,
                response.get_data(as_text=True),
            )
        look(response)
        return response

    def get(self, path: str, *, status: int = 200, **options: Any) -> Any:
        return self.call("GET", path, status=status, **options).get_json(silent=True)

    def post(self, path: str, body: Any = None, *, status: int = 201, **options: Any) -> Any:
        return self._send("POST", path, body, status, options)

    def put(self, path: str, body: Any = None, *, status: int = 200, **options: Any) -> Any:
        return self._send("PUT", path, body, status, options)

    def patch(self, path: str, body: Any = None, *, status: int = 200, **options: Any) -> Any:
        return self._send("PATCH", path, body, status, options)

    def delete(self, path: str, *, status: int = 204, **options: Any) -> Any:
        return self._send("DELETE", path, None, status, options)

    def _send(self, method: str, path: str, body: Any, status: int, options: dict[str, Any]) -> Any:
        if body is not None:
            options["json"] = body
        return self.call(method, path, status=status, **options).get_json(silent=True)


def look(response: TestResponse) -> None:
    """Fail on what no answer may be: a fault of ours, a cookie, a failure that is no problem document."""
    assert response.status_code < 500 or response.status_code == 503, response.get_data(as_text=True)
    assert "Set-Cookie" not in response.headers
    if response.status_code >= 400:
        assert response.mimetype == "application/problem+json", response.headers
        document = json.loads(response.data)
        assert document["status"] == response.status_code
        assert document["detail"]
        assert document["request_id"]
        for fault in document.get("errors", []):
            assert fault["code"]
            assert fault["detail"]
            assert {"pointer", "parameter", "header"} & set(fault)


def token_of(session: Session, account: Account, *scopes: str) -> str:
    """Make a token of a person, with these scopes or with all that their role may give."""
    now = utc_now()
    _, token = add_api_token(
        session,
        account_id=account.id,
        name="test",
        scopes=scopes or scopes_for(account.role),
        expires_at=now + timedelta(days=30),
        now=now,
    )
    session.commit()
    return token


def program(app: Flask, session: Session, account: Account, *scopes: str) -> Program:
    return Program(app, token_of(session, account, *scopes))
