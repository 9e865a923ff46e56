"""Every core type of question as Moodle 4 exports it, and what a gap of its cloze question may hold."""

from pathlib import Path

import pytest

from course.core.content.quiz_yaml import questions_yaml
from course.core.formats.moodle_xml import read_moodle_xml
from course.core.formats.questions_in import decoded
from course.core.formats.quiz_yaml_in import read_quiz_yaml
from course.core.grading.kinds import kind_of
from course.core.grading.marking import mark_response
from tests.core.formats.test_pictures import as_base64

FILE = Path(__file__).parents[2] / "files" / "questions" / "moodle-4.xml"


@pytest.fixture(scope="module")
def imported():
    return read_moodle_xml(decoded(FILE.read_bytes()), "en")


def of(imported, name):
    return next(question for question in imported.questions if question.id == name)


def test_core_types_are_taken_and_all_else_is_named(imported):
    assert [(question.id, kind_of(question)) for question in imported.questions] == [
        ("river-1", "choice"),
        ("river-several", "choices"),
        ("wet", "true-false"),
        ("sea", "short-text"),
        ("depth", "numeric"),
        ("mouths", "match"),
        ("cloze", "cloze"),
        ("plan", "essay"),
        ("drag", "words"),
        ("select", "words"),
        ("order", "order"),
    ]
    assert [(one.name, one.reason) for one in imported.skipped] == [
        ("Several of them", "kind"),
        ("Picture", "kind"),
        ("Marker", "kind"),
        ("Sum", "kind"),
        ("Sums", "kind"),
        ("Simple", "kind"),
        ("Any", "kind"),
        ("Random", "kind"),
        ("Pictures", "wordless_answer"),
    ]
    assert [(one.name, one.reason) for one in imported.notes] == [
        ("shownumcorrect", "setting"),
        ("hint: clearwrong", "setting"),
        ("hint: shownumcorrect", "setting"),
        ("name", "name_as_text"),
        ("gradingtype", "setting"),
        ("River one", "lost_combined"),
        ("River one", "no_debt"),
        ("Depth", "lost_reasons"),
        ("Cloze", "lost_reasons"),
        ("Cloze", "lost_case"),
        ("Plan", "by_hand"),
        ("Before the gaps", "lost_general"),
    ]


def test_what_was_taken_is_a_quiz_file(imported):
    again = read_quiz_yaml("questions:\n" + questions_yaml(imported.questions), "en")

    assert (again.questions, again.skipped) == (imported.questions, [])


@pytest.mark.parametrize(
    ("name", "response", "share"),
    [
        ("river-1", "a", 1.0),
        ("river-several", ("a", "b", "c"), 1.0),
        ("wet", "false", 1.0),
        ("sea", "the black sea", 1.0),
        ("sea", "Azov", 0.5),
        ("depth", "3 m", 1.0),
        ("depth", "300 cm", 1.0),
        ("depth", "118.11 in", 1.0),
        ("depth", "0.03 cm", 0.0),
        ("depth", "3", 0.9),
        ("order", ("b", "a", "c"), 0.5),
        ("drag", {"gap-1": "a", "gap-2": "a", "gap-3": "a"}, 1.0),
        ("select", {"gap-1": "b"}, 1.0),
        ("cloze", {"gap-1": "a", "gap-2": "1.6", "gap-3": "open", "gap-4": "a", "gap-5": 'a}b~c#d/e"f'}, 1.0),
        ("cloze", {"gap-1": "b", "gap-2": "2", "gap-3": "ajar", "gap-4": "b"}, 1 / 4),
    ],
)
def test_what_moodle_counts_as_right_counts_here_and_no_more(imported, name, response, share):
    assert mark_response(of(imported, name), response).share == pytest.approx(share)


def test_texts_come_without_markup_whatever_their_form(imported):
    assert of(imported, "wet").text == {"en": "Rain falls\non towns."}
    assert of(imported, "sea").text == {"en": "Which sea is it?"}
    assert of(imported, "cloze").passage == {
        "en": "The café is [[gap-1]] at [[gap-2]] km; it is [[gap-3]] [[gap-4]] and [[gap-5]]."
    }
    assert [one.text["en"] for one in of(imported, "cloze").gaps[0].options] == ["café's", "bar", "{none}"]
    assert [told.text["en"] for told in of(imported, "drag").lead] == ["Now some gaps."]


def asked(kind, body="", text="Which?"):
    return read_moodle_xml(
        f'<quiz><question type="{kind}"><name><text>Q</text></name><questiontext format="html"><text>{text}</text>'
        f"</questiontext>{body}</question></quiz>",
        "en",
    )


def answers(*said):
    return "".join(
        f'<answer fraction="{share}"><text>{text}</text><tolerance>{near}</tolerance></answer>'
        for share, text, near in said
    )


PAIR = "<subquestion><text>{}</text><answer><text>{}</text></answer></subquestion>"


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("multichoice", answers((100, "a", 0), (100, "b", 0), (0, "c", 0)), "several_right"),
        ("multichoice", answers((90, "a", 0), (0, "b", 0)), "no_right"),
        ("truefalse", answers((0, "true", 0), (0, "false", 0)), "no_right"),
        ("truefalse", answers((100, "true", 0), (100, "false", 0)), "all_right"),
        ("numerical", answers((0, "5", 0), (100, "5", 2)), "number_taken"),
        ("numerical", answers((100, "*", 0)), "not_a_number"),
        ("numerical", answers((100, "1.6E-19", 0)), "too_fine"),
        ("shortanswer", answers((0, "cat", 0), (100, "c*", 0)), "excluded"),
        ("shortanswer", "<usecase>1</usecase>" + answers((100, "Paris", 0), (0, "paris", 0)), "excluded"),
        ("shortanswer", answers((100, r"2\*3", 0)), "star"),
        ("matching", "<subquestion><text>a</text><answer><text/></answer></subquestion>", "empty_part"),
        ("ordering", answers((1, "", 0), (2, "b", 0)), "empty_part"),
        ("matching", PAIR.format("&lt;img src='a.png'&gt;", "b") + PAIR.format("c", "d") * 2, "empty_part"),
    ],
)
def test_no_answer_is_taken_that_moodle_turns_down(kind, body, reason):
    found = asked(kind, body)

    assert ([one.reason for one in found.skipped], found.questions) == ([reason], [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{1:SA:=a", "unclosed"),
        ("{1:REGEXP:=a.*}", "kind"),
        ("{1:MULTIRESPONSE:%50%a~%50%b~c}", "kind"),
        ("{1:MC:=a~=b~c}", "several_right"),
        ("{1:MC:=a}", "one_answer"),
        ("{1:MC:=a~}", "one_answer"),
        ("{0:MC:=a~b}", "unreadable"),
        ("{1:SA:%0%a~=a}", "excluded"),
        ("{1:NM:=many}", "not_a_number"),
        ("{1:NM:%0%5:0~=5:1}", "number_taken"),
        ("[[gap-1]] {1:SA:=a}", "confusing"),
        ("", "no_answers"),
    ],
)
def test_gaps_that_cannot_be_taken_are_named(text, reason):
    assert [one.reason for one in asked("multianswer", text=text).skipped] == [reason]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("{1:MC:~=right~wrong}", ["right", "wrong"]),
        ("{:MCVS:%100%right~%-50%wrong}", ["right", "wrong"]),
        ("{1:MULTIRESPONSE_HS:=right~wrong}", ["right", "wrong"]),
        ("{1:MC:=5 &amp;lt; 6~&amp;#x2260;}", ["5 < 6", "≠"]),
        ("{1:MC:=&lt;b&gt;right&lt;/b&gt;~wrong}", ["right", "wrong"]),
    ],
)
def test_lists_in_gaps_are_read_as_moodle_reads_them(text, options):
    (question,) = asked("multianswer", text=text).questions

    assert [one.text["en"] for one in question.gaps[0].options] == options
    assert [one.right for one in question.gaps[0].options] == [True, False]


WRONG_NUMBERS = answers((0, "4", 0), (100, "5", 1), (0, "9", 0), (-50, "50", 5)).replace(
    "<text>50</text>", "<text>50</text><feedback><text>Those are tenths.</text></feedback>"
)


def test_a_wrong_number_keeps_its_place_where_it_takes_what_a_later_one_would_and_where_it_is_told_why():
    found = asked("numerical", WRONG_NUMBERS)

    (question,) = found.questions
    assert [(one.value, one.share) for one in question.answers] == [(4, 0.0), (5, 1.0), (50, 0.0)]
    assert question.answers[2].feedback == {"en": "Those are tenths."}
    assert [mark_response(question, typed).share for typed in ("4", "4.1", "5", "52")] == [0.0, 1.0, 1.0, 0.0]
    assert found.notes == []


def test_a_wrong_number_in_a_gap_keeps_its_reason_and_that_of_all_other_numbers_is_named():
    found = asked("multianswer", text="{1:NM:%0%4:0#Three legs less.~=5:1~9~%0%50:5#Tenths.~*#No.}")

    (gap,) = found.questions[0].gaps
    assert [(one.value, one.share, one.feedback.get("en", "")) for one in gap.answers] == [
        (4, 0.0, "Three legs less."),
        (5, 1.0, ""),
        (50, 0.0, "Tenths."),
    ]
    assert [one.reason for one in found.notes if one.name == "Q"] == ["lost_reasons"]


def test_a_wrong_number_that_a_quiz_file_does_not_take_loses_its_reason_and_not_its_question():
    told = "<feedback><text>Far too many.</text></feedback>"
    wrong = answers((0, "1e15", 0)).replace("<tolerance>", told + "<tolerance>")

    found = asked("numerical", answers((100, "5", 0)) + wrong)

    assert [one.value for one in found.questions[0].answers] == [5]
    assert [one.reason for one in found.notes] == ["lost_reasons"]


def test_points_beyond_measure_and_units_without_a_factor_are_named():
    units = "<units><unit><multiplier>0</multiplier><unit_name>km</unit_name></unit></units>"

    found = asked("numerical", "<defaultgrade>250</defaultgrade>" + answers((100, "5", 0)) + units)

    assert [one.reason for one in found.notes] == ["lost_unit", "lost_points"]
    assert found.questions[0].points == 1.0


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("&lt;b&gt;", "<b>"),
        ("a&lt;b", "a<b"),
        ("R&amp;D", "R&D"),
        ("&lt;p dir='ltr'&gt;Paris&lt;/p&gt;", "Paris"),
    ],
)
def test_signs_to_be_typed_are_no_markup(written, form):
    typed = asked("shortanswer", answers((100, written, 0))).questions[0]
    part = f"<subquestion><text>a</text><answer><text>{written}</text></answer></subquestion>"
    matched = asked("matching", part * 2).questions[0]

    assert typed.accepted == {"en": (form,)}
    assert matched.pairs[0].answer == {"en": form}


def test_markup_that_is_not_escaped_gives_its_words():
    found = asked("truefalse", answers((100, "true", 0), (0, "false", 0)), text="<p>So <img/>it is.</p>")

    assert found.questions[0].text == {"en": "So it is."}
    assert [one.reason for one in found.notes] == ["lost_picture"]


def test_what_a_wrong_answer_costs_there_is_named():
    text = (
        '<quiz><question type="multichoice"><name><text>One</text></name>'
        "<questiontext><text>Which?</text></questiontext><single>true</single>"
        '<answer fraction="100"><text>Yes</text></answer><answer fraction="-33.333"><text>No</text></answer>'
        "</question></quiz>"
    )

    found = read_moodle_xml(text, "en")

    assert [(one.reason, one.values) for one in found.notes] == [("no_debt", {"detail": "No"})]
    assert [one.share for one in found.questions[0].options] == [None, -0.33333]


def test_a_cloze_with_its_picture_loses_none():
    text = '<img src="data:image/png;base64,' + as_base64() + '" alt="A bridge"> It is {1:SA:=open}.'

    found = asked("cloze", text=text.replace("<", "&lt;"))

    assert found.questions[0].picture.text == {"en": "A bridge"}
    assert [one.reason for one in found.notes] == ["name_as_text"]


def test_what_is_left_out_is_not_named_among_what_others_lose():
    text = (
        '<quiz><question type="multichoice"><name><text>One</text></name>'
        "<questiontext><text>Which?</text></questiontext><single>false</single>"
        '<answer fraction="100"><text>Yes</text></answer><answer fraction="-20"><text></text></answer>'
        "</question></quiz>"
    )

    found = read_moodle_xml(text, "en")

    assert [(one.reason, one.values) for one in found.skipped] == [("wordless_answer", {"number": 2})]
    assert found.notes == []


def gap_of(text):
    found = asked("multianswer", text=text)
    (question,) = found.questions
    return question.gaps[0], [one.reason for one in found.notes if one.reason != "name_as_text"]


def test_each_form_of_a_typed_gap_keeps_what_it_earns_and_its_reason():
    gap, notes = gap_of("In {1:SHORTANSWER:=Paris~%100%Lutetia#Once.~%50%Pari#Misspelled.~%0%Lyon#No.}.")

    assert gap.accepted == {"en": ("Paris",)}
    assert [(one.accepted["en"], one.share, one.feedback["en"]) for one in gap.answers] == [
        (("Lutetia",), 1.0, "Once."),
        (("Pari",), 0.5, "Misspelled."),
        (("Lyon",), 0.0, "No."),
    ]
    assert (gap.feedback, notes) == ({}, [])


def test_what_is_told_to_all_else_in_a_typed_gap_is_told_where_no_form_has_a_reason():
    gap, notes = gap_of("In {1:SHORTANSWER:=Paris#It is Paris.~%50%Pari#Misspelled.~*#It is Paris.}.")

    assert (gap.accepted, gap.feedback) == ({"en": ("Paris",)}, {"en": "It is Paris."})
    assert [(one.accepted["en"], one.feedback["en"]) for one in gap.answers] == [(("Pari",), "Misspelled.")]
    assert notes == []


def test_what_is_told_to_wrong_answers_in_a_typed_gap_is_not_told_to_right_ones():
    gap, notes = gap_of("In {1:SHORTANSWER:=Paris~%0%*#It is Paris.}.")

    assert (gap.accepted, gap.feedback, notes) == ({"en": ("Paris",)}, {}, [])
    assert [(one.accepted["en"], one.share) for one in gap.answers] == [(("*",), 0.0)]


@pytest.mark.parametrize("partly", [r"%50%a\*b", "%0%Lyon~%50%L*"])
def test_a_form_that_earns_a_part_in_a_gap_and_accepts_too_much_is_named_and_the_question_kept(partly):
    gap, notes = gap_of(f"In {{1:SHORTANSWER:=Paris~{partly}}}.")

    assert (gap.accepted, gap.answers, notes) == ({"en": ("Paris",)}, (), ["lost_weight"])


def test_a_form_that_stands_before_one_that_would_take_it_and_earns_more_is_named():
    _gap, notes = gap_of("In {1:SHORTANSWER:%50%Paris~=P*}.")

    assert notes == ["lost_weight"]
