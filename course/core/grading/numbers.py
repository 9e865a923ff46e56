"""Typed numbers: how they are read, whatever the language they were typed in.

A comma and a point may both part the decimals: 1,5 is 1.5. Blanks, apostrophes, and commas or points that stand in front
of each three digits group them. Where one sign stands before just three digits, as in 1,234, it may do either: then the
number is read both ways, and it counts where one of them is right.
"""

import re
from dataclasses import dataclass

_BLANKS = "\u00a0\u2007\u2009\u202f '’"  # what groups digits besides commas and points
_TYPED = re.compile(
    rf"(?P<sign>[+\-\u2212\u2013]?)[{_BLANKS}]*(?P<digits>[0-9][0-9.,{_BLANKS}]*|[.,][0-9]+)"
    r"(?P<power>[eE][+\-\u2212]?[0-9]{1,3}(?![0-9]))?(?P<rest>.*)",
    re.DOTALL,
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_SPACED = re.compile(rf"[0-9]{{1,3}}(?:[{_BLANKS}][0-9]{{3}})+(?:[.,][0-9]*)?")
EXACT = 1e-9  # what arithmetic with fractions may be off, as a share of the number


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """What was typed: the numbers that it may mean, and what stood behind them, such as a unit."""

    values: tuple[float, ...]
    rest: str


def read_number(typed: str) -> TypedNumber | None:
    """Return what was typed as a number; None where it does not begin with one, or is beyond all bounds."""
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        return None
    digits = found["digits"].rstrip(f"{_BLANKS},.")
    quotes = re.sub(r"[^'’]", "", found["digits"][len(digits) :])  # 5' is five minutes, or feet
    plain = re.sub(rf"[{_BLANKS}]", "", digits)
    if plain != digits and not _SPACED.fullmatch(digits):
        return None  # blanks stand in front of each three digits, or nowhere
    power = (found["power"] or "").replace("\u2212", "-")
    minus = -1.0 if found["sign"] in {"-", "\u2212", "\u2013"} else 1.0
    values = [minus * float(form + power) for form in _forms(plain)]
    if not values or any(abs(value) == float("inf") for value in values):
        return None
    return TypedNumber(tuple(dict.fromkeys(values)), (quotes + found["rest"]).strip())


def _forms(plain: str) -> list[str]:
    """Return the readings of digits, commas and points, with a point for the decimals; none where they fit no rule."""
    signs = [sign for sign in plain if sign in ",."]
    if not signs:
        return [plain]
    if len(set(signs)) == 1 and len(signs) > 1:
        return [re.sub(r"[.,]", "", plain)] if _GROUPED.fullmatch(plain) else []
    if len(signs) == 1:
        forms = [plain.replace(",", ".")]
        if re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", plain):
            forms.append(re.sub(r"[.,]", "", plain))
        return forms
    whole, _sign, decimals = plain.rpartition(signs[-1])
    if signs[-1] in whole or not _GROUPED.fullmatch(whole):
        return []
    return [re.sub(r"[.,]", "", whole) + "." + decimals]


def is_near(value: float, wanted: float, tolerance: float) -> bool:
    """Tell whether a number lies within `tolerance` of the wanted one, both ends included."""
    return abs(value - wanted) <= tolerance + EXACT * max(1.0, abs(wanted))
