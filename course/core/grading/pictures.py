"""The picture that a question or a text before it shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from course.core.text import Text

if TYPE_CHECKING:
    from course.core.grading.questions import AnyQuestion


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


def pictures_of(question: "AnyQuestion") -> Iterator[QuestionPicture]:
    """Yield the pictures of a question, of what is told before it, and of its options."""
    shown = (*question.lead, question, *getattr(question, "options", ()))
    yield from (one.picture for one in shown if getattr(one, "picture", None))


def with_pictures(
    question: "AnyQuestion", change: Callable[[QuestionPicture], QuestionPicture]
) -> "AnyQuestion":
    """Return a question with each of its pictures changed."""

    def changed(shown: Any) -> Any:
        return replace(shown, picture=change(shown.picture)) if getattr(shown, "picture", None) else shown

    found: Any = changed(replace(question, lead=tuple(map(changed, question.lead))))
    options = getattr(found, "options", None)
    whole: AnyQuestion = replace(found, options=tuple(map(changed, options))) if options else found
    return whole
