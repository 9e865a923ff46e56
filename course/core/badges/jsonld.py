"""The canonical form of a JSON-LD document, with the contexts that come along; nothing is fetched."""

import json
from functools import cache
from pathlib import Path
from typing import Any

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_FILES = {CREDENTIALS: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"}
NODES_MAX = (
    60  # objects of a document: ours have about 15, and the canonical form of hostile ones costs without end
)


class NotCanonical(Exception):  # noqa: N818 - what a check finds
    """The document has no canonical form that a signature of ours could cover."""


def canonical(document: dict[str, Any]) -> bytes:
    """Return the N-Quads of a document by RDFC-1.0 (URDNA2015 in the library's words).

    Raises NotCanonical for other contexts, for members that the contexts do not define, which the canonical form
    would leave out, and for more objects than NODES_MAX.
    """
    from pyld import jsonld

    _screen(document)
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    try:
        return str(jsonld.normalize(document, options)).encode()
    except (jsonld.JsonLdError, NotCanonical, TypeError, ValueError, KeyError, AttributeError) as error:
        raise NotCanonical from error


def _load(address: str, _options: dict[str, Any]) -> dict[str, Any]:
    if address not in _FILES:
        raise NotCanonical
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": context(address),
    }


@cache
def context(address: str) -> dict[str, Any]:
    path = Path(__file__).parent / "contexts" / _FILES[address]
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


@cache
def _terms() -> frozenset[str]:
    """Return every member that a context names, at whatever depth."""
    found = {"@context"}

    def gather(node: Any) -> None:
        if isinstance(node, dict):
            found.update(name for name in node if not name.startswith("@"))
            for value in node.values():
                gather(value)
        elif isinstance(node, list):
            for value in node:
                gather(value)

    for address in _FILES:
        gather(context(address))
    return frozenset(found)


def _screen(document: dict[str, Any]) -> None:
    waiting, nodes = [(document, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, dict):
            nodes += 1
            if nodes > NODES_MAX or not _terms() >= node.keys() or ("@context" in node and depth):
                raise NotCanonical
            waiting.extend((value, depth + 1) for value in node.values())
        elif isinstance(node, list):
            waiting.extend((value, depth + 1) for value in node)
        elif isinstance(node, str) and node.startswith("_:"):
            raise NotCanonical  # nobody's node by name: ours have none
