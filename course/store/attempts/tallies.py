"""How cohorts answered: of each question how many first attempts were right, and which wrong answers were given.

The job that adds up statistics keeps them, many attempts at a time: learners of a cohort hand in together, and would wait
for each other at these rows.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from course.db.bulk import upsert_all
from course.store.attempts.models import AnswerTally, QuestionTally

_KEYS = ["cohort_id", "quiz_slug", "question_id"]
_VERDICTS = ("right", "partly", "wrong", "blank")


@dataclass(slots=True)
class Tallies:
    """What first attempts at one quiz add to the counts of cohorts."""

    verdicts: Counter[tuple[UUID, str, str]] = field(default_factory=Counter)  # cohort, question id, verdict
    chosen: Counter[tuple[UUID, str, str]] = field(
        default_factory=Counter
    )  # cohort, question id, wrong answer

    def add(self, cohort_id: UUID, question_id: str, verdict: str, wrong_answers: Iterable[str]) -> None:
        self.verdicts[cohort_id, question_id, verdict] += 1
        self.chosen.update((cohort_id, question_id, answer) for answer in wrong_answers)

    def merge(self, other: "Tallies") -> None:
        self.verdicts.update(other.verdicts)
        self.chosen.update(other.chosen)


def add_to_tallies(session: Session, quiz_slug: str, tallies: Tallies) -> None:
    """Add to the counts that are kept. The caller has taken the quiz's turn."""
    questions = [
        {
            "cohort_id": cohort_id,
            "question_id": question_id,
            **{verdict: tallies.verdicts[cohort_id, question_id, verdict] for verdict in _VERDICTS},
        }
        for cohort_id, question_id in sorted({key[:2] for key in tallies.verdicts})
    ]
    answers = [
        {"cohort_id": cohort_id, "question_id": question_id, "answer": answer, "chosen": number}
        for (cohort_id, question_id, answer), number in sorted(tallies.chosen.items())
    ]
    same = {"quiz_slug": quiz_slug}
    upsert_all(session, QuestionTally, questions, same, _KEYS, _added_verdicts)
    upsert_all(session, AnswerTally, answers, same, [*_KEYS, "answer"], _added_choices)


def replace_tallies(session: Session, quiz_slug: str, tallies: Tallies) -> None:
    """Keep these counts of a quiz and no others. The caller has taken the quiz's turn."""
    session.execute(delete(QuestionTally).where(QuestionTally.quiz_slug == quiz_slug))
    session.execute(delete(AnswerTally).where(AnswerTally.quiz_slug == quiz_slug))
    add_to_tallies(session, quiz_slug, tallies)


def _added_verdicts(came: Any) -> dict[str, Any]:
    return {name: getattr(QuestionTally, name) + getattr(came, name) for name in _VERDICTS}


def _added_choices(came: Any) -> dict[str, Any]:
    return {"chosen": AnswerTally.chosen + came.chosen}
