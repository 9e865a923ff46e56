"""One learner, as who facilitates them sees them: the figures of their own page, and nothing that is not open."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from course.core.rules.visibility import COHORT, NOBODY
from course.store.accounts.models import AccountTag, FieldAudience
from course.store.attempts.models import Attempt
from tests.attempts import RIGHT, WRONG, begin, submit, with_quiz
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in
from tests.conftest import NOON
from tests.pages import NS, PageClient, words
from tests.statements import state_of


@pytest.fixture
def learner(session, catalogue, cohort):
    noor = add_person(session, "Noor Haddad", city="Tyre", country="LB", organisation="Canary town hall")
    enrol(session, catalogue, cohort, noor, now=NOON - timedelta(days=20))
    return noor


def page_of(learner, cohort="autumn"):
    return f"/en/facilitate/{cohort}/learners/{learner.id}"


def hand_in(session, catalogue, learner, responses):
    attempt_id = begin(session, catalogue, learner)
    submit(session, catalogue, learner, attempt_id, responses)
    session.commit()
    return attempt_id


def figures(client: PageClient) -> dict[str, str]:
    """Return what each section of a record says, by the id of its heading."""
    found = {
        section.get("aria-labelledby"): words(section)
        for section in client.page.iter(f"{NS}section")
        if section.get("aria-labelledby") not in {None, "finished"}
    }
    found["complete"] = words(client.page.find(f".//{NS}aside/{NS}div"))
    return found


def complete(app, session, learner, slugs):
    own = PageClient(app)
    sign_in(own, session, learner)
    for slug in slugs:
        own.post(f"/en/course/{slug}/complete", {"key": slug})
    return own


def test_facilitator_and_learner_read_the_same_figures(app, signed_in, session, catalogue, learner):
    hand_in(session, catalogue, learner, WRONG)
    hand_in(session, catalogue, learner, {"pick-one": "hen"})
    own = PageClient(app)
    sign_in(own, session, learner)

    own.get("/en/progress")
    signed_in.get(page_of(learner))

    mine, theirs = figures(own), figures(signed_in)
    mine["overall"] = mine["overall"].partition(" Continue:")[0]  # the button to go on is the learner's alone
    mine["quizzes"] = mine["quizzes"].partition(" Practise what you missed")[0]  # and so is practising
    assert theirs == mine
    assert set(theirs) >= {"overall", "missing", "modules", "quizzes", "log", "complete"}


def test_the_grid_says_what_the_record_says(signed_in, session, catalogue, learner):
    hand_in(session, catalogue, learner, RIGHT)

    signed_in.get("/en/facilitate/autumn", query_string={"name": "noor"})
    row = next(row for row in signed_in.page.iter(f"{NS}tr") if words(row).startswith("Noor"))
    numbers = [words(cell) for cell in row][2:6]
    signed_in.get(page_of(learner))

    assert numbers == ["20", "33", "0", "100"]  # one of five things in all, one of three in module 1
    assert "20% of the course completed" in signed_in.text
    assert (
        words(signed_in.page.find(f".//{NS}section[@aria-labelledby='quizzes']//{NS}tbody/{NS}tr/{NS}td"))
        == "100%"
    )


def test_only_what_the_owner_shows_to_a_cohort_is_shown(signed_in, session, learner):
    session.add_all(
        [
            FieldAudience(account_id=learner.id, field="city", audience=COHORT),
            FieldAudience(account_id=learner.id, field="country", audience=NOBODY),
            FieldAudience(account_id=learner.id, field="topics", audience=COHORT),
            AccountTag(account_id=learner.id, kind="topic", value="housing"),
            AccountTag(account_id=learner.id, kind="language", value="ar"),
        ]
    )
    session.commit()

    signed_in.get(page_of(learner))

    facts = words(next(signed_in.page.iter(f"{NS}dl")))
    assert "City Tyre" in facts.replace("City", "City ").replace("  ", " ")
    assert "Housing and shelter" in facts
    assert learner.email in facts
    for hidden in ("Canary town hall", "Lebanon", "Arabic"):
        assert hidden not in signed_in.text


def test_other_cohorts_of_the_learner_are_not_told(signed_in, session, catalogue, learner, foreign):
    enrol(session, catalogue, foreign, learner)

    signed_in.get(page_of(learner))

    assert "Canary cohort" not in signed_in.text
    assert "Autumn" in signed_in.text


@pytest.mark.parametrize("ending", ["", "/attempts/{attempt}"])
def test_learners_are_found_in_their_own_cohort_only(
    signed_in, session, catalogue, cohort, foreign, ines, ending
):
    stranger = add_person(session, "Canary stranger")
    enrol(session, catalogue, foreign, stranger)
    attempt = hand_in(session, catalogue, stranger, RIGHT)
    paths = [page_of(stranger) + ending.format(attempt=attempt),
             page_of(stranger, "canary-cohort") + ending.format(attempt=attempt)]  # fmt: skip

    answers = [signed_in.http.get(path) for path in paths]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not [answer for answer in answers if "Canary stranger" in answer.get_data(as_text=True)]


def test_an_attempt_belongs_to_the_learner_it_is_asked_of(signed_in, session, catalogue, cohort, learner):
    other = add_person(session, "Other")
    enrol(session, catalogue, cohort, other)
    attempt = hand_in(session, catalogue, other, RIGHT)

    assert signed_in.http.get(f"{page_of(learner)}/attempts/{attempt}").status_code == 404
    assert signed_in.http.get(f"{page_of(other)}/attempts/{attempt}").status_code == 200


def test_who_left_is_no_longer_shown(signed_in, session, cohort, learner):
    from course.flows.enrol_learner import end_enrolment

    end_enrolment(
        session, cohort_id=cohort.id, learner_id=learner.id, source="admin", actor_id=None, now=NOON
    )
    session.commit()

    assert signed_in.http.get(page_of(learner)).status_code == 404


def test_a_submitted_attempt_is_shown_with_its_reasons(signed_in, session, catalogue, learner):
    hand_in(session, catalogue, learner, WRONG)

    signed_in.get(page_of(learner))
    signed_in.get(next(url for url in signed_in.links().values() if "/attempts/" in url))

    assert "as Noor Haddad sees it" in signed_in.words()
    assert "It has four." in signed_in.words()
    assert not list(signed_in.page.find(f".//{NS}main").iter(f"{NS}form"))


def test_an_open_attempt_is_not_shown(signed_in, session, catalogue, learner):
    attempt = begin(session, catalogue, learner)
    session.commit()

    signed_in.get(page_of(learner))

    assert not [url for url in signed_in.links().values() if "/attempts/" in url]
    assert signed_in.http.get(f"{page_of(learner)}/attempts/{attempt}").status_code == 404


def test_an_attempt_whose_time_is_over_is_called_handed_in(
    signed_in, session, catalogue, app, monkeypatch, learner
):
    timed = with_quiz(catalogue, time_limit=20)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: timed)
    begin(session, timed, learner, now=NOON - timedelta(days=1))
    session.commit()

    signed_in.get(page_of(learner))

    words = signed_in.words()
    assert words.count("The time is over, it is being handed in") == 2
    assert "1: handed in" in words
    assert "not handed in" not in words
    assert "1: open" not in words


@pytest.mark.parametrize("role", ["facilitator", "admin"])
def test_staff_cannot_answer_an_attempt_they_may_read_about(
    app, session, catalogue, cohort, learner, ines, role
):
    attempt = begin(session, catalogue, learner)
    session.commit()
    staff = ines if role == "facilitator" else add_person(session, "Ada", role="admin")
    client = PageClient(app)
    sign_in(client, session, staff)
    before = session.get_one(Attempt, attempt).state, state_of(session)
    address = f"/en/quiz/steps/attempts/{attempt}"
    token = {"X-CSRFToken": client.csrf_token()}

    statuses = [
        client.http.get(address).status_code,
        client.http.post(address, data={"q1": "x", "submit": "1", "csrf_token": client.csrf_token()}).status_code,
        client.http.post(f"{address}/answers", json={"key": "k", "question": "q1", "value": "x", "seen": 0},
                         headers=token).status_code,
        client.http.post(f"{page_of(learner)}/attempts/{attempt}", headers=token).status_code,
    ]  # fmt: skip

    assert statuses == [404, 404, 404, 405]
    assert (session.get_one(Attempt, attempt).state, state_of(session)) == before


def test_pages_of_learners_are_never_kept(signed_in, session, catalogue, learner):
    attempt = hand_in(session, catalogue, learner, RIGHT)

    for path in (page_of(learner), f"{page_of(learner)}/attempts/{attempt}"):
        assert signed_in.http.get(path).headers["Cache-Control"] == "no-store"


def test_another_facilitator_finds_no_learner_and_no_attempt(client, session, catalogue, cohort, learner):
    attempt = hand_in(session, catalogue, learner, RIGHT)
    omar = add_person(session, "Omar", role="facilitator")
    add_facilitator(session, add_cohort(session, "His own"), omar)
    sign_in(client, session, omar)

    for path in (page_of(learner), f"{page_of(learner)}/attempts/{attempt}"):
        assert client.http.get(path).status_code == 404


def test_nonsense_in_the_address_is_a_missing_page(signed_in, cohort):
    random = Random(2)
    for word in ("x", "0" * 32, "%00", "..", "é", str(random.random())):
        assert signed_in.http.get(f"/en/facilitate/autumn/learners/{word}").status_code == 404
        assert signed_in.http.get(f"/en/facilitate/{word}").status_code == 404


def test_both_read_the_same_day_of_enrolment_wherever_they_are(app, client, session, catalogue):
    auckland = add_cohort(session, "Antipodes", time_zone="Pacific/Auckland")
    noor = add_person(session, "Noor Haddad", time_zone="America/Bogota")
    late = datetime(2026, 11, 1, 20, tzinfo=UTC)  # 2 November in Auckland, 1 November in Bogotá
    enrol(session, catalogue, auckland, noor, now=late)
    add_facilitator(session, auckland, facilitator := add_person(session, "Rose", role="facilitator"))
    session.commit()
    own = PageClient(app)
    sign_in(own, session, noor)
    sign_in(client, session, facilitator)

    own.get("/en/progress")
    client.get(page_of(noor, auckland.slug))

    for page in (own, client):
        assert "Enrolled on November 2, 2026" in page.words()
