"""Moodle XML, written and read again."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from course.core.formats.moodle_out import write_moodle_xml
from course.core.formats.moodle_xml import read_moodle_xml
from course.core.grading.kinds import kind_of
from course.core.grading.questions import See
from tests.core.formats import given_questions as some
from tests.core.grading.builders import a_cloze, a_match, a_true_false, in_languages

KINDS = st.one_of(
    some.choices(),
    some.several(),
    some.truths(),
    some.short_texts(),
    some.numerics(),
    some.matches(),
    some.orders(),
    some.words(told=st.just({})),
    some.clozes(),
    some.essays(),
    some.uploads(),
    some.polls(counts=(False,)),
)


@settings(max_examples=100, deadline=None)
@given(KINDS)
def test_a_question_written_as_moodle_xml_reads_as_an_equal_one(question):
    out = write_moodle_xml([question], "en")

    found = read_moodle_xml(out.text, "en")

    assert (out.left_out, out.notes, found.skipped, found.notes) == ([], [], [], [])
    assert [some.alike(one) for one in found.questions] == [some.alike(question)]


def test_each_kind_is_written_or_named():
    out = write_moodle_xml(some.every_kind(), "fr")

    assert {(one.name, one.reason) for one in out.left_out} == {
        ("likert", "nothing_right"),
        ("scenario", "story"),
    }
    assert out.written == len(some.every_kind()) - 2
    assert {one.name for one in out.notes if one.reason == "as_kind"} == {"categorise", "hotspot"}
    assert [kind_of(one) for one in read_moodle_xml(out.text, "fr").questions].count("match") == 2


def test_what_is_lost_is_named_by_question_and_reason():
    match, cloze = a_match(see=See("walk", "why")), a_cloze()
    gaps = (*cloze.gaps[:2], replace(cloze.gaps[2], weight=1.5))

    out = write_moodle_xml([match, replace(cloze, gaps=gaps)], "en")

    assert [(one.name, one.reason) for one in out.notes] == [
        ("match", "lost_reasons"),
        ("match", "lost_see"),
        ("cloze", "rounded_weights"),
    ]


def test_a_question_without_words_in_the_language_is_named_and_the_others_are_written():
    out = write_moodle_xml([replace(a_true_false(), text={"en": "So."}), a_match()], "es")

    assert [(one.name, one.reason) for one in out.left_out] == [("statement", "no_text")]
    assert out.written == 1


def test_a_passage_that_reads_like_a_gap_of_moodle_is_named():
    cloze = a_cloze()
    passage = {"en": cloze.passage["en"] + " {1:SA:=x}"}

    out = write_moodle_xml([replace(cloze, passage=passage)], "en")

    assert [one.reason for one in out.left_out] == ["confusing"]


def test_what_is_asked_of_those_who_mark_reads_as_a_rubric_in_moodle():
    out = write_moodle_xml([some.an_upload(), some.a_poll(counts=True)], "en")

    assert "<text># Clarity\n2 = All is clear\n0 = Nothing is</text>" in out.text
    assert "<responseformat>noinline</responseformat>" in out.text
    assert [(one.name, one.reason) for one in out.notes] == [("poll", "lost_counts")]


def test_remarks_on_a_file_name_the_line():
    text = '<?xml version="1.0"?>\n<quiz>\n\n<question type="calculated"><name><text>Long</text></name></question></quiz>'

    assert [(one.name, one.line) for one in read_moodle_xml(text, "en").skipped] == [("Long", 4)]


def test_hints_come_back_in_their_order():
    question = a_true_false(hints=(in_languages("Look."), in_languages("Look again.")))

    found = read_moodle_xml(write_moodle_xml([question], "fr").text, "fr")

    assert found.notes == []
    assert found.questions[0].hints == ({"fr": "Look. (fr)"}, {"fr": "Look again. (fr)"})
