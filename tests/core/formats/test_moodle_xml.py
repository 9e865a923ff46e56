"""Moodle XML, as Moodle 4 writes it."""

from pathlib import Path

import pytest

from course.core.formats.moodle_xml import read_moodle_xml
from course.core.formats.questions_in import REASONS, FileRefused, decoded
from course.core.grading.kinds import kind_of
from course.core.grading.marking import mark_response

SAMPLE = Path(__file__).parents[2] / "files" / "questions" / "sample.moodle.xml"


@pytest.fixture(scope="module")
def imported():
    return read_moodle_xml(decoded(SAMPLE.read_bytes()), "en")


def of(imported, name):
    return next(question for question in imported.questions if question.id == name)


def quiz(body):
    return f"<quiz>{body}</quiz>"


def test_each_core_type_becomes_its_like_and_the_rest_is_named(imported):
    assert [(question.id, kind_of(question)) for question in imported.questions] == [
        ("counter", "choice"),
        ("several", "choices"),
        ("wall", "true-false"),
        ("word", "short-text"),
        ("distance", "numeric"),
        ("cities", "match"),
        ("lists", "words"),
        ("embedded", "cloze"),
        ("days", "order"),
        ("long", "essay"),
    ]
    assert [(one.name, one.values["kind"]) for one in imported.skipped] == [("Sum", "calculated")]
    assert {(one.name, one.reason) for one in imported.notes} == {
        ("Word", "lost_case"),
        ("Long", "by_hand"),
        ("name", "name_as_text"),
    }
    assert {one.reason for one in (*imported.notes, *imported.skipped)} <= set(REASONS)


def test_points_tags_and_reasons_come_along(imported):
    question = of(imported, "counter")

    assert question.points == 2.0
    assert len(question.hints) == 1
    assert question.tags == ("services", "default-for-towns")
    assert question.feedback == {"en": "Habit is often narrower than the law."}
    assert question.hints == ({"en": "Think of habits."},)
    assert [option.feedback.get("en", "") for option in question.options] == [
        "Yes.",
        "The State decides.",
        "",
    ]


@pytest.mark.parametrize(
    ("name", "response", "share"),
    [
        ("several", ("a", "b"), 1.0),
        ("several", ("a", "c"), 0.0),
        ("wall", "true", 1.0),
        ("word", "Firewall", 1.0),
        ("distance", "42.25 km", 1.0),
        ("distance", "42250 m", 1.0),
        ("distance", "42.2", 0.9),
        ("distance", "41.5 km", 0.5),
        ("cities", {"pair-1": "pair-1", "pair-2": "pair-2"}, 1.0),
        ("lists", {"gap-1": "a", "gap-2": "b"}, 1.0),
        ("embedded", {"gap-1": "marrakesh", "gap-2": "2018", "gap-3": "a"}, 1.0),
        ("embedded", {"gap-1": "Geneva", "gap-2": "2017", "gap-3": "a"}, 0.5),
        ("days", ("a", "b", "c"), 1.0),
    ],
)
def test_what_moodle_counts_as_right_counts_here(imported, name, response, share):
    assert mark_response(of(imported, name), response).share == pytest.approx(share)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>',
        '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>',
        '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><quiz>&b;</quiz>',
        "<quiz><question></quiz>",
        "<html></html>",
        "",
        "no xml",
    ],
)
def test_bombs_outside_references_and_what_is_no_such_file_are_refused(text):
    with pytest.raises(FileRefused):
        read_moodle_xml(text, "en")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            '<question type="multichoice"><answer fraction="100"><text>a</text></answer></question>',
            "one_answer",
        ),
        (
            '<question type="numerical"><answer fraction="100"><text>many</text></answer></question>',
            "not_a_number",
        ),
        ('<question type="shortanswer"/>', "no_right"),
        ('<question type="matching"/>', "one_answer"),
        (
            '<question type="gapselect"><questiontext><text>[[3]]</text></questiontext></question>',
            "unreadable",
        ),
        (
            '<question type="multianswer"><questiontext><text>none</text></questiontext></question>',
            "no_answers",
        ),
        (
            '<question type="truefalse"><answer fraction="100"><text>yes</text></answer></question>',
            "unreadable",
        ),
        (
            '<question type="multichoice"><answer fraction="x"><text>a</text></answer></question>',
            "not_a_number",
        ),
        ("<question/>", "kind"),
    ],
)
def test_what_cannot_be_taken_is_named(body, reason):
    assert [one.reason for one in read_moodle_xml(quiz(body), "en").skipped] == [reason]


def essay(**settings):
    said = "".join(f"<{name}>{value}</{name}>" for name, value in settings.items())
    return quiz(
        '<question type="essay"><name><text>Plan</text></name><questiontext format="html">'
        f"<text>&lt;p&gt;Write.&lt;/p&gt;</text></questiontext>{said}</question>"
    )


@pytest.mark.parametrize(
    ("settings", "kind", "notes"),
    [
        ({"responseformat": "editor", "attachments": 0}, "essay", {"by_hand"}),
        ({"responseformat": "editorfilepicker", "attachments": 3}, "essay", {"by_hand", "lost_files"}),
        ({"responseformat": "noinline", "attachments": 1}, "upload", {"by_hand"}),
        (
            {"responseformat": "noinline", "attachments": -1, "filetypeslist": ".pdf"},
            "upload",
            {"by_hand", "one_file", "file_limits"},
        ),
        (
            {"responseformat": "plain", "responserequired": 0, "attachments": 1, "attachmentsrequired": 1},
            "upload",
            {"by_hand", "lost_typed"},
        ),
        ({"defaultgrade": 0, "maxbytes": 0}, "essay", set()),
        ({"graderinfo": "<text>Look for three reasons.</text>"}, "essay", {"by_hand", "lost_rubric"}),
        ({"responsetemplate": "<text>Dear mayor,</text>"}, "essay", {"by_hand", "lost_template"}),
        ({"minwordlimit": 300, "maxwordlimit": 100}, "essay", {"by_hand", "lost_bounds"}),
        ({"hint": "<text>Think.</text>"}, "essay", {"by_hand", "lost_hints"}),
    ],
)
def test_an_essay_is_a_text_or_a_file_and_what_it_loses_is_named(settings, kind, notes):
    found = read_moodle_xml(essay(**settings), "en")

    assert [kind_of(question) for question in found.questions] == [kind]
    assert {one.reason for one in found.notes} == notes


def test_words_that_are_asked_for_and_a_rubric_among_the_words_to_who_marks_come_along():
    told = "# Clarity\n2 = All is clear\n0 = Nothing is"
    text = essay(minwordlimit=50, maxwordlimit=200, graderinfo=f"<text>{told}</text>", defaultgrade=5)

    found = read_moodle_xml(text, "en")

    (question,) = found.questions
    assert (question.min_words, question.max_words, question.points) == (50, 200, 2.0)
    assert [(level.text["en"], level.points) for level in question.rubric[0].levels] == [
        ("All is clear", 2.0),
        ("Nothing is", 0.0),
    ]
    assert [one.reason for one in found.notes] == ["points_by_rubric"]


def test_a_choice_in_which_all_is_right_and_earns_nothing_is_a_poll():
    answers = "".join(f'<answer fraction="100"><text>{name}</text></answer>' for name in "ab")
    asked = "<questiontext><text>Which?</text></questiontext>"

    def read(grade):
        return read_moodle_xml(
            quiz(
                f'<question type="multichoice">{asked}<defaultgrade>{grade}</defaultgrade>{answers}</question>'
            ),
            "en",
        )

    assert [kind_of(question) for question in read("0.0000000").questions] == ["poll"]
    assert [one.reason for one in read("1.0000000").skipped] == ["all_right"]


def test_markup_and_scripts_in_texts_become_words():
    text = quiz(
        '<question type="truefalse"><name><text>x</text></name><questiontext><text>&lt;script&gt;alert(1)&lt;/script&gt;'
        '&lt;img src="a.png"&gt;So.</text></questiontext><answer fraction="100"><text>true</text></answer>'
        '<answer fraction="0"><text>false</text></answer></question>'
    )

    found = read_moodle_xml(text, "en")

    assert found.questions[0].text == {"en": "So."}
    assert {one.reason for one in found.notes} == {"lost_script", "lost_picture"}


def test_fractions_are_shares_where_the_rule_gives_others(imported):
    assert [one.share for one in of(imported, "counter").options] == [None, None, 0.5]
    assert [one.share for one in of(imported, "several").options] == [None, None, -1.0]
