"""The learner's own certificate."""

import io
import json
import re
from datetime import timedelta

import pytest
import typst
from PIL import Image

from course.flows.award_certificate import correct_name, revoke_certificate
from course.store.awards.queries import find_certificate
from tests.builders import add_person, give_certificate, sign_in
from tests.conftest import NOON
from tests.pages import NS, words
from tests.pdf import fonts, is_tagged, opened, tags, text_of


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


def of(session, learner):
    session.expire_all()
    return find_certificate(session, learner.id)


def test_before_there_is_one_the_page_says_what_to_do(client, learner):
    client.get("/en/progress/certificate")

    assert "You do not have one yet" in client.words()
    assert client.links()["See what is missing"] == "/en/progress"
    assert client.http.get("/en/progress/certificate.pdf").status_code == 302


def test_the_page_says_what_the_certificate_says_in_its_own_language(client, learner, session):
    give_certificate(session, learner, language="fr")
    session.commit()

    client.get("/en/progress/certificate")

    words = client.words()
    assert "Amina Diallo" in words
    assert "4 leçons, 1 questionnaire réussi" in words
    assert '<article class="cert" lang="fr"' in client.text
    assert re.sub(r"(.{4})(.{4})(.{4})", r"\1-\2-\3", of(session, learner).code) in words


def test_the_progress_page_leads_to_it(client, learner, session):
    give_certificate(session, learner)
    session.commit()

    client.get("/en/progress")

    assert client.links()["Certificate issued on November 22, 2026"] == "/en/progress/certificate"


@pytest.mark.parametrize(
    "name",
    [
        "Amina Diallo",
        "أمينة ديالو",
        '#panic("x") *evil* $ \\ @ <a>',
        "王小明",
        "🙂",
        "A" * 120,
        ("WWWWWWWW " * 14)[:120],
    ],
)
def test_the_pdf_takes_every_name_as_text(client, learner, session, name):
    give_certificate(session, learner, name=name)
    session.commit()

    answer = client.http.get("/en/progress/certificate.pdf")

    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert len(opened(answer.data).pages) == 1
    assert len(answer.data) < 200_000
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_name_that_the_pdf_cannot_show_whole_is_said_before_it_is_issued(client, learner, session):
    give_certificate(session, learner)
    session.commit()
    warning = "The PDF cannot show all signs of this name"
    unwritten = "Amina \U000f0000"  # a sign for private use: no font has it

    client.get("/en/progress/certificate")
    client.submit("Look at it with this name", {"name": "Nguyễn أمينة Амина"})
    assert warning not in client.words()
    client.get("/en/progress/certificate")
    client.submit("Look at it with this name", {"name": unwritten})
    assert warning in client.words()
    client.submit("Issue it again with this name")

    assert warning in client.words()
    assert client.http.get("/en/progress/certificate.pdf").status_code == 200


def test_a_name_of_one_long_word_stays_within_the_frame(client, learner, session, monkeypatch):
    give_certificate(session, learner, name="W" * 120)
    session.commit()
    set_type = typst.compile

    def as_picture(source, **options):
        return set_type(source, **{**options, "pdf_standards": None, "format": "png", "ppi": 72})

    monkeypatch.setattr(typst, "compile", as_picture)
    sheet = Image.open(io.BytesIO(client.http.get("/en/progress/certificate.pdf").data)).convert("L")

    beyond = sheet.crop((sheet.width * 289 // 297, 0, sheet.width, sheet.height))  # the frame ends at 287 mm
    assert beyond.getextrema() == (255, 255)


def test_the_pdf_is_tagged_and_the_same_each_time(client, learner, session):
    give_certificate(session, learner)
    session.commit()

    first, second = (client.http.get("/en/progress/certificate.pdf").data for _ in range(2))

    assert first == second
    assert b"/MarkInfo" in first
    assert b"pdfuaid:part" in first


@pytest.mark.parametrize("name", ["Amina Diallo", "أمينة ديالو", "Амина", "王小明"])
def test_every_font_of_the_pdf_is_in_the_file(client, learner, session, name):
    give_certificate(session, learner, name=name)
    session.commit()

    found = fonts(opened(client.http.get("/en/progress/certificate.pdf").data))

    assert any("Libertinus" in font for font, _ in found)
    assert any("Naskh" in font for font, _ in found) == (name == "أمينة ديالو")
    assert [font for font, embedded in found if not embedded] == []


@pytest.fixture
def reissued(learner, session):
    """A certificate of November 22 whose name was corrected on January 1."""
    give_certificate(session, learner)
    later = NOON + timedelta(days=40)
    correct_name(session, learner_id=learner.id, name="Aminata Diallo", actor_id=None, now=later)
    session.commit()
    return of(session, learner)


def test_a_corrected_certificate_keeps_the_day_of_the_first_and_tells_the_other(client, reissued):
    for page in ("/en/progress/certificate", f"/en/certificates/{reissued.code}"):
        client.get(page)
        words = client.words()
        assert re.search(r"Issued on ?November 22, 2026", words)
        assert re.search(r"Issued again on ?January 1, 2027", words)


def test_one_that_was_not_corrected_tells_one_day(client, learner, session):
    give_certificate(session, learner)
    session.commit()

    for page in ("/en/progress/certificate", f"/en/certificates/{of(session, learner).code}"):
        client.get(page)
        assert "Issued again" not in client.words()


def test_the_pdf_tells_both_days(client, reissued, monkeypatch):
    seen = []
    set_type = typst.compile

    def watch(source, **options):
        seen.append(json.loads(options["sys_inputs"]["data"])["facts"][:2])
        return set_type(source, **options)

    monkeypatch.setattr(typst, "compile", watch)
    answer = client.http.get("/en/progress/certificate.pdf")

    assert answer.status_code == 200
    assert seen == [[["Issued on", "November 22, 2026"], ["Issued again on", "January 1, 2027"]]]


def test_the_record_tells_the_day_of_the_first(client, reissued):
    client.get("/en/progress")

    assert "Certificate issued on November 22, 2026" in client.links()


def test_the_name_is_shown_and_hidden_by_its_owner(client, learner, session):
    give_certificate(session, learner)
    session.commit()
    client.get("/en/progress/certificate")

    client.submit("Show my name")
    assert of(session, learner).shows_name
    client.submit("Do not show my name")

    assert not of(session, learner).shows_name


def test_the_name_is_corrected_once(client, learner, session):
    give_certificate(session, learner)
    session.commit()
    client.get("/en/progress/certificate")

    client.submit("Look at it with this name", {"name": "Aminata Diallo"})
    assert "Now it says: Amina Diallo" in client.words()
    assert "It will say: Aminata Diallo" in client.words()
    assert of(session, learner).name == "Amina Diallo"
    client.submit("Issue it again with this name")
    client.get("/en/progress/certificate")

    assert of(session, learner).name == "Aminata Diallo"
    assert "You have corrected it once" in client.words()
    client.post("/en/progress/certificate/name", {"name": "Ami"})
    assert "You have corrected the name on your certificate once" in client.words()
    assert of(session, learner).name == "Aminata Diallo"


@pytest.mark.parametrize("name", ["", "   ", "A" * 121, "Amina Diallo"])
def test_a_name_that_cannot_be_issued_is_refused_at_the_field(client, learner, session, name):
    give_certificate(session, learner)
    session.commit()
    client.get("/en/progress/certificate")
    assert 'maxlength="120"' not in client.text  # a browser would cut what is pasted, and say nothing

    client.post("/en/progress/certificate/name", {"name": name}, status=422)

    assert 'aria-invalid="true"' in client.text
    assert of(session, learner).number == 1


def test_a_name_that_is_refused_or_not_confirmed_leaves_the_one_correction(client, learner, session):
    give_certificate(session, learner)
    session.commit()
    client.get("/en/progress/certificate")
    for name in ("", "A" * 121, "Amina Diallo"):
        client.post("/en/progress/certificate/name", {"name": name, "sure": "1"}, status=422)
    client.post("/en/progress/certificate/name", {"name": "Aminata Diallo"})

    client.submit("Issue it again with this name")

    assert of(session, learner).name == "Aminata Diallo"


@pytest.fixture
def revoked(session, learner):
    give_certificate(session, learner)
    revoke_certificate(session, learner_id=learner.id, because="Taken by mistake.", actor_id=None, now=NOON)
    session.commit()


@pytest.mark.parametrize("page", ["/en/progress/certificate", "/en/progress"])
def test_a_revoked_one_says_so_since_when_why_and_what_to_do(client, revoked, page):
    client.get(page)

    words = client.words()
    assert "is revoked" in words
    assert "Since November 22, 2026 it does not count any more" in words
    assert "Taken by mistake." in words
    assert "write to whoever runs the course" in words
    assert "learns that the certificate counts" not in words
    assert "Certificate issued on" not in words


def test_a_revoked_one_gives_no_pdf_and_no_name_to_show(client, revoked):
    client.get("/en/progress/certificate")

    assert "Show my name" not in client.words()
    assert client.http.get("/en/progress/certificate.pdf").status_code == 302


def test_an_admins_correction_leaves_the_learners_own(client, learner, session):
    give_certificate(session, learner)
    correct_name(session, learner_id=learner.id, name="Aminata", actor_id=None, now=NOON)
    session.commit()

    client.get("/en/progress/certificate")

    assert "You can correct it once" in client.words()


TITLES = {
    "en": "Certificate of Amina Diallo",
    "es": "Certificado de Amina Diallo",
    "fr": "Certificat\N{NO-BREAK SPACE}: Amina Diallo",
}
TERMS = {
    "en": ("Rule", "all modules, all quizzes passed, all games passed", "Version of the course"),
    "es": (
        "Regla",
        "todos los módulos, todos los cuestionarios aprobados, todos los juegos superados",
        "Versión del curso",
    ),
    "fr": (
        "Règle",
        "tous les modules, tous les questionnaires réussis, tous les jeux réussis",
        "Version du cours",
    ),
}


def facts(client) -> dict[str, str]:
    return {
        words(row[0]): words(row[1])
        for row in client.page.iter(f"{NS}div")
        if row.find(f"{NS}dt") is not None
    }


@pytest.mark.parametrize("language", TERMS)
def test_rule_and_version_are_told_once_each(client, learner, session, language):
    give_certificate(session, learner, language=language)
    session.commit()
    label, rule, version = TERMS[language]

    client.get("/en/progress/certificate")
    assert client.words().count(rule) == client.words().count(label) == 1
    assert facts(client)[version] == "01234567"
    client.get(f"/{language}/certificates/{of(session, learner).code}")

    assert facts(client)[label] == rule
    assert client.words().count(rule) == client.words().count(label) == 1
    assert facts(client)[version] == "01234567"
    assert '<data value="0123456789abcdef01234567">' in client.text


@pytest.mark.parametrize(
    ("stored", "told", "untold"),
    [
        ({"rule": {}}, "Version of the course", "Rule:"),
        ({"rule": {"modules": "most"}}, "Version of the course", "Rule:"),
        ({"content_version": ""}, "Rule: all modules, all quizzes passed", "Version of the course"),
        ({"rule": {"modules": "all"}}, "Rule: all modules.", "quizzes passed"),
    ],
)
def test_a_certificate_that_lacks_one_of_them_tells_the_other(client, learner, session, stored, told, untold):
    give_certificate(session, learner, **stored)
    session.commit()

    client.get("/en/progress/certificate")

    shown = client.text[client.text.index('<article class="cert"') : client.text.index("</article>")]
    assert told in shown
    assert untold not in shown
    assert client.http.get("/en/progress/certificate.pdf").status_code == 200


@pytest.mark.parametrize("language", TERMS)
def test_the_pdf_opens_and_says_what_the_certificate_says(client, learner, session, language):
    give_certificate(session, learner, language=language)
    session.commit()

    pdf = opened(client.http.get("/en/progress/certificate.pdf").data)

    assert len(pdf.pages) == 1
    assert pdf.trailer["/Root"]["/Lang"] == language
    assert pdf.metadata.title == TITLES[language]
    assert is_tagged(pdf)
    assert {"/H1", "/Figure", "/P"} <= tags(pdf)
    said = text_of(pdf)
    done = {"en": "4 lessons, 1 quiz passed", "es": "4 lecciones", "fr": "4 leçons, 1 questionnaire réussi"}
    hours = {"en": "about 1 hour", "es": "alrededor de 1 hora", "fr": "environ 1 heure"}
    code = re.sub(r"(.{4})(.{4})(.{4})", r"\1-\2-\3", of(session, learner).code)
    _, terms, version = TERMS[language]
    for piece in ("Amina Diallo", "Walking", done[language], hours[language], terms, version, code):
        assert piece in said
    assert "2026" in said
