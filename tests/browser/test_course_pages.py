"""Each page of the course, library, glossary and actions in each language: axe, and no console error.

Some 600 pages take many minutes, so this runs by `make pages` and not with every change; one of each kind is looked at
in test_every_page.py each time.
"""

import os

import pytest

from tests.browser.conftest import Site
from tests.browser.looking import sideways, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("COURSE_TEST_EVERY_PAGE"), reason="make pages looks at each page"),
]


def addresses(site: Site, language: str) -> list[str]:
    """Return the address of every page that shows content of the course."""
    catalogue = site.app.extensions["course_content"].catalogue()
    found = catalogue.collections
    paths = ["course", "library", "library/pln-25/cases", "glossary", "actions"]
    paths += [f"course/{module.slug}" for module in catalogue.modules]
    paths += [f"course/{lesson.module}/{lesson.slug}" for lesson in catalogue.lessons]
    paths += [f"library/{slug}" for slug in found.library]
    paths += [f"glossary/{slug}" for slug in found.glossary]
    paths += [f"actions/{slug}" for slug in found.actions]
    return [f"/{language}/{path}" for path in paths]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_each_page_of_content_is_accessible(chromium, site: Site, language):
    window = chromium.new_context(base_url=site.url, viewport={"width": 360, "height": 800}, bypass_csp=True)
    page = window.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))

    found = {}
    for path in addresses(site, language):
        answer = page.goto(path)
        faults = [*violations(page), *sideways(page)]
        if answer.status != 200 or faults:
            found[path] = (answer.status, faults)
    window.close()

    assert found == {}
    assert told == []
