"""What HTML of a lesson may hold: a short list. Everything else is taken out, whatever made it.

Runs after the renderer and before links are resolved, so addresses here are still as authors write them.
"""

import re

import nh3

from course.core.content.block_rules import MEDIA
from course.core.content.files import SLUG
from course.core.content.pictures import PICTURE

TAGS = frozenset(
    (  # noqa: SIM905 - one word a line would hide the rest of the file
        "a audio b blockquote br code dd details div dl dt em figcaption figure h2 h3 hr img li ol p pre section "
        "small span strong summary sub sup table tbody td th thead tr track ul"
    ).split()
)
ATTRIBUTES = {
    "a": {"href", "title", "download"},
    "audio": {"src", "controls", "aria-label"},
    "details": {"open"},
    "div": {"aria-label", "id"},
    "h2": {"id"},
    "h3": {"id"},
    "img": {"src", "alt"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
    "track": {"src", "srclang", "label"},
}
VALUES = {
    "audio": {"preload": {"none"}},
    "div": {"role": {"region"}, "tabindex": {"0"}},
    "span": {"aria-hidden": {"true"}},
    "th": {"scope": {"col"}},
    "track": {"kind": {"captions", "descriptions"}},
}
CLASSES = {
    "a": {"btn", "two", "footnote-ref", "footnote-backref"},
    "div": {"note", "info", "think", "warn", "ok", "flash", "in", "card", "on", "scroll", "footnote"},
    "ol": {"cues"},
    "p": {"kick", "row", "small"},
    "section": {"card", "media", "explainer"},
    "span": {"ico", "num", "small", "mute"}
    | {f"ico--{name}" for name in ("check", "do", "flag", "info", "pen", "place", "podcast", "warn")},
    "td": {"r"},
    "th": {"r"},
}
ROUNDS_MOST = 8
SCHEMES = {"http", "https", "mailto", "lesson", "quiz"}  # the last two are resolved to paths, see links.py

_ADDRESS = re.compile(
    r"https?://[^\s\\]+|mailto:[^\s\\]+|#[\w.:-]+"
    rf"|lesson:{SLUG}(?:#{SLUG})?|quiz:{SLUG}|{MEDIA}(?:#t=\d+)?",
    re.ASCII,
)
_IDS = {
    "h2": re.compile(SLUG),
    "h3": re.compile(SLUG),
    "div": re.compile(rf"reflect-{SLUG}"),
    "li": re.compile(r"fn-[\w-]+"),
    "sup": re.compile(r"fnref\d*-[\w-]+"),
}
_MEDIA = re.compile(f"{MEDIA}|{PICTURE}")


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Return the value to write, or None to leave the attribute out."""
    if attribute == "href":
        return value if _ADDRESS.fullmatch(value) else None
    if attribute == "src":
        return value if _MEDIA.fullmatch(value) else None
    if attribute == "id":
        form = _IDS.get(tag)  # the filter is asked about tags, too, that are taken out afterwards
        return value if form is not None and form.fullmatch(value) else None
    # Words in attributes lose their brackets, so that “<a ” in the result always begins a real link.
    return value.replace("<", "").replace(">", "")


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    tag_attribute_values=VALUES,
    allowed_classes=CLASSES,
    attribute_filter=_keep,
    set_tag_attribute_values={"img": {"loading": "lazy"}},
    url_schemes=SCHEMES,
    link_rel=None,
)


def sanitise(html: str) -> str:
    """Return `html` with nothing but what a lesson may hold; what it returns stays as it is when cleaned again.

    Markup that is nested against the rules may be read another way once it is written out, so it is cleaned until it
    stays; what never does becomes plain text.
    """
    for _ in range(ROUNDS_MOST):
        clean = str(_CLEANER.clean(html))
        if clean == html:
            return clean
        html = clean
    return str(nh3.clean_text(html))
