from uuid import UUID

import pytest

from course.core.rules.actor import ANONYMOUS, Actor


def an_actor(role="learner", **facts):
    return Actor(account_id=UUID(int=1), role=role, **facts)


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (ANONYMOUS, (False, False, False)),
        (an_actor("learner"), (True, False, False)),
        (an_actor("facilitator"), (True, True, False)),
        (an_actor("admin"), (True, True, True)),
    ],
)
def test_roles_tell_staff_and_admins(actor, expected):
    assert (actor.signed_in, actor.is_staff, actor.is_admin) == expected


@pytest.mark.parametrize(
    ("account_id", "role"),
    [(None, "admin"), (None, "learner"), (UUID(int=1), "anonymous"), (UUID(int=1), "root"), (None, "")],
)
def test_no_role_without_an_account_and_no_account_without_a_role(account_id, role):
    with pytest.raises(ValueError):
        Actor(account_id=account_id, role=role)


def test_a_token_is_narrowed_to_its_scopes_and_a_browser_is_not():
    assert an_actor(scopes=None).has_scope("progress:read")
    assert an_actor(scopes=frozenset({"progress:read"})).has_scope("progress:read")
    assert not an_actor(scopes=frozenset()).has_scope("progress:read")
