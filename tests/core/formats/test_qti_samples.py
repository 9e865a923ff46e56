"""Items of QTI as other systems write them: what counts there counts here, and nothing more."""

import pytest

from course.core.formats.qti_in import read_qti
from course.core.formats.qti_package import read_package
from course.core.formats.questions_in import FileRefused
from course.core.grading.kinds import kind_of
from course.core.grading.marking import mark_response
from tests.core.formats.test_qti import MAP_RESPONSE, MATCH_CORRECT, choice_of, declared, item, only
from tests.core.formats.test_qti_package import packed

ENTRY = '<p>Say <textEntryInteraction responseIdentifier="RESPONSE"/>.</p>'
NUMBER = declared("5", base="float")


def processed(*branches):
    return (
        f"<responseProcessing><responseCondition>{''.join(branches)}</responseCondition></responseProcessing>"
    )


def branch(condition, score="1", tag="responseIf", more=""):
    value = f'<baseValue baseType="float">{score}</baseValue>'
    setting = f'<setOutcomeValue identifier="SCORE">{value}</setOutcomeValue>' if score else ""
    return f"<{tag}>{condition}{setting}{more}</{tag}>"


def equal(value="5", mode='toleranceMode="absolute" tolerance="1 1"'):
    written = (
        f'<baseValue baseType="float">{value}</baseValue>' if value else '<correct identifier="RESPONSE"/>'
    )
    return f'<equal {mode}><variable identifier="RESPONSE"/>{written}</equal>'


def compared(tag, value):
    return f'<{tag}><variable identifier="RESPONSE"/><baseValue baseType="float">{value}</baseValue></{tag}>'


FEEDBACK = '<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">near</baseValue></setOutcomeValue>'


@pytest.mark.parametrize(
    ("processing", "right", "wrong"),
    [
        (processed(branch(equal())), ("4", "6"), ("3.9", "6.1")),
        (processed(branch(equal("", "toleranceMode='exact'"))), ("5",), ("5.1",)),
        (processed(branch(equal("5", "toleranceMode='relative' tolerance='10 10'"))), ("4.5",), ("4.4",)),
        (
            processed(branch(equal("5", "toleranceMode='absolute' tolerance='1 3'"))),
            ("4", "8"),
            ("3.9", "8.1"),
        ),
        (processed(branch(f"<or>{equal('1')}{equal('9')}</or>")), ("2", "8"), ("5",)),
        (processed(branch(f"<and>{compared('gte', 2)}{compared('lte', 4)}</and>")), ("2", "4"), ("5", "1.9")),
        (
            processed(branch(equal(mode="")), branch(equal("6", ""), "", "responseElseIf", FEEDBACK)),
            ("5",),
            ("6",),
        ),
        (
            processed(
                branch('<isNull><variable identifier="RESPONSE"/></isNull>', "0"),
                f"<responseElse><responseCondition>{branch(equal(mode=''))}</responseCondition></responseElse>",
            ),
            ("5",),
            ("6",),
        ),
        (MATCH_CORRECT, ("5",), ("5.1",)),
    ],
)
def test_numbers_count_as_the_processing_says(processing, right, wrong):
    question, _notes = only(item(ENTRY, NUMBER, processing))

    assert [mark_response(question, typed).share for typed in right] == [1.0] * len(right)
    assert [mark_response(question, typed).share for typed in wrong] == [0.0] * len(wrong)


@pytest.mark.parametrize(
    ("processing", "reason"),
    [
        (processed(branch(f"<not>{equal()}</not>")), "unreadable"),
        (processed(branch(compared("gt", 3))), "unreadable"),
        (processed(branch(f"<and>{compared('gte', 3)}{equal()}</and>")), "unreadable"),
        (processed(branch(equal("5", 'toleranceMode="absolute" tolerance=""'))), "unreadable"),
        (processed(branch(equal("5", 'toleranceMode="absolute" tolerance="x y"'))), "not_a_number"),
        (processed(branch(equal(), "0"), branch(equal("5", ""), "1", "responseElseIf")), "excluded"),
        (processed(branch(equal(), "0")), "no_right"),
        (
            processed(branch(equal(), "0"), branch("", tag="responseElse")),
            "unreadable",
        ),
        (
            processed(
                '<responseIf><equalRounded figures="2"><variable identifier="RESPONSE"/></equalRounded></responseIf>'
            ),
            "unreadable",
        ),
    ],
)
def test_a_processing_that_is_not_understood_leaves_its_question_out(processing, reason):
    found = read_qti(item(ENTRY, NUMBER, processing), "en")

    assert ([one.reason for one in found.skipped], found.questions) == ([reason], [])


@pytest.mark.parametrize(
    ("body", "declaration", "processing", "reason"),
    [
        (choice_of(1), declared("", "A=1,B=1"), MAP_RESPONSE, "several_right"),
        (choice_of(1), declared("", "A=1,B=1,C=1"), MAP_RESPONSE, "all_right"),
        (choice_of(1), declared("A,B", cardinality="multiple"), MATCH_CORRECT, "several_right"),
        (choice_of(1), declared("X"), MATCH_CORRECT, "no_right"),
        (
            choice_of(0),
            declared("", "A=1,B=1,C=-1", cardinality="multiple").replace(
                "<mapping", '<mapping upperBound="1"'
            ),
            MAP_RESPONSE,
            "several_right",
        ),
        (ENTRY, declared("2*3", base="string"), MATCH_CORRECT, "star"),
        (
            ENTRY,
            declared("", "cat=1,CAT=0", base="string").replace("mapKey", 'caseSensitive="true" mapKey'),
            MAP_RESPONSE,
            "excluded",
        ),
        (choice_of(1).replace("Answer A", "<img src='a.png'/>"), declared("A"), MATCH_CORRECT, "empty_part"),
        (
            '<img src="a.png"/>' + choice_of(1).replace("<prompt>Which?</prompt>", ""),
            declared("A"),
            MATCH_CORRECT,
            "empty_text",
        ),
        (f"<p>[[gap-1]]</p>{ENTRY}{ENTRY}", declared("a", base="string"), MATCH_CORRECT, "confusing"),
        ('<sliderInteraction responseIdentifier="RESPONSE"/>', declared("5"), "", "kind"),
        ('<drawingInteraction responseIdentifier="RESPONSE"/>', declared(), "", "kind"),
        ('<graphicOrderInteraction responseIdentifier="RESPONSE"/>', declared(), "", "kind"),
        ('<p><printedVariable identifier="X"/></p>' + choice_of(1), declared("A"), MATCH_CORRECT, "drawn"),
        (
            choice_of(1),
            '<templateDeclaration identifier="X" cardinality="single" baseType="integer"/>' + declared("A"),
            MATCH_CORRECT,
            "drawn",
        ),
    ],
)
def test_no_answer_is_taken_that_the_item_turns_down(body, declaration, processing, reason):
    found = read_qti(item(body, declaration, processing), "en")

    assert ([one.reason for one in found.skipped], found.questions) == ([reason], [])


def test_what_counts_is_the_mapping_where_the_processing_says_so():
    question, notes = only(item(choice_of(1), declared("A", "A=0,B=2,C=1"), MAP_RESPONSE))

    assert [option.right for option in question.options] == [False, True, False]
    assert notes == {"lost_weight"}


def test_what_the_mapping_does_not_name_earns_its_default():
    mapping = declared("", "A=-1,B=0").replace('defaultValue="0"', 'defaultValue="1"')

    question, _notes = only(item(choice_of(1), mapping, MAP_RESPONSE))
    typed = read_qti(
        item(
            ENTRY,
            declared("", "no=0", base="string").replace('defaultValue="0"', 'defaultValue="1"'),
            MAP_RESPONSE,
        ),
        "en",
    )

    assert [option.right for option in question.options] == [False, False, True]
    assert [one.reason for one in typed.skipped] == ["unreadable"]


def test_one_choice_at_most_is_a_choice_whatever_its_response_might_hold():
    one, _notes = only(item(choice_of(1), declared("A", cardinality="multiple"), MATCH_CORRECT))
    some, _notes = only(item(choice_of(0), declared("A", cardinality="multiple"), MATCH_CORRECT))

    assert [kind_of(one), kind_of(some)] == ["choice", "choices"]


def test_powers_stay_powers_and_feedback_that_hides_is_named():
    hidden = '<modalFeedback outcomeIdentifier="F" identifier="A" showHide="hide">Think.</modalFeedback>'
    body = choice_of(1).replace("Answer A", "10<sup>3</sup>")

    question, notes = only(item(body, declared("A"), MATCH_CORRECT + hidden))

    assert question.options[0].text == {"en": "10³"}
    assert notes == {"lost_feedback"}


def test_case_that_makes_a_difference_there_is_named():
    _question, exact = only(item(ENTRY, declared("Rome", base="string"), MATCH_CORRECT))
    _question, mapped = only(item(ENTRY, declared("", "Rome=1", base="string"), MAP_RESPONSE))

    assert (exact, mapped) == ({"lost_case"}, set())


def test_marked_words_of_a_passage_are_a_choice_among_them():
    body = (
        '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Which is wrong?</prompt>'
        '<p>It <hottext identifier="A">rain</hottext> all <hottext identifier="B">day</hottext>.</p></hottextInteraction>'
    )

    question, notes = only(item(body, declared("A"), MATCH_CORRECT))

    assert (kind_of(question), question.text) == ("choice", {"en": "Which is wrong?\nIt rain all day."})
    assert [(option.text["en"], option.right) for option in question.options] == [
        ("rain", True),
        ("day", False),
    ]
    assert notes == {"as_kind"}


def gap_match(pairs, texts=("cat", "dog", "cat")):
    offered = "".join(
        f'<gapText identifier="T{place}" matchMax="1">{text}</gapText>' for place, text in enumerate(texts)
    )
    body = (
        f'<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill.</prompt>{offered}'
        '<p>A <gap identifier="G1"/> and a <gap identifier="G2"/>.</p></gapMatchInteraction>'
    )
    return item(body, declared(pairs, base="directedPair", cardinality="multiple"))


def test_equal_words_to_be_placed_are_one_and_each_of_them_is_right():
    question, _notes = only(gap_match("T0 G1,T2 G2"))

    assert [[option.text["en"] for option in gap.options] for gap in question.gaps] == [["cat", "dog"]] * 2
    assert mark_response(question, {"gap-1": "a", "gap-2": "a"}).share == 1.0
    assert [one.reason for one in read_qti(gap_match("T0 G1,T1 G1,T2 G2"), "en").skipped] == ["several_right"]


def test_pairs_that_earn_differently_are_named():
    sides = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{one}">{one}</simpleAssociableChoice>' for one in side
        )
        + "</simpleMatchSet>"
        for side in ("AB", "CD")
    )
    body = f'<matchInteraction responseIdentifier="RESPONSE">{sides}</matchInteraction>'

    question, notes = only(
        item(
            body,
            declared("", "A C=3,B D=1,A D=-1", base="directedPair", cardinality="multiple"),
            MAP_RESPONSE,
        )
    )

    assert (kind_of(question), notes) == ("match", {"lost_weight"})


@pytest.mark.parametrize("text", ["Yes.", "True"])
def test_true_and_false_of_which_both_count_are_refused(text):
    body = choice_of(1).replace("Answer A", text)
    both = body.replace('"A"', '"true"').replace('"B"', '"false"')
    two = both.replace('<simpleChoice identifier="C">Answer C</simpleChoice>', "")

    found = read_qti(item(two, declared("", "true=1,false=1"), MAP_RESPONSE), "en")

    assert [one.reason for one in found.skipped] == ["all_right"]


# ---- Packages ----------------------------------------------------------------------------------------------------

MANIFEST_3 = (
    '<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"><resources>'
    '<resource identifier="R1" type="imsqti_item_xmlv3p0" href="items/one/qti.xml"><file href="items/one/qti.xml"/>'
    '<dependency identifierref="S1"/></resource>'
    '<resource identifier="S1" type="imsqti_stimulus_xmlv3p0" href="stimuli/river.xml"/></resources></manifest>'
)
ITEM_3 = (
    '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="one" title="One" adaptive="false"'
    ' time-dependent="false"><qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">'
    "<qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration>"
    '<qti-assessment-stimulus-ref identifier="river" href="{}" title="River"/>'
    '<qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>Which?</qti-prompt>'
    '<qti-simple-choice identifier="A">Ebro</qti-simple-choice><qti-simple-choice identifier="B">Alps</qti-simple-choice>'
    "</qti-choice-interaction></qti-item-body><qti-response-processing "
    'template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/></qti-assessment-item>'
)
STIMULUS = (
    '<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="s" title="River">'
    "<qti-stimulus-body><h2>Rivers</h2><p>The Ebro is long.</p></qti-stimulus-body></qti-assessment-stimulus>"
)


@pytest.mark.parametrize(
    ("address", "lead", "notes"),
    [
        ("../../stimuli/river.xml", [{"en": "Rivers\nThe Ebro is long."}], []),
        ("../../stimuli/none.xml", [], ["lost_stimulus"]),
        ("../../../etc/passwd", [], ["lost_stimulus"]),
    ],
)
def test_a_text_that_items_share_stands_before_each_of_them(address, lead, notes):
    files = [
        ("imsmanifest.xml", MANIFEST_3),
        ("items/one/qti.xml", ITEM_3.format(address)),
        ("stimuli/river.xml", STIMULUS),
    ]

    found = read_package(packed(files), "en")

    (question,) = found.questions
    assert [told.text for told in question.lead] == lead
    assert [one.reason for one in found.notes] == notes


def test_a_package_of_qti_1_is_refused_with_what_to_do():
    manifest = '<manifest><resources><resource type="imsqti_xmlv1p2" href="a/b.xml"/></resources></manifest>'

    with pytest.raises(FileRefused, match="QTI 1"):
        read_package(packed([("imsmanifest.xml", manifest), ("a/b.xml", "<questestinterop/>")]), "en")
