"""What is typed and counts as right: no form and no number may let in here what another system turns down.

Other systems try their answers in order, and an answer that earns nothing may stand before one that would take it. So are
numbers tried here; of forms all that are accepted count, upper and lower case and accents make no difference, and a star
stands for any signs.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from course.core.formats.questions_in import DECIMALS, Skip
from course.core.grading.fitting import taken_numbers
from course.core.grading.folding import fits
from course.core.grading.questions import Answer, TypedAnswer
from course.core.text import Text

ANSWERS_MAX = 200  # of one question: each that counts is held against each that does not
NUMBER_MAX = 1e12  # beyond which a quiz file takes none
_NEAR = 1e-9
T = TypeVar("T")


_WRAPPED = re.compile(r"\s*<(p|div|span)\b[^<>]*>.*</\1>\s*", re.DOTALL | re.IGNORECASE)


def is_marked_up(form: str) -> bool:
    """Tell whether markup stands round a form to be typed: else all its signs are to be typed, as in <b> and a<b."""
    return _WRAPPED.fullmatch(form) is not None


@dataclass(frozen=True, slots=True)
class Typed:
    """One form that another system knows, what it earns there (1.0: all), and what it says to it."""

    form: str
    share: float
    reason: str = ""


def accepted_forms(
    forms: Iterable[Typed], *, stars: bool = True, case: bool = False, partly: bool = False
) -> tuple[str, ...]:
    r"""Return the forms that earn all, each once. Raises Skip where none does, or where they would accept too much.

    `stars` tells whether a star stands for any signs there too, where \* is the sign itself; `case` whether upper and lower
    case make a difference there; `partly` whether forms that earn a part will count here too: then they may not accept
    too much either.
    """
    accepted: list[str] = []
    refused: list[str] = []
    for one in few(list(forms)):
        if one.form and (one.share >= 1.0 or (partly and one.share > 0)):
            if ("*" in one.form and not stars) or "\\*" in one.form:
                raise Skip("star", detail=one.form[:40])
            _refuse_if([form for form in refused if _takes(one.form, form)])
            if one.share >= 1.0:
                accepted.append(one.form)
        elif one.form and one.share <= 0:
            refused.append(one.form)
            if case and "*" not in one.form:
                _refuse_if([form for form in accepted if form != one.form and _takes(form, one.form)])
    if not accepted:
        raise Skip("no_right")
    return tuple(dict.fromkeys(accepted))


def short_text_of(
    forms: Sequence[Typed],
    said: Callable[[str], Text],
    language: str,
    *,
    stars: bool = True,
    case: bool = False,
) -> dict[str, Any]:
    """Return what a short text accepts, `accepted` and `answers`, of the forms that another system knows.

    `said` makes a text of a reason. Raises Skip as `accepted_forms` does. Forms that earn and say the same become one
    answer; of a form that stands there twice the first counts.
    """
    rights = accepted_forms(forms, stars=stars, case=case, partly=True)
    groups: dict[tuple[float, str], list[str]] = defaultdict(list)
    known: set[str] = set()
    for one in forms:
        share = round(min(max(one.share, 0.0), 1.0), DECIMALS)
        is_plain = share in {0.0, 1.0} and not one.reason
        if one.form and one.form not in known and not is_plain and (stars or "*" not in one.form):
            groups[share, one.reason].append(one.form)
        known.add(one.form)
    told = {form for (share, _reason), found in groups.items() if share == 1.0 for form in found}
    answers = [
        TypedAnswer("", {language: tuple(found)}, share, said(reason) if reason else {})
        for (share, reason), found in groups.items()
    ]
    answers.sort(key=lambda answer: -answer.share)
    named = tuple(replace(answer, id=f"answer-{number}") for number, answer in enumerate(answers, 1))
    plain = tuple(form for form in rights if form not in told)
    return {"accepted": {language: plain} if plain else {}, "answers": named}


def typed_gap_of(
    forms: Sequence[Typed],
    said: Callable[[str], Text],
    language: str,
    note: Callable[..., None],
    *,
    stars: bool = True,
    case: bool = False,
) -> dict[str, Any]:
    """Return what a typed gap accepts, as `short_text_of` does.

    Where forms that earn a part would accept too much, these are left out and noted: the passage and its other gaps stay.
    """
    partly = [one.form for one in forms if one.form and 0 < one.share < 1.0]
    try:
        return short_text_of(forms, said, language, stars=stars, case=case)
    except Skip:
        if not partly:
            raise
        whole = [one for one in forms if one.form not in partly]
        found = short_text_of(whole, said, language, stars=stars, case=case)
        note("lost_weight", detail=", ".join(partly))
        return found


def lost_shares(forms: Sequence[Typed]) -> list[str]:
    """Return the forms that are held against the typed word before one that would take them and earns more.

    There the first that fits counts, here the best.
    """
    return [
        one.form
        for place, one in enumerate(forms)
        if one.form
        and 0 < one.share < 1.0
        and any(other.share > one.share and _takes(other.form, one.form) for other in forms[place + 1 :])
    ]


def few(answers: Sequence[T]) -> Sequence[T]:
    """Return these answers to one question. Raises Skip where they are more than ANSWERS_MAX."""
    if len(answers) > ANSWERS_MAX:
        raise Skip("too_many", most=ANSWERS_MAX)
    return answers


def _takes(accepted: str, form: str) -> bool:
    """Tell whether an accepted form would take another one, whose own stars are left out."""
    typed = form.replace("*", "")
    return bool(typed) and fits(typed, accepted)


def _refuse_if(hits: Sequence[str]) -> None:
    if hits:
        raise Skip("excluded", detail=hits[0][:40])


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """One number that another system knows, with what it earns there and says to it."""

    value: float
    tolerance: float
    share: float
    reason: Text


def accepted_numbers(numbers: Sequence[TypedNumber], note: Callable[[str], None]) -> tuple[Answer, ...]:
    """Return the numbers that count in their order, with those that earn nothing where they are told why, or take what a
    later one would.

    Raises Skip where none earns all, or where the number of one that does is taken by another before it. `note` is told
    of a reason that is lost with a number that a quiz file does not take.
    """
    answers: list[Answer] = []
    for place, one in enumerate(few(numbers)):
        is_needed = one.share > 0 or any(
            other.share > 0 and meet(one.value, other.value, one.tolerance + other.tolerance)
            for other in numbers[place + 1 :]
        )
        if not is_needed and not one.reason:
            continue
        try:
            kept = _kept(one.value, one.tolerance)
        except Skip:
            if is_needed:
                raise
            note("lost_reasons")
            continue
        share = min(max(0.0, round(one.share, DECIMALS)), 1.0)
        tolerance = round(one.tolerance, DECIMALS)
        answers.append(Answer(f"answer-{len(answers) + 1}", kept, tolerance, share, one.reason))
    if not any(answer.share == 1.0 for answer in answers):
        raise Skip("no_right")
    if taken := taken_numbers(answers):
        raise Skip("number_taken", detail=f"{taken[0][0].value:g}")
    return tuple(answers)


def meet(value: float, other: float, near: float) -> bool:
    """Tell whether two numbers lie within the sum of their tolerances, so that one typed number may fit both."""
    return abs(value - other) <= near + _NEAR


def _kept(value: float, tolerance: float) -> float:
    """Return a number as a quiz file keeps it. Raises Skip where it would be another one."""
    kept = round(value, DECIMALS)
    if abs(kept - value) > max(_NEAR * abs(value), tolerance / 1_000) or abs(value) >= NUMBER_MAX:
        raise Skip("too_fine", value=f"{value:g}")
    if tolerance >= NUMBER_MAX:
        raise Skip("too_fine", value=f"{tolerance:g}")
    return kept
