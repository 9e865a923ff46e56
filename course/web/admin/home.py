"""What waits for an admin, and all cohorts."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from course.reports.cohort_list import cohort_list, waiting_imports
from course.reports.invitations import failed_mails, mail_counts
from course.reports.marking_queue import waiting_count, waiting_in_cohorts
from course.store.faults.queries import open_faults
from course.web.admin.blueprint import bp
from course.web.admin.common import id_cursor
from course.web.admin.words import template_words
from course.web.gate import open_to
from course.web.paging import PAGE_SIZE, encode_cursor
from course.web.session import reading

SHOWN = 10


@bp.get("/admin")
@open_to("admin", objects="all")
def home() -> ResponseReturnValue:
    """Show what waits, then the cohorts, newest first."""
    before = id_cursor()
    found = cohort_list(reading(), before=before, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    queued, failed = mail_counts(reading())
    return render_template(
        "admin/home.html",
        cohorts=shown,
        imports=waiting_imports(reading(), limit=SHOWN),
        to_mark=waiting_count(reading(), None),
        to_mark_in_cohorts=waiting_in_cohorts(reading()),
        reported=open_faults(reading()),
        mails_queued=queued,
        mails_failed=failed,
        failed=failed_mails(reading(), limit=SHOWN) if failed else [],
        template_words=template_words,
        next_url=url_for(".home", after=encode_cursor(shown[-1].id.hex)) if len(found) > PAGE_SIZE else "",
        first_url=url_for(".home") if before else "",
    )
