"""Marking: one response to a mark, an attempt to its score.

Every kind gives a share from 0.0 (nothing right) to 1.0 (all right); points are share times the question's
points. Nothing is ever taken away below zero.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal, Protocol

from course.core.grading.fitting import number_fit, typed_fit
from course.core.grading.questions import (
    AnyQuestion,
    ByHand,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Essay,
    Gap,
    Gapped,
    Hotspot,
    Likert,
    Match,
    NumberGap,
    Numeric,
    Option,
    Order,
    Poll,
    Scenario,
    ShortText,
    Spot,
    TrueFalse,
    TypedGap,
    Upload,
    Words,
    is_by_hand,
)
from course.core.grading.responses import Response
from course.core.grading.rubrics import Chosen, earned
from course.core.grading.scenarios import Strayed, follow
from course.core.grading.shares import has_shares, option_shares, sum_of_shares

Verdict = Literal["right", "partly", "wrong", "blank", "waiting"]  # waiting: for a person's mark
PartState = Literal["right", "wrong", "missed", "left", "answered", "partly"]


@dataclass(frozen=True, slots=True)
class PartMark:
    """How one part of a question was answered: an option, a pair, an item, a statement, or "true" and "false".

    An item that was sorted into a category stands as a pair does, and so does a gap. Of a number or a short text there is
    one part, the answer that it fits, and none where it fits none. A statement of a survey is "answered" or "missed", an
    option of a poll "answered" or "left": nothing is right or wrong there. A choice of a scenario is "right" where it is
    worth all, "wrong" where it is worth nothing, and else "partly"; so is the option that is chosen in a choice where it is
    not the right one and earns something.

    state | option, true or false      | pair               | item
    right | chosen, and right          | rightly matched    | in sequence with the others
    wrong | chosen, but wrong          | wrongly matched    | out of sequence
    missed| right, but not chosen      | not matched        | not ordered
    left  | wrong, and rightly left    |                    |
    """

    id: str
    state: PartState
    given: str = ""  # match: id of the pair whose answer was chosen; else the category, the place in the scale, the gap's
    place: int = 0  # order: where the learner put the item, from 1
    share: float = 0.0  # scenario, number, short text, gap, option partly right: what it is worth, 0.0 to 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one question earned, and why. Parts stand as in the quiz file (order: in the right order)."""

    question_id: str
    verdict: Verdict
    share: float  # 0.0 to 1.0
    points: float
    max_points: float
    parts: tuple[PartMark, ...] = ()
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # short text: forms per language


def mark_response(question: AnyQuestion, response: Response | None) -> Mark:
    """Mark one response; None or an empty one is blank. The question is one that `course check` accepts.

    - hotspot, true-false: all or nothing.
    - choice: the share of the chosen option, at least 0; where it has none, all or nothing.
    - short text: the share of the best of the answers that fit.
    - choices: (right ones chosen - wrong ones chosen) / right ones there are, at least 0: who ticks
      everything gains nothing. Where an option has a share: the sum of the shares of those chosen, 0 to 1, one without
      a share as before; a sum that falls short of 1 by no more than a thousandth counts as 1.
    - numeric: the share of the first answer within whose tolerance the number lies, that of its best reading (numbers.py);
      where the question has units and none of them follows, `unit_penalty` of it is lost.
    - cloze, words: the gaps' shares, weighed; that of a typed gap as of a short text, of a number as of a numeric one.
    - match: prompts rightly matched / prompts. Pairs with the same answer text accept each other's answer.
    - categorise: items in their category / items.
    - scenario: the mean worth of the choices taken, once an ending is reached; before it nothing.
    - likert, poll: nothing to earn; "right" says that all is answered, "partly" that some statements are.
    - essay, upload: nothing before a person has marked it: then the verdict is "waiting"; without a rubric as a poll.
    - order: (items in the longest sequence that is in order - 1) / (items - 1). One step put in a wrong place
      costs one step, wherever it landed; all reversed earns nothing. The items outside that sequence are the
      fewest that must be moved to mend the order (Ulam's distance, Annual Review of Biophysics and
      Bioengineering 1, 1972; Moodle offers the same as "longest ordered subset").
    """
    given = response or None
    if isinstance(given, str) and not given.strip():
        given = None
    share, parts = _share_and_parts(question, given)
    waits = given is not None and is_by_hand(question)
    return Mark(
        question_id=question.id,
        verdict="waiting" if waits else _verdict(share, blank=given is None),
        share=share,
        points=share * question.points,
        max_points=question.points,
        parts=parts,
        accepted=question.right_forms if isinstance(question, ShortText) else {},
    )


def mark_by_rubric(question: ByHand, chosen: Chosen) -> Mark:
    """Return the mark that a person gives who chose these levels, one of each criterion."""
    points = earned(question.rubric, chosen)
    share = points / question.points
    return Mark(
        question_id=question.id,
        verdict=_verdict(share, blank=False),
        share=share,
        points=points,
        max_points=question.points,
    )


def waiting_marks(marks: Iterable[Mark]) -> int:
    """Return how many marks wait for a person."""
    return sum(mark.verdict == "waiting" for mark in marks)


def mark_attempt(questions: Iterable[AnyQuestion], responses: Mapping[str, Response]) -> tuple[Mark, ...]:
    """Mark the questions of one attempt in their order; `responses` go by question id, absent means blank."""
    return tuple(mark_response(question, responses.get(question.id)) for question in questions)


class Earned(Protocol):
    """What one question earned of what there was to earn."""

    @property
    def points(self) -> float: ...
    @property
    def max_points(self) -> float: ...


def score(marks: Iterable[Earned]) -> float:
    """Return points earned of points there are, 0.0 to 1.0; 0.0 where there are none to earn.

    Rounded to nine places, so that a pass score of 0.7 is met by any sum of thirds that makes seven tenths.
    """
    marks = tuple(marks)
    there_are = math.fsum(mark.max_points for mark in marks)
    if not there_are:
        return 0.0
    return round(math.fsum(mark.points for mark in marks) / there_are, 9)


def kept_score(scores: Sequence[float], keep: str) -> float:
    """Return the score that counts of a learner's submitted attempts, oldest first; 0.0 where there are none.

    `keep` is the quiz's rule: "best", "last", "first" or "average".
    """
    if not scores:
        return 0.0
    rules = {
        "best": max(scores),
        "last": scores[-1],
        "first": scores[0],
        "average": round(math.fsum(scores) / len(scores), 9),
    }
    return rules[keep]


def _verdict(share: float, *, blank: bool) -> Verdict:
    if blank:
        return "blank"
    if share == 1.0:
        return "right"
    return "partly" if share > 0 else "wrong"


def _share_and_parts(question: AnyQuestion, given: Response | None) -> tuple[float, tuple[PartMark, ...]]:  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    match question:
        case Choice():
            return _choice_marks(question, given if isinstance(given, str) else "")
        case Hotspot(spots=spots):
            parts = _option_marks(spots, {given} if isinstance(given, str) else frozenset())
            return float(_count(parts, "right")), parts
        case Choices():
            return _choices_marks(question, frozenset(given or ()))
        case TrueFalse(answer=answer):
            parts = tuple(_option_mark(word, word == given, right) for word, right in _truth(answer))
            return float(_count(parts, "right")), parts
        case ShortText():
            return _typed_marks(question, given) if isinstance(given, str) else (0.0, ())
        case Numeric():
            return _numeric_marks(question, given if isinstance(given, str) else "")
        case Cloze() | Words():
            return _gap_marks(question, given if isinstance(given, dict) else {})
        case Match():
            parts = _pair_marks(question, given if isinstance(given, dict) else {})
            return _count(parts, "right") / len(parts), parts
        case Categorise():
            parts = _sorted_marks(question, given if isinstance(given, dict) else {})
            return _count(parts, "right") / len(parts), parts
        case Scenario():
            return _scenario_marks(question, given if isinstance(given, tuple) else ())
        case Likert():
            parts = _statement_marks(question, given if isinstance(given, dict) else {})
            return _count(parts, "answered") / len(parts), parts
        case Poll(options=polled):
            parts = tuple(PartMark(one.id, "answered" if one.id == given else "left") for one in polled)
            return float(_count(parts, "answered")), parts
        case Essay(rubric=rubric) | Upload(rubric=rubric):
            return float(given is not None and not rubric), ()
        case Order():
            return _order_marks(question, given if isinstance(given, tuple) else ())


def _count(parts: Iterable[PartMark], state: PartState) -> int:
    return sum(part.state == state for part in parts)


def _option_mark(part_id: str, chosen: bool, right: bool) -> PartMark:  # noqa: FBT001 - a truth table
    if chosen:
        return PartMark(part_id, "right" if right else "wrong")
    return PartMark(part_id, "missed" if right else "left")


def _option_marks(options: Iterable[Option | Spot], chosen: AbstractSet[str]) -> tuple[PartMark, ...]:
    return tuple(_option_mark(option.id, option.id in chosen, option.right) for option in options)


def _choice_marks(question: Choice, given: str) -> tuple[float, tuple[PartMark, ...]]:
    parts = list(_option_marks(question.options, {given}))
    for place, (option, worth) in enumerate(zip(question.options, option_shares(question), strict=True)):
        if option.id == given:
            share = max(0.0, worth)
            if share and not option.right:
                parts[place] = PartMark(given, "partly", share=share)
            return share, tuple(parts)
    return 0.0, tuple(parts)


def _choices_marks(question: Choices, chosen: AbstractSet[str]) -> tuple[float, tuple[PartMark, ...]]:
    parts = _option_marks(question.options, chosen)
    if has_shares(question):
        shares = zip(question.options, option_shares(question), strict=True)
        return sum_of_shares(share for option, share in shares if option.id in chosen), parts
    balance = _count(parts, "right") - _count(parts, "wrong")
    return max(0, balance) / sum(option.right for option in question.options), parts


def _truth(answer: bool) -> tuple[tuple[str, bool], ...]:  # noqa: FBT001 - it is the answer itself
    return ("true", answer), ("false", not answer)


def _typed_marks(question: ShortText, typed: str) -> tuple[float, tuple[PartMark, ...]]:
    share, met = typed_fit(question, typed)
    return share, (PartMark(met.id, _state(share), share=share),) if met else ()


def _state(share: float) -> PartState:
    return "right" if share == 1.0 else "partly" if share else "wrong"


def _numeric_marks(question: Numeric, typed: str) -> tuple[float, tuple[PartMark, ...]]:
    found = number_fit(question.answers, typed, question.units)
    if found is None:
        return 0.0, ()
    answer, has_unit = found
    share = answer.share * (1.0 if has_unit else 1.0 - question.unit_penalty)
    return share, (PartMark(answer.id, _state(share), share=share),)


def _gap_marks(question: Gapped, given: Mapping[str, str]) -> tuple[float, tuple[PartMark, ...]]:
    marks = [_gap_mark(gap, given.get(gap.id, "")) for gap in question.gaps]
    weights = [gap.weight for gap in question.gaps]
    earned = math.fsum(mark.share * weight for mark, weight in zip(marks, weights, strict=True))
    return round(earned / math.fsum(weights), 9), tuple(marks)


def _gap_mark(gap: Gap, given: str) -> PartMark:
    if not given:
        return PartMark(gap.id, "missed")
    match gap:
        case TypedGap():
            share, _met = typed_fit(gap, given)
        case NumberGap(answers=answers):
            found = number_fit(answers, given)
            share = found[0].share if found else 0.0
        case ChosenGap(options=options):
            share = float(any(option.right and option.id == given for option in options))
    return PartMark(gap.id, _state(share), given=given, share=share)


def _pair_marks(question: Match, chosen: Mapping[str, str]) -> tuple[PartMark, ...]:
    answers = {one.id: one.answer for one in question.answers}
    marks = []
    for pair in question.pairs:
        given = chosen.get(pair.id, "")
        state: PartState = "missed" if not given else "wrong"
        if given in answers and answers[given] == pair.answer:
            state = "right"
        marks.append(PartMark(pair.id, state, given=given))
    return tuple(marks)


def _sorted_marks(question: Categorise, chosen: Mapping[str, str]) -> tuple[PartMark, ...]:
    marks = []
    for item in question.items:
        given = chosen.get(item.id, "")
        state: PartState = "missed" if not given else "right" if given == item.category else "wrong"
        marks.append(PartMark(item.id, state, given=given))
    return tuple(marks)


def _statement_marks(question: Likert, chosen: Mapping[str, str]) -> tuple[PartMark, ...]:
    return tuple(
        PartMark(
            statement.id,
            "answered" if chosen.get(statement.id) else "missed",
            given=chosen.get(statement.id, ""),
        )
        for statement in question.statements
    )


def _scenario_marks(question: Scenario, given: tuple[str, ...]) -> tuple[float, tuple[PartMark, ...]]:
    try:
        walk = follow(question, given)
    except Strayed:
        return 0.0, ()
    states: dict[float, PartState] = {0.0: "wrong", 1.0: "right"}
    worths = [(step.id, step.choice.worth) for step in walk.steps]
    return walk.worth, tuple(
        PartMark(name, states.get(worth, "partly"), share=worth) for name, worth in worths
    )


def _order_marks(question: Order, given: tuple[str, ...]) -> tuple[float, tuple[PartMark, ...]]:
    right_order = [item.id for item in question.items]
    in_sequence = _longest_sequence([right_order.index(item) for item in given if item in right_order])
    share = (len(in_sequence) - 1) / (len(right_order) - 1) if len(right_order) > 1 else float(bool(given))
    share = max(0.0, share)
    marks = []
    for number, item in enumerate(right_order):
        place = given.index(item) + 1 if item in given else 0
        # Where all is reversed, any one item would be "in sequence" with itself: it earned nothing.
        state: PartState = "right" if share and number in in_sequence else "wrong"
        marks.append(PartMark(item, state if place else "missed", place=place))
    return share, tuple(marks)


def _longest_sequence(numbers: Sequence[int]) -> frozenset[int]:
    """Return the members of the longest strictly increasing subsequence; of several, the first found."""
    nothing: tuple[int, ...] = ()
    ending: list[tuple[int, ...]] = []  # the longest one that ends at each number
    for number in numbers:
        before = max((run for run in ending if run[-1] < number), key=len, default=nothing)
        ending.append((*before, number))
    longest = max(ending, key=len, default=nothing)
    return frozenset(longest)
