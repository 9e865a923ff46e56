"""Files that learners hand in: told by their content, never by their name, and cleaned before they are kept."""

import io
import re
import stat
import zipfile
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageOps

from course.core.problems import CourseProblem

DocumentKind = Literal["pdf", "docx", "odt", "png", "jpeg", "txt"]

FILE_MAX = 10_000_000  # bytes of one file
PIXELS_MAX = 24_000_000  # of a picture: what a camera of today takes
NAME_MAX = 80  # characters of a name without its ending
_ENTRIES_MAX = 3_000  # parts of a packed document
_UNPACKED_MAX = 200_000_000  # bytes of all its parts

MEDIA_TYPES: dict[DocumentKind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
}
ENDINGS: dict[DocumentKind, str] = {
    "pdf": "pdf",
    "docx": "docx",
    "odt": "odt",
    "png": "png",
    "jpeg": "jpg",
    "txt": "txt",
}
_MARKUP = re.compile(rb"\s*<(?:\?xml|!doctype|!--|svg|html|head|body|script|x?:?stylesheet)", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


class FileRefused(CourseProblem):
    """A file that is not taken. Its code says why."""

    code = "file_kind"
    status = 422


class FileEmpty(FileRefused):
    """No file came, or one without content."""

    code = "file_empty"


class FileTooLarge(FileRefused):
    """More bytes than one file may have."""

    code = "file_too_large"


class PictureRefused(FileRefused):
    """A picture that cannot be read, or has more pixels than are taken."""

    code = "file_picture"


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it is kept: its kind by content, its name with the ending of that kind, and its cleaned bytes."""

    kind: DocumentKind
    name: str
    data: bytes


def read_document(name: str, data: bytes) -> Document:
    """Return a file as it may be kept. Raises FileEmpty, FileTooLarge, PictureRefused, and FileRefused for all else.

    Pictures are written anew from their pixels: nothing of place, camera or hidden data stays, and nothing behind the
    picture. Packed documents are looked into and not unpacked; those with macros are refused, and so is SVG.
    """
    if not data:
        raise FileEmpty
    if len(data) > FILE_MAX:
        raise FileTooLarge(megabytes=FILE_MAX // 1_000_000)
    kind = kind_of_content(data)
    if kind is None:
        raise FileRefused
    if kind in {"png", "jpeg"}:
        data = _picture(data, "PNG" if kind == "png" else "JPEG")
    return Document(kind, f"{safe_stem(name)}.{ENDINGS[kind]}", data)


def kind_of_content(data: bytes) -> DocumentKind | None:
    """Return what a file is by its first bytes and its parts; None for all that is not taken."""
    if data.startswith(b"%PDF-"):
        return "pdf" if b"%%EOF" in data[-2048:] else None
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"PK\x03\x04"):
        return _packed_kind(data)
    return "txt" if _is_text(data) else None


def safe_stem(name: str) -> str:
    """Return the last part of a file's name without its ending and without signs that mean something elsewhere."""
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rsplit(".", 1)[0] if "." in last.strip(".") else last
    kept = " ".join(_NOT_IN_NAMES.sub(" ", stem).split()).strip(". ")
    return kept.encode("utf-8", "ignore").decode()[:NAME_MAX].strip() or "document"


def _packed_kind(data: bytes) -> DocumentKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if len(parts) > _ENTRIES_MAX or sum(part.file_size for part in parts) > _UNPACKED_MAX:
                return None
            if any(_is_stray(part) for part in parts) or any("vbaproject" in name.lower() for name in names):
                return None
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return "docx"
            first = parts[0] if parts else None
            if first and first.filename == "mimetype" and first.file_size < 100:  # noqa: PLR2004 - a media type
                is_text = packed.read(first) == MEDIA_TYPES["odt"].encode()
                return "odt" if is_text and "content.xml" in names else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return None
    return None


def _is_stray(part: zipfile.ZipInfo) -> bool:
    """Tell whether a part would land outside of where it is unpacked, is locked, or is a link."""
    name = part.filename.replace("\\", "/")
    is_link = stat.S_ISLNK(part.external_attr >> 16)
    return name.startswith("/") or ".." in name.split("/") or bool(part.flag_bits & 1) or is_link


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text) and not _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf"))


def _picture(data: bytes, form: str) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as found:
            _check_size(found)
            upright = ImageOps.exif_transpose(found)
            plain = upright.convert("RGBA" if form == "PNG" and _has_alpha(upright) else "RGB")
            bare = Image.new(plain.mode, plain.size)
            bare.paste(plain)
            out = io.BytesIO()
            bare.save(out, form, **({"quality": 88} if form == "JPEG" else {}))
    except PictureRefused:
        raise
    except Exception as error:  # a decoder fails in many ways; each of them says that this is no such picture
        raise PictureRefused(megapixels=PIXELS_MAX // 1_000_000) from error
    return out.getvalue()


def _check_size(picture: Image.Image) -> None:
    """Raise PictureRefused for too many pixels, before any of them is read, and for a picture that moves."""
    if picture.width * picture.height > PIXELS_MAX or getattr(picture, "n_frames", 1) > 1:
        raise PictureRefused(megapixels=PIXELS_MAX // 1_000_000)


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
