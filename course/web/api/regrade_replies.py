"""Regrades as programs read them: what differs in a quiz, what marking anew would do, and what it did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from course.core.grading.differences import Difference
from course.flows.plan_regrade import AttemptOutcome
from course.flows.try_regrade import TriedAttempt
from course.flows.undo_regrade import may_undo
from course.reports.mended_questions import MendedQuestion
from course.store.regrades.queries import LearnerChange, RegradeFacts
from course.web.api.attempt_replies import in_words
from course.web.api.given import Language, PageReply, Reply, Share
from course.web.content import catalogue
from course.web.session import utc_now

BarrierName = Literal["gone", "kind", "parts", "by_hand"]


class DifferenceLine(Reply):
    """One thing that is said otherwise now. `field` is that of the quiz file, `part` the ids that lead to it, `language` ""
    for what is the same in all; `before` and `now` are empty where it was not there.
    """

    field: str
    part: list[str]
    language: str
    before: str
    now: str


class EarlierQuestion(Reply):
    """How a question stood before, and in how many attempts. `barrier` says why those cannot be marked anew: the question
    is "gone", of another "kind", has other "parts", or is marked "by_hand"; null where they can.
    """

    attempts: int
    barrier: BarrierName | None
    differences: list[DifferenceLine]


class MendedLine(Reply):
    """A question that was changed since attempts were handed in. `suggested`: its key or its points were, so that marks
    may follow.
    """

    question: str
    text: str
    gone: bool
    may_be_regraded: bool
    suggested: bool
    before: list[EarlierQuestion]


class EarlierVersion(Reply):
    """A version of the quiz that is not on any more, and how many attempts at it were handed in."""

    version: str
    attempts: int


class MendedReply(Reply):
    """What differs in a quiz from what learners saw."""

    quiz: str
    title: str
    version: str
    earlier: list[EarlierVersion]
    questions: list[MendedLine]


class TriedMark(Reply):
    """One mark as it is and as it would be, in points."""

    question: str
    points_before: float
    max_points_before: float
    points_after: float
    max_points_after: float


class TriedLine(Reply):
    """What would become of one attempt: "raised", "kept" (a key got tighter, and all marks stay), "barred" (nothing of it
    can be compared), or "same". `kept` are the questions whose key got tighter, `barred` those
    that cannot be compared, with the reason.
    """

    learner: UUID
    name: str | None
    attempt: UUID
    number: int
    outcome: AttemptOutcome
    score_before: Share
    score_after: Share
    passed_before: bool
    passed_after: bool
    marks: list[TriedMark]
    kept: list[str]
    barred: dict[str, BarrierName]


class TriedPage(PageReply):
    """One page of attempts that were asked any of these questions. `counts` are all of them by outcome, `passing` the
    learners who would pass now and had in no attempt, `kept_marks` the marks that stay though a key got tighter, `open`
    the attempts that are marked anew once they are handed in.
    """

    items: list[TriedLine]
    counts: dict[AttemptOutcome, int]
    passing: int
    kept_marks: int
    open: int


class RegradeReply(Reply):
    """A regrade. `because` is what learners are told, by language. `counts` are attempts by outcome so far, and marks that
    were left as "kept_marks". `learners_done` counts what is being done: while it applies up to `learners`, and while it
    is undone up to those whose marks it raised. `ordered_by` is null for who has left.
    """

    id: UUID
    quiz: str
    title: str
    state: Literal["applying", "applied", "undoing", "undone"]
    version: str
    questions: list[str]
    because: dict[Language, str]
    learners: int
    learners_done: int
    counts: dict[str, int]
    ordered_by: str | None
    ordered_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None
    may_undo: bool


class RegradePage(PageReply):
    """All regrades of a quiz, the newest first."""

    items: list[RegradeReply]


class RegradedLine(Reply):
    """What a regrade did to one learner's result. "left" says that undoing left the marks, because something was built on
    them: they were "changed" since, a module was "completed" or a "certificate" earned by them; else `left_because` is "".
    """

    learner: UUID
    name: str | None
    state: Literal["raised", "restored", "left"]
    left_because: str
    score_before: Share
    score_after: Share
    passed_before: bool
    passed_after: bool
    at: datetime


class RegradedPage(PageReply):
    """One page of learners whose marks a regrade raised."""

    items: list[RegradedLine]


def title_of(quiz_slug: str, spoken: str) -> str:
    """Return a quiz's title; the slug of one that is not in the course."""
    quiz = catalogue().quizzes.get(quiz_slug)
    return in_words(quiz.title, spoken) if quiz else quiz_slug


def mended_line(mended: MendedQuestion, spoken: str) -> MendedLine:
    """Return a changed question in the words that it has now, or had last."""
    words = mended.now or mended.before[-1].seen
    return MendedLine(
        question=mended.id,
        text=in_words(words.text, spoken),
        gone=mended.now is None,
        may_be_regraded=mended.may_be_regraded,
        suggested=mended.is_suggested,
        before=[
            EarlierQuestion(
                attempts=one.attempts,
                barrier=one.barrier,
                differences=[_difference(each) for each in one.differences],
            )
            for one in mended.before
        ],
    )


def _difference(one: Difference) -> DifferenceLine:
    return DifferenceLine(
        field=one.field, part=list(one.part), language=one.language, before=one.before, now=one.now
    )


def tried_line(tried: TriedAttempt, names: Mapping[UUID, str]) -> TriedLine:
    """Return what would become of an attempt."""
    planned, before, after = tried.attempt, tried.attempt.attempt, tried.attempt.after
    return TriedLine(
        learner=tried.learner_id,
        name=names.get(tried.learner_id),
        attempt=before.id,
        number=before.number,
        outcome=planned.outcome,
        score_before=before.score,
        score_after=after.score,
        passed_before=before.passed,
        passed_after=after.passed,
        marks=[
            TriedMark(
                question=old.question_id,
                points_before=old.points,
                max_points_before=old.max_points,
                points_after=new.points,
                max_points_after=new.max_points,
            )
            for old, new in planned.changes
        ],
        kept=list(planned.kept),
        barred=dict(planned.barred),
    )


def regrade_reply(found: RegradeFacts, names: Mapping[UUID, str], spoken: str) -> RegradeReply:
    """Return a regrade as it stands."""
    values: dict[str, Any] = {
        name: getattr(found, name) for name in ("id", "state", "learners", "learners_done")
    }
    return RegradeReply(
        **values,
        quiz=found.quiz_slug,
        title=title_of(found.quiz_slug, spoken),
        version=found.to_version,
        questions=list(found.questions),
        because={code: words for code, words in found.because.items() if words},
        counts=dict(found.counts),
        ordered_by=names.get(found.actor_id) if found.actor_id else None,
        ordered_at=found.ordered_at,
        applied_at=found.applied_at,
        undone_at=found.undone_at,
        may_undo=may_undo(found, utc_now()),
    )


def regraded_line(change: LearnerChange, names: Mapping[UUID, str]) -> RegradedLine:
    """Return what a regrade did to a learner's result."""
    return RegradedLine.model_validate(
        {
            "learner": change.learner_id,
            "name": names.get(change.learner_id),
            "state": change.state,
            "left_because": change.left_because,
            "score_before": change.score_before,
            "score_after": change.score_after,
            "passed_before": change.passed_at_before is not None,
            "passed_after": change.passed_at_after is not None,
            "at": change.at,
        }
    )
