"""tries of a question while its attempt is open

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_try",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("certainty", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_question_try_number_range")),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name=op.f("ck_question_try_share_range")),
        sa.CheckConstraint("certainty BETWEEN 0 AND 3", name=op.f("ck_question_try_certainty_range")),
        sa.CheckConstraint(
            "verdict IN ('right', 'partly', 'wrong', 'blank')", name=op.f("ck_question_try_verdict_known")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_question_try_attempt_id_attempt"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["account.id"],
            name=op.f("fk_question_try_learner_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attempt_id", "question_id", "number", name=op.f("pk_question_try")),
    )


def downgrade() -> None:
    op.drop_table("question_try")
