"""Which answer what was typed fits: the words and numbers of questions and of gaps."""

from collections.abc import Iterable, Sequence
from typing import Literal

from course.core.grading.folding import fits, fold
from course.core.grading.numbers import is_near, read_number
from course.core.grading.questions import (
    Answer,
    AnyQuestion,
    Forms,
    Numeric,
    ShortText,
    TypedAnswer,
    TypedGap,
    Unit,
)
from course.core.grading.responses import Response

NumberFault = Literal["", "number_unreadable", "number_unit"]


def typed_fit(asked: ShortText | TypedGap, typed: str) -> tuple[float, TypedAnswer | None]:
    """Return what a typed text earns, 0.0 to 1.0, and the best of the answers that it fits; None where it fits none.

    Nor is there an answer where a form that earns all fits and nothing special is told of it.
    """
    fitting = [answer for answer in asked.answers if _is_accepted(typed, answer.accepted)]
    best = max(fitting, key=lambda answer: answer.share, default=None)  # of equal ones the first
    if (best is None or best.share < 1.0) and _is_accepted(typed, asked.accepted):
        return 1.0, None
    return (best.share, best) if best else (0.0, None)


def _is_accepted(typed: str, accepted: Forms) -> bool:
    return any(fits(typed, form) for forms in accepted.values() for form in forms)


def number_fit(
    answers: Iterable[Answer], typed: str, units: Sequence[Unit] = ()
) -> tuple[Answer, bool] | None:
    """Return the first answer that a typed number fits, and whether its unit is there; None where it fits none."""
    number = read_number(typed)
    if number is None:
        return None
    unit = _unit_of(number.rest, units)
    values = [value * (unit.factor if unit else 1.0) for value in number.values]
    for answer in answers:
        if any(is_near(value, answer.value, answer.tolerance) for value in values):
            return answer, unit is not None or not units
    return None


def _unit_of(rest: str, units: Sequence[Unit]) -> Unit | None:
    """Return the unit that stands behind a typed number; None where it is none of these."""
    return next((unit for unit in units if fold(unit.symbol, keep="%") == fold(rest, keep="%")), None)


def number_fault(question: AnyQuestion, response: Response | None) -> NumberFault:
    """Tell what is amiss with the form of a typed number, whether it is right or not; "" for nothing.

    It cannot be read, or has none of the units that are asked for. A unit that costs nothing may be left out.
    """
    if not isinstance(question, Numeric) or not isinstance(response, str) or not response:
        return ""
    number = read_number(response)
    if number is None:
        return "number_unreadable"
    has_unit = not question.units or _unit_of(number.rest, question.units) is not None
    is_asked = question.unit_penalty > 0 or number.rest
    return "" if has_unit or not is_asked else "number_unit"
