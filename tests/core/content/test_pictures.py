"""Pictures of explainers: plain shapes pass, everything else is refused with its line."""

import re

import pytest

from course.core.content.pictures import BYTES_MOST, Picture, PictureFault, put_pictures, read_picture

GOOD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360">
<rect class="f-sunken" x="0" y="300" width="640" height="60"/>
<g class="s1"><circle class="f-brand k-ink2 w2" cx="10" cy="10" r="4"/></g>
<g class="s2 only"><path class="k-accent dash draw" d="M0 0L10 -10z"/></g>
</svg>"""


def test_a_picture_of_plain_shapes_counts_its_steps_and_is_hidden_from_readers_without_sight():
    picture = read_picture(GOOD.encode())

    assert isinstance(picture, Picture)
    assert picture.steps == 2
    assert picture.markup.startswith('<svg viewBox="0 0 640 360" aria-hidden="true" focusable="false">')
    assert "xmlns" not in picture.markup


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("<rect ", "<script>alert(1)</script><rect ", 2, "picture_stranger"),
        ("<rect ", '<rect onload="alert(1)" ', 2, "picture_stranger"),
        ("<rect ", '<rect style="fill:red" ', 2, "picture_stranger"),
        ("<rect ", '<rect fill="url(#x)" ', 2, "picture_stranger"),
        ("<rect ", '<image href="https://example.org/x.png"/><rect ', 2, "picture_stranger"),
        ("<rect ", "<text>words</text><rect ", 2, "picture_stranger"),
        ("<rect ", "words<rect ", 2, "picture_stranger"),
        ('cx="10"', 'cx="10;20"', 3, "picture_stranger"),
        ("f-brand", "f-pink", 3, "picture_stranger"),
        ("s2 only", "s3 only", 0, "picture_steps"),
        ("0 0 640 360", "0 0 wide high", 1, "picture_form"),
        ("</svg>", "", 5, "picture_form"),
        ("<rect ", "<!-- note --><rect ", 1, "picture_form"),
        ("<svg ", '<!DOCTYPE svg [<!ENTITY a "b">]><svg ', 1, "picture_form"),
        ("</svg>", " " * BYTES_MOST + "</svg>", 0, "picture_large"),
    ],
)
def test_what_is_no_plain_shape_is_refused_with_its_line(old, new, line, code):
    fault = read_picture(GOOD.replace(old, new, 1).encode())

    assert isinstance(fault, PictureFault)
    assert (fault.code, fault.line) == (code, line)


def test_a_page_has_the_picture_and_a_radio_button_for_the_whole_and_for_each_step():
    picture = read_picture(GOOD.encode())
    assert isinstance(picture, Picture)
    page = '<h3>T</h3><img src="media/Two-steps.svg" alt="" loading="lazy"><ol></ol>'

    drawn = put_pictures(page, "fr", {"media/Two-steps.svg": picture})

    assert "<img" not in drawn
    assert picture.markup in drawn
    assert re.findall(r'name="x-two-steps" class="(at\d)"( checked)?> (\w+)', drawn) == [
        ("at0", " checked", "Entière"), ("at1", "", "1"), ("at2", "", "2"),
    ]  # fmt: skip
