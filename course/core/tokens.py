"""Random tokens: what a link, a cookie or a program carries, and what is kept of it."""

import hashlib
import hmac
import secrets

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, O, 1, I: read aloud and typed without doubt


def new_token() -> str:
    """Return 256 random bits as a word that fits an address and a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token: enough to know it again, not enough to use it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def keyed_name(secret: str, kind: str, *parts: str) -> str:
    """Name something by a keyed hash, so that whoever reads the name learns neither account nor address."""
    text = "\0".join((kind, *parts)).encode("utf-8", "surrogatepass")
    return f"{kind}:{hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()}"


def new_code(length: int = 8) -> str:
    """Return a random code for people to type."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
