"""Questions that are checked one by one while their attempt is open, by a program for a learner."""

from datetime import datetime
from typing import Annotated, Literal

from course.core.grading.behaviours import is_checkable
from course.core.grading.kinds import kind_of
from course.core.grading.questions import AnyQuestion
from course.core.ids import new_id
from course.db.session import Session
from course.flows.check_answer import (
    Check,
    NotChecked,
    NothingToCheck,
    PartsOpen,
    check_answer,
)
from course.flows.question_tries import tries_of
from course.flows.store_answer import AttemptSubmitted, OpenAttempt, asked_question, attempt_questions
from course.flows.unreadable import GapsUnreadable, NumberUnreadable
from course.reports.question_review import Reader
from course.reports.tried_question import tried_question
from course.store.attempts.answers import StoredResponse, stored_responses
from course.store.attempts.tries import StoredTry
from course.web.api.answer_forms import naming_form
from course.web.api.attempt_replies import MisreadLine, misread_line
from course.web.api.attempts import (
    ANSWER_PROBLEMS,
    AnswerGiven,
    AnswerPath,
    AttemptPath,
    own_attempt,
    refuse_certainty,
)
from course.web.api.blueprint import bp
from course.web.api.course_text import chosen_language
from course.web.api.given import LanguageQuery, Reply, Whole
from course.web.api.operations import operation
from course.web.api.reviews import (
    ReviewedQuestion,
    TryLine,
    plain_answers,
    reviewed_question,
    try_lines,
)
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.session import reading, utc_now, writing


class CheckedQuestion(Reply):
    """What is told of one question. `allowed` is how often it can be checked, 0 for as often as one likes; `done` says
    that its answer is fixed, and then `question` tells whether it is right, and why. `penalty` is the share that each
    try costs the next ones.
    """

    position: int
    done: bool
    allowed: int
    penalty: float
    hint: str
    tries: list[TryLine]
    question: ReviewedQuestion | None


class ChecksReply(Reply):
    """What is told of an open attempt's questions. `feedback` is the quiz's: with "deferred" nothing is."""

    feedback: Literal["deferred", "immediate", "interactive", "adaptive", "certainty"]
    items: list[CheckedQuestion]


class CheckReply(CheckedQuestion):
    """What a check brought, with the stored answer's version and receipt. `misread` says which unit its number lacks."""

    misread: MisreadLine | None
    version: int
    receipt: str
    stored_at: datetime


class CheckGiven(AnswerGiven):
    """An answer to store and to check. `certainty` is how sure the learner is, 1 to 3, where the quiz's feedback is
    "certainty", and else 0.
    """

    certainty: Annotated[int, Whole(0, 3)]


@bp.get("/me/attempts/<attempt>/checks")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("What is told of an open attempt's questions", problems=[AttemptSubmitted])
def list_checks(path: AttemptPath, query: LanguageQuery) -> ChecksReply:
    """Each question that can be checked, with its tries. Of a submitted attempt, read the review."""
    row = own_attempt(reading(), path.attempt)
    if not row.is_open:
        raise AttemptSubmitted
    found = attempt_questions(catalogue(), row)
    told = _Told(reading(), found, chosen_language(query))
    asked = enumerate(found.questions, 1) if found.quiz.is_checked else ()
    items = [
        CheckedQuestion(**told.facts(position, question))
        for position, question in asked
        if is_checkable(question)
    ]
    return ChecksReply.model_validate({"feedback": found.quiz.feedback, "items": items})


@bp.post("/me/attempts/<attempt>/answers/<position>/checks")
@open_to("learner", objects="own", rate="answer", scope="attempts:write")
@operation(
    "Store and check an answer",
    problems=[*ANSWER_PROBLEMS, GapsUnreadable, NotChecked, NothingToCheck, NumberUnreadable, PartsOpen],
)
def check_one(path: AnswerPath, query: LanguageQuery, body: CheckGiven) -> CheckReply:
    """Check one question. The same answer checked again is one try; what cannot be checked costs none."""
    session, row = writing(), own_attempt(writing(), path.attempt)
    question, found = asked_question(catalogue(), row, path.position), attempt_questions(catalogue(), row)
    refuse_certainty(body, asked=found.quiz.feedback == "certainty")
    with naming_form(question):
        stored = check_answer(
            session,
            catalogue(),
            learner_id=row.learner_id,
            quiz_slug=row.quiz_slug,
            attempt_id=row.id,
            raw=body.value,
            key=str(new_id()),
            seen=body.seen,
            wanted=Check(place=path.position, certainty=body.certainty),
            language=chosen_language(query),
            now=utc_now(),
        )
    told = _Told(session, found, chosen_language(query))
    return CheckReply(
        **told.facts(path.position, found.questions[path.position - 1]),
        misread=misread_line(stored.misread, stored.misread_gaps, told.reader.language),
        version=stored.version,
        receipt=stored.receipt,
        stored_at=stored.stored_at,
    )


class _Told:
    """What may be told of an open attempt's questions, in one language."""

    def __init__(self, session: Session, attempt: OpenAttempt, spoken: str) -> None:
        self.attempt = attempt
        self.reader = Reader(catalogue(), spoken)
        self.stored: dict[str, StoredResponse] = stored_responses(session, attempt.row.id)
        self.tries: dict[str, list[StoredTry]] = tries_of(session, attempt)

    def facts(self, position: int, question: AnyQuestion) -> dict[str, object]:
        tried = tried_question(
            self.reader,
            self.attempt.quiz,
            question,
            position,
            self.attempt.row.seed,
            self.stored.get(question.id),
            self.tries.get(question.id, ()),
        )
        return {
            "position": position,
            "done": tried.is_done,
            "allowed": tried.allowed,
            "penalty": tried.penalty,
            "hint": tried.hint,
            "tries": try_lines(tried.tries, plain_answers(kind_of(question), self.reader.language)),
            "question": reviewed_question(tried.reviewed, self.reader.language) if tried.reviewed else None,
        }
