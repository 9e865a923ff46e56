"""The folder in which the bytes of files lie, under random names. Nothing of what a person typed is part of a path."""

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from secrets import token_hex

_NAME = re.compile(r"[0-9a-f]{32}")


def put_file(folder: Path, data: bytes) -> str:
    """Write a file that only this process's user reads, and return its name. It is whole or not there."""
    name = token_hex(16)
    place = _place(folder, name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = place.with_suffix(".part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    half.rename(place)
    return name


def get_file(folder: Path, name: str) -> bytes | None:
    """Return a file's bytes; None where it is not there or the name is none of ours."""
    try:
        return _place(folder, name).read_bytes() if _NAME.fullmatch(name) else None
    except FileNotFoundError:
        return None


def old_files(folder: Path, before: datetime) -> Iterator[Path]:
    """Yield the files that were written before a moment; whole ones, and halves that a stopped process left."""
    for place in folder.glob("[0-9a-f][0-9a-f]/*"):
        if place.is_file() and place.stat().st_mtime < before.timestamp():
            yield place


def _place(folder: Path, name: str) -> Path:
    return folder / name[:2] / name
