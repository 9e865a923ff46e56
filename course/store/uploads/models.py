"""Files that learners hand in. Their bytes lie in a folder, under names that tell nothing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id


class Upload(Base):
    """One file of one answer. A row that goes leaves its bytes to the nightly tidying."""

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        Index(None, "learner_id"),
        Index(None, "attempt_id", "question_id"),
        Index(None, "stored_name", unique=True),
    )

    id: Mapped[row_id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    question_id: Mapped[str]
    kind: Mapped[str]  # pdf, docx, odt, png, jpeg, txt
    name: Mapped[str]  # as it is shown and downloaded
    stored_name: Mapped[str]  # of the file in the folder: random
    size: Mapped[int]  # bytes
    stored_at: Mapped[datetime]
