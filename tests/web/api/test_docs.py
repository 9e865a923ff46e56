"""The examples of the page for developers are run as they stand there, against the real course."""

import json
import re
import shlex
from pathlib import Path
from uuid import uuid4

import pytest

from course.core.content.load import publish, read_course
from course.core.rules.scopes import SCOPES
from tests.builders import add_person
from tests.conftest import SECRET
from tests.web.api.calls import look, token_of
from tests.web.api.conftest import open_app

PROJECT = Path(__file__).parents[3]
PAGE = (PROJECT / "docs" / "developers" / "api.md").read_text("utf-8")
HERE = "http://localhost/api/v1"


@pytest.fixture
def real_app(tmp_path):
    published, instance = tmp_path / "published", tmp_path / "instance"
    publish(read_course(PROJECT / "modules", PROJECT / "quizzes"), published / "builds")
    instance.mkdir()
    app = open_app(f"sqlite:///{instance / 'course.sqlite3'}", published, instance)
    assert app.config["SECRET_KEY"] == SECRET
    yield app
    app.extensions["course_database"].dispose()


def examples() -> list[tuple[str, object]]:
    """Return each command of the page with the reply that stands under it."""
    found = re.findall(r"```sh\n(curl .*?)\n```\n\n```json\n(.*?)\n```", PAGE, re.DOTALL)
    return [(command, json.loads(reply)) for command, reply in found]


def run(app, command: str, values: dict[str, str]):
    """Send what a curl command would send."""
    command = command.replace("\\\n", " ").replace("$(uuidgen)", str(uuid4()))
    for name, value in values.items():
        command = command.replace(f"${name}", value)
    words = shlex.split(command)[1:]
    sent: dict[str, object] = {"method": "GET", "headers": []}
    address = ""
    while words:
        word = words.pop(0)
        if word == "-X":
            sent["method"] = words.pop(0)
        elif word == "-H":
            sent["headers"].append(tuple(words.pop(0).split(": ", 1)))
        elif word == "-d":
            sent["data"] = words.pop(0)
        elif word != "-s":
            address = word
    return app.test_client(use_cookies=False).open(address, **sent)


def fits(told: object, answered: object) -> bool:
    """Tell whether a reply holds what the page shows of it; … stands for any text, a list's rest is left out."""
    if isinstance(told, dict):
        return isinstance(answered, dict) and all(
            name in answered and fits(value, answered[name]) for name, value in told.items()
        )
    if isinstance(told, list):
        return isinstance(answered, list) and all(map(fits, told, answered)) and bool(told) == bool(answered)
    return isinstance(answered, str) and bool(answered) if told == "…" else told == answered


def test_every_example_answers_what_the_page_says(real_app):
    with real_app.extensions["course_database"].write_session() as session:
        learner = token_of(session, add_person(session))
        admin = token_of(session, add_person(session, "Ada Admin", role="admin"))
    values = {"COURSE": HERE, "TOKEN": learner}

    for command, told in examples():
        values["TOKEN"] = admin if "/cohorts" in command else learner
        response = run(real_app, command, values)
        look(response)
        answered = response.get_json()
        assert fits(told, answered), (command, answered)
        if answered.get("state") == "open":
            values |= {"ATTEMPT": answered["id"], "OPTION": answered["questions"][0]["parts"][0]["token"]}
        if "outcomes" in answered:
            values["IMPORT"] = answered["id"]

    assert len(examples()) == 12


def test_every_scope_stands_on_the_page():
    assert [scope for scope in SCOPES if f"`{scope}`" not in PAGE] == []
