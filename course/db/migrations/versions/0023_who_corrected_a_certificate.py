"""who corrected the name on a certificate: its holder may once, and what admins correct does not count as that

Revision ID: 0023
Revises: 0022
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op


revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

certificate = sa.table(
    "certificate",
    sa.column("id", sa.Uuid()),
    sa.column("learner_id", sa.Uuid()),
    sa.column("corrected_by_holder", sa.Boolean()),
)
audit_event = sa.table(
    "audit_event", sa.column("action"), sa.column("actor_id", sa.Uuid()), sa.column("subject_id")
)


def upgrade() -> None:
    column = sa.Column("corrected_by_holder", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("certificate", column)
    _note_what_holders_corrected()


def downgrade() -> None:
    op.drop_column("certificate", "corrected_by_holder")


def _note_what_holders_corrected() -> None:
    """Read from the log of deeds which certificates came of a correction by their holder."""
    deeds = sa.select(audit_event.c.subject_id, audit_event.c.actor_id).where(
        audit_event.c.action == "certificate.corrected"
    )
    for subject_id, actor_id in list(op.get_bind().execute(deeds)):
        op.execute(
            certificate.update()
            .where(certificate.c.id == UUID(subject_id), certificate.c.learner_id == actor_id)
            .values(corrected_by_holder=True)
        )
