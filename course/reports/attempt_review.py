"""One submitted attempt with all that explains it, for the learner and for who facilitates them.

Nothing here is made for an open attempt: keys and reasons leave the server only with a submitted one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.behaviours import CertaintyResult, certainty_result
from course.core.grading.marking import score
from course.core.grading.presenting import drawn_questions
from course.core.grading.questions import Upload, is_by_hand
from course.core.grading.quiz import Quiz
from course.core.text import pick
from course.reports.changed_marks import ChangedMark, change_after_pass, lowered_attempts
from course.reports.hand_marked import with_hand_mark
from course.reports.pass_marks import ChangedPassMark, changed_pass_mark
from course.reports.poll_votes import poll_votes, with_votes
from course.reports.question_changes import changed_since
from course.reports.question_review import Reader
from course.reports.raised_marks import regraded_marks
from course.reports.reviewed import ReviewedQuestion
from course.store.attempts.answers import answered_languages, stored_responses
from course.store.attempts.models import QuizResult
from course.store.attempts.queries import (
    AttemptRow,
    KeptMark,
    TakenAttempt,
    find_attempt,
    kept_marks,
    taken_attempts,
)
from course.store.attempts.releases import held_score
from course.store.attempts.tries import StoredTry, stored_tries
from course.store.marking.queries import mark_versions
from course.store.uploads.queries import uploads_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptReview:
    """One submitted attempt. Scores are 0.0 to 1.0; `kept_score` is what counts of all attempts."""

    attempt_id: UUID
    quiz_slug: str
    title: str
    purpose: str
    number: int
    submitted_at: datetime
    score: float
    points: float
    max_points: float
    passed: bool
    pass_score: float
    pass_mark: ChangedPassMark | None  # where new attempts need another
    keep: str
    kept_score: float
    ever_passed: bool
    questions: tuple[ReviewedQuestion, ...]
    attempts: tuple[TakenAttempt, ...]  # all of this quiz, newest first
    certainty: CertaintyResult | None  # where the quiz asks how sure one is
    band: str = ""  # what the quiz says of such a score; empty where it says nothing
    ran_out: bool = False  # it was handed in because its time was over
    held: bool = False  # its learner does not know the result yet
    changed: ChangedMark | None = None  # a mark lowered since the quiz was passed; it stays passed
    lowered: frozenset[UUID] = frozenset()  # of `attempts`: those short of a pass by a lowered mark

    @property
    def is_survey(self) -> bool:
        return self.purpose == "survey"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages, each once, in which questions stand here that are not in the reader's."""
        return tuple(dict.fromkeys(each.language for each in self.questions if each.language))

    @property
    def waiting(self) -> int:
        """How many answers wait for a facilitator's mark: until then the score is what it has so far."""
        return sum(question.verdict == "waiting" for question in self.questions)

    @property
    def marked(self) -> tuple[ReviewedQuestion, ...]:
        """The questions in which something is right or wrong; of a survey all."""
        return tuple(question for question in self.questions if question.max_points or self.is_survey)

    @property
    def story(self) -> ReviewedQuestion | None:
        """The only question, where the attempt is a story that was begun."""
        told = self.questions[0] if len(self.questions) == 1 else None
        return told if told and told.story and told.parts else None

    @property
    def not_right(self) -> tuple[int, ...]:
        """The numbers of the questions that are worth a second look."""
        looked_at = {"wrong", "partly", "blank"}
        return tuple(one.number for one in self.marked if one.max_points and one.verdict in looked_at)


def attempt_review(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    quiz_slug: str,
    attempt_id: UUID,
    language: str,
    as_answered: bool = False,
    tell_held: bool = False,
) -> AttemptReview | None:
    """Return the review of a learner's attempt in `language`; None where there is none, or it is open or held.

    `tell_held` is for who runs the course: results that the learner does not know yet are reviewed too.
    `as_answered` shows each question in the language in which it was answered. Whether the reader is the learner
    or facilitates them is the caller's question. Eight statements, and one each for votes of polls, marks by hand and
    certainties where there are any, and two for marks that were changed after the quiz was passed.
    """
    running = catalogue.quizzes.get(quiz_slug)
    row = find_attempt(
        session,
        attempt_id=attempt_id,
        learner_id=learner_id,
        quiz_slug=quiz_slug,
        running_version=running.version if running else "",
    )
    if row is None or row.submitted_at is None or (row.is_held and not tell_held):
        return None
    submitted_at = row.submitted_at
    if row.is_held:
        row = row._replace(**held_score(session, row.id)._asdict())
    quiz = stored_quiz(catalogue, row.quiz_slug, version=row.version, body=row.body)
    tries = stored_tries(session, row.id) if quiz.has_tries else {}
    attempts = tuple(taken_attempts(session, learner_id=learner_id, quiz_slug=quiz_slug, tell_held=tell_held))
    kept, ever_passed = _result(session, row)
    return AttemptReview(
        attempt_id=row.id,
        quiz_slug=row.quiz_slug,
        title=pick(quiz.title, language, catalogue.languages[0]),
        purpose=quiz.purpose,
        number=row.number,
        submitted_at=submitted_at,
        ran_out=row.deadline is not None and submitted_at >= row.deadline,
        score=row.score or 0.0,
        points=row.points or 0.0,
        max_points=row.max_points or 0.0,
        passed=bool(row.passed),
        pass_score=quiz.pass_score,
        pass_mark=changed_pass_mark(running, [quiz], passed=ever_passed),
        keep=quiz.keep,
        kept_score=kept,
        ever_passed=ever_passed,
        questions=_reviewed(session, catalogue, row, quiz, tries, language, as_answered=as_answered),
        attempts=attempts,
        certainty=_certainty(session, row.id, quiz, tries),
        band="" if row.waiting else pick(quiz.band_text(row.score or 0.0), language, catalogue.languages[0]),
        held=row.is_held,
        changed=None
        if row.passed or not ever_passed
        else change_after_pass(session, learner_id=learner_id, quiz_slug=quiz_slug),
        lowered=lowered_attempts(session, learner_id=learner_id, quiz_slug=quiz_slug)
        if quiz.is_by_hand and ever_passed
        else frozenset(),
    )


def _result(session: Session, row: AttemptRow) -> tuple[float, bool]:
    found = session.execute(
        select(QuizResult.score, QuizResult.passed_at).where(
            QuizResult.learner_id == row.learner_id, QuizResult.quiz_slug == row.quiz_slug
        )
    ).one_or_none()
    if found is None:  # all of them are held
        return row.score or 0.0, bool(row.passed)
    return found[0], found[1] is not None


def _certainty(
    session: Session, attempt_id: UUID, quiz: Quiz, tries: Mapping[str, Sequence[StoredTry]]
) -> CertaintyResult | None:
    """Return what the certainties say of the marks as they are now; None where the quiz asks for none.

    Each answer of such a quiz is a try once the attempt is submitted.
    """
    if quiz.feedback != "certainty":
        return None
    marks = kept_marks(session, attempt_id)
    made = {question_id: [one.made for one in found] for question_id, found in tries.items()}
    return certainty_result(marks, made, score(marks))


def _as_kept(reviewed: ReviewedQuestion, mark: KeptMark | None) -> ReviewedQuestion:
    """Return a question with the mark that was given, which stays though a key or the marking itself was changed since."""
    if mark is None:
        return reviewed
    return replace(reviewed, verdict=mark.verdict, points=mark.points, max_points=mark.max_points)


def _reviewed(
    session: Session,
    catalogue: Catalogue,
    row: AttemptRow,
    quiz: Quiz,
    tries: Mapping[str, Sequence[StoredTry]],
    language: str,
    *,
    as_answered: bool,
) -> tuple[ReviewedQuestion, ...]:
    stored = stored_responses(session, row.id)
    questions = {question.id: question for question in quiz.questions}
    answered_in = answered_languages(session, row.id) if as_answered else {}
    by_hand = mark_versions(session, row.id) if any(map(is_by_hand, quiz.questions)) else {}
    regraded = regraded_marks(session, catalogue, row.id, language)
    marks = {one.question_id: one for one in kept_marks(session, row.id)}
    files = uploads_of(session, row.id) if any(isinstance(one, Upload) for one in quiz.questions) else {}
    votes = poll_votes(session, row, quiz, stored)
    found = []
    for number, question_id in enumerate(drawn_questions(quiz, row.seed), 1):
        question = questions[question_id]
        spoken = answered_in.get(question_id, row.language) if as_answered else language
        again = regraded.get(question_id)
        shown = again.question_to_show(question) if again else question
        reviewed = Reader(catalogue, spoken).question(
            number,
            shown,
            stored.get(question_id),
            row.seed,
            quiz=quiz,
            tries=tries.get(question_id, ()),
            best=again is not None and again.rose,
        )
        reviewed = with_hand_mark(
            reviewed, question, by_hand.get(question_id, ()), spoken, catalogue.languages[0]
        )
        reviewed = again.put_into(reviewed) if again else reviewed
        reviewed = _as_kept(reviewed, marks.get(question_id))
        reviewed = with_votes(reviewed, votes.get(question_id))
        reviewed = replace(reviewed, file=files.get(question_id), question_id=question_id)
        since = changed_since(catalogue, row.quiz_slug, question, spoken)
        found.append(replace(reviewed, since=since, language="" if spoken == language else spoken))
    return tuple(found)
