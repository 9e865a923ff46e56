"""Every caller on every route, with their own things, others', another cohort's and missing ones.

Generated from the policy table: a new route is walked through as soon as it is declared.
"""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from course.store.cohorts.models import Enrolment, Facilitation
from course.web.gate import PolicyLine, policy_table
from course.web.limits import Limiter
from course.web.session import utc_now
from tests.pages import PageClient
from tests.whole.world import MISSING, Side, World, make_world

RANKS = {"anonymous": 0, "learner": 1, "facilitator": 2, "admin": 3}
CALLERS = {
    "anonymous": "anonymous",
    "learner": "learner",
    "facilitator": "facilitator",
    "other learner": "learner",
    "other facilitator": "facilitator",
    "admin": "admin",
    "suspended": "anonymous",
    "unconfirmed": "learner",
}
REFUSED = {401, 403, 404}
PLACE = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
# What an address needs that is nobody's in particular.
COMMON = {
    "lang": "en",
    "module": "first-steps",
    "lesson": "walk",
    "quiz": "steps",
    "action": "sfax-desk",
    "publication": "walking-note",
    "term": "step",
    "position": "1",
    "question": "is-true",
    "token": "x" * 43,
    "question_id": "plan",
    "place": "1",
    "upload_id": MISSING,
    "name": "0" * 24 + ".mp3",
    "form": "json",
    "kind": "rsa",
    "number": "1",
}
OWNED = {
    "cohort",
    "account_id",
    "attempt_id",
    "attempt",
    "session_id",
    "token_id",
    "import_id",
    "enrolment_id",
    "invitation_id",
    "regrade_id",
    "regrade",
    "learner",
    "person",
    "import",
    "roster_import",
    "enrolment",
    "receipt",
    "report",
    "outage",
    "override",
}


def values_for(world: World, variant: str, line: PolicyLine, caller: str) -> dict[str, Any]:
    """Return the values of an address's places: the caller's side, the other side, or nothing that is there."""
    swapped = variant == "swapped"
    side = {"own": world.mine, "other": world.other, "swapped": world.mine}.get(variant)
    if side is None:
        return {**COMMON, **dict.fromkeys(OWNED, MISSING), "cohort": "nowhere", "code": "2" * 12}
    inner = world.other if swapped else side
    is_review = "review" in line.endpoint or line.endpoint.startswith("facilitate.")
    attempt = inner.submitted if is_review else inner.attempt
    question = COMMON["question"]
    if "/marking/" in line.path:
        attempt, question = (inner.essay if "<cohort>" in line.path else world.alone), "plan"
    who = {"own": caller, "other": "other learner", "swapped": "other learner"}[variant]
    return {
        **COMMON,
        "cohort": side.cohort.slug,
        "account_id": inner.learner.id,
        "learner": inner.learner.id,
        "person": inner.learner.id,
        "attempt_id": attempt,
        "attempt": attempt,
        "question": question,
        "import_id": inner.import_id,
        "import": inner.import_id,
        "roster_import": inner.import_id,
        "enrolment_id": inner.enrolment,
        "enrolment": inner.learner.id,
        "invitation_id": inner.invitation,
        "regrade_id": inner.regrade,
        "regrade": inner.regrade,
        "code": side.certificate,
        "receipt": inner.receipt,
        "report": inner.report,
        "outage": inner.outage if "<cohort>" in line.path else world.outage,
        "override": inner.override,
        "session_id": world.sessions.get(who, MISSING),
        "token_id": world.token_ids.get(who, MISSING),
    }


def address(line: PolicyLine, values: dict[str, Any]) -> str:
    def put(found: re.Match[str]) -> str:
        assert found[2] in values, f"teach the matrix the place <{found[2]}> of {line.path}"
        return str(values[found[2]])

    return PLACE.sub(put, line.path)


def owned_places(line: PolicyLine) -> list[str]:
    return [found[2] for found in PLACE.finditer(line.path) if found[2] in OWNED]


def variants(line: PolicyLine) -> list[str]:
    places = owned_places(line)
    if not places:
        return ["own"]
    return ["own", "other", "missing", *(["swapped"] if len(places) > 1 else [])]


def ask(app: Flask, world: World, line: PolicyLine, caller: str, path: str) -> Any:
    """Send one request as this caller, inside a savepoint of its own."""
    app.extensions["course_limiter"] = Limiter("")  # more routes than one may call in a minute
    client = PageClient(app)
    method = next(one for one in line.methods if one != "GET") if line.changes else "GET"
    headers: dict[str, str] = {}
    if path.startswith("/api/"):
        if caller in world.tokens:
            headers["Authorization"] = f"Bearer {world.tokens[caller]}"
        headers["Idempotency-Key"] = "matrix-0001-0001"
        body = {"json": {}} if line.changes else {}
        return client.http.open(path, method=method, headers=headers, **body)
    if caller in world.signed:
        with client.http.session_transaction() as cookie:
            cookie["_user_id"] = world.signed[caller]
            cookie["_fresh"] = True
            cookie["fresh_at"] = utc_now().timestamp()
    data = {"csrf_token": client.csrf_token()} if line.changes else {}
    response = client.http.open(path, method=method, data=data)
    response.get_data()  # a file is made while it is read
    return response


def expected(line: PolicyLine, caller: str, variant: str) -> str:
    """Return what is to happen: "asked" (to sign in), "refused" or "let in"."""
    rule = line.access
    assert rule is not None
    role = CALLERS[caller]
    if RANKS[role] < RANKS[rule.who]:
        return "asked" if role == "anonymous" else "refused"
    if line.endpoint in NAMED_IN_BODY or (role == "admin" and line.changes and variant == "swapped"):
        return (
            "either"  # an admin may name any person; that the other cohort stays as it is, is asserted below
        )
    if variant == "own":
        return "either" if is_elsewhere(line, caller) else "let in"
    if variant == "other" and (role == "admin" and rule.objects in {"cohort", "all"}):
        return "let in"
    if variant == "other" and caller.startswith("other"):
        return "either"
    return "refused"


def is_elsewhere(line: PolicyLine, caller: str) -> bool:
    """Tell whether what is the learner's own is not this caller's: nobody else is let in, staff by their own routes."""
    rule = line.access
    assert rule is not None
    if not owned_places(line):
        return False
    if rule.objects == "own":
        mine = {"session_id", "token_id"} & set(owned_places(line))
        return not mine and caller != "learner"
    if rule.objects == "community":
        return caller not in {"learner", "facilitator"}
    if rule.objects == "cohort":
        return caller not in {"learner", "facilitator", "admin"}
    return False


def is_as_expected(line: PolicyLine, wanted: str, response: Any) -> bool:
    status = response.status_code
    if status >= 500:
        return False
    if wanted == "either":
        return True
    if wanted == "asked":
        if line.path.startswith("/api/") or line.changes:
            return bool(status == 401)
        return bool(status == 303 and "/account/sign-in" in response.headers["Location"])
    if wanted == "refused":
        # A write may be refused for its empty body before anybody looks whether the thing is there.
        return status in {403, 404} or (line.changes and status in {400, 409, 415, 422})
    return status not in REFUSED


# What these change is named in the body, which is empty here.
NAMED_IN_BODY = {"learn.reopen", "learn.place"}
# A link that was never sent is refused whoever follows it; and what the small course has none of is not there.
# Files are walked through in web/learn/test_files.py and web/api/test_marking.py.
NOTHING_THERE = re.compile(r"<token>|/media/|<name>|<int:place>|upload_id>|<question>/file")


@pytest.mark.slow
@pytest.mark.parametrize("caller", CALLERS)
def test_each_caller_gets_what_the_policy_says(app, session, connection, catalogue, caller):
    world = make_world(session, catalogue, utc_now())
    wrong = []
    for line in policy_table(app):
        if NOTHING_THERE.search(line.path):
            continue
        for variant in variants(line):
            path = address(line, values_for(world, variant, line, caller))
            savepoint = connection.begin_nested()
            response = ask(app, world, line, caller, path)
            if variant == "swapped":
                assert is_untouched(session, world.other), path
            savepoint.rollback()
            session.expire_all()
            wanted = expected(line, caller, variant)
            if not is_as_expected(line, wanted, response):
                wrong.append(
                    f"{caller}, {variant}: {line.methods} {path} is {response.status_code}, wanted {wanted}"
                )

    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("caller", ["learner", "facilitator"])
def test_what_is_not_yours_looks_like_what_is_not_there(app, session, connection, catalogue, caller):
    world = make_world(session, catalogue, utc_now())
    differing = []
    for line in policy_table(app):
        if (
            not owned_places(line)
            or RANKS[line.access.who] > RANKS[caller]
            or NOTHING_THERE.search(line.path)
        ):
            continue
        answers = []
        for variant in ("other", "missing"):
            path = address(line, values_for(world, variant, line, caller))
            savepoint = connection.begin_nested()
            response = ask(app, world, line, caller, path)
            savepoint.rollback()
            answers.append((response.status_code, without_own_parts(response, path)))
        if answers[0] != answers[1]:
            differing.append((line.endpoint, answers[0][0], answers[1][0]))

    assert differing == []


@pytest.mark.slow
@pytest.mark.parametrize("caller", ["anonymous", "learner", "facilitator", "unconfirmed"])
def test_nothing_of_the_other_cohort_is_ever_shown(app, session, connection, catalogue, caller):
    world = make_world(session, catalogue, utc_now())
    leaks = []
    for line in policy_table(app):
        if line.changes or NOTHING_THERE.search(line.path):
            continue
        for variant in variants(line):
            path = address(line, values_for(world, variant, line, caller))
            response = ask(app, world, line, caller, path)
            text = response.get_data().decode("utf-8", "replace").replace(path, "")
            leaks += [
                (path, canary) for canary in world.other.canaries if canary in text and canary not in path
            ]

    assert leaks == []


@pytest.mark.slow
def test_a_post_without_the_token_of_the_session_changes_nothing(app, session, connection, catalogue):
    world = make_world(session, catalogue, utc_now())
    accepted = []
    for line in policy_table(app):
        if not line.changes or line.path.startswith("/api/"):
            continue
        path = address(line, values_for(world, "own", line, "admin"))
        client = PageClient(app)
        with client.http.session_transaction() as cookie:
            cookie["_user_id"] = world.signed["admin"]
        response = client.http.post(path, data={"email": "a@example.org"})
        if response.status_code != 400:
            accepted.append((path, response.status_code))

    assert accepted == []


def is_untouched(session: Session, side: Side) -> bool:
    """Tell whether a cohort's learner is enrolled in it as before, and its facilitator has it still."""
    session.expire_all()
    enrolment = session.get(Enrolment, side.enrolment)
    has_it = session.get(Facilitation, (side.cohort.id, side.facilitator.id))
    return enrolment is not None and enrolment.state == "active" and has_it is not None


def without_own_parts(response: Any, path: str) -> str:
    """Return a body without its request's id and without the address that was asked for."""
    text = response.get_data(as_text=True)
    for part in path.split("/"):
        if len(part) > 6:
            text = text.replace(part, "…")
    return text.replace(response.headers.get("X-Request-Id", "-"), "…")
