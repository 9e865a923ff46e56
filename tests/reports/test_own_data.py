"""The file of everything about oneself covers every table that names a person."""

from sqlalchemy import Table

from course.db.base import Base
from course.reports.own_data import LEFT_OUT, OWNED
from course.schema import metadata


def names_a_person(table: Table) -> bool:
    return (
        any(key.target_fullname == "account.id" for key in table.foreign_keys)
        or "account_id" in table.columns
    )


def test_every_table_that_names_a_person_is_told_or_left_out_with_a_reason():
    told = {model.__tablename__ for model, _column in OWNED} | {"audit_event"}

    missing = [
        table.name
        for table in metadata.sorted_tables
        if names_a_person(table) and table.name not in told and table.name not in LEFT_OUT
    ]

    assert missing == []


def test_what_is_left_out_exists():
    tables = Base.metadata.tables

    unknown = [
        name
        for name in LEFT_OUT
        if name.partition(".")[0] not in tables
        or ("." in name and name.partition(".")[2] not in tables[name.partition(".")[0]].columns)
    ]

    assert unknown == []


def test_no_key_is_told():
    told = [
        f"{model.__tablename__}.{column.name}"
        for model, _column in OWNED
        for column in model.__table__.columns
        if any(word in column.name for word in ("hash", "token", "seed", "secret"))
    ]

    assert [name for name in told if name not in LEFT_OUT] == []
