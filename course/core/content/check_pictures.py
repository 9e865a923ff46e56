"""Checks of pictures in quizzes: that they are there, that a weak line carries them, and where their spots stand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from course.core.content.check_gaps import Fault
from course.core.content.media import PICTURE_BYTES_MOST, PICTURE_SIDE_MOST, Media
from course.core.text import N_

_ON_MAP, _ON_PICTURE = ("lat", "lon"), ("x", "y")


def picture_faults(written: Sequence[Mapping[str, Any]], media: Mapping[str, Media]) -> Iterator[Fault]:
    """Yield what is wrong with the pictures of a file's questions; `media` are the files of the quiz's module."""
    for place, question in enumerate(written):
        picture = question.get("picture")
        if isinstance(picture, Mapping):
            yield from _file_faults(("questions", place, "picture", "file"), picture["file"], media)
        for number, option in enumerate(question.get("options", ())):
            if shown := option.get("picture"):
                path = ("questions", place, "options", number, "picture", "file")
                yield from _file_faults(path, shown["file"], media)
        for spot, data in enumerate(question.get("spots", ())):
            yield from _place_faults(("questions", place, "spots", spot), data, on_map=picture == "world")


def _file_faults(path: tuple[str | int, ...], file: str, media: Mapping[str, Media]) -> Iterator[Fault]:
    values: dict[str, object] = {"target": file}
    found = media.get(file)
    if found is None:
        yield path, "media_missing", N_("There is no file %(target)s in the module's folder."), values
    elif not found.width:
        template = N_("%(target)s is no picture of the kind that its name says.")
        yield path, "picture_unreadable", template, values
    elif found.size > PICTURE_BYTES_MOST or max(found.width, found.height) > PICTURE_SIDE_MOST:
        template = N_("%(target)s is too large: at most %(bytes)s bytes and %(side)s pixels a side.")
        limits = {"bytes": PICTURE_BYTES_MOST, "side": PICTURE_SIDE_MOST}
        yield path, "picture_heavy", template, values | limits


def _place_faults(path: tuple[str | int, ...], spot: Mapping[str, Any], *, on_map: bool) -> Iterator[Fault]:
    wanted, other = (_ON_MAP, _ON_PICTURE) if on_map else (_ON_PICTURE, _ON_MAP)
    if any(name not in spot for name in wanted) or any(name in spot for name in other):
        template = (
            N_("A spot on the world map has “lat” and “lon”, and no other place.")
            if on_map
            else N_("A spot on a picture has “x” and “y”, and no other place.")
        )
        yield path, "spot_place", template, {}
