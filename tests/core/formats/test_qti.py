"""QTI 2.1 and 3.0, written and read again, and items as other systems write them."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.core.formats.qti_in import read_qti
from course.core.formats.qti_package import read_package, write_package
from course.core.formats.questions_in import REASONS, FileRefused
from course.core.grading.kinds import kind_of
from course.core.grading.marking import mark_response
from course.core.grading.questions import Cloze, Likert, Order, ShortText, Statement, TypedGap
from tests.core.formats import given_questions as some
from tests.core.grading.builders import a_choice, a_short_text


def without_gap_feedback(question):
    gaps = (replace(gap, feedback={}) for gap in question.gaps)
    return replace(
        question, gaps=tuple(without_reasons(gap) if isinstance(gap, TypedGap) else gap for gap in gaps)
    )


def without_reasons(question):
    """Return a short text or a gap as the standard has it: a form earns something, and nothing is told of it."""
    partly = [replace(one, feedback={}) for one in question.answers if 0 < one.share < 1]
    named = tuple(replace(one, id=f"answer-{number}") for number, one in enumerate(partly, 1))
    return replace(question, accepted=question.right_forms, answers=named)


KINDS = st.one_of(
    some.choices(),
    some.several(),
    some.choices_with_shares(),
    some.several_with_shares(),
    some.truths(),
    some.short_texts(),
    some.typed_answers().map(without_reasons),
    some.numerics(units=False),
    some.matches(),
    some.sorts(),
    some.orders(),
    some.words(),
    some.clozes().map(without_gap_feedback),
    some.essays(),
    some.uploads(),
    some.polls(),
    some.likerts(),
    some.hotspots(),
)


def has_star(question):
    """Tell whether a star stands in a word to type, where it stands for any signs."""
    typed = [question] if isinstance(question, ShortText) else getattr(question, "gaps", ())
    return any("*" in form for one in typed for form in getattr(one, "accepted", {}).get("en", ()))


@pytest.mark.parametrize("version", ["qti-2.1", "qti-3.0"])
@settings(max_examples=100, deadline=None)
@given(
    question=some.pictured(KINDS).filter(lambda question: not has_star(question)).map(some.in_all_languages),
    language=st.sampled_from(["en", "es"]),
)
def test_a_question_written_as_qti_reads_as_an_equal_one(version, question, language):
    out = write_package([question], language, version, some.PICTURE_FILES)

    found = read_package(out.data, language)

    # Steps in order are right as a whole or not at all there: it is told on both ways.
    told = ({"all_or_nothing"}, {"earns_in_part"}) if isinstance(question, Order) else (set(), set())
    assert ({one.reason for one in out.notes}, {one.reason for one in found.notes}) == told
    assert (out.left_out, found.skipped) == ([], [])
    assert [some.alike(one) for one in found.questions] == [some.alike(some.only_in(question, language))]


@pytest.mark.parametrize("version", ["qti-2.1", "qti-3.0"])
def test_each_kind_is_written_or_named(version):
    out = write_package(some.every_kind(), "es", version)

    assert [one.name for one in out.left_out if one.reason == "story"] == ["scenario"]
    assert {one.reason for one in (*out.left_out, *out.notes)} <= set(REASONS)
    found = read_package(out.data, "es")
    assert (len(found.questions), found.skipped) == (out.written, [])
    assert all(question.text["es"] for question in found.questions)


def test_lines_stay_lines_and_a_star_is_named():
    choice = replace(a_choice(), text={"en": "One\nTwo"})
    word = a_short_text(accepted={"en": ("fire*", "firewall")})
    star = a_short_text("star", accepted={"en": ("fire*",)})

    out = write_package([choice, word, star], "en", "qti-3.0")

    found = read_package(out.data, "en")
    assert found.questions[0].text == {"en": "One\nTwo"}
    assert found.questions[1].accepted == {"en": ("firewall",)}
    assert [(one.name, one.reason) for one in out.notes] == [("word", "lost_star")]
    assert [(one.name, one.reason) for one in out.left_out] == [("star", "lost_star")]
    assert found.skipped == []


def test_spaces_that_keep_words_together_stay():
    choice = replace(a_choice(), text={"en": "3.7\u00a0% of 12\u202f000?"})

    out = write_package([choice], "en", "qti-2.1")

    assert read_package(out.data, "en").questions[0].text == choice.text


# ---- Items of other systems --------------------------------------------------------------------------------------


def item(body, declared="", processing="", title="A title"):
    return (
        f'<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" '
        f'identifier="i1" title="{title}" adaptive="false" timeDependent="false">{declared}'
        f"<itemBody>{body}</itemBody>{processing}</assessmentItem>"
    )


def declared(values="", mapping="", *, base="identifier", cardinality="single", name="RESPONSE"):
    correct = "".join(f"<value>{value}</value>" for value in values.split(","))
    mapped = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{worth}"/>'
        for key, worth in (pair.split("=") for pair in mapping.split(",") if pair)
    )
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        + (f"<correctResponse>{correct}</correctResponse>" if values else "")
        + (f'<mapping defaultValue="0">{mapped}</mapping>' if mapping else "")
        + "</responseDeclaration>"
    )


CHOICES = "".join(f'<simpleChoice identifier="{name}">Answer {name}</simpleChoice>' for name in "ABC")
MATCH_CORRECT = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
)
MAP_RESPONSE = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'
)


def choice_of(most):
    about = f'responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}"'
    return f"<choiceInteraction {about}><prompt>Which?</prompt>{CHOICES}</choiceInteraction>"


def only(text):
    found = read_qti(text, "en")
    assert found.skipped == []
    return found.questions[0], {one.reason for one in found.notes}


def test_text_around_an_interaction_is_asked_with_its_prompt():
    question, notes = only(
        item(f"<p>Look <b>here</b>.</p><img src='x.png'/>{choice_of(1)}", declared("B"), MATCH_CORRECT)
    )

    assert (kind_of(question), question.text["en"]) == ("choice", "Look here.\nWhich?")
    assert [option.right for option in question.options] == [False, True, False]
    assert notes == {"lost_picture"}


def test_several_answers_by_their_key_and_by_what_they_earn():
    by_key, notes = only(item(choice_of(0), declared("A,C", cardinality="multiple"), MATCH_CORRECT))
    by_worth, _ = only(item(choice_of(0), declared("", "A=1,B=-1,C=1", cardinality="multiple"), MAP_RESPONSE))

    assert notes == {"earns_in_part"}
    assert mark_response(by_key, ("a", "c")).share == 1.0
    assert mark_response(by_worth, ("a",)).share == 0.5
    assert by_worth.points == 2.0


def test_part_of_the_credit_for_one_of_several_is_its_share():
    question, notes = only(item(choice_of(1), declared("A", "A=2,B=1"), MAP_RESPONSE))

    assert notes == set()
    assert [one.share for one in question.options] == [None, 0.5, None]
    assert question.points == 2.0


def test_what_takes_points_away_in_a_choice_is_named_unless_there_is_a_floor():
    mapping = declared("A", "A=1,B=-0.5")
    floored = mapping.replace("<mapping", '<mapping lowerBound="0"')

    question, notes = only(item(choice_of(1), mapping, MAP_RESPONSE))
    same, none = only(item(choice_of(1), floored, MAP_RESPONSE))

    assert [one.share for one in question.options] == [None, -0.5, None]
    assert (same, notes, none) == (question, {"no_debt"}, set())


def test_where_some_of_the_right_answers_are_enough_each_keeps_its_share():
    mapping = declared("", "A=1,B=1,C=-1", cardinality="multiple").replace(
        "<mapping", '<mapping upperBound="1"'
    )

    question, notes = only(item(choice_of(0), mapping, MAP_RESPONSE))

    assert ([one.share for one in question.options], notes, question.points) == ([1.0, 1.0, -1.0], set(), 1.0)
    assert mark_response(question, ("a",)).verdict == "right"


def test_modal_feedback_finds_its_answers():
    feedback = "".join(
        f'<modalFeedback outcomeIdentifier="F" identifier="{name}" showHide="show">{said}</modalFeedback>'
        for name, said in (("B", "Yes, B."), ("INCORRECT", "No."), ("other", "Never seen."))
    )
    question, notes = only(item(choice_of(1), declared("B"), MATCH_CORRECT + feedback))

    assert [option.feedback["en"] for option in question.options] == ["No.", "Yes, B.", "No."]
    assert notes == {"lost_feedback"}


def test_true_and_false_are_known_by_their_words():
    body = (
        '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>So?</prompt>'
        '<simpleChoice identifier="c1">True</simpleChoice><simpleChoice identifier="c2">False</simpleChoice>'
        "</choiceInteraction>"
    )

    question, _notes = only(item(body, declared("c2"), MATCH_CORRECT))

    assert (kind_of(question), question.answer) == ("true-false", False)


def test_a_gap_in_a_sentence_a_number_and_a_word():
    entry = '<p>It is <textEntryInteraction responseIdentifier="RESPONSE"/> there.</p>'
    word, _ = only(item(entry, declared("cold", "cold=1,cool=1,mild=0.5", base="string"), MAP_RESPONSE))
    number, _ = only(item(entry, declared("3.5", base="float"), MATCH_CORRECT))

    assert word.text == {"en": "It is _____ there."}
    assert word.accepted == {"en": ("cold", "cool")}
    assert mark_response(number, "3.5").share == 1.0


def test_pairs_of_one_set_become_a_match_and_what_is_left_over_is_named():
    choices = "".join(
        f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name}</simpleAssociableChoice>'
        for name in ("Lima", "Peru", "Oslo", "Norway", "Chad")
    )
    body = f'<associateInteraction responseIdentifier="RESPONSE" maxAssociations="2">{choices}</associateInteraction>'

    question, notes = only(
        item(body, declared("Lima Peru,Oslo Norway", base="pair", cardinality="multiple"), MATCH_CORRECT)
    )

    assert [(pair.prompt["en"], pair.answer["en"]) for pair in question.pairs] == [
        ("Lima", "Peru"),
        ("Oslo", "Norway"),
    ]
    assert notes == {"lost_distractor", "earns_in_part"}


def test_words_to_be_placed_in_a_passage_become_lists():
    body = (
        '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill in.</prompt>'
        '<gapText identifier="W" matchMax="1">winter</gapText><gapText identifier="S" matchMax="1">summer</gapText>'
        '<p>Now is the <gap identifier="G1"/> of our <gap identifier="G2"/>.</p></gapMatchInteraction>'
    )

    question, _notes = only(
        item(body, declared("W G1,S G2", base="directedPair", cardinality="multiple"), MATCH_CORRECT)
    )

    assert (kind_of(question), question.text["en"]) == ("words", "Fill in.")
    assert question.passage == {"en": "Now is the [[gap-1]] of our [[gap-2]]."}
    assert mark_response(question, {"gap-1": "a", "gap-2": "b"}).share == 1.0


def test_lists_and_fields_in_one_passage_become_a_cloze():
    body = (
        '<p>The <inlineChoiceInteraction responseIdentifier="R1"><inlineChoice identifier="a">cat</inlineChoice>'
        '<inlineChoice identifier="b">dog</inlineChoice></inlineChoiceInteraction> is '
        '<textEntryInteraction responseIdentifier="R2"/>.</p>'
    )

    question, _notes = only(
        item(body, declared("a", name="R1") + declared("here", base="string", name="R2"), "", "Fill in.")
    )

    assert isinstance(question, Cloze)
    assert question.text == {"en": "Fill in."}
    assert question.passage == {"en": "The [[gap-1]] is [[gap-2]]."}


SCORED = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="4"/>'


def open_item(interaction="extendedTextInteraction", about="", scored=SCORED, values="", **response):
    body = (
        '<rubricBlock view="candidate"><p>Use the map.</p></rubricBlock>'
        '<rubricBlock view="scorer proctor"><p>Look for reasons.</p></rubricBlock>'
        f'<{interaction} responseIdentifier="RESPONSE" {about}><prompt>Why?</prompt></{interaction}>'
    )
    base = "file" if interaction.startswith("upload") else "string"
    return item(body, declared(values, base=base, **response) + scored)


def test_a_text_and_a_file_marked_by_a_person_keep_what_candidates_read():
    essay, of_essay = only(open_item(values="Because."))
    upload, of_upload = only(open_item("uploadInteraction", 'type="application/pdf"', cardinality="multiple"))

    assert [kind_of(essay), kind_of(upload)] == ["essay", "upload"]
    assert essay.text == upload.text == {"en": "Use the map.\nWhy?"}
    assert of_essay == {"lost_rubric", "by_hand", "lost_model"}
    assert of_upload == {"lost_rubric", "by_hand", "one_file", "file_limits"}


def test_a_choice_of_which_nothing_says_what_is_right_is_a_poll():
    silent, notes = only(item(choice_of(1), declared()))
    scored, told = only(item(choice_of(1), declared() + SCORED, MATCH_CORRECT))

    assert [kind_of(silent), kind_of(scored)] == ["poll", "poll"]
    assert (notes, told) == (set(), {"as_kind"})


def matched(steps, values=""):
    sides = (("S1", "S2"), tuple(f"T{step}" for step in range(steps)))
    choices = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{name}" matchMax="0">{name}</simpleAssociableChoice>'
            for name in side
        )
        + "</simpleMatchSet>"
        for side in sides
    )
    body = f'<matchInteraction responseIdentifier="RESPONSE" maxAssociations="2">{choices}</matchInteraction>'
    return item(body, declared(values, base="directedPair", cardinality="multiple"))


def test_a_match_of_which_nothing_says_what_is_right_is_statements_with_a_scale():
    question, notes = only(matched(5))

    assert (kind_of(question), len(question.statements), len(question.scale)) == ("likert", 2, 5)
    assert notes == set()
    assert [one.reason for one in read_qti(matched(8), "en").skipped] == ["no_right"]
    assert kind_of(only(matched(5, "S1 T1,S2 T3"))[0]) == "match"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (item(choice_of(1), declared("D"), MATCH_CORRECT), "D"),
        (item(choice_of(0), declared("D,E", cardinality="multiple"), MATCH_CORRECT), "D, E"),
        (item(choice_of(0), declared("", "A=0,D=1", cardinality="multiple"), MAP_RESPONSE), "D"),
        (
            item(
                '<p><inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice identifier="A">x</inlineChoice>'
                '<inlineChoice identifier="B">y</inlineChoice></inlineChoiceInteraction></p>',
                declared("D"),
                MATCH_CORRECT,
            ),
            "D",
        ),
        (
            item(
                '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="A">x</gapText>'
                '<gapText identifier="B">y</gapText><p>So <gap identifier="G"/>.</p></gapMatchInteraction>',
                declared("D G", base="directedPair"),
                MATCH_CORRECT,
            ),
            "D",
        ),
    ],
)
def test_a_key_that_names_no_answer_is_told(text, key):
    (remark,) = read_qti(text, "en").skipped

    assert REASONS[remark.reason] % remark.values == f"The key names none of its answers: “{key}”."


def test_an_item_that_asks_nothing_stands_before_the_next_one_or_is_named():
    assert [one.reason for one in read_qti(item("<p>Read this.</p>"), "en").skipped] == ["leads_nowhere"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (item('<hotspotInteraction responseIdentifier="RESPONSE"/>'), "no_picture"),
        (item('<selectPointInteraction responseIdentifier="RESPONSE"/>'), "kind"),
        (item('<customInteraction responseIdentifier="RESPONSE"/>'), "kind"),
        (item(choice_of(1)), "unreadable"),
        (item(choice_of(0), declared("A,B,C", cardinality="multiple")), "all_right"),
        (item(choice_of(0), declared("", "A=-1", cardinality="multiple"), MAP_RESPONSE), "no_right"),
        (
            item('<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>', declared("x", base="float")),
            "not_a_number",
        ),
        (item('<orderInteraction responseIdentifier="RESPONSE"/>', declared("a,b")), "unreadable"),
        ("<assessmentItem/>", "unreadable"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_reason(text, reason):
    found = read_qti(text, "en")

    assert (found.questions, [one.reason for one in found.skipped]) == ([], [reason])
    assert reason in REASONS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<questestinterop/>", "QTI 1"),
        ("<assessmentTest/>", "whole package"),
        ("<qti-assessment-test/>", "whole package"),
        ("<html/>", "no QTI item"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><assessmentItem/>', "entities"),
    ],
)
def test_what_is_no_item_is_refused_with_what_to_do(text, words):
    with pytest.raises(FileRefused, match=words):
        read_qti(text, "en")


def test_scripts_and_markup_become_words():
    question, notes = only(
        item(f"<p onclick='x()'>So<script>alert(1)</script></p>{choice_of(1)}", declared("A"), MATCH_CORRECT)
    )

    assert question.text == {"en": "So\nWhich?"}
    assert notes == {"lost_script"}


@pytest.mark.parametrize("version", ["qti-2.1", "qti-3.0"])
def test_statements_keep_their_ids(version):
    scale = ({"en": "No"}, {"en": "Yes"})
    asked = Likert(
        id="self",
        text={"en": "How?"},
        points=0.0,
        scale=scale,
        statements=(Statement("exact-words", {"en": "So."}),),
    )

    found = read_package(write_package([asked], "en", version).data, "en")

    assert [one.id for one in found.questions[0].statements] == ["exact-words"]
