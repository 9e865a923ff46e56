"""What regrades did to the marks of one attempt, as its review tells it."""

from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.marking import Verdict
from course.core.grading.mended import in_words_seen
from course.core.grading.questions import AnyQuestion
from course.core.text import pick
from course.reports.question_changes import RaisedMark
from course.reports.reviewed import ReviewedQuestion
from course.store.attempts.models import QuizVersion
from course.store.regrades.models import Regrade, RegradedLearner, RegradedMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Regraded:
    """The mark that a question has since its last regrade, and the question as that regrade had it."""

    told: RaisedMark
    verdict: Verdict
    points: float
    max_points: float
    now: AnyQuestion | None

    @property
    def rose(self) -> bool:
        """Whether the mark is made by the mended question, and of that try which brings most by it."""
        return not self.told.undone_at and not self.told.only_weighed

    def question_to_show(self, seen: AnyQuestion) -> AnyQuestion:
        """Return the question that explains the mark: the mended one, in the words that were seen, where it rose."""
        return in_words_seen(self.now, seen) if self.rose and self.now is not None else seen

    def put_into(self, reviewed: ReviewedQuestion) -> ReviewedQuestion:
        """Return the reviewed question with this mark, while the regrade holds, and with what is told of it."""
        if self.told.undone_at:
            return replace(reviewed, raised=self.told)
        return replace(
            reviewed,
            verdict=self.verdict,
            points=self.points,
            max_points=self.max_points,
            raised=self.told,
        )


def regraded_marks(
    session: Session, catalogue: Catalogue, attempt_id: UUID, language: str
) -> dict[str, Regraded]:
    """Return, by question, the regrade of an attempt that is to be told: the last that holds, else the last."""
    rows = session.execute(
        select(RegradedMark, Regrade, RegradedLearner.at, RegradedLearner.state, QuizVersion.body)
        .join(Regrade, Regrade.id == RegradedMark.regrade_id)
        .join(
            RegradedLearner,
            and_(
                RegradedLearner.regrade_id == RegradedMark.regrade_id,
                RegradedLearner.learner_id == RegradedMark.learner_id,
            ),
        )
        .outerjoin(QuizVersion, QuizVersion.version == Regrade.to_version)
        .where(RegradedMark.attempt_id == attempt_id)
        .order_by(RegradedMark.regrade_id)
    )
    found: dict[str, Regraded] = {}
    for mark, order, at, state, body in rows:
        undone = state == "restored"
        earlier = found.get(mark.question_id)
        if undone and earlier is not None and not earlier.told.undone_at:
            continue  # what stood before this one stands again
        quiz = stored_quiz(catalogue, order.quiz_slug, version=order.to_version, body=body)
        told = RaisedMark(
            at=at,
            because=pick(order.because, language, catalogue.languages[0])
            or next(iter(order.because.values()), ""),
            undone_at=(order.undone_at or at) if undone else None,
            before=mark.points_before,
            max_before=mark.max_points_before,
            only_weighed=mark.share_before == mark.share_after,
        )
        found[mark.question_id] = Regraded(
            told=told,
            verdict=cast("Verdict", mark.verdict_after),
            points=mark.points_after,
            max_points=mark.max_points_after,
            now=quiz.question(mark.question_id),
        )
    return found
