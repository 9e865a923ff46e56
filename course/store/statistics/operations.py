"""Changes to the sums. They flush and never commit."""

import hashlib
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from course.core.statistics.sums import given_to_json, question_to_json, scores_to_json
from course.core.statistics.typed import FEW_TYPED
from course.db.bulk import among
from course.db.session import insert_or_ignore, upsert_many
from course.store.statistics.models import QuestionSum, QuizCount, ScoreSum, TypedSum, UncountedAttempt
from course.store.statistics.queries import ALL_LANGUAGES, CountState, GroupSums, find_group_sums

_GROUP = ["scope", "quiz_slug", "version", "language"]
_FORM = [*_GROUP, "question_id", "gap", "digest", "verdict"]


def await_counting(session: Session, attempt_id: UUID, quiz_slug: str) -> None:
    """Say that a first attempt is finished with all its marks: a job takes it into the sums. Twice is once.

    One row of its own, since learners who hand in together would wait for each other at the sums.
    """
    values = {"attempt_id": attempt_id, "quiz_slug": quiz_slug}
    insert_or_ignore(session, UncountedAttempt, values, ["attempt_id"])


def ask_for_recount(session: Session, quiz_slug: str) -> None:
    """Say that marks of a quiz changed after they were counted: a job counts it anew."""
    row = {"quiz_slug": quiz_slug, "revision": 0, "asked": 1, "answered": 0}
    upsert_many(session, QuizCount, [row], ["quiz_slug"], _asked_once_more)


def take_turn(session: Session, quiz_slug: str, *, revision: int | None = None) -> bool:
    """Keep all others from the sums of a quiz until the transaction ends; with `revision`, only if none came since."""
    values = {"quiz_slug": quiz_slug, "revision": 0, "asked": 0, "answered": 0}
    insert_or_ignore(session, QuizCount, values, ["quiz_slug"])
    statement = update(QuizCount).where(QuizCount.quiz_slug == quiz_slug)
    if revision is not None:
        statement = statement.where(QuizCount.revision == revision)
    result: Any = session.execute(statement.values(revision=QuizCount.revision + 1))
    return bool(result.rowcount)


def spend_uncounted(session: Session, attempt_ids: Collection[UUID]) -> bool:
    """Take these attempts off the list; tell whether all of them stood there still."""
    result: Any = session.execute(
        delete(UncountedAttempt).where(among(session, UncountedAttempt.attempt_id, attempt_ids))
    )
    return bool(result.rowcount == len(attempt_ids))


def add_to_sums(session: Session, groups: Iterable[GroupSums]) -> None:
    """Add to the sums that are kept. The caller has taken the quiz's turn."""
    for group in groups:
        kept = find_group_sums(session, group.group)
        if kept is not None:
            group.merge(kept)
        _keep(session, group)


def replace_sums(session: Session, quiz_slug: str, groups: Iterable[GroupSums], state: CountState) -> None:
    """Keep these sums of a quiz and no others, and count as done what was asked until `state` was read.

    The caller has taken the quiz's turn.
    """
    session.execute(delete(ScoreSum).where(ScoreSum.quiz_slug == quiz_slug))
    session.execute(delete(QuestionSum).where(QuestionSum.quiz_slug == quiz_slug))
    session.execute(delete(TypedSum).where(TypedSum.quiz_slug == quiz_slug))
    for group in groups:
        _keep(session, group)
    session.execute(update(QuizCount).where(QuizCount.quiz_slug == quiz_slug).values(answered=state.asked))


def _keep(session: Session, group: GroupSums) -> None:
    of = group.group._asdict()
    score = {
        **of,
        "attempts": group.sums.scores.attempts,
        "first_at": group.first_at,
        "last_at": group.last_at,
        "body": scores_to_json(group.sums),
    }
    questions = [
        {**of, "question_id": question_id, "body": question_to_json(one), "given": given_to_json(one)}
        for question_id, one in sorted(group.sums.questions.items())
    ]
    upsert_many(session, ScoreSum, [score], _GROUP, _newer_scores)
    upsert_many(session, QuestionSum, questions, [*_GROUP, "question_id"], _newer_question)
    if typed := _typed_rows(group):
        upsert_many(session, TypedSum, typed, _FORM, _more_typed)
        _forget_rare_forms(session, group)


def _forget_rare_forms(session: Session, group: GroupSums) -> None:
    """Empty the forms that too few typed, among the rows that the group's new attempts were just added to."""
    of = group.group
    session.execute(
        update(TypedSum)
        .where(
            TypedSum.scope == of.scope,
            TypedSum.quiz_slug == of.quiz_slug,
            TypedSum.version == of.version,
            TypedSum.language.in_([ALL_LANGUAGES, of.language]),
            TypedSum.learners < FEW_TYPED,
            TypedSum.form != "",
        )
        .values(form="")
        .execution_options(synchronize_session=False)
    )


def _typed_rows(group: GroupSums) -> list[dict[str, Any]]:
    """Return what the group's new attempts typed, in their language and among all languages.

    What was kept before comes without it, and these are added to that.
    """
    of = group.group._asdict()
    return [
        {
            **of,
            "language": language,
            "question_id": question_id,
            "gap": typed.gap,
            "digest": hashlib.sha256(typed.form.encode()).hexdigest()[:32],
            "verdict": typed.verdict,
            "learners": learners,
            "form": typed.form,
        }
        for question_id, one in sorted(group.sums.questions.items())
        for typed, learners in sorted(one.typed.items())
        for language in (ALL_LANGUAGES, group.group.language)
    ]


def _more_typed(came: Any) -> dict[str, Any]:
    return {"learners": TypedSum.learners + came.learners, "form": came.form}


def _asked_once_more(_came: Any) -> dict[str, Any]:
    return {"asked": QuizCount.asked + 1}


def _newer_scores(came: Any) -> dict[str, Any]:
    return {name: getattr(came, name) for name in ("attempts", "first_at", "last_at", "body")}


def _newer_question(came: Any) -> dict[str, Any]:
    return {name: getattr(came, name) for name in ("body", "given")}
