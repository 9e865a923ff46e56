"""Pictures of questions, as programs read them."""

from flask import url_for

from course.core.grading.pictures import QuestionPicture
from course.web.api.given import Reply


class PictureLine(Reply):
    """A picture: its address, what it shows, and its width and height in pixels. The address needs no token."""

    address: str
    text: str
    width: int
    height: int


class ToldLine(Reply):
    """A text that stands before a question."""

    text: str
    picture: PictureLine | None


def picture_line(picture: QuestionPicture | None, shows: str) -> PictureLine | None:
    """Return a picture with what it shows, in the language of the reply."""
    if picture is None:
        return None
    address = url_for("media.media", name=picture.name, _external=True)
    return PictureLine(address=address, text=shows, width=picture.width, height=picture.height)
