"""What people type is text in every browser window, and what a page should not hold does not run."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort
from tests.browser.conftest import PASSWORD, Site, serving_people
from tests.browser.looking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-payloads")]
PAYLOAD = (
    """'"></title></script><script>window.hacked=1</script>"""
    "<img src=x onerror=window.hacked=1><svg onload=window.hacked=1>"
)
FIELDS = (
    "display_name",
    "given_name",
    "family_name",
    "city",
    "organisation",
    "role_title",
    "can_help",
    "looking_for",
)
PEOPLE = ("learner@example.org", "facilitator@example.org", "admin@example.org")
MOST_PAGES = 40


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory) -> Iterator[Site]:
    """A site of its own after somebody wrote the payload wherever a person can write."""
    with serving_people(tmp_path_factory.mktemp("hostile-site")) as site:
        _write_payloads(site)
        yield site


def _write_payloads(site: Site) -> None:
    values = dict.fromkeys(FIELDS, PAYLOAD[:200])
    with site.app.extensions["course_database"].writing() as session:
        session.execute(update(Account).where(Account.email != PEOPLE[2]).values(**values))
        session.execute(update(Cohort).values(name=PAYLOAD[:120]))


@pytest.mark.parametrize("email", PEOPLE)
def test_what_people_type_never_runs(chromium, hostile_site: Site, email):
    window = chromium.new_context(base_url=hostile_site.url)
    page = window.new_page()
    told = []
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.on(
        "console", lambda message: told.append(message.text) if "Content Security" in message.text else None
    )
    sign_in(page, email, PASSWORD, "fr")
    queue, seen, ran = (
        ["/fr/", "/fr/community/people", "/fr/facilitate", "/fr/admin", "/fr/account/profile"],
        set(),
        [],
    )

    while queue and len(seen) < MOST_PAGES:
        path = queue.pop(0)
        kind = re.sub(r"[0-9a-f-]{36}", "*", path.split("?")[0])
        if kind in seen:
            continue
        seen.add(kind)
        if "text/html" not in page.request.get(path).headers.get("content-type", ""):
            continue
        page.goto(path)
        if page.evaluate("window.hacked"):
            ran.append(path)
        links = page.eval_on_selector_all(
            "a[href^='/fr/']", "all => all.map(one => one.getAttribute('href'))"
        )
        queue += [link.split("#")[0] for link in links]

    assert (ran, told) == ([], [])
    assert len(seen) > 15
    window.close()


def test_a_planted_script_stays_dead(chromium, site: Site):
    window = chromium.new_context(base_url=site.url)
    page = window.new_page()

    def plant(route):
        answer = route.fetch()
        body = answer.text().replace(
            "</main>", f"<a id=trap href='javascript:window.hacked=1'>x</a>{PAYLOAD}</main>"
        )
        route.fulfill(response=answer, body=body)

    page.route("**/en/course", plant)
    page.goto("/en/course")
    page.wait_for_timeout(300)
    page.locator("#trap").evaluate("trap => trap.click()")

    assert page.locator("#trap").count() == 1
    assert page.evaluate("window.hacked") is None
    window.close()
