"""Summing up the cohorts' lists by the build that is on, whoever published it."""

from datetime import datetime

import structlog
from flask import Flask

from course.flows.rebuild_sums import sum_up_build
from course.flows.row_faults import Faults

log = structlog.get_logger("course.jobs")


def sum_up_published(app: Flask, *, now: datetime) -> int:
    """Sum up by the build that is on where that is still to be done; return how many learners were judged.

    A learner with whom something is wrong is told in the process's log, and stops no other.
    """
    database, content = (app.extensions[name] for name in ("course_database", "course_content"))
    failed: Faults = {}
    judged = sum_up_build(
        database, content.catalogue(), app.config["COURSE"].builds_dir, now=now, failed=failed
    )
    for learner_id, error in failed.items():
        log.error("learner_passed_over", learner=str(learner_id), exc_info=error)
    return judged
