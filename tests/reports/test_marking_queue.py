"""The queue of answers to mark looks at the answers of its own cohort alone."""

from uuid import uuid4

import pytest

from course.reports.marking_queue import queued_answers
from tests.statements import counted


@pytest.mark.parametrize("show", ["waiting", "marked"])
def test_a_page_of_the_queue_begins_at_the_cohort(app, session, show):
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("an empty PostgreSQL reads whole tables, whatever the statement")
    with counted(app) as statements:
        queued_answers(session, uuid4(), show=show, limit=20)
    (statement,) = statements
    places = ("?",) * statement.count("?")

    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", places).all()

    assert plan[0][3].startswith("SEARCH enrolment USING COVERING INDEX")
