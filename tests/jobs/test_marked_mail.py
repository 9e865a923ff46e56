"""The mail that says that all answers of an attempt are marked."""

from uuid import uuid4

import pytest

from course.jobs.send_mail import compose
from course.store.accounts.queries import Addressee
from course.store.outbox.queries import DueMessage
from tests.conftest import NOON


@pytest.mark.parametrize(("language", "title"), [("en", "Steps"), ("fr", "Pas"), ("es", "Pasos")])
def test_it_names_the_quiz_and_leads_to_the_review_in_the_learners_language(app, language, title):
    payload = {"quiz": "steps", "attempt": "1", "titles": {"en": "Steps", "es": "Pasos", "fr": "Pas"}}
    person = Addressee(uuid4(), "awa@example.org", "Awa Sow", language, "UTC")

    mail = compose(app, DueMessage(uuid4(), "marked", None, payload, 1), person, NOON)

    assert title in mail["Subject"]
    assert f"/{language}/quiz/steps/attempts/1/review" in mail.get_body(("plain",)).get_content()
