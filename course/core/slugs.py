"""Slugs: the short names by which addresses call things."""

import re
import unicodedata
from collections.abc import Collection

SLUG_LENGTH = 60


_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(name: str) -> bool:
    """Tell whether a name is a slug already, as long as one may be."""
    return len(name) <= SLUG_LENGTH and _SLUG.fullmatch(name) is not None


def make_slug(name: str, fallback: str) -> str:
    """Return a name as small plain letters, digits and hyphens; `fallback` where none of it is left."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    slug = re.sub(r"[^a-z0-9]+", "-", kept)[:SLUG_LENGTH].strip("-")
    return slug or fallback


def free_slug(slug: str, taken: Collection[str]) -> str:
    """Return the slug, with a number behind it where it is taken."""
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
