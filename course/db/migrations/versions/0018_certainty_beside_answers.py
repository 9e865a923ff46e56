"""certainty beside answers, figures of first answers

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

quiz_version = sa.table("quiz_version", sa.column("quiz_slug"), sa.column("body"))
quiz_count = sa.table("quiz_count", *map(sa.column, ("quiz_slug", "revision", "asked", "answered")))


def upgrade() -> None:
    for table in ("response", "response_event"):
        op.add_column(table, sa.Column("certainty", sa.Integer(), server_default="0", nullable=False))
    _ask_for_recount()


def downgrade() -> None:
    _ask_for_recount()
    for table in ("response_event", "response"):
        op.drop_column(table, "certainty")


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
