"""Comparing typed words: what counts as the same, and the `*` of accepted forms.

No text of an author or a learner is ever compiled to a regular expression: a form is split at its stars and
its pieces are looked for from left to right, which takes time in step with the length of what was typed.
"""

import unicodedata
from collections.abc import Iterable

_SPELLINGS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
    }
)  # letters that Unicode does not take apart, but keyboards leave out
_SIGNS = str.maketrans("‘’ʼ′“”„‐–—−", "''''\"\"\"----")  # for which keyboards have others


_OF_WORDS = "#@&/\\§"  # belong to the word at whose edge they stand: C# is not C
_RATES = "%‰"  # may be typed behind a number, and must where the accepted form has them


def fold(text: str, *, keep: str = "") -> str:
    """Return `text` as it is compared: without accents, case, invisible signs and runs of blanks.

    Compatibility forms are taken apart first (NFKD), so that "ﬁ" is "fi" and "é" loses its accent however it
    was typed. Punctuation at the edges goes too, except the signs in `keep`, and a minus in front of a digit.
    """
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_SPELLINGS).translate(_SIGNS)
    plain = "".join(sign for sign in apart if unicodedata.category(sign) not in {"Mn", "Cf"})
    plain = " ".join(plain.split())
    start, end = 0, len(plain)
    while start < end and _is_edge(plain[start], keep) and not _is_minus(plain, start):
        start += 1
    while end > start and _is_edge(plain[end - 1], keep):
        end -= 1
    return plain[start:end]


def _is_edge(sign: str, keep: str) -> bool:
    return sign not in keep and (sign == " " or unicodedata.category(sign).startswith("P"))


def _is_minus(text: str, place: int) -> bool:
    return text[place] == "-" and text[place + 1 : place + 2].isdigit()


def fold_answer(typed: str, *, keep: str = "") -> str:
    """Return what was typed as an answer is compared: folded, with the signs that belong to its words.

    Where nothing but punctuation was typed, each sign of it counts.
    """
    return fold(typed, keep=_OF_WORDS + keep) or exact_form(typed)


def exact_form(text: str) -> str:
    """Return `text` as it is compared where each sign counts: NFKC, without blanks and invisible signs.

    Quotes and dashes are as keyboards have them, and two single quotes are a double one: 5″ is 5".
    """
    composed = unicodedata.normalize("NFKC", text).translate(_SIGNS).replace("''", '"')
    return "".join(sign for sign in composed if not sign.isspace() and unicodedata.category(sign) != "Cf")


def distinct_forms(forms: Iterable[str]) -> tuple[str, ...]:
    """Return accepted forms as they are written: of those that are compared as the same only the first."""
    found: dict[str, str] = {}
    for form in forms:
        found.setdefault(_fold_form(form), form)
    return tuple(found.values())


def _fold_form(form: str) -> str:
    return _join(_RATES, fold_answer(form, keep="*" + _RATES))


def _join(signs: str, folded: str) -> str:
    """Take away the blank in front of these signs, which some languages write and others do not."""
    for sign in signs:
        folded = folded.replace(f" {sign}", sign)
    return folded


def fits(typed: str, form: str) -> bool:
    """Tell whether `typed` is the accepted `form`, both folded; `*` in the form stands for any characters."""
    wanted = _fold_form(form)
    rates = "".join(sign for sign in _RATES if sign in wanted)
    text = _join(rates, fold_answer(typed, keep=rates))
    first, *rest = wanted.split("*")
    if not rest:
        return text == first
    *middle, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True
