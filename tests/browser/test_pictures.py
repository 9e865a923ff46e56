"""Pictures of questions in a browser: a place chosen by a click, by keyboard and without script; both looks, on a phone."""

from collections.abc import Iterator

import pytest

from tests.browser.attempt_page import add_learner
from tests.browser.conftest import Site
from tests.browser.looking import faults, follow, sign_in
from tests.browser.quiz_site import serving_quizzes
from tests.kinds import DESCRIPTION, PICTURED_CHOICE, PICTURED_HOTSPOT, said
from tests.web.account.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-kinds")]
PICTURE = PICTURED_HOTSPOT["picture"]
QUIZ = {
    "module": "first-steps",
    "title": said("Bridges"),
    "purpose": "check",
    "pass_score": 0.7,
    "shuffle": False,
    "questions": [
        {**DESCRIPTION, "picture": PICTURE},
        PICTURED_HOTSPOT,
        {**PICTURED_CHOICE, "options": [{**one, "picture": PICTURE} for one in PICTURED_CHOICE["options"]]},
    ],
}


@pytest.fixture(scope="module")
def bridge_site(tmp_path_factory) -> Iterator[Site]:
    """The small course with a quiz besides that shows pictures."""
    with serving_quizzes(tmp_path_factory.mktemp("bridges"), {"bridges": QUIZ}) as found:
        yield found


@pytest.fixture
def begin(chromium, bridge_site):
    """Return a function that begins an attempt in a window of its own."""
    opened = []

    def begun(**options):
        window = chromium.new_context(base_url=bridge_site.url, bypass_csp=True, **options)
        window.set_default_timeout(10_000)
        opened.append(window)
        page = window.new_page()
        sign_in(page, add_learner(bridge_site), PASSWORD)
        page.goto("/en/quiz/bridges")
        follow(page.locator("main form button[type=submit]"))
        page.wait_for_url("**/attempts/*")
        return page

    yield begun
    for window in opened:
        window.close()


def place_on_picture(page, number):
    """Return the middle of a spot's circle, in hundredths of the picture that it lies on."""
    return page.evaluate(
        """number => {
            const circle = document.querySelectorAll("[data-spot] circle")[number].getBoundingClientRect();
            const picture = document.querySelector("#q1 .pic img").getBoundingClientRect();
            return [
                Math.round(100 * (circle.x + circle.width / 2 - picture.x) / picture.width),
                Math.round(100 * (circle.y + circle.height / 2 - picture.y) / picture.height),
            ];
        }""",
        number,
    )


def test_a_click_on_a_place_of_the_picture_chooses_it_in_the_list(begin):
    page = begin(viewport={"width": 1366, "height": 900})

    page.locator("#q1 [data-spot]").first.click()
    page.locator("#q1 [data-stored][data-state=stored]").wait_for()
    page.reload()

    assert page.locator("#q1 label:has(input:checked)").inner_text() == "1. The deck"
    assert place_on_picture(page, 0) in ([50, 40], [50, 41])  # at 40.5
    assert faults(page) == []


def test_by_keyboard_the_list_marks_the_place_on_the_picture(begin):
    page = begin(viewport={"width": 1366, "height": 900})

    page.locator("#q1 input").first.focus()
    page.keyboard.press("ArrowDown")

    assert page.locator("#q1 [data-spot].on text").text_content() == "2"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_without_script_pictures_fit_and_the_review_shows_the_right_place(begin, scheme):
    page = begin(viewport={"width": 360, "height": 740}, color_scheme=scheme, java_script_enabled=False)

    page.get_by_label("2. A pier").check()
    page.get_by_label("A hen").check()
    page.get_by_role("button", name="Check my answers").click()
    page.wait_for_url("**/review")

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    looks = page.locator(".spots g").evaluate_all("all => all.map(one => one.getAttribute('class'))")
    assert looks == ["right", "wrong"]
    assert page.locator("main .pic img").count() == 4
    assert page.locator("main .pic img").evaluate_all("all => all.every(one => one.alt)")
