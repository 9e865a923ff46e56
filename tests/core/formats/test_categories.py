"""Categories of other systems and the tags of ours."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.core.formats.category_path import category_tags
from course.core.formats.gift import read_gift
from course.core.formats.question_formats import read_questions, write_quiz
from course.core.grading.questions import Description
from tests.core.formats import given_questions as some
from tests.core.grading.builders import a_quiz, a_true_false


@pytest.mark.parametrize(
    ("path", "tags"),
    [
        ("$course$/top/Default for Towns", ["Default for Towns"]),
        ("$module$/top/Land/Water and//or air", ["Land", "Water and/or air"]),
        ("top/Land/", ["Land"]),
        ("$course$/top", []),
        ("$course$", []),
        ("Land", ["Land"]),
        ("", []),
    ],
)
def test_the_names_in_a_path_are_tags_without_the_course_and_the_top(path, tags):
    assert category_tags(path) == tags


@pytest.mark.parametrize("form", ["gift", "moodle-xml"])
def test_each_pool_of_a_quiz_is_a_category_and_its_questions_keep_their_tags(form):
    questions = (
        a_true_false("one", tags=("hard", "land")),
        a_true_false("two", tags=("water",)),
        a_true_false("three"),
        a_true_false("four", tags=("hard",)),
    )

    out = write_quiz(a_quiz(*questions, draw={"land": 1, "water": 1}), form, "en")

    places = [line for line in out.text.splitlines() if "$course$" in line]
    wanted = ["land", "water", "top", "hard"]
    assert [line.removesuffix("</text>").rpartition("/")[2] for line in places] == wanted
    _form, found = read_questions(out.content, "en")
    assert [(one.id, one.tags) for one in found.questions] == [(one.id, one.tags) for one in questions]


def test_the_id_that_moodle_writes_beside_a_question_is_its_id():
    found = read_gift("// question: 7  name: Some\n// [id:t-1] [tag:land]\n::Some::Is it?{T}", "en")

    assert [(one.id, one.tags) for one in found.questions] == [("t-1", ("land",))]


ONE = {"points": st.just(1.0)}
SHARED = st.one_of(some.choices(**ONE), some.several(**ONE), some.truths(**ONE), some.matches(**ONE))
IN_ALL = {
    "gift": st.one_of(SHARED, some.short_texts(**ONE), some.typed_answers(**ONE)),
    "moodle-xml": st.one_of(
        SHARED, some.essays(), some.uploads(), some.polls(counts=(False,)), some.orders()
    ),
    "qti-2.1": st.one_of(SHARED, some.essays(), some.uploads(), some.polls(), some.likerts(), some.sorts()),
    "qti-3.0": st.one_of(SHARED, some.essays(), some.uploads(), some.polls(), some.likerts(), some.sorts()),
}


def numbered(questions):
    """Return questions whose ids, and those of what is told before them, differ."""
    return tuple(
        replace(
            question,
            id=f"q-{place}",
            lead=tuple(replace(told, id=f"t-{place}-{number}") for number, told in enumerate(question.lead)),
        )
        for place, question in enumerate(questions)
    )


@pytest.mark.parametrize("form", list(IN_ALL))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_quiz_that_goes_out_comes_back_with_equal_questions_in_its_order(form, data):
    questions = numbered(data.draw(st.lists(IN_ALL[form], min_size=1, max_size=4)))
    draw = data.draw(st.sampled_from([{}, {"water": 1}, {"land": 2, "air-2": 1}]))

    out = write_quiz(a_quiz(*questions, draw=draw), form, "en")

    _form, found = read_questions(out.content, "en")
    assert (out.left_out, out.notes, found.skipped, found.notes) == ([], [], [], [])
    assert [some.alike(one) for one in found.questions] == [some.alike(one) for one in questions]


@pytest.mark.parametrize("form", ["gift", "moodle-xml", "qti-2.1"])
def test_a_text_before_a_question_without_words_in_the_language_is_named(form):
    lead = (Description("one", {"en": "Read."}), Description("two", {"es": "Lee."}))

    out = write_quiz(a_quiz(a_true_false("asked", lead=lead)), form, "es")

    assert [(one.name, one.reason) for one in out.notes] == [("asked", "lost_lead")]
    (question,) = read_questions(out.content, "es")[1].questions
    assert [told.text for told in question.lead] == [{"es": "Lee."}]
