"""Every route says who may call it, and the page of the docs that shows the table is true."""

from flask import Flask

from course.web.gate import policy_table
from scripts.write_access_table import TARGET, table


def test_every_route_declares_its_rule(shared_app: Flask):
    undeclared = [line.endpoint for line in policy_table(shared_app) if line.access is None]

    assert undeclared == []


def test_the_docs_show_the_whole_table(shared_app: Flask):
    assert TARGET.read_text("utf-8") == table(shared_app), "run scripts/write_access_table.py"


def test_a_route_that_changes_something_takes_no_get(shared_app: Flask):
    """A view may show on GET and change on POST; one that only changes must not answer GET."""
    mixed = [
        line.endpoint
        for line in policy_table(shared_app)
        if line.changes and "GET" in line.methods and line.access and line.access.cache == "public"
    ]

    assert mixed == []


def test_a_route_without_a_rule_is_closed_even_to_admins(app, client, session):
    from tests.builders import add_person, sign_in

    def undeclared() -> str:
        return "secret"

    app.view_functions["ops.healthz"], kept = undeclared, app.view_functions["ops.healthz"]
    try:
        sign_in(client, session, add_person(session, role="admin"))
        response = client.http.get("/healthz")
    finally:
        app.view_functions["ops.healthz"] = kept

    assert response.status_code == 404
    assert b"secret" not in response.data


def test_pages_that_show_people_are_not_kept(shared_app: Flask):
    careless = [
        line.endpoint
        for line in policy_table(shared_app)
        if line.access
        and line.access.objects in {"cohort", "community", "all"}
        and line.access.cache != "no-store"
    ]

    assert careless == []


def test_anonymous_routes_that_change_something_have_a_rate_class(shared_app: Flask):
    unlimited = [
        line.endpoint
        for line in policy_table(shared_app)
        if line.changes and line.access and line.access.rate == "page"
    ]

    assert unlimited == []
