"""The pictures that come along with questions of another system, made fit for pages."""

import io
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from PIL import Image, ImageOps

from course.core.content.media import PICTURE_BYTES_MOST, PICTURE_SIDE_MOST, RASTER, Media
from course.core.formats.documents import PIXELS_MAX
from course.core.grading.pictures import QuestionPicture
from course.core.slugs import make_slug
from course.core.text import Text

STEM_LENGTH = 40
SIDES = (1_600, 1_200, 800)  # pixels; tried in turn until a picture is light enough
QUALITY = 80  # of WebP, 0 to 100
_STEM = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{STEM_LENGTH - 1}}}")  # as media of the course are called
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "AVIF": "avif"}
_READ = [*_ENDINGS, "GIF", "BMP"]


@dataclass(slots=True)
class PictureBox:
    """Pictures by what they are to be called, such as "media/bridge.webp"; the same one is kept once."""

    files: dict[str, bytes] = field(default_factory=dict)
    _places: dict[tuple[str, bytes], str] = field(default_factory=dict)  # by wanted name and content
    _last: dict[str, int] = field(default_factory=dict)  # the last number behind a name

    def take(self, name: str, data: bytes, shows: Text) -> QuestionPicture | None:
        """Keep a picture and return it for a question; None where it is no picture that pages show.

        `name` is what the other system calls it. What is fit for a page stays as it is, byte for byte; a larger one,
        or one of another kind, is drawn anew as WebP, without what a camera writes into it. Of one that moves, the
        first picture stays.
        """
        fit = _fit(data)
        if fit is None:
            return None
        kept, ending = fit
        found = Media.of(kept, ending)
        return QuestionPicture(self._place(name, kept, ending), found.name, shows, found.width, found.height)

    def _place(self, name: str, data: bytes, ending: str) -> str:
        stem, own = PurePosixPath(name).stem, PurePosixPath(name).suffix.removeprefix(".")
        if RASTER.get(own) == RASTER[ending]:
            ending = own  # it is written in two ways: jpg and jpeg
        if not _STEM.fullmatch(stem):
            stem = make_slug(stem, "picture")[:STEM_LENGTH].strip("-") or "picture"
        wanted = f"{stem}.{ending}"
        if known := self._places.get((wanted, data)):
            return known
        number, file = self._last.get(wanted, 1), f"media/{wanted}"
        while self.files.get(file, data) != data:
            number += 1
            file = f"media/{stem}-{number}.{ending}"
        self._last[wanted] = number
        self.files[file], self._places[wanted, data] = data, file
        return file


def _fit(data: bytes) -> tuple[bytes, str] | None:
    """Return a picture that pages show, with its ending."""
    try:
        with Image.open(io.BytesIO(data), formats=_READ) as image:
            form, pixels = image.format or "", image.width * image.height
            is_fit = form in RASTER.values() and max(image.size) <= PICTURE_SIDE_MOST
            if is_fit and len(data) <= PICTURE_BYTES_MOST:
                image.verify()
                return data, _ENDINGS[form]
        return _drawn_anew(data) if pixels <= PIXELS_MAX else None
    except Exception:  # noqa: BLE001 - a decoder fails in many ways; each of them says that this is no such picture
        return None


def _drawn_anew(data: bytes) -> tuple[bytes, str] | None:
    for side in SIDES:
        with Image.open(io.BytesIO(data), formats=_READ) as image:
            drawn = ImageOps.exif_transpose(image)
            drawn.thumbnail((side, side))
            written = io.BytesIO()
            drawn.convert("RGBA" if drawn.mode in {"RGBA", "LA", "PA", "P"} else "RGB").save(
                written, "WEBP", quality=QUALITY
            )
        if len(written.getvalue()) <= PICTURE_BYTES_MOST:
            return written.getvalue(), "webp"
    return None
