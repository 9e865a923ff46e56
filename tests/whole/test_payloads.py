"""Whatever stands in a query or a form, no page breaks."""

import re
from itertools import chain
from pathlib import Path

import pytest

from course.web.gate import policy_table
from course.web.session import utc_now
from tests.pages import PageClient
from tests.whole.test_access_matrix import address, values_for
from tests.whole.world import make_world

WEB = Path(__file__).resolve().parents[2] / "course" / "web"
ASKED_FOR = re.compile(r"""(?:args|form|values|files)(?:\.get|\.getlist)?[(\[]\s*"([a-z_]+)""")
FIELD = re.compile(r"^    ([a-z_]+) = \w*Field\(", re.MULTILINE)
VALUES = [
    "",
    "0",
    "-1",
    "99999999999999999999",
    "1e309",
    "NaN",
    "true",
    "\x00",
    "\ud7ff\uffff",
    "' OR 1=1 --",
    "{{7*7}}%(x)s${x}",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "2026-02-30",
    "9999-12-31",
    "eyJhIjoxfQ==",
    "a" * 5_000,
]


def names() -> list[str]:
    """Return every name that a page asks a query or a form for, read from the source."""
    sources = [
        path.read_text("utf-8") for path in WEB.rglob("*.py") if "api" not in path.relative_to(WEB).parts
    ]
    found = set(chain.from_iterable(ASKED_FOR.findall(text) + FIELD.findall(text) for text in sources))
    assert len(found) > 40
    return sorted(found - {"csrf_token"})


def sign_in_as_admin(app, world) -> PageClient:
    client = PageClient(app)
    with client.http.session_transaction() as cookie:
        cookie["_user_id"] = world.signed["admin"]
        cookie["_fresh"] = True
        cookie["fresh_at"] = utc_now().timestamp()
    return client


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_no_parameter_of_a_page_breaks_anything(app, session, connection, catalogue, value):
    world = make_world(session, catalogue, utc_now())
    client, asked, broken = sign_in_as_admin(app, world), names(), []
    lines = [line for line in policy_table(app) if not line.path.startswith("/api/")]

    for line in lines:
        if line.endpoint == "account.sign_out":
            continue  # all that follows would be refused at the door
        path = address(line, values_for(world, "own", line, "admin"))
        sent = {name: [value, value[:1]] for name in asked}
        undone = connection.begin_nested()
        if line.changes:
            method = next(one for one in line.methods if one != "GET")
            body = {**sent, "csrf_token": client.csrf_token()}
            response = client.http.open(path, method=method, data=body)
        else:
            response = client.http.get(path, query_string=sent)
        response.get_data()
        undone.rollback()
        session.expire_all()
        if response.status_code >= 500:
            broken.append(f"{line.path}: {response.status_code}")

    assert broken == []
