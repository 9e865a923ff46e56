"""How names of people are folded, for order and search."""

import unicodedata


def fold_name(name: str) -> str:
    """Return a name for order and search: without case and accents, blanks single."""
    if name.isascii():
        return " ".join(name.lower().split())
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.split())
