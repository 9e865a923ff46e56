"""certainty beside answers, figures of first answers, outages that are for everybody or withdrawn

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

HOLDS = "withdrawn_at IS NULL"
quiz_version = sa.table("quiz_version", sa.column("quiz_slug"), sa.column("body"))
quiz_count = sa.table("quiz_count", *map(sa.column, ("quiz_slug", "revision", "asked", "answered")))


def upgrade() -> None:
    for table in ("response", "response_event"):
        op.add_column(table, sa.Column("certainty", sa.Integer(), server_default="0", nullable=False))
    _widen_outages()
    _ask_for_recount()


def downgrade() -> None:
    _ask_for_recount()
    _narrow_outages()
    for table in ("response_event", "response"):
        op.drop_column(table, "certainty")


def _widen_outages() -> None:
    with op.batch_alter_table("quiz_outage") as table:
        table.drop_constraint(op.f("uq_quiz_outage_cohort_id_begins_at_ends_at"), type_="unique")
        table.alter_column("cohort_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("recorded_by", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(
            op.f("fk_quiz_outage_recorded_by_account"), "account", ["recorded_by"], ["id"], ondelete="SET NULL"
        )
    for name, columns, where in (
        ("uq_quiz_outage_of_cohort", ["cohort_id", "begins_at", "ends_at"], HOLDS),
        ("uq_quiz_outage_of_everybody", ["begins_at", "ends_at"], f"{HOLDS} AND cohort_id IS NULL"),
    ):
        where_it_holds = sa.text(where)
        op.create_index(
            name, "quiz_outage", columns, unique=True, sqlite_where=where_it_holds, postgresql_where=where_it_holds
        )


def _narrow_outages() -> None:
    """What an older release does not know is left out: outages of everybody, and those that were withdrawn."""
    op.execute("DELETE FROM quiz_outage WHERE cohort_id IS NULL OR withdrawn_at IS NOT NULL")
    op.drop_index("uq_quiz_outage_of_everybody", table_name="quiz_outage")
    op.drop_index("uq_quiz_outage_of_cohort", table_name="quiz_outage")
    with op.batch_alter_table("quiz_outage") as table:
        table.drop_constraint(op.f("fk_quiz_outage_recorded_by_account"), type_="foreignkey")
        table.drop_column("withdrawn_at")
        table.drop_column("recorded_by")
        table.alter_column("cohort_id", existing_type=sa.Uuid(), nullable=False)
        table.create_unique_constraint(
            op.f("uq_quiz_outage_cohort_id_begins_at_ends_at"), ["cohort_id", "begins_at", "ends_at"]
        )


def _ask_for_recount() -> None:
    """Let the job count those quizzes anew whose marks are made from tries: their figures are made otherwise."""
    with_tries = sa.select(quiz_version.c.quiz_slug).where(quiz_version.c.body.like('%"feedback":"%')).distinct()
    known = sa.select(quiz_count.c.quiz_slug)
    op.execute(
        quiz_count.update().where(quiz_count.c.quiz_slug.in_(with_tries)).values(asked=quiz_count.c.asked + 1)
    )
    op.execute(
        quiz_count.insert().from_select(
            ["quiz_slug", "revision", "asked", "answered"],
            with_tries.add_columns(sa.literal(0), sa.literal(1), sa.literal(0)).where(
                quiz_version.c.quiz_slug.not_in(known)
            ),
        )
    )
