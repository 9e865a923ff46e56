"""What breaks the declaration is refused whole, each fault by its place, and nothing that was sent comes back."""

import re
from urllib.parse import quote

import pytest

from course.web.api.document import operations_of
from course.web.errors import SENTENCES, sentence
from tests.builders import add_cohort
from tests.web.api.calls import Program

EXTRA = dict.fromkeys(
    [
        "id",
        "owner",
        "owner_id",
        "account",
        "account_id",
        "learner",
        "learner_id",
        "actor",
        "actor_id",
        "user",
        "user_id",
        "role",
        "roles",
        "is_admin",
        "admin",
        "staff",
        "scope",
        "scopes",
        "cohort_id",
        "cohorts",
        "score",
        "points",
        "passed",
        "completed",
        "completed_at",
        "confirmed",
        "confirmed_at",
        "suspended_at",
        "created_at",
        "updated_at",
        "submitted_at",
        "started_at",
        "state",
        "slug",
        "code",
        "seats_taken",
        "closed_at",
        "email_key",
        "password",
        "password_hash",
        "demonstration",
        "external_id",
        "version",
    ],
    "canary-4711",
)
GOOD = {
    "ProfileGiven": {"city": "Dakar"},
    "AnswerGiven": {"value": None, "seen": 0},
    "CheckGiven": {"value": None, "seen": 0, "certainty": 0},
    "CohortGiven": {"name": "Spring", "language": "en"},
    "CohortChanges": {"name": "Spring"},
    "EnrolmentGiven": {"email": "amina@example.org", "name": "Amina"},
    "RosterGiven": {"rows": [{"email": "amina@example.org"}]},
    "ApplyGiven": {"send_invitations": False},
    "MarkGiven": {"levels": {"clear": "yes"}, "comment": "Well seen.", "reason": "", "seen": 0},
    "OutageGiven": {
        "begins": "2026-11-22T09:00:00Z",
        "ends": "2026-11-22T10:00:00+01:00",
        "reason": "Power cut",
    },
    "OverrideGiven": {"quiz": "steps", "attempts": 3, "reason": "A storm"},
    "ReleaseGiven": {"with_mail": True},
    "ReportGiven": {"fault": "key"},
    "AnswerToReport": {"state": "answered", "answer": "It is mended."},
    "PersonChanges": {"suspended": False},
    "CertificateChanges": {"name": "Amina"},
    "RegradeGiven": {"questions": ["pick-one"], "because": {"en": "It was wrong."}},
}


def writes(app):
    for rule, method, declared, _ in operations_of(app):
        if method != "GET":
            yield method, rule.rule.removeprefix("/api/v1"), declared


def address(path, name="01a20184-2cdf-7935-8159-834d58267216"):
    while "<" in path:
        before, _, rest = path.partition("<")
        path = before + ("1" if rest.startswith("position") else name) + rest.partition(">")[2]
    return path


def test_every_body_has_an_example_here(app):
    bodies = {declared.body.__name__ for _, _, declared in writes(app) if declared.body}

    assert bodies == set(GOOD)


def test_no_write_takes_a_field_that_is_not_listed(app, admin):
    assert len(EXTRA) >= 40
    for method, path, declared in writes(app):
        good = GOOD[declared.body.__name__] if declared.body else {}
        own = set(declared.body.model_fields) if declared.body else set()
        extra = {name: value for name, value in EXTRA.items() if name not in own}

        response = admin.call(method, address(path), json={**good, **extra})

        problem = response.get_json()
        assert response.status_code == (422 if declared.body else 400), (method, path, problem)
        if declared.body:
            pointers = {fault["pointer"] for fault in problem["errors"] if fault["code"] == "field_unknown"}
            assert pointers == {f"#/{name}" for name in extra}
        assert "canary-4711" not in response.get_data(as_text=True)


def test_no_write_takes_fields_from_the_query_or_a_form(app, admin):
    for method, path, _ in writes(app):
        in_query = admin.call(method, address(path), query_string=EXTRA)
        in_form = admin.call(method, address(path), data=EXTRA)

        assert in_query.status_code in {400, 415}
        assert in_form.status_code in {400, 415}
        assert "canary-4711" not in in_query.get_data(as_text=True) + in_form.get_data(as_text=True)


def test_a_listed_field_inside_a_nested_object_is_held_to_the_list_too(admin):
    problem = admin.patch("/me", {"audiences": {"email": "cohort", "role": "community"}}, status=422)

    assert [fault["pointer"] for fault in problem["errors"]] == ["#/audiences/role"]


def test_a_field_named_twice_is_refused(admin):
    response = admin.call(
        "PATCH", "/me", data='{"city": "Dakar", "city": "Lima"}', content_type="application/json", status=400
    )

    assert [fault["code"] for fault in response.get_json()["errors"]] == ["body_repeats"]


def test_every_fault_is_named_with_its_place(admin):
    body = {"name": "", "language": "xx", "seats": -1, "starts_on": "soon", "code_open": "yes", "more": 1}

    problem = admin.post("/cohorts?unknown=1", body, status=400, headers={"Idempotency-Key": "short"})

    found = {
        fault.get("pointer") or fault.get("parameter") or fault.get("header"): fault["code"]
        for fault in problem["errors"]
    }
    assert found == {
        "unknown": "field_unknown",
        "Idempotency-Key": "key_wrong_form",
        "#/name": "field_too_short",
        "#/language": "field_not_in_list",
        "#/seats": "field_too_small",
        "#/starts_on": "field_not_a_date",
        "#/code_open": "field_not_true_or_false",
        "#/more": "field_unknown",
    }


def test_what_a_schema_cannot_say_is_a_conflict(admin):
    body = {
        "name": "A",
        "language": "en",
        "starts_on": "2027-05-02",
        "ends_on": "2027-05-01",
        "time_zone": "Mars/Rome",
    }

    problem = admin.post("/cohorts", body, status=409)

    assert {fault["pointer"]: fault["code"] for fault in problem["errors"]} == {
        "#/ends_on": "field_before_start",
        "#/time_zone": "field_not_listed",
    }


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Send one of: en, es, fr."), ("es-CO", "Send one of"), ("fr", "Send one of")],
)
def test_faults_are_told_in_the_callers_language(admin, language, said):
    response = admin.call(
        "PATCH", "/me", json={"language": "xx"}, headers={"Accept-Language": language}, status=422
    )

    assert response.headers["Content-Language"] == language[:2]
    if language == "en":
        assert response.get_json()["errors"][0]["detail"] == said


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "body_missing"),
        (b"{", 400, "body_not_json"),
        (b'{"city": NaN}', 400, "body_not_json"),
        (b'{"city": "\xff"}', 400, "body_not_json"),
        ('{"city": "Dakar"}'.encode("utf-16"), 400, "body_not_json"),
        (b"1" * 5_000, 400, "body_not_json"),
        (b'{"a":' * 30_000, 413, None),
        (b'{"a":' * 2_000, 400, "body_too_deep"),
        (b"[" * 9 + b"]" * 9, 400, "body_too_deep"),
        (b'{"city": "' + b"[" * 60 + b'"}', 200, None),
        (b'{"city": "' + b"x" * 70_000 + b'"}', 413, None),
        (b"[]", 422, "field_not_an_object"),
        (b"null", 422, "field_not_an_object"),
        (b'{"city": "\\ud800"}', 422, None),
        (b'{"city": "\\u0000"}', 422, "field_wrong_form"),
    ],
)
def test_bodies_are_judged_before_they_are_read(admin, body, status, code):
    response = admin.call("PATCH", "/me", data=body, content_type="application/json", status=status)

    if code:
        assert [fault["code"] for fault in response.get_json()["errors"]] == [code]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_only_json_is_read(admin, kind):
    admin.call("PATCH", "/me", data=b'{"city": "Dakar"}', content_type=kind, status=415)


def test_a_body_where_none_is_read_is_refused(admin):
    problem = admin.post("/me/lessons/walk/completion", {"completed_at": "2020-01-01"}, status=400)

    assert problem["errors"][0]["code"] == "body_unexpected"


def test_a_method_that_an_address_does_not_take_is_told_which_it_takes(admin):
    response = admin.call("PUT", "/me", json={}, status=405)

    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PATCH"}


def test_an_address_of_nothing_is_not_found(app):
    assert Program(app).get("/nothing", status=404)["code"] == "not_found"


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_no_sentence_sends_a_program_back_to_a_page(app, code):
    values = dict.fromkeys(re.findall(r"%\((\w+)\)", SENTENCES[code]), "3")
    with app.test_request_context("/api/v1/me"):
        said = sentence(code, values)

    assert not re.search(r"\b(go back|reload|the page|this page|buttons?)\b", said, re.IGNORECASE)


MANGLED = [
    *("limit=", "limit=0", "limit=101", "limit=-1", "limit=5.0", "limit=1e1", "limit=%205", "limit=five"),
    *("limit=5&limit=6", f"limit={'9' * 400}", "limit[]=5", "Limit=5", "page=2"),
    *("cursor=", "cursor=a%00b", "sort=name", "a=1&a=2"),
]
DAMAGED = ["abc", "W10", "WyJhIl0", "WyJhIiwgImIiXQ", "WyJcdWQ4MDAiLCAiYiJd", "eyJhIjoxfQ", "A" * 999]


@pytest.mark.parametrize("query", MANGLED)
def test_a_mangled_parameter_is_refused(admin, query):
    admin.get(f"/people?{query}", status=400)


@pytest.mark.parametrize("cursor", DAMAGED)
def test_a_damaged_cursor_is_no_page(admin, cursor):
    for path in ("/people", "/audit", "/cohorts", "/community/people", "/me/attempts"):
        assert admin.get(f"{path}?cursor={cursor}", status=404)["code"] == "cursor_unknown"


def test_a_repeated_word_in_the_query_is_named(admin):
    problem = admin.get("/people?role=admin&role=learner", status=400)

    assert problem["errors"] == [
        {"parameter": "role", "code": "field_repeated", "detail": "This stands more than once. Send it once."}
    ]


NASTY = [
    "", " ", "\x00", "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"), "'", '"', "%", "%00", "../..", "\u202e",
    "0", "-1", "1e999", "9" * 400, "null", "true", "[]", "{}", "'; DROP TABLE account; --", "{{7*7}}", "%(x)s", "\U0001f30d",
    "a" * 10_000, "2026-11-22", "0001-01-01", "9999-12-31", "en", "name",
]  # fmt: skip


@pytest.mark.slow
def test_no_parameter_breaks_anything(app, admin, session):
    add_cohort(session, slug="spring")
    for rule, method, declared, _ in operations_of(app):
        path = rule.rule.removeprefix("/api/v1")
        good = GOOD[declared.body.__name__] if declared.body else None
        for value in NASTY:
            options = {"json": good} if good is not None else {}
            admin.call(method, address(path, "x"), query_string={"x": value}, **options)
            if "<" in path and "/" not in value:
                admin.call(method, address(path, quote(value) or "x"), **options)
            for name in declared.query.model_fields if declared.query else ():
                admin.call(method, address(path, "spring"), query_string={name: value}, **options)
            for name in good or ():
                admin.call(method, address(path, "spring"), json={**good, name: value})


def test_nothing_that_was_sent_comes_back_in_a_problem(app, admin):
    """Names are told where they are plain words: without them nobody could tell which field to leave out."""
    canary = "<canary 4711>"
    for method, path, declared in writes(app):
        for name in declared.body.model_fields if declared.body else ():
            body = {**GOOD[declared.body.__name__], name: {canary: [canary]}, canary: canary}

            response = admin.call(method, address(path), json=body, query_string={canary: canary}, status=400)

            assert "canary" not in response.get_data(as_text=True)
