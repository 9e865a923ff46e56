"""Checks of numbers and of passages with gaps."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from course.core.content.strict_yaml import Path
from course.core.grading.fitting import taken_numbers
from course.core.grading.folding import exact_form
from course.core.grading.questions import (
    GAP_MARK,
    Answer,
    ChosenGap,
    Gapped,
    NumberGap,
    Numeric,
    ShortText,
    TypedGap,
)
from course.core.text import N_

NO_FULL_SHARE = N_("No answer earns everything: give one of them the share 1.")
Fault = tuple[Path, str, str, Mapping[str, object]]  # place within the question, code, sentence, its values


def number_faults(question: Numeric) -> Iterator[Fault]:
    """Yield what keeps a question for a number from being answered rightly, or marked without doubt."""
    yield from _answer_faults(question.answers, ())
    symbols = Counter(exact_form(unit.symbol) for unit in question.units)
    for place, unit in enumerate(question.units):
        if symbols[exact_form(unit.symbol)] > 1:
            template = N_("The unit “%(unit)s” stands here twice.")
            yield ("units", place, "symbol"), "unit_twice", template, {"unit": unit.symbol}
        if unit.symbol[:1].isdigit():
            template = N_("A unit does not begin with a digit.")
            yield ("units", place, "symbol"), "unit_digit", template, {}


def gap_faults(question: Gapped, written: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield gaps that a passage does not name once, that say their answer in no way or in two, and keys that miss.

    `written` is the file's list of gaps, since what was built of it no longer tells what stood there.
    """
    ids = {gap.id for gap in question.gaps}
    for language, passage in question.passage.items():
        named = Counter(GAP_MARK.findall(passage))
        for gap_id in sorted(ids | set(named)):
            if gap_id not in ids:
                template = N_("The passage names the gap “%(gap)s”, and there is none.")
                yield ("passage", language), "gap_unknown", template, {"gap": gap_id}
            elif named[gap_id] != 1:
                template = N_("The passage names the gap “%(gap)s” %(count)s times: write [[%(gap)s]] once.")
                yield ("passage", language), "gap_not_once", template, {"gap": gap_id, "count": named[gap_id]}
    for place, (gap, said) in enumerate(zip(question.gaps, written, strict=True)):
        here: Path = ("gaps", place)
        if len(_kinds(said)) != 1:
            template = N_(
                "A gap is one of three: typed (“accepted”, “answers” with “accepted”), for a number (“answers” with "
                "“value”) or chosen (“options”)."
            )
            yield here, "gap_kind", template, {}
            continue
        if isinstance(gap, TypedGap) and not gap.right_forms:
            yield (*here, "answers"), "number_key", NO_FULL_SHARE, {}
        if isinstance(gap, ChosenGap) and (right := sum(option.right for option in gap.options)) != 1:
            template = N_("A choice has exactly one right option; here are %(right)s.")
            yield (*here, "options"), "choice_key", template, {"right": right}
        if isinstance(gap, NumberGap):
            yield from _answer_faults(gap.answers, here)


def _kinds(said: Mapping[str, Any]) -> set[str]:
    """Return which kinds of gap the fields of one make it."""
    answers = said.get("answers") or ()
    kinds = {"typed" if "accepted" in answer else "number" for answer in answers}
    return (
        kinds
        | ({"typed"} if said.get("accepted") else set())
        | ({"chosen"} if said.get("options") else set())
    )


def typed_faults(question: ShortText) -> Iterator[Fault]:
    """Yield what is wrong with a short text beyond its shape: nothing that is typed would be right."""
    if not question.accepted and not question.answers:
        yield (), "missing", N_("The field “%(field)s” is missing."), {"field": "accepted"}
    elif not question.right_forms:
        yield ("answers",), "number_key", NO_FULL_SHARE, {}


def _answer_faults(answers: Sequence[Answer], here: Path) -> Iterator[Fault]:
    if not any(answer.share == 1.0 for answer in answers):
        yield (*here, "answers"), "number_key", NO_FULL_SHARE, {}
    for right, taker in taken_numbers(answers):
        template = N_(
            "The right number %(value)s does not count: the answer “%(answer)s” before it takes it."
        )
        place = (*here, "answers", answers.index(right), "value")
        yield place, "number_taken", template, {"value": f"{right.value:.12g}", "answer": taker.id}
