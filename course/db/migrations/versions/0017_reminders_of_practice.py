"""reminders of practice

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_reminder",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["account.id"],
            name=op.f("fk_practice_reminder_learner_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_practice_reminder")),
    )
    op.create_index(op.f("ix_practice_reminder_look_at"), "practice_reminder", ["look_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_practice_reminder_look_at"), table_name="practice_reminder")
    op.drop_table("practice_reminder")
