"""Reading tables: as a page shows them, and as a file holds them."""

import csv
import re
from datetime import date
from io import StringIO

from babel.dates import format_date
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


def empty_cells(client: PageClient) -> list[str]:
    """Return the labels of cells that hold nothing: on phones each stands below its label, so that one waits for a value."""
    return [
        cell.get("data-l") for cell in client.page.iter(f"{NS}td") if cell.get("data-l") and not words(cell)
    ]


def links_in(client: PageClient, label: str) -> list[str]:
    region = next(element for element in client.page.iter(f"{NS}div") if element.get("aria-label") == label)
    return [link.get("href") for link in region.iter(f"{NS}a")]


def link_named(client: PageClient, start: str) -> str:
    """Return the address of the first link whose words begin so."""
    return next(link.get("href") for link in client.page.iter(f"{NS}a") if words(link).startswith(start))


def grid_as_shown(file: list[list[str]], *, language: str = "en", never: str = "Never") -> list[list[str]]:
    """Return a file of the grid as the page shows it: its days in words, and without what only a file has."""
    header, *rows = file
    waits = next(place for place, head in enumerate(header) if head in WAITS)
    shares = {place for place, head in enumerate(header) if head.endswith(" (%)")}
    seen = min(shares) - 1

    def cell(place: int, value: str) -> str:
        if place == seen:
            return format_date(date.fromisoformat(value), "medium", locale=language) if value else never
        return value or "–" if place in shares else value

    shown = [[head.removesuffix(" (%)") for head in header]]
    shown += [[cell(place, value) for place, value in enumerate(row)] for row in rows]
    return [[*row[:waits], *row[waits + 1 :]] for row in shown]


WAITS = {"No result yet", "Sin resultado todavía", "Pas encore de résultat"}


NUMBER = r"-?\d+(?:\.\d+)?%?"


def agree(shown: str, in_file: list[str]) -> bool:
    """Tell whether a page's cell says what a file's cells do: the same words, or the same numbers as rounded.

    Where there is nothing, a page may have a dash.
    """
    value, *ends = in_file
    if shown in {value, value or "–"} and not any(ends):
        return True
    found = shown.replace("−", "-")
    if not re.fullmatch(rf"{NUMBER}(?: {NUMBER} to {NUMBER})?", found):
        return False
    numbers = [
        float(one.rstrip("%")) / (100 if one.endswith("%") else 1) for one in re.findall(NUMBER, found)
    ]
    told = [float(one) for one in in_file if one]
    return len(numbers) == len(told) and all(
        abs(one - other) < 0.0051 for one, other in zip(numbers, told, strict=True)
    )
