"""Moodle XML, written and read again."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.core.formats.moodle_out import write_moodle_xml
from course.core.formats.moodle_xml import read_moodle_xml
from course.core.grading.kinds import kind_of
from course.core.grading.questions import Answer, ChosenGap, Numeric, Option, See, TypedGap, Unit, Words
from tests.core.formats import given_questions as some
from tests.core.grading.builders import a_choice, a_cloze, a_match, a_true_false, in_languages

H = {"hints": some.HINTS}
KINDS = st.one_of(
    some.choices(**H),
    some.several(**H),
    some.choices_without_debts(**H),
    some.several_with_shares(**H),
    some.truths(**H),
    some.short_texts(**H),
    some.typed_answers(**H),
    some.numerics(**H),
    some.matches(**H),
    some.orders(**H),
    some.words(told=st.just({}), **H),
    some.clozes(**H),
    some.essays(),
    some.uploads(),
    some.polls(counts=(False,)),
)


@pytest.mark.parametrize("language", ["en", "es"])
@settings(max_examples=100, deadline=None)
@given(some.pictured(KINDS).map(some.in_all_languages))
def test_a_question_written_as_moodle_xml_reads_as_an_equal_one(language, question):
    out = write_moodle_xml([question], language, pictures=some.PICTURE_FILES)

    found = read_moodle_xml(out.text, language)

    notes = [one for one in found.notes if one.reason != "name_as_text"]  # it was the text, and is again
    assert (out.left_out, out.notes, found.skipped, notes) == ([], [], [], [])
    assert [some.alike(one) for one in found.questions] == [some.alike(some.only_in(question, language))]


def test_each_kind_is_written_or_named():
    out = write_moodle_xml(some.every_kind(), "fr")

    assert {(one.name, one.reason) for one in out.left_out} == {
        ("scenario", "story"),
    }
    assert out.written == len(some.every_kind()) - 1
    assert {one.name for one in out.notes if one.reason == "as_kind"} == {"categorise", "hotspot", "likert"}
    assert [kind_of(one) for one in read_moodle_xml(out.text, "fr").questions].count("match") == 2


def test_what_is_lost_is_named_by_question_and_reason():
    match, cloze = a_match(see=See("walk", "why")), a_cloze()
    gaps = (*cloze.gaps[:2], replace(cloze.gaps[2], weight=1.5))

    out = write_moodle_xml([match, replace(cloze, gaps=gaps)], "en")

    assert [(one.name, one.reason) for one in out.notes] == [
        ("match", "lost_reasons"),
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


@pytest.mark.parametrize("words", ["R&", "A &amp;", "}&", "a \\} b", "&#125;"])
def test_signs_that_mean_something_within_a_gap_are_kept(words):
    gap = ChosenGap(
        "body", (Option("a", {"en": "One"}, True, {"en": words}), Option("b", {"en": words}, False))
    )
    cloze = some.only_in(a_cloze(gaps=(gap, TypedGap("typed", {"en": (words,)}))), "en")

    (found,) = read_moodle_xml(write_moodle_xml([cloze], "en").text, "en").questions

    assert some.alike(found) == some.alike(cloze)


@pytest.mark.parametrize("words", ["-&<t>", "=&#0#", "R&D", "x < y"])
def test_what_looks_like_markup_in_a_list_is_kept(words):
    gap = ChosenGap("a", (Option("right", {"en": words}, True), Option("wrong", {"en": "Else"}, False)))
    asked = Words(id="words", text={"en": "Choose."}, passage={"en": "It is [[a]]."}, gaps=(gap,))

    (found,) = read_moodle_xml(write_moodle_xml([asked], "en").text, "en").questions

    assert some.alike(found) == some.alike(asked)


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


def test_each_statement_with_its_scale_is_a_poll_in_moodle():
    likert = next(one for one in some.every_kind() if kind_of(one) == "likert")

    out = write_moodle_xml([likert], "es")

    found = read_moodle_xml(out.text, "es")
    assert (out.written, found.skipped, found.notes) == (1, [], [])
    assert [(kind_of(one), one.id, one.points) for one in found.questions] == [
        ("poll", f"{likert.id}-{place}", 0.0) for place in range(1, len(likert.statements) + 1)
    ]
    assert [one.text["es"] for one in found.questions] == [
        f"{likert.text['es']}\n{statement.text['es']}" for statement in likert.statements
    ]
    assert [option.text for option in found.questions[0].options] == [
        {"es": step["es"]} for step in likert.scale
    ]


def test_statements_without_words_in_the_language_are_left_out_with_nothing_else_said():
    likert = next(one for one in some.every_kind() if kind_of(one) == "likert")
    silent = replace(likert.statements[0], text={"en": "So."})

    out = write_moodle_xml([replace(likert, statements=(*likert.statements, silent))], "es")

    assert ([one.reason for one in out.left_out], out.notes, out.written) == (["no_text"], [], 0)


def test_a_unit_comes_back_with_its_factor_and_is_named_where_moodle_has_no_number_for_it():
    units = (Unit("m"), Unit("Mm", 300_000.0), Unit("far", 1e21))
    numeric = Numeric(id="q", text={"en": "How far?"}, answers=(Answer("a", 1.0),), units=units)

    out = write_moodle_xml([numeric], "en")

    assert [(one.reason, one.values) for one in out.notes] == [("lost_unit", {"detail": "far"})]
    assert read_moodle_xml(out.text, "en").questions[0].units == units[:2]


def test_what_takes_points_away_in_moodle_is_named_and_kept():
    choice = some.only_in(a_choice(shares={"b": 0.5, "c": -0.25}), "en")

    out = write_moodle_xml([choice], "en")

    assert [(one.reason, one.values) for one in out.notes] == [("no_debt", {"detail": "option c"})]
    found = read_moodle_xml(out.text, "en")
    assert [some.alike(one) for one in found.questions] == [some.alike(choice)]
    assert [one.reason for one in found.notes] == ["no_debt"]
