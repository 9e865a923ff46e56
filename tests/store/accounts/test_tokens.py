"""Links sent by mail: for one purpose, for one use, for a while."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.store.accounts.models import OneTimeToken
from course.store.accounts.operations import (
    UsedToken,
    make_one_time_token,
    use_one_time_token,
    void_one_time_tokens,
)
from tests.builders import add_person
from tests.conftest import NOON


def make(session, person, purpose="sign_in", **payload):
    return make_one_time_token(
        session, account_id=person.id, purpose=purpose, now=NOON, minutes=20, payload=payload
    )


def test_a_token_tells_whose_it_is_and_what_it_carries(session):
    person = add_person(session)
    token = make(session, person, next="/en/course")

    used = use_one_time_token(session, token=token, purpose="sign_in", now=NOON)

    assert used == UsedToken(person.id, {"next": "/en/course"})


def test_a_token_is_spent_by_its_first_use(session):
    token = make(session, add_person(session))
    use_one_time_token(session, token=token, purpose="sign_in", now=NOON)

    assert use_one_time_token(session, token=token, purpose="sign_in", now=NOON) is None


def test_a_token_made_for_one_purpose_opens_no_other(session):
    token = make(session, add_person(session), "confirm")

    assert use_one_time_token(session, token=token, purpose="reset", now=NOON) is None


@pytest.mark.parametrize(("minutes", "holds"), [(19, True), (20, False), (21, False)])
def test_a_token_holds_for_its_minutes(session, minutes, holds):
    token = make(session, add_person(session))

    used = use_one_time_token(session, token=token, purpose="sign_in", now=NOON + timedelta(minutes=minutes))

    assert (used is not None) is holds


def test_only_the_hash_of_a_token_is_kept(session):
    token = make(session, add_person(session))

    row = session.scalars(select(OneTimeToken)).one()

    assert len(token) >= 22  # 128 bits and more
    assert token not in repr({name: getattr(row, name) for name in row.__table__.columns.keys()})  # noqa: SIM118


def test_voiding_spares_other_people_and_the_purposes_to_keep(session):
    person, other = add_person(session), add_person(session)
    void, kept, foreign = make(session, person), make(session, person, "invitation"), make(session, other)

    void_one_time_tokens(session, account_id=person.id, now=NOON, keep=["invitation"])

    assert use_one_time_token(session, token=void, purpose="sign_in", now=NOON) is None
    assert use_one_time_token(session, token=kept, purpose="invitation", now=NOON) is not None
    assert use_one_time_token(session, token=foreign, purpose="sign_in", now=NOON) is not None
