"""The queue of answers to mark looks at the answers of its own cohort alone."""

from uuid import uuid4

import pytest

from course.reports.marking_queue import queued_answers
from tests.statements import noted


@pytest.mark.parametrize("show", ["waiting", "marked"])
def test_a_page_of_the_queue_begins_at_the_cohort(connection, session, show):
    if connection.dialect.name != "sqlite":
        pytest.skip("an empty PostgreSQL reads whole tables, whatever the statement")
    sent = []

    with noted(connection, lambda *about: sent.append(about)):
        queued_answers(session, uuid4(), show=show, limit=20)
    statement, parameters = sent[-1]

    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()

    assert plan[0][3].startswith("SEARCH enrolment USING COVERING INDEX")
