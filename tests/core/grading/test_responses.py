from random import Random

import pytest

from course.core.grading.presenting import present
from course.core.grading.questions import Essay
from course.core.grading.reading import (
    ForeignToken,
    OrderIncomplete,
    PartRepeated,
    ResponseRefused,
    SignsRefused,
    TooLong,
    WrongShape,
    form_name,
    move_item,
    read_position,
    read_response,
    says,
    show_response,
)
from course.core.grading.responses import response_from_json, response_json
from tests.core.grading.builders import (
    SEED,
    a_choice,
    a_match,
    a_short_text,
    an_order,
    in_languages,
    one_of_each,
    some_choices,
)

OTHER_SEED = bytes(16)
QUESTIONS = {question.id: question for question in one_of_each()}
ESSAY = Essay(id="essay", text=in_languages("What would you do?"))

RESPONSES = [
    ("choice", "b"),
    ("choices", ("a", "c", "d")),
    ("statement", "false"),
    ("word", "Cortafuegos, señora"),
    ("match", {"pair0": "pair2", "pair1": "pair0", "pair2": "pair1"}),
    ("match", {"pair1": "pair1"}),
    ("order", ("c", "a", "e", "b", "d")),
    ("categorise", {"item0": "z", "item1": "x", "item2": "x", "item3": "y"}),
    ("categorise", {"item3": "y"}),
    ("likert", {"p": "1", "q": "5", "r": "3"}),
    ("hotspot", "c"),
    ("scenario", ("dawn:b", "noon:a")),
    ("scenario", ("dawn:a",)),
]


def token(question, part, seed=SEED):
    return show_response(question, seed, part)


def order_tokens(question=QUESTIONS["order"], seed=SEED):
    return [part.token for part in present(question, seed, shuffle=True).parts]


@pytest.mark.parametrize("unseen", ["\x00", "\b", "\x7f", "\x9f"])
def test_controls_that_nobody_sees_are_left_out_of_what_was_typed(unseen):
    typed = f"fire{unseen}wall{unseen}"

    assert read_response(QUESTIONS["word"], SEED, typed) == "firewall"
    assert read_response(ESSAY, SEED, typed) == "firewall"


@pytest.mark.parametrize(("typed", "kept"), [("a \x00 b", "a b"), ("\x00 a", "a"), ("\x00 \x00", None)])
def test_beside_controls_too_runs_of_blanks_are_one(typed, kept):
    assert read_response(QUESTIONS["word"], SEED, typed) == kept


def test_what_ends_a_line_or_a_page_elsewhere_is_a_blank_on_one_line_and_a_line_end_in_a_text():
    typed = "one\vtwo\fthree\x1efour\x85five\r\nsix\rseven"

    assert read_response(QUESTIONS["word"], SEED, typed) == "one two three four five six seven"
    assert read_response(ESSAY, SEED, typed) == "one\ntwo\nthree\nfour\nfive\nsix\nseven"


@pytest.mark.parametrize(("name", "response"), RESPONSES)
def test_a_form_filled_again_reads_as_the_same_response(name, response):
    raw = show_response(QUESTIONS[name], SEED, response)

    assert read_response(QUESTIONS[name], SEED, raw) == response


@pytest.mark.parametrize(("name", "response"), RESPONSES)
def test_what_a_form_says_of_a_known_response_is_what_reading_it_finds(name, response):
    question = QUESTIONS[name]
    raw = show_response(question, SEED, response)
    assert says(question, SEED, raw, response) is (name in {"choice", "statement", "hotspot"})
    assert not says(question, SEED, raw, None)
    assert not says(question, OTHER_SEED, raw, response) or name == "statement"  # "false" is no secret


def test_a_form_with_another_token_does_not_say_the_known_response():
    question = QUESTIONS["choice"]
    assert not says(question, SEED, token(question, "a"), "b")
    assert not says(question, SEED, "", "b")
    assert not says(question, SEED, [token(question, "b")], "b")


@pytest.mark.parametrize(("name", "response"), RESPONSES)
def test_a_response_survives_storage(name, response):
    assert response_from_json(response_json(response)) == response


@pytest.mark.parametrize(
    "name", ["choice", "choices", "match", "order", "categorise", "likert", "hotspot", "scenario"]
)
def test_a_filled_form_holds_tokens_that_the_page_shows(name):
    question = QUESTIONS[name]
    raw = show_response(question, SEED, dict(RESPONSES)[name])
    shown = present(question, SEED, shuffle=True)
    known = {part.token for part in (*shown.parts, *shown.answers)}

    values = {raw} if isinstance(raw, str) else set(raw)
    values |= set(raw.values()) if isinstance(raw, dict) else set()

    assert values <= known


@pytest.mark.parametrize(
    ("name", "raw"),
    [(name, None) for name in QUESTIONS]
    + [("choice", ""), ("choices", []), ("statement", ""), ("word", " \t\n"), ("match", {}), ("order", [])],
)
def test_nothing_given_is_blank(name, raw):
    assert read_response(QUESTIONS[name], SEED, raw) is None


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_blank_response_fills_an_empty_form(name):
    raw = show_response(QUESTIONS[name], SEED, None)

    assert not raw
    assert read_response(QUESTIONS[name], SEED, raw) is None


def test_a_match_with_no_prompt_chosen_is_blank():
    question = QUESTIONS["match"]
    raw = dict.fromkeys([part.token for part in present(question, SEED, shuffle=True).parts], "")

    assert read_response(question, SEED, raw) is None


def test_choices_are_stored_sorted():
    question = some_choices()

    assert read_response(question, SEED, [token(question, "d"), token(question, "a")]) == ("a", "d")


def test_an_answer_that_fits_two_prompts_is_read_as_one():
    question = a_match(answers=("state", "city", "state"))
    raw = show_response(question, SEED, {"pair0": "pair2"})

    assert read_response(question, SEED, raw) == {"pair0": "pair0"}


def test_typed_words_are_kept_on_one_line():
    assert read_response(a_short_text(), SEED, "  human \r\n mobility ") == "human mobility"


def test_a_short_text_holds_two_hundred_characters():
    assert read_response(a_short_text(), SEED, "é" * 200) == "é" * 200
    with pytest.raises(TooLong) as caught:
        read_response(a_short_text(), SEED, "é" * 201, position=4)
    assert caught.value.values == {"position": 4, "max_length": 200}


def a_match_token(part, *, seed=SEED):
    return next(iter(show_response(QUESTIONS["match"], seed, {part: part}).items()))


PROMPT, ANSWER = a_match_token("pair0")
CHOICE = token(QUESTIONS["choice"], "a")
TICKED = show_response(QUESTIONS["choices"], SEED, ("a", "b", "c", "d"))
ITEMS = order_tokens()
DAWN, NOON = show_response(QUESTIONS["scenario"], SEED, ("dawn:a", "noon:a"))
OTHER_DAWN = show_response(QUESTIONS["scenario"], SEED, ("dawn:b",))[0]
SORTED = show_response(QUESTIONS["categorise"], SEED, {"item0": "x"})
SAID = next(iter(show_response(QUESTIONS["likert"], SEED, {"p": "1"})))

BAD_PAYLOADS = [
    ("choice", "a", ForeignToken),
    ("choice", "option a", ForeignToken),
    ("choice", CHOICE.upper(), ForeignToken),
    ("choice", CHOICE + " ", ForeignToken),
    ("choice", CHOICE + "\x00", ForeignToken),
    ("choice", token(QUESTIONS["choice"], "a", OTHER_SEED), ForeignToken),
    ("choice", token(a_choice("another"), "a"), ForeignToken),
    ("choice", TICKED[0], ForeignToken),
    ("choice", [CHOICE], WrongShape),
    ("choice", {CHOICE: CHOICE}, WrongShape),
    ("choice", 0, WrongShape),
    ("choice", False, WrongShape),
    ("choice", b"a", WrongShape),
    ("choices", TICKED[0], WrongShape),
    ("choices", [TICKED[0], TICKED[0]], PartRepeated),
    ("choices", [*TICKED, "more"], WrongShape),
    ("choices", [TICKED[0], None], WrongShape),
    ("choices", [TICKED[0], [TICKED[1]]], WrongShape),
    ("choices", {"a": True}, WrongShape),
    ("choices", [TICKED[0], ""], ForeignToken),
    ("choices", [TICKED[0], CHOICE], ForeignToken),
    ("choices", ["a", "b"], ForeignToken),
    ("choices", ["x"] * 100_000, WrongShape),
    ("statement", "True", ForeignToken),
    ("statement", "1", ForeignToken),
    ("statement", True, WrongShape),
    ("statement", ["true"], WrongShape),
    ("word", ["firewall"], WrongShape),
    ("word", 7, WrongShape),
    ("word", {"text": "firewall"}, WrongShape),
    ("word", "fire\ud800wall", SignsRefused),
    ("word", "x" * 1_000_000, TooLong),
    ("match", [PROMPT, ANSWER], WrongShape),
    ("match", PROMPT, WrongShape),
    ("match", {PROMPT: [ANSWER]}, WrongShape),
    ("match", {PROMPT: None}, WrongShape),
    ("match", {1: ANSWER}, WrongShape),
    ("match", {str(number): "" for number in range(1000)}, WrongShape),
    ("match", {"pair0": ANSWER}, ForeignToken),
    ("match", {PROMPT: "pair0"}, ForeignToken),
    ("match", {PROMPT: PROMPT}, ForeignToken),
    ("match", {ANSWER: ANSWER}, ForeignToken),
    ("match", {"": ANSWER}, ForeignToken),
    ("match", dict([a_match_token("pair0", seed=OTHER_SEED)]), ForeignToken),
    ("scenario", [NOON], ResponseRefused),
    ("scenario", [DAWN, OTHER_DAWN], ResponseRefused),
    ("scenario", [DAWN, NOON, OTHER_DAWN], ResponseRefused),
    ("scenario", [DAWN, DAWN], PartRepeated),
    ("scenario", ["dawn:a"], ForeignToken),
    ("scenario", DAWN, WrongShape),
    ("scenario", [[DAWN, NOON]], WrongShape),
    ("hotspot", "a", ForeignToken),
    ("hotspot", CHOICE, ForeignToken),
    ("hotspot", ["a"], WrongShape),
    ("categorise", {"item0": "x"}, ForeignToken),
    ("categorise", dict.fromkeys(SORTED, PROMPT), ForeignToken),
    ("categorise", dict.fromkeys(SORTED, next(iter(SORTED))), ForeignToken),
    ("categorise", list(SORTED), WrongShape),
    ("likert", {SAID: "0"}, ForeignToken),
    ("likert", {SAID: "6"}, ForeignToken),
    ("likert", {SAID: 1}, WrongShape),
    ("likert", {"p": "1"}, ForeignToken),
    ("likert", "1", WrongShape),
    ("order", ITEMS[:-1], OrderIncomplete),
    ("order", [*ITEMS, ITEMS[0]], WrongShape),
    ("order", [*ITEMS[:-1], ITEMS[0]], PartRepeated),
    ("order", " ".join(ITEMS), WrongShape),
    ("order", dict.fromkeys(ITEMS, ""), WrongShape),
    ("order", [*ITEMS[:-1], "e"], ForeignToken),
    ("order", list("abcde"), ForeignToken),
    ("order", order_tokens(seed=OTHER_SEED), ForeignToken),
    ("order", order_tokens(an_order("another")), ForeignToken),
]


@pytest.mark.parametrize(("name", "raw", "refusal"), BAD_PAYLOADS, ids=range(len(BAD_PAYLOADS)))
def test_a_bad_payload_is_refused_with_its_place(name, raw, refusal):
    with pytest.raises(ResponseRefused) as caught:
        read_response(QUESTIONS[name], SEED, raw, position=3)

    assert type(caught.value) is refusal
    assert caught.value.values["position"] == 3


def test_random_json_is_read_or_refused_and_never_breaks():
    random = Random(11)
    tokens = [CHOICE, *TICKED, *ITEMS, PROMPT, ANSWER, "true", "", "a", "\x00"]

    def anything(depth=0):
        leaf = random.choice([*tokens, None, True, 0, 1.5])
        if depth > 2 or random.random() < 0.3:
            return leaf
        if random.random() < 0.5:
            return [anything(depth + 1) for _ in range(random.randint(0, 5))]
        return {random.choice(tokens): anything(depth + 1) for _ in range(random.randint(0, 3))}

    refused = 0
    for _ in range(3000):
        raw = anything()
        for question in QUESTIONS.values():
            try:
                response = read_response(question, SEED, raw)
            except ResponseRefused:
                refused += 1
            else:
                assert read_response(question, SEED, show_response(question, SEED, response)) == response
    assert refused > 1000


@pytest.mark.parametrize(
    ("token", "direction", "expected"),
    [("b", "up", "bac"), ("b", "down", "acb"), ("a", "up", "abc"), ("c", "down", "abc")],
)
def test_an_item_moves_one_place(token, direction, expected):
    assert move_item("abc", token, direction) == tuple(expected)


def test_only_items_of_the_question_move():
    with pytest.raises(ForeignToken):
        move_item(("a", "b"), "c", "up")
    with pytest.raises(WrongShape):
        move_item(("a", "b"), "a", "sideways")


def test_forms_name_questions_by_their_place():
    assert [read_position(form_name(position), total=12) for position in (1, 12)] == [1, 12]


@pytest.mark.parametrize(
    "name", ["q0", "q13", "q01", "q-1", "q1 ", "1", "q", "Q1", "q１", "q99999", "stock-2024", ""]
)
def test_a_question_outside_the_attempt_is_refused(name):
    with pytest.raises(ForeignToken):
        read_position(name, total=12)
