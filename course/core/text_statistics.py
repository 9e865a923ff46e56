"""Words, sentences, syllables and how easily a text reads, in English, Spanish and French.

Each language has the index that was made for it; all three run from about 0 (hard) to 100 (easy):

- English: Flesch Reading Ease. R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948).
- Spanish: Szigriszt-Pazos, read on the INFLESZ scale. F. Szigriszt Pazos, "Sistemas predictivos de legibilidad del
  mensaje escrito: fórmula de perspicuidad", Madrid 1993; I. M. Barrio-Cantalejo and others, "Validación de la Escala
  INFLESZ", Anales del Sistema Sanitario de Navarra 31 (2008).
- French: Kandel and Moles. L. Kandel, A. Moles, "Application de l'indice de Flesch à la langue française", Cahiers
  d'études de radio-télévision 19 (1958).

Syllables are counted from the spelling. docs/authors.md says how far to trust that. The libraries that were looked at
count where a word may be hyphenated, which is less often, or fetch a dictionary when they run.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

WORD = re.compile(r"\w+(?:['’.,-]\w+)*")
_END = re.compile(r"[.!?…]+[\"”»’)\]\s]*\s+(?=[\"“«(\[¿¡\s]*[A-ZÀ-ÖØ-Þ0-9])")
_SHORTENED = re.compile(
    r"(?:^|[\s(«“])(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|Nos|Art|art|p|pp|vs|cf|approx|Sra?|Dra?|núm|pág|ej|n\.º|M|Mme|Mmes|env|éd)$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    line: int
    words: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text reads. `ease` is its language's index, None for other languages and for no words at all."""

    words: int
    sentences: int
    longest: Sentence | None
    index: str  # name of the index; empty where there is none
    ease: float | None

    @property
    def mean(self) -> float:
        """Return the words of a sentence, on average; 0.0 without any."""
        return self.words / self.sentences if self.sentences else 0.0


def reading(pieces: Sequence[tuple[int, str]], language: str) -> Reading:
    """Measure a text given as its paragraphs and items, each with its line: no sentence goes over their ends."""
    sentences = [
        Sentence(line + below, count)
        for line, piece in pieces
        for below, said in sentences_of(piece)
        if (count := len(WORD.findall(said)))
    ]
    words = [word for _line, piece in pieces for word in WORD.findall(piece)]
    longest = max(sentences, key=lambda sentence: sentence.words, default=None)
    index = _INDEXES.get(language)
    ease = None
    if index and words:
        ease = index.formula(
            len(words) / len(sentences), sum(index.syllables(word) for word in words) / len(words)
        )
    return Reading(len(words), len(sentences), longest, index.name if index else "", ease)


def sentences_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a paragraph, each with the line it begins on, from 0.

    A full stop ends none after what is commonly shortened.
    """
    begin = 0
    for found in _END.finditer(text):
        before = text[max(begin, found.start() - 12) : found.start()]
        if found[0].startswith(".") and _SHORTENED.search(before):
            continue
        yield text.count("\n", 0, begin), text[begin : found.end()].strip()
        begin = found.end()
    if rest := text[begin:].strip():
        yield text.count("\n", 0, begin), rest


def english_syllables(word: str) -> int:
    """Count by groups of vowels, less what is silent at the end. A number counts as one."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouy](?:e|(?<![sxzcg])(?<!sh|ch)es|(?<![td])ed)$", word) and not re.search(
        r"[^aeiouyl]les?$", word
    ):
        groups -= 1
    groups -= len(
        re.findall(r"[^aeiouyl](?:e(?:ment|ful|less|ly|ness|where|thing|times?|body|one))s?$", word)
    )
    groups += len(
        re.findall(
            r"(?<![tscgl])i(?:a|o(?!u))|[au]o(?!u)|(?<!p)eo(?!u)|[^qg]ua(?![it])|[aeiou]y[aeiou]|ism$|ying|i(?:um|er)|eing|[^q]uou",
            word,
        )
    )
    return max(groups, 1)


def spanish_syllables(word: str) -> int:
    """Count by the rules of spelling: strong vowels and accented weak ones stand alone, weak ones lean on others."""
    word = re.sub(r"[gq]u(?=[eiéí])", "q", word.lower())
    word = re.sub(r"y(?![aeiouáéíóúü])", "i", word)
    return max(
        sum(len(re.findall(r"[aeoáéíóú]", group)) or 1 for group in re.findall(r"[aeiouáéíóúü]+", word)), 1
    )


def french_syllables(word: str) -> int:
    """Count as it is spoken in prose: a group of vowels is one, é and a trema part it, a last e is silent."""
    word = re.sub(r"[gq]u(?=[eéèêiîy])", "q", word.lower())
    word = re.sub(r"(?<=[aeiouâéèêô])y(?=[aeiouâéèêô])", "j", word.replace("pays", "païs"))
    word = re.sub(r"(?<=[^aeoyàâèêëîïôöùûüœæ])es?$", "", word)
    groups = re.findall(r"é(?!$)(?=[aeiouyàâèêîôùû])|[aeiouyàâèêîôùûœæéëïöü][aeiouyàâèêîôùûœæ]*é?", word)
    return max(len(groups), 1)


def _flesch(words: float, syllables: float) -> float:
    return 206.835 - 1.015 * words - 84.6 * syllables


def _szigriszt(words: float, syllables: float) -> float:
    return 206.835 - words - 62.3 * syllables


def _kandel_moles(words: float, syllables: float) -> float:
    return 207 - 1.015 * words - 73.6 * syllables


@dataclass(frozen=True, slots=True)
class _Index:
    """`formula` takes the words of a sentence and the syllables of a word, both on average."""

    name: str
    formula: Callable[[float, float], float]
    syllables: Callable[[str], int]


_INDEXES: Mapping[str, _Index] = {
    "en": _Index("Flesch", _flesch, english_syllables),
    "es": _Index("Szigriszt-Pazos", _szigriszt, spanish_syllables),
    "fr": _Index("Kandel-Moles", _kandel_moles, french_syllables),
}
