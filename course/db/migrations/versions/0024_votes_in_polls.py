"""votes in polls stand in the sums: quizzes that hold a poll are counted anew

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op


revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

quiz_version = sa.table("quiz_version", sa.column("quiz_slug"), sa.column("body"))
quiz_count = sa.table("quiz_count", *map(sa.column, ("quiz_slug", "revision", "asked", "answered")))


def upgrade() -> None:
    polled = sa.select(quiz_version.c.quiz_slug).where(quiz_version.c.body.like('%"kind":"poll"%')).distinct()
    known = sa.select(quiz_count.c.quiz_slug)
    op.execute(quiz_count.update().where(quiz_count.c.quiz_slug.in_(polled)).values(asked=quiz_count.c.asked + 1))
    op.execute(
        quiz_count.insert().from_select(
            ["quiz_slug", "revision", "asked", "answered"],
            polled.add_columns(sa.literal(0), sa.literal(1), sa.literal(0)).where(quiz_version.c.quiz_slug.not_in(known)),
        )
    )


def downgrade() -> None:
    """Sums with votes harm nothing."""
