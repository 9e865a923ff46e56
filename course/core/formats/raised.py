"""What stands above or below the line, in plain signs."""

RAISED = {
    "sup": ("^", str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")),
    "sub": ("_", str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")),
}


def raised(tag: str, text: str, before: str) -> str:
    """Return what stood above or below the line, so that 10 to the third does not become 103; 1st stays as it is."""
    mark, signs = RAISED[tag]
    said = text.strip()
    if not said or (tag == "sup" and said.isalpha() and before[-1:].isdigit()):
        return text
    if all(ord(sign) in signs for sign in said):
        return said.translate(signs)
    return f"{mark}{said}" if len(said) == 1 else f"{mark}({said})"
