"""what goes with an account or an attempt is found by an index, and answers go with their attempt

Revision ID: 0019
Revises: 0018
"""

from alembic import op


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OF_ATTEMPTS = ("response_event", "response", "question_try", "question_mark")
INDEXES = (
    ("hand_mark", "marker_id"),
    ("question_fault", "attempt_id"),
    ("regraded_attempt", "attempt_id"),
    ("regraded_attempt", "learner_id"),
    ("regraded_mark", "learner_id"),
)


def upgrade() -> None:
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for name in OF_ATTEMPTS:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_learner_id_account"), type_="foreignkey")


def downgrade() -> None:
    for name in reversed(OF_ATTEMPTS):
        with op.batch_alter_table(name) as table:
            table.create_foreign_key(
                op.f(f"fk_{name}_learner_id_account"), "account", ["learner_id"], ["id"], ondelete="CASCADE"
            )
    for table, column in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
