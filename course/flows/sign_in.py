"""Signing in and out: one row begins, one row ends."""

from datetime import datetime
from uuid import UUID

from course.core.problems import CourseProblem
from course.core.rules.actor import Actor
from course.db.session import Session
from course.store.accounts.operations import (
    add_sign_in,
    confirm_account,
    end_sign_in,
    end_sign_ins,
    set_password_hash,
    use_one_time_token,
    void_one_time_tokens,
)
from course.store.accounts.operations.tokens import UsedToken
from course.store.accounts.queries import Credentials, find_credentials_by_id
from course.store.audit.operations import record
from course.store.cohorts.joining import accept_invitations


class LinkNotValid(CourseProblem):
    """A mailed link that was used, ran out, was made void, or never was: all look the same."""

    code = "link_not_valid"
    status = 404


def steps_left(_person: Credentials) -> tuple[str, ...]:
    """Return what a person must still show after a password or a mailed link before a sign-in begins.

    Nothing: one of the two is all that the platform asks. A second factor adds its step here, and every door
    asks this before it calls `begin_sign_in`.
    """
    return ()


def begin_sign_in(
    session: Session, *, person: Credentials, by: str, device: str, before: Actor, now: datetime
) -> str:
    """Begin a sign-in and return the token for the cookie; the one that this browser had ends.

    `by` says how: password, link or invitation. `before` is who was signed in here until now.
    """
    end_sign_in_of(session, before, now=now)
    token = add_sign_in(session, account_id=person.account_id, device=device, now=now)
    accept_invitations(session, account_id=person.account_id, now=now)
    _tell(session, person.account_id, "account.signed_in", now, by=by)
    return token


def end_sign_in_of(session: Session, actor: Actor, *, now: datetime) -> bool:
    """End the sign-in of this browser; tell whether there was one."""
    if actor.account_id is None or actor.session_id is None:
        return False
    ended = end_sign_in(session, account_id=actor.account_id, session_id=actor.session_id, now=now)
    if ended:
        _tell(session, actor.account_id, "account.signed_out", now)
    return ended


def spend_link(session: Session, *, token: str, purpose: str, now: datetime) -> tuple[UsedToken, Credentials]:
    """Spend a mailed link and return what it stood for and whose it is. Raises LinkNotValid."""
    used = use_one_time_token(session, token=token, purpose=purpose, now=now)
    person = find_credentials_by_id(session, used.account_id) if used else None
    if used is None or person is None:
        raise LinkNotValid
    return used, person


def prove_address(session: Session, *, person: Credentials, same_browser: bool, now: datetime) -> bool:
    """Note that a person reads the mail of their address; tell whether a password was dropped for it.

    Whoever typed the address when the account was made may have been somebody else, who then would know the
    password. So it is kept only where the link is followed in the browser that joined (`same_browser`); else
    it and the sign-ins begun with it go, and the owner chooses a new one.
    """
    if not confirm_account(session, account_id=person.account_id, now=now):
        return False
    _tell(session, person.account_id, "account.confirmed", now)
    if same_browser or person.password_hash is None:
        return False
    set_password_hash(session, account_id=person.account_id, password_hash=None)
    end_sign_ins(session, account_id=person.account_id, now=now)
    void_one_time_tokens(session, account_id=person.account_id, now=now)
    _tell(session, person.account_id, "account.password_dropped", now)
    return True


def _tell(session: Session, account_id: UUID, action: str, now: datetime, **details: str) -> None:
    record(
        session,
        actor_id=account_id,
        action=action,
        subject_kind="account",
        subject_id=account_id,
        now=now,
        details=details,
    )
