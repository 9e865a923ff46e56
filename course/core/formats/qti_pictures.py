"""Pictures in a QTI package: where they lie, and how an item names them."""

from course.core.grading.pictures import QuestionPicture


def picture_place(picture: QuestionPicture) -> str:
    """Return where a picture lies in a package: by the name that its author gave it, and what it holds."""
    stem, _, ending = picture.file.rpartition("/")[2].rpartition(".")
    return f"images/{picture.name[:12]}/{stem}.{ending}"


def image_of(picture: QuestionPicture, shows: str) -> dict[str, str]:
    """Return the attributes of an image in an item, which lies in a folder beside that of the pictures."""
    return {
        "src": f"../{picture_place(picture)}",
        "alt": shows,
        "width": str(picture.width),
        "height": str(picture.height),
    }
