"""what learners typed, counted by form

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op


revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = ("scope", "quiz_slug", "version", "question_id", "gap", "digest", "verdict")
TYPED = ("short-text", "numeric", "cloze")
quiz_version = sa.table("quiz_version", sa.column("quiz_slug"), sa.column("body"))
quiz_count = sa.table("quiz_count", *map(sa.column, ("quiz_slug", "revision", "asked", "answered")))


def upgrade() -> None:
    op.create_table(
        "typed_sum",
        *(sa.Column(name, sa.String(), nullable=False) for name in KEY),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_typed_sum")),
    )
    op.create_index(
        "ix_typed_sum_most",
        "typed_sum",
        ["scope", "quiz_slug", "question_id", "learners"],
    )
    _ask_for_recount()


def downgrade() -> None:
    op.drop_table("typed_sum")


def _ask_for_recount() -> None:
    """Let the job count anew the quizzes in which something is typed."""
    kinds = sa.or_(*(quiz_version.c.body.like(f'%"kind":"{kind}"%') for kind in TYPED))
    typed = sa.select(quiz_version.c.quiz_slug).where(kinds).distinct()
    known = sa.select(quiz_count.c.quiz_slug)
    op.execute(quiz_count.update().where(quiz_count.c.quiz_slug.in_(typed)).values(asked=quiz_count.c.asked + 1))
    op.execute(
        quiz_count.insert().from_select(
            ["quiz_slug", "revision", "asked", "answered"],
            typed.add_columns(sa.literal(0), sa.literal(1), sa.literal(0)).where(quiz_version.c.quiz_slug.not_in(known)),
        )
    )
