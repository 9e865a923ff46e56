"""overrides of quizzes

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "quiz_override",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quiz_slug", sa.String(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=True),
        sa.Column("opens", moment, nullable=True),
        sa.Column("closes", moment, nullable=True),
        sa.Column("time_limit", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_told", sa.Boolean(), nullable=False),
        sa.Column("expires_at", moment, nullable=True),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.CheckConstraint(
            "time_limit IS NULL OR time_limit >= 0", name=op.f("ck_quiz_override_time_limit_not_negative")
        ),
        sa.CheckConstraint(
            "attempts IS NULL OR attempts >= 0", name=op.f("ck_quiz_override_attempts_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_quiz_override_cohort_id_cohort"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["account.id"],
            name=op.f("fk_quiz_override_learner_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_override")),
    )
    op.create_index(op.f("ix_quiz_override_quiz_slug_quiz_override_learner_id"), "quiz_override", ["quiz_slug", "learner_id"])
    op.create_index(op.f("ix_quiz_override_cohort_id_quiz_override_id"), "quiz_override", ["cohort_id", "id"])
    op.create_index(op.f("ix_quiz_override_learner_id"), "quiz_override", ["learner_id"])


def downgrade() -> None:
    op.drop_table("quiz_override")
