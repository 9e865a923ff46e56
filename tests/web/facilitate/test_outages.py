"""Outages: open attempts of the cohort get their time back, once, and learners read why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.core.grading.windows import Outage
from course.flows.record_outage import record_outage
from course.store.attempts.models import Attempt, QuizOutage
from tests.attempts import begin, with_quiz
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture
def place(session, client, catalogue, app, monkeypatch):
    changed = with_quiz(catalogue, time_limit=20)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
    cohort, boss = add_cohort(session), add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)
    return changed, cohort, boss


def test_an_open_attempt_gets_the_time_back_once_and_only_in_that_cohort(session, place):
    changed, cohort, boss = place
    other = add_cohort(session, "Other")
    learner, stranger = add_person(session), add_person(session, "Bilal")
    enrol(session, changed, cohort, learner)
    enrol(session, changed, other, stranger)
    mine, theirs = begin(session, changed, learner), begin(session, changed, stranger)
    outage = Outage(NOON + 5 * MINUTE, NOON + 35 * MINUTE, "Power cut")

    moved = [
        record_outage(session, cohort_id=cohort.id, outage=outage, actor_id=boss.id, now=NOON + 36 * MINUTE)
        for _ in range(2)
    ]

    session.expire_all()
    assert moved == [1, 0]
    assert session.get(Attempt, mine).deadline == NOON + 50 * MINUTE
    assert session.get(Attempt, theirs).deadline == NOON + 20 * MINUTE


def test_a_facilitator_records_an_outage_and_the_learner_reads_why(client, session, place):
    from course.web.session import utc_now

    changed, cohort, _ = place
    learner = add_person(session)
    enrol(session, changed, cohort, learner)
    now = utc_now()
    attempt_id = begin(session, changed, learner, now=now - 15 * MINUTE)
    session.commit()
    client.get(f"/en/facilitate/{cohort.slug}/overrides")
    assert "Record an outage." in client.words()

    fields = {
        "begins": f"{now - 10 * MINUTE:%Y-%m-%dT%H:%M}",
        "ends": f"{now - 2 * MINUTE:%Y-%m-%dT%H:%M}",
        "reason": "Power cut in town",
    }
    client.post(f"/en/facilitate/{cohort.slug}/outages", fields)

    assert "1 open attempt got its time back" in client.words()
    assert "1 attempt got time back" in client.words()
    assert "Amina Diallo: Steps, attempt 1, 8 min" in client.words()
    sign_in(client, session, learner)
    client.get(f"/en/quiz/steps/attempts/{attempt_id}")
    assert "Time was given back for an outage: Power cut in town" in client.words()


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [
        ("2026-01-02T10:00", "2026-01-02T09:00", "It ended before it began"),
        ("2026-01-02T10:00", "2199-01-02T09:00", "This is still to come"),
        ("2026-01-02T10:00", "2026-01-12T09:00", "more than seven days"),
        ("0001-01-01T00:00", "0001-01-01T01:00", "from 2000 to 2199"),
        ("", "2026-01-12T09:00", "Say when it began."),
    ],
)
def test_what_cannot_be_is_told_and_not_recorded(client, session, place, begins, ends, told):
    _, cohort, _ = place

    fields = {"begins": begins, "ends": ends, "reason": "x"}
    client.post(f"/en/facilitate/{cohort.slug}/outages", fields, status=422)

    assert told in client.words()
    assert session.scalars(select(QuizOutage)).all() == []


@pytest.fixture
def recorded(session, place):
    _, cohort, boss = place
    outage = Outage(NOON + 5 * MINUTE, NOON + 35 * MINUTE, "Power cut")
    record_outage(session, cohort_id=cohort.id, outage=outage, actor_id=boss.id, now=NOON + 36 * MINUTE)
    session.commit()
    return session.scalars(select(QuizOutage)).one().id


def test_who_recorded_it_withdraws_it_and_the_list_says_so(client, session, place, recorded):
    _, cohort, _ = place
    client.get(f"/en/facilitate/{cohort.slug}/outages")

    client.submit("Withdraw this outage", {"outage": str(recorded)})

    words = client.words()
    assert "The outage is withdrawn." in words
    assert "Power cut Withdrawn" in words
    assert "Withdraw this outage" not in words


def test_another_facilitator_of_the_cohort_sees_it_without_a_button_and_cannot(
    client, session, place, recorded
):
    _, cohort, _ = place
    other = add_person(session, "Other", role="facilitator")
    add_facilitator(session, cohort, other)
    sign_in(client, session, other)

    client.get(f"/en/facilitate/{cohort.slug}/outages")
    assert "Power cut" in client.words()
    assert "Recorded by mistake?" not in client.words()
    client.post(f"/en/facilitate/{cohort.slug}/outages/withdraw", {"outage": str(recorded)}, status=404)

    session.expire_all()
    assert session.get(QuizOutage, recorded).withdrawn_at is None


@pytest.mark.parametrize("wrong", ["", "x", "'; --"])
def test_a_withdrawal_of_nothing_is_told(client, place, wrong):
    _, cohort, _ = place

    client.post(f"/en/facilitate/{cohort.slug}/outages/withdraw", {"outage": wrong})

    assert "Choose the outage to withdraw in the list." in client.words()


def test_an_admin_records_one_for_everybody_and_withdraws_it(client, session, place):
    from course.web.session import utc_now

    changed, cohort, _ = place
    sign_in(client, session, add_person(session, "Root", role="admin"))
    now = utc_now()
    attempt_id = begin(session, changed, add_person(session), now=now - 15 * MINUTE)
    session.commit()
    client.get("/en/admin")
    client.get("/en/admin/outages")
    fields = {
        "begins": f"{now - 10 * MINUTE:%Y-%m-%dT%H:%M}",
        "ends": f"{now - 2 * MINUTE:%Y-%m-%dT%H:%M}",
        "reason": "The platform was away",
    }

    client.post("/en/admin/outages", fields)

    assert "1 open attempt got its time back" in client.words()
    session.expire_all()
    assert session.get(Attempt, attempt_id).deadline == now + (5 + 8) * MINUTE
    client.get(f"/en/facilitate/{cohort.slug}/outages")
    assert "The platform was away For everybody" in client.words()
    assert "Recorded by mistake?" not in client.words()
    client.get("/en/admin/outages")
    client.submit("Withdraw this outage", {"outage": str(session.scalars(select(QuizOutage.id)).one())})
    assert "The outage is withdrawn." in client.words()


@pytest.mark.parametrize(
    ("first", "second", "rows"),
    [
        ((5, 6), (4, 6), {"R1": "1 min", "R2": "1 min"}),
        ((5, 6), (5, 6.5), {"R1": "1 min", "R2": "30 s"}),
        ((4, 8), (5, 6), {"R1": "4 min", "R2": ""}),
    ],
)
def test_an_attempt_stands_under_the_outage_recorded_first_with_what_several_share(
    client, session, place, first, second, rows
):
    changed, cohort, boss = place
    learner = add_person(session)
    enrol(session, changed, cohort, learner)
    begin(session, changed, learner)
    for place_of, (name, (begins, ends)) in enumerate({"R1": first, "R2": second}.items()):
        outage = Outage(NOON + begins * MINUTE, NOON + ends * MINUTE, name)
        at = NOON + (9 + place_of) * MINUTE
        record_outage(session, cohort_id=cohort.id, outage=outage, actor_id=boss.id, now=at)
    session.commit()

    client.get(f"/en/facilitate/{cohort.slug}/outages")

    for card in client.page.iterfind(".//{*}li[@class='card']"):
        words = " ".join(" ".join(card.itertext()).split())
        got = next(time for name, time in rows.items() if f": {name}" in words)
        assert (f"attempt 1, {got}" if got else "No attempt of this cohort got time back by it.") in words


def test_withdrawn_the_first_leaves_what_was_shared_with_the_second(client, session, place):
    changed, cohort, boss = place
    learner = add_person(session)
    enrol(session, changed, cohort, learner)
    begin(session, changed, learner)
    for name, minute in (("R1", 9), ("R2", 10)):
        outage = Outage(NOON + 5 * MINUTE, NOON + (minute - 1) * MINUTE, name)
        record_outage(
            session, cohort_id=cohort.id, outage=outage, actor_id=boss.id, now=NOON + minute * MINUTE
        )
    session.commit()
    first = session.scalars(select(QuizOutage.id).where(QuizOutage.reason == "R1")).one()

    client.post(f"/en/facilitate/{cohort.slug}/outages/withdraw", {"outage": str(first)})

    assert client.words().count("1 attempt got time back") == 1
    assert "attempt 1, 4 min" in client.words()


def test_where_nobody_lost_time_the_page_says_so_and_counts_nothing(client, session, place):
    _, cohort, _ = place
    fields = {"begins": "2026-01-01T10:00", "ends": "2026-01-01T11:00", "reason": "Power cut"}

    client.post(f"/en/facilitate/{cohort.slug}/outages", fields)
    assert "No open attempt lost time by it." in client.words()

    client.submit("Withdraw this outage", {"outage": str(session.scalars(select(QuizOutage.id)).one())})
    assert "No open attempt ends earlier by it." in client.words()
