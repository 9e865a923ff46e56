"""What a submitted attempt brought, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from course.core.grading.behaviours import CertaintyResult
from course.core.problems import CourseProblem
from course.flows.quiz_terms import may_begin
from course.reports import attempt_review as reviews
from course.reports import question_changes as changes
from course.reports import reviewed as questions
from course.reports.hand_marked import ByRubric
from course.reports.tried_question import ReviewedTry
from course.web.api.attempts import AttemptPath, own_attempt
from course.web.api.blueprint import bp
from course.web.api.course_text import chosen_language
from course.web.api.given import LanguageQuery, Reply, Share
from course.web.api.operations import operation
from course.web.api.pictures import PictureLine, ToldLine, picture_line
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.i18n import true_and_false
from course.web.session import reading, utc_now


class ReviewedPart(Reply):
    """How one part was answered. `reason` says why it is right or wrong; `place` is an item's, from 1. Of a
    scenario, a part is a choice that was taken and `share` what it is worth; so with an option that is "partly" right.
    A statement of a survey is "answered" or "missed", an option of a poll "answered" or "left": nothing is right or
    wrong there.
    `right_answers` is what is right, in words: one text, or each of the forms that a typed gap accepts; none where there is
    nothing to tell. Of a number in a gap it is `right_number`.
    `votes` is how many of the cohort chose an option of a poll, 0 where that is not told.
    """

    label: str
    state: Literal["right", "wrong", "missed", "left", "answered", "partly"]
    reason: str
    given: str
    right_answers: list[str]
    place: int
    share: Share
    right_number: float | None
    votes: int


class AcceptedNumber(Reply):
    """A number that counts in full, how far it may be missed, and its unit, empty where there is none."""

    value: float
    tolerance: float
    unit: str


class Passage(Reply):
    """Where the course explains a question."""

    module: str
    lesson: str
    heading: str
    title: str


class TryLine(Reply):
    """One check of a question. `share` is before what earlier tries cost, which is `loss`; `certainty` is 1 to 3, or 0
    where the quiz does not ask for it, and `certainty_mark` what it brought, -6 to 3. The question's mark is made of
    the one that `counts`.
    """

    number: int
    given: str
    verdict: Literal["right", "partly", "wrong", "blank"]
    share: Share
    loss: Share
    counts: bool
    certainty: int
    certainty_mark: float
    tried_at: datetime


class CertaintyLine(Reply):
    """What the certainties of an attempt say: the score without them, the mean mark by certainty from -6 to 3, and the
    most that one certainty for all answers would bring. A tenth of the difference moves the score.
    """

    accuracy: Share
    average: float
    expected: float


class RegradedMark(Reply):
    """What became of a mark after the question was mended. It holds unless `undone_at` says when it was taken back;
    `only_weighed` says that the answer is judged as before, and the question is worth another number.
    """

    at: datetime
    because: str
    points_before: float
    max_points_before: float
    only_weighed: bool
    undone_at: datetime | None


class ChangedSince(Reply):
    """How the quiz asks the question today: `gone`, in other `words`, or with another `key`, which holds for new
    attempts. `text` and `parts` are the present wording, where that differs.
    """

    gone: bool
    words: bool
    key: bool
    text: str
    parts: list[str]


class MetLevel(Reply):
    """A criterion that a person marked by, the level that they chose, and what it earned of at most `max_points`."""

    text: str
    level: str
    points: float
    max_points: float


class ChangedMark(Reply):
    """That whoever marked the answer changed its points: when, from how many, and why."""

    at: datetime
    points_before: float
    reason: str


class ReviewedQuestion(Reply):
    """One question with its mark and the reasons for it. "waiting" says that a facilitator has still to mark it;
    `comment` is theirs, `criteria` the levels that they chose, and `mark_changed` tells the last change of the points.
    Of a survey, "right" says that all is answered, and "partly" that some is.
    """

    number: int
    kind: str
    before: list[ToldLine]
    text: str
    picture: PictureLine | None
    verdict: Literal["right", "partly", "wrong", "blank", "waiting"]
    points: float
    max_points: float
    parts: list[ReviewedPart]
    typed: str
    accepted: list[str]
    numbers: list[AcceptedNumber]
    passage: str
    comment: str
    criteria: list[MetLevel]
    mark_changed: ChangedMark | None
    reason: str
    general: str
    see: Passage | None
    tries: list[TryLine]
    receipt: str
    stored_at: datetime | None
    regraded: RegradedMark | None
    changed_since: ChangedSince | None


class ReviewReply(Reply):
    """A submitted attempt with all that explains it. `kept_score` is what counts of all attempts, `band` what the
    quiz says of such a score. `pass_score` is that by which the attempt is judged, `pass_score_today` that of new ones;
    null where it is the same, or the quiz is gone. A survey has no score: 0 of 0 points. While `waiting` answers wait
    for a person's mark, `score`, `points` and `passed` are null; `kept_score` and `ever_passed` are null while no
    attempt has all its marks.
    """

    id: UUID
    quiz: str
    title: str
    number: int
    submitted_at: datetime
    score: Share | None
    points: float | None
    max_points: float
    passed: bool | None
    waiting: int
    pass_score: Share
    pass_score_today: Share | None
    kept_score: Share | None
    ever_passed: bool | None
    band: str
    may_try_again: bool
    certainty: CertaintyLine | None
    questions: list[ReviewedQuestion]


class StillOpen(CourseProblem):
    """The attempt is not submitted yet, so there is no review."""

    code = "attempt_open"
    status = 409


class ResultHeld(CourseProblem):
    """The attempt is handed in, and its result is told later."""

    code = "result_held"
    status = 409


@bp.get("/me/attempts/<attempt>/review")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("How a submitted attempt was marked, and why", problems=[StillOpen, ResultHeld])
def read_review(path: AttemptPath, query: LanguageQuery) -> ReviewReply:
    row = own_attempt(reading(), path.attempt)
    found = reviews.attempt_review(
        reading(),
        catalogue(),
        learner_id=row.learner_id,
        quiz_slug=row.quiz_slug,
        attempt_id=row.id,
        language=chosen_language(query),
    )
    if found is None:
        raise ResultHeld if row.is_held else StillOpen
    quiz, begun = catalogue().quizzes.get(row.quiz_slug), len(found.attempts)
    again = may_begin(reading(), quiz, learner_id=row.learner_id, begun=begun, now=utc_now())
    return _review(found, chosen_language(query), may_try_again=again)


def _review(found: reviews.AttemptReview, spoken: str, *, may_try_again: bool) -> ReviewReply:
    is_judged = found.ever_passed or any(one.is_judged for one in found.attempts)
    return ReviewReply(
        id=found.attempt_id,
        quiz=found.quiz_slug,
        title=found.title,
        number=found.number,
        submitted_at=found.submitted_at,
        score=None if found.waiting else found.score,
        points=None if found.waiting else found.points,
        max_points=found.max_points,
        passed=None if found.waiting else found.passed,
        waiting=found.waiting,
        pass_score=found.pass_score,
        pass_score_today=found.pass_mark.today if found.pass_mark else None,
        kept_score=found.kept_score if is_judged else None,
        ever_passed=found.ever_passed if is_judged else None,
        band=found.band,
        may_try_again=may_try_again,
        certainty=_certainty(found.certainty),
        questions=[reviewed_question(question, spoken) for question in found.questions],
    )


def reviewed_question(question: questions.ReviewedQuestion, spoken: str) -> ReviewedQuestion:
    """Return a question that is marked, with all that explains it."""
    see, plain = question.see, plain_answers(question.kind, spoken)
    return ReviewedQuestion(
        number=question.number,
        kind=question.kind,
        before=[
            ToldLine(text=told.text, picture=picture_line(told.picture, told.shows)) for told in question.lead
        ],
        text=question.text,
        picture=picture_line(question.picture, question.shows),
        verdict=question.verdict,
        points=question.points,
        max_points=question.max_points,
        parts=[_reviewed_part(part, plain) for part in question.parts],
        typed=question.typed,
        accepted=list(question.accepted),
        numbers=[
            AcceptedNumber(value=one.value, tolerance=one.tolerance, unit=one.unit)
            for one in question.numbers
        ],
        passage=question.gapped,
        comment=question.by_rubric.comment if question.by_rubric else "",
        criteria=_met_levels(question.by_rubric),
        mark_changed=_changed_mark(question.by_rubric),
        reason=question.reason,
        general=question.general,
        see=Passage(module=see.module, lesson=see.lesson, heading=see.heading, title=see.title)
        if see
        else None,
        tries=try_lines(question.tries, plain),
        receipt=question.receipt,
        stored_at=question.stored_at,
        regraded=_regraded_mark(question.raised) if question.raised else None,
        changed_since=_changed_since(question.since) if question.since else None,
    )


def _met_levels(given: ByRubric | None) -> list[MetLevel]:
    return [
        MetLevel(text=one.text, level=one.level, points=one.points, max_points=one.most)
        for one in (given.criteria if given else ())
    ]


def _changed_mark(given: ByRubric | None) -> ChangedMark | None:
    if given is None or given.before is None or given.changed_at is None:
        return None
    return ChangedMark(at=given.changed_at, points_before=given.before, reason=given.because)


def _regraded_mark(raised: changes.RaisedMark) -> RegradedMark:
    return RegradedMark(
        at=raised.at,
        because=raised.because,
        points_before=raised.before,
        max_points_before=raised.max_before,
        only_weighed=raised.only_weighed,
        undone_at=raised.undone_at,
    )


def _changed_since(since: changes.ChangedSince) -> ChangedSince:
    return ChangedSince(
        gone=since.gone, words=since.words, key=since.key, text=since.text, parts=list(since.parts)
    )


def plain_answers(kind: str, spoken: str) -> dict[str, str]:
    """Return the words of a question's answers that have no text in the quiz: of true and false."""
    return true_and_false(spoken) if kind == "true-false" else {}


def try_lines(tries: Iterable[ReviewedTry], plain: Mapping[str, str]) -> list[TryLine]:
    """Return a question's tries, oldest first."""
    said = (replace(one, given=plain.get(one.given, one.given)) for one in tries)
    return [TryLine.model_validate(one, from_attributes=True) for one in said]


def _certainty(found: CertaintyResult | None) -> CertaintyLine | None:
    if found is None:
        return None
    return CertaintyLine(accuracy=found.accuracy, average=found.average, expected=found.expected)


def _reviewed_part(part: questions.ReviewedPart, plain: Mapping[str, str]) -> ReviewedPart:
    return ReviewedPart(
        label=part.label or plain.get(part.id, part.id),
        state=part.state,
        reason=part.reason,
        given=part.given,
        right_answers=list(part.right_answers),
        place=part.place,
        share=part.share,
        votes=part.votes,
        right_number=part.right_number,
    )
