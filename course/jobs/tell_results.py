"""Telling results that were held, once they are due: in short transactions, also after a restart."""

from datetime import datetime

from flask import Flask

from course.core.content.model import Catalogue
from course.db.session import Database, retried
from course.flows.chunks import let_others_in
from course.flows.tell_results import tell_due_results

BATCH = 50  # attempts a transaction, each with its learner's progress


def tell_due(app: Flask, *, now: datetime) -> int:
    """Tell all results that are due; return how many were."""
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    told = 0
    while True:
        number = _tell_some(database, catalogue, now)
        told += number
        if number < BATCH:
            return told
        let_others_in(database)


@retried
def _tell_some(database: Database, catalogue: Catalogue, now: datetime) -> int:
    with database.writing() as session:
        return tell_due_results(session, catalogue, now=now, limit=BATCH)
