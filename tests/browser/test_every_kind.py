"""Each kind of question is passed by a learner with the keyboard alone, and by one whose browser runs no script.

What they answer they find by its words, since questions and options are shuffled; and what they earned they read in the
review, kind by kind.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

import pytest
import yaml

from course.core.content.quiz_files import DESCRIPTION as DESCRIPTION_KIND
from course.core.grading.kinds import KINDS
from course.flows.mark_by_hand import NewMark, mark_by_hand
from course.web.i18n import format_percent, speak
from course.web.i18n import gettext as _
from course.web.session import utc_now
from tests.browser.conftest import Site
from tests.browser.learners import Keyboard, WithoutScript, plain
from tests.browser.quiz_site import People, add_people, serving_quizzes
from tests.conftest import COURSE_FILES
from tests.kinds import (
    CATEGORISE,
    CLOZE,
    DESCRIPTION,
    ESSAY,
    HOTSPOT,
    LIKERT,
    NUMERIC,
    PICTURED_HOTSPOT,
    POLL,
    SCENARIO,
    UPLOAD,
    WORDS,
    said,
    scene,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-kinds")]
OF_STEPS = yaml.safe_load((COURSE_FILES / "quizzes" / "steps.yaml").read_text("utf-8"))["questions"]
STORY = {
    **SCENARIO,
    "scenes": [
        scene("dawn", ("rest", 0.2, {"strength": 2}, "noon"), ("run", 1.0, {"strength": -1}, "noon")),
        scene("noon", ("eat", 1.0, {"strength": 1}, "ending"), ("race", 0.0, {"strength": -7}, "ending")),
        scene("home"),
        scene("ditch"),
    ],
}
BEST_WAY = ("Dawn run", "Noon eat")
BY_HAND = {"essay": ESSAY, "upload": UPLOAD}
ASKED = {
    **{one["kind"]: one for one in OF_STEPS},
    **{one["kind"]: one for one in (NUMERIC, CATEGORISE, CLOZE, WORDS, POLL)},
    "scenario": STORY,
    "hotspot on the map": HOTSPOT,
    "hotspot on a picture": PICTURED_HOTSPOT,
    **BY_HAND,
}
QUIZ = {
    "module": "first-steps",
    "title": said("Every kind"),
    "purpose": "assessment",
    "pass_score": 1.0,
    "shuffle": True,
    "questions": [DESCRIPTION, *ASKED.values()],
}
SURVEY = {
    "module": "first-steps",
    "title": said("About you"),
    "purpose": "survey",
    "questions": [LIKERT, POLL],
}
PLAN = "I would ask them first."
in_both_looks = pytest.mark.parametrize(("width", "language"), [(1280, "en"), (360, "fr")])


@pytest.fixture(scope="module")
def kinds_site(tmp_path_factory) -> Iterator[Site]:
    """The small course with a quiz that asks a question of each kind, and a survey for the kind that no quiz asks."""
    folder = tmp_path_factory.mktemp("kinds")
    with serving_quizzes(folder, {"every-kind": QUIZ, "about-you": SURVEY}) as found:
        yield found


@pytest.fixture
def people(kinds_site) -> People:
    return add_people(kinds_site)


@pytest.fixture
def open_quiz(open_as, kinds_site, people):
    """Return a function that signs the learner in, in a browser of its own, and opens a quiz's page."""

    def one(quiz, width, language, **options):
        speak(language)
        size = {"width": width, "height": 800}
        page = open_as(kinds_site, people.learner_email, language, timeout=10_000, viewport=size, **options)
        page.goto(f"/{language}/quiz/{quiz}")
        return page

    return one


def places(page, questions, language) -> dict[str, Mapping]:
    """Return the questions by their ids on the page, in the order in which it asks them."""
    found = {
        page.locator("[data-question]", has_text=one["text"][language]).get_attribute("id"): one
        for one in questions
    }
    return dict(sorted(found.items(), key=lambda item: int(item[0].removeprefix("q"))))


def answer_rightly(learner, place, question, language, paper) -> None:  # noqa: C901, PLR0912 - one case for each kind
    """Answer one question as its author has it."""

    def words(one):
        return one["text"][language]

    match question["kind"]:
        case "choice":
            learner.choose(place, next(words(one) for one in question["options"] if one["right"]))
        case "choices":
            learner.tick(place, [words(one) for one in question["options"] if one["right"]])
        case "hotspot":
            learner.choose(place, next(words(one) for one in question["spots"] if one.get("right")))
        case "true-false":
            learner.choose(place, _("True") if question["answer"] else _("False"))
        case "poll":
            learner.choose(place, words(question["options"][1]))
        case "short-text":
            learner.write(place, question["accepted"][language][0])
        case "numeric":
            learner.write(place, "42,2 km")
        case "essay":
            learner.write(place, PLAN)
        case "match":
            learner.pair(
                place, {one["prompt"][language]: one["answer"][language] for one in question["pairs"]}
            )
        case "categorise":
            names = {one["id"]: words(one) for one in question["categories"]}
            learner.pair(place, {words(one): names[one["category"]] for one in question["items"]})
        case "likert":
            learner.rate(
                place, {words(one): question["scale"][-1][language] for one in question["statements"]}
            )
        case "order":
            learner.arrange(place, [words(one) for one in question["items"]])
        case "cloze" | "words":
            learner.fill(place, [what_fills(gap, language) for gap in question["gaps"]])
        case "scenario":
            for choice in BEST_WAY:
                learner.press(said(choice)[language], place)
        case "upload":
            learner.hand_over(place, paper)


def what_fills(gap, language) -> str:
    if "accepted" in gap:
        return gap["accepted"][language][0]
    if "answers" in gap:
        return str(gap["answers"][0]["value"])
    return next(one["text"][language] for one in gap["options"] if one.get("right"))


def mark_all_with_the_most(site, people, page) -> None:
    """Mark what waits for a person in the attempt whose review the page shows, as the facilitator."""
    attempt_id = UUID(page.url.split("/")[-2])
    best = {one["id"]: one["levels"][0]["id"] for one in ESSAY["rubric"]}
    catalogue = site.app.extensions["course_content"].catalogue()
    for question in BY_HAND.values():
        with site.app.extensions["course_database"].writing() as session:
            mark_by_hand(
                session,
                catalogue,
                cohort_id=people.cohort_id,
                marker_id=people.guide_id,
                learner_id=people.learner_id,
                quiz_slug="every-kind",
                attempt_id=attempt_id,
                question_id=question["id"],
                given=NewMark(levels=best, comment="", reason="", seen=0),
                now=utc_now(),
            )


def verdicts(page, asked, language) -> dict[str, str]:
    """Return what the review's list of all questions says of each, by the names that `asked` has for them."""
    told = {}
    for name, question in asked.items():
        told_at = page.locator("section.q", has_text=question["text"][language]).get_attribute(
            "aria-labelledby"
        )
        told[name] = plain(page.locator(f"aside a[href='#{told_at}'] .tag").text_content())
    return told


def all_of_it() -> dict[str, str]:
    """Return what the review says where all that can be earned is earned, by the names of ASKED."""
    everything = format_percent(1)
    other = {
        "poll": _("Answered"),
        "scenario": _("Worth %(share)s", share=everything),
        **dict.fromkeys(BY_HAND, _("Marked: %(share)s", share=everything)),
    }
    return {name: plain(other.get(name, _("Correct"))) for name in ASKED}


def heading(page) -> str:
    return plain(page.locator("h1").inner_text())


def answer_all(learner, asked, language, paper) -> None:
    """Begin, and answer rightly from the first question to the last."""
    learner.press(_("Begin"))
    for place, question in places(learner.page, asked, language).items():
        try:
            answer_rightly(learner, place, question, language, paper)
            learner.wait_until_stored(place)
        except Exception as failed:
            failed.add_note(f"The question is of the kind “{question['kind']}”.")
            raise


def pass_every_kind(learner, site, people, paper, language) -> None:
    """Take the quiz from its page on until it is marked, and read the review."""
    page = learner.page
    answer_all(learner, ASKED.values(), language, paper)
    assert page.get_by_text("With two parts.").is_visible()  # the description, which asks nothing
    learner.press(_("Hand in"))
    assert heading(page) == plain(_("Handed in: it waits for a mark"))
    mark_all_with_the_most(site, people, page)
    page.reload()


def test_no_kind_is_left_out():
    asked = {one["kind"] for one in (*QUIZ["questions"], *SURVEY["questions"])}

    assert asked == {*KINDS, DESCRIPTION_KIND}


@in_both_looks
def test_every_kind_is_passed_with_the_keyboard_alone(open_quiz, kinds_site, people, paper, width, language):
    page = open_quiz("every-kind", width, language)

    pass_every_kind(Keyboard(page), kinds_site, people, paper, language)

    assert verdicts(page, ASKED, language) == all_of_it()
    assert heading(page) == plain(_("Passed: %(score)s", score=format_percent(1)))


@in_both_looks
def test_every_kind_is_passed_without_script(open_quiz, kinds_site, people, paper, width, language):
    page = open_quiz("every-kind", width, language, java_script_enabled=False)

    pass_every_kind(WithoutScript(page), kinds_site, people, paper, language)

    assert verdicts(page, ASKED, language) == all_of_it()
    assert heading(page) == plain(_("Passed: %(score)s", score=format_percent(1)))


@in_both_looks
@pytest.mark.parametrize("has_script", [True, False], ids=["keyboard", "no script"])
def test_a_survey_is_handed_in_with_the_keyboard_alone_and_without_script(
    open_quiz, paper, width, language, has_script
):
    page = open_quiz("about-you", width, language, java_script_enabled=has_script)
    learner = Keyboard(page) if has_script else WithoutScript(page)

    answer_all(learner, SURVEY["questions"], language, paper)
    learner.press(_("Hand in"))

    assert heading(page) == plain(_("Handed in. Thank you."))
    assert set(verdicts(page, {"likert": LIKERT, "poll": POLL}, language).values()) == {_("Answered")}


def test_no_question_holds_the_focus_fast_on_or_back(open_quiz):
    keyboard = Keyboard(open_quiz("every-kind", 360, "en"))
    keyboard.press("Begin")
    asked = set(places(keyboard.page, ASKED.values(), "en"))

    on = keyboard.walk("Tab", name="Hand in")
    back = keyboard.walk("Shift+Tab", place="q1")

    assert on == back == asked
