"""What somebody looks for, as an expression of FTS5. Nothing of its syntax can be typed: every word is quoted."""

import re
import unicodedata
from dataclasses import dataclass

WORDS_MOST = 12
TEXT_MOST = 200  # characters of what is looked for
_WORD_MOST = 40
_EXACT = 2  # so short a word is looked for as it is; of a longer one the beginning is enough
_WITH_PLURAL = 5

# Words that say nothing of what is looked for; looked for all the same where nothing else was typed.
_STOP = {
    "en": "a an and are as at be by do does for from how i in is it my of on or that the this to was what when where "
    "which who why with you your",
    "es": "a al como cómo con cual cuál de del donde dónde el en es ese esta este la las lo los mi para por que qué "
    "quien quién se son su sus un una unas unos y",
    "fr": "à au aux avec ce ces cet cette comment dans de des du elle en est et il la le les leur leurs ma mes mon où "
    "ou par pour qu que quel quelle quels qui sa ses son sont sur un une",
}
_WORD = re.compile(r"[^\W_]+")
_LIGATURES = (("œ", "oe"), ("æ", "ae"))  # accents are folded by the library, these are not


@dataclass(frozen=True, slots=True)
class Expression:
    """`all` finds passages with all words, `any` with at least one. Both are empty where no word was typed."""

    all: str
    any: str


def one_line(text: str) -> str:
    """Return what was typed without signs that cannot be seen, in one line of bounded length."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * TEXT_MOST])
    return " ".join(shown.split())[:TEXT_MOST].rstrip()


def expression(text: str, language: str) -> Expression:
    """Return the expression for what was typed. Stop words and single letters, as in l’eau, count only when all do."""
    words = list(dict.fromkeys(_WORD.findall(unicodedata.normalize("NFC", text[:TEXT_MOST]).lower())))
    stop = _STOP.get(language, "").split()
    telling = [word for word in words if len(word) > 1 and word not in stop] or words
    terms = [_term(word[:_WORD_MOST], language) for word in telling[:WORDS_MOST]]
    return Expression(" AND ".join(terms), " OR ".join(terms))


def _term(word: str, language: str) -> str:
    forms = dict.fromkeys([word, *_other_spellings(word)])
    if len(word) <= _EXACT:
        return "(" + " OR ".join(f'"{form}"' for form in forms) + ")"
    beginnings = dict.fromkeys(_without_plural(form, language) for form in forms)
    return "(" + " OR ".join(f'"{form}" *' for form in beginnings) + ")"


def _other_spellings(word: str) -> list[str]:
    spelt = [word.replace(*pair) for pair in _LIGATURES]
    return spelt + [word.replace(two, one) for one, two in _LIGATURES]


def _without_plural(word: str, language: str) -> str:
    """Return the word up to its plural's ending: its beginning then finds the singular, too."""
    if len(word) < _WITH_PLURAL:
        return word
    if language == "es" and word.endswith("es") and len(word) > _WITH_PLURAL:
        return word[:-2]
    return word.removesuffix("s")
