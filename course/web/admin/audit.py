"""The audit log, on the page and as a file."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.db.bulk import batches
from course.reports.audit_log import LogFilter, LogLine, audit_log, subject_people, whole_log
from course.reports.people_list import people_list
from course.store.cohorts.queries import find_cohort
from course.web.admin.blueprint import bp
from course.web.admin.common import id_cursor, read_id
from course.web.admin.words import ACTIONS, action_words, detail_words, value_of_detail
from course.web.csv_export import csv_response
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.paging import PAGE_SIZE, chosen, encode_cursor
from course.web.session import reading

COLUMNS = (
    "at",
    "action",
    "actor_id",
    "actor",
    "subject_kind",
    "subject_id",
    "person_id",
    "person",
    "cohort",
    "details",
)
PART = 1_000  # deeds whose people are looked up at once
ACTORS_MOST = 50


@bp.get("/admin/audit")
@open_to("admin", objects="all")
def audit() -> ResponseReturnValue:
    """Show deeds, newest first."""
    wanted, query = _wanted()
    before = id_cursor()
    found = audit_log(reading(), wanted, before=before, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    staff = people_list(
        reading(), text="", role="all", state="all", after=None, limit=ACTORS_MOST, staff_only=True
    )
    next_url = ""
    if len(found) > PAGE_SIZE:
        next_url = url_for(".audit", after=encode_cursor(shown[-1].id.hex), **query)
    return render_template(
        "admin/audit.html",
        lines=[(line, details_words(line)) for line in shown],
        people=subject_people(reading(), shown),
        actions={code: action_words(code) for code in ACTIONS},
        action_words=action_words,
        staff=staff,
        wanted=wanted,
        query=query,
        unknown_cohort=wanted.cohort_id == NO_COHORT,
        csv_url=url_for(".audit_file", **query),
        first_url=url_for(".audit", **query) if before else "",
        next_url=next_url,
    )


@bp.get("/admin/audit.csv")
@open_to("admin", objects="all", rate="export")
def audit_file() -> ResponseReturnValue:
    """Send what the page's filters choose, all pages of it."""
    wanted, _query = _wanted()
    return csv_response("audit.csv", COLUMNS, _cells(wanted))


def _cells(wanted: LogFilter) -> Iterator[list[str]]:
    for part in batches(whole_log(reading(), wanted), PART):
        people = subject_people(reading(), part)
        for line in part:
            person_id, person = people.get(line.subject_id, ("", ""))
            yield [
                line.at.isoformat(timespec="seconds"),
                line.action,
                str(line.actor_id or ""),
                line.actor or "",
                line.subject_kind,
                line.subject_id,
                str(person_id),
                person,
                line.cohort or "",
                json.dumps(line.details, ensure_ascii=False, sort_keys=True),
            ]


NO_COHORT = UUID(int=0)  # of a name that no cohort has: nothing is of it


def _wanted() -> tuple[LogFilter, dict[str, Any]]:
    """Read the filters of the address; what names nothing that is there narrows to nothing of it."""
    action = chosen("action", ("", *ACTIONS), "")
    actor_id = read_id(request.args.get("actor", ""))
    slug = request.args.get("cohort", "").replace("\x00", "")[:100]
    cohort = find_cohort(reading(), slug) if slug else None
    query = {"action": action, "actor": str(actor_id or ""), "cohort": slug}
    wanted = LogFilter(action, actor_id, cohort.id if cohort else NO_COHORT if slug else None)
    return wanted, {name: value for name, value in query.items() if value}


def details_words(line: LogLine) -> str:
    """Return what a line holds besides, as name and value; nothing of it is personal."""
    return " · ".join(
        _("%(name)s = %(value)s", name=detail_words(name), value=value_of_detail(name, value))
        for name, value in line.details.items()
    )
