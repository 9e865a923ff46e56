"""outages

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "quiz_outage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("begins_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", moment, nullable=False),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_quiz_outage_begins_first")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_quiz_outage_cohort_id_cohort"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_outage")),
        sa.UniqueConstraint(
            "cohort_id", "begins_at", "ends_at", name=op.f("uq_quiz_outage_cohort_id_begins_at_ends_at")
        ),
    )


def downgrade() -> None:
    op.drop_table("quiz_outage")
