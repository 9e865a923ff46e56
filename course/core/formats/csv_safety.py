"""Cells that a spreadsheet would run as a formula, made harmless, and back.

A spreadsheet takes a cell that begins with = + - @, a tab or a carriage return for a formula, even when a
CSV file says it is text (OWASP, "CSV Injection"). An apostrophe before it makes it text.
"""

import re

# Blanks and marks that spreadsheets trim before they look, and the full-width, small and raised forms that
# they (or a normalisation on the way) take for the plain sign.
_UNSEEN = r"\x00\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_SIGN = r"[=+\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−]"
_START = rf"(?:[\s{_UNSEEN}]*+{_SIGN}|(?:[^\S\t\r]|[{_UNSEEN}])*+[\t\r])"
_FORMULA = re.compile(_START)
_QUOTED_FORMULA = re.compile(rf"'*+{_START}")


def looks_like_formula(cell: str) -> bool:
    """Say whether a spreadsheet could take `cell`, as it stands, for a formula."""
    return not cell[:1].isalnum() and _FORMULA.match(cell) is not None


def neutralise(cell: str) -> str:
    """Return `cell` with an apostrophe before it where a spreadsheet could run it, else as it is.

    A text that itself is apostrophes and then a formula gets one more, so that `restore` finds the original.
    """
    if cell[:1].isalnum() or not _QUOTED_FORMULA.match(cell):
        return cell
    return f"'{cell}"


def restore(cell: str) -> str:
    """Return the text that `neutralise` was given; a cell that it never touched comes back unchanged."""
    return cell[1:] if cell.startswith("'") and _QUOTED_FORMULA.match(cell, 1) else cell
