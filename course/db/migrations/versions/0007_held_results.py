"""held results

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempt", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    held = sa.text("held_at IS NOT NULL")
    op.create_index(
        "ix_attempt_held", "attempt", ["held_until", "id"], sqlite_where=held, postgresql_where=held
    )
    op.create_table(
        "quiz_release",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("quiz_slug", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("with_mail", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_quiz_release_cohort_id_cohort"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cohort_id", "quiz_slug", name=op.f("pk_quiz_release")),
    )


def downgrade() -> None:
    op.drop_table("quiz_release")
    op.drop_index("ix_attempt_held", "attempt")
    op.drop_column("attempt", "held_until")
    op.drop_column("attempt", "held_at")
