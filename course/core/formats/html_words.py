"""The words of HTML and Markdown: questions here hold no markup. What is lost on the way is named by keys of REASONS."""

import html
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from course.core.formats.formulas import FORMULA, Formula
from course.core.formats.kept_lines import ITEM_END, kept_lines, one_blank, whole_text
from course.core.formats.list_marks import LISTS, Lists
from course.core.formats.multilang import base, in_one_language, kept_language
from course.core.formats.raised import RAISED, raised
from course.core.formats.typed_tags import typed_tags_kept

BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
    }
    | {"tr", "ul", "menu", "dir", "listing", "xmp", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"aside", "caption", "details", "figcaption", "footer", "header", "legend", "main", "summary"}
)
SILENT = frozenset({"script", "style", "template", "title"})
LOSSES = {
    "img": "lost_picture",
    "svg": "lost_picture",
    "a": "lost_link",
    "table": "lost_table",
    "script": "lost_script",
    "object": "lost_picture",
    "audio": "lost_sound",
    "video": "lost_sound",
    "math": "lost_formula",
    "iframe": "lost_media",
    "embed": "lost_media",
    "applet": "lost_media",
    "canvas": "lost_picture",
    "title": "lost_hidden",
    "template": "lost_hidden",
    "input": "lost_field",
    "select": "lost_field",
    "textarea": "lost_field",
    "u": "lost_look",
    "ins": "lost_look",
    "s": "lost_look",
    "del": "lost_look",
    "strike": "lost_look",
    "mark": "lost_look",
}
CODE = frozenset({"pre", "listing", "xmp"})  # whose lines stay as they are
_LOOK = re.compile(r"text-decoration[a-z-]*\s*:[^;]*(?:underline|line-through)", re.IGNORECASE)

DEPTH_MAX = 20  # of signs above and below the line
_TEX = (("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"))  # what stands round a formula in TeX
_DATA = "<![CDATA["
_MARKDOWN = MarkdownIt("commonmark").enable("table")


class MarkupReader(HTMLParser):
    """The library's reader, for markup of any kind: declarations that it may fall over are passed."""

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002 - the library's name
        """Take <![CDATA[…]]> as the words in it and pass over other declarations, which the library may fall over."""
        if self.rawdata.startswith(_DATA, i) and (end := self.rawdata.find("]]>", i)) >= 0:
            self.handle_data(self.rawdata[i + len(_DATA) : end])
            return end + len("]]>")
        end = self.rawdata.find(">", i)
        return end + 1 if end >= 0 else -1


def loss_of(tag: str, attrs: Mapping[str, str]) -> str:
    """Return what is lost with a tag, as a key of REASONS; empty where it is only how its words look."""
    if tag == "a":
        return LOSSES[tag] if attrs.get("href") else ""
    return LOSSES.get(tag) or ("lost_look" if _LOOK.search(attrs.get("style", "")) else "")


class _Plain(MarkupReader):
    """`counts` says how many items each list has, where that is known already."""

    def __init__(self, language: str, counts: Sequence[int] = ()) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.losses: dict[str, None] = {}
        self.silent = 0
        self.language = language  # of the multilang spans, the one that is kept
        self.raised: list[tuple[str, int]] = []  # open <sup> and <sub>, and the piece with which each begins
        self.spans: list[bool] = []  # whether each open span is in another language
        self.formula: Formula | None = None  # the one that is open
        self.counts = counts
        self.lists = Lists()
        self.code = 0  # open elements whose lines stay as they are
        self.code_begin = 0  # the piece with which the outermost of them begins

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if loss := loss_of(tag, said):
            self.losses[loss] = None
        if tag == FORMULA or tag in BLOCKS:
            self._end_formula()
        if tag == FORMULA:
            self.formula = Formula()
        if self.formula:
            self.formula.open(tag)
        else:
            self._begin(tag, said)

    def _begin(self, tag: str, attrs: Mapping[str, str]) -> None:
        if tag == "span":
            self.spans.append(self._is_foreign(attrs))
            self.silent += self.spans[-1]
        elif tag in SILENT:
            self.silent += 1
        elif tag in RAISED and len(self.raised) < DEPTH_MAX:
            self.raised.append((tag, len(self.pieces)))
        elif tag == "br" or tag in BLOCKS:
            self.pieces.append("\n")
            self._begin_block(tag, attrs)
        elif tag in {"td", "th"}:
            self.pieces.append(" ")

    def _begin_block(self, tag: str, attrs: Mapping[str, str]) -> None:
        if tag in LISTS:
            place = len(self.lists.counts)
            self.lists.begin(tag, attrs, self.counts[place] if place < len(self.counts) else 0)
        elif tag == "li":
            mark = self.lists.mark(attrs)
            self.pieces.append("" if self.silent else mark)
        elif tag in CODE:
            if not self.code:
                self.code_begin = len(self.pieces)
            self.code += 1

    def _end_block(self, tag: str) -> None:
        if tag in LISTS:
            self.lists.end(tag)
        elif tag == "li":
            self.pieces.append(ITEM_END)
        elif tag in CODE and self.code:
            self.code -= 1
            if not self.code:
                self._keep_lines()

    def _keep_lines(self) -> None:
        self.pieces[self.code_begin :] = [kept_lines("".join(self.pieces[self.code_begin :]))]

    def _is_foreign(self, attrs: Mapping[str, str]) -> bool:
        is_other = (
            "multilang" in attrs.get("class", "").split() and base(attrs.get("lang", "")) != self.language
        )
        if is_other:
            self.losses["lost_languages"] = None
        return is_other

    def handle_endtag(self, tag: str) -> None:
        if tag == FORMULA or tag in BLOCKS:
            self._end_formula()
        if self.formula:
            self.formula.close(tag)
        elif tag in SILENT or (tag == "span" and self.spans and self.spans.pop()):
            self.silent = max(0, self.silent - 1)
        elif self.raised and self.raised[-1][0] == tag:
            _tag, begin = self.raised.pop()
            inner, before = "".join(self.pieces[begin:]), "".join(self.pieces[max(0, begin - 1) : begin])
            self.pieces[begin:] = [raised(tag, inner, before)]
        elif tag in BLOCKS:
            self._end_block(tag)
            self.pieces.append("\n")

    def finish(self, rest: str) -> None:
        """Close what was left open; `rest` are words behind the last tag."""
        self.close()
        self.handle_endtag(FORMULA)
        self.handle_data(rest)
        if self.code:
            self._keep_lines()

    def _end_formula(self) -> None:
        if self.formula and not self.silent:
            self.pieces.append(self.formula.words)
        self.formula = None

    def handle_data(self, data: str) -> None:
        if self.formula:
            self.formula.take(data)
        elif not self.silent:
            self.pieces.append(data if self.code else one_blank(data))


def plain_from_markdown(text: str, language: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the words of a text in Markdown, and what was lost, as keys of REASONS."""
    return plain_from_html(html_from_markdown(text), language)


def html_from_markdown(text: str) -> str:
    return str(_MARKDOWN.render(text))


def without_comments(text: str) -> str:
    """Return HTML without its comments; the library's own search takes long where thousands are not closed."""
    pieces: list[str] = []
    begin = 0
    while (at := text.find("<!--", begin)) >= 0:
        end = text.find("-->", at)
        if end < 0:
            return "".join([*pieces, text[begin:].replace("<!--", "")])
        pieces.append(text[begin:at])
        begin = end + len("-->")
    return "".join([*pieces, text[begin:]])


def _has_tex(text: str) -> bool:
    return any(text.find(end, text.find(begin) + len(begin)) > 0 for begin, end in _TEX if begin in text)


def plain_from_html(text: str, language: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the words of a piece of HTML, and what was lost, as keys of REASONS. Nothing in it is ever run.

    Of a text that stands there in several languages the one asked for is kept.
    """
    text, is_lost = in_one_language(text, language)
    found = {"lost_languages": is_lost, "raw_formula": _has_tex(text)}
    lost = tuple(loss for loss, is_there in found.items() if is_there)
    if "<" not in text:
        return html.unescape(text).strip(), lost
    text = typed_tags_kept(without_comments(text))
    reader = _read(text, kept_language(text, language))
    if "reversed" in text.lower():  # a list that counts down begins with as many as it has
        reader = _read(text, kept_language(text, language), reader.lists.counts)
    return whole_text(reader.pieces), tuple(dict.fromkeys([*lost, *reader.losses]))


def _read(text: str, language: str, counts: Sequence[int] = ()) -> _Plain:
    reader = _Plain(language, counts)
    # Behind the last sign that ends a tag none is closed, and the library looks for the end of each of them.
    closed = text.rfind(">") + 1
    reader.feed(text[:closed])
    reader.finish(html.unescape(text[closed:]))
    return reader
