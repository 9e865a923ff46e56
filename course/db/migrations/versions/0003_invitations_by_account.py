"""invitations by account

Signing in marks a person's invitations as accepted, and removing an account removes them: both look them up by
the account.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_invitation_account_id", "invitation", ["account_id"])


def downgrade() -> None:
    op.drop_index("ix_invitation_account_id", "invitation")
