"""Regrading: a mended key raises marks and takes nothing away."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.core.grading.differences import differences, key_changed, words_changed
from course.core.grading.marking import mark_response
from course.core.grading.mended import in_words_seen
from course.core.grading.questions import Answer, NumberGap
from course.core.grading.regrading import Given, Mended, StoredMark, barrier, regrade
from tests.core.grading.builders import (
    a_categorise,
    a_choice,
    a_cloze,
    a_hotspot,
    a_likert,
    a_match,
    a_numeric,
    a_scenario,
    a_scene,
    a_short_text,
    a_true_false,
    an_order,
    in_languages,
    one_of_each,
    some_choices,
    some_words,
)


def stored(question, response):
    mark = mark_response(question, response)
    return StoredMark(question.id, mark.verdict, mark.share, mark.points, mark.max_points)


def regraded(seen, now, response):
    return regrade([stored(seen, response)], {seen.id: Mended(seen, now)}, {seen.id: answered(response)})


def answered(*responses, penalty=0.0):
    """Tries, each less a penalty for each before it."""
    return Given(tuple((response, penalty * place) for place, response in enumerate(responses)))


def test_a_mended_key_raises_the_mark_of_who_was_right_all_along():
    found = regraded(a_choice(right="a", wrong="bc"), a_choice(right="b", wrong="ac"), "b")

    assert found.outcomes == {"choice": "raised"}
    assert (found.marks[0].verdict, found.marks[0].share, found.score) == ("right", 1.0, 1.0)


def test_an_option_that_earns_a_part_today_raises_the_mark_of_who_chose_it():
    seen, now = a_choice(right="a", wrong="bc"), a_choice(right="a", wrong="bc", shares={"b": 0.5})

    found = regraded(seen, now, "b")

    assert found.outcomes == {"choice": "raised"}
    assert (found.marks[0].verdict, found.marks[0].share) == ("partly", 0.5)


def test_a_number_changed_in_its_seventh_digit_is_a_changed_key():
    seen, now = (a_numeric(answers=((value, 0.0, 1.0),)) for value in (1_234_567.0, 1_234_568.5))

    assert [(one.field, one.before, one.now) for one in differences(seen, now)] == [
        ("value", "1234567", "1234568.5")
    ]
    assert key_changed(seen, now)


def test_a_wrong_number_that_earns_a_part_today_raises_the_mark_of_who_typed_it():
    seen, now = (a_numeric(answers=((4.0, 0.0, share), (5.0, 1.0, 1.0))) for share in (0.0, 0.5))

    found = regraded(seen, now, "4")

    assert [(one.field, one.part, one.before, one.now) for one in differences(seen, now)] == [
        ("share", ("answer0",), "0", "0.5")
    ]
    assert found.outcomes == {"numeric": "raised"}
    assert (found.marks[0].verdict, found.marks[0].share) == ("partly", 0.5)


def test_answers_to_a_number_that_are_tried_in_another_order_are_a_changed_key():
    seen = a_numeric(answers=((5.0, 1.0, 1.0), (4.0, 0.0, 0.0)))
    now = replace(seen, answers=seen.answers[::-1])
    gap, turned = (a_cloze(gaps=(NumberGap("legs", one.answers),)) for one in (seen, now))
    more = replace(seen, answers=(Answer("new", 9.0), *seen.answers))

    assert [(one.field, one.part, one.before, one.now) for one in differences(seen, now)] == [
        ("tried", (), "answer0 → answer1", "answer1 → answer0")
    ]
    assert [(one.field, one.part) for one in differences(gap, turned)] == [("tried", ("legs",))]
    assert key_changed(seen, now)
    assert "tried" not in {one.field for one in differences(seen, more)}


def test_a_wrong_number_that_is_known_later_lowers_no_mark():
    seen = a_numeric(answers=((5.0, 1.0, 1.0),))
    now = a_numeric(answers=((4.0, 0.0, 0.0), (5.0, 1.0, 1.0)))

    found = regraded(seen, now, "4")

    assert (found.outcomes, found.marks[0].share) == ({"numeric": "kept"}, 1.0)


def test_a_changed_share_is_a_changed_rule_and_no_other_words():
    seen, now = a_choice(shares={"c": 0.25}), a_choice(shares={"b": 0.5})

    assert [(one.field, one.part, one.before, one.now) for one in differences(seen, now)] == [
        ("share", ("c",), "0.25", ""),
        ("share", ("b",), "", "0.5"),
    ]
    assert key_changed(seen, now)
    assert not words_changed(seen, now, "en")


def test_a_review_shows_the_shares_of_today_in_the_words_that_were_seen():
    seen, now = a_choice(shares={"b": 0.5}), a_choice(shares={"b": 0.75})

    assert in_words_seen(now, seen) == now


def test_who_was_right_by_the_old_key_keeps_the_mark():
    found = regraded(a_choice(right="a", wrong="bc"), a_choice(right="b", wrong="ac"), "a")

    assert found.outcomes == {"choice": "kept"}
    assert (found.marks[0].share, found.score) == (1.0, 1.0)


def test_a_blank_stays_blank():
    found = regraded(a_short_text(), a_short_text(accepted={"en": ("*",)}), None)

    assert found.outcomes == {"word": "same"}


def test_a_mark_that_was_given_for_less_than_the_key_says_rises_only_by_a_mended_key():
    """As with tries: a third of the points was lost on the way, and the key did not change."""
    mark = replace(stored(a_choice(), "a"), share=0.67, points=0.67)

    found = regrade([mark], {"choice": Mended(a_choice(), a_choice(points=1.0))}, {"choice": answered("a")})

    assert found.marks == (mark,)


def test_an_early_try_that_was_right_all_along_counts_without_what_it_cost():
    seen, now = a_choice(right="a", wrong="bc"), a_choice(right="b", wrong="ac")
    mark = replace(stored(seen, "a"), share=0.5, points=0.5)  # right at the second try

    found = regrade([mark], {"choice": Mended(seen, now)}, {"choice": answered("b", "a", penalty=0.5)})

    assert (found.outcomes, found.marks[0].share) == ({"choice": "raised"}, 1.0)


def test_a_late_try_that_is_right_by_the_mended_key_costs_what_it_cost():
    seen, now = a_choice(right="a", wrong="bc"), a_choice(right="b", wrong="ac")
    mark = replace(stored(seen, "c"), share=0.0, points=0.0)

    found = regrade([mark], {"choice": Mended(seen, now)}, {"choice": answered("c", "b", penalty=0.25)})

    assert (found.marks[0].verdict, found.marks[0].share) == ("right", 0.75)


def test_a_question_taken_out_of_the_count_helps_those_it_failed_and_harms_nobody():
    bad, good = a_choice("bad"), a_choice("good")
    out = {"bad": Mended(bad, replace(bad, points=0.0))}

    failed = regrade([stored(bad, "b"), stored(good, "a")], out, {"bad": answered("b")})
    passed = regrade([stored(bad, "a"), stored(good, "b")], out, {"bad": answered("a")})

    assert (failed.score, failed.max_points, failed.outcomes) == (1.0, 1.0, {"bad": "weighed"})
    assert (passed.score, passed.max_points, passed.outcomes) == (0.5, 2.0, {"bad": "same"})


@pytest.mark.parametrize("seen", one_of_each(), ids=lambda question: question.id)
def test_other_words_are_no_barrier_and_other_parts_are(seen):
    reworded = replace(seen, text=in_languages("In other words?"))
    expected = "by_hand" if seen.id == "likert" else None

    assert barrier(seen, reworded) == expected
    assert barrier(seen, None) == "gone"
    assert barrier(seen, a_true_false() if seen.id != "statement" else a_choice()) == "kind"


@pytest.mark.parametrize(
    ("seen", "now"),
    [
        (a_choice(wrong="bc"), a_choice(wrong="bcd")),
        (some_choices(wrong="cd"), some_choices(wrong="ce")),
        (a_hotspot(wrong="bc"), a_hotspot(wrong="b")),
        (a_match(), a_match(answers=("city", "state"))),
        (an_order(), an_order(items="abc")),
        (a_categorise(), a_categorise(categories="xyzw")),
        (a_cloze(), a_cloze(gaps=a_cloze().gaps[:2])),
        (some_words(), some_words(gaps=(("a", "bc"), ("d", "ef")))),
        (
            a_scenario(),
            a_scenario(
                scenes=(a_scene("dawn", ("a", 1.0, {}, "good"), ("b", 0.5, {}, "good")), a_scene("good"))
            ),
        ),
    ],
    ids=lambda question: question.id,
)
def test_who_chose_among_other_parts_cannot_be_regraded(seen, now):
    assert barrier(seen, now) == "parts"


letters = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True).map("".join)


def rest(right):
    return "".join(sign for sign in "abcd" if sign not in right)


a_share = st.sampled_from([0.0, 0.33333, 0.5, 0.9])

# Two versions of a question with the same parts, and a response to them.
versions = st.one_of(
    st.tuples(
        st.sampled_from("abcd").map(lambda right: a_choice(right=right, wrong=rest(right))),
        st.sampled_from("abcd").map(lambda right: a_choice(right=right, wrong=rest(right))),
        st.none() | st.sampled_from("abcd"),
    ),
    st.tuples(
        letters.map(lambda right: some_choices(right=right, wrong=rest(right))),
        letters.map(lambda right: some_choices(right=right, wrong=rest(right))),
        st.none() | letters.map(tuple),
    ),
    st.tuples(
        a_share.map(lambda share: a_choice(shares={"b": share})),
        a_share.map(lambda share: a_choice(shares={"b": share, "c": 0.25})),
        st.none() | st.sampled_from("abcd"),
    ),
    st.tuples(
        a_share.map(lambda share: some_choices(right="ab", wrong="cd", shares={"a": share, "b": share})),
        a_share.map(lambda share: some_choices(right="ab", wrong="cd", shares={"a": 1.0, "c": -share})),
        st.none() | letters.map(tuple),
    ),
    st.tuples(
        st.permutations("abcd").map(lambda items: an_order(items=items)),
        st.permutations("abcd").map(lambda items: an_order(items=items)),
        st.none() | st.permutations("abcd").map(tuple),
    ),
    st.tuples(
        st.text("xyz", min_size=3, max_size=3).map(lambda items: a_categorise(items=items)),
        st.text("xyz", min_size=3, max_size=3).map(lambda items: a_categorise(items=items)),
        st.dictionaries(st.sampled_from(["item0", "item1", "item2"]), st.sampled_from("xyz")),
    ),
    st.tuples(
        st.sampled_from([1.0, 2.0, 3.0]).map(lambda value: a_numeric(answers=((value, 0.5, 1.0),))),
        st.sampled_from([1.0, 2.0, 3.0]).map(lambda value: a_numeric(answers=((value, 1.0, 0.5),))),
        st.none() | st.sampled_from(["1", "2", "2.5", "x"]),
    ),
    st.tuples(
        st.booleans().map(lambda answer: a_true_false(answer=answer)),
        st.booleans().map(lambda answer: a_true_false(answer=answer)),
        st.none() | st.sampled_from(["true", "false"]),
    ),
)
points = st.sampled_from([0.0, 1.0, 2.0, 5.0])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(versions, points, points), min_size=1, max_size=5))
def test_no_share_and_no_score_ever_falls_and_once_more_changes_nothing(drawn):
    mended, responses, marks = {}, {}, []
    for number, ((old, new, response), old_points, new_points) in enumerate(drawn):
        name = f"q{number}"
        seen, now = replace(old, id=name, points=old_points), replace(new, id=name, points=new_points)
        assert barrier(seen, now) is None
        mended[name], responses[name] = Mended(seen, now), answered(response)
        marks.append(stored(seen, response))
    before = regrade(marks, {}, {}).score

    found = regrade(marks, mended, responses)

    assert found.score >= before
    assert all(new.share >= old.share for old, new in zip(marks, found.marks, strict=True))
    assert all(0 <= mark.points <= mark.max_points for mark in found.marks)
    moved = {new.question_id for old, new in zip(marks, found.marks, strict=True) if old != new}
    assert moved == {name for name, outcome in found.outcomes.items() if outcome in {"raised", "weighed"}}
    again = regrade(found.marks, mended, responses)
    assert (again.marks, again.score) == (found.marks, found.score)


@pytest.mark.parametrize("seen", one_of_each(), ids=lambda question: question.id)
def test_the_mended_key_in_the_words_that_were_seen(seen):
    assert in_words_seen(replace(seen, text=in_languages("In other words?")), seen) == seen


def test_a_review_shows_the_words_that_were_seen_with_the_key_of_today():
    seen = a_match(answers=("city", "state", "region"))
    now = a_match(answers=("town", "land", "area"))

    assert in_words_seen(now, seen) == seen


def test_differences_name_what_was_changed_by_language():
    seen = a_choice(right="a", wrong="b")
    options = (replace(seen.options[0], right=False), replace(seen.options[1], right=True))
    now = replace(seen, options=options, points=2.0, text={**seen.text, "fr": "Lequel ?"})

    found = [(each.field, each.part, each.language, each.before, each.now) for each in differences(seen, now)]

    assert found == [
        ("text", (), "fr", "Which? (fr)", "Lequel ?"),
        ("points", (), "", "1", "2"),
        ("right", ("a",), "", "true", "false"),
        ("right", ("b",), "", "false", "true"),
    ]
    assert key_changed(seen, now)
    assert words_changed(seen, now, "fr")
    assert not words_changed(seen, now, "en")


@pytest.mark.parametrize("question", one_of_each(), ids=lambda question: question.id)
def test_the_same_question_differs_in_nothing(question):
    assert differences(question, question) == ()


def test_the_right_order_is_a_key_and_the_place_of_an_option_is_none():
    turned = replace(a_choice(), options=a_choice().options[::-1])

    assert key_changed(an_order(items="abc"), an_order(items="acb"))
    assert not key_changed(a_choice(), turned)


def test_a_survey_has_no_key():
    assert barrier(a_likert(), a_likert()) == "by_hand"
