"""What people typed, told apart as marking tells it apart, so that equal answers can be counted together."""

from collections.abc import Sequence
from typing import NamedTuple

from course.core.grading.folding import fold_answer
from course.core.grading.marking import mark_response
from course.core.grading.numbers import read_number
from course.core.grading.questions import (
    AnyQuestion,
    ChosenGap,
    Cloze,
    NumberGap,
    Numeric,
    ShortText,
    Unit,
    Words,
)
from course.core.grading.responses import Response
from course.core.grading.units import unit_of
from course.core.statistics.given import TYPED

FORM_MAX = 60  # signs of a form that are told apart
FEW_TYPED = 3  # learners who must have typed a form before it is told: a rarer one may name who typed it


class TypedForm(NamedTuple):
    """One form that was typed. `gap` is the id of the gap in which, "" outside of a passage."""

    gap: str
    form: str
    verdict: str  # right, partly, wrong


def typed_forms(question: AnyQuestion, response: Response | None, verdict: str) -> tuple[TypedForm, ...]:
    """Return what was typed in a response, folded as marking folds it; nothing for a blank and for other kinds.

    A number is given by what it is read as, such as "1.5" for "1,5", with its unit behind it as the question writes it;
    where that is none of the question's, as it was typed, since case may be why.
    """
    units = question.units if isinstance(question, Numeric) else ()
    match question:
        case ShortText() | Numeric() if isinstance(response, str):
            found = [("", response, verdict, isinstance(question, Numeric))]
        case Cloze(gaps=gaps) | Words(gaps=gaps) if response:
            parts = zip(gaps, mark_response(question, response).parts, strict=True)
            found = [
                (gap.id, part.given, part.state, isinstance(gap, NumberGap))
                for gap, part in parts
                if not isinstance(gap, ChosenGap)
            ]
        case _:
            return ()
    told = [(gap, _form(typed, units, as_number=is_number), state) for gap, typed, state, is_number in found]
    return tuple(TypedForm(gap, form, state) for gap, form, state in told if form and state in TYPED)


def _form(typed: str, units: Sequence[Unit], *, as_number: bool) -> str:
    number = read_number(typed) if as_number else None
    if number is None:
        return fold_answer(typed, keep="%‰")[:FORM_MAX]
    values = " / ".join(f"{value:.12g}" for value in sorted(number.values))
    return f"{values} {_rest(number.rest, units)}".strip()[:FORM_MAX]


def _rest(rest: str, units: Sequence[Unit]) -> str:
    if not units:
        return fold_answer(rest, keep="%‰")
    unit = unit_of(rest, units)
    return unit.symbol if unit else " ".join(rest.split())
