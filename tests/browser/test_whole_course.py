"""A learner finishes the whole course in each language: every lesson, game, survey, questionnaire, and the certificate.

Each language takes half a minute: each time it is done in the longest one, and by `make pages` in all.
"""

import os
import re
from typing import Any

import pytest

from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Hotspot,
    Likert,
    Match,
    NumberGap,
    Numeric,
    Order,
    Scenario,
    ShortText,
    TrueFalse,
    Words,
)
from course.web.limits import Limiter
from tests.browser.attempt_page import add_learner
from tests.browser.conftest import Site
from tests.browser.looking import faults, follow, sign_in
from tests.web.account.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TRUE = {"en": ("False", "True"), "es": ("Falso", "Verdadero"), "fr": ("Faux", "Vrai")}
NOTHING_MISSING = {"en": "Nothing is missing.", "es": "No falta nada.", "fr": "Il ne manque rien."}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class Answering:
    """Answers the questions of one attempt rightly, by what stands on the page."""

    def __init__(self, page: Any, questions: tuple[AnyQuestion, ...], language: str) -> None:
        self.page = page
        self.language = language
        self.questions = questions

    def answer_all(self) -> None:
        for number in range(1, self.page.locator("fieldset[data-question]").count() + 1):
            part = self.page.locator(f"#q{number}")
            question = self._asked(plain(part.locator("legend").first.inner_text()))
            getattr(self, f"_{type(question).__name__.lower()}")(part, question)

    def _asked(self, shown: str) -> AnyQuestion:
        """Return the question whose text ends the legend; a story's legend has none, and is alone in its quiz."""
        if [type(one) for one in self.questions] == [Scenario]:
            return self.questions[0]
        return next(one for one in self.questions if shown.endswith(plain(one.text[self.language])))

    def _check(self, part: Any, words: str) -> None:
        self._with_words(part.locator("label"), words).locator("input").check()

    def _with_words(self, candidates: Any, words: str) -> Any:
        """Return the one that says just these words, after at most the number that the page puts before them."""
        wanted = plain(words)
        said = [plain(text) for text in candidates.all_inner_texts()]
        return candidates.nth(
            next(at for at, one in enumerate(said) if wanted in (one, re.sub(r"^\d+\. ", "", one)))
        )

    def _choice(self, part: Any, question: Choice) -> None:
        self._check(part, next(option.text[self.language] for option in question.options if option.right))

    def _hotspot(self, part: Any, question: Hotspot) -> None:
        self._check(part, next(spot.text[self.language] for spot in question.spots if spot.right))

    def _choices(self, part: Any, question: Choices) -> None:
        for option in question.options:
            if option.right:
                self._check(part, option.text[self.language])

    def _truefalse(self, part: Any, question: TrueFalse) -> None:
        self._check(part, TRUE[self.language][question.answer])

    def _shorttext(self, part: Any, question: ShortText) -> None:
        part.get_by_role("textbox").fill(question.accepted[self.language][0].replace("*", ""))

    def _numeric(self, part: Any, question: Numeric) -> None:
        part.get_by_role("textbox").fill(f"{question.answers[0].value:g}")

    def _cloze(self, part: Any, question: Cloze | Words) -> None:
        fields = part.locator(
            "[data-gap]"
        )  # in the order of the passage, which in these quizzes is the file's
        for place, gap in enumerate(question.gaps):
            field = fields.nth(place)
            if isinstance(gap, ChosenGap):
                right = next(option.text[self.language] for option in gap.options if option.right)
                offered = field.locator("option")
                field.select_option(value=offered.nth(self._place_of(offered, right)).get_attribute("value"))
            elif isinstance(gap, NumberGap):
                field.fill(f"{gap.answers[0].value:g}")
            else:
                field.fill(gap.accepted[self.language][0])

    _words = _cloze

    def _match(self, part: Any, question: Match) -> None:
        for pair in question.pairs:
            self._select(part, pair.prompt[self.language], pair.answer[self.language])

    def _categorise(self, part: Any, question: Categorise) -> None:
        names = {category.id: category.text[self.language] for category in question.categories}
        for item in question.items:
            self._select(part, item.text[self.language], names[item.category])

    def _select(self, part: Any, prompt: str, answer: str) -> None:
        label = self._with_words(part.locator("label"), prompt)
        box = part.locator(f"select[id='{label.get_attribute('for')}']")
        offered = box.locator("option")
        box.select_option(value=offered.nth(self._place_of(offered, answer)).get_attribute("value"))

    def _order(self, part: Any, question: Order) -> None:
        for place, item in enumerate(question.items):
            words = part.locator("li > span:first-child")
            while (at := self._place_of(words, item.text[self.language])) > place:
                part.locator("li").nth(at).locator("button[data-move='-1']").click()

    def _place_of(self, candidates: Any, words: str) -> int:
        return [plain(text) for text in candidates.all_inner_texts()].index(plain(words))

    def _likert(self, part: Any, question: Likert) -> None:
        for statement in question.statements:
            place = self._place_of(part.locator("fieldset > legend"), statement.text[self.language])
            part.locator("fieldset").nth(place).get_by_role("radio").nth(2).check()

    def _scenario(self, part: Any, question: Scenario) -> None:
        scenes = {scene.id: scene for scene in question.scenes}
        scene = scenes[question.start]
        while True:
            best = max(scene.choices, key=lambda choice: choice.worth)
            follow(self._with_words(part.locator("button.take"), best.text[self.language]))
            if best.to == "ending":
                return
            scene = scenes[best.to]


@pytest.mark.parametrize(
    "language", ["en", "es", "fr"] if os.environ.get("COURSE_TEST_EVERY_PAGE") else ["fr"]
)
def test_a_learner_finishes_the_course_with_all_games_and_questionnaires_and_has_the_certificate(
    chromium, site: Site, language
):
    window = chromium.new_context(base_url=site.url, viewport={"width": 360, "height": 800})
    page = window.new_page()
    page.set_default_timeout(15_000)
    catalogue = site.app.extensions["course_content"].catalogue()
    sign_in(page, add_learner(site, f"Finisher {language}"), PASSWORD, language)

    for module in catalogue.modules:
        site.app.extensions["course_limiter"] = Limiter(
            ""
        )  # nobody answers as fast: as if a minute had passed
        for lesson in module.lessons:
            page.goto(f"/{language}/course/{module.slug}/{lesson.slug}")
            follow(page.locator("article form:not(.row) button[type=submit]").last)
        for slug in (*module.games, *module.quizzes):
            page.goto(f"/{language}/quiz/{slug}")
            follow(page.locator("main form button[type=submit]").first)
            Answering(page, catalogue.quizzes[slug].questions, language).answer_all()
            follow(page.locator("button[name=submit][value=check]"))
            assert "/review" in page.url, (slug, page.url, page.locator("main").inner_text()[:400])

    page.goto(f"/{language}/progress")
    assert NOTHING_MISSING[language] in page.locator("main").inner_text()
    assert page.locator("#missing").count() == 0
    page.goto(f"/{language}/progress/certificate")
    assert f"Finisher {language}" in page.locator(".cert").inner_text()
    assert faults(page) == []
    address = page.locator(".code code").inner_text()
    page.goto(f"/{language}/certificates/{address.rpartition('/')[2]}")
    assert page.locator(".note.ok").count() == 1
    assert faults(page) == []
    window.close()
