"""Tables as files for spreadsheets: streamed, readable by Excel, and harmless to open."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from flask import Response, stream_with_context

from course.core.formats.csv_safety import neutralise

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the machine's own encoding
ROWS_A_PART = 200  # so that a large table leaves in parts of a few tens of kB


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Sequence[str | float]]) -> Response:
    """Answer with a table to download, whose rows are read while it is being sent.

    `filename` may hold letters, digits, dots and hyphens; other signs become hyphens. Cells that a spreadsheet
    would run as a formula are made text; a number stays one, also below nought.
    """
    response = Response(stream_with_context(_parts(header, rows)), mimetype="text/csv")
    safe = re.sub(r"[^A-Za-z0-9.]+", "-", filename).strip("-")
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


def _parts(header: Sequence[str], rows: Iterable[Sequence[str | float]]) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow([neutralise(cell) for cell in header])
    for number, row in enumerate(rows, 1):
        writer.writerow([neutralise(cell) if isinstance(cell, str) else cell for cell in row])
        if number % ROWS_A_PART == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
