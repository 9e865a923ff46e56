"""What people do who learn, facilitate and administer, as whole journeys by role and label."""

import csv
import io
import re

import pytest
from sqlalchemy import func, select

from course.store.accounts.models import Account
from tests.browser.conftest import PASSWORD, Site
from tests.browser.looking import faults, follow, sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]
LESSON = "/es/course/people-on-the-move/who-is-moving"
COHORT = "/es/facilitate/demonstration"
HARBOUR = "/en/admin/cohorts/harbour-towns"
ROSTER = """correo;nombre;apellidos;país;idioma
awa@example.org;Awa;Ndiaye;Senegal;fr
bo@example.org;Bo;Lind;Absurdistan;es
"""


@pytest.fixture
def page(chromium, site: Site):
    window = chromium.new_context(base_url=site.url, viewport={"width": 1366, "height": 900}, bypass_csp=True)
    window.set_default_timeout(10_000)
    yield window.new_page()
    window.close()


def people_in(site: Site) -> int:
    with site.app.extensions["course_database"].reading() as session:
        return session.scalar(select(func.count()).select_from(Account))


def link_of(mail: str) -> str:
    return re.search(r"http://\S+", mail)[0]


@pytest.mark.parametrize(
    ("asked", "language"), [("en-GB", "en"), ("es-CO", "es"), ("fr-CM", "fr"), ("de-DE", "en")]
)
def test_the_start_page_speaks_the_browsers_language(chromium, site: Site, asked, language):
    window = chromium.new_context(base_url=site.url, locale=asked)
    start = window.new_page()

    start.goto("/")

    assert start.locator("html").get_attribute("lang") == language
    assert start.url == f"{site.url}/{language}/"
    window.close()


def test_a_stranger_reads_joins_and_comes_back_to_the_heading_where_she_stopped(page, site: Site):
    page.goto(LESSON)
    page.goto("/es/account/join")
    page.get_by_label("Tu nombre").fill("Rosa Pilco")
    page.locator("input[name=email]").fill("rosa@example.org")
    page.get_by_role("checkbox").check()
    follow(page.locator("main form button[type=submit]").first)
    site.send_mail()
    page.goto(link_of(site.mails()[-1]))
    follow(page.locator("main form button[type=submit]").first)
    page.wait_for_load_state()

    page.goto(LESSON)
    page.evaluate("document.getElementById('most-stay-close').scrollIntoView({behavior: 'instant'})")
    page.wait_for_timeout(400)  # as long as a reader rests at least
    page.goto("/es/progress")
    page.wait_for_timeout(400)  # the place is sent while the page is left
    page.goto("/es/course")
    follow(page.locator("main a[href*='who-is-moving']").first)

    assert page.url.endswith("#most-stay-close")


def test_who_scrolls_up_to_the_menu_and_leaves_has_stopped_where_she_read(page, site: Site):
    sign_in(page, "learner11@example.org", PASSWORD, "en")
    page.goto("/en/course/people-on-the-move/what-the-law-protects")
    page.evaluate("document.getElementById('firewall').scrollIntoView({behavior: 'instant'})")
    page.wait_for_timeout(2_600)  # she reads

    page.evaluate("scrollTo(0, 0)")
    follow(page.get_by_role("banner").get_by_role("link", name="Course", exact=True).first)
    page.wait_for_timeout(300)
    page.goto("/en/course")
    follow(page.get_by_role("link", name=re.compile("^Continue")).first)

    assert page.url.endswith("#firewall")


def test_who_stops_at_a_paragraph_comes_back_to_it_in_each_language(page, site: Site):
    sign_in(page, "learner11@example.org", PASSWORD, "en")
    page.goto("/en/course/people-on-the-move/what-the-law-protects")
    page.evaluate("document.getElementById('p20').scrollIntoView({behavior: 'instant'})")
    page.wait_for_timeout(2_600)  # she reads
    page.goto("/en/course")
    follow(page.get_by_role("link", name=re.compile("^Continue")).first)
    assert page.url.endswith("/en/course/people-on-the-move/what-the-law-protects#p20")
    page.wait_for_timeout(300)

    follow(page.get_by_role("banner").get_by_role("link", name=re.compile("^ES")))

    assert page.url.endswith("/es/course/people-on-the-move/what-the-law-protects#p20")


def test_a_link_by_mail_signs_in_without_a_password(page, site: Site):
    page.goto("/fr/account/sign-in")
    page.locator("input[name=email]").fill("learner3@example.org")
    follow(page.locator("button[formaction]"))
    page.wait_for_load_state()
    site.send_mail()

    page.goto(link_of(site.mails()[-1]))
    follow(page.locator("main form button[type=submit]").first)
    page.wait_for_load_state()
    page.goto("/fr/progress")

    assert page.url.endswith("/fr/progress")


def test_a_lesson_is_completed_and_taken_back(page, site: Site):
    sign_in(page, "learner4@example.org", PASSWORD, "en")
    page.goto("/en/course/people-on-the-move/the-view-from-here")
    if page.get_by_role("button", name="Take that back").count():
        follow(page.get_by_role("button", name="Take that back"))
        page.goto("/en/course/people-on-the-move/the-view-from-here")

    follow(page.get_by_role("button", name=re.compile("Complete")))
    follow(page.get_by_role("button", name="Undo"))

    assert page.url.endswith("/the-view-from-here")
    assert page.get_by_role("button", name=re.compile("Complete")).count() == 1


def test_changing_language_keeps_the_lesson_and_the_record(page, site: Site):
    sign_in(page, "learner@example.org", PASSWORD, "en")
    page.goto("/en/course/people-on-the-move/who-is-moving")
    done = page.locator("nav .st.done").count()

    follow(page.get_by_role("link", name="Français").first)

    assert page.url.endswith("/fr/course/people-on-the-move/who-is-moving")
    assert page.locator("nav .st.done").count() == done


def test_each_figure_of_a_cohort_leads_to_its_rows(page, site: Site):
    sign_in(page, "facilitator@example.org", PASSWORD, "es")
    page.goto(COHORT)
    figures = page.locator("main ul a[href*='show=']").evaluate_all(
        "all => all.map(one => [one.href, parseInt(one.innerText)])"
    )

    for address, number in figures:
        page.goto(address)
        assert page.locator("#grid tbody tr, [id^=grid] tbody tr").count() == number, address
    assert len(figures) >= 3


def test_the_file_holds_the_rows_of_the_screen(page, site: Site):
    sign_in(page, "facilitator@example.org", PASSWORD, "es")
    page.goto(f"{COHORT}?show=active")
    names = page.locator("#grid tbody th").all_inner_texts()
    with page.expect_download() as download:
        page.locator("a[href*='learners.csv']").click()

    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [name.strip() for name in names]


def test_the_facilitator_reads_the_figures_that_the_learner_reads(page, site: Site):
    sign_in(page, "facilitator@example.org", PASSWORD, "es")
    page.goto(COHORT)
    follow(page.locator("#grid tbody a", has_text="Aïcha Mbarga").first)
    theirs = page.locator("main table").last.inner_text()
    page.context.clear_cookies()

    sign_in(page, "learner2@example.org", PASSWORD, "es")
    page.goto("/es/progress")

    assert page.locator("main table").last.inner_text() == theirs


def test_an_admin_enrols_from_a_messy_roster_mends_it_and_takes_it_back(page, site: Site):
    sign_in(page, "admin@example.org", PASSWORD, "en")
    page.goto("/en/admin/cohorts/new")
    page.get_by_label("Name").fill("Harbour towns")
    follow(page.get_by_role("button", name="Make the cohort"))
    before = people_in(site)
    page.goto(f"{HARBOUR}/import")
    page.get_by_label("Or paste the table here").fill(ROSTER)
    follow(page.get_by_role("button", name="Check the roster"))

    assert page.get_by_role("alert").get_by_role("link").inner_text().startswith("Row 2: “Absurdistan”")
    assert faults(page) == []
    page.get_by_role("textbox", name=re.compile("Country")).fill("España")
    follow(page.get_by_role("button", name="Check again"))
    assert people_in(site) == before
    follow(page.get_by_role("button", name=re.compile("Apply the 2 rows")))
    page.wait_for_load_state()
    assert people_in(site) == before + 2

    site.send_mail()
    subjects = [mail.split("\n")[1] for mail in site.mails()[-2:]]
    assert len(set(subjects)) == 2  # one in French, one in Spanish
    follow(page.get_by_role("button", name=re.compile("Undo|Take it back")).first)
    page.wait_for_load_state()
    page.goto(f"{HARBOUR}/import")
    page.goto(HARBOUR)
    assert page.get_by_text("Nobody here").count() == 1


def test_a_suspended_person_is_out_at_the_next_click(chromium, page, site: Site):
    window = chromium.new_context(base_url=site.url)
    theirs = window.new_page()
    sign_in(theirs, "learner5@example.org", PASSWORD, "en")
    theirs.goto("/en/progress")
    assert theirs.url.endswith("/progress")

    sign_in(page, "admin@example.org", PASSWORD, "en")
    page.goto("/en/admin/people?q=learner5")
    follow(page.locator("main table a").first)
    follow(page.get_by_role("main").get_by_role("link", name="Suspend", exact=True))
    follow(page.get_by_role("button", name=re.compile("Suspend")))
    page.wait_for_load_state()
    theirs.goto("/en/progress")

    assert "/account/sign-in" in theirs.url
    page.goto("/en/admin/audit")
    assert re.search("suspend", page.get_by_role("main").inner_text(), re.IGNORECASE)
    window.close()


def test_the_roster_is_filtered_without_a_press_of_the_button(page, site: Site):
    sign_in(page, "learner2@example.org", PASSWORD, "en")
    page.goto("/en/community/people")
    page.get_by_label("Country").select_option(label="Tunisia")
    page.wait_for_url("**country=TN**")
    page.wait_for_function("document.querySelectorAll('article').length === 1")

    assert all("Tunisia" in card for card in page.get_by_role("article").all_inner_texts())


def test_an_error_takes_the_focus_and_speaks_the_language_of_the_page(page, site: Site):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/es/account/join")

    follow(page.locator("main form button[type=submit]").first)
    page.wait_for_load_state()

    summary = page.get_by_role("alert").first
    assert summary.evaluate("one => one.contains(document.activeElement)")
    assert "Hay un problema" in summary.inner_text()
    assert faults(page) == []


def test_no_name_in_the_menu_of_an_area_is_cut_on_a_phone(chromium, site: Site):
    window = chromium.new_context(base_url=site.url, viewport={"width": 360, "height": 700}, bypass_csp=True)
    page = window.new_page()
    sign_in(page, "admin@example.org", PASSWORD, "fr")

    for address, name in (("/fr/admin/audit", "Administration"), ("/fr/account/tokens", "Votre compte")):
        page.goto(address)
        links = page.get_by_role("navigation", name=name).get_by_role("link").all()
        places = [link.bounding_box() for link in links]

        assert len(places) > 2
        assert all(place["x"] >= 0 and place["x"] + place["width"] <= 360 for place in places)
        assert sideways(page) == []
    window.close()


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_head_of_an_admin_is_one_row_on_a_laptop(page, language):
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, "admin@example.org", PASSWORD, language)
    page.goto(f"/{language}/admin")

    boxes = [page.locator(f".top {part}").bounding_box() for part in (".mark", ".main", ".lang", ".me")]
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    assert max(middles) - min(middles) < 10
