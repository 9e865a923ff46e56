"""E-mail addresses: what a good one looks like, and the key by which two are the same person's."""

import re
import unicodedata
from contextlib import suppress

from email_validator import EmailNotValidError, validate_email

MAX_LENGTH = 254  # RFC 5321 4.5.3.1.3, less the angle brackets

# The addresses that nearly everybody has: judged without the slower full check, which agrees with it.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++"
_LABEL = r"(?!.{2}--)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_USUAL = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*+@(?:{_LABEL}\.)+([A-Za-z]{{2,63}})")
_RESERVED = frozenset({"arpa", "invalid", "local", "localhost", "onion", "test"})  # RFC 6761 and its registry
_SCRIPTS = frozenset(
    {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}
)  # those with look-alikes


def fold_email(address: str) -> str:
    """Return the key of an address: trimmed, NFKC, case-folded, its domain in letters instead of `xn--`.

    Two addresses with one key are one person's. The key is for comparing, never for sending.
    """
    if address.isascii() and "xn--" not in address.lower():
        return address.strip().lower()
    local, at, domain = _fold(address).strip().rpartition("@")
    return f"{local}{at}{'.'.join(_label_in_letters(label) for label in domain.split('.'))}"


def _fold(text: str) -> str:
    """Return NFKC case folding (Unicode 3.13, D147, without its list of ignored signs)."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", folded.casefold())


def _label_in_letters(label: str) -> str:
    if label.startswith("xn--"):
        with suppress(UnicodeError):  # not Punycode after all: it stays as typed
            return _fold(label.removeprefix("xn--").encode("ascii").decode("punycode"))
    return label


def email_fault(address: str) -> str:
    """Return why a trimmed address cannot be written to, as a code; empty when it can.

    `email_without_at`, `email_lookalike` (letters of two scripts in one part, so that it can pass for another
    person's) or `email_wrong`. No network is asked whether its domain exists.
    """
    usual = _USUAL.fullmatch(address)
    if usual and len(address) <= MAX_LENGTH and usual[1].lower() not in _RESERVED:
        return ""
    if "@" not in address:
        return "email_without_at"
    if any(_mixes_scripts(part) for part in re.split("[@.]", fold_email(address))):
        return "email_lookalike"
    try:
        validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return "email_wrong"
    return ""


def _mixes_scripts(part: str) -> bool:
    if part.isascii():
        return False
    scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in part if sign.isalpha()}
    return len(scripts & _SCRIPTS) > 1
