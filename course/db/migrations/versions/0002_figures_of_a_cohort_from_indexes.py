"""figures of a cohort from indexes

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LAST_ACTIVE = (
    "ix_cohort_progress_cohort_id_cohort_progress_last_active_at_cohort_progress_learner_id"  # the first tables'
)
ABSENT = ["cohort_id", "last_active_at", "enrolled_at", "share"]
BEHIND = ["cohort_id", "lessons_done", "last_active_at", "enrolled_at", "failed_attempts", "share"]


def upgrade() -> None:
    op.drop_index(op.f(LAST_ACTIVE), "cohort_progress")
    op.create_index("ix_cohort_progress_seen", "cohort_progress", ["cohort_id", "last_active_at", "learner_id"])
    _create_where("failed_attempts > 0", "ix_cohort_progress_failed", ["cohort_id", "failed_attempts"])
    _create_where("share < 1.0", "ix_cohort_progress_absent", ABSENT)
    _create_where("share < 1.0", "ix_cohort_progress_behind", BEHIND)
    op.create_index("ix_enrolment_group", "enrolment", ["cohort_id", "state", "group_name", "learner_id"])


def downgrade() -> None:
    op.drop_index("ix_enrolment_group", "enrolment")
    op.drop_index("ix_cohort_progress_behind", "cohort_progress")
    op.drop_index("ix_cohort_progress_absent", "cohort_progress")
    op.drop_index("ix_cohort_progress_failed", "cohort_progress")
    op.drop_index("ix_cohort_progress_seen", "cohort_progress")
    op.create_index(op.f(LAST_ACTIVE), "cohort_progress", ["cohort_id", "last_active_at", "learner_id"])


def _create_where(condition: str, name: str, columns: list[str]) -> None:
    where = sa.text(condition)
    op.create_index(name, "cohort_progress", columns, sqlite_where=where, postgresql_where=where)
