"""What was typed in one form, told apart as marking tells it apart, so that equal answers can be counted together."""

from collections.abc import Sequence

from course.core.grading.folding import fold_answer
from course.core.grading.numbers import read_number
from course.core.grading.questions import Unit
from course.core.grading.units import unit_of

FORM_MAX = 60  # signs of a form that are told apart


def typed_form(typed: str, units: Sequence[Unit] = (), *, as_number: bool = False) -> str:
    """Return what was typed, folded as marking folds it and cut.

    A number is given by what it is read as, such as "1.5" for "1,50", with its unit behind it as the question writes it;
    where that is none of the question's, as it was typed, since case may be why.
    """
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
