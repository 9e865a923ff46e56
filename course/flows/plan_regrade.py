"""What regrading would do, learner by learner: the dry run shows it, applying writes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.behaviours import Try, certainty_result, loss_before
from course.core.grading.marking import kept_score
from course.core.grading.presenting import drawn_questions
from course.core.grading.quiz import Quiz
from course.core.grading.regrading import (
    Barrier,
    Given,
    Mended,
    Regraded,
    StoredMark,
    barrier,
    regrade,
)
from course.core.problems import NotFound
from course.db.session import Session
from course.store.attempts.regrading import (
    MarkedAttempt,
    OpenAtVersion,
    Result,
    given_responses,
    learners_to_regrade,
    open_at_versions,
    results_of,
    stored_marks,
    submitted_attempts,
    version_body,
    versions_in_use,
)
from course.store.attempts.tries import tries_of_attempts

BATCH = 500  # learners read at once
AttemptOutcome = Literal["raised", "kept", "same", "barred"]


@dataclass(frozen=True, slots=True)
class RegradeOrder:
    """What is to be marked anew: the answers to `questions` in attempts at `versions`, by what `quiz` says now."""

    quiz: Quiz
    versions: Mapping[str, Quiz]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAttempt:
    """What becomes of one attempt.

    raised: its score or a mark is higher. kept: a key got tighter, and all marks stay. barred: nothing of it can be
    compared. same: nothing changes. Where a person has yet to mark an answer, the other marks are made anew all the
    same, and it goes on waiting. `asked` tells whether it had any of the questions that are marked anew: others, as of a
    quiz that draws its questions or at today's version, are not counted.
    """

    attempt: MarkedAttempt
    after: MarkedAttempt
    outcome: AttemptOutcome
    asked: bool = True
    changes: tuple[tuple[StoredMark, StoredMark], ...] = ()  # marks before and after
    kept: tuple[str, ...] = ()  # questions whose key got tighter
    barred: Mapping[str, Barrier] = field(default_factory=dict)

    @property
    def passes_now(self) -> bool:
        return self.after.passed and not self.attempt.passed


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLearner:
    """What becomes of one learner's attempts at a quiz, oldest first, and of the result that counts: 0.0 before any."""

    learner_id: UUID
    attempts: tuple[PlannedAttempt, ...]
    before: Result
    after: Result

    @property
    def raised(self) -> tuple[PlannedAttempt, ...]:
        return tuple(each for each in self.attempts if each.outcome == "raised")

    @property
    def raised_and_told(self) -> tuple[PlannedAttempt, ...]:
        """The raised attempts whose results the learner knows."""
        return tuple(each for each in self.raised if not each.attempt.held)

    @property
    def passes_now(self) -> bool:
        return self.before.passed_at is None and self.after.passed_at is not None


class Compared(NamedTuple):
    """The questions of one version that can be marked anew, and why others cannot, by question."""

    mended: Mapping[str, Mended]
    barred: Mapping[str, Barrier]


class Answers(NamedTuple):
    """What was answered in one attempt, by question, and the tries with their certainty where there were any."""

    given: Mapping[str, Given]
    tries: Mapping[str, Sequence[Try]]


def make_order(
    session: Session, catalogue: Catalogue, *, quiz_slug: str, questions: Sequence[str]
) -> RegradeOrder:
    """Return what there is to regrade in a quiz of the running build. Raises NotFound where it is not in it.

    Questions that the quiz does not have are left out.
    """
    quiz = catalogue.quizzes.get(quiz_slug)
    if quiz is None:
        raise NotFound
    versions = {
        each.version: stored_quiz(catalogue, quiz_slug, version=each.version, body=each.body)
        for each in versions_in_use(session, quiz_slug)
        if each.version != quiz.version
    }
    wanted = tuple(question.id for question in quiz.questions if question.id in questions)
    return RegradeOrder(quiz, versions, wanted)


def stored_order(
    session: Session,
    catalogue: Catalogue,
    *,
    quiz_slug: str,
    to_version: str,
    from_versions: Sequence[str],
    questions: Sequence[str],
) -> RegradeOrder:
    """Return an order as it was given, whatever was published since."""

    def quiz_of(version: str) -> Quiz:
        body = version_body(session, version)
        return stored_quiz(catalogue, quiz_slug, version=version, body=body)

    versions = {version: quiz_of(version) for version in from_versions}
    return RegradeOrder(quiz_of(to_version), versions, tuple(questions))


def still_open(session: Session, order: RegradeOrder) -> list[OpenAtVersion]:
    """Return the attempts at earlier versions that are asked any of the questions and that nobody can mark yet: they are
    marked anew once they are handed in.
    """
    return [
        one
        for one in open_at_versions(session, order.quiz.slug, tuple(order.versions))
        if not set(drawn_questions(order.versions[one.version], one.seed)).isdisjoint(order.questions)
    ]


def plan_regrade(session: Session, order: RegradeOrder, *, now: datetime) -> Iterator[PlannedLearner]:
    """Yield what would become of each learner who handed in an attempt at an earlier version. Nothing is written."""
    after: UUID | None = None
    while learners := learners_to_regrade(
        session, order.quiz.slug, tuple(order.versions), after=after, limit=BATCH
    ):
        yield from plan_learners(session, order, learners, now=now)
        after = learners[-1]


def plan_learners(
    session: Session, order: RegradeOrder, learner_ids: Sequence[UUID], *, now: datetime
) -> list[PlannedLearner]:
    """Return what becomes of these learners, in the order of their ids."""
    attempts = submitted_attempts(session, order.quiz.slug, learner_ids)
    ids = [attempt.id for attempt in attempts if attempt.version in order.versions]
    marks = stored_marks(session, ids)
    given = answers_of(session, order, [attempt for attempt in attempts if attempt.version in order.versions])
    results = results_of(session, order.quiz.slug, learner_ids)
    compared = _compared(order)
    nothing = Compared({}, {})
    planned: dict[UUID, list[PlannedAttempt]] = {}
    for attempt in attempts:
        judged = _judge(
            order,
            compared.get(attempt.version, nothing),
            attempt,
            marks.get(attempt.id, ()),
            given.get(attempt.id, Answers({}, {})),
        )
        planned.setdefault(attempt.learner_id, []).append(judged)
    return [
        PlannedLearner(
            learner_id=learner_id,
            attempts=tuple(judged),
            before=results.get(learner_id, Result(learner_id, 0.0, None)),
            after=_result(order, judged, results.get(learner_id, Result(learner_id, 0.0, None)), now),
        )
        for learner_id, judged in sorted(planned.items())
    ]


def answers_of(
    session: Session, order: RegradeOrder, attempts: Sequence[MarkedAttempt]
) -> dict[UUID, Answers]:
    """Return what was answered in these attempts to the questions that are marked anew, by attempt."""
    ids = [attempt.id for attempt in attempts]
    responses = given_responses(session, ids, order.questions)
    checked = [attempt.id for attempt in attempts if order.versions[attempt.version].has_tries]
    tries = tries_of_attempts(session, checked) if checked else {}
    found = {}
    for attempt in attempts:
        quiz, own = order.versions[attempt.version], tries.get(attempt.id, {})
        given = {name: Given(((one, 0.0),)) for name, one in responses.get(attempt.id, {}).items()}
        for name, made in own.items():
            given[name] = Given(
                tuple((one.response, loss_before(quiz, place)) for place, one in enumerate(made))
            )
        found[attempt.id] = Answers(given, own)
    return found


def _judge(
    order: RegradeOrder,
    compared: Compared,
    attempt: MarkedAttempt,
    marks: tuple[StoredMark, ...],
    answers: Answers,
) -> PlannedAttempt:
    there = {mark.question_id for mark in marks}
    mended = {name: one for name, one in compared.mended.items() if name in there}
    barred = {name: one for name, one in compared.barred.items() if name in there}
    found = regrade(marks, mended, answers.given)
    changes = tuple((old, new) for old, new in zip(marks, found.marks, strict=True) if old != new)
    kept = tuple(name for name, outcome in found.outcomes.items() if outcome == "kept")
    if not changes:
        outcome: AttemptOutcome = "kept" if kept else "barred" if barred and not mended else "same"
        asked = not there.isdisjoint(order.questions)
        return PlannedAttempt(
            attempt=attempt, after=attempt, outcome=outcome, asked=asked, kept=kept, barred=barred
        )
    quiz = order.versions[attempt.version]
    score = max(_score(quiz, found, answers), attempt.score)
    return PlannedAttempt(
        attempt=attempt,
        after=attempt._replace(
            score=score,
            points=found.points,
            max_points=found.max_points,
            passed=attempt.passed or (score >= quiz.pass_score and not attempt.waits),
        ),
        outcome="raised",
        changes=changes,
        kept=kept,
        barred=barred,
    )


def _score(quiz: Quiz, found: Regraded, answers: Answers) -> float:
    """Return an attempt's score: with certainties where the quiz asked for them."""
    if quiz.feedback != "certainty":
        return found.score
    return certainty_result(found.marks, answers.tries, found.score).score


def _compared(order: RegradeOrder) -> dict[str, Compared]:
    """Return what can be marked anew in each version, and why the rest cannot; once for all attempts at it."""
    found = {}
    for version, quiz in order.versions.items():
        mended: dict[str, Mended] = {}
        barred: dict[str, Barrier] = {}
        for question_id in order.questions:
            seen, now = quiz.question(question_id), order.quiz.question(question_id)
            if seen is None or seen == now:
                continue
            reason = barrier(seen, now)
            if reason:
                barred[question_id] = reason
            elif now is not None:
                mended[question_id] = Mended(seen, now)
        found[version] = Compared(mended, barred)
    return found


def _result(order: RegradeOrder, judged: Sequence[PlannedAttempt], before: Result, now: datetime) -> Result:
    """Return the result that counts, by the rule of the version that was taken last, as when it was handed in.

    Results that are held count once they are told, with the marks that they have then.
    """
    told = [each for each in judged if not each.attempt.held]
    if not any(each.outcome == "raised" for each in told):
        return before
    rule = order.versions.get(told[-1].attempt.version, order.quiz)
    score = max(before.score, kept_score([each.after.score for each in told], rule.keep))
    passed_at = before.passed_at or (now if score >= rule.pass_score else None)
    return Result(before.learner_id, score, passed_at)
