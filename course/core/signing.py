"""Links that do one thing for one person without a sign-in: signed, and good for nothing else."""

import hmac

from course.core.tokens import keyed_name


def signed(secret: str, purpose: str, value: str) -> str:
    """Return `value` with its signature, as one word of an address; `value` holds no dot."""
    return f"{value}.{keyed_name(secret, purpose, value).partition(':')[2]}"


def read_signed(secret: str, purpose: str, token: str) -> str:
    """Return the value that was signed for this purpose; empty where the signature does not fit."""
    value, _dot, _signature = token.partition(".")
    right = signed(secret, purpose, value).encode()
    return value if hmac.compare_digest(right, token.encode("utf-8", "surrogatepass")) else ""
