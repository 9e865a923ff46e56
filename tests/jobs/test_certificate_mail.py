"""The mails that tell of a certificate: issued, issued again, revoked, given back."""

from uuid import uuid4

import pytest

from course.jobs.send_mail import compose
from course.store.accounts.queries import Addressee
from course.store.outbox.queries import DueMessage
from tests.conftest import NOON

PAYLOAD = {
    "code": "K7QM-4TXH-9PRW",
    "page": "certificates/K7QM4TXH9PRW",
    "old_code": "AAAA-BBBB-CCCC",
    "because": "It was <issued> by mistake.",
}


@pytest.fixture
def mail(app):
    def composed(template, language="en"):
        person = Addressee(uuid4(), "awa@example.org", "Awa Sow", language, "UTC")
        return compose(app, DueMessage(uuid4(), template, None, PAYLOAD, 1), person, NOON)

    return composed


def text(message, kind="plain"):
    return message.get_body((kind,)).get_content()


@pytest.mark.parametrize(
    ("template", "subjects"),
    [
        (
            "certificate_issued",
            ["Your certificate is issued", "Tu certificado está emitido", "Votre certificat est délivré"],
        ),
        (
            "certificate_reissued",
            [
                "Your certificate is issued again",
                "Tu certificado se ha emitido de nuevo",
                "Votre certificat est délivré à nouveau",
            ],
        ),
        (
            "certificate_revoked",
            ["Your certificate is revoked", "Tu certificado está revocado", "Votre certificat est révoqué"],
        ),
        (
            "certificate_restored",
            [
                "Your certificate counts again",
                "Tu certificado vuelve a contar",
                "Votre certificat compte de nouveau",
            ],
        ),
    ],
)
def test_each_says_what_happened_and_leads_to_the_certificate_in_the_learners_language(
    mail, template, subjects
):
    for language, subject in zip(("en", "es", "fr"), subjects, strict=True):
        written = mail(template, language)

        assert written["Subject"] == subject
        assert "K7QM-4TXH-9PRW" in text(written)
        for kind in ("plain", "html"):
            assert f"/{language}/progress/certificate" in text(written, kind)


def test_a_new_certificate_leads_to_the_page_where_others_check_it(mail):
    assert "/en/certificates/K7QM4TXH9PRW" in text(mail("certificate_issued"))


def test_one_issued_again_says_that_the_old_code_is_replaced(mail):
    assert "AAAA-BBBB-CCCC, now says “replaced”" in text(mail("certificate_reissued"))


def test_a_revoked_one_says_why_and_what_to_do(mail):
    written = mail("certificate_revoked")

    assert "It was <issued> by mistake." in text(written)
    assert "It was &lt;issued&gt; by mistake." in text(written, "html")
    assert "write to whoever runs the course" in text(written)
