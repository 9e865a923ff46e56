"""XML from outside as a tree: no entities, no document types, nothing fetched, and the line of each element.

Names come without prefixes, since the formats read here differ by their names alone. The line of an element stands in an
attribute that no file can have; `line_of` reads it.
"""

import re
from io import StringIO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, InputSource

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from course.core.formats.questions_in import FileRefused
from course.core.text import N_

DEPTH_MAX = 100
ELEMENTS_MAX = 1_000_000  # 5,000 questions have about 200,000

_LINE = "#line"  # no attribute's name begins so
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")  # its encoding is that of the file, which is read already


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()
        self.depth = self.count = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the library's name
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > DEPTH_MAX or self.count > ELEMENTS_MAX:
            raise FileRefused(N_("It is nested too deeply or holds too many parts. Part it."))
        locator = getattr(self, "_locator", None)
        line = locator.getLineNumber() if locator else 0
        plain = {_local(key): value for key, value in attrs.items() if not key.startswith("xmlns")}
        self.tree.start(_local(name), {**plain, _LINE: str(line or 0)})

    def endElement(self, name: str) -> None:  # noqa: N802 - the library's name
        self.depth -= 1
        self.tree.end(_local(name))

    def characters(self, content: str) -> None:
        self.tree.data(content)


def read_xml(text: str) -> Element:
    """Return the outermost element. Raises FileRefused for what is no XML, or holds what no file of questions needs."""
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    builder = _Builder()
    parser.setContentHandler(builder)
    source = InputSource()
    source.setCharacterStream(StringIO(_blank_declaration(text)))
    try:
        parser.parse(source)
    except DefusedXmlException as error:
        message = N_(
            "It declares entities or a document type, which no file of questions needs: take them out."
        )
        raise FileRefused(message) from error
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: 0)() or 0
        message = N_("It is no XML that can be read: see line %(line)s. Export it again.")
        raise FileRefused(message, line=line) from error
    return builder.tree.close()


def line_of(element: Element) -> int:
    """Return the line where an element begins, from 1; 0 where it was not read from a file."""
    return int(element.get(_LINE, "0"))


def without_lines(element: Element) -> None:
    """Take the lines out of an element and all that it holds, before it is written as text."""
    for each in element.iter():
        each.attrib.pop(_LINE, None)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _blank_declaration(text: str) -> str:
    """Return the text without its declaration and what stands before it; lines keep their numbers."""
    found = _DECLARATION.match(text)
    return "\n" * found[0].count("\n") + text[found.end() :] if found else text
