"""Reading PDF files as their readers do."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def opened(data: bytes) -> PdfReader:
    """Open a PDF; what is broken raises."""
    return PdfReader(io.BytesIO(data), strict=True)


def text_of(pdf: PdfReader) -> str:
    """Return what stands on all pages, each blank as one space."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def is_tagged(pdf: PdfReader) -> bool:
    return bool(pdf.trailer["/Root"]["/MarkInfo"]["/Marked"])


def tags(pdf: PdfReader) -> set[str]:
    """Return the kinds of what stands in a tagged PDF."""
    return set(_tags(pdf.trailer["/Root"]["/StructTreeRoot"]))


def _tags(node: Any) -> Iterator[str]:
    if "/S" in node:
        yield node["/S"]
    below = node.get("/K", [])
    for child in below if isinstance(below, list) else [below]:
        found = child.get_object()
        if isinstance(found, dict):
            yield from _tags(found)
