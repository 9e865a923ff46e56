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


def fonts(pdf: PdfReader) -> list[tuple[str, bool]]:
    """Return the name of each font of a PDF, and whether its glyphs are in the file (ISO 32000-1, 9.9)."""
    whole = (pdf.get_object(number) for number in range(1, pdf.trailer["/Size"]))
    found = [one for one in whole if isinstance(one, dict) and one.get("/Type") == "/Font"]
    return [(str(font.get("/BaseFont")), _is_embedded(font)) for font in found]


def _is_embedded(font: Any) -> bool:
    if font["/Subtype"] == "/Type3":  # its glyphs are drawings, which stand in the font itself
        return "/CharProcs" in font
    if font["/Subtype"] == "/Type0":
        return all(_is_embedded(part.get_object()) for part in font["/DescendantFonts"])
    descriptor = font.get("/FontDescriptor", {})
    return bool({"/FontFile", "/FontFile2", "/FontFile3"} & descriptor.keys())


def _tags(node: Any) -> Iterator[str]:
    if "/S" in node:
        yield node["/S"]
    below = node.get("/K", [])
    for child in below if isinstance(below, list) else [below]:
        found = child.get_object()
        if isinstance(found, dict):
            yield from _tags(found)
