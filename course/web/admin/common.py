"""What the pages of administration share."""

from typing import Any
from uuid import UUID

from flask import flash, request

from course.core.problems import NotFound
from course.store.cohorts.queries import CohortFacts, get_cohort
from course.web.gate import actor
from course.web.paging import decode_cursor, number_of
from course.web.session import reading

SEARCH_MAX = 120


def own_id() -> UUID:
    """Return the id of the signed-in caller; behind the gate there is one."""
    account_id = actor().account_id
    assert account_id is not None
    return account_id


def cohort_of(slug: str) -> CohortFacts:
    """Return the cohort of an address. Raises NotFound."""
    if "\x00" in slug:  # PostgreSQL takes no such text
        raise NotFound
    return get_cohort(reading(), slug)


def searched() -> str:
    """Read `q` of the address: what is looked for, without what no database takes."""
    return " ".join(request.args.get("q", "").replace("\x00", "").split())[:SEARCH_MAX]


def id_cursor() -> UUID | None:
    """Read the cursor of a list in order of ids; None for the first page."""
    keys = decode_cursor(request.args.get("after", ""), 1)
    return read_id(keys[0]) if keys else None


def name_cursor() -> tuple[str, UUID] | None:
    """Read the cursor of a list in order of names; None for the first page."""
    keys = decode_cursor(request.args.get("after", ""), 2)
    found = read_id(keys[1]) if keys else None
    return (keys[0].replace("\x00", ""), found) if keys and found else None


def read_id(text: str) -> UUID | None:
    """Read an id; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_number(name: str) -> int:
    """Read a row's number of the address or the form; 0 for what is none."""
    return number_of(request.values.get(name, ""))


def flash_with_undo(sentence: str, undo_url: str, undo_label: str) -> None:
    """Say on the next page what was done, with a button that undoes it."""
    told: Any = (sentence, undo_url, undo_label)
    flash(told, "ok")
