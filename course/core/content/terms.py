"""The first use of each term of the glossary, found in a lesson's sanitised HTML and made a link.

The walk reads the HTML once from left to right. It links in running text alone (paragraphs, items of lists, cells,
definitions) and leaves headings, links, code, captions, names of speakers and footnotes as they are. Words are
compared sign by sign, as the glossary writes them; only the first letter may be large where a sentence begins. So
“the Refugee Convention” holds no use of “refugee”, and GCM is never found in “gcm”.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from course.core.content.collected import Term

RUNNING = frozenset({"p", "li", "dd", "td"})
BARRED = frozenset(
    {"a", "audio", "b", "code", "dt", "caption", "figcaption", "h2", "h3", "pre", "summary", "sup", "th"}
)
BARRED_CLASSES = frozenset({"footnote", "ico", "kick", "num", "row"})
BLOCKS = frozenset({*RUNNING, "blockquote", "div", "dt", "figcaption", "h2", "h3", "summary", "td", "th"})
VOID = frozenset({"br", "hr", "img", "track"})
PLURAL_FROM = 3  # letters: “IDs” is listed, not made

_TOKEN = re.compile(r"[\w\u0300-\u036f]+|\s+|.", re.DOTALL)
_ENDS_SENTENCE = frozenset(".!?…:")
_JOINS = frozenset("-@/.")  # with a word on its other side, what stands beside it is part of a longer word
_SAME = {"'": "’", "‐": "-", "‑": "-"}
_SLUG = ""  # the key under which a way through the words names its term; no word is empty
_NOT_A_USE = ""  # named instead of a term where words belong to a name

Way = dict[str, Any]  # next word to the rest of the way


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language by which texts name the terms, as a tree of words."""

    ways: Way


@dataclass(frozen=True, slots=True)
class Linked:
    """HTML whose links to terms say `term:slug`, and under which heading's id each term is first used."""

    html: str
    terms: Mapping[str, str]  # slug to id, empty before the first heading


def vocabulary(glossary: Mapping[str, Term], language: str) -> Vocabulary:
    """Return the words for one language. Where two terms claim the same words, the first by slug has them."""
    ways: Way = {}
    ordered = [glossary[slug] for slug in sorted(glossary)]
    for term in ordered:
        for name in term.not_in.get(language, ()):
            _lay(ways, _tokens(name), _NOT_A_USE)
    written = [(_tokens(form), term.slug) for term in ordered for form in forms_of(term, language)]
    for tokens, slug in written:
        _lay(ways, tokens, slug)
    for tokens, slug in written:  # after all that is written, which goes before what is made
        for ending in _plurals(tokens[-1]):
            _lay(ways, [*tokens[:-1], ending], slug)
    return Vocabulary(ways)


def forms_of(term: Term, language: str) -> list[str]:
    """Return the words by which a text in this language names the term."""
    return [form for form in (term.term.get(language, ""), *term.forms.get(language, ())) if form.strip()]


def _plurals(word: str) -> list[str]:
    """Return the plain plurals of a form's last word; all others are listed in the glossary."""
    if len(word) < PLURAL_FROM or not word.isalpha() or word[-1] in "sxz":
        return []
    return [word + "s"] if word.isupper() else [word + "s", word + "es"]


def _lay(ways: Way, tokens: Sequence[str], slug: str) -> None:
    for token in tokens:
        ways = ways.setdefault(token, {})
    ways.setdefault(_SLUG, slug)


def _tokens(text: str) -> list[str]:
    return [_plain(token) for token in _TOKEN.findall(text.strip())]


@lru_cache(maxsize=8_192)
def _plain(token: str) -> str:
    """Return a word, blank or sign as it is compared: one blank, one apostrophe, one hyphen, letters composed."""
    if token.isspace():
        return " "
    return _SAME.get(token) or unicodedata.normalize("NFC", token)


def _is_word(token: str) -> bool:
    return token[:1].isalnum()


def link_terms(markup: str, words: Vocabulary) -> Linked:
    """Return the sanitised HTML with a link at each term's first use; a term that an author linked gets no other."""
    walk = _Walk(words)
    walk.feed(markup)
    walk.close()
    walk.flush()
    return Linked("".join(walk.written()), walk.terms)


@dataclass(frozen=True, slots=True)
class _Use:
    """A term's first use: its slug and the words as HTML."""

    slug: str
    words: str


@dataclass(slots=True)
class _Sentence:
    """Where the walk stands in a sentence."""

    begins: bool = True
    before: str = ""  # the token before, empty where a block begins
    before_that: str = ""

    @property
    def in_word(self) -> bool:
        """Tell whether a word that stands here goes on what a tag or a hyphen interrupted."""
        return _is_word(self.before) or (self.before in _JOINS and _is_word(self.before_that))

    def pass_by(self, token: str) -> None:
        if _is_word(token):
            self.begins = False
        elif token in _ENDS_SENTENCE:
            self.begins = True
        self.before, self.before_that = token, self.before


@dataclass(slots=True)
class _Places:
    """What is open around the walk: how many elements of running text, and how many that bar links."""

    opened: list[tuple[str, int, int]] = field(default_factory=list)
    running: int = 0
    barred: int = 0

    def open(self, tag: str, classes: set[str]) -> None:
        running = int(tag in RUNNING)
        barred = int(tag in BARRED or not BARRED_CLASSES.isdisjoint(classes))
        self.opened.append((tag, running, barred))
        self.running += running
        self.barred += barred

    def shut(self, tag: str) -> None:
        """Leave an element and all that is still open inside it."""
        while self.opened:
            last, running, barred = self.opened.pop()
            self.running -= running
            self.barred -= barred
            if last == tag:
                return


class _Walk(HTMLParser):
    """Writes the HTML as it reads it, tags as they are, and puts uses of terms between."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__(convert_charrefs=False)
        self.ways = words.ways
        self.terms: dict[str, str] = {}
        self.by_authors: set[str] = set()
        self._pieces: list[str | _Use] = []
        self._raw: list[str] = []  # of the text between two tags
        self._places = _Places()
        self._sentence = _Sentence()
        self._heading = ""

    def written(self) -> Iterator[str]:
        for piece in self._pieces:
            if isinstance(piece, str):
                yield piece
            elif piece.slug in self.by_authors:
                yield piece.words
            else:
                yield f'<a href="term:{piece.slug}">{piece.words}</a>'

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        self._pieces.append(self.get_starttag_text() or "")
        if tag in VOID:
            return
        given = {name: value or "" for name, value in attrs}
        self._places.open(tag, set(given.get("class", "").split()))
        if tag in {"h2", "h3"} and "id" in given:
            self._heading = given["id"]
        if tag in BLOCKS:
            self._sentence = _Sentence()
        kind, _, slug = given.get("href", "").partition(":")
        if tag == "a" and kind == "term":
            self.by_authors.add(slug)
            self.terms.setdefault(slug, self._heading)

    def handle_endtag(self, tag: str) -> None:
        self.flush()
        self._pieces.append(f"</{tag}>")
        self._places.shut(tag)

    def handle_data(self, data: str) -> None:
        self._raw.append(data)

    def handle_entityref(self, name: str) -> None:
        self._raw.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._raw.append(f"&#{name};")

    def flush(self) -> None:
        """Write the text since the last tag."""
        if not self._raw:
            return
        raw = "".join(self._raw)
        self._raw.clear()
        tokens = _TOKEN.findall(html.unescape(raw))
        plain = [_plain(token) for token in tokens]
        if self._places.running and not self._places.barred:
            pieces = self._text(tokens, plain)
            is_used = any(isinstance(piece, _Use) for piece in pieces)
            self._pieces.extend(pieces if is_used else [raw])
        else:
            self._pieces.append(raw)
            for token in plain:
                self._sentence.pass_by(token)

    def _text(self, tokens: list[str], plain: list[str]) -> list[str | _Use]:
        """Return a text as HTML, with the uses that are the first of their terms."""
        pieces: list[str | _Use] = []
        at = 0
        while at < len(tokens):
            slug, end = self._found(plain, at)
            words = _escaped("".join(tokens[at:end]))
            if slug and slug not in self.terms:
                self.terms[slug] = self._heading
                pieces.append(_Use(slug, words))
            else:
                pieces.append(words)
            for token in plain[at:end]:
                self._sentence.pass_by(token)
            at = end
        return pieces

    def _found(self, plain: list[str], at: int) -> tuple[str, int]:
        """Return the term that is named here, if any, and where what was looked at ends."""
        word = plain[at]
        if not _is_word(word) or self._sentence.in_word:
            return "", at + 1
        slug, end = self._longest(plain, at, word)
        if self._sentence.begins and word[0].isupper():
            small, small_end = self._longest(plain, at, word[0].lower() + word[1:])
            if small_end > end and not _goes_on_as_name(plain, small_end):
                slug, end = small, small_end
        return slug, max(end, at + 1)

    def _longest(self, plain: list[str], at: int, first: str) -> tuple[str, int]:
        """Follow the words from `at`, whose first reads `first`, as far as they name something whole."""
        found, end = "", 0
        ways, place, token = self.ways, at, first
        while (further := ways.get(token)) is not None:
            ways, place = further, place + 1
            if _SLUG in ways and not _goes_on_as_word(plain, place):
                found, end = ways[_SLUG], place
            if place == len(plain):
                break
            token = plain[place]
        return found, end


def _goes_on_as_word(plain: list[str], end: int) -> bool:
    """Tell whether a hyphen or the like ties what ends here to another word."""
    return end + 1 < len(plain) and plain[end] in _JOINS and _is_word(plain[end + 1])


def _goes_on_as_name(plain: list[str], end: int) -> bool:
    """Tell whether a large letter follows: “Refugees International” is a name, not refugees."""
    return end + 1 < len(plain) and plain[end] == " " and plain[end + 1][0].isupper()


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\u00a0", "&nbsp;")
