"""regrades

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "regrade",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("quiz_slug", sa.String(), nullable=False),
        sa.Column("to_version", sa.String(), nullable=False),
        sa.Column("from_versions", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("learners_done", sa.Integer(), nullable=False),
        sa.Column("last_learner", sa.Uuid(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('applying', 'applied', 'undoing', 'undone')", name=op.f("ck_regrade_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
        sa.UniqueConstraint("key", name=op.f("uq_regrade_key")),
    )
    op.create_index(op.f("ix_regrade_quiz_slug_regrade_id"), "regrade", ["quiz_slug", "id"])
    op.create_index(
        "uq_regrade_one_in_work",
        "regrade",
        ["quiz_slug"],
        unique=True,
        sqlite_where=sa.text("state IN ('applying', 'undoing')"),
        postgresql_where=sa.text("state IN ('applying', 'undoing')"),
    )
    op.create_table(
        "regraded_learner",
        sa.Column("regrade_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("left_because", sa.String(), nullable=False),
        sa.Column("score_before", sa.Double(), nullable=False),
        sa.Column("score_after", sa.Double(), nullable=False),
        sa.Column("passed_at_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_at_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('raised', 'restored', 'left')", name=op.f("ck_regraded_learner_state_known")
        ),
        _regrade_key("regraded_learner"),
        _learner_key("regraded_learner"),
        sa.PrimaryKeyConstraint("regrade_id", "learner_id", name=op.f("pk_regraded_learner")),
    )
    op.create_index(op.f("ix_regraded_learner_learner_id"), "regraded_learner", ["learner_id"])
    op.create_table(
        "regraded_attempt",
        sa.Column("regrade_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        *(_number(f"{name}_before") for name in ("score", "points", "max_points")),
        sa.Column("passed_before", sa.Boolean(), nullable=False),
        *(_number(f"{name}_after") for name in ("score", "points", "max_points")),
        sa.Column("passed_after", sa.Boolean(), nullable=False),
        _regrade_key("regraded_attempt"),
        _attempt_key("regraded_attempt"),
        _learner_key("regraded_attempt"),
        sa.PrimaryKeyConstraint("regrade_id", "attempt_id", name=op.f("pk_regraded_attempt")),
    )
    op.create_table(
        "regraded_mark",
        sa.Column("regrade_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("verdict_before", sa.String(), nullable=False),
        *(_number(f"{name}_before") for name in ("share", "points", "max_points")),
        sa.Column("verdict_after", sa.String(), nullable=False),
        *(_number(f"{name}_after") for name in ("share", "points", "max_points")),
        _regrade_key("regraded_mark"),
        _attempt_key("regraded_mark"),
        _learner_key("regraded_mark"),
        sa.PrimaryKeyConstraint("regrade_id", "attempt_id", "question_id", name=op.f("pk_regraded_mark")),
    )
    op.create_index(op.f("ix_regraded_mark_attempt_id"), "regraded_mark", ["attempt_id"])
    op.create_index(op.f("ix_attempt_quiz_slug_attempt_learner_id"), "attempt", ["quiz_slug", "learner_id"])


def _number(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=False)


def _regrade_key(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_regrade_id_regrade")
    return sa.ForeignKeyConstraint(["regrade_id"], ["regrade.id"], name=name, ondelete="CASCADE")


def _learner_key(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_learner_id_account")
    return sa.ForeignKeyConstraint(["learner_id"], ["account.id"], name=name, ondelete="CASCADE")


def _attempt_key(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_attempt_id_attempt")
    return sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_index(op.f("ix_attempt_quiz_slug_attempt_learner_id"), table_name="attempt")
    for table in ("regraded_mark", "regraded_attempt", "regraded_learner", "regrade"):
        op.drop_table(table)
