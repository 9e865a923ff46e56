"""Reading tables: as a page shows them, and as a file holds them."""

import csv
from io import StringIO

from werkzeug.test import TestResponse

from course.core.formats.csv_safety import restore
from tests.pages import NS, PageClient, words


def seen_words(element) -> str:
    """Return what eyes read in an element: without what is there for ears alone."""
    parts = [element.text or ""]
    for child in element:
        if "vh" not in (child.get("class") or "").split():
            parts.append(seen_words(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def shown_table(client: PageClient, label: str) -> list[list[str]]:
    """Return the table of this name of the last page: heading and rows, cell by cell."""
    region = next(element for element in client.page.iter(f"{NS}div") if element.get("aria-label") == label)
    return [
        [seen_words(cell) for cell in row if cell.tag in {f"{NS}th", f"{NS}td"}]
        for row in region.iter(f"{NS}tr")
    ]


def file_table(response: TestResponse) -> list[list[str]]:
    """Return a downloaded table as its reader sees it, each run of blanks as one, as on a page."""
    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    text = response.get_data(as_text=True).removeprefix("\ufeff")
    return [[" ".join(restore(cell).split()) for cell in row] for row in csv.reader(StringIO(text))]


def links_in(client: PageClient, label: str) -> list[str]:
    region = next(element for element in client.page.iter(f"{NS}div") if element.get("aria-label") == label)
    return [link.get("href") for link in region.iter(f"{NS}a")]


def link_named(client: PageClient, start: str) -> str:
    """Return the address of the first link whose words begin so."""
    return next(link.get("href") for link in client.page.iter(f"{NS}a") if words(link).startswith(start))
