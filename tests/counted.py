"""Builders for statistics: what was handed in, counted as the job does; and many first attempts without the attempts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from course.core.grading.marking import mark_response
from course.core.statistics.given import given_answers
from course.core.statistics.sums import PARTS, CountedMark, QuizSums
from course.core.statistics.typed import typed_forms
from course.db.session import Database
from course.flows.count_attempts import count_new_attempts, recount_due
from course.store.cohorts.models import Cohort
from course.store.statistics.operations import add_to_sums, take_turn
from course.store.statistics.queries import COURSE, Group, GroupSums, scope_of
from tests.conftest import NOON


def count_up(session: Any, database: Database, catalogue: Any) -> None:
    """Bring all counts up to date, as the job does each minute."""
    session.commit()
    count_new_attempts(database, catalogue)
    recount_due(database, catalogue)
    session.expire_all()


def count_answers(
    session: Any,
    catalogue: Any,
    cohort: Cohort | None,
    number: int,
    responses: Callable[[int], Mapping[str, Any]],
    *,
    language: str = "en",
    survey: bool = False,
) -> None:
    """Add so many attempts at the small course's quiz to the sums; `responses` gives each one's by its number."""
    quiz = catalogue.quizzes["steps"]
    sums = QuizSums()
    for one in range(number):
        sums.add(list(_marks(quiz, responses(one), survey=survey)), part=one % PARTS)
    take_turn(session, quiz.slug)
    for scope in (COURSE, *([scope_of(cohort.id)] if cohort else [])):
        add_to_sums(session, [GroupSums(Group(scope, quiz.slug, quiz.version, language), NOON, NOON, sums)])
    session.commit()


def _marks(quiz: Any, responses: Mapping[str, Any], *, survey: bool) -> Iterable[CountedMark]:
    points = sum(question.points for question in quiz.questions)
    for question in quiz.questions:
        response = responses.get(question.id)
        mark = mark_response(question, response)
        worth = 0.0 if survey else question.points / points
        given = given_answers(question, response, mark.verdict)
        yield CountedMark(
            question.id,
            worth,
            mark.share,
            mark.verdict == "blank",
            given,
            typed_forms(question, response, mark.verdict),
        )
