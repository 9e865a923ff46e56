"""What every response carries, whatever it answers."""

import pytest

from course.web.headers import COMMON

PATHS = [
    "/en/",
    "/fr/course",
    "/en/nothing-here",
    "/api/v1/nothing",
    "/healthz",
    "/es/progress",
    "/.git/config",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_response_carries_the_policy(client, path):
    response = client.http.get(path)

    assert {name: response.headers.get(name) for name in COMMON} == COMMON
    assert "Cookie" in response.vary
    assert "charset=utf-8" in response.content_type or response.mimetype in {
        "application/json",
        "application/problem+json",
    }


def test_the_policy_allows_nothing_inline_and_no_other_origin():
    policy = COMMON["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy
    for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1:9999", ""])
def test_an_unknown_host_is_refused(client, host):
    response = client.http.get("/en/", headers={"Host": host})

    assert response.status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/instance/secret_key",
        "/app.py",
        "/en/../config.py",
        "/static/../app.py",
        "/console",
        "/static/css/tokens.css",
        "/static/course.css.map",
        "/course.sqlite3",
        "/debug",
        "/en/admin/setup",
    ],
)
def test_nothing_of_the_machine_is_served(client, path):
    response = client.http.get(path)

    assert response.status_code in {303, 404}
    assert b"SECRET" not in response.data


def test_static_files_are_kept_for_good_and_carry_the_policy(client):
    sheet = client.app.jinja_env.globals["asset_url"]("course.css")

    response = client.http.get(sheet, headers={"Accept-Encoding": "br"})
    response.close()  # the file behind it

    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Content-Encoding"] == "br"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_error_page_speaks_the_language_of_its_address(client):
    response = client.http.get("/fr/nothing-here")

    assert response.status_code == 404
    assert 'lang="fr"' in response.get_data(as_text=True)


def test_an_unexpected_error_shows_an_id_and_nothing_else(app, client, monkeypatch):
    def broken() -> str:
        message = "secret path /srv/course"
        raise RuntimeError(message)

    broken.access = app.view_functions["ops.healthz"].access
    monkeypatch.setitem(app.view_functions, "ops.healthz", broken)
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    response = client.http.get("/healthz")

    assert response.status_code == 500
    words = response.get_data(as_text=True)
    assert response.headers["X-Request-Id"] in words
    assert "secret path" not in words
    assert "Traceback" not in words
