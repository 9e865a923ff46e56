"""Where a translation is behind its source: which paragraphs, and how readers of its page are told.

A translation's `made-from` names a digest for each block that its source had when it was made. Old and new digests
are compared as two lists, so that what was put in or taken out does not mark everything after it.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from course.core.content.phrases import phrases
from course.core.content.sources import LessonSource
from course.core.content.text_blocks import TextBlock

CHANGED, ADDED, REMOVED = "changed", "added", "removed"

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*(\r?\n)((?:.*\n)*?)---[ \t]*(?:\r?\n|\Z)")
_MADE_FROM = re.compile(rb"^made-from:.*\n(?:[ \t]+.*\n)*", re.MULTILINE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_VOID = frozenset({"br", "hr", "img", "track"})
_ID = re.compile(r' id="[^"]*"')
_HEADING = re.compile(r"<(/?)h[2-6][^>]*>")
_BACK = re.compile(r'<a class="footnote-backref"[^>]*>.*?</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """One block of the source that is no longer what a translation was made from.

    `place` is the block of the translation that it concerns, from 0; for what was added, the block after which it
    belongs. `ours` is the source's block as it is now, None when it is gone.
    """

    kind: str  # changed, added or removed
    place: int
    ours: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a translation stands to its source. `changes` is empty when it is current, or behind as a whole."""

    state: str  # current, behind or undated
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One change as a translator finds it: `line` and `section` of the translation, `words` of the source."""

    kind: str
    line: int
    section: str
    words: str  # the first words of the source's block as it is now; empty when it is gone
    source_line: int


def digests(source: LessonSource) -> str:
    """Return what a translation that is made from this source now carries as its made-from."""
    return " ".join(block.digest for block in source.blocks)


def with_made_from(data: bytes, made_from: str) -> bytes:
    """Return a lesson's file with this made-from in its head, and everything else as it was, byte for byte.

    `data` begins with a head, as `read_sources` has found.
    """
    head = _HEAD.match(data)
    assert head, "only files whose head was read are marked"
    line = f'made-from: "{made_from}"'.encode() + head[1]
    begin, close = head.span(2)
    written = _MADE_FROM.search(data, begin, close)
    begin, end = written.span() if written else (close, close)
    return data[:begin] + line + data[end:]


def standing(source: LessonSource, translation: LessonSource) -> Standing:
    """Return how a translation stands; without changes where they cannot be told apart."""
    made_from = translation.front.made_from
    if made_from is None:
        return Standing("undated")
    if made_from in {source.digest, digests(source)}:
        return Standing("current")
    if made_from == made_from.replace(" ", "")[:12]:
        return Standing("behind")  # the digest of a whole file tells no paragraphs apart
    new = [block.digest for block in source.blocks]
    return Standing("behind", tuple(_changes(made_from.split(), new, len(translation.blocks))))


def work(source: LessonSource, translation: LessonSource) -> tuple[Work, ...]:
    """Return what a translator has to look at, in the order of the text."""
    return tuple(
        _work(
            translation.blocks[change.place],
            None if change.ours is None else source.blocks[change.ours],
            change,
        )
        for change in standing(source, translation).changes
    )


def _work(theirs: TextBlock, ours: TextBlock | None, change: Change) -> Work:
    words, line = (ours.words(), ours.line) if ours else ("", 0)
    return Work(change.kind, theirs.line, theirs.section, words, line)


def _changes(old: Sequence[str], new: Sequence[str], size: int) -> Iterator[Change]:
    """Yield what changed, placed in a translation of `size` blocks; nothing where they fit neither list.

    A translation still has the blocks that the source had, or already those that it has now.
    """
    if size not in {len(old), len(new)}:
        return
    for what, old_at, old_end, new_at, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if what == "equal":
            continue
        for step in range(max(old_end - old_at, new_end - new_at)):
            ours = new_at + step if new_at + step < new_end else None
            theirs = old_at + step if old_at + step < old_end else None
            if change := _placed(ours, theirs, old_end, follows_old=size == len(old)):
                yield change


def _placed(ours: int | None, theirs: int | None, old_end: int, *, follows_old: bool) -> Change | None:
    if not follows_old:  # the blocks are there already, and wait for `course translated`
        return None if ours is None else Change(CHANGED, ours, ours)
    if theirs is None:
        return Change(ADDED, max(old_end - 1, 0), ours)
    return Change(REMOVED if ours is None else CHANGED, theirs, ours)


def elements_of(blocks: Sequence[TextBlock], page: str) -> list[tuple[int, int]] | None:
    """Return where the element of each block but the front begins and ends in a rendered text.

    Footnotes stand together at the end: each gets the place of them all. None where text and page do not fit.
    """
    found = list(_elements(page))
    notes = (len(page), len(page))
    if found and 'class="footnote"' in page[found[-1][1] : found[-1][2]].partition(">")[0]:
        notes = found.pop()[1:]
    if [tag for tag, _begin, _end in found] != [block.tag for block in blocks[1:] if block.tag]:
        return None
    places = iter(found)
    return [next(places)[1:] if block.tag else notes for block in blocks[1:]]


def _elements(page: str) -> Iterator[tuple[str, int, int]]:
    """Yield the outermost elements of sanitised HTML, which closes what it opens, as (tag, begin, end)."""
    depth, begin, outer = 0, 0, ""
    for found in _TAG.finditer(page):
        if not depth:
            begin, outer = found.start(), found[2]
        if found[2] not in _VOID:
            depth += -1 if found[1] else 1
        if not depth:
            yield outer, begin, found.end()


def with_marks(
    page: str, translation: LessonSource, source_page: str, source: LessonSource, path: str
) -> str:
    """Return the translation's page with a mark at each place that is behind, and none where it is current.

    Where places cannot be told, one notice above the text leads to the source lesson at `path`.
    """
    found = standing(source, translation)
    if found.state != "behind":
        return page
    theirs = elements_of(translation.blocks, page)
    ours = elements_of(source.blocks, source_page)
    if not found.changes or theirs is None or ours is None:
        return _whole(translation.language, source.language, path) + page
    marks: dict[int, str] = {}
    for change in found.changes:
        at = theirs[change.place - 1][1] if change.place else 0
        shown = "" if change.ours is None else _shown(source, source_page, ours, change.ours)
        marks[at] = marks.get(at, "") + _mark(translation, source, change, shown)
    for at in sorted(marks, reverse=True):
        page = page[:at] + marks[at] + page[at:]
    return page


def _whole(language: str, source_language: str, path: str) -> str:
    words = phrases(language)
    link = f'<a href="{html.escape(path)}" hreflang="{source_language}">{words["behind_read"]}</a>'
    return f'<p class="behind">{words["behind_whole"]} {link}</p>\n'


def _mark(translation: LessonSource, source: LessonSource, change: Change, shown: str) -> str:
    words = phrases(translation.language)
    block = translation.blocks[change.place]
    if change.kind == ADDED:
        said = words["behind_added"]
    elif change.kind == REMOVED:
        return f'\n<p class="behind">{words["behind_removed"]}</p>'
    elif change.place == 0:
        said = words["behind_front"]
    else:
        is_paragraph = block.tag == "p" and not block.text.startswith("///")
        said = words["behind_paragraph" if is_paragraph else "behind_part"]
    return (
        f'\n<details class="behind"><summary>{said} <small>{words["behind_show"]}</small></summary>'
        f'<div lang="{source.language}">{shown}</div></details>'
    )


def _shown(source: LessonSource, page: str, places: Sequence[tuple[int, int]], number: int) -> str:
    """Return a block of the source as it is now, without what may stand once only in a page."""
    block = source.blocks[number]
    if number == 0:
        title, summary, *aims = json.loads(block.text)
        lines = "".join(f"<li>{html.escape(aim, quote=False)}</li>" for aim in aims)
        head = f"<p><b>{html.escape(title, quote=False)}</b></p><p>{html.escape(summary, quote=False)}</p>"
        return head + (f"<ul>{lines}</ul>" if lines else "")
    begin, end = places[number - 1]
    piece = page[begin:end]
    if block.key and (note := re.search(rf'<li id="fn-{re.escape(block.key)}">(.*?)</li>', piece, re.DOTALL)):
        piece = note[1]
    elif not block.tag:
        return f"<p><code>{html.escape(block.text, quote=False)}</code></p>"  # the address of a link
    return _HEADING.sub(lambda tag: f"<{tag[1]}p>", _ID.sub("", _BACK.sub("", piece)))
