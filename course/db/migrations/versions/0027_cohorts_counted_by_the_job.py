"""what cohorts answered, counted by the job: quizzes are counted anew, since what waits was counted already

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op


revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

question_tally = sa.table("question_tally", sa.column("quiz_slug"))
answer_tally = sa.table("answer_tally", sa.column("quiz_slug"))
uncounted = sa.table("uncounted_attempt", sa.column("quiz_slug"))
quiz_count = sa.table("quiz_count", *map(sa.column, ("quiz_slug", "revision", "asked", "answered")))


def upgrade() -> None:
    """Let the job count anew each quiz of which cohorts have counts.

    Those of a quiz with attempts that wait are emptied until then: a poll would tell the vote of who waits twice.
    """
    known = sa.select(quiz_count.c.quiz_slug)
    never = sa.select(question_tally.c.quiz_slug, sa.literal(0), sa.literal(0), sa.literal(0)).distinct()
    missing = never.where(question_tally.c.quiz_slug.not_in(known))
    op.execute(quiz_count.insert().from_select(["quiz_slug", "revision", "asked", "answered"], missing))
    counted = quiz_count.c.quiz_slug.in_(sa.select(question_tally.c.quiz_slug))
    waiting = sa.select(uncounted.c.quiz_slug)
    op.execute(quiz_count.update().where(counted).values(asked=quiz_count.c.asked + 1))
    for tally in (question_tally, answer_tally):
        op.execute(tally.delete().where(tally.c.quiz_slug.in_(waiting)))


def downgrade() -> None:
    pass
