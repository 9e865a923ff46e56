"""marks by hand

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("waiting", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_question_mark_waiting",
        "question_mark",
        ["learner_id"],
        sqlite_where=sa.text("verdict = 'waiting'"),
        postgresql_where=sa.text("verdict = 'waiting'"),
    )
    op.create_table(
        "hand_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("marker_id", sa.Uuid(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_hand_mark_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["account.id"], name=op.f("fk_hand_mark_learner_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["marker_id"], ["account.id"], name=op.f("fk_hand_mark_marker_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_mark")),
        sa.UniqueConstraint(
            "attempt_id", "question_id", "version", name=op.f("uq_hand_mark_attempt_id_question_id_version")
        ),
    )
    op.create_index(op.f("ix_hand_mark_learner_id"), "hand_mark", ["learner_id"])
    op.create_table(
        "saved_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name=op.f("fk_saved_comment_owner_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_comment")),
    )
    op.create_index(op.f("ix_saved_comment_owner_id"), "saved_comment", ["owner_id"])
    op.create_index(op.f("ix_saved_comment_shared"), "saved_comment", ["shared"])


def downgrade() -> None:
    op.drop_table("saved_comment")
    op.drop_table("hand_mark")
    op.drop_index("ix_question_mark_waiting", table_name="question_mark")
    op.drop_column("attempt", "waiting")
