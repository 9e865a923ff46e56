"""Files of the course as addresses: what they are sent as, who may keep them, and that nothing else is sent."""

import pytest

from course.core.content.block_rules import MEDIA
from course.web import media

HEX = "0123456789abcdef01234567"


SOUND = b"ID3 and so on"


@pytest.fixture
def recording(app):
    """The address of a recording that a build has."""
    place = app.extensions["course_content"].builds_dir / "media" / f"{HEX}.mp3"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(SOUND)
    yield f"/media/{place.name}"
    place.unlink()


def test_a_recording_of_a_lesson_can_be_heard(client, recording):
    with client.get(recording) as response:
        assert response.data == SOUND
    assert response.headers["Content-Type"] == "audio/mpeg"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers


def test_a_player_gets_the_part_that_it_asks_for(client, recording):
    with client.get(recording, status=206, headers={"Range": "bytes=1-2"}) as response:
        assert response.data == SOUND[1:3]
    assert response.headers["Content-Range"] == f"bytes 1-2/{len(SOUND)}"


def test_what_a_browser_has_is_not_sent_again(client, recording):
    with client.get(recording) as first:
        known = {"If-None-Match": first.headers["ETag"]}

    with client.get(recording, status=304, headers=known) as second:
        assert second.data == b""


@pytest.mark.parametrize(
    "name",
    [f"{HEX}.mp3", f"{HEX}.html", f"{HEX}.svg", "talk.mp3", "..%2fcurrent", f"{HEX.upper()}.mp3", "%00"],
)
def test_nothing_else_is_sent(client, name):
    client.get(f"/media/{name}", status=404)


def test_every_ending_that_the_course_takes_has_a_type():
    endings = MEDIA.partition("(?:")[2].removesuffix(")").split("|")
    assert set(endings) == set(media.TYPES)
