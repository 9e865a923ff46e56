"""Quizzes that sort, ask for an opinion, show a map or tell a story: read, and refused where they do not hold."""

import pytest
import yaml

from tests.core.content.builders import Course
from tests.kinds import (
    CATEGORISE,
    CLOZE,
    DESCRIPTION,
    ESSAY,
    HOTSPOT,
    LIKERT,
    MATCH,
    NUMERIC,
    POLL,
    SCENARIO,
    SHARED_CHOICE,
    SHARED_CHOICES,
    SHORT_TEXT,
    UPLOAD,
    WORDS,
    said,
    scene,
)


class Spelled(yaml.SafeDumper):
    """Writes what stands twice twice: aliases are refused."""

    def ignore_aliases(self, data):
        return True


HEAD = {
    "module": "front-desk",
    "title": {"en": "More", "es": "Más", "fr": "Plus"},
    "purpose": "check",
    "pass_score": 0.5,
}
SURVEY = {**{name: value for name, value in HEAD.items() if name != "pass_score"}, "purpose": "survey"}
FILE = "quizzes/desk-more.yaml"


def add(course: Course, head, *questions):
    text = yaml.dump({**head, "questions": list(questions)}, Dumper=Spelled, allow_unicode=True)
    course.add(FILE, text)
    course.change("modules/01-front-desk/module.yaml", "[desk-check]", "[desk-check, desk-more]")
    return course.read()


def codes(draft):
    return sorted(problem.code for problem in draft.problems if problem.file == FILE)


def changed(question, **changes):
    return {**question, **changes}


@pytest.mark.parametrize(
    ("head", "question"),
    [
        (HEAD, CATEGORISE),
        (HEAD, SHARED_CHOICE),
        (HEAD, SHARED_CHOICES),
        (SURVEY, LIKERT),
        (HEAD, HOTSPOT),
        (HEAD, SCENARIO),
        (HEAD, NUMERIC),
        (HEAD, changed(NUMERIC, units=[{"symbol": "MB"}, {"symbol": "Mb", "factor": 0.125}])),
        (HEAD, SHORT_TEXT),
        (HEAD, MATCH),
        (HEAD, CLOZE),
        (HEAD, WORDS),
        (HEAD, POLL),
        (HEAD, ESSAY),
        (HEAD, UPLOAD),
        (SURVEY, {name: value for name, value in ESSAY.items() if name != "rubric"}),
    ],
    ids=[
        "categorise",
        "choice",
        "choices",
        "likert",
        "hotspot",
        "scenario",
        "numeric",
        "numeric with units that differ by case",
        "short-text",
        "match",
        "cloze",
        "words",
        "poll",
        "essay",
        "upload",
        "essay-survey",
    ],
)
def test_a_right_quiz_is_read(course, head, question):
    assert codes(add(course, head, question)) == []


AIR = {"id": "air", "text": said("Air")}
CATEGORIES, ITEMS, STATEMENTS = CATEGORISE["categories"], CATEGORISE["items"], LIKERT["statements"]
NO_SCORE = {name: value for name, value in HEAD.items() if name != "pass_score"}
IN_TWO = {"en": "Never", "es": "Nunca"}

SCENES, ENDINGS = SCENARIO["scenes"], SCENARIO["endings"]


def story(*first, endings=None):
    """The sample's story with other scenes in place of its first ones."""
    return changed(SCENARIO, scenes=[*first, *SCENES[len(first) :]], endings=endings or ENDINGS)


GAPS = CLOZE["gaps"]
NEITHER = [{**one, "right": False} for one in GAPS[2]["options"]]
SLOWER = SHORT_TEXT["answers"][0]
WORDLESS = {name: value for name, value in SHORT_TEXT.items() if name != "accepted"}
HALF = {"id": "half", "value": 4, "share": 0.5}
FAR = {"id": "miles", "value": 26.2, "share": 0, "feedback": said("Those are miles.")}


def with_shares(question, *shares):
    """Give an option each its share; those that are more keep theirs."""
    shared = zip(question["options"], shares, strict=False)
    return changed(question, options=[{**one, "share": share} for one, share in shared])


def told_option(name, feedback):
    return {"id": name, "text": said(f"Option {name}"), "feedback": feedback}


def with_gap(gap):
    """The sample's passage with another first gap."""
    return changed(CLOZE, gaps=[gap, *GAPS[1:]])


CLEAR, OWN = ESSAY["rubric"]
WRONG = [
    ("rubric_missing", HEAD, changed(ESSAY, rubric=[])),
    ("survey_rubric", SURVEY, ESSAY),
    ("survey_upload", SURVEY, UPLOAD),
    ("rubric_missing", HEAD, changed(UPLOAD, rubric=[])),
    (
        "rubric_points",
        HEAD,
        changed(ESSAY, rubric=[{**OWN, "levels": [{**one, "points": 0} for one in OWN["levels"]]}]),
    ),
    (
        "rubric_levels_alike",
        HEAD,
        changed(ESSAY, rubric=[{**OWN, "levels": [{**one, "points": 1} for one in OWN["levels"]]}]),
    ),
    ("id_twice", HEAD, changed(ESSAY, rubric=[CLEAR, CLEAR])),
    ("id_twice", HEAD, changed(ESSAY, rubric=[{**OWN, "levels": [OWN["levels"][0], OWN["levels"][0]]}])),
    ("by_hand_feedback", {**HEAD, "feedback": "immediate"}, ESSAY),
    ("words_bounds", HEAD, changed(ESSAY, min_words=200)),
    ("extra_forbidden", HEAD, changed(ESSAY, points=5)),
    ("language_missing", HEAD, changed(POLL, options=[*POLL["options"], told_option("x", {"en": "Why."})])),
    ("extra_forbidden", SURVEY, changed(LIKERT, statements=[told_option("x", said("Why."))])),
    ("id_twice", HEAD, changed(POLL, options=[POLL["options"][0], POLL["options"][0]])),
    ("answers_alike", HEAD, changed(POLL, options=[POLL["options"][0], {**POLL["options"][0], "id": "b"}])),
    ("extra_forbidden", HEAD, changed(POLL, points=2)),
    ("description_last", HEAD, DESCRIPTION),
    ("number", HEAD, changed(NUMERIC, answers=[{"id": "exact", "value": "many"}])),
    ("greater_than_equal", HEAD, changed(NUMERIC, answers=[{"id": "exact", "value": 4, "tolerance": -1}])),
    ("id_twice", HEAD, changed(MATCH, extras=[{"id": "fish", "answer": said("Moon")}])),
    ("answers_alike", HEAD, changed(MATCH, extras=[{"id": "moon", "answer": said("sea")}])),
    ("missing", HEAD, {**WORDLESS, "answers": []}),
    ("number_key", HEAD, WORDLESS),
    ("id_twice", HEAD, changed(SHORT_TEXT, answers=[SLOWER, SLOWER])),
    ("less_than_equal", HEAD, changed(SHORT_TEXT, answers=[{**SLOWER, "share": 2}])),
    ("number_key", HEAD, changed(NUMERIC, answers=[{"id": "half", "value": 4, "share": 0.5}])),
    ("number_key", HEAD, changed(NUMERIC, answers=[FAR])),
    ("number_taken", HEAD, changed(NUMERIC, answers=[{**FAR, "tolerance": 30}, *NUMERIC["answers"]])),
    ("greater_than_equal", HEAD, changed(NUMERIC, answers=[*NUMERIC["answers"], {**FAR, "share": -0.5}])),
    ("number_key", HEAD, with_gap({"id": "beast", "answers": [FAR]})),
    ("number_taken", HEAD, with_gap({"id": "beast", "answers": [FAR, {"id": "all", "value": 26.2}]})),
    ("id_twice", HEAD, changed(NUMERIC, answers=[NUMERIC["answers"][0], NUMERIC["answers"][0]])),
    ("unit_twice", HEAD, changed(NUMERIC, units=[{"symbol": "km"}, {"symbol": "km"}])),
    ("unit_twice", HEAD, changed(NUMERIC, units=[{"symbol": "m²"}, {"symbol": "m2", "factor": 2}])),
    ("unit_digit", HEAD, changed(NUMERIC, units=[{"symbol": "2km"}])),
    ("gap_not_once", HEAD, changed(CLOZE, passage=said("A [[beast]] has [[legs]] legs."))),
    ("gap_not_once", HEAD, changed(CLOZE, passage=said("[[beast]] [[beast]] [[legs]] [[way]]"))),
    ("gap_unknown", HEAD, changed(CLOZE, passage=said("[[beast]] [[legs]] [[way]] [[tail]]"))),
    ("gap_kind", HEAD, with_gap({"id": "beast"})),
    ("gap_kind", HEAD, with_gap({**GAPS[0], "answers": GAPS[1]["answers"]})),
    ("gap_kind", HEAD, with_gap({"id": "beast", "answers": [*SHORT_TEXT["answers"], *GAPS[1]["answers"]]})),
    ("number_key", HEAD, with_gap({"id": "beast", "answers": SHORT_TEXT["answers"]})),
    ("id_twice", HEAD, with_gap({**GAPS[0], "answers": [SHORT_TEXT["answers"][0]] * 2})),
    ("less_than_equal", HEAD, with_gap({**GAPS[0], "answers": [{**SHORT_TEXT["answers"][0], "share": 2}]})),
    ("missing", HEAD, with_gap({"id": "beast", "answers": [{"id": "x"}]})),
    (
        "choice_key",
        HEAD,
        changed(
            CLOZE,
            gaps=[*GAPS[:2], {**GAPS[2], "options": [{**one, "right": False} for one in GAPS[2]["options"]]}],
        ),
    ),
    (
        "number_key",
        HEAD,
        changed(
            CLOZE, gaps=[GAPS[0], {"id": "legs", "answers": [{"id": "x", "value": 4, "share": 0.5}]}, GAPS[2]]
        ),
    ),
    ("id_twice", HEAD, changed(WORDS, gaps=[WORDS["gaps"][0], {**WORDS["gaps"][1], "id": "fish"}])),
    ("missing", HEAD, changed(WORDS, gaps=[{"id": "fish"}, WORDS["gaps"][1]])),
    ("scene_unknown", HEAD, changed(SCENARIO, start="night")),
    ("scene_unknown", HEAD, story(scene("dawn", ("go", 1, {}, "night"), ("run", 1, {}, "noon")))),
    ("scene_name", HEAD, story(*SCENES, scene("ending"))),
    ("scene_choices", HEAD, story({"id": "dawn", "text": said("Dawn")})),
    ("scene_choices", HEAD, story({**SCENES[0], "ending": True})),
    ("scene_unreached", HEAD, story(scene("dawn", ("go", 1, {}, "ending")))),
    ("scene_unreached", HEAD, changed(SCENARIO, endings=[{"to": "ditch"}])),
    ("scene_loop", HEAD, story(SCENES[0], scene("noon", ("go", 1, {}, "ending"), ("back", 0, {}, "dawn")))),
    ("scene_loop", HEAD, story(scene("dawn", ("stay", 1, {}, "dawn"), ("go", 1, {}, "noon")))),
    ("meter_unknown", HEAD, story(scene("dawn", ("go", 1, {"luck": 1}, "noon")))),
    ("meter_unknown", HEAD, story(endings=[{"when": {"luck": ">1"}, "to": "home"}, ENDINGS[1]])),
    ("ending_scene", HEAD, story(endings=[{"when": {"strength": ">1"}, "to": "noon"}, *ENDINGS])),
    ("ending_conditions", HEAD, story(endings=ENDINGS[:1])),
    ("ending_conditions", HEAD, story(endings=[ENDINGS[1], ENDINGS[0], ENDINGS[1]])),
    ("string_pattern_mismatch", HEAD, story(endings=[{"when": {"strength": "6"}, "to": "home"}, ENDINGS[1]])),
    ("whole_number", HEAD, story(scene("dawn", ("go", 1, {"strength": 0.5}, "noon")))),
    ("less_than_equal", HEAD, story(scene("dawn", ("go", 1.5, {}, "noon")))),
    ("id_twice", HEAD, story(scene("dawn", ("go", 1, {}, "noon"), ("go", 1, {}, "noon")))),
    ("answers_alike", HEAD, story(scene("dawn", ("go", 1, {}, "noon"), ("go", 1, {}, "noon")))),
    ("missing", HEAD, {name: value for name, value in SCENARIO.items() if name != "endings"}),
    ("category_unknown", HEAD, changed(CATEGORISE, categories=[CATEGORIES[0], AIR])),
    ("too_short", HEAD, changed(CATEGORISE, categories=CATEGORIES[:1])),
    ("id_twice", HEAD, changed(CATEGORISE, categories=[*CATEGORIES, {**AIR, "id": "land"}])),
    ("id_twice", HEAD, changed(CATEGORISE, items=[*ITEMS, {**ITEMS[0], "text": said("A sled")}])),
    ("answers_alike", HEAD, changed(CATEGORISE, items=[*ITEMS, {**ITEMS[0], "id": "more"}])),
    ("hotspot_key", HEAD, changed(HOTSPOT, spots=HOTSPOT["spots"][1:])),
    ("hotspot_key", HEAD, changed(HOTSPOT, spots=[{**spot, "right": True} for spot in HOTSPOT["spots"]])),
    ("less_than_equal", HEAD, changed(HOTSPOT, spots=[{**spot, "lat": 85} for spot in HOTSPOT["spots"]])),
    ("number", HEAD, changed(HOTSPOT, spots=[{**spot, "lon": "10 E"} for spot in HOTSPOT["spots"]])),
    ("literal_error", HEAD, changed(HOTSPOT, picture="moon")),
    ("likert_purpose", HEAD, LIKERT),
    ("extra_forbidden", SURVEY, changed(LIKERT, points=1)),
    ("too_long", SURVEY, changed(LIKERT, scale=[said(str(number)) for number in range(8)])),
    ("language_missing", SURVEY, changed(LIKERT, scale=[IN_TWO, said("Always")])),
    ("id_twice", SURVEY, changed(LIKERT, statements=[*STATEMENTS, {**AIR, "id": "walk"}])),
    ("survey_pass_score", {**SURVEY, "pass_score": 0.5}, LIKERT),
    ("missing", NO_SCORE, CATEGORISE),
    ("survey_feedback", {**SURVEY, "feedback": "immediate"}, LIKERT),
    ("too_long", {**HEAD, "feedback": "adaptive"}, changed(CATEGORISE, hints=[said("Think.")] * 6)),
    ("share_key", HEAD, with_shares(SHARED_CHOICE, 0.5, 0.25, 0)),
    ("share_key", HEAD, with_shares(SHARED_CHOICE, 1, 1, 0)),
    ("share_key", HEAD, with_shares(SHARED_CHOICES, 1, 0, 0)),
    ("share_key", HEAD, with_shares(SHARED_CHOICES, 0.5, 0.5, 0.1)),
    ("share_sum", HEAD, with_shares(SHARED_CHOICES, 0.5, 0.49, 0)),
    ("less_than_equal", HEAD, with_shares(SHARED_CHOICES, 0.5, 1.5, 0)),
    ("greater_than_equal", HEAD, with_shares(SHARED_CHOICE, 1, 0.5, -1.01)),
    ("extra_forbidden", HEAD, with_shares(POLL, 1, 0, 0)),
    ("extra_forbidden", HEAD, changed(HOTSPOT, spots=[{**one, "share": 0.5} for one in HOTSPOT["spots"]])),
    ("extra_forbidden", HEAD, with_gap(with_shares(WORDS["gaps"][0], 1, 0.5, 0.5))),
]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_wrong_number_stands_anywhere_among_the_answers(course, place):
    answers = list(NUMERIC["answers"])
    answers.insert(place, FAR)
    gap = {
        "id": "beast",
        "answers": [{"id": "exact", "value": 42}, {"id": "plain", "value": 4, "share": 0}, FAR],
    }

    found = add(course, HEAD, changed(NUMERIC, answers=answers), with_gap(gap))

    assert codes(found) == []
    number, cloze = found.catalogue.quizzes["desk-more"].questions
    assert (number.answers[place].share, number.answers[place].feedback) == (0.0, FAR["feedback"])
    assert [one.share for one in cloze.gaps[0].answers] == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("code", "head", "question"), WRONG, ids=[f"{number}-{row[0]}" for number, row in enumerate(WRONG)]
)
def test_a_quiz_that_does_not_hold_is_named(course, code, head, question):
    assert code in codes(add(course, head, question))


def test_a_description_goes_with_the_question_after_it_and_counts_for_none(course):
    quiz = add(course, HEAD, POLL, DESCRIPTION, HOTSPOT).catalogue.quizzes["desk-more"]

    assert [question.id for question in quiz.questions] == ["like", "where"]
    assert [told.id for told in quiz.questions[1].lead] == ["story"]
    assert quiz.questions[0].lead == ()


def test_a_fault_after_a_description_is_named_at_its_own_line(course):
    wrong = changed(HOTSPOT, spots=[{**one, "right": False} for one in HOTSPOT["spots"]])

    problem = next(one for one in add(course, HEAD, DESCRIPTION, wrong).problems if one.file == FILE)

    lines = (course.root / FILE).read_text("utf-8").splitlines()
    assert problem.code == "hotspot_key"
    assert any(line.strip("- ").startswith("spots:") for line in lines[problem.line - 2 : problem.line])


def test_an_id_is_not_shared_with_a_description(course):
    assert "id_twice" in codes(add(course, HEAD, changed(DESCRIPTION, id="where"), HOTSPOT))
