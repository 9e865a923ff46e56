"""Looking at a page as axe and a careful eye would: both widths, both themes."""

from pathlib import Path
from typing import Any

import axe_playwright_python

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1366, 360)
SCHEMES = ("light", "dark")


def faults(page: Any) -> list[str]:
    """Return what axe finds, and whether the page scrolls sideways, at both widths in both themes."""
    found = []
    size = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{width} {scheme}: {violation}" for violation in violations(page)]
        found += [f"{width}: {fault}" for fault in sideways(page)]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    return found


def violations(page: Any) -> list[str]:
    """Return what axe finds on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    # What is arriving is half transparent still, and would be taken for pale.
    page.evaluate(
        "Promise.race([Promise.allSettled(document.getAnimations().map(one => one.finished)), "
        "new Promise(over => setTimeout(over, 2000))]).then(() => true)"
    )
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{violation['id']}: {', '.join(str(node['target']) for node in violation['nodes'][:3])}"
        for violation in result["violations"]
    ]


def sideways(page: Any) -> list[str]:
    """Return by how much the page is wider than its window, if it is."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"scrolls sideways by {wide} px"] if wide > 0 else []


def follow(locator: Any) -> None:
    """Click what leads to another page, and wait until it is there."""
    with locator.page.expect_navigation():
        locator.click()


def sign_in(page: Any, email: str, password: str, language: str = "en") -> None:
    """Sign in by the form."""
    page.goto(f"/{language}/account/sign-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(password)
    follow(
        page.locator(
            "form:has(input[name=password]) button[type=submit], form:has(input[name=password]) button"
        ).first
    )
