"""Pictures that come along with questions: kept as they are where pages show them, drawn anew where not, or refused."""

import io

import pytest
from PIL import Image

from course.core.content.media import PICTURE_BYTES_MOST, picture_size
from course.core.formats.picture_box import PictureBox

SHOWS = {"en": "A bridge"}


def drawn(form, size=(40, 30), image=None, **options) -> bytes:
    written = io.BytesIO()
    (image or Image.new("RGB", size, "teal")).save(written, form, **options)
    return written.getvalue()


@pytest.mark.parametrize(
    ("form", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("AVIF", "avif")]
)
def test_what_pages_show_stays_byte_for_byte(form, ending):
    box, data = PictureBox(), drawn(form)

    picture = box.take("My bridge.JPEG", data, SHOWS)

    assert (picture.file, picture.width, picture.height) == (f"media/my-bridge.{ending}", 40, 30)
    assert picture.text == SHOWS
    assert box.files == {picture.file: data}


@pytest.mark.parametrize("form", ["GIF", "BMP"])
def test_another_kind_is_drawn_anew(form):
    box = PictureBox()

    picture = box.take("old", drawn(form), SHOWS)

    assert picture.file == "media/old.webp"
    assert picture_size(io.BytesIO(box.files[picture.file]), "webp") == (40, 30)


def test_a_heavy_photograph_becomes_light_and_forgets_its_camera():
    taken = Image.Exif()
    taken[0x010F] = "A camera"
    taken[0x0112] = 6
    noise = Image.effect_noise((2_400, 1_800), 90).convert("RGB")
    box, data = PictureBox(), drawn("JPEG", image=noise, exif=taken)
    assert len(data) > PICTURE_BYTES_MOST

    picture = box.take("photo.jpg", data, SHOWS)

    kept = box.files[picture.file]
    assert len(kept) <= PICTURE_BYTES_MOST
    assert picture.width < picture.height  # upright, as its camera was held
    assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n", drawn("PNG")[:50], b"%PDF-1.7"],
)
def test_what_is_no_picture_is_refused(data):
    box = PictureBox()

    assert box.take("x.png", data, SHOWS) is None
    assert box.files == {}


def test_a_picture_with_more_points_than_memory_holds_is_refused():
    assert PictureBox().take("x.png", drawn("PNG", image=Image.new("1", (30_000, 1_000))), SHOWS) is None


def test_two_pictures_of_one_name_get_two_and_the_same_one_is_kept_once():
    box = PictureBox()

    names = [
        box.take(name, drawn("PNG", size), SHOWS).file
        for name, size in (("a", (1, 1)), ("a", (2, 2)), ("a", (1, 1)))
    ]

    assert names == ["media/a.png", "media/a-2.png", "media/a.png"]
    assert len(box.files) == 2
