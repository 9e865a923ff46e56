"""How names and addresses of people are folded, so that one person is one person."""

import unicodedata


def fold_email(email: str) -> str:
    """Return the key under which an address is unique: trimmed, NFKC, case-folded, blanks inside dropped."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).casefold())
    return "".join(sign for sign in folded if not sign.isspace() and unicodedata.category(sign) != "Cf")


def fold_name(name: str) -> str:
    """Return a name for order and search: without case and accents, blanks single."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.split())
