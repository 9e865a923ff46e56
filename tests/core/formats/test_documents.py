"""Files that are handed in: taken by content alone, cleaned, and refused with the reason. The corpus is made here."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from course.core.formats.documents import (
    FILE_MAX,
    PIXELS_MAX,
    FileEmpty,
    FileRefused,
    FileTooLarge,
    PictureRefused,
    read_document,
    safe_stem,
)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def packed(**parts):
    """Parts by name, with "__" for "/"; the first stays first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def docx(**more):
    parts = {"[Content_Types]_dot_xml": "<Types/>", "word__document_dot_xml": "<w/>"}
    return packed(**parts, **more)


def odt(kind="application/vnd.oasis.opendocument.text"):
    return packed(mimetype=kind, content_dot_xml="<o/>")


def picture(form, size=(40, 20), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()


def huge_png(width, height):
    """The head of a PNG that says it has so many pixels, and has none."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (PDF, "pdf"),
        (docx(), "docx"),
        (odt(), "odt"),
        (picture("PNG"), "png"),
        (picture("JPEG"), "jpg"),
        ("Ünï: one line.\r\n\tAnother.\n".encode(), "txt"),
        (b"\xef\xbb\xbfWith a mark", "txt"),
    ],
)
def test_what_a_file_holds_says_its_kind_whatever_its_name_says(data, ending):
    assert read_document("plan.exe", data).name == f"plan.{ending}"


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        b"\n  <?xml version='1.0'?>" + SVG,
        b"\xef\xbb\xbf" + SVG,
        b"<!doctype html><script>alert(1)</script>",
        b"<HTML><body onload=alert(1)>",
        b"<!-- --><svg/>",
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"%PDF-1.7 without an end",
        b"junk %PDF-1.7 %%EOF\x00",
        b"PK\x03\x04 broken",
        packed(readme="no document"),
        docx(word__vbaProject_dot_bin="macro"),
        docx(**{"..__..__evil": "x"}),
        docx(__etc__passwd="x"),
        odt("application/vnd.oasis.opendocument.spreadsheet"),
        "sixteen".encode("utf-16"),
        b"\x00\x01\x02",
        b"\xff\xfe\xfd",
        b"text\x1b[31m",
    ],
)
def test_all_else_is_refused(data):
    with pytest.raises(FileRefused):
        read_document("plan.pdf", data)


def test_nothing_and_too_much_have_their_own_reasons():
    with pytest.raises(FileEmpty):
        read_document("plan.pdf", b"")
    with pytest.raises(FileTooLarge):
        read_document("plan.txt", b"a" * (FILE_MAX + 1))


@pytest.mark.parametrize(
    "data",
    [
        huge_png(PIXELS_MAX, 2),
        huge_png(2_000_000_000, 2_000_000_000),
        picture("PNG")[:60],
        b"\xff\xd8\xff\xe0 no picture",
        picture("PNG", save_all=True, append_images=[Image.new("RGB", (40, 20), "red")]),
    ],
)
def test_pictures_that_lie_about_themselves_burst_or_move_are_refused(data):
    with pytest.raises(PictureRefused):
        read_document("photo.png", data)


def test_a_photograph_loses_place_and_camera_and_what_hides_behind_it():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Amina"
    exif[0x8825] = {1: "N", 2: (6.0, 10.0, 0.0)}
    data = picture("JPEG", exif=exif, comment=b"secret") + b"<script>behind</script>"

    kept = read_document("photo.jpg", data).data

    assert Image.open(io.BytesIO(kept)).getexif() == {}
    for trace in (b"Camera of Amina", b"secret", b"behind"):
        assert trace in data
        assert trace not in kept


def test_a_photograph_stands_upright_after_its_note_of_turning_is_gone():
    exif = Image.Exif()
    exif[0x0112] = 6

    kept = read_document("photo.jpg", picture("JPEG", size=(40, 20), exif=exif)).data

    assert Image.open(io.BytesIO(kept)).size == (20, 40)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system"),
        ("/etc/shadow", "shadow"),
        ("....//....//x.txt", "x"),
        ("%2e%2e%2fx.pdf", "%2e%2e%2fx"),
        ("a\x00b.pdf", "a b"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x"),
        ('quote".pdf', "quote"),
        ("\u202efdp.exe", "fdp"),
        ("..", "document"),
        ("", "document"),
        (".htaccess", "htaccess"),
        ("Plan d’été.final.docx", "Plan d’été.final"),
        ("x" * 300 + ".pdf", "x" * 80),
        ("\ud800.pdf", "document"),
    ],
)
def test_a_name_is_only_a_name(name, stem):
    assert safe_stem(name) == stem
