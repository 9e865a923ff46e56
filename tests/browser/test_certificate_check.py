"""A certificate is checked on the device by what its QR code carries, with no network."""

import re
from uuid import uuid4

import pytest

from course.core.rules.awards import shown_code
from course.flows.award_certificate import correct_own_name, revoke_certificate
from course.store.awards.models import Certificate
from course.store.awards.queries import find_by_code, find_certificate
from course.web.badges import check_address
from course.web.certificates import certificate_pdf, effort_words
from course.web.i18n import speak
from tests.browser.looking import faults
from tests.builders import add_person, give_certificate
from tests.conftest import NOON
from tests.pdf import is_tagged, opened, text_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]


@pytest.fixture
def address(small_site):
    """The address in the QR code of somebody's certificate."""
    with small_site.app.extensions["course_database"].writing() as session:
        amina = add_person(session, f"Amina Diallo {uuid4().hex[:4]}", language="fr")
        give_certificate(session, amina)
        found = find_certificate(session, amina.id)
    with small_site.app.test_request_context("/en/", base_url=small_site.url):
        small_site.app.preprocess_request()
        return check_address(found)


def heading(page):
    return page.locator("[data-state]:not([hidden]) h2").inner_text().strip()


def test_the_page_says_what_the_platform_signed(open_window, address):
    page = open_window(bypass_csp=True)
    page.goto(address)

    page.get_by_text("Ce certificat est authentique").wait_for()
    facts = page.locator("dl.facts").inner_text()
    assert "Amina Diallo" in facts
    assert "22 novembre 2026" in facts
    assert "environ 1 heure" in facts
    assert faults(page) == []
    assert page.locator("[data-asked=yes]").is_visible()
    assert not page.locator("[data-asked=no]").is_visible()


@pytest.mark.parametrize("minutes", [150, 270, 390])
def test_the_page_tells_as_many_hours_as_the_paper(open_window, small_site, minutes):
    with small_site.app.extensions["course_database"].writing() as session:
        amina = add_person(session, f"Amina Diallo {uuid4().hex[:4]}")
        give_certificate(session, amina, minutes=minutes)
        found = find_certificate(session, amina.id)
    with small_site.app.test_request_context("/en/", base_url=small_site.url):
        small_site.app.preprocess_request()
        address, told = check_address(found), effort_words(found.minutes)
    page = open_window()
    page.goto(address)

    page.get_by_text("This certificate is genuine").wait_for()
    assert page.locator("[data-fact=hours]").inner_text() == told


@pytest.mark.parametrize("change", ["revoked", "replaced"])
def test_with_a_network_a_certificate_that_counts_no_more_is_not_called_genuine(
    open_window, small_site, change
):
    with small_site.app.extensions["course_database"].writing() as session:
        bola = add_person(session, f"Bola Ade {uuid4().hex[:4]}")
        give_certificate(session, bola)
        found = find_certificate(session, bola.id)
        if change == "revoked":
            revoke_certificate(session, learner_id=bola.id, because="", actor_id=None, now=NOON)
        else:
            correct_own_name(session, learner_id=bola.id, name="Bola Adé", now=NOON)
    with small_site.app.test_request_context("/en/", base_url=small_site.url):
        small_site.app.preprocess_request()
        address = check_address(found)
    page = open_window()
    page.goto(address)

    page.get_by_text("This certificate does not count any more").wait_for()
    assert not page.get_by_text("This certificate is genuine").is_visible()
    page.get_by_role("link", name="Look up how it stands today").click()
    page.get_by_role("heading", name=f"This certificate is {change}").wait_for()


def test_what_the_page_tells_is_read_out_and_the_form_is_not(open_window, address):
    page = open_window()
    page.goto("/en/certificates/check")

    assert page.locator("[aria-live] [data-state]").count() == page.locator("[data-state]").count()
    assert page.locator("[aria-live] form").count() == 0


def test_once_opened_in_one_language_it_works_without_a_network_in_the_others(open_window, address):
    page = open_window()
    page.goto("/en/certificates/check")
    page.locator("[data-kept]").wait_for()

    page.context.set_offline(True)
    other = page.context.new_page()
    for language, words in (("fr", "Ce certificat est authentique"), ("es", "Este certificado es auténtico")):
        other.goto(address.replace("/fr/", f"/{language}/"))
        other.get_by_text(words).wait_for()


def test_once_opened_it_works_without_a_network_and_another_name_is_found_out(open_window, address):
    page = open_window()
    page.goto(address.partition("#")[0])
    page.get_by_text("s’ouvre sans réseau").wait_for()

    page.context.set_offline(True)
    page.locator("#address").fill("ABCD-EFGH-JKLM")
    page.locator("#address").press("Enter")
    page.get_by_text("Un code se consulte avec le réseau").wait_for()
    other = page.context.new_page()
    other.goto(address)
    other.get_by_text("Ce certificat est authentique").wait_for()
    other.get_by_text("on ne le sait qu’avec un réseau").wait_for()

    place = address.rindex(".") - 40
    changed = "A" if address[place] != "A" else "B"
    other.goto("about:blank")
    other.goto(f"{address[:place]}{changed}{address[place + 1 :]}")
    other.get_by_text("Ce n’est pas un de nos certificats").wait_for()


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        ("1.99.AAAA.AAAA", "This page does not know the key"),
        ("1.constructor.AAAA.AAAA", "This page does not know the key"),
        ("1.1.AAAA.AAAA", "This is no certificate of ours"),
        ("2.1.AAAA.AAAA", "This is no certificate of ours"),
        ("nonsense", "This is no certificate of ours"),
        ("%", "This is no certificate of ours"),
    ],
)
def test_what_we_did_not_sign_is_told_so(open_window, address, proof, said):
    page = open_window()
    page.goto(f"/en/certificates/check#{proof}")

    page.get_by_text(said).wait_for()
    assert heading(page) == said


def test_another_way_to_write_the_same_signature_is_refused(open_window, address):
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    page = open_window()
    page.goto(address[:-1] + signs[signs.index(address[-1]) ^ 1])

    page.get_by_text("Ce n’est pas un de nos certificats").wait_for()


def test_an_address_can_be_pasted(open_window, address):
    page = open_window()
    page.goto("/en/certificates/check")

    page.get_by_label("Or the address that the QR code holds").fill(address)
    page.get_by_role("button", name="Check").click()

    page.get_by_text("This certificate is genuine").wait_for()
    assert re.search(r"\w{4}-\w{4}-\w{4}", page.locator("[data-fact=code]").inner_text())


def test_without_script_the_page_leads_to_the_form_for_the_code(open_window):
    page = open_window(java_script_enabled=False)
    page.goto("/en/certificates/check")

    page.locator("noscript a").click()

    assert page.url.endswith("/en/certificates")


def test_a_certificate_earned_in_the_demonstration_opens_verifies_and_cannot_be_forged(context, site):
    with site.app.extensions["course_database"].reading() as session:
        code = session.query(Certificate.code).limit(1).scalar()
        found = find_by_code(session, code)
    with site.app.test_request_context("/en/", base_url=site.url):
        site.app.preprocess_request()
        address = check_address(found)
        speak(found.language)
        data = certificate_pdf(found, f"{site.url}/en/certificates/{code}", address)
    pdf = opened(data)
    assert len(pdf.pages) == 1
    assert pdf.trailer["/Root"]["/Lang"] == found.language
    assert is_tagged(pdf)
    for words in (found.name, found.content_version[:8], shown_code(code)):
        assert words in text_of(pdf)
    assert len(data) < 200_000
    page = context.new_page()
    page.goto(re.sub("/(en|es|fr)/", "/en/", address))
    page.get_by_text("This certificate is genuine").wait_for()
    assert page.goto(f"/en/certificates/{code}").status == 200
    forged = code[:-1] + ("A" if code[-1] != "A" else "B")

    assert page.goto(f"/en/certificates/{forged}").status == 404
    page.goto(re.sub("/(en|es|fr)/", "/en/", address)[:-8] + "AAAAAAAA")
    page.get_by_text("This is no certificate of ours").wait_for()
