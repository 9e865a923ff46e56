"""Recordings and pictures beside lessons: what they are called in a build, and how large a picture is."""

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

RASTER = {
    "png": "PNG",
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "webp": "WEBP",
    "avif": "AVIF",
}  # by ending, as Pillow names it
PICTURE_BYTES_MOST = 300_000  # of a picture in a question: ten seconds of a weak line
PICTURE_SIDE_MOST = 4_096  # pixels; more fills the memory of a weak phone
_ORIENTATION = 0x0112  # Exif 2.32, 4.6.4: from 5 on the picture lies on its side
_ON_ITS_SIDE = 5


@dataclass(frozen=True, slots=True)
class Media:
    """One file. `digest` is its SHA-256 in hexadecimal digits; width and height are pixels, 0 for what is no picture."""

    digest: str
    ending: str
    size: int  # bytes
    width: int = 0
    height: int = 0

    @classmethod
    def of(cls, data: bytes, ending: str) -> "Media":
        """Return what is known of a file's content."""
        size = picture_size(io.BytesIO(data), ending)
        return cls(hashlib.sha256(data).hexdigest(), ending, len(data), *size)

    @property
    def name(self) -> str:
        """What it is called in a build, and in addresses."""
        return f"{self.digest[:24]}.{self.ending}"


def picture_size(opened: BinaryIO, ending: str) -> tuple[int, int]:
    """Return a picture's width and height in pixels as browsers show it; (0, 0) where it is none of its ending's kind.

    Reads the head alone: nothing is unpacked.
    """
    if ending not in RASTER:
        return 0, 0
    try:
        with Image.open(opened, formats=[RASTER[ending]]) as image:
            width, height = image.size
            lies = image.getexif().get(_ORIENTATION, 1) >= _ON_ITS_SIDE
    except (OSError, ValueError, SyntaxError, TypeError, Image.DecompressionBombError):
        return 0, 0
    return (height, width) if lies else (width, height)
