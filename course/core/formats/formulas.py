"""Formulas in MathML on one line: (a+b)/2, x^2, x_1, √2. It is a help to who writes them anew, and no more."""

_BETWEEN = {
    "mfrac": "/",
    "msup": "^",
    "msub": "_",
    "msubsup": "_^",
    "munder": "_",
    "mover": "^",
    "munderover": "_^",
}
_GROUPED = frozenset({*_BETWEEN, "msqrt"})
FORMULA = "math"
DEPTH_MAX = 50


class Formula:
    """Gathers the pieces of one formula while its elements are opened and closed."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open: list[tuple[str, int]] = []  # elements, and the piece with which each begins
        self._children: list[int] = []

    def open(self, tag: str) -> None:
        if len(self._open) == DEPTH_MAX:
            return
        if self._open:
            signs, place = _BETWEEN.get(self._open[-1][0], ""), self._children[-1]
            self._pieces.append(signs[place - 1 : place])
            self._children[-1] += 1
        self._open.append((tag, len(self._pieces)))
        self._children.append(0)

    def close(self, tag: str) -> None:
        """Close an element; one that is not the last that was opened says nothing."""
        if not self._open or self._open[-1][0] != tag:
            return
        begin = self._open.pop()[1]
        self._children.pop()
        inner = "".join(self._pieces[begin:])
        if self._open and self._open[-1][0] in _GROUPED and not inner.isalnum():
            inner = f"({inner})" if len(inner) > 1 else inner
        self._pieces[begin:] = [f"√{inner}" if tag == "msqrt" else inner]

    def take(self, said: str) -> None:
        if not self._open or not self._open[-1][0].startswith("annotation"):  # which says it again, in TeX
            self._pieces.append("".join(said.split()))

    @property
    def words(self) -> str:
        return "".join(self._pieces)
