"""Keys for badges that are made anew by themselves, once they are old enough, and once however many look."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.db.session import Database
from course.flows import sign_badges
from course.flows.sign_badges import make_signing_pair, rotate_keys, rotate_old_keys, signing_pair
from course.store.audit.models import AuditEvent
from course.store.awards.queries import public_keys
from tests.conftest import NOON, SECRET
from tests.races import together, within

YEAR = timedelta(days=365)


def rotated(session, *, days=365, after=YEAR):
    return rotate_old_keys(session, secret=SECRET, days=days, now=NOON + after)


def log(session):
    return session.execute(select(AuditEvent.action, AuditEvent.subject_id)).all()


@pytest.mark.parametrize(
    ("days", "after", "number"),
    [
        (365, YEAR, 2),
        (365, YEAR - timedelta(seconds=1), None),
        (30, timedelta(days=31), 2),
        (0, 20 * YEAR, None),
        (365, -YEAR, None),  # a clock that was set back
    ],
)
def test_keys_are_made_anew_once_they_are_as_old_as_is_set(session, days, after, number):
    make_signing_pair(session, secret=SECRET, now=NOON)

    assert rotated(session, days=days, after=after) == number
    assert len(public_keys(session)) == (number or 1)


def test_the_new_ones_sign_and_are_as_young_as_they_are(session):
    make_signing_pair(session, secret=SECRET, now=NOON)

    rotated(session)

    assert signing_pair(session, secret=SECRET).number == 2
    assert rotated(session, after=2 * YEAR - timedelta(seconds=1)) is None
    assert rotated(session, after=2 * YEAR) == 3


def test_before_the_first_badge_there_is_nothing_to_make_anew(session):
    assert rotated(session) is None
    assert public_keys(session) == []


def test_it_is_in_the_log(session):
    make_signing_pair(session, secret=SECRET, now=NOON)

    rotated(session)

    assert log(session) == [("badges.keys_rotated", "2")]


@pytest.fixture
def old_keys(own_database: Database) -> Database:
    with own_database.writing() as session:
        make_signing_pair(session, secret=SECRET, now=NOON)
    return own_database


def test_of_two_jobs_at_once_one_makes_the_keys(old_keys: Database):
    late = within(old_keys, rotated, rotated)

    with old_keys.reading() as session:
        assert [pair.number for pair in public_keys(session)] == [1, 2]
        assert log(session) == [("badges.keys_rotated", "2")]
        assert late in {2, None}  # made while it waited, or found made


def test_who_found_old_keys_that_were_followed_meanwhile_makes_none(session, monkeypatch):
    make_signing_pair(session, secret=SECRET, now=NOON)
    rotated(session)
    monkeypatch.setattr(
        sign_badges, "keys_made_at", lambda _session: {1: NOON}
    )  # read before the other's commit

    rotated(session)

    assert [pair.number for pair in public_keys(session)] == [1, 2]
    assert len(log(session)) == 1


def test_of_many_jobs_from_one_moment_on_one_makes_the_keys(old_keys: Database):
    def run():
        with old_keys.writing() as session:
            rotated(session)

    together(*[run] * 6)

    with old_keys.reading() as session:
        assert [pair.number for pair in public_keys(session)] == [1, 2]
        assert len(log(session)) == 1


def test_a_job_beside_an_admin_who_does_the_same_makes_no_further_keys(old_keys: Database):
    within(old_keys, lambda session: rotate_keys(session, secret=SECRET, now=NOON + YEAR), rotated)

    with old_keys.reading() as session:
        assert len(public_keys(session)) == 2
        assert len(log(session)) == 1
