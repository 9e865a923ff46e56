"""Pages that cost little to show again.

A page that a browser still has is answered with 304 before it is made. And what all readers of a page share is
rendered once for each kind of reader and cut at the few places that are a person's own: name, token, the key of
their next deed. Showing the page is then joining strings (PERFORMANCE: 1.8 ms become 0.4).
"""

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast
from uuid import UUID

from flask import Response, current_app, g, make_response, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from course.core.rules.actor import ANONYMOUS, Actor
from course.web.gate import actor
from course.web.i18n import TRANSLATIONS

HTML = "text/html; charset=utf-8"
CACHE_CHARACTERS = 12_000_000  # of all cut pages together: memory stays bounded whatever the course's size

# Signs for private use: no key types them, and the words of a page do not hold them.
_NAME = "\ue000 \ue001"
_INITIALS = "\ue000\ue001"
_HOLE = re.compile("\ue000( ?)\ue001|\ue002([a-z]+)\ue003")


def hole(name: str) -> Markup:
    """Return the sign that stands in a cut page where `name` goes: csrf, key or body."""
    return Markup(f"\ue002{name}\ue003")  # noqa: S704 - two signs and a word of ours


@dataclass(frozen=True, slots=True)
class Cut:
    """A page cut at its holes: `pieces` has one text more than `holes`."""

    pieces: tuple[str, ...]
    holes: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the page with each hole filled; `values` are HTML."""
        parts = [self.pieces[0]]
        for name, piece in zip(self.holes, self.pieces[1:], strict=True):
            parts.append(values[name])
            parts.append(piece)
        return "".join(parts)


def cut(page: str) -> Cut:
    """Cut a page that was rendered with `stand_in` and holes."""
    pieces, holes, at = [], [], 0
    for found in _HOLE.finditer(page):
        pieces.append(page[at : found.start()])
        holes.append(found[2] or ("name" if found[1] else "initials"))
        at = found.end()
    return Cut((*pieces, page[at:]), tuple(holes))


class CutCache:
    """Cut pages of this process, the least used given up first. Safe between threads."""

    def __init__(self, limit: int = CACHE_CHARACTERS) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, Cut] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> Cut:
        """Return the page of this key, made by `make` where it is not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = cut(make())
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._size += _size(made)
            while self._size > self._limit and len(self._kept) > 1:
                self._size -= _size(self._kept.popitem(last=False)[1])
        return made


def _size(page: Cut) -> int:
    return sum(map(len, page.pieces))


def stand_in(caller: Actor) -> Actor:
    """Return somebody of the caller's role whose name is a hole: for rendering what others will see too."""
    if not caller.signed_in:
        return ANONYMOUS
    return Actor(account_id=UUID(int=0), role=caller.role, display_name=_NAME)


def own_values(caller: Actor, key: str) -> dict[str, str]:
    """Return what fills the holes of a page: the caller's name, their token, and the key of their next deed."""
    if not caller.signed_in:
        return {}
    return {
        "name": str(escape(caller.display_name)),
        "initials": str(escape(initials(caller.display_name))),
        "csrf": form_token(),
        "key": str(escape(key)),
    }


def form_token() -> str:
    """Return the session's token for forms. It does not run out, so it is signed once for each session."""
    raw = session.get("csrf_token")
    return _signed(current_app.secret_key, raw) if raw else str(generate_csrf())


@lru_cache(maxsize=4_096)
def _signed(_secret: object, _raw: str) -> str:
    """Sign the token that stands in this request's session, kept by that token."""
    return str(generate_csrf())


def initials(name: str) -> str:
    """Return the letters that the avatar component shows for a name."""
    words = (name or "?").split()
    return words[0][:1].upper() + (words[-1][:1].upper() if len(words) > 1 else "")


def cut_cache() -> CutCache:
    found = current_app.extensions.get("course_cut_pages")
    if found is None:
        found = current_app.extensions.setdefault("course_cut_pages", CutCache())
    return cast("CutCache", found)


def look() -> tuple[str, str, bool]:
    """Return how this browser wants its pages: language, theme, and whether pictures are left out."""
    cookies = request.cookies
    theme = cookies["theme"] if "theme" in cookies else ""  # noqa: SIM401 - `get` of these raises inside
    return (
        g.lang,
        theme if theme in {"light", "dark"} else "auto",
        "low_data" in cookies and cookies["low_data"] == "1",
    )


def has_flashes() -> bool:
    """Tell whether a message waits to be shown: then the page is made for this once and not kept."""
    return "_flashes" in session


def kept_page(facts: object, make: Callable[[], str]) -> Response:
    """Answer with a page, or with 304 where the browser has it. `facts` is all that it is made of, with a repr.

    The caller's name and token, the look, and the version of code, templates and words go in by themselves.
    """
    if has_flashes():
        return make_response(make())
    caller = actor()
    own = (caller.account_id, caller.role, caller.display_name, caller.time_zone, session.get("csrf_token"))
    told = repr((page_version(), request.path, look(), own, facts))
    tag = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    is_there = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if is_there else Response(make(), content_type=HTML)
    response.set_etag(tag, weak=True)  # weak: two tokens of one session differ by the second
    return response


def page_version() -> str:
    """Return a name for the templates, words, sheets and scripts of which this process makes pages."""
    found = current_app.extensions.get("course_page_version")
    if found is None:
        found = current_app.extensions.setdefault("course_page_version", _hash_of_sources())
    return cast("str", found)


def _hash_of_sources() -> str:
    digest = hashlib.blake2b(digest_size=12)
    own = Path(current_app.root_path)
    sources = [
        *(own / "web" / "templates").rglob("*.html"),
        *(own / "web").rglob("*.py"),
        *TRANSLATIONS.rglob("*.po"),
    ]
    for path in sorted(sources):
        digest.update(path.read_bytes())
    digest.update(repr(sorted(current_app.extensions["course_assets"].names.items())).encode())
    return digest.hexdigest()
