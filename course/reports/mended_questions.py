"""Which questions of a quiz were changed since learners handed in, and what may be marked anew."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.differences import Difference, differences
from course.core.grading.questions import AnyQuestion
from course.core.grading.regrading import Barrier, barrier
from course.db.bulk import among
from course.store.accounts.models import Account
from course.store.attempts.models import Attempt
from course.store.attempts.regrading import VersionInUse, versions_in_use
from course.store.regrades.models import Regrade


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOtherwise:
    """How one question stood in an earlier version, and in how many attempts, open ones too."""

    seen: AnyQuestion
    attempts: int
    barrier: Barrier | None
    differences: tuple[Difference, ...]

    @property
    def words_too(self) -> bool:
        """Tell whether what learners read was changed as well, so that a person must look."""
        return any(each.is_of_words for each in self.differences)


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedQuestion:
    """One question of the running quiz that stood otherwise before; `now` is None where it left the quiz."""

    id: str
    now: AnyQuestion | None
    before: tuple[SeenOtherwise, ...]

    @property
    def may_be_regraded(self) -> bool:
        return any(each.barrier is None for each in self.before)

    @property
    def is_suggested(self) -> bool:
        """Tell whether marks may follow: the key or the points were changed, and answers can be compared."""
        return any(
            each.barrier is None and any(one.is_of_key or one.field == "points" for one in each.differences)
            for each in self.before
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedQuiz:
    """A quiz with its earlier versions in use, oldest first, and the questions that differ."""

    versions: tuple[VersionInUse, ...]
    questions: tuple[MendedQuestion, ...]


def quizzes_with_earlier_versions(session: Session, catalogue: Catalogue) -> dict[str, int]:
    """Return how many attempts of each running quiz saw another version, in course order.

    Quizzes without any are absent, unless they were regraded: whoever put the old file back may want to undo that.
    """
    found: Counter[str] = Counter()
    rows = session.execute(
        select(Attempt.quiz_slug, Attempt.version, func.count()).group_by(Attempt.quiz_slug, Attempt.version)
    )
    for slug, version, attempts in rows:
        quiz = catalogue.quizzes.get(slug)
        if quiz is not None and quiz.version != version and not quiz.is_survey:
            found[slug] += attempts
    for slug in session.scalars(select(Regrade.quiz_slug).distinct()):
        found[slug] += 0
    return {slug: found[slug] for slug in catalogue.quiz_places if slug in found}


def mended_quiz(session: Session, catalogue: Catalogue, quiz_slug: str) -> MendedQuiz:
    """Return what differs between the running version of a quiz and those that attempts saw."""
    quiz = catalogue.quizzes[quiz_slug]
    versions = [each for each in versions_in_use(session, quiz_slug) if each.version != quiz.version]
    now = {question.id: question for question in quiz.questions}
    seen: dict[str, list[tuple[AnyQuestion, int]]] = {}
    for each in versions:
        old = stored_quiz(catalogue, quiz_slug, version=each.version, body=each.body)
        for question in old.questions:
            if question != now.get(question.id):
                seen.setdefault(question.id, []).append((question, each.submitted + each.open))
    order = [*now, *(question_id for question_id in seen if question_id not in now)]
    questions = tuple(
        _mended(question_id, now.get(question_id), seen[question_id])
        for question_id in order
        if question_id in seen
    )
    return MendedQuiz(versions=tuple(versions), questions=questions)


def _mended(question_id: str, now: AnyQuestion | None, seen: list[tuple[AnyQuestion, int]]) -> MendedQuestion:
    """Put versions in which the question stood the same together. Questions hold mappings, so they cannot be keys."""
    alike: list[tuple[AnyQuestion, int]] = []
    for question, attempts in seen:
        same = next((place for place, (other, _n) in enumerate(alike) if other == question), None)
        if same is None:
            alike.append((question, attempts))
        else:
            alike[same] = (question, alike[same][1] + attempts)
    before = tuple(
        SeenOtherwise(
            seen=question,
            attempts=attempts,
            barrier=barrier(question, now),
            differences=differences(question, now) if now is not None else (),
        )
        for question, attempts in alike
    )
    return MendedQuestion(id=question_id, now=now, before=before)


def names_of(session: Session, account_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return people's names by id; who is gone is absent."""
    if not account_ids:
        return {}
    rows = session.execute(
        select(Account.id, Account.display_name).where(among(session, Account.id, account_ids))
    )
    return {account_id: name for account_id, name in rows}  # noqa: C416 - rows are not pairs to the type checker
