"""Units behind typed numbers: which of a question's units somebody wrote."""

import re
from collections.abc import Sequence

from course.core.grading.folding import exact_form, fold_answer
from course.core.grading.questions import Unit

_RATES = "%‰"
# Alone: metre or mega, kilo or kelvin, gram or giga, tonne or tesla. In front of a unit: milli or mega, pico or peta.
_ALONE = re.compile(r"\W*([mkgtp])\W*", re.IGNORECASE)
_LETTER = r"[^\W\d_]"
_PREFIXED = re.compile(
    rf"(?<!{_LETTER})([mp])(?:[acfghjklmnstvwbω]|ah|bar|bit|bps|bq|byte|cal|ev|gy|ha|hz|mol|ohm|pa|sv|va|wh)(?!{_LETTER})",
    re.IGNORECASE,
)


def unit_of(rest: str, units: Sequence[Unit]) -> Unit | None:
    """Return the unit that stands behind a typed number; None where it is none of these.

    What is written just as one of them is that one, whatever its blanks, and m² is m2. Else case, accents and punctuation
    around it make no difference, as phones and capitals have it: Km and KM/H count, and "Dias." for "días". Two
    things keep case telling: another unit of the question that reads the same and has another factor (Gb, GB), and a letter
    that makes it another size: m, k, g, t or p alone, and an m or p in front of a unit, so that MG is not mg.
    """
    typed = exact_form(rest)
    if not typed:
        return None
    same = next((unit for unit in units if exact_form(unit.symbol) == typed), None)
    return same or _alike(typed, units)


def _alike(typed: str, units: Sequence[Unit]) -> Unit | None:
    alike = [unit for unit in units if _folded(unit.symbol) == _folded(typed)]
    if len({unit.factor for unit in alike}) > 1:
        return None
    return next((unit for unit in alike if _sizes(exact_form(unit.symbol)) == _sizes(typed)), None)


def _folded(symbol: str) -> str:
    return fold_answer(exact_form(symbol), keep=_RATES)


def _sizes(symbol: str) -> list[str]:
    """Return the letters of a symbol whose other case would make it another size."""
    alone = _ALONE.fullmatch(symbol)
    return [alone[1]] if alone else _PREFIXED.findall(symbol)
