"""What looks like a tag of HTML and is words: List<String>, x<y and z>w, the <title> element.

A page that takes it for a tag shows nothing of it. Its words are kept as they were typed.
"""

import re

from course.core.formats.kept_lines import LESS

_VOID = frozenset(
    {"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen"}
    | {"link", "meta", "param", "source", "track", "wbr"}
)
_SAY_SO_ALONE = frozenset({"br", "hr", "wbr"})  # that mean something without an attribute
# Whose end may be missing, and which some hand forgets to end, such as bold.
_MAY_STAY_OPEN = frozenset(
    {"html", "head", "body", "p", "li", "dt", "dd", "rt", "rp", "rb", "rtc", "optgroup", "option", "colgroup"}
    | {"caption", "thead", "tbody", "tfoot", "tr", "td", "th", "math"}
)
_FORGOTTEN = frozenset(
    {"b", "big", "blockquote", "center", "div", "dl", "em", "font", "form", "h1", "h2", "h3", "h4", "h5"}
    | {"h6", "i", "nobr", "ol", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tt", "u", "ul"}
)
_CLOSED = frozenset(
    {"a", "abbr", "acronym", "address", "applet", "article", "aside", "audio", "bdi", "bdo", "blink"}
    | {"button", "canvas", "cite", "code", "data", "datalist", "del", "details", "dfn", "dialog", "dir"}
    | {"fieldset", "figcaption", "figure", "footer", "frameset", "header", "hgroup", "iframe", "ins", "kbd"}
    | {"label", "legend", "listing", "main", "map", "mark", "marquee", "menu", "menuitem", "meter", "nav"}
    | {"noembed", "noframes", "nolink", "noscript", "object", "output", "picture", "progress", "q", "ruby"}
    | {"samp", "script", "search", "section", "select", "slot", "strike", "style", "summary", "svg"}
    | {"template", "textarea", "time", "title", "var", "video", "xmp"}
)
_FORMULAS = frozenset(
    {"annotation", "annotation-xml", "menclose", "mfenced", "mfrac", "mi", "mmultiscripts", "mn", "mo"}
    | {"mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub"}
    | {"msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "semantics"}
)
_OF_SHEETS = frozenset({"google-sheets-html-origin"})  # round what is copied from one
_KNOWN = _VOID | _MAY_STAY_OPEN | _FORGOTTEN | _CLOSED | _FORMULAS | _OF_SHEETS
_OF_OFFICES = re.compile(r"(?:[mopvwx]|st[0-9]|u[0-9]|mml|svg|xlink):[a-z][\w.-]*")  # Word's <o:p>
_SWALLOWING = frozenset({"script", "style", "template", "title"})  # a reader shows nothing up to their end
_REGIONS = frozenset({"math", "svg"})  # in which other names are known
# Attributes that stand without a value.
_BARE = frozenset(
    {"align", "allowfullscreen", "async", "autofocus", "autoplay", "border", "checked", "clear", "compact"}
    | {"contenteditable", "controls", "declare", "default", "defer", "disabled", "download", "draggable"}
    | {"hidden", "inert", "ismap", "itemscope", "loop", "multiple", "muted", "nohref", "nomodule", "noresize"}
    | {"noshade", "novalidate", "nowrap", "open", "playsinline", "readonly", "required", "reversed"}
    | {"selected", "spellcheck", "translate", "webkitallowfullscreen", "mozallowfullscreen"}
)
_AFTER_A_WORD = frozenset(" .,;:?!)")
# A tag up to its end, or to the next one; <? of code, where Word's <?xml is none.
_TAG = re.compile(r"<\?(?!xml)|<(/?)([A-Za-z][^\s/<>]*)((?:[\s/][^<>]*)?)(?:>|(?=<))", re.IGNORECASE)
_END = re.compile(r"</([A-Za-z][^\s/<>]*)")


def typed_tags_kept(text: str) -> str:
    """Return HTML in which what looks like a tag and is words does not begin with < any more, but with its stand-in."""
    return _TAG.sub(_Looker(text), text)


class _Looker:
    def __init__(self, text: str) -> None:
        self.ends = {found[1].lower(): found.start() for found in _END.finditer(text)}  # the last of each
        self.depth = 0  # of open regions

    def __call__(self, found: re.Match[str]) -> str:
        slash, name, rest = found[1], (found[2] or "").lower(), found[3] or ""
        if name in _REGIONS:
            self._look_at_region(found, is_end=bool(slash))
        is_words = self._is_unknown(name) if slash else self._is_words(found, name, rest)
        return LESS + found[0][1:] if is_words else found[0]

    def _look_at_region(self, found: re.Match[str], *, is_end: bool) -> None:
        if is_end:
            self.depth = max(0, self.depth - 1)
        elif self._is_closed(found, found[2].lower()) and not found[3].endswith("/"):
            self.depth += 1

    def _is_closed(self, found: re.Match[str], name: str) -> bool:
        return self.ends.get(name, -1) > found.start()

    def _is_unknown(self, name: str) -> bool:
        return not (self.depth or name in _KNOWN or _OF_OFFICES.fullmatch(name))

    def _is_words(self, found: re.Match[str], name: str, rest: str) -> bool:
        if self._is_unknown(name) or _are_words(rest):
            return True
        if name in _VOID:
            return name not in _SAY_SO_ALONE and not rest.strip(" /")
        if name not in _CLOSED | _FORGOTTEN or self._is_closed(found, name):
            return False
        if name in _FORGOTTEN:
            return not rest and _stands_among_words(found, name)
        return name in _SWALLOWING or not rest.strip(" /")


def _are_words(rest: str) -> bool:
    """Tell whether what stands behind a tag's name is words, as in <b and c>: attributes are known or have a value."""
    if "=" in rest:
        return False
    names = [each.lower() for each in re.split(r"[\s/]+", rest) if each]
    return any(each[0].isdigit() or (each.isalpha() and each not in _BARE) for each in names)


def _stands_among_words(found: re.Match[str], name: str) -> bool:
    """Tell whether a tag that is never closed is spoken of, as in “the <b> tag” or Set<B>; else its words follow at once."""
    text = found.string
    if text[found.end() : found.end() + 1] in _AFTER_A_WORD:
        return True
    return len(name) == 1 and text[max(0, found.start() - 1) : found.start()].isalnum()
