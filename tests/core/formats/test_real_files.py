"""Files as people have them: every encoding and line end, thousands of questions, and no time beyond their size."""

import time
from contextlib import suppress

import pytest

from course.core.content.quiz_yaml import questions_yaml
from course.core.formats.aiken import write_aiken
from course.core.formats.gift_out import write_gift
from course.core.formats.moodle_out import write_moodle_xml
from course.core.formats.picture_box import PictureBox
from course.core.formats.qti_package import write_package
from course.core.formats.question_formats import FORMS, read_questions
from course.core.formats.questions_in import FileRefused
from course.core.formats.quiz_yaml_in import read_quiz_yaml
from course.core.grading.questions import Choice, Option

GIFT = "::Same::[html]<p>Which <b>one</b> at 8\\:00?</p> {=a#[markdown]**Yes**. ~b}\n"
MANY = 5_000
SECONDS = 30  # of the processor's time for one file; about two on the machine where this was written


@pytest.fixture(scope="module")
def many():
    return [
        Choice(
            id=f"q-{number}",
            text={"en": f"Which of them, {number}?"},
            options=tuple(Option(name, {"en": f"Answer {name}"}, name == "a") for name in "abcd"),
        )
        for number in range(MANY)
    ]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_questions_without_blank_lines_are_read_in_every_encoding_with_every_line_end(encoding, ends):
    text = (GIFT * 3 + "::Último::¿Dónde? {T}\n").replace("\n", ends)

    form, found = read_questions(text.encode(encoding), "es")

    assert (form, len(found.questions), found.skipped) == ("gift", 4, [])
    assert found.questions[0].text == {"es": "Which one at 8:00?"}
    assert found.questions[0].options[0].feedback == {"es": "Yes."}
    assert found.questions[3].text == {"es": "¿Dónde?"}


MOODLE = (
    '<quiz><question type="truefalse"><questiontext><text>{}</text></questiontext><answer fraction="100"><text>true</text>'
    '</answer><answer fraction="0"><text>false</text></answer></question></quiz>'
)


@pytest.mark.parametrize(
    ("encoding", "named", "words"),
    [
        ("iso-8859-15", "ISO-8859-15", "Où est l’œuvre ? 5 €".replace("’", "'")),
        ("windows-1251", "windows-1251", "Где?"),
        ("cp1252", "iso-8859-1", "¿Dónde – aquí?"),
        ("cp1252", "utf-8", "¿Dónde?"),
    ],
)
def test_an_encoding_that_xml_names_is_taken(encoding, named, words):
    text = f'<?xml version="1.0" encoding="{named}"?>' + MOODLE.format(words)

    _form, found = read_questions(text.encode(encoding), "es")

    assert found.questions[0].text == {"es": words}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("\ufeff\ufeff\n  " + MOODLE.format("So."), "moodle-xml"),
        (f"<!--{'x' * 5_000}-->" + MOODLE.format("So."), "moodle-xml"),
        ("<!-- <quiz> --><assessmentItem/>", "qti"),
        ("<b>So.</b> {T}", "gift"),
        ("<p>Which?\nA. a\nB. b\nANSWER: A", "aiken"),
    ],
)
def test_the_format_is_told_by_the_first_element(text, form):
    assert read_questions(text.encode(), "en")[0] == form


@pytest.mark.parametrize("form", FORMS)
def test_five_thousand_questions_are_read_in_time(many, form):
    data = {
        "gift": lambda: write_gift(many, "en").content,
        "aiken": lambda: write_aiken(many, "en").content,
        "moodle-xml": lambda: write_moodle_xml(many, "en").content,
        "qti-2.1": lambda: write_package(many, "en", "qti-2.1").content,
        "qti-3.0": lambda: write_package(many, "en", "qti-3.0").content,
        "yaml": lambda: b"questions:\n" + questions_yaml(many).encode(),
    }[form]()
    began = time.process_time()

    known, found = read_questions(data, "en")

    assert time.process_time() - began < SECONDS
    assert (known, found.skipped) == (form.partition("-2.1")[0].partition("-3.0")[0], [])
    assert [(one.text, one.options) for one in found.questions] == [(one.text, one.options) for one in many]


def test_ids_of_thousands_of_questions_with_one_name_differ():
    _form, found = read_questions((GIFT * MANY).encode(), "en")

    assert len({question.id for question in found.questions}) == MANY


def test_what_was_read_can_be_written_as_a_quiz_file_and_read_again():
    _form, found = read_questions(GIFT.encode(), "en")

    again = read_quiz_yaml("questions:\n" + questions_yaml(found.questions), "en")

    assert again.questions == found.questions


LONG = 50_000


def cloze(text):
    return f'<quiz><question type="multianswer"><questiontext><text>{text}</text></questiontext></question></quiz>'


@pytest.mark.parametrize(
    "text",
    [
        "Q {" + "=a -> b" * LONG + "}",
        "Q {" + "=a\n" * LONG,
        "{\n\n" * LONG,
        "Q {" + "\\" * LONG + "}",
        "Q {#" + "=1:0=%0%9:0" * LONG + "}",
        "//" + "[tag:" * LONG + "\nQ {T}",
        "[html]" + "<a " * LONG + "{T}",
        "[html]" + "<!--" * LONG + "{T}",
        "[html]" + "<![CDATA[" * LONG + "{T}",
        "[html]" + "<![CDATA[" * LONG + "> {T}",
        "[html]" + "</a" * LONG + "{T}",
        "[html]" + "<sup>x" * LONG + "</sup>" * LONG + "{T}",
        "[html]<math>" + "<msqrt>x" * LONG + "</msqrt>" * LONG + "{T}",
        "[html]" + "<math>x" * LONG + "{T}",
        "[html]" + "<ol><li>x" * LONG + "</ol>" * LONG + "{T}",
        "[html]" + "<ol reversed><ul>" * LONG + "</ol>" * LONG + "{T}",
        "[html]" + "<pre> x" * LONG + "</pre>" * LONG + "{T}",
        "[html]" + "<title>x" * LONG + "<b c" * LONG + "{T}",
        "[html]" + "<li> " * LONG + "{T}",
        "[html]{T}<" + "a" * LONG,
        "[html]{T}<a" + "/ " * LONG,
        "[html]{T}</" + "a" * LONG,
        "[markdown]" + "[" * LONG + "{T}",
        cloze("{1:SA:" * LONG),
        cloze("{1:SA:" + "=a~" * LONG + "}"),
        cloze("&lt;p " * LONG),
    ],
)
def test_no_signs_however_many_take_time_beyond_their_number(text):
    began = time.process_time()

    with suppress(FileRefused):  # some of them ask nothing
        read_questions(text.encode(), "en")

    assert time.process_time() - began < SECONDS / 3


MANY_PARTS = 15_000


def each_of(template):
    return "".join(template.format(number) for number in range(MANY_PARTS))


def qti(body, declared="", processing=""):
    return (
        f"<assessmentItem identifier='i' title='I'>{declared}<itemBody>{body}</itemBody>"
        f"<responseProcessing>{processing}</responseProcessing></assessmentItem>"
    )


def mapped(cardinality, base, entries):
    about = f"identifier='R' cardinality='{cardinality}' baseType='{base}'"
    return f"<responseDeclaration {about}><mapping>{entries}</mapping></responseDeclaration>"


def interaction(name, inner):
    return f"<{name} responseIdentifier='R'>{inner}</{name}>"


@pytest.mark.parametrize(
    "text",
    [
        qti(
            interaction("choiceInteraction", each_of("<simpleChoice identifier='c{0}'>{0}</simpleChoice>")),
            mapped("single", "identifier", "<mapEntry mapKey='c1' mappedValue='1'/>"),
        ),
        qti(
            interaction("choiceInteraction", ""),
            each_of("<responseDeclaration identifier='R{0}'/>"),
            each_of("<correct identifier='R{0}'/>"),
        ),
        qti(
            each_of("<textEntryInteraction responseIdentifier='R{0}'/>"),
            each_of("<responseDeclaration identifier='R{0}' baseType='float'/>"),
            each_of(
                "<responseCondition><responseIf><equal><variable identifier='R{0}'/></equal></responseIf>"
                "</responseCondition>"
            ),
        ),
        qti(
            interaction(
                "gapMatchInteraction",
                each_of("<gapText identifier='t{0}'>t{0}</gapText><gap identifier='g{0}'/>"),
            ),
            mapped("multiple", "directedPair", each_of("<mapEntry mapKey='t{0} g{0}' mappedValue='1'/>")),
        ),
        qti(
            each_of(
                "<sliderInteraction responseIdentifier='R{0}' lowerBound='0' upperBound='9'><prompt>P</prompt>"
                "</sliderInteraction>"
            ),
            each_of("<responseDeclaration identifier='R{0}' baseType='float'/>"),
        ),
        (
            f"<quiz><question type='ddwtos'><questiontext><text>{'[[1]]' * MANY_PARTS}</text></questiontext>"
            f"{each_of('<dragbox><text>{0}</text></dragbox>')}</question></quiz>"
        ),
    ],
)
def test_no_parts_however_many_take_time_beyond_their_number(text):
    began = time.process_time()

    read_questions(text.encode(), "en")

    assert time.process_time() - began < SECONDS / 3


def test_thousands_of_pictures_of_one_name_are_kept_in_time():
    box = PictureBox()
    began = time.process_time()

    for number in range(20_000):
        box._place("picture", str(number).encode(), "png")

    assert len(box.files) == 20_000
    assert time.process_time() - began < SECONDS / 3


def moodle_question(kind, body):
    return (
        f'<quiz><question type="{kind}"><questiontext><text>Q</text></questiontext>{body}</question></quiz>'
    )


POLLED = "<answer fraction='100'><text>a</text></answer>"
NUMBER = "<answer fraction='100'><text>1</text></answer>"
UNIT = "<units><unit><multiplier>1</multiplier><unit_name>{}</unit_name></unit></units><unitpenalty>{}</unitpenalty>"
GRADED = "<graderinfo><text># Clarity\n{} = All\n0 = None</text></graderinfo>"
OPEN = "<extendedTextInteraction responseIdentifier='R' class='min-words-{}'/>"


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (moodle_question("multichoice", "<defaultgrade>0</defaultgrade>" + POLLED * 20), 1),
        (moodle_question("multichoice", "<defaultgrade>0</defaultgrade>" + POLLED * 21), 0),
        (moodle_question("numerical", NUMBER + UNIT.format("metre" * 9, "-3")), 1),
        (moodle_question("numerical", NUMBER + UNIT.format("metre", "-3")), 1),
        (moodle_question("essay", GRADED.format(100)), 1),
        (moodle_question("essay", GRADED.format(101)), 1),
        (qti(OPEN.format(1_500), "<responseDeclaration identifier='R'/>"), 1),
        (qti(OPEN.format(1_501), "<responseDeclaration identifier='R'/>"), 1),
        (
            qti(
                interaction(
                    "choiceInteraction",
                    "".join(f"<simpleChoice identifier='c{n}'>{n}</simpleChoice>" for n in range(21)),
                ),
                "<responseDeclaration identifier='R'/>",
            ),
            0,
        ),
    ],
)
def test_nothing_comes_in_that_a_quiz_file_does_not_take(text, taken):
    _form, found = read_questions(text.encode(), "en")

    again = read_quiz_yaml("questions:\n" + questions_yaml(found.questions), "en") if taken else found
    assert (len(again.questions), len(found.skipped)) == (taken, 1 - taken)
    assert again.questions == found.questions
