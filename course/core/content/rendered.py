"""What the renderer returns, apart from the renderer: who only reads builds never loads Markdown."""

from dataclasses import asdict, dataclass
from typing import Any

from course.core.content.model import Heading

RENDERER = "7"  # counts up whenever the same text may give other HTML: it is part of every version


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML whose links still say `lesson:`, `quiz:` and `media/`. It depends on the text alone."""

    html: str
    words: int  # to read; what is heard is not counted
    podcast_minutes: int
    headings: tuple[Heading, ...]
    raw: tuple[str, ...] = ()  # pieces of raw HTML that were taken out

    def to_data(self) -> dict[str, Any]:
        """Return what JSON can hold; `from_data` takes it back."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Rendered":
        headings = tuple(Heading(**heading) for heading in data["headings"])
        return cls(data["html"], data["words"], data["podcast_minutes"], headings, tuple(data["raw"]))
