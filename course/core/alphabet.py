"""Letters: how words are folded for search, ordered, and put under a letter, in each language.

Python's standard library orders by code points, which puts É after Z. English and French order as if there were no
accents; Spanish has ñ as a letter of its own after n.
"""

import unicodedata

OWN_LETTERS = {
    "es": {"ñ": "n\uffff"}
}  # letters that are no accented form of another, and after which they stand
_WHOLE = {"œ": "oe", "æ": "ae", "ß": "ss"}  # signs that no rule of Unicode takes apart


def fold(text: str) -> str:
    """Return a text for search: without case and accents, each sign that is no letter or digit a blank."""
    return " ".join("".join(_plain(sign) for sign in _small(text)).split())


def sort_key(text: str, language: str) -> tuple[str, str]:
    """Return a key for order in a language: letters first; accents decide between words that are else the same."""
    own = OWN_LETTERS.get(language, {})
    small = _small(text)
    return " ".join("".join(own.get(sign) or _plain(sign) for sign in small).split()), small


def initial(text: str, language: str) -> str:
    """Return the large letter under which a word stands; “#” where it begins with none."""
    for sign in _small(text):
        if sign in OWN_LETTERS.get(language, {}):
            return sign.upper()
        if plain := _plain(sign).strip():
            return plain[0].upper() if plain[0].isalpha() else "#"
    return "#"


def _small(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())


def _plain(sign: str) -> str:
    if sign in _WHOLE:
        return _WHOLE[sign]
    kept = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return kept if kept.isalnum() else " "
