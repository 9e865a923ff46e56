"""What a person's mark adds to the review of a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from course.core.grading.marking import mark_by_rubric
from course.core.grading.questions import AnyQuestion, ByHand
from course.core.text import Text, pick
from course.store.marking.queries import GivenMark

if TYPE_CHECKING:
    from course.reports.reviewed import ReviewedQuestion


@dataclass(frozen=True, slots=True)
class MetCriterion:
    """One criterion, the level that was chosen, and what it earned of what it may earn at most."""

    text: str
    level: str
    points: float
    most: float


@dataclass(frozen=True, slots=True)
class ByRubric:
    """A person's mark: its criteria, a comment, and when it was given."""

    criteria: tuple[MetCriterion, ...]
    comment: str
    marked_at: datetime
    before: float | None = None  # points before they were last changed; None: they never were
    changed_at: datetime | None = None
    because: str = ""  # why they were changed


def with_hand_mark(
    reviewed: "ReviewedQuestion",
    question: AnyQuestion,
    versions: Sequence[GivenMark],
    language: str,
    source: str,
) -> "ReviewedQuestion":
    """Return a reviewed question with the mark that a person gave to it; any other as it is.

    `versions` are all of its marks, the newest first.
    """
    if not versions or not isinstance(question, ByHand):
        return reviewed
    given = versions[0]

    def words(text: Text) -> str:
        return pick(text, language, source)

    criteria = tuple(
        MetCriterion(words(criterion.text), words(level.text), level.points, criterion.most)
        for criterion in question.rubric
        for level in criterion.levels
        if given.levels.get(criterion.id) == level.id
    )
    mark = mark_by_rubric(question, given.levels)
    changes = ((new, old) for new, old in pairwise(versions) if new.points != old.points)
    changed, before = next(changes, (None, None))
    return replace(
        reviewed,
        verdict=mark.verdict,
        points=mark.points,
        by_rubric=ByRubric(
            criteria,
            given.comment,
            given.marked_at,
            before=before.points if before else None,
            changed_at=changed.marked_at if changed else None,
            because=changed.reason if changed else "",
        ),
    )
