"""Quiz attempts: the version that was seen, each stored answer, each mark, and the sums that lists read.

Answers, tries and marks name their learner and have no key to the account: they go with their attempt. Such a key would
take an index of its own, written with each answer, or erasing one person would read all of these tables.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id


class QuizVersion(Base):
    """One version of a quiz as learners saw it: canonical JSON, kept as long as an attempt points at it."""

    __tablename__ = "quiz_version"

    version: Mapped[str] = mapped_column(primary_key=True)  # hash of `body`
    quiz_slug: Mapped[str]
    body: Mapped[str]
    first_used_at: Mapped[datetime]


class Attempt(Base):
    """One go at a quiz. Open until it is submitted, by the learner or by the server at its deadline."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("learner_id", "quiz_slug", "number"),
        UniqueConstraint("learner_id", "start_key"),
        CheckConstraint("state IN ('open', 'submitted')", name="state_known"),
        CheckConstraint("score IS NULL OR score BETWEEN 0 AND 1", name="score_range"),
        CheckConstraint("max_attempts = 0 OR number <= max_attempts", name="attempts_kept"),
        Index(
            "uq_attempt_one_open",
            "learner_id",
            "quiz_slug",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "state", "deadline"),
        Index(None, "quiz_slug", "learner_id"),
        Index(
            "ix_attempt_held",
            "held_until",
            "id",
            sqlite_where=text("held_at IS NOT NULL"),
            postgresql_where=text("held_at IS NOT NULL"),
        ),
    )

    id: Mapped[row_id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    quiz_slug: Mapped[str]
    number: Mapped[int]  # 1 for the first attempt
    max_attempts: Mapped[int]  # the limit it began under; 0 is none
    start_key: Mapped[str]  # named by the sender: starting twice opens one attempt
    version: Mapped[str] = mapped_column(ForeignKey("quiz_version.version"))
    seed: Mapped[bytes] = mapped_column(LargeBinary)  # order and tokens follow from it
    state: Mapped[str] = mapped_column(default="open")
    language: Mapped[str]  # in which it was last shown
    started_at: Mapped[datetime]
    deadline: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    score: Mapped[float | None]  # 0.0 to 1.0
    points: Mapped[float | None]
    max_points: Mapped[float | None]
    passed: Mapped[bool | None]
    waiting: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # answers still to be marked by a person
    held_at: Mapped[datetime | None]  # since when its result is held back from the learner; None: it is told
    held_until: Mapped[datetime | None]  # when it will be told; None: when somebody tells it


class QuizOverride(Base):
    """Other rules of one quiz for one learner, or for all of a cohort. What is NULL stays as the quiz has it."""

    __tablename__ = "quiz_override"
    __table_args__ = (
        CheckConstraint("time_limit IS NULL OR time_limit >= 0", name="time_limit_not_negative"),
        CheckConstraint("attempts IS NULL OR attempts >= 0", name="attempts_not_negative"),
        Index(None, "quiz_slug", "learner_id"),
        Index(None, "cohort_id", "id"),
        Index(None, "learner_id"),
    )

    id: Mapped[row_id]
    quiz_slug: Mapped[str]
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    learner_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    opens: Mapped[datetime | None]
    closes: Mapped[datetime | None]
    time_limit: Mapped[int | None]  # minutes; 0 is no limit
    attempts: Mapped[int | None]  # 0 is no limit
    reason: Mapped[str]
    reason_told: Mapped[bool]  # whether the learner reads the reason
    expires_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class QuizOutage(Base):
    """A time in which a cohort, or (without one) everybody, could not work: open attempts got it back.

    Rows stay. One that was recorded by mistake is withdrawn, and may then be recorded again.
    """

    __tablename__ = "quiz_outage"
    __table_args__ = (
        Index(
            "uq_quiz_outage_of_cohort",
            "cohort_id",
            "begins_at",
            "ends_at",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(
            "uq_quiz_outage_of_everybody",
            "begins_at",
            "ends_at",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL AND cohort_id IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL AND cohort_id IS NULL"),
        ),
        CheckConstraint("begins_at < ends_at", name="begins_first"),
    )

    id: Mapped[row_id]
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str]  # learners read it
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    withdrawn_at: Mapped[datetime | None]


class QuizRelease(Base):
    """That a cohort is told its results of a quiz that holds them: those held so far, and each from then on."""

    __tablename__ = "quiz_release"

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    quiz_slug: Mapped[str] = mapped_column(primary_key=True)
    released_at: Mapped[datetime]
    with_mail: Mapped[bool]  # whether each learner whose result was held gets a mail


class ResponseEvent(Base):
    """One stored answer as it came in. Append-only; `response` holds the last one of each question."""

    __tablename__ = "response_event"
    __table_args__ = (UniqueConstraint("attempt_id", "key"), Index(None, "attempt_id", "question_id", "id"))

    id: Mapped[row_id]
    learner_id: Mapped[UUID]  # the attempt's, with which the row goes
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    question_id: Mapped[str]
    key: Mapped[str]  # named by the sender: the same answer sent twice is stored once
    value: Mapped[str]  # JSON of the canonical response; "null" when it was cleared
    certainty: Mapped[int] = mapped_column(default=0, server_default="0")  # 1 to 3; 0: nothing was said of it
    number: Mapped[int]  # 1 for the first answer to this question
    receipt: Mapped[str]
    language: Mapped[str]
    stored_at: Mapped[datetime]


class Response(Base):
    """The answer that counts for one question of one attempt: the last one stored."""

    __tablename__ = "response"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    learner_id: Mapped[UUID]  # the attempt's, with which the row goes
    value: Mapped[str]
    certainty: Mapped[int] = mapped_column(default=0, server_default="0")  # 1 to 3; 0: nothing was said of it
    number: Mapped[int]
    receipt: Mapped[str]
    stored_at: Mapped[datetime]


class QuestionTry(Base):
    """One check of one question while its attempt was open. Append-only; its number names the deed."""

    __tablename__ = "question_try"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_range"),
        CheckConstraint("share BETWEEN 0 AND 1", name="share_range"),
        CheckConstraint("certainty BETWEEN 0 AND 3", name="certainty_range"),
        CheckConstraint("verdict IN ('right', 'partly', 'wrong', 'blank')", name="verdict_known"),
    )

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1 for the first
    learner_id: Mapped[UUID]  # the attempt's, with which the row goes
    value: Mapped[str]  # JSON of the response
    certainty: Mapped[int]  # 1 to 3; 0 where the quiz does not ask
    verdict: Mapped[str]  # right, partly, wrong, blank
    share: Mapped[float]  # 0.0 to 1.0, before what earlier tries cost
    tried_at: Mapped[datetime]


class QuestionMark(Base):
    """The mark of one question of one submitted attempt."""

    __tablename__ = "question_mark"
    __table_args__ = (
        Index(
            "ix_question_mark_waiting",
            "learner_id",
            sqlite_where=text("verdict = 'waiting'"),
            postgresql_where=text("verdict = 'waiting'"),
        ),
    )

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    learner_id: Mapped[UUID]  # the attempt's, with which the row goes
    verdict: Mapped[str]  # right, partly, wrong, blank, waiting
    share: Mapped[float]  # 0.0 to 1.0
    points: Mapped[float]
    max_points: Mapped[float]


class QuizResult(Base):
    """One learner's result of one quiz over all submitted attempts, by the quiz's own rule of which to keep."""

    __tablename__ = "quiz_result"
    __table_args__ = (Index(None, "learner_id"),)

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    quiz_slug: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[float]  # kept score, 0.0 to 1.0
    attempts: Mapped[int]  # submitted ones
    passed_at: Mapped[datetime | None]
    last_submitted_at: Mapped[datetime]


class QuestionTally(Base):
    """How one cohort's first attempts answered one question. A job adds up, within the minute."""

    __tablename__ = "question_tally"

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    quiz_slug: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    right: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    blank: Mapped[int] = mapped_column(default=0)


class AnswerTally(Base):
    """How often one cohort's first attempts chose one wrong answer of one question."""

    __tablename__ = "answer_tally"

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    quiz_slug: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str] = mapped_column(primary_key=True)  # an option's id, or what was typed, folded and cut
    chosen: Mapped[int] = mapped_column(default=0)
