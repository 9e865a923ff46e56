"""What a file that holds no questions seems to be, so that who sent it is told.

A file is told by its first bytes, and a packed one by the files in it: its name may say anything.
"""

import json
import re
from collections.abc import Iterable
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from course.core.formats.questions_in import FileRefused, decoded
from course.core.text import N_

ZIP = b"PK\x03\x04"
PICTURE = N_("It seems to be a picture.")
PDF = N_("It seems to be a PDF.")
SPREADSHEET = N_("It seems to be a spreadsheet.")
DOCUMENT = N_("It seems to be a document of a word processor, such as Word.")
SLIDES = N_("It seems to be a presentation with slides.")
OLD_OFFICE = N_("It seems to be a file of an older Office: a document, a spreadsheet or slides.")
BOOK = N_("It seems to be an e-book.")
RECORDING = N_("It seems to be a recording.")
PACKED = N_("It seems to be a packed file or a backup.")
MOODLE_BACKUP = N_("It seems to be a backup of Moodle: export the questions themselves as Moodle XML.")
WEB_PAGE = N_("It seems to be a web page.")
DATA = N_("It seems to be data in JSON.")
NO_TEXT = N_("It is no text: these are the bytes of some other file.")
NO_QUESTION = N_("There is no question in it that can be read.")
_TAKE = N_("%(what)s Take a file of questions: GIFT, Aiken, Moodle XML, QTI or YAML.")

_BEGINNINGS = (
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF87a", PICTURE),
    (b"GIF89a", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"%PDF", PDF),
    (b"\xd0\xcf\x11\xe0", OLD_OFFICE),
    (b"{\\rtf", DOCUMENT),
    *((b"ID3" + bytes([version]), RECORDING) for version in (2, 3, 4)),
    (b"OggS", RECORDING),
    (b"fLaC", RECORDING),
    (b"\x1aE\xdf\xa3", RECORDING),
    (b"\x1f\x8b\x08", PACKED),
    *((b"BZh%d1AY&SY" % level, PACKED) for level in range(1, 10)),
    (b"7z\xbc\xaf\x27\x1c", PACKED),
    (b"\xfd7zXZ\0", PACKED),
    (b"Rar!\x1a\x07", PACKED),
)
# Kinds of files that name themselves a few bytes later.
_RIFF = {b"WEBP": PICTURE, b"WAVE": RECORDING, b"AVI ": RECORDING}
_BOXED = {b"heic": PICTURE, b"heix": PICTURE, b"mif1": PICTURE, b"avif": PICTURE}
# What the first element of a file says that is XML, or nearly so.
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE\s+(html|svg)\b|<(html|svg|head|body)\b)", re.IGNORECASE
)
_FOLDERS = {"xl": SPREADSHEET, "word": DOCUMENT, "ppt": SLIDES}
_MEDIA_TYPES = {
    "application/vnd.oasis.opendocument.text": DOCUMENT,
    "application/vnd.oasis.opendocument.spreadsheet": SPREADSHEET,
    "application/vnd.oasis.opendocument.presentation": SLIDES,
    "application/vnd.oasis.opendocument.graphics": PICTURE,
    "application/epub+zip": BOOK,
}
_BROKEN = (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
# Signs that no text has; a few of them come into real files of questions from what was pasted there.
_STRANGE = re.compile("[\0-\x08\x0e-\x1f\x7f\ue000-\uf8ff\ufffd]")
_STRANGE_SHARE = 0.05
_MEDIA_TYPE_MAX = 100


def refuse_other_files(data: bytes) -> None:
    """Raise FileRefused, with what it seems to be, for a file that is certainly none of questions."""
    if seems := _packed(data) if data.startswith(ZIP) else _begun(data) or _text(data):
        raise no_questions(seems)


def no_questions(what: str = NO_QUESTION) -> FileRefused:
    """Return the refusal of a file in which there are no questions, with what it is instead."""
    return FileRefused(_TAKE, what=FileRefused(what))


def _begun(data: bytes) -> str:
    """Return what the first bytes say; empty where they say nothing."""
    if data.startswith(b"RIFF") and data[8:12] in _RIFF:
        return _RIFF[data[8:12]]
    if data[4:8] == b"ftyp":
        return _BOXED.get(data[8:12], RECORDING)
    return next((seems for beginning, seems in _BEGINNINGS if data.startswith(beginning)), "")


def _text(data: bytes) -> str:
    """Return what the text of a file says, or that it is none; empty for what may be questions."""
    text = decoded(data)
    strange = sum(1 for _sign in _STRANGE.finditer(text)) + _stray_zeros(data)
    if strange > _STRANGE_SHARE * len(text):
        return NO_TEXT
    if found := _MARKUP.match(text):
        return PICTURE if (found[1] or found[2]).lower() == "svg" else WEB_PAGE
    return DATA if _is_json(text) else ""


def _stray_zeros(data: bytes) -> int:
    """Count the zeros that are no parts of letters, as they are in UTF-16, where they are about half of all bytes."""
    zeros = data.count(0)
    return 0 if data.startswith((b"\xff\xfe", b"\xfe\xff")) or zeros > len(data) // 4 else zeros


def _is_json(text: str) -> bool:
    """Tell whether a text is JSON; a question of GIFT may begin with a bracket, and a YAML file be all of JSON."""
    if not text.lstrip().startswith(("{", "[")) or '"questions"' in text:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _packed(data: bytes) -> str:
    """Return what the files in a packed one say; empty for what may be a package of questions, or is damaged."""
    try:
        with ZipFile(BytesIO(data)) as package:
            return _held(package)
    except _BROKEN:
        return ""


def _held(package: ZipFile) -> str:
    names = package.namelist()
    if any(name.rpartition("/")[2].lower() == "imsmanifest.xml" for name in names):
        return ""
    if "moodle_backup.xml" in names:
        return MOODLE_BACKUP
    if "mimetype" in names and package.getinfo("mimetype").file_size < _MEDIA_TYPE_MAX:
        return _MEDIA_TYPES.get(package.read("mimetype").decode("ascii", "replace").strip(), "")
    return _first_known(names) if "[Content_Types].xml" in names else ""


def _first_known(names: Iterable[str]) -> str:
    """Return what an Office document of today is, by the folder of its main part."""
    return next((_FOLDERS[top] for name in names if (top := name.partition("/")[0]) in _FOLDERS), "")
