"""Recordings and pictures of the course, under names that change with what they hold."""

from flask import Blueprint, Response, send_file

from course.core.content.load import media_file
from course.web.content import builds_dir
from course.web.gate import open_to

bp = Blueprint("media", __name__)

KEEP = "public, max-age=31536000, immutable"  # RFC 8246: the same name never holds anything else
# By ending, since systems differ in what they know; these are all that a build can hold (core/content/load.py).
TYPES = {
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "vtt": "text/vtt",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
}


@bp.get("/media/<name>")
@open_to("anonymous", cache="public")
def media(name: str) -> Response:
    """Give one file, or the part of it that a player asks for (RFC 9110, 14)."""
    place = media_file(builds_dir(), name)
    response = send_file(place, mimetype=TYPES[place.suffix.removeprefix(".")], conditional=True, etag=name)
    response.headers["Cache-Control"] = KEEP
    return response
