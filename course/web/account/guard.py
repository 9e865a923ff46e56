"""What the pages of one's account share: the caller's browser, its sign-in, and the check of a password."""

from typing import Any
from uuid import UUID

import structlog
from flask import current_app, g, request
from flask import session as cookie

from course.core.passwords import check_password, hash_password, needs_rehash
from course.core.rules.local_path import safe_next
from course.core.tokens import new_token, token_hash
from course.flows.try_password import begin_try, end_try
from course.store.accounts.operations import set_password_hash
from course.store.accounts.queries import Credentials, get_profile
from course.web.gate import actor
from course.web.session import commit, end_reads, is_fresh, reading, utc_now, writing

log = structlog.get_logger("course.account")

DEVICE = "User-Agent"
# Of the cookie: which browser joined, a cohort's code that waits, and what the next page is to say.
_OUTLASTS_SIGN_IN = ("joined", "cohort_code", "_flashes")


def secret_key() -> str:
    secret: str = current_app.config["COURSE"].secret_key
    return secret


def client_address() -> str:
    """Return the caller's network address, as far as the configured proxies tell it."""
    return request.remote_addr or ""


def device() -> str:
    """Return what the browser says it is."""
    return request.headers.get(DEVICE, "")


def own_id() -> UUID:
    """Return the id of the signed-in caller; behind the gate there is one."""
    account_id = actor().account_id
    assert account_id is not None
    return account_id


def once(name: str) -> str:
    """Read a field of the posted form that stands there once; missing or repeated reads as empty."""
    values = request.form.getlist(name)
    return values[0] if len(values) == 1 else ""


def next_path() -> str:
    """Return where the reader wanted to go, if that is a page of this site; else an empty text."""
    source = request.form if request.method == "POST" else request.args
    values = source.getlist("next")
    return safe_next(values[0]) if len(values) == 1 else ""


def password_fits(email: str, password: str) -> Credentials | None:
    """Check a password, counted and limited; return whose it is, or None. Raises TooManyTries, HashingBusy.

    Commits the count, computes outside any transaction, and leaves the rest for the caller to commit.
    """
    now = utc_now()
    tried = begin_try(writing(), secret=secret_key(), email=email, client=client_address(), now=now)
    commit()
    person = tried.person
    if not check_password(password, person.password_hash if person else None) or person is None:
        log.warning("password_wrong", account=str(person.account_id) if person else None)
        return None
    renewed = hash_password(password) if needs_rehash(person.password_hash or "") else None
    end_try(writing(), tried, now=now)
    if renewed:
        set_password_hash(writing(), account_id=person.account_id, password_hash=renewed)
    return person


def hash_apart(password: str) -> str:
    """Return a password's hash, computed while no transaction of this request is open. Raises HashingBusy."""
    end_reads()
    return hash_password(password)


def begin_session(token: str, *, by_link: bool) -> None:
    """Put a sign-in's token into the cookie, with everything else in it new: identity and form token change."""
    kept = {name: cookie[name] for name in _OUTLASTS_SIGN_IN if name in cookie}
    forget_session()
    cookie.update(kept)
    cookie["_user_id"] = token
    cookie["_fresh"] = True
    cookie["fresh_at"] = utc_now().timestamp()
    cookie["by_link"] = by_link
    cookie.permanent = True


def forget_session() -> None:
    """Empty the cookie; forms made from now on carry another token."""
    cookie.clear()
    for name in ("csrf_token", "csrf_valid"):
        g.pop(name, None)


def proof_needed() -> str:
    """Return what the caller must show before password, address or tokens change: password, link, or nothing.

    Who has a password gives it again, unless a mailed link has just signed them in; who has none needs such a
    link a short while ago.
    """
    if is_fresh() and cookie.get("by_link"):
        return ""
    if get_profile(reading(), own_id()).has_password:
        return "password"
    return "" if is_fresh() else "link"


def proof_given(password: str) -> bool:
    """Tell whether the caller has shown what `proof_needed` asks for. Raises TooManyTries, HashingBusy."""
    needed = proof_needed()
    if needed == "password":
        email = get_profile(reading(), own_id()).email
        person = password_fits(email, password)
        return person is not None and person.account_id == own_id()
    return needed == ""


def mark_browser() -> str:
    """Remember that somebody joined in this browser; return what its mailed link carries to know it again."""
    mark = cookie.get("joined")
    if not isinstance(mark, str):
        mark = new_token()
        cookie["joined"] = mark
    return token_hash(mark)


def is_same_browser(payload: dict[str, Any], account_id: UUID) -> bool:
    """Tell whether a link is followed where its person joined, or is signed in."""
    mark = cookie.get("joined")
    joined_here = isinstance(mark, str) and payload.get("browser") == token_hash(mark)
    return joined_here or actor().account_id == account_id
