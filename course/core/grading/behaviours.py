"""How a question behaves while an attempt is open: how many tries it takes, what is told after each, what it earns.

A quiz's `feedback` names the behaviour. With "deferred" nothing is told before the attempt is handed in. With the
others a question can be checked by itself; each check is a try. The names and rules are Moodle's (question behaviours
`immediatefeedback`, `interactive`, `adaptive`, `immediatecbm`), but where a docstring says otherwise. "certainty" with a
`release` is Moodle's `deferredcbm`: each answer comes with how sure one is and becomes its question's only try when the
attempt is handed in.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from course.core.grading.kinds import part_count
from course.core.grading.marking import Earned, Mark, mark_response, score
from course.core.grading.questions import AnyQuestion, Essay, Likert, Poll, Question, Scenario
from course.core.grading.quiz import Quiz
from course.core.grading.responses import Response, word_count
from course.core.grading.scenarios import follow
from course.core.text import Text

LEAST_SURE, MOST_SURE = 1, 3
UNSAID = LEAST_SURE  # the certainty of an answer that was handed in without a word about it, as in Moodle
# Certainty to the marks of a right and of a wrong answer: Gardner-Medwin, "Confidence assessment in the teaching of
# basic science", ALT-J 3 (1995), as in Moodle.
CERTAINTY_MARKS = {1: (1, 0), 2: (2, -2), 3: (3, -6)}
BONUS = 0.1  # how much one mark of the certainty average moves the score, as in Moodle


class Try(NamedTuple):
    """One checked answer. `certainty` is 1 to 3 where the quiz asks for it, else 0."""

    response: Response | None
    certainty: int = 0


Tries = Mapping[str, Sequence[Try]]  # question id to its tries, oldest first; one never tried is absent


class AskedMark(Earned, Protocol):
    """What one question earned, and which it is."""

    @property
    def question_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CertaintyResult:
    """What the certainties of an attempt say. Points weigh the questions."""

    accuracy: float  # 0.0 to 1.0: the score without certainties
    average: float  # -6.0 to 3.0: the mean mark by certainty
    expected: float  # what the best one certainty for all answers brings at this accuracy
    score: float  # 0.0 to 1.0


@dataclass(frozen=True, slots=True)
class QuizMarks:
    """The marks of one attempt in its order, and its score, 0.0 to 1.0."""

    marks: tuple[Mark, ...]
    score: float
    certainty: CertaintyResult | None = None


def is_incomplete(question: AnyQuestion, response: Response) -> bool:
    """Tell whether a part has no answer yet, a story has not come to its end, or a text is too short."""
    if isinstance(question, Scenario):
        return not follow(question, response).is_over
    if isinstance(question, Essay):
        return isinstance(response, str) and word_count(response) < question.min_words
    return isinstance(response, dict) and len(response) < part_count(question)


def is_off_length(question: AnyQuestion, response: Response) -> bool:
    """Tell whether a text has fewer or more words than its question asks for. It may be handed in so."""
    if not isinstance(question, Essay) or not isinstance(response, str):
        return False
    count = word_count(response)
    return count < question.min_words or 0 < question.max_words < count


def is_checkable(question: AnyQuestion) -> bool:
    """Tell whether a key marks a question: opinions have none, and an essay waits for a person."""
    return not isinstance(question, Likert | Poll | Essay)


def asks_certainty(quiz: Quiz, question: AnyQuestion) -> bool:
    """Tell whether learners say beside their answer to a question how sure they are, before anything is told."""
    return quiz.is_certainty_deferred and is_checkable(question)


def tries_allowed(quiz: Quiz, question: Question) -> int:
    """Return how often a question may be checked; 0 is no limit. "interactive": once, and once more for each hint."""
    if quiz.feedback == "adaptive":
        return 0
    return 1 + len(question.hints) if quiz.feedback == "interactive" else 1


def is_done(quiz: Quiz, question: AnyQuestion, tries: Sequence[Try]) -> bool:
    """Tell whether a question is fixed: answered rightly, or out of tries. Its key and reasons may be told then."""
    if not tries:
        return False
    allowed = tries_allowed(quiz, question)
    return bool(allowed and len(tries) >= allowed) or mark_response(question, tries[-1].response).share == 1.0


def hint_after(question: Question, tries: int) -> Text:
    """Return the hint that so many tries have earned: each the next one, the last one again; {} where there is none."""
    return question.hints[min(tries, len(question.hints)) - 1] if tries and question.hints else {}


def loss_before(quiz: Quiz, tries: int) -> float:
    """Return the share that so many tries before cost the next one, 0.0 to 1.0."""
    return min(1.0, quiz.penalty * tries) if quiz.feedback in {"interactive", "adaptive"} else 0.0


def counted_try(
    quiz: Quiz, question: AnyQuestion, tries: Sequence[Try], *, best: bool = False
) -> tuple[int, Mark]:
    """Return the number of the try that counts, from 1, and its mark with what earlier tries cost. There is one.

    - immediate, certainty: the only one.
    - interactive: the last, less `penalty` for each try before it, at least 0 (Moodle's `interactive`, which takes
      the penalty once more from a wrong try that was handed in as it was; here the try stands as it was checked).
    - adaptive: the try that brings most, each less `penalty` for each try before it, at least 0 (Moodle's `adaptive`,
      and with `penalty: 0` its `adaptivenopenalty`). All tries before were wrong or partly right, since the first right
      one ends it.

    After a regrade that raised the mark it is as in adaptive (`best`), whatever the quiz is: nobody knew that an earlier
    try was right.
    """
    marks = [
        _lessened(mark_response(question, one.response), loss_before(quiz, place))
        for place, one in enumerate(tries)
    ]
    place = len(marks) - 1
    if best or quiz.feedback == "adaptive":
        place = max(range(len(marks)), key=lambda one: marks[one].share)
    return place + 1, marks[place]


def certainty_mark(share: float, certainty: int) -> float:
    """Return the mark by certainty of an answer that is right by `share`: from -6.0 to 3.0.

    Between right and wrong it is what a right and a wrong answer bring, weighed by the share: who is half right and
    said to be sure has half of each coming. (Moodle gives any share above 0 its part of the right answer's mark, so that
    a hundredth right takes the whole penalty away.)
    """
    right, wrong = CERTAINTY_MARKS[certainty]
    return right * share + wrong * (1.0 - share)


def mark_quiz(
    quiz: Quiz, questions: Sequence[AnyQuestion], responses: Mapping[str, Response], tries: Tries
) -> QuizMarks:
    """Mark one attempt: a question with tries by them, one without by its response. Absent is blank.

    With "certainty" the score is Moodle's "accuracy with bonus": the accuracy, plus a tenth of the difference between
    the average mark by certainty and what the best one certainty for all answers would bring at this accuracy; from
    0.0 to 1.0. So it is comparable with other quizzes: who is right and sure has 1.0, and telling what one does not
    know apart from what one knows is worth more than the accuracy alone. A blank has no certainty and no mark of it.
    """
    marks = tuple(
        counted_try(quiz, question, tries[question.id])[1]
        if tries.get(question.id)
        else mark_response(question, responses.get(question.id))
        for question in questions
    )
    achieved = score(marks)
    if quiz.feedback != "certainty":
        return QuizMarks(marks, achieved)
    result = certainty_result(marks, tries, achieved)
    return QuizMarks(marks, result.score, result)


def certainty_result(marks: Sequence[AskedMark], tries: Tries, accuracy: float) -> CertaintyResult:
    """Return what the certainties of an attempt say of its marks; `accuracy` is their score."""
    weight = math.fsum(mark.max_points for mark in marks) or 1.0
    average = math.fsum(
        mark.max_points * certainty_mark(mark.points / mark.max_points, tries[mark.question_id][0].certainty)
        for mark in marks
        if tries.get(mark.question_id) and mark.max_points
    )
    average /= weight
    expected = max(certainty_mark(accuracy, certainty) for certainty in CERTAINTY_MARKS)
    achieved = min(1.0, max(0.0, accuracy + BONUS * (average - expected)))
    return CertaintyResult(accuracy, round(average, 9), round(expected, 9), round(achieved, 9))


def _lessened(mark: Mark, loss: float) -> Mark:
    if not loss:
        return mark
    share = round(max(0.0, mark.share - loss), 9)
    return replace(mark, share=share, points=share * mark.max_points)
