"""attempts that are open when a regrade is ordered, and are marked anew once they are handed in

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op


revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "late_attempt",
        sa.Column("regrade_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["regrade_id"], ["regrade.id"], name=op.f("fk_late_attempt_regrade_id_regrade"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_late_attempt_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("regrade_id", "attempt_id", name=op.f("pk_late_attempt")),
    )
    op.create_index(op.f("ix_late_attempt_attempt_id"), "late_attempt", ["attempt_id"])


def downgrade() -> None:
    op.drop_table("late_attempt")
