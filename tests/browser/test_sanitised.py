"""What the sanitiser lets through, read by a browser: nothing but what is on the list, and nothing of it runs."""

import json
from collections.abc import Iterator

import pytest

from course.core.content.sanitise import sanitise
from tests.core.content.mutations import MUTATIONS, RUN
from tests.core.content.test_sanitise import ATTRIBUTES, CORPUS, LINK, TAGS, lesson

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-payloads")]
SITE = "http://corpus.test"
PAGE = "<!doctype html><html lang=en><title>x</title><body></body></html>"
# Whatever a payload does, it calls alert; what would load something asks the page's own site, which holds nothing.
WATCH = "window.alert = words => { top.ran = [...(top.ran ?? []), String(words)]; };"
# Each text stands in a page in three ways: written into an element, read as a document in which no script runs, and as a
# document of its own in a frame, where scripts may run. Then written out and read again.
LOOK = """
async ([html, tags, attributes, link]) => {
  const wrong = [];
  const address = new RegExp(`^(?:${link})`);
  const look = (root, way) => {
    const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_ALL);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) continue;
      if (node.nodeType !== Node.ELEMENT_NODE) { wrong.push(`${way}: node ${node.nodeName}`); continue; }
      const name = node.localName;
      const isHtml = node.namespaceURI === "http://www.w3.org/1999/xhtml";
      if (!isHtml || !tags.includes(name)) wrong.push(`${way}: ${node.nodeName}`);
      for (const one of node.attributes) {
        const said = `${way}: ${name} ${one.name}=${one.value}`;
        if (!attributes.includes(one.name)) wrong.push(said);
        if (["href", "src"].includes(one.name) && !address.test(one.value)) wrong.push(said);
      }
    }
  };
  const again = (written, way) => {
    const box = document.createElement("div");
    box.innerHTML = written;
    look(box, `${way} again`);
    if (box.innerHTML !== written) wrong.push(`${way}: not stable`);
  };
  const box = document.body.appendChild(document.createElement("div"));
  box.innerHTML = html;
  look(box, "element");
  again(box.innerHTML, "element");
  const parsed = new DOMParser().parseFromString(html, "text/html");
  if (parsed.head.childNodes.length || parsed.documentElement.attributes.length || parsed.body.attributes.length)
    wrong.push("document: head or attributes");
  look(parsed.body, "document");
  again(parsed.body.innerHTML, "document");
  const frame = document.createElement("iframe");
  frame.srcdoc = `<!doctype html><body>${html}`;
  const loaded = new Promise(resolve => frame.addEventListener("load", resolve));
  document.body.append(frame);
  await loaded;
  look(frame.contentDocument.body, "frame");
  for (const root of [box, frame.contentDocument.body])
    for (const one of root.querySelectorAll("*"))
      for (const deed of ["click", "mouseover", "focus", "error", "load", "toggle"])
        if (deed !== "click" || one.localName !== "a") one.dispatchEvent(new Event(deed));
  box.remove();
  frame.remove();
  return wrong;
}
"""


@pytest.fixture
def page(chromium) -> Iterator[object]:
    """A page without a content policy, on which nothing answers but itself."""
    window = chromium.new_context(base_url=SITE)
    window.add_init_script(WATCH)
    shown = window.new_page()
    shown.asked = []

    def answer(route):
        if route.request.url == f"{SITE}/":
            route.fulfill(body=PAGE, content_type="text/html")
        else:
            shown.asked.append(route.request.url)
            route.fulfill(status=404, body="")

    shown.route("**", answer)
    shown.goto("/")
    yield shown
    window.close()


def found_in(page, html: str) -> list[str]:
    """Return what a browser finds in a text that is not on the list."""
    given = [html, sorted(TAGS), sorted(ATTRIBUTES), LINK.pattern]
    return [f"{one} in {json.dumps(html)[:300]}" for one in page.evaluate(LOOK, given)]


def ran_in(page) -> list[str]:
    """Return what ran, once everything had time to."""
    page.wait_for_timeout(200)
    return page.evaluate("window.ran ?? []")


def foreign(page) -> list[str]:
    return [one for one in page.asked if not one.startswith(f"{SITE}/")]


def shown_ways(text: str) -> list[str]:
    """Return what becomes of a text as HTML, as a lesson, and within other text of a lesson."""
    outers = ("{}", "> {}", "- {}", "word {} word", "| a |\n|---|\n| {} |", "/// note | x\n\n{}\n///")
    return [sanitise(text), sanitise(f"<table><tr><td>{text}"), *(lesson(one.format(text)) for one in outers)]


@pytest.mark.parametrize("corpus", [CORPUS, MUTATIONS], ids=["corpus", "mutations"])
def test_a_browser_finds_nothing_but_what_is_on_the_list_and_runs_nothing(page, corpus):
    texts = dict.fromkeys(html for text in corpus for html in shown_ways(text))

    wrong = [fault for html in texts for fault in found_in(page, html)]

    assert len(texts) > len(corpus)
    assert wrong == []
    assert ran_in(page) == []
    assert foreign(page) == []


def test_a_break_would_be_seen(page):
    found = [
        found_in(page, html) for html in (RUN, "<svg><style>x</style></svg>", "<!-- x -->", "<a onclick=x>")
    ]

    assert all(found)
    assert set(ran_in(page)) == {"1"}


def test_most_mutations_would_break_a_page_that_sanitises_nothing(page):
    broken = [bool(found_in(page, text)) for text in MUTATIONS]

    assert broken.count(False) <= 3
    assert ran_in(page)
