"""Regrading: what the mended version of a question makes of a response that was given to an earlier one.

A mark may rise and never falls. What may be compared is told by ids, which authors keep when they edit texts:
a question that asks for other parts than the learner saw cannot be regraded.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from course.core.grading.marking import mark_response, score
from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Hotspot,
    Likert,
    Match,
    Numeric,
    Order,
    Scenario,
    ShortText,
    TrueFalse,
    Words,
)
from course.core.grading.responses import Response

Barrier = Literal["gone", "kind", "parts", "by_hand"]
Outcome = Literal["raised", "weighed", "same", "kept"]


@dataclass(frozen=True, slots=True)
class Mended:
    """One question as learners saw it, and as it stands now; they may be the same."""

    seen: AnyQuestion
    now: AnyQuestion


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to one question: each try with the share that tries before it cost, oldest first.

    A question that was answered once has one; a blank has one too.
    """

    tries: tuple[tuple[Response | None, float], ...] = ((None, 0.0),)


@dataclass(frozen=True, slots=True)
class StoredMark:
    """What one question of an attempt has earned so far."""

    question_id: str
    verdict: str
    share: float  # 0.0 to 1.0
    points: float
    max_points: float


@dataclass(frozen=True, slots=True)
class Regraded:
    """What becomes of one attempt. `marks` stand as they were given, with those that rose replaced."""

    marks: tuple[StoredMark, ...]
    outcomes: Mapping[str, Outcome]  # by question id, of the questions that were looked at
    score: float  # 0.0 to 1.0

    @property
    def points(self) -> float:
        return math.fsum(mark.points for mark in self.marks)

    @property
    def max_points(self) -> float:
        return math.fsum(mark.max_points for mark in self.marks)


def barrier(seen: AnyQuestion, now: AnyQuestion | None) -> Barrier | None:
    """Return why a response to `seen` cannot be marked by `now`; None where it can.

    "gone": the question left the quiz. "kind": it is of another kind. "parts": the ids of options, pairs, items,
    categories, gaps or spots differ, or a story's scenes lead elsewhere, so that the learner chose among other
    things. "by_hand": nothing in it is marked by a key.
    """
    if now is None:
        return "gone"
    if type(seen) is not type(now):
        return "kind"
    parts = _parts(seen)
    if parts is None:
        return "by_hand"
    return None if parts == _parts(now) else "parts"


def _parts(question: AnyQuestion) -> object | None:  # noqa: PLR0911 - one case for each kind
    """Return what two versions of a question must share; None for a kind that no key marks."""
    match question:
        case Choice(options=options) | Choices(options=options) | Hotspot(spots=options):
            return frozenset(option.id for option in options)
        case TrueFalse() | ShortText() | Numeric():
            return frozenset()
        case Match(pairs=pairs, extras=extras):
            return frozenset(pair.id for pair in pairs), frozenset(one.id for one in extras)
        case Order(items=items):
            return frozenset(item.id for item in items)
        case Categorise(categories=categories, items=sorted_items):
            return (
                frozenset(category.id for category in categories),
                frozenset(item.id for item in sorted_items),
            )
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            return frozenset((gap.id, type(gap).__name__, _options(gap)) for gap in gaps)
        case Scenario():
            return _ways(question)
        case Likert():
            return None
        case _:
            return None


def _options(gap: object) -> frozenset[str]:
    return frozenset(option.id for option in gap.options) if isinstance(gap, ChosenGap) else frozenset()


def _ways(question: Scenario) -> object:
    """Return where each choice of a story leads and what it moves: all but its texts and worths."""
    return (
        frozenset((meter.id, meter.start) for meter in question.meters),
        question.start,
        frozenset(
            (scene.id, choice.id, choice.to, frozenset(choice.effects.items()))
            for scene in question.scenes
            for choice in scene.choices
        ),
        tuple((frozenset(ending.when.items()), ending.to) for ending in question.endings),
    )


def regrade(
    marks: Sequence[StoredMark], mended: Mapping[str, Mended], given: Mapping[str, Given]
) -> Regraded:
    """Mark an attempt's answers to the `mended` questions anew. `marks` are all of the attempt.

    - A share rises to what the new key gives where that is more than the old key gave ("raised"); otherwise it
      stays, also where the new key gives less ("kept"). Of several tries the one that brings most counts, each less
      what the tries before it cost: nobody knew that an early one was right.
    - What the questions are worth follows the mended file for the whole attempt where the score is higher by it
      ("weighed"), so that a question taken out of the count helps those it failed and harms nobody.

    So no share and no score ever falls, and to regrade once more changes nothing. The caller leaves out what
    `barrier` tells against.
    """
    outcomes: dict[str, Outcome] = {}
    raised = []
    for mark in marks:
        one = mended.get(mark.question_id)
        if one is None:
            raised.append(mark)
            continue
        outcomes[mark.question_id], better = _regrade_mark(mark, one, given.get(mark.question_id, Given()))
        raised.append(better)
    weighed = [_weighed(mark, mended.get(mark.question_id)) for mark in raised]
    chosen = weighed if score(weighed) > score(raised) else raised
    for old, new in zip(marks, chosen, strict=True):
        if new.max_points != old.max_points and outcomes[old.question_id] != "raised":
            outcomes[old.question_id] = "weighed"
    return Regraded(marks=tuple(chosen), outcomes=outcomes, score=max(score(chosen), score(marks)))


def _regrade_mark(mark: StoredMark, one: Mended, given: Given) -> tuple[Outcome, StoredMark]:
    (before, _verdict), (share, verdict) = _best(one.seen, given), _best(one.now, given)
    if share > before and share > mark.share:
        return "raised", replace(mark, verdict=verdict, share=share, points=share * mark.max_points)
    return "kept" if share < mark.share and share < before else "same", mark


def _best(question: AnyQuestion, given: Given) -> tuple[float, str]:
    """Return the share and the verdict of the try that brings most; of equal ones, of the first."""
    marked = [(mark_response(question, response), loss) for response, loss in given.tries]
    shares = [round(max(0.0, mark.share - loss), 9) if loss else mark.share for mark, loss in marked]
    best = max(range(len(shares)), key=lambda place: shares[place])
    return shares[best], marked[best][0].verdict


def _weighed(mark: StoredMark, one: Mended | None) -> StoredMark:
    """Return a mark with the points that the mended question is worth, where those changed."""
    if one is None or one.now.points == one.seen.points:
        return mark
    return replace(mark, points=mark.share * one.now.points, max_points=one.now.points)
