"""paragraph at which one stopped

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("place", sa.Column("paragraph", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("place", "paragraph")
