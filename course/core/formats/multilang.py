"""Texts of Moodle in several languages at once: <span lang="es" class="multilang">…</span> or {mlang es}…{mlang}.

Source: docs.moodle.org, "Multi-language content filter", and the filter_multilang2 of its plugins. One language is kept:
the one asked for, else the first, as Moodle shows it.
"""

import re
from collections.abc import Iterable

_MARK = re.compile(r"\{mlang(?:\s+([^{}]{1,80}))?\}", re.IGNORECASE)
_SPAN = re.compile(r"<span\s[^<>]{0,200}>", re.IGNORECASE)
_LANG = re.compile(r"(?<![\w:-])lang\s*=\s*[\"']?([a-z]{2,3})", re.IGNORECASE)
_EVERY = "other"  # stands for all languages that are not named


def kept_language(text: str, language: str) -> str:
    """Return which language of a text's multilang spans is kept; empty where there are none."""
    spans = [found[0] for found in _SPAN.finditer(text) if "multilang" in found[0].lower()]
    named = [base(found[1]) for span in spans if (found := _LANG.search(span))]
    return language if language in named else next(iter(named), "")


def base(code: str) -> str:
    """Return es of es_mx."""
    return re.split("[_-]", code.strip().lower())[0]


def in_one_language(text: str, language: str) -> tuple[str, bool]:
    """Return a text with one language of each run of its {mlang} blocks, and whether others were left out."""
    blocks = list(_blocks(text))
    named = [code for codes, _start, _end, _until in blocks for code in codes]
    kept = language if language in named else _EVERY if _EVERY in named else next(iter(named), "")
    pieces: list[str] = []
    begin, is_lost = 0, False
    for codes, start, end, until in blocks:
        pieces.append(text[begin:start])
        if kept in codes:
            pieces.append(text[start:end])
        is_lost, begin = is_lost or kept not in codes, until
        pieces[-1] = _MARK.sub("", pieces[-1])
    return "".join([*pieces, text[begin:]]), is_lost


def _blocks(text: str) -> Iterable[tuple[list[str], int, int, int]]:
    """Yield each block's languages, where it begins, where its words end, and where it ends itself."""
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if mark[1]:
            opened = mark
        elif opened:
            yield [base(code) for code in opened[1].split(",")], opened.start(), mark.start(), mark.end()
            opened = None
