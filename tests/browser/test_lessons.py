"""Lessons in a browser: what is heard, and pictures whose steps one chooses."""

import pytest

from tests.browser.conftest import Site
from tests.browser.looking import faults

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]
SPEAKING = """
  window.said = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", { value: {
    speak(saying) { said.push([saying.text, saying.lang]); if (said.length < 3) setTimeout(() => saying.onend()); },
    cancel() {},
  }});
"""


@pytest.fixture
def page(chromium, site: Site):
    window = chromium.new_context(base_url=site.url, viewport={"width": 360, "height": 800}, bypass_csp=True)
    window.set_default_timeout(10_000)
    yield window.new_page()
    window.close()


def test_a_conversation_without_a_recording_is_read_aloud_line_by_line(page):
    page.add_init_script(SPEAKING)
    page.goto("/fr/course/your-territory-acts/learning-from-another-town")
    lines = page.locator(".cues li")

    page.get_by_role("button", name="Faire lire à voix haute").click()

    page.wait_for_function("said.length === 3")
    said = page.evaluate("said")
    assert [language for _words, language in said] == ["fr"] * 3
    for (words, _language), line in zip(said, lines.all()[:3], strict=True):
        assert words in line.inner_text()
    assert lines.nth(2).get_attribute("data-read") is not None
    page.get_by_role("button", name="Arrêter la lecture").click()
    assert page.locator("[data-read]").count() == 0


@pytest.mark.parametrize(
    ("module", "lesson", "steps"),
    [
        ("people-on-the-move", "nation-region-town", 6),
        ("what-towns-do", "whatever-the-papers", 7),
        ("street-to-united-nations", "the-path-of-an-action", 7),
        ("your-territory-acts", "your-plan-step-by-step", 6),
    ],
)
def test_the_steps_of_an_explainer_are_chosen_with_the_keyboard(page, module, lesson, steps):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/es/course/{module}/{lesson}")
    explainer = page.locator(".explainer")
    captions = explainer.locator("ol > li")
    groups = explainer.locator("svg :is(.s1, .s2, .s3, .s4, .s5, .s6, .s7):not(.only)")
    assert captions.count() == steps
    card = explainer.bounding_box()
    for choice in explainer.locator("label").all():  # all can be touched on a phone
        box = choice.bounding_box()
        assert card["x"] <= box["x"]
        assert box["x"] + box["width"] <= card["x"] + card["width"]
    assert all(caption.is_visible() for caption in captions.all())  # whole, before anything is chosen

    explainer.get_by_role("radio").first.focus()
    seen = []
    for step in range(1, steps + 1):
        page.keyboard.press("ArrowRight")
        assert [caption.is_visible() for caption in captions.all()].index(True) == step - 1
        seen.append(sum(group.is_visible() for group in groups.all()))

    assert seen == sorted(seen)
    assert len(set(seen)) > 1
    assert faults(page) == []
