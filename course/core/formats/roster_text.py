"""From a roster's bytes to its records: encoding, separator, lines and quotation marks.

Text is decoded as it is read, so that a large file is never held twice.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple, TextIO

from course.core.formats.roster_columns import Recognised, recognise

LINE_MAX = 32_768  # characters of a line that are read
LINES_IN_RECORD = 30  # a text in quotation marks with more lines is taken for one that was never closed
SEPARATORS = (",", ";", "\t")

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")  # xlsx, ods and zip; xls; gzip
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3", b"\x7fELF")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r"))
_SAMPLE = 65_536
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)  # Excel's way to say it in the first line


class Encoding(NamedTuple):
    """How bytes are read: the name for people, and Python's."""

    name: str
    codec: str


class Record(NamedTuple):
    """The cells of one row; a `fault` says why they may be wrong."""

    line: int  # of the file, from 1, where it begins
    cells: list[str]
    fault: str = ""


Opener = Callable[[], TextIO]  # gives the text from its beginning, with line ends as they are


def find_encoding(data: bytes) -> Encoding | str:
    """Return how `data` is to be read, or the code of the problem when it is not text.

    UTF-8 and UTF-16 with and without a mark, else Windows-1252. A file that is mostly UTF-8 stays it: its
    few damaged characters are named by their cells, where Windows-1252 would spoil all the others unseen.
    """
    if data.startswith(_SPREADSHEETS):
        return "spreadsheet_file"
    if data.startswith(_OTHERS) or data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "not_text"
    if data.startswith(codecs.BOM_UTF8):
        return Encoding("UTF-8", "utf-8-sig")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("UTF-16", "utf-16")
    return _encoding_without_mark(data)


def _encoding_without_mark(data: bytes) -> Encoding | str:
    sample = data[:4096]
    for codec, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if sample[first::2].count(0) > len(sample) / 5 and sample[1 - first :: 2].count(0) < len(sample) / 50:
            return Encoding("UTF-16", codec)
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > max(3, len(sample) / 20):
        return "not_text"
    return Encoding("UTF-8", "utf-8") if _is_mostly_utf8(data) else Encoding("Windows-1252", "cp1252")


def _is_mostly_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _SAMPLE):
            decoder.decode(view[start : start + _SAMPLE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        damage = max(0, start + error.start - _SAMPLE)
        text = data[damage : damage + 2 * _SAMPLE].decode(errors="replace")
        damaged = text.count("\ufffd")
        return sum(sign > "\x7f" for sign in text) > 5 * damaged
    return True


def opener(data: bytes, encoding: Encoding) -> Opener:
    return lambda: io.TextIOWrapper(io.BytesIO(data), encoding.codec, errors="replace", newline="")


def text_opener(text: str) -> Opener:
    return lambda: io.StringIO(text.removeprefix("\ufeff"), newline="")


def _is_cut(line: str) -> bool:
    return len(line) == LINE_MAX and not line.endswith(("\n", "\r"))


class _Lines:
    """Feeds lines to the CSV reader and can take back those of a record that went wrong."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: deque[str] = deque()
        self._record: list[str] = []
        self._next = 1
        self.start = 1  # the line where the present record begins
        self.is_cut = False  # whether a line of the present record was longer than LINE_MAX

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self._record) >= LINES_IN_RECORD:
            raise csv.Error("more lines than a record can have")
        line = self._waiting.popleft() if self._waiting else self._read()
        self.is_cut = self.is_cut or _is_cut(line)
        self._next += 1
        self._record.append(line)
        return line

    def _read(self) -> str:
        line = self._stream.readline(LINE_MAX)
        if not line:
            raise StopIteration
        if _is_cut(line):
            while (rest := self._stream.readline(LINE_MAX)) and not rest.endswith(("\n", "\r")):
                pass
        return line

    def begin(self) -> None:
        self._record = []
        self.start = self._next
        self.is_cut = False

    def keep_first(self) -> str:
        """Return the present record's first line and put the others back, to be read as records of their own."""
        first, *others = self._record
        self._waiting.extendleft(reversed(others))
        self._next = self.start + 1
        self._record = [first]
        return first


def records(open_text: Opener, separator: str) -> Iterator[Record]:
    """Read all records, the first line's too; a blank line is a record without cells.

    A row whose quotation marks do not match is one line with a fault; the lines after it are read anew, so
    that one forgotten mark does not swallow the rest of the file.
    """
    with open_text() as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
        while True:
            lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                line = lines.keep_first()
                cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
                yield Record(lines.start, cells, "quotes_unbalanced")
            else:
                yield Record(lines.start, cells, "line_too_long" if lines.is_cut else "")


class Heading(NamedTuple):
    """The first line with something in it."""

    separator: str
    line: int  # 0 when there is no such line
    cells: list[str]
    recognised: Recognised


def find_heading(open_text: Opener) -> Heading:
    """Find the separator by which the first line names most columns, and what it names."""
    with open_text() as stream:
        sample = stream.read(_SAMPLE)
    declared = _SEPARATOR_LINE.match(sample)
    candidates = (declared[1],) if declared and declared[1] in SEPARATORS else SEPARATORS
    found = [_heading_by(sample, separator, skip=bool(declared)) for separator in candidates]
    return max(found, key=lambda heading: (len(heading.recognised.columns), len(heading.cells)))


def _heading_by(sample: str, separator: str, *, skip: bool) -> Heading:
    for record in records(text_opener(sample), separator):
        if any(cell.strip() for cell in record.cells) and not (skip and record.line == 1):
            return Heading(separator, record.line, record.cells, recognise(record.cells))
    return Heading(separator, 0, [], recognise([]))
