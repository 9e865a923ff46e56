"""Which answer what was typed fits: the words and numbers of questions and of gaps."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from course.core.grading.folding import fits
from course.core.grading.numbers import TypedNumber, is_near, read_number
from course.core.grading.questions import (
    GAP_MARK,
    Answer,
    AnyQuestion,
    Cloze,
    Forms,
    NumberGap,
    Numeric,
    ShortText,
    TypedAnswer,
    TypedGap,
    Unit,
)
from course.core.grading.responses import Response
from course.core.grading.tokens import gap_tokens
from course.core.grading.units import unit_of

MisreadCode = Literal["number_unreadable", "number_unit", "number_gaps"]


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
    """Return the answer that a typed number fits, and whether its unit is there; None where it fits none.

    That is the first that fits; of two readings, as 1,234 has them, what earns more counts.
    """
    number = _number(typed, units)
    if number is None:
        return None
    unit = unit_of(number.rest, units)
    values = [value * (unit.factor if unit else 1.0) for value in number.values]
    tried = tuple(answers)
    fitting = [first for value in values if (first := _first_near(tried, value))]
    best = max(fitting, key=lambda answer: answer.share, default=None)
    return (best, unit is not None or not units) if best else None


def taken_numbers(answers: Sequence[Answer]) -> list[tuple[Answer, Answer]]:
    """Return the answers that earn all and whose own number earns less, each with the one before it that takes it."""
    rights = [(answer, _first_near(answers, answer.value)) for answer in answers if answer.share == 1.0]
    return [(right, first) for right, first in rights if first and first.share < 1.0]


def _first_near(answers: Sequence[Answer], value: float) -> Answer | None:
    return next((answer for answer in answers if is_near(value, answer.value, answer.tolerance)), None)


def _number(typed: str, units: Sequence[Unit] = ()) -> TypedNumber | None:
    """Return the number that was typed; None where it is none. Without units nothing may stand behind it."""
    number = read_number(typed)
    return number if number and (units or not number.rest) else None


@dataclass(frozen=True, slots=True)
class Misread:
    """What is amiss with the form of numbers that were typed, whether they are right or not: nothing of the key."""

    code: MisreadCode  # a message's: number_gaps where it is about gaps
    units: tuple[str, ...] = ()  # that may follow the number
    gaps: Mapping[str, tuple[int, ...]] = field(
        default_factory=dict
    )  # by language, as its passage numbers them

    @property
    def is_unreadable(self) -> bool:
        """Tell whether there is no number at all: to check the answer would tell nothing."""
        return self.code != "number_unit"

    def values(self, language: str) -> dict[str, str]:
        """Return what the message tells, with the gaps as a language's passage numbers them, else the first one's."""
        gaps = self.gaps.get(language) or next(iter(self.gaps.values()), ())
        return {"units": ", ".join(self.units), "gaps": ", ".join(map(str, gaps))}


def misread(question: AnyQuestion, response: Response | None) -> Misread | None:
    """Tell what is amiss with the form of typed numbers; None for nothing.

    One cannot be read, as where anything stands behind it though the question has no units, or has none of these. A unit
    that costs nothing may be left out.
    """
    if isinstance(question, Cloze):
        gaps = misread_gaps(question, response)
        return Misread("number_gaps", gaps=_numbered(question, gaps)) if gaps else None
    if not isinstance(question, Numeric) or not isinstance(response, str) or not response:
        return None
    number, units = _number(response, question.units), tuple(unit.symbol for unit in question.units)
    if number is None:
        return Misread("number_unreadable", units)
    has_unit = not units or unit_of(number.rest, question.units) is not None
    is_asked = question.unit_penalty > 0 or number.rest
    return None if has_unit or not is_asked else Misread("number_unit", units)


def misread_gaps(question: AnyQuestion, response: Response | None) -> tuple[str, ...]:
    """Return the ids of the gaps for a number in which none can be read."""
    if not isinstance(question, Cloze) or not isinstance(response, dict):
        return ()
    numbers = {gap.id: response.get(gap.id, "") for gap in question.gaps if isinstance(gap, NumberGap)}
    return tuple(name for name, typed in numbers.items() if typed and _number(typed) is None)


def misread_tokens(question: AnyQuestion, response: Response | None, seed: bytes) -> list[str]:
    """Return these gaps by their tokens in an attempt with this seed."""
    named = gap_tokens(question, seed) if isinstance(question, Cloze) else {}
    return [named[name] for name in misread_gaps(question, response)]


def _numbered(question: Cloze, gaps: Collection[str]) -> dict[str, tuple[int, ...]]:
    return {
        language: tuple(place for place, name in enumerate(GAP_MARK.findall(passage), 1) if name in gaps)
        for language, passage in question.passage.items()
    }
