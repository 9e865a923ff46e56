"""Accounts: one a person; roles and suspension act on sign-ins that are open."""

from datetime import timedelta

import pytest

from course.core.rules.sign_in import IDLE, LIFETIME
from course.store.accounts.operations import (
    add_sign_in,
    change_email,
    change_language,
    confirm_account,
    end_sign_ins,
    find_or_add_person,
    make_one_time_token,
    restore,
    set_role,
    suspend,
    touch_sign_in,
    use_one_time_token,
)
from course.store.accounts.operations.people import EmailTaken
from course.store.accounts.queries import find_actor
from tests.builders import add_person
from tests.conftest import NOON

LOOK_ALIKES = [
    ("amina@example.org", "AMINA@Example.ORG"),
    ("amina@example.org", "  amina@example.org "),
    ("amina@example.org", "ａmina@example.org"),  # full-width a
    ("straße@example.org", "STRASSE@example.org"),
    ("amélie@example.org", "ame\u0301lie@example.org"),
    ("office@example.org", "oﬃce@example.org"),  # a ligature
    ("amina@bücher.example", "amina@xn--bcher-kva.example"),
]


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_addresses_that_look_alike_are_one_account(session, one, other):
    first, _ = find_or_add_person(session, email=one, display_name="Amina", now=NOON)

    second, made = find_or_add_person(session, email=other, display_name="Amina", now=NOON)

    assert (second, made) == (first, False)


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_an_address_cannot_be_changed_into_a_look_alike(session, one, other):
    add_person(session, email=one)
    person = add_person(session)

    with pytest.raises(EmailTaken):
        change_email(session, account_id=person.id, email=other, now=NOON)


def test_a_changed_address_counts_as_shown_to_be_theirs(session):
    person = add_person(session, confirmed_at=None)

    change_email(session, account_id=person.id, email="New@Example.org", now=NOON)
    session.refresh(person)

    assert (person.email, person.email_key, person.confirmed_at) == (
        "New@Example.org",
        "new@example.org",
        NOON,
    )


def test_a_new_role_ends_the_sign_ins_begun_under_the_old_one(session, database):
    person = add_person(session)
    token = add_sign_in(session, account_id=person.id, device="", now=NOON)

    changed = set_role(session, account_id=person.id, role="facilitator", now=NOON)

    assert changed
    assert find_actor(database, token=token, now=NOON) is None


def test_the_same_role_again_changes_nothing(session, database):
    person = add_person(session, role="facilitator")
    token = add_sign_in(session, account_id=person.id, device="", now=NOON)

    assert not set_role(session, account_id=person.id, role="facilitator", now=NOON)
    assert find_actor(database, token=token, now=NOON) is not None


def test_suspension_ends_sign_ins_and_voids_links(session, database):
    person = add_person(session)
    token = add_sign_in(session, account_id=person.id, device="", now=NOON)
    link = make_one_time_token(session, account_id=person.id, purpose="sign_in", now=NOON, minutes=20)

    assert suspend(session, account_id=person.id, now=NOON)

    assert find_actor(database, token=token, now=NOON) is None
    assert use_one_time_token(session, token=link, purpose="sign_in", now=NOON) is None


def test_a_restored_person_signs_in_anew(session, database):
    person = add_person(session)
    old = add_sign_in(session, account_id=person.id, device="", now=NOON)
    suspend(session, account_id=person.id, now=NOON)

    assert restore(session, account_id=person.id)

    assert find_actor(database, token=old, now=NOON) is None
    new = add_sign_in(session, account_id=person.id, device="", now=NOON)
    assert find_actor(database, token=new, now=NOON) is not None


def test_confirming_is_news_once(session):
    person = add_person(session, confirmed_at=None)

    assert confirm_account(session, account_id=person.id, now=NOON)
    assert not confirm_account(session, account_id=person.id, now=NOON)


def test_the_language_is_kept(session):
    person = add_person(session)

    assert change_language(session, account_id=person.id, language="fr")
    session.refresh(person)

    assert person.language == "fr"


def test_a_sign_in_ends_when_it_lies_idle(session, database):
    person = add_person(session)
    token = add_sign_in(session, account_id=person.id, device="", now=NOON)

    assert find_actor(database, token=token, now=NOON + IDLE - timedelta(hours=1)) is not None
    assert find_actor(database, token=token, now=NOON + IDLE) is None


def test_a_deed_keeps_a_sign_in_until_its_last_day(session, database):
    person = add_person(session)
    token = add_sign_in(session, account_id=person.id, device="", now=NOON)
    actor = find_actor(database, token=token, now=NOON)

    for days in (10, 20, 29):
        touch_sign_in(session, session_id=actor.session_id, now=NOON + timedelta(days=days))

    assert find_actor(database, token=token, now=NOON + timedelta(days=29)) is not None
    assert find_actor(database, token=token, now=NOON + LIFETIME) is None


def test_other_sign_ins_end_and_this_one_stays(session, database):
    person = add_person(session)
    here = add_sign_in(session, account_id=person.id, device="here", now=NOON)
    there = add_sign_in(session, account_id=person.id, device="there", now=NOON)
    this = find_actor(database, token=here, now=NOON).session_id

    assert end_sign_ins(session, account_id=person.id, now=NOON, keep=this) == 1

    assert find_actor(database, token=here, now=NOON) is not None
    assert find_actor(database, token=there, now=NOON) is None
