"""Files that hold no questions: each is refused with what it seems to be."""

from io import BytesIO
from random import Random
from zipfile import ZipFile

import pytest

from course.core.formats.question_formats import READERS, read_questions
from course.core.formats.questions_in import FileRefused

OFFICE = "[Content_Types].xml"
ODF = "application/vnd.oasis.opendocument."
SOUND = Random(1).randbytes(4_000)
LETTER = "Dear Anna,\n\nyou asked for my answer: yes.\n\nHow is your mother?\n\nYours, Ben\n"
CODE = "def told(it):\n    return it\n"
TABLE = "name,mail,year\nAna,ana@example.org,2001\nBen,ben@example.org,2002\n"
PAGE = "<!DOCTYPE html>\n<html><head><title>A</title></head><body><p>B {C}</p></body></html>"


def packed(files):
    held = BytesIO()
    with ZipFile(held, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return held.getvalue()


OTHERS = {
    "a spreadsheet": packed(
        {OFFICE: "<Types/>", "docProps/app.xml": "<a/>", "xl/workbook.xml": "<workbook/>"}
    ),
    "slides": packed({OFFICE: "<Types/>", "ppt/presentation.xml": "<a/>"}),
    "word processor": packed({OFFICE: "<Types/>", "word/document.xml": "<a/>"}),
    "word processor,": packed({"mimetype": f"{ODF}text", "content.xml": "<a/>"}),
    "seems to be a spreadsheet": packed({"mimetype": f"{ODF}spreadsheet", "content.xml": "<a/>"}),
    "a document of a word": rb"{\rtf1\ansi Some {\b bold} words.\par }",
    "an e-book": packed({"mimetype": "application/epub+zip", "META-INF/container.xml": "<a/>"}),
    "a backup of Moodle": packed({"moodle_backup.xml": "<a/>", "questions.xml": "<a/>"}),
    "older Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SOUND,
    "a PDF": b"%PDF-1.7\n" + SOUND,
    "a picture": b"\x89PNG\r\n\x1a\n" + SOUND,
    "be a picture": b"\xff\xd8\xff\xe0JFIF" + SOUND,
    "to be a picture": b"RIFF\0\0\0\0WEBP" + SOUND,
    "seems to be a picture": b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a recording": b"ID3\x03" + SOUND,
    "be a recording": b"\0\0\0\x18ftypmp42" + SOUND,
    "a packed file": b"\x1f\x8b\x08\0 backup" + SOUND,
    "the bytes of some other file": SOUND,
    "bytes of some other file": b"\x7fELF\2\1\1" + SOUND,
    "the bytes of some other": b"SQLite format 3\0" + SOUND,
    "a web page": PAGE.encode(),
    "JSON": b'{"a": {}, "b": [{"c": "d"}]}',
}


@pytest.mark.parametrize("form", ["", *READERS])
@pytest.mark.parametrize(("seems", "data"), OTHERS.items(), ids=list(OTHERS))
def test_a_file_of_something_else_is_refused_with_what_it_seems_to_be(seems, data, form):
    with pytest.raises(FileRefused) as refused:
        read_questions(data, "en", (), form)

    assert seems.rstrip(",") in str(refused.value)
    assert "Take a file of questions: GIFT, Aiken, Moodle XML, QTI or YAML." in str(refused.value)


@pytest.mark.parametrize("seed", range(20))
def test_no_bytes_however_they_fall_are_questions(seed):
    data = Random(seed).randbytes(3_000)

    with pytest.raises(FileRefused, match="It is no text"):
        read_questions(data, "en")


@pytest.mark.parametrize("form", ["", "gift", "aiken"])
@pytest.mark.parametrize(
    "text", [LETTER, TABLE, CODE, "", " \n", "# Title\n\nWords.\n\n- a\n- b\n", "<p>Words.</p>"]
)
def test_a_text_that_asks_nothing_has_no_questions(text, form):
    with pytest.raises(FileRefused, match="There is no question in it that can be read"):
        read_questions(text.encode(), "en", (), form)


@pytest.mark.parametrize(
    "text",
    [
        "function a() {}\n\nfunction b() {\n  let c = 1;\n}\n",
        "a { color: red; }\nb {}\n",
        "def a(b):\n    return f'{b=}' + f'{t}'\n",
        '# Words {#words}\n\n/// figure | {src="a.png"}\n',
        "Dear Anna,\n\nthank you {see below}.\n",
    ],
)
def test_brackets_of_code_and_of_letters_are_no_questions(text):
    with pytest.raises(FileRefused, match="There is no question in it"):
        read_questions(text.encode(), "en")


@pytest.mark.parametrize(
    "body", ["{}", "{=a}", "{\n=a\n~b}", "{T}", "{false#No.}", "{#3}", "{#=3:1}", "{#1..2}", "{#-1.5#a}"]
)
def test_brackets_of_gift_are_questions(body):
    form, found = read_questions(
        f"Which? {body}\n\nAnd {{so}} on\n".encode() if body != "{}" else b"Tell. {}", "en"
    )

    assert (form, len(found.questions)) == ("gift", 1)


@pytest.mark.parametrize("word", ["ID3", "BZh", "Rar!", "GIF8"])
def test_a_question_that_begins_as_other_files_do_is_one(word):
    _form, found = read_questions(f"{word} is a name, is it not? {{T}}".encode(), "en")

    assert len(found.questions) == 1


def test_a_fault_in_a_titled_question_of_gift_is_named():
    _form, found = read_questions(b"::One::Which? {a}", "en")

    assert [one.reason for one in found.skipped] == ["no_answers"]


def test_a_zip_of_other_xml_holds_no_items():
    with pytest.raises(FileRefused, match="The zip file holds no QTI items"):
        read_questions(packed({"pom.xml": "<project/>", "readme.txt": "Words."}), "en")


@pytest.mark.parametrize("data", [packed({"readme.txt": "Words."}), b"PK\x03\x04"])
def test_a_zip_without_questions_is_not_told_as_one_of_another_format(data):
    with pytest.raises(FileRefused, match=r"no QTI items|damaged or locked"):
        read_questions(data, "en", (), "gift")


def test_a_package_is_told_where_another_format_was_chosen():
    with pytest.raises(FileRefused, match="looks like QTI: choose QTI"):
        read_questions(packed({"one.xml": "<assessmentItem>"}), "en", (), "gift")


def test_a_damaged_item_in_a_zip_is_named():
    _form, found = read_questions(packed({"one.xml": "<assessmentItem>"}), "en")

    assert [(one.name, one.reason) for one in found.skipped] == [("one.xml", "bad_file")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_few_strange_signs_in_real_questions_harm_nothing(encoding):
    strange = "" if encoding == "cp1252" else "\uf0b7"
    text = (
        f"::Uno::¿Es verdad{strange}\x0b que esto se puede leer todavía, aunque venga de otro programa?\x02 {{T}}\n"
        * 3
    )

    _form, found = read_questions(text.encode(encoding), "es")

    assert len(found.questions) == 3


def test_texts_that_only_lead_to_questions_are_named_where_the_file_says_that_it_is_gift():
    _form, found = read_questions(b"$CATEGORY: a\n\n::One::Some words.\n", "en")

    assert [one.reason for one in found.skipped] == ["leads_nowhere"]
