"""Questions of other systems, read and written."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.core.content.check_shares import share_faults
from course.core.formats.aiken import read_aiken, write_aiken
from course.core.formats.gift import read_gift
from course.core.formats.gift_out import write_gift
from course.core.formats.html_words import plain_from_html
from course.core.formats.question_formats import read_questions
from course.core.formats.questions_in import REASONS, FileRefused, decoded, option_id
from course.core.grading.kinds import kind_of
from course.core.grading.questions import Choice, Essay, Option
from tests.core.formats import given_questions as some
from tests.core.grading.builders import a_choice, in_languages

FILES = Path(__file__).parents[2] / "files" / "questions"


@pytest.fixture(scope="module")
def gift():
    return read_gift(decoded((FILES / "sample.gift").read_bytes()), "en")


def of(imported, name):
    return next(question for question in imported.questions if question.id == name)


def test_a_gift_file_as_moodle_writes_it_is_taken_with_nothing_lost_in_silence(gift):
    assert [(question.id, kind_of(question)) for question in gift.questions] == [
        ("t-1", "choice"),
        ("which-services", "choices"),
        ("firewall", "true-false"),
        ("year", "numeric"),
        ("share", "numeric"),
        ("pairs", "match"),
        ("word", "short-text"),
        ("escapes", "choice"),
        ("essay", "essay"),
        ("pictured", "choice"),
    ]
    assert [(one.name, one.reason, one.line) for one in gift.skipped] == [
        ("Broken", "unclosed", 41),
    ]
    assert [(one.name, one.reason) for one in gift.notes] == [
        ("Share", "lost_reasons"),
        ("Essay", "by_hand"),
        ("Pictured", "lost_picture"),
    ]


def test_texts_reasons_tags_and_general_feedback_come_along(gift):
    question = of(gift, "t-1")

    assert question.text == {"en": "Who keeps the list of the people who live in a town in Spain?"}
    assert [(one.text["en"], one.right) for one in question.options] == [
        ("The ministry", False),
        ("The town hall", True),
        ("The police", False),
    ]
    assert question.options[1].feedback == {"en": "Yes: the padrón."}
    assert question.feedback == {"en": "Each town keeps its own register."}
    assert set(question.tags) == {"registers", "counter", "default-for-towns"}


def test_true_and_false_have_the_reason_of_who_is_wrong_first(gift):
    question = of(gift, "firewall")

    assert (question.answer, question.feedback_false["en"], question.feedback_true["en"]) == (
        True,
        "It does.",
        "That is what it is for.",
    )


def test_numbers_keep_tolerance_and_share(gift):
    assert [(one.value, one.tolerance, one.share) for one in of(gift, "share").answers] == [
        (3.7, 0.05, 1.0),
        (3.7, 0.5, 0.5),
    ]


def test_a_missing_word_is_a_gap_and_escapes_are_read(gift):
    assert of(gift, "word").text["en"].endswith("is a _____ in this course.")
    assert of(gift, "word").accepted == {"en": ("firewall", "fire wall")}
    assert of(gift, "escapes").text["en"] == "Is 2 = 2, and {this} a bracket ~ # :?"


def test_an_aiken_file_with_missing_blank_lines_is_taken():
    found = read_aiken(decoded((FILES / "sample.aiken").read_bytes()), "en")

    assert [[option.right for option in question.options] for question in found.questions] == [
        [True, False, False],
        [False, True],
    ]
    assert [(one.reason, one.line) for one in found.skipped] == [("one_answer", 11), ("no_key", 14)]


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Q?\nA. x\nB. y\nANSWER: A, B", ["aiken_key"]),
        ("Q?\nA. x\nB. y\nANSWER: A y B", ["aiken_key"]),
        ("Q?\nA. x\nB. y\nANSWER: Both", ["aiken_key"]),
        ("Q?\nA. x\nB. y\nANSWER:", ["aiken_key"]),
        ("Q?\nA. x\nB. y\nRESPUESTA: A", ["aiken_key"]),
        ("Q?\nA. x\nB. y\nANSWER A", ["aiken_key"]),
        ("Q?\nA. x\nB. y\nand more\nANSWER: A", ["aiken_answer"]),
        ("Q?\nA: x\nB: y\nANSWER: A", ["aiken_answer"]),
        ("Q?\n(a) x\n(b) y\nANSWER: A", ["aiken_answer"]),
        ("Q?\nA - x\nB - y\nANSWER: A", ["aiken_answer"]),
        ("Q?\nA.\nB. y\nANSWER: B", ["wordless_answer"]),
        ("Q?\nA. x\nB. y\n", ["no_key"]),
        ("Q?\nA. x\nA. y\nANSWER: A", ["aiken_twice"]),
        ("Q?\nA. x\nB. y\nANSWER: C", ["aiken_of_none"]),
        ("A. x\nB. y\nANSWER: A", ["empty_text"]),
        ("Q?\nA. x\n\nB. y\n\nANSWER: A", []),
    ],
)
def test_a_question_of_aiken_with_a_fault_takes_no_other_with_it(text, reasons):
    found = read_aiken(f"{text}\n\nNext?\nA. yes\nB. no\nANSWER: B\n", "en")

    assert [one.reason for one in found.skipped] == reasons
    assert [question.text["en"] for question in found.questions][-1] == "Next?"
    assert len(found.questions) == 2 - len(reasons)


def test_a_key_of_aiken_that_names_no_answer_is_told_with_its_line():
    found = read_aiken("First?\nA. x\nB. y\nANSWER: A\n\nQ?\nA. x\nB. y\nANSWER: d) none", "en")

    (remark,) = found.skipped
    assert (remark.line, REASONS[remark.reason] % remark.values) == (
        6,
        "The key in line 9 names none of its answers: “D”.",
    )


@pytest.mark.parametrize(
    "options", ["A. x\nB. y", "A) x\nB) y", "A.x\nB.y", "a)x\nb)y", "a.x\nb) y", " A.\tx \n\tB.y"]
)
@pytest.mark.parametrize(
    "key",
    ["ANSWER: B", "answer: b", "ANSWER:B", "Answer : B  ", "ANSWER: B.", "Answer: b)", "ANSWER: B. y", "ANSWER: B because"],
)  # fmt: skip
def test_aiken_is_read_in_all_manners_in_which_it_is_written(options, key):
    form, found = read_questions(
        f"Which one?\n{options}\n{key}\nAnd E.coli?\n{options}\n{key}\n".encode(), "en"
    )

    assert (form, [one.text["en"] for one in found.questions]) == ("aiken", ["Which one?", "And E.coli?"])
    assert [[(option.text["en"], option.right) for option in one.options] for one in found.questions] == [
        [("x", False), ("y", True)]
    ] * 2


def test_an_abbreviation_that_begins_a_question_is_no_answer():
    found = read_aiken("A.M. or P.M.?\nE.coli lives when?\nA.noon\nB.e.g. later\nANSWER: A\n", "en")

    assert [one.text["en"] for one in found.questions] == ["A.M. or P.M.? E.coli lives when?"]
    assert [one.text["en"] for one in found.questions[0].options] == ["noon", "e.g. later"]


def test_a_line_of_aiken_that_cannot_be_read_is_named_with_what_is_expected():
    found = read_aiken("One?\nA. x\nB. y\nANSWER: A\n\nTwo?\nA. x\nB. y\nANSWER: A and B\n", "en")

    (one,) = found.skipped
    assert (one.line, one.name) == (6, "Two?")
    assert (
        REASONS[one.reason] % one.values
        == "Line 9 is to name one letter, as “ANSWER: B” does: “ANSWER: A and B”."
    )


def test_a_text_that_would_read_as_an_answer_is_not_written_as_aiken():
    out = write_aiken([replace(a_choice(), text={"en": "A.gone"})], "en")

    assert [one.reason for one in out.left_out] == ["confusing"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_real_encodings_and_line_ends_are_read(encoding):
    text = "¿Dónde?\r\nA. aquí\r\nB. allí\r\nANSWER: A\r\n"
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""

    found = read_aiken(decoded(mark + text.encode(encoding)), "es")

    assert found.questions[0].text == {"es": "¿Dónde?"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Q {=a}", None),
        ("Q {~a ~b}", "no_right"),
        ("Q {~%50%a ~%50%b}", "all_right"),
        ("Q {~a}", "one_answer"),
        ("Q {#many}", "not_a_number"),
        ("Q {#=%50%3}", "no_right"),
        ("Q {=a -> b}", "one_answer"),
        ("Q {=a -> b =c}", "unreadable"),
        ("Q {words}", "no_answers"),
        ("Q {=a ~b", "unclosed"),
        ("Q {=a =b ~c}", "several_right"),
        ("Q {=a ~%100%b ~c}", "several_right"),
        ("Q {=a ~b} R {=c ~d}", "two_brackets"),
        ("::Title::{=a ~b}", "empty_text"),
        ("[html]<img src='a.png'>{=a ~b}", "empty_text"),
        ("[html]Q {=<img src\\='a.png'> ~b}", "wordless_answer"),
        ("Q {=a ~a ~b}", "same_words"),
        ("Q {=a ~b ~b}", None),
        ("Q {=a -> b = c -> }", "empty_part"),
        ("Q {#=%0%5:0 =5:2}", "number_taken"),
        ("Q {=%0%cat =c*}", "excluded"),
        ("Q {=2\\*3}", "star"),
        ("Q {#0.00000001}", "too_fine"),
        ("Q {#1:1e15}", "too_fine"),
        ("Q {#=*}", "not_a_number"),
        ("Q {#}", "no_answers"),
        ("Q {# }", "no_answers"),
        ("Q {#=}", "no_answers"),
        ("Q {#~}", "no_answers"),
        ("Q {#####Well.}", "no_answers"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_reason(body, reason):
    found = read_gift(body, "en")

    assert [one.reason for one in found.skipped] == ([reason] if reason else [])
    assert len(found.questions) == (0 if reason else 1)
    assert set(REASONS) >= {one.reason for one in found.skipped}


@pytest.mark.parametrize("number", ["5..", "..5", "..", "1...5", "3..5:1", "3:-", "1:2:3", "1,5"])
def test_what_is_no_number_is_named_as_it_stands(number):
    found = read_gift(f"Q {{#{number}}}", "en")

    assert [(one.reason, one.values) for one in found.skipped] == [("not_a_number", {"value": number})]


@pytest.mark.parametrize(
    ("body", "value", "tolerance"),
    [("5..3", 4, 1), ("-3..-5", -4, 1), ("3:-1", 3, 1), ("=5..3", 4, 1), ("1..1", 1, 0)],
)
def test_a_range_or_a_tolerance_the_wrong_way_round_has_its_one_sense(body, value, tolerance):
    (question,) = read_gift(f"Q {{#{body}}}", "en").questions

    assert [(one.value, one.tolerance) for one in question.answers] == [(value, tolerance)]


@pytest.mark.parametrize(
    ("text", "kinds", "skipped"),
    [
        ("A {=a ~b\n\n::B:: b? {T}\n::C:: c? {F}", ["true-false", "true-false"], ["unclosed"]),
        ("A {=a ~b\n\nB {=c ~d}\n\nC {T}", ["choice", "true-false"], ["unclosed"]),
        ("A {=a ~b\n\n$CATEGORY: x\n\nC {T}", ["true-false"], ["unclosed"]),
        ("A {=a\n\n~b\n\n}\n\nC {T}", ["choice", "true-false"], []),
        ("A {\n=a\n// no answer\n~b\n} // no end of it\nC {T}", ["choice", "true-false"], []),
    ],
)
def test_a_bracket_that_is_not_closed_takes_no_other_question_with_it(text, kinds, skipped):
    found = read_gift(text, "en")

    assert [kind_of(question) for question in found.questions] == kinds
    assert [one.reason for one in found.skipped] == skipped
    assert not any("//" in question.text["en"] for question in found.questions)


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("Q {~%70%a ~%30%b ~%-70%c}", []),
        ("Q {~%50%a ~%50%b ~c}", []),
        ("Q {=a ~%50%b ~c}", []),
        ("Q {=a ~%-50%b ~c}", ["no_debt"]),
        ("Q {~%150%a ~%50%b ~c}", ["lost_weight"]),
        ("Q {~%50%a ~%50%b ~%-150%c}", []),
        ("Q {~%40%a ~%40%b ~%-40%c}", ["raised_shares"]),
        ("Q {}", ["by_hand"]),
        ("//[tag:x]\nSome words.\n\nQ {T}", ["setting"]),
        ("[html]Is it \\\\(x^2\\\\)? {T}", ["raw_formula"]),
        ("[html]Listen: <audio src='a.mp3'></audio> {T}", ["lost_sound"]),
        ("Q {=a -> b =c -> d = -> e}", []),
        ("Q {#3:1#near ~#far}", ["lost_reasons"]),
        ("Q {#=3#yes =%0%9#no}", []),
        ("Q {#=3#yes =%0%*#no}", ["lost_reasons"]),
        ("Q {#=3#yes =%0%1e15#no}", ["lost_reasons"]),
        ("Q {=cat#yes =feline#yes, too}", []),
        ("Q {=cat#yes####in general}", []),
        ("Q {=cat#yes =feline#yes}", []),
        ("[html]Look: <img src='a.png'>\n\nQ {T}", ["lost_picture"]),
        ("Q {~%50%a ~%50%b ~%-50%c}", []),
        ("Costs \\$5 {T}", []),
        ("Q {=%50%Oslo =O*}", ["lost_weight"]),
    ],
)
def test_what_a_question_of_gift_loses_is_named(text, notes):
    found = read_gift(text, "en")

    assert ([one.reason for one in found.notes], found.skipped) == (notes, [])


def test_a_wrong_number_keeps_its_reason_and_its_place():
    (question,) = read_gift(
        "How many? {#=%0%4:0#Three less. =5:1#Yes! =%0%9 =%0%48..52#Tenths.}", "en"
    ).questions

    assert [(one.value, one.tolerance, one.share, one.feedback["en"]) for one in question.answers] == [
        (4, 0, 0.0, "Three less."),
        (5, 1, 1.0, "Yes!"),
        (50, 2, 0.0, "Tenths."),
    ]


def test_each_form_of_a_short_answer_keeps_what_it_earns_and_its_reason():
    (question,) = read_gift(
        "From where? {=Nazareth#Yes! =%75%Nazereth#Misspelled. =%25%Bethlehem#Born there. =%0%Rome#No. =town}",
        "en",
    ).questions

    assert question.accepted == {"en": ("town",)}
    assert [(one.accepted["en"], one.share, one.feedback["en"]) for one in question.answers] == [
        (("Nazareth",), 1.0, "Yes!"),
        (("Nazereth",), 0.75, "Misspelled."),
        (("Bethlehem",), 0.25, "Born there."),
        (("Rome",), 0.0, "No."),
    ]


def test_an_answer_of_a_match_without_a_prompt_is_one_that_belongs_to_none():
    (question,) = read_gift("Q {=a -> b =c -> d = -> e = -> b}", "en").questions

    assert [one.answer["en"] for one in question.extras] == ["e"]


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("Q {=a ~%50%b ~%-33.333%c ~d}", [None, 0.5, -0.33333, None]),
        ("Q {~%70%a ~%30%b ~%-70%c ~d}", [0.7, 0.3, -0.7, 0.0]),
        ("Q {~%33.333%a ~%33.333%b ~%33.333%c ~%-33.333%d}", [None, None, None, None]),
        ("Q {~%33.333%a ~%33.333%b ~%33.333%c ~%-50%d}", [None, None, None, -0.5]),
        ("Q {~%100%a ~%100%b ~%-100%c}", [1.0, 1.0, -1.0]),
        ("Q {~%40%a ~%40%b ~%-20%c}", [None, None, -0.25]),
    ],
)
def test_percentages_of_gift_are_shares_where_the_rule_gives_others(text, shares):
    assert [one.share for one in read_gift(text, "en").questions[0].options] == shares


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.integers(-15_000_000, 15_000_000).map(lambda number: number / 100_000), min_size=2, max_size=5
    )
)
def test_whatever_percentages_a_file_has_the_shares_hold_here(weights):
    answers = " ".join(f"~%{weight:.5f}%{option_id(place)}" for place, weight in enumerate(weights))

    for question in read_gift(f"Q {{{answers}}}", "en").questions:
        assert list(share_faults(question)) == []


def test_what_takes_points_away_elsewhere_is_named_where_it_is_written():
    choice = a_choice(shares={"b": 0.5, "c": -0.25})

    out = write_gift([choice], "en")

    assert [(one.reason, one.values) for one in out.notes] == [("no_debt", {"detail": "option c"})]
    assert [one.share for one in read_gift(out.text, "en").questions[0].options] == [None, 0.5, -0.25, None]


def test_shares_that_aiken_cannot_hold_are_named():
    out = write_aiken([a_choice(shares={"b": 0.5, "c": -0.25}), a_choice("plain")], "en")

    lost = [(one.name, one.values) for one in out.notes if one.reason == "lost_weight"]
    assert lost == [("choice", {"detail": "option b"})]


def test_signs_of_gift_are_read_as_moodle_reads_them():
    found = read_gift(
        "A {first ~%100%b}\n\nB {=a -> b ~c}\n\nC {=a####b####last}\n\nD {#1.5e3..2e3}", "en"
    ).questions

    assert [option.text["en"] for option in found[0].options] == ["first", "b"]
    assert [option.text["en"] for option in found[1].options] == ["a -> b", "c"]
    assert (found[2].right_forms, found[2].feedback) == ({"en": ("a",)}, {"en": "last"})
    assert (found[3].answers[0].value, found[3].answers[0].tolerance) == (1750.0, 250.0)


@pytest.mark.parametrize(
    ("form", "accepted"),
    [("<br>", "<br>"), ("a<b", "a<b"), ("<p>Paris</p>", "Paris"), ("[html]<i>Paris</i>", "Paris")],
)
def test_signs_to_be_typed_are_no_markup_in_gift(form, accepted):
    assert read_gift(f"[html]<p>Q</p> {{={form}}}", "en").questions[0].accepted == {"en": (accepted,)}


def test_a_part_of_another_page_is_named():
    assert plain_from_html("<p>Look: <iframe src='x'></iframe></p>") == ("Look:", ("lost_media",))


def test_ids_are_not_given_twice_and_not_those_that_are_taken():
    found = read_gift("::A::One?{T}\n\n::A::Two?{F}\n", "en", {"a"})

    assert [question.id for question in found.questions] == ["a-2", "a-3"]


def test_markup_becomes_words_and_what_is_lost_is_told():
    words, lost = plain_from_html(
        '<p>One &amp; two</p><ul><li>a</li></ul><script>alert(1)</script><a href="x">link</a><img src=y>'
    )

    assert words == "One & two\na\nlink"
    assert set(lost) == {"lost_script", "lost_link", "lost_picture"}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("10<sup>3</sup> or 10<sup>-3</sup>", "10³ or 10⁻³"),
        ("H<sub>2</sub>O, x<sub>i</sub>, x<sub>max</sub>", "H₂O, x_i, x_(max)"),
        ("e<sup>x+1</sup>, x<sup>n</sup>", "e^(x+1), xⁿ"),
        ("1<sup>st</sup>, 2<sup>e</sup>", "1st, 2e"),
        ("a<sup></sup>b<sup>2", "ab2"),
    ],
)
def test_what_stands_above_or_below_the_line_does_not_become_another_number(markup, words):
    assert plain_from_html(f"<p>{markup}</p>") == (words, ())


def test_declarations_within_markup_break_nothing_and_words_in_them_stay():
    words, lost = plain_from_html(
        "<p>a <![foo b> c <![CDATA[<b> d]]> e <!--[if x]> y <![endif]--> z</p><![CDA"
    )

    assert (words, lost) == ("a c <b> d e z\n<![CDA", ())


@given(st.text(max_size=300))
def test_no_text_breaks_a_reader(text):
    for read in (read_gift, read_aiken):
        found = read(text, "en")
        assert all(question.text for question in found.questions) or found.questions == []


ESSAYS = some.essays(rubric=st.just(()), bounds=((0, 0),))
KINDS = [
    kind(points=st.just(1.0))
    for kind in (
        some.choices,
        some.several,
        some.choices_without_debts,
        some.several_with_shares,
        some.truths,
        some.short_texts,
        some.typed_answers,
        some.matches,
    )
]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(*KINDS, ESSAYS, some.numerics(points=st.just(1.0), units=False)).map(some.in_all_languages),
    st.sampled_from(["en", "es"]),
)
def test_a_question_written_as_gift_reads_as_an_equal_one(question, language):
    out = write_gift([question], language)

    found = read_gift(out.text, language)

    expected = (
        ["by_hand"] if isinstance(question, Essay) else []
    )  # the format does not say what an essay earns
    assert (out.left_out, out.notes, found.skipped) == ([], [], [])
    assert [one.reason for one in found.notes] == expected
    assert [some.alike(one) for one in found.questions] == [some.alike(some.only_in(question, language))]


@settings(max_examples=50, deadline=None)
@given(some.SAID, st.lists(some.WORDS, min_size=2, max_size=6, unique=True))
def test_a_choice_written_as_aiken_reads_as_an_equal_one(said, texts):
    options = tuple(Option(option_id(place), {"en": text}, place == 1) for place, text in enumerate(texts))

    out = write_aiken([Choice(id="q", text=said, options=options)], "en")

    found = read_aiken(out.text, "en")
    assert [(one.text, one.options) for one in found.questions] == [(said, options)]


def test_kinds_that_a_format_does_not_have_are_named():
    left_of_gift = write_gift(some.every_kind(), "en").left_out
    left_of_aiken = write_aiken(some.every_kind(), "en").left_out

    assert {(one.name, one.reason) for one in left_of_gift} == {
        ("order", "kind"),
        ("categorise", "kind"),
        ("cloze", "kind"),
        ("words", "kind"),
        ("hotspot", "kind"),
        ("upload", "kind"),
        ("likert", "nothing_right"),
        ("poll", "nothing_right"),
        ("scenario", "story"),
    }
    assert len(left_of_aiken) == len(some.every_kind()) - 1


def test_what_gift_cannot_hold_of_an_essay_is_named():
    out = write_gift([some.an_essay(min_words=50)], "en")

    assert [(one.name, one.reason) for one in out.notes] == [
        ("essay", "lost_levels"),
        ("essay", "lost_bounds"),
    ]


@pytest.mark.parametrize("write", [write_gift, write_aiken])
def test_hints_that_a_format_cannot_hold_are_named(write):
    out = write([a_choice(hints=(in_languages("Look."),))], "en")

    assert "lost_hints" in [one.reason for one in out.notes]


def test_a_question_that_a_bracket_left_open_takes_in_is_not_taken_for_its_answers():
    found = read_gift("::One::Which? {=yes ~no\n::Two::\nHow? {=so ~not}\n\n::Three::Open?{T}", "en")

    assert [question.id for question in found.questions] == ["three"]
    assert "unclosed" in [one.reason for one in found.skipped]


DOCS = [
    *("q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8"),
    *("who-s-buried-in-grant-s-tomb", "grant-is-in-grant-s-tomb", "grant-is-buried-in-grant-s-tomb"),
    *("who-s-buried-in-grant-s-tomb-2", "when-was-ulysses-s-grant-born"),
    *("what-is-the-value-of-pi-to-3-decimal-pla", "match-the-following-countries-with-their"),
    *("what-two-people-are-entombed-in-grant-s", "the-american-holiday-of-thanksgiving-is", "weights"),
    *("q-12", "thanksgiving-date", "which-of-1-2-is-x-2", "the-american-holiday-of-thanksgiving-is-2"),
    *("essay-question-text", "which"),
]


def test_the_examples_of_the_formats_own_page_are_all_taken():
    found = read_gift(decoded((FILES / "docs.gift").read_bytes()), "en")

    assert [question.id for question in found.questions] == DOCS
    assert found.skipped == []
    # Only what is not marked there either, a formula that stays as written, and no points lost below zero.
    assert [one.reason for one in found.notes] == ["by_hand", "raw_formula", "no_debt", "by_hand"]
    assert [one.answer["en"] for one in of(found, "match-the-following-countries-with-their").extras] == [
        "Oslo"
    ]
    assert of(found, "what-is-the-value-of-pi-to-3-decimal-pla").text == {
        "en": "What is the value of pi (to 3 decimal places)? _____."
    }


def test_aiken_with_a_mark_and_windows_line_ends_is_told_whatever_brackets_stand_in_it():
    form, found = read_questions((FILES / "windows.aiken").read_bytes(), "en")

    assert (form, [question.text["en"] for question in found.questions]) == (
        "aiken",
        ["What is {1, 2}?", "Which LMS has the most quiz import formats?"],
    )
    assert [(one.reason, one.line) for one in found.skipped] == [("no_key", 12)]


AIKEN = "Q?\nA. x\nB. y\nANSWER: A\n"
XML = '<quiz><question type="essay"><questiontext><text>Q {a=b}</text></questiontext></question></quiz>'
ITEM = '<assessmentItem identifier="a" title="{T}"><itemBody/></assessmentItem>'
QUIZ = "questions:\n  - id: a\n    kind: essay\n    text: {en: Tell.}\n"


@pytest.mark.parametrize(
    ("text", "chosen", "named"),
    [
        (AIKEN, "gift", "Aiken"),
        (AIKEN, "moodle-xml", "Aiken"),
        ("Q {T}", "aiken", "GIFT"),
        ("Q {T}", "yaml", "GIFT"),
        ("Q {T}", "qti", "GIFT"),
        (XML, "gift", "Moodle XML"),
        (XML, "qti", "Moodle XML"),
        (XML, "aiken", "Moodle XML"),
        (ITEM, "gift", "QTI"),
        (ITEM, "moodle-xml", "QTI"),
        (QUIZ, "aiken", "YAML"),
        (QUIZ.replace("kind: essay", "kind: essay # = {"), "moodle-xml", "YAML"),
    ],
)
def test_a_file_of_another_format_than_was_chosen_is_named_with_the_one_that_it_shows(text, chosen, named):
    with pytest.raises(FileRefused, match=f"looks like {named}: choose {named}"):
        read_questions(text.encode(), "en", (), chosen)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [(AIKEN, "aiken"), ("Q {T}\nA. x\nANSWER: A", "gift"), ("<code>x</code> {T}", "gift")],
)
def test_a_file_that_can_be_read_as_chosen_is(text, chosen):
    form, found = read_questions(text.encode(), "en", (), chosen)

    assert (form, len(found.questions)) == (chosen, 1)


def test_a_file_that_is_of_no_format_says_what_the_chosen_one_misses():
    with pytest.raises(FileRefused, match="no XML"):
        read_questions(b"Only words.", "en", (), "moodle-xml")


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("<msqrt><mrow><mi>a</mi> <mo>+</mo> <mi>b</mi></mrow></msqrt>", "√(a+b)"),
        ("<mfrac><mn>12</mn><mi>x</mi></mfrac><msub><mi>y</mi><mn>1</mn></msub>", "12/xy_1"),
        ("<semantics><mi>x</mi><annotation encoding='TeX'>x^{2}</annotation></semantics>", "x"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x_1^2"),
        ("</mfrac><mi>x</mi></p>", "x"),
    ],
)
def test_a_formula_becomes_signs_that_keep_its_sense(formula, words):
    assert plain_from_html(f"It is <math>{formula}</math>") == (f"It is {words}", ("lost_formula",))
    assert plain_from_html(f"It is <math>{formula}<p>open") == (f"It is {words}\nopen", ("lost_formula",))
