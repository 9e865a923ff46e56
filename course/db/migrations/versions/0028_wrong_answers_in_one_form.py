"""wrong answers that were typed, counted anew: each under the one form that statistics tell too

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op


revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TYPED = ("short-text", "numeric", "cloze")
quiz_version = sa.table("quiz_version", sa.column("quiz_slug"), sa.column("body"))
quiz_count = sa.table("quiz_count", *map(sa.column, ("quiz_slug", "revision", "asked", "answered")))


def upgrade() -> None:
    """Let the job count anew the quizzes in which something is typed."""
    kinds = sa.or_(*(quiz_version.c.body.like(f'%"kind":"{kind}"%') for kind in TYPED))
    typed = sa.select(quiz_version.c.quiz_slug).where(kinds)
    op.execute(quiz_count.update().where(quiz_count.c.quiz_slug.in_(typed)).values(asked=quiz_count.c.asked + 1))


def downgrade() -> None:
    pass
