"""Which questions of a quiz were changed since learners handed in, and what may be marked anew."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.differences import Difference, differences
from course.core.grading.presenting import drawn_questions
from course.core.grading.questions import AnyQuestion
from course.core.grading.quiz import Quiz
from course.core.grading.regrading import Barrier, barrier
from course.db.bulk import among
from course.store.accounts.models import Account
from course.store.attempts.models import Attempt
from course.store.attempts.regrading import VersionInUse, open_at_versions, times_marked, versions_in_use
from course.store.regrades.models import Regrade


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOtherwise:
    """How one question stood in an earlier version, and how many attempts were asked it so, open ones too."""

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


def quizzes_to_regrade(session: Session, catalogue: Catalogue) -> dict[str, int]:
    """Return how many attempts of each running quiz saw another version, in course order.

    Quizzes without any are absent, except those that were regraded: their files may stand as they did before.
    """
    found = Counter[str](dict.fromkeys(session.scalars(select(Regrade.quiz_slug).distinct()), 0))
    rows = session.execute(
        select(Attempt.quiz_slug, Attempt.version, func.count()).group_by(Attempt.quiz_slug, Attempt.version)
    )
    for slug, version, attempts in rows:
        quiz = catalogue.quizzes.get(slug)
        if quiz is not None and quiz.version != version and not quiz.is_survey:
            found[slug] += attempts
    return {slug: found[slug] for slug in catalogue.quiz_places if slug in found}


def mended_quiz(session: Session, catalogue: Catalogue, quiz_slug: str) -> MendedQuiz:
    """Return what differs between the running version of a quiz and what attempts were asked.

    A question that was never drawn is absent. One statement, and three where questions are drawn.
    """
    quiz = catalogue.quizzes[quiz_slug]
    versions = [each for each in versions_in_use(session, quiz_slug) if each.version != quiz.version]
    now = {question.id: question for question in quiz.questions}
    before = {
        each.version: stored_quiz(catalogue, quiz_slug, version=each.version, body=each.body)
        for each in versions
    }
    changed = {
        version: [question for question in old.questions if question != now.get(question.id)]
        for version, old in before.items()
    }
    asked = _times_asked(session, versions, before, changed)
    seen: dict[str, list[tuple[AnyQuestion, int]]] = {}
    for version, questions_then in changed.items():
        for question in questions_then:
            if attempts := asked[version, question.id]:
                seen.setdefault(question.id, []).append((question, attempts))
    order = [*now, *(question_id for question_id in seen if question_id not in now)]
    questions = tuple(
        _mended(question_id, now.get(question_id), seen[question_id])
        for question_id in order
        if question_id in seen
    )
    return MendedQuiz(versions=tuple(versions), questions=questions)


def _times_asked(
    session: Session,
    versions: Sequence[VersionInUse],
    before: Mapping[str, Quiz],
    changed: Mapping[str, Sequence[AnyQuestion]],
) -> Counter[tuple[str, str]]:
    """Return how many attempts, open ones too, were asked each changed question, by version and question.

    Where questions are drawn, marks tell what was asked in attempts that were handed in, and seeds in open ones.
    """
    found: Counter[tuple[str, str]] = Counter()
    drawing = {version: quiz for version, quiz in before.items() if quiz.draw and changed[version]}
    for each in versions:
        if each.version not in drawing:
            found.update(
                {(each.version, one.id): each.submitted + each.open for one in changed[each.version]}
            )
    if drawing:
        slug, drawn_at = next(iter(drawing.values())).slug, tuple(drawing)
        wanted = {one.id for version in drawn_at for one in changed[version]}
        found.update(times_marked(session, slug, drawn_at, wanted))
        for one in open_at_versions(session, slug, drawn_at):
            found.update((one.version, asked) for asked in drawn_questions(drawing[one.version], one.seed))
    return found


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
