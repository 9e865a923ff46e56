"""sums of first attempts

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_sum",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("quiz_slug", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            "scope", "quiz_slug", "version", "language", "question_id", name=op.f("pk_question_sum")
        ),
    )
    op.create_table(
        "quiz_count",
        sa.Column("quiz_slug", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("quiz_slug", name=op.f("pk_quiz_count")),
    )
    op.create_table(
        "score_sum",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("quiz_slug", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "quiz_slug", "version", "language", name=op.f("pk_score_sum")),
    )
    op.create_table(
        "uncounted_attempt",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("quiz_slug", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_uncounted_attempt_attempt_id_attempt"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_uncounted_attempt")),
    )
    op.create_index(op.f("ix_uncounted_attempt_quiz_slug"), "uncounted_attempt", ["quiz_slug"])
    # What was handed in before is counted by the job, like a quiz whose marks changed.
    op.execute(
        "INSERT INTO quiz_count (quiz_slug, revision, asked, answered) "
        "SELECT DISTINCT quiz_slug, 0, 1, 0 FROM attempt"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_uncounted_attempt_quiz_slug"), table_name="uncounted_attempt")
    op.drop_table("uncounted_attempt")
    op.drop_table("score_sum")
    op.drop_table("quiz_count")
    op.drop_table("question_sum")
