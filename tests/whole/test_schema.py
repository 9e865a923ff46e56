"""The revisions make what the models say, on both databases, also after an interruption."""

import subprocess
import sys
import textwrap
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import UniqueConstraint, inspect, select, text, update

from course import schema
from course.core.content.load import open_build
from course.db import revisions
from course.db.session import Database, has_wal_reset_defect, make_engine, sqlite_driver
from course.flows.award_certificate import correct_name, correct_own_name
from course.flows.count_attempts import count_new_attempts, recount_due
from course.store.accounts.bulk import remove_people
from course.store.attempts.models import AnswerTally, QuestionTally
from course.store.awards.queries import has_corrected_own
from tests.attempts import RIGHT, begin, submit
from tests.builders import add_cohort, add_person, enrol, give_certificate
from tests.conftest import HAS_POSTGRES, NOON, drop_postgres_database, make_postgres_database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    if not HAS_POSTGRES:
        pytest.skip("PostgreSQL does not answer")
    url = make_postgres_database()
    yield url
    drop_postgres_database(url)


def test_the_revisions_make_what_the_models_say(empty_url: str):
    engine = make_engine(empty_url)

    revisions.upgrade(engine)

    with engine.connect() as connection:
        assert revisions.differences(connection, schema.metadata) == []
        assert revisions.current(connection) == revisions.head()
    engine.dispose()


def test_the_revisions_go_back_to_nothing_and_up_again(empty_url: str):
    engine = make_engine(empty_url)
    revisions.upgrade(engine)

    revisions.downgrade(engine, "base")
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}
    revisions.upgrade(engine)

    assert left == set()
    with engine.connect() as connection:
        assert revisions.differences(connection, schema.metadata) == []
    engine.dispose()


def test_what_was_handed_in_before_an_upgrade_keeps_its_marks_and_is_counted(empty_url: str, published: Path):
    course, database = open_build(published / "builds"), Database(empty_url)
    revisions.upgrade(database.writer)
    with database.write_session() as session:
        learner = add_person(session)
        enrol(session, course, add_cohort(session), learner)
        submit(session, course, learner, begin(session, course, learner), RIGHT)
        begin(session, course, learner)
        session.commit()
    marks = "SELECT question_id, points, max_points FROM question_mark ORDER BY question_id"
    attempts = "SELECT number, state, score, passed FROM attempt ORDER BY number"
    with database.reading() as session:
        before = [session.execute(text(one)).all() for one in (marks, attempts)]

    revisions.downgrade(database.writer, "0005")
    revisions.upgrade(database.writer)
    recount_due(database, course)

    with database.reading() as session:
        assert [session.execute(text(one)).all() for one in (marks, attempts)] == before
        assert session.execute(text("SELECT sum(attempts) FROM score_sum")).scalar() == 2  # a cohort, and all
        waiting = session.execute(text("SELECT max(waiting), count(held_at) FROM attempt")).one()
        assert tuple(waiting) == (0, 0)
    database.dispose()


def test_an_older_release_refuses_a_newer_schema(empty_url: str):
    engine = make_engine(empty_url)
    revisions.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(revisions.NewerSchema):
        revisions.upgrade(engine)
    engine.dispose()


KILLED = """
    import os, sys
    from sqlalchemy import event
    from course.db import revisions
    from course.db.session import make_engine
    engine = make_engine(sys.argv[1])
    left = int(sys.argv[2])
    @event.listens_for(engine, "before_cursor_execute")
    def count(conn, cursor, statement, *rest):
        global left
        if statement.lstrip().upper().startswith(("CREATE", "INSERT", "ALTER")):
            left -= 1
            if left < 0:
                os._exit(9)
    revisions.upgrade(engine)
"""


@pytest.mark.slow
@pytest.mark.parametrize("statement", [0, 1, 7, 20, 45, 60])
def test_an_upgrade_killed_at_a_statement_completes_when_run_again(empty_url: str, statement: int):
    root = str(Path(__file__).resolve().parents[2])
    script = textwrap.dedent(KILLED)

    subprocess.run(
        [sys.executable, "-c", script, empty_url, str(statement)], cwd=root, check=False, timeout=60
    )
    engine = make_engine(empty_url)
    revisions.upgrade(engine)

    with engine.connect() as connection:
        assert revisions.differences(connection, schema.metadata) == []
    engine.dispose()


@pytest.mark.parametrize(
    ("version", "defect"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_the_wal_reset_defect_is_known_by_version(version, defect):
    assert has_wal_reset_defect(version) is defect


def test_each_sqlite_writer_begins_immediate_and_syncs_fully(tmp_path: Path):
    path = tmp_path / "one.sqlite3"
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        full = session.execute(text("PRAGMA synchronous")).scalar_one()
        journal = session.execute(text("PRAGMA journal_mode")).scalar_one()
        keys = session.execute(text("PRAGMA foreign_keys")).scalar_one()
        other = sqlite_driver().connect(str(path), timeout=0.05, isolation_level=None)
        with pytest.raises(sqlite_driver().OperationalError, match="locked"):
            other.execute(
                "BEGIN IMMEDIATE"
            )  # the session has only read so far, and holds the lock all the same
        other.close()

    assert (full, journal, keys) == (2, "wal", 1)
    database.dispose()


def test_a_reading_session_cannot_write(empty_url: str):
    database = Database(empty_url)
    revisions.upgrade(database.writer)

    with database.read_session() as session, pytest.raises(Exception, match=r"(?i)read.?only|readonly"):
        session.execute(text("DELETE FROM limit_counter"))
    database.dispose()


GO_WITH_THEIR_ATTEMPT = {"response_event", "response", "question_try", "question_mark"}


def test_every_table_column_of_a_person_is_tied_to_the_account():
    """What belongs to a learner goes with the account: learner_id and account_id are foreign keys that cascade."""
    loose = [
        f"{table.name}.{column.name}"
        for table in schema.metadata.tables.values()
        for column in table.columns
        if column.name in {"learner_id", "account_id"}
        and not any(key.ondelete == "CASCADE" for key in column.foreign_keys)
        and table.name not in {"outbox_message", "roster_row", *GO_WITH_THEIR_ATTEMPT}
    ]

    assert loose == []
    for name in GO_WITH_THEIR_ATTEMPT:
        (key,) = schema.metadata.tables[name].c.attempt_id.foreign_keys
        assert (key.target_fullname, key.ondelete) == ("attempt.id", "CASCADE")


WITHOUT_INDEX = {
    "attempt.version": "versions of a quiz are never deleted",
    "quiz_outage.cohort_id": "a few rows a year; those that hold have a partial index",
    "quiz_outage.recorded_by": "a few rows a year",
}


def test_each_foreign_key_has_an_index_or_a_reason():
    """Without one, erasing what it points at reads the whole table. A primary key that begins with it will do."""
    bare = set()
    for table in schema.metadata.tables.values():
        first = {next(iter(table.primary_key.columns))}
        first |= {next(iter(one.columns)) for one in table.constraints if isinstance(one, UniqueConstraint)}
        first |= {
            next(iter(one.columns)) for one in table.indexes if one.dialect_options["sqlite"]["where"] is None
        }
        bare |= {
            f"{table.name}.{column.name}"
            for column in table.columns
            if column.foreign_keys and column not in first
        }

    assert bare == set(WITHOUT_INDEX)


def test_erasing_a_person_takes_all_that_belongs_to_their_attempts(session, catalogue):
    learner, other = add_person(session), add_person(session)
    for one in (learner, other):
        submit(session, catalogue, one, begin(session, catalogue, one), RIGHT)
    session.flush()

    remove_people(session, [learner.id])

    for name in (*GO_WITH_THEIR_ATTEMPT - {"question_try"}, "attempt"):
        table = schema.metadata.tables[name]
        assert set(session.scalars(select(table.c.learner_id))) == {other.id}


def test_create_engine_is_only_used_in_the_database_room():
    package = Path(__file__).resolve().parents[2] / "course"
    users = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "create_engine(" in path.read_text("utf-8")
    ]

    assert users == ["db/session.py"]


def test_outages_stay_and_quizzes_with_tries_are_counted_anew(empty_url: str):
    from alembic import command

    engine = make_engine(empty_url)
    with engine.connect() as connection:
        command.upgrade(revisions._config(connection), "0017")
        connection.commit()
    one = uuid4().hex if engine.dialect.name == "sqlite" else uuid4()
    rows = (
        ("INSERT INTO cohort ({}) VALUES ({})", _least_row(engine, "cohort", id=one)),
        (
            "INSERT INTO quiz_outage ({}) VALUES ({})",
            {
                "id": one,
                "cohort_id": one,
                **dict.fromkeys(("begins_at", "recorded_at"), "2026-01-01 10:00:00"),
                "ends_at": "2026-01-01 11:00:00",
                "reason": "Power cut",
            },
        ),
        *(
            (
                "INSERT INTO quiz_version ({}) VALUES ({})",
                {"version": slug, "quiz_slug": slug, "body": body, "first_used_at": "2026-01-01 10:00:00"},
            )
            for slug, body in (("hints", '{"feedback":"interactive"}'), ("plain", '{"feedback":{"en":"x"}}'))
        ),
    )
    with engine.begin() as connection:
        for statement, values in rows:
            names = ", ".join(values)
            connection.execute(
                text(statement.format(names, ", ".join(f":{name}" for name in values))), values
            )

    revisions.upgrade(engine)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT reason, withdrawn_at FROM quiz_outage")).all() == [
            ("Power cut", None)
        ]
        assert connection.execute(text("SELECT quiz_slug, asked FROM quiz_count")).all() == [("hints", 1)]
    engine.dispose()


def test_quizzes_with_polls_are_counted_anew(empty_url: str):
    from alembic import command

    engine = make_engine(empty_url)
    with engine.connect() as connection:
        command.upgrade(revisions._config(connection), "0023")
        connection.commit()
    bodies = {"drinks": '{"questions":[{"kind":"poll"}]}', "plain": '{"questions":[{"kind":"choice"}]}'}
    with engine.begin() as connection:
        for slug, body in bodies.items():
            connection.execute(
                text(
                    "INSERT INTO quiz_version (version, quiz_slug, body, first_used_at) VALUES (:s, :s, :b, :at)"
                ),
                {"s": slug, "b": body, "at": "2026-01-01 10:00:00"},
            )

    revisions.upgrade(engine)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT quiz_slug, asked FROM quiz_count")).all() == [("drinks", 1)]
    engine.dispose()


def test_what_was_typed_before_an_upgrade_counts_all_languages_until_it_is_counted_anew(
    empty_url: str, published: Path
):
    course, database = open_build(published / "builds"), Database(empty_url)
    revisions.upgrade(database.writer)
    with database.write_session() as session:
        learner = add_person(session)
        submit(session, course, learner, begin(session, course, learner), RIGHT)
        session.commit()
    count_new_attempts(database, course)

    def typed() -> list[tuple[str, int]]:
        with database.reading() as session:
            rows = session.execute(text("SELECT language, learners FROM typed_sum ORDER BY language"))
            return [(language, learners) for language, learners in rows]

    revisions.downgrade(database.writer, "0024")
    revisions.upgrade(database.writer)
    before = typed()
    recounted = recount_due(database, course)

    assert (before, recounted, typed()) == ([("", 1)], 1, [("", 1), ("en", 1)])
    database.dispose()


def test_who_corrected_a_certificate_before_an_upgrade_is_read_from_the_log(empty_url: str):
    database = Database(empty_url)
    revisions.upgrade(database.writer)
    with database.write_session() as session:
        own, by_admin = add_person(session, "Amina"), add_person(session, "Bela")
        admin = add_person(session, "Ada", role="admin")
        for learner in (own, by_admin):
            give_certificate(session, learner)
        correct_own_name(session, learner_id=own.id, name="Aminata", now=NOON)
        correct_name(session, learner_id=by_admin.id, name="Béla", actor_id=admin.id, now=NOON)
        session.commit()
        learners = (own.id, by_admin.id)

    revisions.downgrade(database.writer, "0018")
    revisions.upgrade(database.writer)

    with database.reading() as session:
        assert [has_corrected_own(session, learner_id) for learner_id in learners] == [True, False]
    database.dispose()


def _least_row(engine, table: str, **values):
    """Return a row of a table with something in each column that must have it."""
    fillers = {
        "VARCHAR": "x",
        "INTEGER": 0,
        "BOOLEAN": False,
        "DATETIME": "2026-01-01",
        "TIMESTAMP": "2026-01-01",
    }
    for column in inspect(engine).get_columns(table):
        kind = str(column["type"]).split("(")[0].split(" ")[0]
        if column["name"] not in values and not column["nullable"] and column["default"] is None:
            values[column["name"]] = fillers[kind]
    return values


def test_what_cohorts_had_counted_before_an_upgrade_is_not_counted_twice(empty_url: str, published: Path):
    course, database = open_build(published / "builds"), Database(empty_url)
    revisions.upgrade(database.writer)
    with database.write_session() as session:
        learner, cohort = add_person(session), add_cohort(session)
        enrol(session, course, cohort, learner)
        submit(session, course, learner, begin(session, course, learner), RIGHT)
        for question_id in RIGHT:
            session.add(
                QuestionTally(cohort_id=cohort.id, quiz_slug="steps", question_id=question_id, right=1)
            )
        session.commit()

    revisions.downgrade(database.writer, "0026")
    revisions.upgrade(database.writer)
    with database.reading() as session:
        assert session.scalars(select(QuestionTally)).all() == []
    count_new_attempts(database, course)
    recounted = recount_due(database, course)

    with database.reading() as session:
        assert (recounted, set(session.scalars(select(QuestionTally.right)))) == (1, {1})
    database.dispose()


def test_wrong_answers_that_were_typed_have_one_form_after_an_upgrade(empty_url: str, published: Path):
    course, database = open_build(published / "builds"), Database(empty_url)
    revisions.upgrade(database.writer)
    with database.write_session() as session:
        learner, cohort = add_person(session), add_cohort(session)
        enrol(session, course, cohort, learner)
        submit(session, course, learner, begin(session, course, learner), {**RIGHT, "in-words": "50 %"})
        session.commit()
    count_new_attempts(database, course)
    with database.write_session() as session:
        session.execute(update(AnswerTally).values(answer="50"))
        session.commit()

    revisions.downgrade(database.writer, "0027")
    revisions.upgrade(database.writer)
    recounted = recount_due(database, course)

    with database.reading() as session:
        assert (recounted, session.scalars(select(AnswerTally.answer)).all()) == (1, ["50 %"])
    database.dispose()
