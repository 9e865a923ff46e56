"""The names of QTI 2.1 and 3.0 (1EdTech, "Question and Test Interoperability"), and how its texts are written.

Version 3.0 writes the same parts with other names: assessmentItem is qti-assessment-item, maxChoices is max-choices. Here
everything is read and written with the names of 2.1, and renamed at the edge.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement


@dataclass(frozen=True, slots=True)
class Version:
    """What a version's files say of themselves."""

    item_space: str
    manifest_space: str
    schema: str
    schema_version: str
    item_type: str  # of a resource in a manifest
    is_kebab: bool  # qti-item-body instead of itemBody


VERSIONS: Mapping[str, Version] = {
    "qti-2.1": Version(
        "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "QTIv2.1 Package",
        "1.0.0",
        "imsqti_item_xmlv2p1",
        is_kebab=False,
    ),
    "qti-3.0": Version(
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "QTI Package",
        "3.0.0",
        "imsqti_item_xmlv3p0",
        is_kebab=True,
    ),
}
TRUTHS = {"en": ("True", "False"), "es": ("Verdadero", "Falso"), "fr": ("Vrai", "Faux")}
HTML = frozenset({"p", "div", "br", "span", "img"})  # what a text is written with; these names stay
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HYPHEN = re.compile(r"-([a-z])")


def to_kebab(root: Element) -> None:
    """Rename a tree with the names of 2.1 to those of 3.0."""
    for each in root.iter():
        if each.tag not in HTML:
            each.tag = "qti-" + _CAPITAL.sub("-", each.tag).lower()
        for name in [name for name in each.attrib if _CAPITAL.search(name)]:
            each.set(_CAPITAL.sub("-", name).lower(), each.attrib.pop(name))


def to_camel(root: Element) -> None:
    """Rename a tree with the names of 3.0 to those of 2.1; one with those of 2.1 stays."""
    if not root.tag.startswith("qti-"):
        return
    for each in root.iter():
        if each.tag.startswith("qti-"):
            each.tag = _HYPHEN.sub(lambda found: found[1].upper(), each.tag[4:])
        for name in [name for name in each.attrib if "-" in name]:
            each.set(_HYPHEN.sub(lambda found: found[1].upper(), name), each.attrib.pop(name))


def identifier(name: str) -> str:
    """Return a name as an identifier of QTI, which begins with a letter or a line."""
    return name if name[:1].isalpha() else f"_{name}"


def write_paragraphs(parent: Element, text: str) -> None:
    for line in text.split("\n"):
        if line.strip():
            SubElement(parent, "p").text = line


def write_lines(parent: Element, text: str) -> None:
    """Write a text where no paragraphs may stand."""
    parent.text, *rest = text.split("\n")
    for line in rest:
        SubElement(parent, "br").tail = line
