"""The invitation as it leaves: in the person's language, with its link or without."""

from uuid import uuid4

import pytest

from course.jobs.send_mail import compose
from course.store.accounts.queries import Addressee
from course.store.outbox.queries import DueMessage
from tests.conftest import NOON


def _mail(app, language="en", **payload):
    due = DueMessage(
        uuid4(), "invitation", None, {"cohort_name": "Spring <b>", "note": "", "token": "", **payload}, 1
    )
    person = Addressee(uuid4(), "awa@example.org", "Awa Sow", language, "UTC")
    return compose(app, due, person, NOON)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "You are invited: Spring <b>"), ("es", "Spring <b>"), ("fr", "Spring <b>")],
)
def test_it_speaks_the_persons_language(app, language, subject):
    mail = _mail(app, language, token="T0ken")

    text = mail.get_body(("plain",)).get_content()
    assert subject in mail["Subject"]
    assert f"/{language}/account/invitation/T0ken" in text
    assert (language == "en") == ("You are invited to the course" in text)


def test_its_html_holds_names_and_notes_as_text(app):
    page = _mail(app, note="<img src=x>\nSee you").get_body(("html",)).get_content()

    assert "<b>" not in page
    assert "<img" not in page
    assert "See you" in page


def test_who_is_known_gets_no_link_that_signs_in(app):
    text = _mail(app).get_body(("plain",)).get_content()

    assert "/account/invitation/" not in text
    assert "/en/course" in text
