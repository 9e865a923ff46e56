"""The picture that a question or a text before it shows."""

from dataclasses import dataclass
from typing import NamedTuple

from course.core.text import Text


@dataclass(frozen=True, slots=True)
class QuestionPicture:
    """A picture as the build keeps it. `text` says what it shows, to those who do not see it.

    `file` is what the author calls it, such as "media/bridge.webp"; `name` is the last part of its address, made of
    what it holds, so that an attempt keeps the picture that the learner saw. `width` and `height` are pixels, above 0.
    """

    file: str
    name: str
    text: Text
    width: int
    height: int


class Told(NamedTuple):
    """A text that stands before a question, in one language; `shows` says what its picture shows."""

    text: str
    picture: QuestionPicture | None
    shows: str
