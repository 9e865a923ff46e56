"""The page of an attempt, as a learner works with it."""

import re
from typing import Any

from tests.browser.conftest import Site
from tests.browser.looking import follow, sign_in
from tests.web.account.people import PASSWORD, add_with_password

QUIZ = "/{language}/quiz/steps"


def add_learner(site: Site, name: str = "Amina Diallo") -> str:
    """Add a person with a password and return their address."""
    with site.app.extensions["course_database"].writing() as session:
        return str(add_with_password(session, name).email)


class AttemptPage:
    """One browser window that shows an attempt of the quiz with a question of each kind."""

    def __init__(self, page: Any) -> None:
        self.page = page

    @classmethod
    def begin(cls, page: Any, email: str, language: str = "en") -> "AttemptPage":
        """Sign in, start or go on with the attempt, and return its page."""
        sign_in(page, email, PASSWORD, language)
        page.goto(QUIZ.format(language=language))
        follow(page.locator("main form button[type=submit], main a[href*='/attempts/'].btn").first)
        page.wait_for_url("**/attempts/*")
        return cls(page)

    def question(self, kind: str) -> Any:
        return self.page.locator(f"fieldset[data-kind={kind}]")

    def wait_until(self, kind: str, state: str) -> str:
        """Wait until a question's line says so (blank, storing, kept, stored); return its words."""
        line = self.question(kind).locator(f"[data-stored][data-state={state}]")
        line.wait_for()
        return re.sub(r"\s+", " ", line.inner_text()).strip()

    def choose(self, kind: str, label: str) -> None:
        self.question(kind).get_by_label(label).check()

    def chosen(self, kind: str) -> list[str]:
        return self.question(kind).locator("label:has(input:checked)").all_inner_texts()

    def type(self, text: str) -> None:
        box = self.question("short-text").get_by_role("textbox")
        box.fill(text)
        box.blur()

    def typed(self) -> str:
        return str(self.question("short-text").get_by_role("textbox").input_value())

    def items(self) -> list[str]:
        return list(self.question("order").locator("li > span:first-child").all_inner_texts())

    def submit(self) -> None:
        follow(self.page.get_by_role("button", name="Check my answers"))
