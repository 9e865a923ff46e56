"""Items of QTI as other systems write them: what counts there counts here, and nothing more."""

import pytest

from course.core.formats.qti_in import read_qti
from course.core.formats.qti_package import read_package
from course.core.formats.questions_in import FileRefused
from course.core.grading.kinds import kind_of
from course.core.grading.marking import mark_response
from tests.core.formats.test_pictures import BRIDGE
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


AND_THEN = (  # a condition of its own for the key
    "</responseProcessing>",
    f"<responseCondition>{branch(equal())}</responseCondition></responseProcessing>",
)
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
        (processed(branch(equal(), "0"), branch(equal("5", ""), "1", "responseElseIf")), "number_taken"),
        (processed(branch(equal("4", ""), "0")).replace(*AND_THEN), "excluded"),
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


NEARLY = '<modalFeedback identifier="near" outcomeIdentifier="FEEDBACK" showHide="show">Less.</modalFeedback>'


@pytest.mark.parametrize(
    ("processing", "numbers", "notes"),
    [
        (
            processed(branch(equal("4", ""), "0", more=FEEDBACK), branch(equal(), tag="responseElseIf")),
            [(4, 0.0, "Less."), (5, 1.0, "")],
            set(),
        ),
        (
            processed(branch(equal("3", ""), "", more=FEEDBACK)).replace(*AND_THEN),
            [(3, 0.0, "Less."), (5, 1.0, "")],
            set(),
        ),
        (
            processed(branch(equal("5", ""), "", more=FEEDBACK)).replace(*AND_THEN),
            [(5, 1.0, "")],
            {"lost_feedback"},
        ),
    ],
)
def test_a_wrong_number_keeps_its_reason_and_what_is_told_beside_the_score_takes_nothing(
    processing, numbers, notes
):
    question, found = only(item(ENTRY, NUMBER, processing + NEARLY))

    assert [(one.value, one.share, one.feedback.get("en", "")) for one in question.answers] == numbers
    assert found == notes


@pytest.mark.parametrize(
    ("body", "declaration", "processing", "reason"),
    [
        (choice_of(1), declared("", "A=1,B=1"), MAP_RESPONSE, "several_right"),
        (choice_of(1), declared("", "A=1,B=1,C=1"), MAP_RESPONSE, "all_right"),
        (choice_of(1), declared("A,B", cardinality="multiple"), MATCH_CORRECT, "several_right"),
        (choice_of(1), declared("X"), MATCH_CORRECT, "key_of_none"),
        (ENTRY, declared("2*3", base="string"), MATCH_CORRECT, "star"),
        (
            ENTRY,
            declared("", "cat=1,CAT=0", base="string").replace("mapKey", 'caseSensitive="true" mapKey'),
            MAP_RESPONSE,
            "excluded",
        ),
        (
            choice_of(1).replace("Answer A", "<img src='a.png'/>"),
            declared("A"),
            MATCH_CORRECT,
            "wordless_answer",
        ),
        (
            '<img src="a.png"/>' + choice_of(1).replace("<prompt>Which?</prompt>", ""),
            declared("A"),
            MATCH_CORRECT,
            "empty_text",
        ),
        (f"<p>[[gap-1]]</p>{ENTRY}{ENTRY}", declared("a", base="string"), MATCH_CORRECT, "confusing"),
        ('<sliderInteraction responseIdentifier="RESPONSE"/>', declared("5"), "", "not_a_number"),
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

    assert [(option.right, option.share) for option in question.options] == [
        (False, None),
        (True, None),
        (False, 0.5),
    ]
    assert notes == set()


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


# ---- Settings, sliders and parts --------------------------------------------------------------------------------


def slider(declaration, processing=MATCH_CORRECT, about='lowerBound="0" upperBound="100"'):
    body = f'<sliderInteraction responseIdentifier="RESPONSE" {about}><prompt>How many?</prompt></sliderInteraction>'
    return item(body, declaration, processing)


def test_a_slider_is_a_number_whose_ends_stand_in_the_text():
    question, notes = only(slider(declared("16", base="integer")))

    assert (kind_of(question), question.text) == ("numeric", {"en": "How many? (0 … 100)"})
    assert [mark_response(question, typed).share for typed in ("16", "17")] == [1.0, 0.0]
    assert notes == {"as_kind"}


def test_a_slider_counts_within_the_tolerance_of_its_processing_and_is_left_out_without_a_key():
    question, _notes = only(slider(NUMBER, processed(branch(equal("5")))))

    assert [mark_response(question, typed).share for typed in ("4", "3.9")] == [1.0, 0.0]
    assert [one.reason for one in read_qti(slider(declared(base="integer")), "en").skipped] == ["no_right"]


def test_pictures_of_true_and_false_stay():
    body = choice_of(1).replace('"A">Answer A', '"true">True<img src="a.png" alt="A tick"/>')
    two = body.replace('"B">Answer B', '"false">False').replace(
        '<simpleChoice identifier="C">Answer C</simpleChoice>', ""
    )

    found = read_package(
        packed([("i.xml", item(two, declared("true"), MATCH_CORRECT)), ("a.png", BRIDGE)]), "en"
    )

    assert kind_of(found.questions[0]) == "choice"
    assert found.questions[0].options[0].picture.text == {"en": "A tick"}


def parts(*bodies, declarations="", processing=MATCH_CORRECT, feedback=""):
    named = "".join(
        body.replace('responseIdentifier="RESPONSE"', f'responseIdentifier="R{place}"')
        for place, body in enumerate(bodies)
    )
    return read_qti(item(named, declarations, processing + feedback), "en")


TWO = declared("A", name="R0") + declared("B,C", cardinality="multiple", name="R1")


def test_an_item_that_asks_several_things_becomes_as_many_questions_with_what_leads_to_them():
    found = parts(
        "<p>Read this.</p>",
        choice_of(1),
        f"<p>And now?</p>{choice_of(0)}<p>A source.</p>",
        declarations=(declared("A", name="R1") + declared("B,C", cardinality="multiple", name="R2")),
    )

    assert [(one.id, kind_of(one), one.text["en"], one.points) for one in found.questions] == [
        ("i1", "choice", "Which?", 1.0),
        ("i1-2", "choices", "And now?\nWhich?\nA source.", 1.0),
    ]
    assert [[told.text["en"] for told in one.lead] for one in found.questions] == [["Read this."]] * 2
    assert [[option.right for option in one.options] for one in found.questions] == [
        [True, False, False],
        [False, True, True],
    ]
    assert [(one.reason, one.values) for one in found.notes if one.reason == "parted"] == [
        ("parted", {"count": 2})
    ]


@pytest.mark.parametrize(
    ("declarations", "scored", "points"),
    [
        (TWO, "", [1.0, 1.0]),
        (TWO, "6", [3.0, 3.0]),
        (
            declared("", "A=1", name="R0") + declared("", "B=2,C=1", cardinality="multiple", name="R1"),
            "",
            [1.0, 3.0],
        ),
        (
            declared("", "A=1", name="R0") + declared("", "B=2,C=1", cardinality="multiple", name="R1"),
            "8",
            [2.0, 6.0],
        ),
    ],
)
def test_each_part_has_its_share_of_the_points(declarations, scored, points):
    outcome = f'<outcomeDeclaration identifier="SCORE" normalMaximum="{scored}"/>' if scored else ""

    found = parts(choice_of(1), choice_of(0), declarations=declarations + outcome, processing="")

    assert [one.points for one in found.questions] == points


def test_feedback_of_parts_stays_where_it_is_clear_whose_it_is():
    feedback = "".join(
        f'<modalFeedback outcomeIdentifier="F" identifier="{name}" showHide="show">{name}!</modalFeedback>'
        for name in ("A", "X", "correct", "general")
    )
    own = choice_of(0).replace('"C"', '"X"')

    found = parts(
        choice_of(1),
        own,
        declarations=declared("A", name="R0") + declared("B,X", cardinality="multiple", name="R1"),
        feedback=feedback,
    )

    assert [option.feedback.get("en", "") for option in found.questions[0].options] == ["", "", ""]
    assert [option.feedback.get("en", "") for option in found.questions[1].options] == ["", "", "X!"]
    assert [one.feedback for one in found.questions] == [{}, {"en": "general!"}]
    assert [one.values for one in found.notes if one.reason == "lost_feedback"] == [{"detail": "A, correct"}]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (item(choice_of(1) + choice_of(1), declared("A")), "several"),
        (item("<p>So?</p>" + choice_of(1) + ENTRY, declared("A")), "several"),
        (
            item(
                choice_of(1) + choice_of(1).replace("RESPONSE", "R").replace("<prompt>Which?</prompt>", ""),
                declared("A") + declared("A", name="R"),
            ),
            "several",
        ),
        (item(choice_of(1), declared("A")).replace('adaptive="false"', 'adaptive="true"'), "adaptive"),
    ],
)
def test_items_whose_parts_cannot_be_told_apart_are_left_out(text, reason):
    found = read_qti(text, "en")

    assert ([one.reason for one in found.skipped], found.questions) == ([reason], [])


def test_what_an_item_says_beside_its_question_is_told_for_the_whole_file():
    text = item(
        choice_of(1).replace("shuffle", "data").replace("<simpleChoice", '<simpleChoice fixed="true"', 1),
        declared("A"),
        MATCH_CORRECT + "<companionMaterialsInfo/>",
    ).replace("<assessmentItem", '<assessmentItem xml:lang="de-DE"')

    assert [(one.name, one.reason, one.values["count"]) for one in read_qti(text, "en").notes] == [
        ("companionMaterialsInfo", "setting", 1),
        ("fixed", "fixed_order", 1),
        ("shuffle", "fixed_order", 1),
        ("xml:lang de-DE", "other_language", 1),
    ]
    assert "other_language" not in [
        one.reason for one in read_qti(text.replace("de-DE", "es-MX"), "es").notes
    ]


def test_a_wrong_answer_that_costs_less_there_costs_less_here():
    question, notes = only(
        item(choice_of(0), declared("", "A=1,B=0,C=1", cardinality="multiple"), MAP_RESPONSE)
    )

    assert ([option.share for option in question.options], notes) == ([None, 0.0, None], set())


def test_a_processing_that_counts_the_whole_key_alone_is_told_to_earn_in_part_here():
    whole = processed(
        branch('<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>')
    )

    assert only(item(choice_of(0), declared("A,C", cardinality="multiple"), whole))[1] == {"earns_in_part"}


def test_a_formula_keeps_its_sense_in_plain_signs():
    formula = (
        '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup> <m:mo>=</m:mo>'
        "<m:mfrac><m:mn>1</m:mn><m:mrow><m:mi>a</m:mi><m:mo>+</m:mo><m:mi>b</m:mi></m:mrow></m:mfrac></m:math>"
    )

    question, notes = only(item(f"<p>Solve {formula} now.</p>{choice_of(1)}", declared("A"), MATCH_CORRECT))

    assert question.text == {"en": "Solve x^2=1/(a+b) now.\nWhich?"}
    assert notes == {"lost_formula"}


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
    '<qti-item-body><qti-choice-interaction response-identifier="RESPONSE" shuffle="true" max-choices="1">'
    "<qti-prompt>Which?</qti-prompt>"
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


def test_a_test_around_the_questions_is_named_and_a_resource_without_an_address_is_found_by_its_file():
    manifest = MANIFEST_3.replace(' href="items/one/qti.xml"><file', "><file").replace(
        "<resources>",
        '<resources><resource identifier="T" type="imsqti_test_xmlv3p0" href="test.xml"/>'
        '<resource identifier="gone" type="imsqti_item_xmlv3p0"/>',
    )
    files = [
        ("imsmanifest.xml", manifest),
        ("items/one/qti.xml", ITEM_3.format("../../stimuli/river.xml")),
        ("stimuli/river.xml", STIMULUS),
    ]

    found = read_package(packed(files), "en")

    assert [question.id for question in found.questions] == ["one"]
    assert [(one.name, one.reason) for one in found.notes] == [("test.xml", "whole_test")]
    assert [(one.name, one.reason) for one in found.skipped] == [("gone", "no_file")]


TAO = (
    "<responseProcessing>{}</responseProcessing>"
    '<modalFeedback identifier="m1" outcomeIdentifier="FEEDBACK_1" showHide="show">Well.</modalFeedback>'
)
ONE_MORE = (
    '<responseCondition><responseIf><match><variable identifier="{0}"/><correct identifier="{0}"/></match>'
    '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/><baseValue baseType="integer">1</baseValue>'
    "</sum></setOutcomeValue></responseIf></responseCondition>"
)


def test_an_item_as_tao_writes_it_with_two_interactions_in_a_grid():
    essay = '<extendedTextInteraction responseIdentifier="R1" base="10"><prompt>Why?</prompt></extendedTextInteraction>'
    body = (
        '<div class="grid-row"><div class="col-6"><figure><figcaption>The map</figcaption></figure><p>Look.</p></div></div>'
        f'<div class="grid-row"><div class="col-12">{choice_of(1).replace("RESPONSE", "R0")}</div></div>'
        f'<div class="grid-row"><div class="col-12">{essay}</div></div>'
    )
    declarations = (
        declared("A", name="R0")
        + declared(base="string", name="R1")
        + '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="2"/>'
    )

    found = read_qti(item(body, declarations, TAO.format(ONE_MORE.format("R0"))), "en")

    assert [(kind_of(one), one.text["en"], one.points) for one in found.questions] == [
        ("choice", "Which?", 1.0),
        ("essay", "Why?", 0.0),
    ]
    assert [told.text["en"] for told in found.questions[1].lead] == ["The map\nLook."]
    assert [one.reason for one in found.notes] == ["by_hand", "parted", "lost_feedback"]


@pytest.mark.parametrize(
    ("processing", "notes"),
    [
        (
            processed(branch(ONE_MORE.format("RESPONSE").partition("<responseIf>")[2].partition("<set")[0])),
            set(),
        ),
        (
            processed(
                branch(compared("match", "A")), branch(compared("match", "B"), "0.5", "responseElseIf")
            ),
            {"own_marking"},
        ),
        (processed(branch(compared("match", "A"), "", more=FEEDBACK)), set()),
        (MATCH_CORRECT, set()),
    ],
)
def test_marking_by_conditions_of_its_own_is_named(processing, notes):
    question, found = only(item(choice_of(1), declared("A"), processing))

    assert ([option.right for option in question.options], found) == ([True, False, False], notes)
