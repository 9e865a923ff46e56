"""What one row of a roster would do: judged from what the row says and what is stored."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Outcome = Literal["new", "enrol", "change", "same", "remove"]

# Columns of a roster that describe the person; the person owns them once they have confirmed their address.
PROFILE_COLUMNS = (
    "display_name",
    "given_name",
    "family_name",
    "country",
    "city",
    "organisation",
    "role_title",
    "language",
    "time_zone",
)
UNDO_DAYS = 14


@dataclass(frozen=True, slots=True)
class PersonNow:
    """An account as it stands. `values` holds PROFILE_COLUMNS and `external_id`."""

    values: Mapping[str, str]
    role: str = "learner"
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class EnrolmentNow:
    """Where a person stands in the cohort; `group`, `starts` and `ends` count only while enrolled."""

    enrolled: bool = False
    facilitates: bool = False
    group: str = ""
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of one row. `person` and `enrolment` hold the new values, by column, where they differ.

    `promote` says that a learner's account becomes a facilitator's. `kept` are columns in which the file says
    something else than the person wrote about themselves; the person's own words stay.
    """

    outcome: Outcome
    person: Mapping[str, str] = field(default_factory=dict)
    enrolment: Mapping[str, str | date] = field(default_factory=dict)
    promote: bool = False
    kept: tuple[str, ...] = ()


def plan_row(cells: Mapping[str, str], person: PersonNow | None, now: EnrolmentNow) -> RowPlan:
    """Judge one row. `cells` holds what the row says, by column, in the form that the roster format writes.

    An empty cell says nothing: what is stored stays. A row for a facilitator gives the cohort to them and takes
    no seat; any other enrols a learner.
    """
    facilitator = cells.get("role") == "facilitator"
    is_in = now.facilitates if facilitator else now.enrolled
    if cells.get("action") == "remove":
        return RowPlan("remove" if person and is_in else "same")
    if person is None:
        return RowPlan("new", new_profile(cells), {} if facilitator else _enrolment(cells, EnrolmentNow()))
    changes, kept = _person(cells, person)
    promote = facilitator and person.role == "learner"
    enrolment = {} if facilitator else _enrolment(cells, now if is_in else EnrolmentNow())
    if not is_in:
        return RowPlan("enrol", changes, enrolment, promote, kept)
    changed = bool(changes or enrolment or promote)
    return RowPlan("change" if changed else "same", changes, enrolment, promote, kept)


def new_profile(cells: Mapping[str, str]) -> dict[str, str]:
    """Return what is written into a new account: what the file says, and a name to show."""
    said = {column: cells[column] for column in (*PROFILE_COLUMNS, "external_id") if cells.get(column)}
    said.setdefault("display_name", full_name(cells) or cells["email"].partition("@")[0])
    return said


def full_name(values: Mapping[str, str]) -> str:
    """Return given and family name as one."""
    return f"{values.get('given_name', '')} {values.get('family_name', '')}".strip()


def _person(cells: Mapping[str, str], person: PersonNow) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what changes in an account, and what does not because its owner wrote it."""
    stored = person.values
    differing = {
        column: said
        for column in PROFILE_COLUMNS
        if (said := cells.get(column)) and not _is_same(said, stored[column])
    }
    number = cells.get("external_id", "")
    ours = {"external_id": number} if number and not _is_same(number, stored["external_id"]) else {}
    if person.confirmed:
        return ours, tuple(differing)
    made_up = {full_name(stored), cells["email"].partition("@")[0]}
    if "display_name" not in cells and stored["display_name"] in made_up:
        name = full_name({**stored, **differing})
        if name and name != stored["display_name"]:
            differing["display_name"] = name
    return {**differing, **ours}, ()


def _is_same(said: str, stored: str) -> bool:
    """Compare as a roster reads: composed letters, single blanks."""
    return said == stored or said == " ".join(unicodedata.normalize("NFC", stored).split())


def _enrolment(cells: Mapping[str, str], now: EnrolmentNow) -> dict[str, str | date]:
    found: dict[str, str | date] = {}
    if cells.get("group") and cells["group"] != now.group:
        found["group"] = cells["group"]
    for column, stored in (("starts", now.starts), ("ends", now.ends)):
        if cells.get(column) and (day := date.fromisoformat(cells[column])) != stored:
            found[column] = day
    return found


def seats_of(outcome: str, cells: Mapping[str, object]) -> int:
    """Return how many seats a row takes: 1, 0, or -1 where it frees one. Facilitators take none."""
    if cells.get("role") == "facilitator":
        return 0
    return {"new": 1, "enrol": 1, "remove": -1}.get(outcome, 0)
