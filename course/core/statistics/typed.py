"""What people typed, told apart as marking tells it apart, so that equal answers can be counted together."""

from typing import NamedTuple

from course.core.grading.marking import mark_response
from course.core.grading.questions import (
    AnyQuestion,
    ChosenGap,
    Cloze,
    NumberGap,
    Numeric,
    ShortText,
    Words,
)
from course.core.grading.responses import Response
from course.core.grading.typed_forms import typed_form
from course.core.statistics.given import TYPED

FEW_TYPED = 3  # learners who must have typed a form before it is told: a rarer one may name who typed it


class TypedForm(NamedTuple):
    """One form that was typed. `gap` is the id of the gap in which, "" outside of a passage."""

    gap: str
    form: str
    verdict: str  # right, partly, wrong


def typed_forms(question: AnyQuestion, response: Response | None, verdict: str) -> tuple[TypedForm, ...]:
    """Return what was typed in a response, each in its one form; nothing for a blank and for other kinds."""
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
    told = [
        (gap, typed_form(typed, units, as_number=is_number), state) for gap, typed, state, is_number in found
    ]
    return tuple(TypedForm(gap, form, state) for gap, form, state in told if form and state in TYPED)
