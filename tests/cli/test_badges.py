"""Keys for badges in the terminal."""

from dataclasses import replace
from datetime import timedelta

import pytest

from course.flows.sign_badges import make_signing_pair, rotate_keys
from course.web.session import utc_now
from tests.conftest import SECRET


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["badges", *words]).output.splitlines()


def test_it_tells_how_old_keys_are_and_when_the_next_come(run, session):
    made = utc_now() - timedelta(days=400, minutes=1)
    make_signing_pair(session, secret=SECRET, now=made)
    newest = made + timedelta(days=399)
    rotate_keys(session, secret=SECRET, now=newest)
    session.commit()

    first, second, told = run("keys")

    assert first.endswith(f", made {made:%Y-%m-%d}, 400 days ago")
    assert second.endswith(f", made {newest:%Y-%m-%d}, 1 day ago, signs now")
    due = newest + timedelta(days=365)
    assert told == f"The next are made by themselves from {due:%Y-%m-%d %H:%M} UTC on, 365 days after these."


def test_it_tells_that_new_ones_are_made_by_hand_alone(run, session, app, monkeypatch):
    monkeypatch.setitem(app.config, "COURSE", replace(app.config["COURSE"], badge_key_days=0))
    make_signing_pair(session, secret=SECRET, now=utc_now())
    session.commit()

    assert "by hand alone" in run("keys")[-1]


def test_it_tells_that_there_are_none_yet(run):
    assert run("keys") == ["There are no keys yet: they make themselves when the first badge is taken."]
