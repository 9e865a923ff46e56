"""Questions that sort, ask for an opinion, show a map or tell a story, taken without script."""

import json
import re

import pytest
from markupsafe import escape
from sqlalchemy import select

from course.core.grading.presenting import parts_as_shown
from course.store.attempts.models import Attempt, Response
from tests.attempts import begin, name_of, opened, raw_of
from tests.builders import add_person, sign_in
from tests.kinds import (
    CATEGORISE,
    CLOZE,
    HOTSPOT,
    LIKERT,
    NUMERIC,
    SCENARIO,
    SHARED_CHOICE,
    SHARED_CHOICES,
    SHORT_TEXT,
    UPLOAD,
    WORDS,
    said,
    with_questions,
)
from tests.pages import NS, words


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def ask(session, catalogue, learner, app, monkeypatch, client):
    """Begin an attempt that asks the given questions, and open its page."""

    def begun(*questions, **changes):
        changed = with_questions(monkeypatch, app, catalogue, *questions, **changes)
        attempt_id = begin(session, changed, learner)
        session.commit()
        client.get(f"/en/quiz/steps/attempts/{attempt_id}")
        return opened(session, changed, learner, attempt_id)

    return begun


def paired(attempt, question_id, response):
    """Return what a browser posts for a response that maps parts to answers."""
    name = name_of(attempt, question_id)
    raw = raw_of(attempt, question_id, response)
    return {f"{name}.{part}": answer for part, answer in raw.items()}


def stored(session):
    session.expire_all()
    return {row.question_id: json.loads(row.value) for row in session.scalars(select(Response))}


def test_items_are_sorted_with_drop_downs_and_marked_in_part(client, ask, session):
    attempt = ask(CATEGORISE)

    given = paired(attempt, "sort", {"cart": "land", "boat": "land", "bike": "land"})
    client.submit("Check my answers", given)

    words = client.words()
    assert "67%" in words
    assert "2 of 3 are right." in words
    assert "It floats." in words
    assert "Correct category" in words


def test_lines_of_a_question_and_the_blanks_before_them_stay_on_its_page_and_in_the_review(client, ask):
    code = "What is shown?\nif x < 3:\n    print(x)"
    attempt = ask({**SHORT_TEXT, "text": said(code)}, NUMERIC)

    lines = f'<span class="lines">{escape(code)}</span>'
    assert (client.text.count(lines), client.text.count('class="lines"')) == (1, 1)
    given = {SHORT_TEXT["id"]: "none", NUMERIC["id"]: "42 km"}
    client.submit("Check my answers", {name_of(attempt, name): value for name, value in given.items()})
    assert client.text.count(lines) == 1


def test_the_categories_stand_in_the_order_of_the_file(client, ask):
    ask(CATEGORISE)

    first = client.text.partition("<select")[2].partition("</select>")[0]
    assert re.findall(r"<option[^>]*>([^<]+)", first) == ["Choose…", "Land", "Water"]


def test_a_step_out_of_sequence_tells_what_is_said_of_it_and_no_other(client, ask):
    items = [{"id": name, "text": said(name.title()), "feedback": said(f"Why {name}.")} for name in "abc"] + [
        {"id": "d", "text": said("D")}
    ]
    attempt = ask({"id": "steps", "kind": "order", "text": said("In order?"), "items": items})
    question = attempt.quiz.question("steps")
    shown = tuple(parts_as_shown(question, attempt.row.seed, shuffle=True))
    # As the page shows them, steps are not an answer yet: post the one of two such orders that is not shown.
    moved = next(order for order in (("b", "c", "d", "a"), ("b", "c", "a", "d")) if order != shown)

    client.submit("Check my answers", {name_of(attempt, "steps"): raw_of(attempt, "steps", moved)})

    assert "Why a." in client.words()
    assert "Why b." not in client.words()
    assert "Why c." not in client.words()


def test_a_survey_asks_for_no_score_and_is_done_when_handed_in(client, ask, session):
    attempt = ask(LIKERT, purpose="survey", attempts=1)
    assert "Check my answers" not in client.words()

    client.submit("Hand in", paired(attempt, "self", {"walk": "3", "swim": "1"}))

    words = client.words()
    assert "Handed in. Thank you." in words
    assert re.search(r"I can swim a mile. ?Not at all", words)
    assert not re.search(r"passed|points|%|Correct|Not correct", words, re.IGNORECASE)
    client.get("/en/quiz/steps")
    assert not re.search(r"passed|%|Try again", client.words())
    client.get("/en/progress")
    assert "Handed in “Steps”" in client.words()
    assert "Handed in" in client.words()


def test_a_statement_left_out_is_named_before_a_survey_is_handed_in(client, ask, session):
    attempt = ask(LIKERT, purpose="survey")

    client.submit("Hand in", paired(attempt, "self", {"walk": "2"}))

    assert "Answered in part" in client.words()
    assert "points" not in client.words()
    client.submit("Hand in")
    assert re.search(r"I can swim a mile. ?Not answered", client.words())
    assert session.scalar(select(Attempt.max_points)) == 0


def test_what_was_said_stays_in_the_form(client, ask, session):
    attempt = ask(LIKERT, purpose="survey")

    client.submit("Save and finish later", paired(attempt, "self", {"swim": "2"}))
    client.get(f"/fr/quiz/steps/attempts/{attempt.row.id}")

    assert stored(session) == {"self": {"swim": "2"}}
    checked = re.findall(r'<input type="radio"[^>]*value="(\d)"[^>]* checked', client.text)
    assert checked == ["2"]


def numbers_of_map(client):
    """Return the map's numbers with the places where they stand, and what the list says beside them."""
    shown = re.findall(r'<circle cx="([\d.]+)"[^>]*>\s*<text[^>]*font-size[^>]*>(\d)', client.text)
    listed = re.findall(r"<(?:span|div)>(\d)\. (\w+)", client.text)
    return {number: float(x) for x, number in shown}, dict(listed)


def test_the_map_and_the_list_have_the_same_numbers(client, ask):
    ask(HOTSPOT)

    at, named = numbers_of_map(client)

    assert sorted(named.values()) == ["Lima", "Otago", "Sfax"]
    west_to_east = sorted(at, key=at.get)
    assert [named[number] for number in west_to_east] == ["Lima", "Sfax", "Otago"]


def test_a_place_is_chosen_in_the_list_and_marked_like_a_choice(client, ask, session):
    attempt = ask(HOTSPOT)

    client.submit("Check my answers", {name_of(attempt, "where"): raw_of(attempt, "where", "lima")})

    words = client.words()
    assert stored(session) == {"where": "lima"}
    assert "Too far." in words
    assert "Your answer, not correct" in words
    at, named = numbers_of_map(client)
    assert sorted(at) == sorted(named) == ["1", "2", "3"]


def test_a_story_is_played_scene_by_scene_without_script(client, ask, session):
    attempt = ask(SCENARIO)
    assert "It is dawn." in client.words()

    client.submit("Dawn run")
    assert stored(session) == {"day": ["dawn:run"]}
    assert "After dawn run." in client.words()
    assert "It is noon." in client.words()
    assert "4 of 10 (−1)" in client.words()
    client.submit("Noon eat")
    assert "It is home." in client.words()
    client.submit("Check my answers")

    assert client.path.endswith("/review")
    assert "Your story came to ending 1 of 2" in client.words()
    assert "80%" in client.words()
    assert session.get(Attempt, attempt.row.id).score == 0.8


def test_what_is_worth_more_is_not_told_while_a_story_is_open(client, ask):
    ask(SCENARIO)

    client.submit("Dawn rest")

    assert not re.search("worth|effects|After noon", client.text, re.IGNORECASE)


def test_a_step_can_be_taken_back_until_the_attempt_is_handed_in(client, ask, session):
    ask(SCENARIO)
    client.submit("Dawn rest")
    client.submit("Noon race")
    assert "It is ditch." in client.words()

    client.submit("Go back one step")
    client.submit("Go back one step")
    assert "Go back one step" not in client.words()
    client.submit("Dawn run")

    assert stored(session) == {"day": ["dawn:run"]}


def test_a_step_pressed_in_a_window_left_open_is_said_to_change_nothing(client, ask, session):
    address = f"/en/quiz/steps/attempts/{ask(SCENARIO).row.id}"
    client.submit("Dawn rest")
    client.post(address, {"submit": "anyway"})
    assert "nothing was changed" not in client.words()

    client.post(address, {"seen": "1", "back": "q1"})

    assert client.path.endswith("/review")
    assert "This attempt takes no answers any more: nothing was changed." in client.words()
    assert stored(session) == {"day": ["dawn:rest"]}


def test_a_story_that_did_not_end_is_named_and_earns_nothing(client, ask, session):
    ask(SCENARIO)
    client.submit("Dawn run")

    client.submit("Check my answers")
    assert "Not finished" in client.words()
    client.submit("Mark anyway")

    assert "Not finished: the story had not come to its end" in client.words()
    assert session.scalar(select(Attempt.score)) == 0.0


def test_a_story_goes_on_in_another_language(client, ask):
    attempt = ask(SCENARIO)
    client.submit("Dawn run")

    client.get(f"/es/quiz/steps/attempts/{attempt.row.id}")

    assert "It is noon. (es)" in client.words()


@pytest.mark.parametrize(
    "path", [["noon:eat"], ["dawn:run", "dawn:rest"], ["dawn:run", "noon:eat", "dawn:rest"]]
)
def test_a_path_that_leaves_the_scenes_is_refused(client, ask, session, path):
    attempt = ask(SCENARIO)
    name = name_of(attempt, "day")

    client.post(client.path, {"seen": "0", name: raw_of(attempt, "day", path)}, status=422)

    assert "This answer does not fit the question." in client.words()
    assert stored(session) == {}


def test_the_answer_of_a_script_that_leaves_the_scenes_is_refused_by_its_code(client, ask):
    attempt = ask(SCENARIO)
    token = raw_of(attempt, "day", ["noon:eat"])
    body = {"key": "k1", "question": "q1", "value": token, "seen": 0}

    answer = client.http.post(
        f"{client.path}/answers", json=body, headers={"X-CSRFToken": client.csrf_token()}
    )

    assert (answer.status_code, answer.json["code"]) == (400, "response_refused")


def test_pressing_a_choice_twice_takes_it_once(client, ask, session):
    attempt = ask(SCENARIO)
    token = raw_of(attempt, "day", ["dawn:run"])[0]

    for _ in range(2):
        client.post(client.path, {"seen": "0", "take": f"q1:{token}"})

    assert stored(session) == {"day": ["dawn:run"]}
    assert session.scalar(select(Response.number)) == 1


@pytest.mark.parametrize("button", [{"take": "q9:x"}, {"take": "x"}, {"back": "q0"}, {"take": "q1:"}])
def test_a_button_that_the_page_does_not_have_is_refused(client, ask, session, button):
    ask(SCENARIO)

    answer = client.http.post(client.path, data={"csrf_token": client.csrf_token(), "seen": "0", **button})

    assert answer.status_code in {400, 422}
    assert stored(session) == {}


@pytest.mark.parametrize("button", [{"move": "q1:x:up"}, {"take": "q1:x"}, {"back": "q1"}])
def test_a_button_of_a_question_that_has_no_field_in_the_form_is_refused(client, ask, button):
    ask(UPLOAD)

    client.post(client.path, {"seen": "0", **button}, status=400)


def test_a_number_counts_with_a_comma_and_its_unit(client, ask, session):
    attempt = ask(NUMERIC)

    client.submit("Check my answers", {name_of(attempt, "far"): " 42,25  km "})

    assert stored(session) == {"far": "42,25 km"}
    assert "Passed: 100%" in client.words()
    assert "A marathon." in client.words()


@pytest.mark.parametrize(
    ("typed", "score", "told"),
    [
        ("42250 m", "100%", "A marathon."),
        ("42.2", "50%", "Right answer: 42.2 km, give or take 0.1"),
        ("44 km", "50%", "This earns a part of the points."),
        ("44", "25%", "Nearly."),
        ("12 km", "0%", "Right answer: 42.2"),
        ("far", "0%", "Your answer: “far”"),
    ],
)
def test_a_number_earns_by_how_near_it_is_and_by_its_unit(client, ask, typed, score, told):
    attempt = ask(NUMERIC)

    client.submit("Check my answers", {name_of(attempt, "far"): typed})
    if client.path.endswith("/check"):  # asks about the form of a number
        client.submit("Check my answers")

    assert score in client.words()
    assert told in client.words()


def test_an_option_that_earns_a_part_is_told_as_partly_correct(client, ask):
    attempt = ask(SHARED_CHOICE)

    client.submit("Check my answers", {name_of(attempt, "nearest"): raw_of(attempt, "nearest", "bat")})

    words = client.words()
    assert "Your answer, partly correct: 50%" in words
    assert "Correct, not chosen" in words
    assert "This earns a part of the points." in words
    assert "Your answer, not correct" not in words


def test_no_share_stands_on_the_page_of_an_attempt(client, ask):
    hen, bat, cow = SHARED_CHOICE["options"]

    ask({**SHARED_CHOICE, "options": [hen, {**bat, "share": 0.4711}, {**cow, "share": -0.4711}]})

    assert "4711" not in client.text
    assert "share" not in client.text.partition("<main")[2].partition("</main")[0]


def test_an_option_that_costs_something_there_earns_nothing_in_a_choice(client, ask):
    attempt = ask(SHARED_CHOICE)

    client.submit("Check my answers", {name_of(attempt, "nearest"): raw_of(attempt, "nearest", "cow")})

    assert "Your answer, not correct" in client.words()


@pytest.mark.parametrize(
    ("chosen", "score"), [(("hen", "owl"), "100%"), (("bat", "hen"), "75%"), (("bat", "owl"), "25%")]
)
def test_options_of_choices_earn_their_shares(client, ask, chosen, score):
    attempt = ask(SHARED_CHOICES)

    client.submit("Check my answers", {name_of(attempt, "birds"): raw_of(attempt, "birds", chosen)})

    assert score in client.words()
    assert ("Not all options of this question are worth the same." in client.words()) == (score != "100%")


def test_a_number_that_is_too_long_is_refused_and_kept_in_the_field(client, ask, session):
    attempt = ask(NUMERIC)

    client.submit("Check my answers", {name_of(attempt, "far"): "1" * 61}, status=422)

    assert "Use at most 60 characters" in client.words()
    assert "1" * 61 in client.text
    assert stored(session) == {}


def test_gaps_stand_in_the_line_and_earn_by_their_weight(client, ask, session):
    attempt = ask(CLOZE)

    client.submit("Check my answers", paired(attempt, "fill", {"beast": "Mare", "legs": "5", "way": "land"}))

    assert stored(session) == {"fill": {"beast": "Mare", "legs": "5", "way": "land"}}
    words = client.words()
    assert "75%" in words
    assert "A (1) ____ has (2) ____ legs and goes by (3) ____." in words
    assert "Count them." in words
    assert "It runs." in words


@pytest.mark.parametrize(
    ("given", "score", "told"),
    [
        ({"beast": "mule"}, "88%", "Half a horse."),
        ({"beast": "Cow"}, "75%", "It has horns."),
        ({"beast": "mare"}, "100%", ""),
        ({"legs": "5"}, "88%", "One too many."),
    ],
)
def test_what_is_typed_in_a_gap_earns_its_share_and_is_told_its_reason(client, ask, given, score, told):
    beast, legs, way = CLOZE["gaps"]
    near = {"id": "near", "accepted": said_forms("mule"), "share": 0.5, "feedback": said("Half a horse.")}
    far = {"id": "far", "accepted": said_forms("cow"), "share": 0, "feedback": said("It has horns.")}
    five = {"id": "five", "value": 5, "share": 0.5, "feedback": said("One too many.")}
    gaps = [{**beast, "answers": [near, far]}, {**legs, "answers": [*legs["answers"], five]}, way]
    attempt = ask({**CLOZE, "gaps": gaps})

    right = {"beast": "horse", "legs": "4", "way": "land"}
    client.submit("Check my answers", paired(attempt, "fill", {**right, **given}))

    words = client.words()
    assert score in words
    reasons = [one for one in ("Half a horse.", "It has horns.", "One too many.") if one in words]
    assert reasons == [one for one in (told,) if one]


FORMS = ["l'eau", "l’eau", "mer ; océan"]


def said_forms(*forms):
    return {code: list(forms) for code in ("en", "es", "fr")}


def test_each_accepted_form_is_told_once_and_by_itself(client, ask):
    gap = {"id": "what", "accepted": dict.fromkeys(("en", "es", "fr"), FORMS)}
    typed = {"id": "typed", "kind": "short-text", "text": said("What?"), "accepted": gap["accepted"]}
    filled = {**CLOZE, "passage": said("It is [[what]]."), "gaps": [gap]}
    ask(typed, filled)

    client.submit("Check my answers")
    client.submit("Mark anyway")

    lists = [one for one in client.page.iter(f"{NS}ul") if one.get("class") == "forms"]
    assert [[words(line) for line in one.iter(f"{NS}li")] for one in lists] == [["l'eau", "mer ; océan"]] * 2


def test_one_accepted_form_stands_in_a_line(client, ask):
    accepted = dict.fromkeys(("en", "es", "fr"), FORMS[:2])
    ask({"id": "typed", "kind": "short-text", "text": said("What?"), "accepted": accepted})

    client.submit("Check my answers")
    client.submit("Mark anyway")

    assert "Right answer: l'eau" in client.words()


def test_a_gap_left_open_is_named_before_the_answers_are_checked(client, ask):
    attempt = ask(WORDS)

    client.submit("Check my answers", paired(attempt, "lists", {"fish": "swims"}))

    assert "Answered in part" in client.words()
    client.submit("Mark anyway")
    assert "50%" in client.words()


def test_gaps_keep_what_was_filled_in_when_the_language_changes(client, ask, session):
    attempt = ask(CLOZE)

    client.submit("Save and finish later", paired(attempt, "fill", {"beast": "caballo", "way": "air"}))
    client.get(f"/es/quiz/steps/attempts/{attempt.row.id}")

    assert 'value="caballo"' in client.text
    assert "air (es)</option>" in re.findall(r"<option[^>]* selected>[^<]+</option>", client.text)[0]


@pytest.mark.parametrize(
    ("typed", "score", "told"),
    [
        ("Galop", "100%", "It has four beats."),
        ("canter", "50%", "There is a faster one."),
        ("canter", "50%", "This earns a part of the points."),
        ("canter", "50%", "Right answer: gallop"),
        ("trot", "0%", "That is slow."),
    ],
)
def test_each_form_of_a_word_has_its_share_and_its_reason(client, ask, typed, score, told):
    attempt = ask(SHORT_TEXT)

    client.submit("Check my answers", {name_of(attempt, "gait"): typed})

    assert score in client.words()
    assert told in client.words()


@pytest.mark.parametrize("question", [CLOZE, WORDS, NUMERIC, SHORT_TEXT])
def test_an_open_page_of_gaps_and_numbers_tells_no_key(client, ask, question):
    ask(question)

    assert not re.search(
        r"horse|mare|42\.2|marathon|Nearly|It runs|no wings|In water|gallop|canter|faster one", client.text
    )


def test_most_missed_answers_of_gaps_and_numbers_are_put_into_words():
    from course.core.grading.marking import mark_response
    from course.core.grading.wrong_answers import wrong_answer_text, wrong_answers
    from tests.core.grading.builders import a_cloze, a_numeric

    cloze, number = a_cloze(), a_numeric()
    response = {"city": "Geneva!", "body": "b"}

    named = wrong_answers(cloze, response, mark_response(cloze, response))

    assert [
        wrong_answer_text(cloze, one).get("en", wrong_answer_text(cloze, one).get("")) for one in named
    ] == [
        "1: geneva",
        "3: option b",
    ]
    assert wrong_answers(number, "7", mark_response(number, "7")) == ("7",)


def test_an_option_that_is_partly_right_is_counted_for_facilitators_and_the_right_one_is_not():
    from course.core.content.quiz_files import question_from_data
    from course.core.grading.marking import mark_response
    from course.core.grading.wrong_answers import wrong_answers

    choice = question_from_data(SHARED_CHOICE)

    assert [wrong_answers(choice, one, mark_response(choice, one)) for one in ("hen", "bat", "cow")] == [
        (),
        ("bat",),
        ("cow",),
    ]
