"""The rules of a quiz as they hold for the caller."""

from datetime import datetime
from typing import Literal

from course.core.grading.windows import start_reason
from course.core.problems import NotFound
from course.flows.quiz_terms import learner_terms
from course.flows.tell_results import current_hold
from course.store.attempts.queries import last_number
from course.web.api.attempts import QuizPath
from course.web.api.blueprint import bp
from course.web.api.given import Reply
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


@bp.get("/me/quizzes/<quiz>")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("When and how often I may take a quiz")
def read_quiz(path: QuizPath) -> OwnQuiz:
    quiz = catalogue().quizzes.get(path.quiz)
    if quiz is None:
        raise NotFound
    learner_id, now = own_id(), utc_now()
    terms = learner_terms(reading(), quiz, learner_id=learner_id, now=now)
    begun = last_number(reading(), learner_id=learner_id, quiz_slug=quiz.slug)
    hold = current_hold(reading(), quiz, learner_id=learner_id, now=now)
    refusal = start_reason(terms, begun=begun, now=now)
    return OwnQuiz(
        quiz=quiz.slug,
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
