"""Each kind of page that a person can reach by links is looked at: axe, both widths, both themes, no console error."""

from collections import deque
from urllib.parse import urldefrag, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from tests.browser.conftest import PASSWORD, Site
from tests.browser.looking import faults, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PEOPLE = {
    "a visitor": ("", "fr"),
    "a learner": ("learner2@example.org", "fr"),
    "a facilitator": ("facilitator@example.org", "es"),
    "an admin": ("admin@example.org", "fr"),
}
# Kinds of page at which axe has looked for somebody signed in: for the next one it looks only at what they alone reach,
# and at one page with their own head. All are opened all the same.
LOOKED_AT: set[str] = set()
# A link in a picture has no address of its own as text.
LINKS = "all => all.map(one => new URL(one.getAttribute('href'), document.baseURI).href)"


def endpoint_of(site: Site, path: str) -> str | None:
    """Return which view answers a path; None for a file or a stranger."""
    try:
        return site.app.url_map.bind("127.0.0.1").match(path, "GET")[0]
    except HTTPException:
        return None


def looked_at(page, path: str, endpoint: str, *, signed_in: bool, first: bool) -> list[str]:
    """Return what axe finds on a page, unless it has looked at one of its kind for somebody signed in."""
    known = endpoint in LOOKED_AT and not first
    if signed_in:
        LOOKED_AT.add(endpoint)
    return [] if known else [f"{path}: {fault}" for fault in faults(page)]


@pytest.mark.parametrize("who", PEOPLE)
def test_every_kind_of_page_is_accessible(context, site: Site, who: str):
    email, language = PEOPLE[who]
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on(
        "request",
        lambda request: told.append(request.url) if not request.url.startswith((site.url, "data:")) else None,
    )
    if email:
        sign_in(page, email, PASSWORD, language)
    seen: dict[str, str] = {}
    queue = deque([f"/{language}/"])
    found: list[str] = []
    while queue:
        path = queue.popleft()
        endpoint = endpoint_of(site, urlsplit(path).path)
        if endpoint is None or endpoint in seen:
            continue
        seen[endpoint] = path
        answer = page.request.get(path)  # a file would start a download instead of showing
        if answer.status >= 400:
            found.append(f"{path}: {answer.status}")
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.goto(path)
        found += looked_at(page, path, endpoint, signed_in=bool(email), first=len(seen) == 1)
        links = page.eval_on_selector_all("a[href]:not([download])", LINKS)
        for link in links:
            if link.startswith(site.url):
                address = urlsplit(urldefrag(link)[0])
                if address.path.startswith(f"/{language}/"):
                    queue.append(address.path + (f"?{address.query}" if address.query else ""))

    assert found == []
    assert told == []
    assert len(seen) >= {"a visitor": 6, "a learner": 10, "a facilitator": 12, "an admin": 14}[who]
