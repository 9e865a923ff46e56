"""The answers of a response, right ones too, named by what the question offers: so that they can be counted.

There are as many names as the question offers, however many learners answer: what was typed is only told apart by
what it earned. The wrong answers that were typed stand in a cohort's own list (wrong_answers.py).
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from course.core.grading.marking import Mark, mark_response
from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Gap,
    Hotspot,
    Likert,
    Match,
    NumberGap,
    Numeric,
    Order,
    Poll,
    Scenario,
    ShortText,
    TrueFalse,
    TypedGap,
    Words,
)
from course.core.grading.responses import Response
from course.core.grading.scenarios import step_id
from course.core.text import Text

CountsAs = Literal["right", "partly", "wrong"]
TYPED: tuple[CountsAs, ...] = ("right", "partly", "wrong")  # of what was typed


class PossibleAnswer(NamedTuple):
    """One answer that can be given. `part` is what it answers, empty where it answers the whole question.

    `words` is empty for "true" and "false", for what was typed, where `id` ends in one of TYPED, and for a place in
    an order, where `place` counts from 1. `counts_as` is None where nothing is right or wrong.
    """

    id: str
    part: Text
    words: Text
    counts_as: CountsAs | None
    place: int = 0

    @property
    def right(self) -> bool:
        return self.counts_as == "right"


def given_answers(  # noqa: PLR0911 - one case for each kind
    question: AnyQuestion, response: Response | None, verdict: str
) -> tuple[str, ...]:
    """Return the names of what was answered; none for a blank.

    By kind: the id of an option or spot, "true" or "false"; `<pair>:<pair of the chosen answer>`,
    `<item>:<category>`, `<statement>:<place in the scale>`, `<item>:<place>`, `<scene>:<choice>`,
    `<gap>:<option>`; for what was typed "right", "partly" or "wrong", after `<gap>:` in a passage.
    """
    if not response:
        return ()
    match question:
        case Choice() | TrueFalse() | Hotspot() | Poll():
            return (response,) if isinstance(response, str) else ()
        case Choices() | Scenario():
            return response if isinstance(response, tuple) else ()
        case Match() | Categorise() | Likert():
            return tuple(f"{part}:{given}" for part, given in _pairs(response))
        case Order():
            return tuple(f"{item}:{place}" for place, item in enumerate(response, 1))
        case ShortText() | Numeric():
            return (verdict,) if verdict in TYPED else ()
        case Cloze() | Words():
            return _gaps_given(question.gaps, mark_response(question, response))
        case _:
            return ()


def possible_answers(question: AnyQuestion) -> tuple[PossibleAnswer, ...]:  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    """Return all that can be answered, as the question's file has it."""
    match question:
        case Choice(options=options):
            return tuple(
                PossibleAnswer(
                    one.id, {}, one.text, _key(one.right) if one.share is None else counts_as(one.share)
                )
                for one in options
            )
        case Choices(options=options) | Hotspot(spots=options):
            return tuple(PossibleAnswer(one.id, {}, one.text, _key(one.right)) for one in options)
        case Poll(options=polled):
            return tuple(PossibleAnswer(one.id, {}, one.text, None) for one in polled)
        case TrueFalse(answer=answer):
            return (
                PossibleAnswer("true", {}, {}, _key(answer)),
                PossibleAnswer("false", {}, {}, _key(not answer)),
            )
        case Match(pairs=pairs):
            return tuple(
                PossibleAnswer(
                    f"{pair.id}:{one.id}", pair.prompt, one.answer, _key(one.answer == pair.answer)
                )
                for pair in pairs
                for one in question.answers
            )
        case Categorise(categories=categories, items=items):
            return tuple(
                PossibleAnswer(f"{item.id}:{one.id}", item.text, one.text, _key(one.id == item.category))
                for item in items
                for one in categories
            )
        case Likert(statements=statements, scale=scale):
            return tuple(
                PossibleAnswer(f"{statement.id}:{place}", statement.text, words, None)
                for statement in statements
                for place, words in enumerate(scale, 1)
            )
        case Order(items=steps):
            return tuple(
                PossibleAnswer(f"{step.id}:{place}", step.text, {}, _key(place == own), place)
                for own, step in enumerate(steps, 1)
                for place in range(1, len(steps) + 1)
            )
        case Scenario(scenes=scenes):
            return tuple(
                PossibleAnswer(step_id(scene.id, one.id), scene.text, one.text, counts_as(one.worth))
                for scene in scenes
                for one in scene.choices
            )
        case ShortText(answers=answers):
            return _typed("", {}, partly=any(0 < answer.share < 1.0 for answer in answers))
        case Numeric():
            return _typed("", {}, partly=True)
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            return tuple(answer for place, gap in enumerate(gaps, 1) for answer in _of_gap(gap, place))
        case _:
            return ()


def _pairs(response: Response) -> list[tuple[str, str]]:
    return list(response.items()) if isinstance(response, dict) else []


def _gaps_given(gaps: Sequence[Gap], mark: Mark) -> tuple[str, ...]:
    return tuple(
        f"{part.id}:{part.given if isinstance(gap, ChosenGap) else part.state}"
        for gap, part in zip(gaps, mark.parts, strict=True)
        if part.given
    )


def _of_gap(gap: Gap, place: int) -> tuple[PossibleAnswer, ...]:
    part = {"": str(place)}
    match gap:
        case ChosenGap(options=options):
            return tuple(
                PossibleAnswer(f"{gap.id}:{one.id}", part, one.text, _key(one.right)) for one in options
            )
        case TypedGap(answers=answers):
            partly = any(0 < answer.share < 1.0 for answer in answers)
            return _typed(f"{gap.id}:", part, partly=partly)
        case NumberGap():
            return _typed(f"{gap.id}:", part, partly=True)


def _typed(before: str, part: Text, *, partly: bool) -> tuple[PossibleAnswer, ...]:
    told = [state for state in TYPED if partly or state != "partly"]
    return tuple(PossibleAnswer(before + state, part, {}, state) for state in told)


def _key(right: bool) -> CountsAs:  # noqa: FBT001 - what the key says of it
    return "right" if right else "wrong"


def counts_as(share: float) -> CountsAs:
    """Return what an answer counts as that earns this share of the points, 0.0 to 1.0."""
    return "partly" if 0 < share < 1.0 else _key(share == 1.0)
