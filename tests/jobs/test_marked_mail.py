"""The mails that say that all answers of an attempt are marked, and that a mark was changed."""

from uuid import uuid4

import pytest

from course.jobs.send_mail import compose
from course.store.accounts.queries import Addressee
from course.store.outbox.queries import DueMessage
from tests.conftest import NOON


def marked(*attempts):
    titles = {"en": "Steps", "es": "Pasos", "fr": "Pas"}
    return {"quiz": "steps", "titles": titles, "attempts": list(attempts)}


def test_it_names_each_attempt_by_number_and_moment(app):
    payload = marked(
        {"id": "1", "number": 1, "at": NOON.timestamp()}, {"id": "2", "number": 2, "at": NOON.timestamp()}
    )
    person = Addressee(uuid4(), "awa@example.org", "Awa Sow", "en", "Africa/Lagos")

    mail = compose(app, DueMessage(uuid4(), "marked", None, payload, 1), person, NOON)

    for kind in ("plain", "html"):
        text = mail.get_body((kind,)).get_content()
        for number in (1, 2):
            assert f"Attempt {number}, handed in: Nov 22, 2026, 1:00" in text
            assert f"/en/quiz/steps/attempts/{number}/review" in text


@pytest.mark.parametrize(("language", "title"), [("en", "Steps"), ("fr", "Pas"), ("es", "Pasos")])
def test_it_names_the_quiz_and_leads_to_the_review_in_the_learners_language(app, language, title):
    payload = marked({"id": "1", "number": 3, "at": NOON.timestamp()})
    person = Addressee(uuid4(), "awa@example.org", "Awa Sow", language, "UTC")

    mail = compose(app, DueMessage(uuid4(), "marked", None, payload, 1), person, NOON)

    assert title in mail["Subject"]
    assert f"/{language}/quiz/steps/attempts/1/review" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("language", "subject", "stays"),
    [
        ("en", "Your mark in “Steps” was changed", "You stay passed"),
        ("fr", "Votre note dans « Pas » a été modifiée", "réussi"),
        ("es", "Tu nota en «Pasos» ha cambiado", "aprobado"),
    ],
)
def test_a_changed_mark_is_told_with_points_and_reason(app, language, subject, stays):
    payload = {
        "quiz": "steps",
        "attempt": "1",
        "titles": {"en": "Steps", "es": "Pasos", "fr": "Pas"},
        "number": 2,
        "points": {"before": 4.0, "after": 1.5, "most": 5.0},
        "score": 0.3,
        "passes": False,
        "stays": True,
        "because": "It was copied.",
    }
    person = Addressee(uuid4(), "awa@example.org", "Awa Sow", language, "UTC")

    mail = compose(app, DueMessage(uuid4(), "mark_changed", None, payload, 1), person, NOON)

    assert mail["Subject"] == subject
    text = mail.get_body(("plain",)).get_content()
    assert "It was copied." in text
    assert stays in text
    assert f"/{language}/quiz/steps/attempts/1/review" in text
