"""what learners typed, counted in each language too; and sums by part of the attempts, for the effective weight's interval

The rows of before count all languages together, which stays true: they keep the language "". Those of each language, and
the sums by part, are not in them: all quizzes that are counted are asked to be counted anew from the facts, which the
job does within minutes. Going down leaves the rows of all languages, which are complete; sums by part are passed over
by the code of before.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op


revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BEFORE = ("scope", "quiz_slug", "version", "question_id", "gap", "digest", "verdict")
NOW = ("scope", "quiz_slug", "version", "language", "question_id", "gap", "digest", "verdict")
REST = ("learners", "form")
OLD = "typed_sum_before"
quiz_count = sa.table("quiz_count", *map(sa.column, ("quiz_slug", "asked")))
score_sum = sa.table("score_sum", sa.column("quiz_slug"))


def upgrade() -> None:
    _replace(NOW, ["scope", "quiz_slug", "language", "question_id", "learners"])
    old = sa.table(OLD, *map(sa.column, (*BEFORE, *REST)))
    new = sa.table("typed_sum", *map(sa.column, (*NOW, *REST)))
    rows = sa.select(*(sa.literal("") if name == "language" else old.c[name] for name in (*NOW, *REST)))
    op.execute(new.insert().from_select([*NOW, *REST], rows))
    op.drop_table(OLD)
    counted = quiz_count.c.quiz_slug.in_(sa.select(score_sum.c.quiz_slug))
    op.execute(quiz_count.update().where(counted).values(asked=quiz_count.c.asked + 1))


def downgrade() -> None:
    _replace(BEFORE, ["scope", "quiz_slug", "question_id", "learners"])
    old = sa.table(OLD, *map(sa.column, (*NOW, *REST)))
    new = sa.table("typed_sum", *map(sa.column, (*BEFORE, *REST)))
    rows = sa.select(*(old.c[name] for name in (*BEFORE, *REST))).where(old.c.language == "")
    op.execute(new.insert().from_select([*BEFORE, *REST], rows))
    op.drop_table(OLD)


def _replace(key: tuple[str, ...], indexed: list[str]) -> None:
    """Put an empty table with this key in the place of the one there is, which becomes OLD.

    SQLite changes no key of a table. The names of the old one's key and index are needed by the new one.
    """
    op.drop_index("ix_typed_sum_most", table_name="typed_sum")
    op.rename_table("typed_sum", OLD)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(f"ALTER TABLE {OLD} RENAME CONSTRAINT pk_typed_sum TO pk_{OLD}"))
    op.create_table(
        "typed_sum",
        *(sa.Column(name, sa.String(), nullable=False) for name in key),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_typed_sum")),
    )
    op.create_index("ix_typed_sum_most", "typed_sum", indexed)
