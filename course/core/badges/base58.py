"""Base58 in Bitcoin's alphabet, as multibase "z" writes keys and proofs (W3C CID 1.0, section 2.4)."""

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    number, signs = int.from_bytes(data, "big"), ""
    while number:
        number, value = divmod(number, 58)
        signs = ALPHABET[value] + signs
    return ALPHABET[0] * (len(data) - len(data.lstrip(b"\0"))) + signs


def decode(text: str) -> bytes:
    """Return the bytes. Raises ValueError for a sign that is not of the alphabet."""
    number = 0
    for sign in text:
        if sign not in _VALUES:
            raise ValueError(sign)
        number = number * 58 + _VALUES[sign]
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
