"""A reminder of what was missed: a week later, once, only where it is wanted and something is left."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.flows import remind_of_missed as remind
from course.flows.remind_of_missed import choose_reminder
from course.jobs.remind_of_missed import remind_of_missed
from course.jobs.send_mail import compose
from course.store.accounts.queries import Addressee
from course.store.outbox.models import OutboxMessage
from course.store.outbox.queries import DueMessage
from course.store.practice.models import PracticeAnswer, PracticeReminder
from course.store.practice.queries import wants_reminder
from tests.attempts import RIGHT, begin, submit
from tests.builders import add_person, sign_in
from tests.conftest import NOON
from tests.pages import PageClient

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
MISSED = {**RIGHT, "pick-one": "dog"}


@pytest.fixture
def learner(session):
    return add_person(session, "Amina Diallo")


@pytest.fixture
def wishing(session, catalogue, learner):
    """A learner who missed one question and wants to be reminded."""
    submit(session, catalogue, learner, begin(session, catalogue, learner), MISSED)
    choose_reminder(session, learner_id=learner.id, wanted=True, now=NOON)
    session.commit()
    return learner


def mails(session):
    session.expire_all()
    return session.scalars(select(OutboxMessage).where(OutboxMessage.template == "practice_reminder")).all()


def practise(session, learner, verdict, at):
    session.add(
        PracticeAnswer(
            learner_id=learner.id,
            quiz_slug="steps",
            question_id="pick-one",
            number=1,
            version="v",
            value='"hen"',
            verdict=verdict,
            language="en",
            answered_at=at,
        )
    )
    session.commit()


def test_one_mail_leaves_after_a_week_and_none_before(app, session, database, wishing):
    remind_of_missed(app, now=NOON + WEEK - DAY)
    before = len(mails(session))
    for days in range(7, 30):
        remind_of_missed(app, now=NOON + timedelta(days=days))

    assert before == 0
    assert [mail.payload["number"] for mail in mails(session)] == [1]


def test_nobody_is_reminded_who_did_not_ask(app, session, database, catalogue, learner):
    submit(session, catalogue, learner, begin(session, catalogue, learner), MISSED)
    session.commit()

    remind_of_missed(app, now=NOON + WEEK)

    assert mails(session) == []


def test_no_mail_where_nothing_is_missed_any_more(app, session, database, wishing):
    practise(session, wishing, "right", NOON + DAY)

    remind_of_missed(app, now=NOON + WEEK)

    assert mails(session) == []


def test_who_practised_since_is_reminded_a_week_after_that(app, session, database, wishing):
    practise(session, wishing, "wrong", NOON + 3 * DAY)

    remind_of_missed(app, now=NOON + WEEK)
    early = len(mails(session))
    remind_of_missed(app, now=NOON + WEEK + 3 * DAY)

    assert (early, len(mails(session))) == (0, 1)


def test_what_is_missed_later_is_reminded_of_again(app, session, database, catalogue, wishing):
    remind_of_missed(app, now=NOON + WEEK)
    later = NOON + WEEK + DAY
    submit(session, catalogue, wishing, begin(session, catalogue, wishing, now=later), MISSED, now=later)
    session.commit()

    for days in range(1, 20):
        remind_of_missed(app, now=later + days * DAY)

    assert len(mails(session)) == 2


def sent(app, session, language="fr"):
    remind_of_missed(app, now=NOON + WEEK)
    mail = mails(session)[0]
    person = Addressee(mail.account_id, "amina@example.org", "Amina", language, "UTC")
    return compose(app, DueMessage(mail.id, mail.template, mail.account_id, mail.payload, 1), person, NOON)


def test_the_mail_speaks_the_learners_language_and_can_be_stopped_by_a_program(
    app, session, database, wishing
):
    mail = sent(app, session)

    assert "/fr/practice" in mail.get_body(("plain",)).get_content()
    assert "question" in mail["Subject"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/fr/practice/reminder/stop/" in mail["List-Unsubscribe"]


def test_one_click_stops_it_without_a_sign_in(app, session, database, wishing):
    path = sent(app, session)["List-Unsubscribe"].strip("<>").partition("localhost:80")[2]
    browser = PageClient(app)

    browser.get(path)
    looked = wants_reminder(session, wishing.id)
    answer = browser.http.post(path, data={"List-Unsubscribe": "One-Click"})

    session.expire_all()
    assert looked
    assert answer.status_code == 200
    assert not session.scalars(select(PracticeReminder)).all()


def test_a_changed_link_stops_nothing(app, session, database, wishing):
    path = sent(app, session)["List-Unsubscribe"].strip("<>").partition("localhost:80")[2]

    answer = PageClient(app).http.post(path[:-1] + ("0" if path[-1] != "0" else "1"))

    assert answer.status_code == 400
    assert wants_reminder(session, wishing.id)


def test_it_is_off_until_chosen_and_chosen_on_either_page(app, client, session, learner):
    sign_in(client, session, learner)
    client.get("/en/practice")
    off = wants_reminder(session, learner.id)
    client.submit("Remind me by mail")
    on = wants_reminder(session, learner.id)
    client.get("/en/account/profile")
    client.submit("Stop the reminders")
    session.expire_all()

    assert (off, on, wants_reminder(session, learner.id)) == (False, True, False)
    assert client.path == "/en/account/profile"


def test_a_learner_with_whom_something_is_wrong_stops_no_other(app, session, catalogue, wishing, monkeypatch):
    other = add_person(session, "Bilal")
    submit(session, catalogue, other, begin(session, catalogue, other), MISSED)
    choose_reminder(session, learner_id=other.id, wanted=True, now=NOON + timedelta(minutes=1))
    session.commit()
    reads = remind.last_marks

    def fail_at_one(session, learner_id):
        if learner_id == wishing.id:
            raise ValueError("something is wrong with it")
        return reads(session, learner_id)

    monkeypatch.setattr(remind, "last_marks", fail_at_one)

    looked = remind_of_missed(app, now=NOON + WEEK + DAY)

    assert looked == 1
    assert [mail.account_id for mail in mails(session)] == [other.id]
