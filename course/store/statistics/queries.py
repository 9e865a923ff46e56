"""Questions about the sums, and about what is not in them yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from course.core.statistics.sums import QuizSums, question_from_json, scores_from_json
from course.core.statistics.typed import FEW_TYPED
from course.store.statistics.models import QuestionSum, QuizCount, ScoreSum, TypedSum, UncountedAttempt

COURSE = "course"  # the scope of everybody
ALL_LANGUAGES = ""  # of what was typed: all together
FORMS_READ = 500  # of one question


class Group(NamedTuple):
    """Whose sums: a cohort's id in hexadecimal or COURSE, and of which version in which language."""

    scope: str
    quiz_slug: str
    version: str
    language: str


@dataclass(slots=True)
class GroupSums:
    """The sums of one group, and when its first and last attempt were handed in."""

    group: Group
    first_at: datetime
    last_at: datetime
    sums: QuizSums

    def merge(self, other: "GroupSums") -> None:
        self.first_at = min(self.first_at, other.first_at)
        self.last_at = max(self.last_at, other.last_at)
        self.sums.merge(other.sums)


class CountState(NamedTuple):
    """Where the counting of a quiz stands."""

    revision: int
    asked: int
    answered: int

    @property
    def is_due(self) -> bool:
        """Tell whether the quiz is to be counted anew."""
        return self.asked > self.answered


class CountedQuiz(NamedTuple):
    """One quiz in a scope: how many first finished attempts are counted."""

    quiz_slug: str
    attempts: int
    first_at: datetime
    last_at: datetime


class TypedCount(NamedTuple):
    """How many learners typed one form that earned one verdict. `gap` is "" outside of a passage."""

    gap: str
    form: str
    verdict: str
    learners: int


def scope_of(cohort_id: UUID) -> str:
    return cohort_id.hex


def group_sums(
    session: Session,
    scope: str,
    quiz_slug: str,
    *,
    question_id: str | None = None,
) -> list[GroupSums]:
    """Return the sums of a quiz in a scope, group by group in order of version and language. Two statements.

    Of all questions, without their answers; with `question_id` of this one, with them.
    """
    scores = select(
        ScoreSum.version, ScoreSum.language, ScoreSum.first_at, ScoreSum.last_at, ScoreSum.body
    ).where(ScoreSum.scope == scope, ScoreSum.quiz_slug == quiz_slug)
    questions = select(
        QuestionSum.version,
        QuestionSum.language,
        QuestionSum.question_id,
        QuestionSum.body,
        QuestionSum.given if question_id else literal("{}"),
    ).where(QuestionSum.scope == scope, QuestionSum.quiz_slug == quiz_slug)
    if question_id is not None:
        questions = questions.where(QuestionSum.question_id == question_id)
    found = {
        (of, language): GroupSums(
            Group(scope, quiz_slug, of, language), first_at, last_at, scores_from_json(body)
        )
        for of, language, first_at, last_at, body in session.execute(
            scores.order_by(ScoreSum.version, ScoreSum.language)
        )
    }
    for of, language, one, body, given in session.execute(questions):
        found[of, language].sums.questions[one] = question_from_json(body, given)
    return list(found.values())


def typed_of(
    session: Session,
    scope: str,
    quiz_slug: str,
    question_id: str,
    *,
    version: str | None = None,
    language: str = ALL_LANGUAGES,
) -> list[TypedCount]:
    """Return the forms that learners typed most, the most frequent first: at most FORMS_READ, and none that is rare.

    With `language`, of those who answered in it, and none that is rare among them. Each version counts for itself. The
    index stops at the last one that is read, whatever the number of learners.
    """
    statement = select(TypedSum.gap, TypedSum.form, TypedSum.verdict, TypedSum.learners).where(
        TypedSum.scope == scope,
        TypedSum.quiz_slug == quiz_slug,
        TypedSum.language == language,
        TypedSum.question_id == question_id,
        TypedSum.learners >= FEW_TYPED,
    )
    if version is not None:
        statement = statement.where(TypedSum.version == version)
    rows = session.execute(statement.order_by(TypedSum.learners.desc()).limit(FORMS_READ))
    return [TypedCount(*row) for row in rows]


def find_group_sums(session: Session, group: Group) -> GroupSums | None:
    """Return all sums of one group, answers too; None where nothing is counted. Two statements."""
    row = session.execute(
        select(ScoreSum.first_at, ScoreSum.last_at, ScoreSum.body).where(
            ScoreSum.scope == group.scope,
            ScoreSum.quiz_slug == group.quiz_slug,
            ScoreSum.version == group.version,
            ScoreSum.language == group.language,
        )
    ).one_or_none()
    if row is None:
        return None
    first_at, last_at, body = row
    questions = session.execute(
        select(QuestionSum.question_id, QuestionSum.body, QuestionSum.given).where(
            QuestionSum.scope == group.scope,
            QuestionSum.quiz_slug == group.quiz_slug,
            QuestionSum.version == group.version,
            QuestionSum.language == group.language,
        )
    )
    sums = scores_from_json(body)
    sums.questions = {question_id: question_from_json(text, given) for question_id, text, given in questions}
    return GroupSums(group, first_at, last_at, sums)


def counted_quizzes(session: Session, scope: str) -> list[CountedQuiz]:
    """Return the quizzes of a scope with anything counted, by slug."""
    rows = session.execute(
        select(
            ScoreSum.quiz_slug,
            func.sum(ScoreSum.attempts),
            func.min(ScoreSum.first_at),
            func.max(ScoreSum.last_at),
        )
        .where(ScoreSum.scope == scope)
        .group_by(ScoreSum.quiz_slug)
        .order_by(ScoreSum.quiz_slug)
    )
    return [CountedQuiz(*row) for row in rows]


def count_state(session: Session, quiz_slug: str) -> CountState:
    row = session.execute(
        select(QuizCount.revision, QuizCount.asked, QuizCount.answered).where(
            QuizCount.quiz_slug == quiz_slug
        )
    ).one_or_none()
    return CountState(*row) if row else CountState(0, 0, 0)


def quizzes_due(session: Session) -> list[str]:
    """Return the quizzes that are to be counted anew, by slug."""
    return list(
        session.scalars(
            select(QuizCount.quiz_slug)
            .where(QuizCount.asked > QuizCount.answered)
            .order_by(QuizCount.quiz_slug)
        )
    )


def next_uncounted(
    session: Session, *, after: str, limit: int, but: Collection[UUID] = ()
) -> tuple[str, list[UUID]]:
    """Return the first quiz behind `after`, by slug, with attempts that are not in its sums yet, and at most `limit` of
    them; ("", []) without any. `but` are attempts that are passed over.
    """
    first = select(func.min(UncountedAttempt.quiz_slug)).where(
        UncountedAttempt.quiz_slug > after, UncountedAttempt.attempt_id.not_in(but)
    )
    quiz_slug = session.scalars(first).one()
    return (quiz_slug, uncounted_of(session, quiz_slug, limit=limit, but=but)) if quiz_slug else ("", [])


def uncounted_of(
    session: Session, quiz_slug: str, *, limit: int | None = None, but: Collection[UUID] = ()
) -> list[UUID]:
    return list(
        session.scalars(
            select(UncountedAttempt.attempt_id)
            .where(UncountedAttempt.quiz_slug == quiz_slug, UncountedAttempt.attempt_id.not_in(but))
            .order_by(UncountedAttempt.attempt_id)
            .limit(limit)
        )
    )
