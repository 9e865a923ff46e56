"""The quizzes of the course with their rules as they hold for the caller."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from course.core.grading.quiz import Quiz
from course.core.grading.windows import Hold, Terms, start_reason
from course.core.problems import NotFound
from course.flows.quiz_terms import terms_at_quizzes
from course.flows.tell_results import holds_at_quizzes
from course.store.attempts.numbers import last_numbers
from course.web.api.attempt_replies import in_words
from course.web.api.attempts import QuizPath
from course.web.api.blueprint import bp
from course.web.api.course_text import chosen_language
from course.web.api.given import LanguageQuery, PageReply, Reply
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.session import reading, utc_now


class OtherRules(Reply):
    """Why the rules of a quiz differ for the learner. `reason` is empty where it is not told."""

    whose: Literal["person", "cohort"]
    reason: str


class OwnQuiz(Reply):
    """A quiz as it holds for the learner: no attempt can be begun outside of `opens` and `closes` (null is no limit)
    or beyond `attempts`; `time_limit` is minutes; 0 is no limit. `begun` counts attempts. `refusal` says why none
    can be begun now, "" where one can, and `may_try_again` whether one can, as the review says it. The result of an
    attempt handed in now would be `held` until `results_at`; null: until those who run the cohort tell it.
    """

    quiz: str
    title: str
    opens: datetime | None
    closes: datetime | None
    time_limit: int
    attempts: int
    begun: int
    refusal: Literal["", "not_open", "closed", "used_up"]
    may_try_again: bool
    held: bool
    results_at: datetime | None
    because: list[OtherRules]


class OwnQuizPage(PageReply):
    """All quizzes and games of the course, in its order."""

    items: list[OwnQuiz]


@bp.get("/me/quizzes")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("The quizzes, with when and how often I may take each")
def list_quizzes(query: LanguageQuery) -> OwnQuizPage:
    return OwnQuizPage(items=_own(catalogue().quizzes_in_order, chosen_language(query)), next=None)


@bp.get("/me/quizzes/<quiz>")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("When and how often I may take a quiz")
def read_quiz(path: QuizPath, query: LanguageQuery) -> OwnQuiz:
    quiz = catalogue().quizzes.get(path.quiz)
    if quiz is None:
        raise NotFound
    (found,) = _own([quiz], chosen_language(query))
    return found


def _own(quizzes: Sequence[Quiz], spoken: str) -> list[OwnQuiz]:
    """Return these quizzes as they hold for the caller, in as many statements for many as for one."""
    session, learner_id, now = reading(), own_id(), utc_now()
    terms = terms_at_quizzes(session, quizzes, learner_id=learner_id, now=now)
    holds = holds_at_quizzes(session, quizzes, terms, learner_id=learner_id, now=now)
    begun = last_numbers(session, learner_id=learner_id)
    return [
        _line(quiz, terms[quiz.slug], holds.get(quiz.slug), begun.get(quiz.slug, 0), spoken, now)
        for quiz in quizzes
    ]


def _line(quiz: Quiz, terms: Terms, hold: Hold | None, begun: int, spoken: str, now: datetime) -> OwnQuiz:
    refusal = start_reason(terms, begun=begun, now=now)
    return OwnQuiz(
        quiz=quiz.slug,
        title=in_words(quiz.title, spoken),
        opens=terms.opens,
        closes=terms.closes,
        time_limit=terms.time_limit,
        attempts=terms.attempts,
        begun=begun,
        refusal=refusal,
        may_try_again=not refusal,
        held=hold is not None,
        results_at=hold.until if hold else None,
        because=[
            OtherRules(whose="person" if one.personal else "cohort", reason=one.told_reason)
            for one in terms.because
        ],
    )
