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

    Raises NotCanonical for other contexts, for more objects than NODES_MAX, and for whatever the canonical form would
    leave out: members that their place does not define, empty values, types without an address, repetitions.
    """
    from pyld import jsonld

    claims = _claims(document)
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    try:
        quads = str(jsonld.normalize(document, options))
    except (jsonld.JsonLdError, NotCanonical, TypeError, ValueError, KeyError, AttributeError) as error:
        raise NotCanonical from error
    if quads.count("\n") != claims:
        raise NotCanonical
    return quads.encode()


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


def _claims(document: dict[str, Any]) -> int:
    """Return how many statements the document makes: one a value, and one that leads to each object in it.

    Each stands as a line in the canonical form, where nothing is left out. Raises NotCanonical for what ours never hold.
    """
    waiting: list[tuple[Any, int]] = [(document, 0)]
    claims, nodes = -1, 0  # nothing leads to the document itself
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, list):
            waiting.extend((value, depth + 1) for value in node)
            if not node:
                raise NotCanonical
            continue
        claims += 1
        if isinstance(node, dict):
            nodes += 1
            if (
                nodes > NODES_MAX
                or any(_is_foreign(name, depth) for name in node)
                or _is_unnamed(node.get("id"))
            ):
                raise NotCanonical
            waiting.extend(
                (value, depth + 1) for name, value in node.items() if name not in {"@context", "id"}
            )
        elif node is None or _is_unnamed(node):
            raise NotCanonical
    return claims


def _is_foreign(name: str, depth: int) -> bool:
    """Tell whether a member is a word of JSON-LD itself; ours have one, at the top."""
    return name.startswith("@") and (name != "@context" or depth > 0)


def _is_unnamed(value: Any) -> bool:
    """Tell whether a value names a node that only this document knows; ours have none."""
    return isinstance(value, str) and value.startswith("_:")
