"""keys and lists of badges

Revision ID: 0010
Revises: 0009
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LIST_BITS = 131_072


def upgrade() -> None:
    op.create_table(
        "signing_key",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rsa_public", sa.JSON(), nullable=False),
        sa.Column("ed25519_public", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signing_key")),
    )
    entries = op.create_table(
        "status_entry",
        sa.Column("list_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("list_index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_status_entry_certificate_id_certificate"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("list_number", "list_index", name=op.f("pk_status_entry")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_status_entry_certificate_id")),
    )
    _enter_those_there_are(entries)


def _enter_those_there_are(entries: sa.Table) -> None:
    certificate = sa.table("certificate", sa.column("id", sa.Uuid()))
    issued = list(op.get_bind().scalars(sa.select(certificate.c.id)))
    half = LIST_BITS // 2
    for number, start in enumerate(range(0, len(issued), half), 1):
        of_list = issued[start : start + half]
        places = secrets.SystemRandom().sample(range(LIST_BITS), len(of_list))
        rows = [
            {"list_number": number, "list_index": place, "certificate_id": certificate_id}
            for place, certificate_id in zip(places, of_list, strict=True)
        ]
        op.bulk_insert(entries, rows)


def downgrade() -> None:
    op.drop_table("status_entry")
    op.drop_table("signing_key")
