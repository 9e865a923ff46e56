"""Counters that all processes share."""

from datetime import timedelta

from course.store.accounts.operations import (
    forget_counter,
    forget_past_counters,
    hit_counter,
    mark_until,
    release_counter,
)
from course.store.accounts.queries import is_marked
from tests.conftest import NOON


def hit(session, bucket="a", after=0):
    return hit_counter(session, bucket=bucket, now=NOON + timedelta(seconds=after), seconds=60)


def test_deeds_of_one_window_are_counted_together(session):
    assert [hit(session), hit(session, after=59), hit(session, after=60)] == [1, 2, 1]


def test_buckets_are_counted_apart(session):
    assert [hit(session, "a"), hit(session, "b"), hit(session, "a")] == [1, 1, 2]


def test_a_released_deed_does_not_count(session):
    hit(session)
    release_counter(session, bucket="a", now=NOON, seconds=60)

    assert hit(session) == 1


def test_a_forgotten_bucket_begins_anew(session):
    hit(session)
    forget_counter(session, bucket="a")

    assert hit(session) == 1


def test_only_past_windows_are_cleared_away(session):
    hit(session)
    hit(session, after=60)

    assert forget_past_counters(session, now=NOON + timedelta(seconds=60)) == 1
    assert hit(session, after=60) == 2


def test_a_mark_holds_until_its_moment(session):
    mark_until(session, bucket="m", until=NOON + timedelta(days=1))
    mark_until(session, bucket="m", until=NOON + timedelta(days=90))

    assert is_marked(session, bucket="m", now=NOON + timedelta(days=89))
    assert not is_marked(session, bucket="m", now=NOON + timedelta(days=90))
    assert not is_marked(session, bucket="n", now=NOON)
