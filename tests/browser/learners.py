"""Learners who answer by what is written on the page: one with keys alone, one in a browser without script.

Both do the same deeds. `place` is a question's id on the page; all else they are told is words of the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from course.web.i18n import gettext as _
from tests.browser.looking import follow

PRESSES = 60  # of one key, until a control must have been reached
PRESSES_MOST = 300  # from one end of a quiz to the other
FOCUSED = r"""() => {
    const here = document.activeElement;
    const words = (one) => (one?.textContent ?? "").replace(/\s+/g, " ").trim();
    return {
        place: here.closest("[data-question]")?.id ?? "",
        group: words(here.closest("fieldset")?.querySelector("legend")),
        kind: here.type ?? here.localName,
        name: words(here.labels?.[0] ?? here).replace(/^\d+\. /, ""),
        on: here.checked ?? false,
        chosen: words(here.selectedOptions?.[0]),
        types: here.matches("textarea, input[type=text], input:not([type])"),
    };
}"""
LABELS = r"""question => [...question.querySelectorAll("label, legend")].map(
    one => one.textContent.replace(/\s+/g, " ").trim())"""


def plain(words: str) -> str:
    """Return words with single spaces, whatever spaces the language puts before its signs."""
    return " ".join(words.split())


class Keyboard:
    """Presses keys and touches nothing: Tab leads from control to control, always on in the order of the page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        # Asked for only as the key is pressed, Playwright may begin to wait for the dialog after it was opened.
        page.on("filechooser", lambda _dialog: None)

    def press(self, button: str, place: str = "") -> None:
        """Press a button that leads to another page."""
        self._reach(kind="submit", name=plain(button), place=place)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, place: str, label: str) -> None:
        self._reach(kind="radio", place=place)
        self._turn_to(label)

    def tick(self, place: str, labels: Iterable[str]) -> None:
        for label in self._as_shown(place, labels):
            self._reach(kind="checkbox", place=place, name=label)
            self.page.keyboard.press("Space")

    def write(self, place: str, text: str) -> None:
        self._reach(types=True, place=place)
        self.page.keyboard.type(text)

    def fill(self, place: str, gaps: Sequence[str]) -> None:
        """Fill each gap by typing, also where a list holds what may stand there."""
        for number, words in enumerate(gaps, 1):
            self._reach(place=place, name=f"{_('Gap')} {number}")
            if self._focused()["types"]:
                self.page.keyboard.type(words)
            else:
                self.page.keyboard.type(words.partition(" ")[0])
                assert self._focused()["chosen"] == words

    def pair(self, place: str, pairs: Mapping[str, str]) -> None:
        for prompt in self._as_shown(place, pairs):
            self._reach(kind="select-one", place=place, name=prompt)
            self._press_until("ArrowDown", chosen=pairs[prompt])

    def rate(self, place: str, statements: Mapping[str, str]) -> None:
        for statement in self._as_shown(place, statements):
            self._reach(kind="radio", place=place, group=statement)
            self._turn_to(statements[statement])

    def arrange(self, place: str, items: Sequence[str]) -> None:
        """Bring each item up to its place, the first one first."""
        for to, item in enumerate(items):
            self._reach(kind="submit", place=place, name=plain(_("Move up: %(item)s", item=item)))
            for _step in range(shown_order(self.page, place).index(item) - to):
                self.page.keyboard.press("Enter")

    def hand_over(self, place: str, file: Path) -> None:
        self.press(_("Choose a file"), place)
        self._reach(kind="file")
        with self.page.expect_file_chooser() as dialog:
            self.page.keyboard.press("Enter")
        dialog.value.set_files(file)
        self.press(_("Store the file"))

    def walk(self, key: str, **end: Any) -> set[str]:
        """Press a key until `end` has the focus, and return the places of the questions on the way."""
        through = set()
        for _press in range(PRESSES_MOST):
            self.page.keyboard.press(key)
            here = self._focused()
            through.add(here["place"])
            if end.items() <= here.items():
                return through - {""}
        raise AssertionError(f"{key} leads to no {end}; at last to {self._focused()}")

    def wait_until_stored(self, place: str) -> None:
        """Wait until the question and the list beside all of them say that it is answered."""
        self.page.locator(f"#{place} [data-stored][data-state=stored]").wait_for()
        self.page.locator(f"[data-answer-of={place}] .st.done").wait_for(state="attached")

    def _focused(self) -> dict[str, Any]:
        return dict(self.page.evaluate(FOCUSED))

    def _reach(self, **wanted: Any) -> None:
        """Press Tab until the wanted control has the focus, beginning with the next one."""
        self.page.keyboard.press("Tab")
        self._press_until("Tab", **wanted)

    def _turn_to(self, label: str) -> None:
        """Choose in the group of radio buttons that has the focus."""
        if self._focused()["name"] == label:
            self.page.keyboard.press("Space")
        self._press_until("ArrowDown", name=label, on=True)

    def _press_until(self, key: str, **wanted: Any) -> None:
        for _press in range(PRESSES):
            if wanted.items() <= self._focused().items():
                return
            self.page.keyboard.press(key)
        asked = self._asked(wanted["place"]) if wanted.get("place") else "the page"
        raise AssertionError(f"{key} leads to no {wanted} in {asked!r}; at last to {self._focused()}")

    def _asked(self, place: str) -> str:
        """Return how a question is asked, such as “Match”, and what."""
        return plain(self.page.locator(f"#{place} legend").first.inner_text())

    def _as_shown(self, place: str, labels: Iterable[str]) -> list[str]:
        """Return labels in the order in which the page shows them."""
        return sorted(labels, key=self.page.locator(f"#{place}").evaluate(LABELS).index)


class WithoutScript:
    """Uses the page's forms as a browser does that runs no script."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, button: str, place: str = "") -> None:
        follow(self._within(place).get_by_role("button", name=button, exact=True))

    def choose(self, place: str, label: str) -> None:
        self._within(place).locator("label", has_text=label).get_by_role("radio").check()

    def tick(self, place: str, labels: Iterable[str]) -> None:
        for label in labels:
            self._within(place).get_by_label(label).check()

    def write(self, place: str, text: str) -> None:
        self._within(place).get_by_role("textbox").fill(text)

    def fill(self, place: str, gaps: Sequence[str]) -> None:
        for number, words in enumerate(gaps, 1):
            gap = self._within(place).get_by_label(f"{_('Gap')} {number}")
            if gap.evaluate("one => one.localName") == "select":
                gap.select_option(label=words)
            else:
                gap.fill(words)

    def pair(self, place: str, pairs: Mapping[str, str]) -> None:
        for prompt, answer in pairs.items():
            self._within(place).get_by_label(prompt, exact=True).select_option(label=answer)

    def rate(self, place: str, statements: Mapping[str, str]) -> None:
        for statement, answer in statements.items():
            group = self._within(place).get_by_role("group", name=statement)
            group.get_by_label(answer).check()

    def arrange(self, place: str, items: Sequence[str]) -> None:
        for to, item in enumerate(items):
            for _step in range(shown_order(self.page, place).index(item) - to):
                self.press(_("Move up: %(item)s", item=item), place)

    def hand_over(self, place: str, file: Path) -> None:
        self.press(_("Choose a file"), place)
        self.page.get_by_label(_("Choose a file")).set_input_files(file)
        self.press(_("Store the file"))

    def wait_until_stored(self, place: str) -> None:
        """Nothing to wait for: what stands in a form is stored when it is posted."""

    def _within(self, place: str) -> Any:
        return self.page.locator(f"#{place}" if place else "main")


def shown_order(page: Any, place: str) -> list[str]:
    """Return the items of a question that asks for their order, as they stand now."""
    return list(page.locator(f"#{place} li > span:first-child").all_inner_texts())
