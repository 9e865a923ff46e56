"""The course itself: what it promises its learners is counted, in each language."""

import re
from collections import Counter
from pathlib import Path

import pytest

from course.core.content.load import read_course
from course.core.content.outline import Outline
from course.core.content.sources import LessonSource, read_sources

PROJECT = Path(__file__).parents[2]
MODULES, QUIZZES = PROJECT / "modules", PROJECT / "quizzes"
LANGUAGES = ("en", "es", "fr")
CITIES = ("Sfax", "Málaga", "Brital", "Douala", "Lisbon", "Grenoble", "Meknes")
REGIONS = {"africa", "americas", "asia-pacific", "europe", "middle-east"}


@pytest.fixture(scope="module")
def draft():
    return read_course(MODULES, QUIZZES, PROJECT / "instance" / "builds" / "cache")


@pytest.fixture(scope="module")
def lessons() -> list[LessonSource]:
    files = {
        f"modules/{place.relative_to(MODULES).as_posix()}": place.read_bytes()
        for place in MODULES.rglob("*.*")
        if place.suffix in {".md", ".yaml", ".svg", ".json"}
    }
    return read_sources(files, {}).lessons


def blocks(outline: Outline) -> list[str]:
    return [part.name for part in outline.parts if part.name not in {"h2", "h3"}]


def test_the_course_has_no_fault_and_no_warning(draft):
    assert [problem.sentence for problem in draft.problems] == []


def test_four_modules_of_six_to_eight_lessons_are_complete_in_each_language(draft):
    modules = draft.catalogue.modules

    assert len(modules) == 4
    for module in modules:
        assert 6 <= len(module.lessons) <= 8
        assert all(set(lesson.texts) == set(LANGUAGES) for lesson in module.lessons)
    assert {state.state for state in draft.states} == {"source", "current"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesson_takes_five_to_twelve_minutes_and_a_module_about_an_hour(draft, language):
    for module in draft.catalogue.modules:
        minutes = {lesson.slug: lesson.text(language).minutes for lesson in module.lessons}

        assert {slug: found for slug, found in minutes.items() if not 5 <= found <= 12} == {}
        assert 45 <= sum(minutes.values()) <= 90, (module.slug, language, sum(minutes.values()))


def test_each_lesson_has_aims_a_case_key_points_and_one_thing_to_do_at_its_end(lessons):
    for lesson in lessons:
        found = blocks(lesson.outline)

        assert lesson.front.aims, lesson.file
        assert lesson.front.sources, lesson.file
        assert all(source.address for source in lesson.front.sources), lesson.file
        assert found[-2:] == ["key-points", "do"], lesson.file
        assert "case" in found, lesson.file
        assert "reflect" in found, lesson.file


def test_each_module_has_a_podcast_an_explainer_a_game_and_a_questionnaire(draft, lessons):
    for module in draft.catalogue.modules:
        for language in LANGUAGES:
            found = Counter(
                name
                for lesson in lessons
                if (lesson.module, lesson.language) == (module.slug, language)
                for name in blocks(lesson.outline)
            )
            assert found["podcast"] >= 1, (module.slug, language)
            assert found["explainer"] >= 1, (module.slug, language)
        assert module.games
        purposes = [draft.catalogue.quizzes[slug].purpose for slug in module.quizzes]
        assert "assessment" in purposes


def test_each_questionnaire_draws_from_at_least_24_questions_of_mixed_kinds(draft):
    quizzes = [quiz for quiz in draft.catalogue.quizzes.values() if quiz.purpose == "assessment"]

    assert len(quizzes) == 4
    for quiz in quizzes:
        assert len(quiz.questions) >= 24, quiz.slug
        assert len({type(question) for question in quiz.questions}) >= 4, quiz.slug
        assert 10 <= sum(quiz.draw.values()) < len(quiz.questions), quiz.slug


def test_the_cases_lie_in_every_region_and_in_the_cities_of_the_networks_own_learning(draft, lessons):
    cases = {
        line.removeprefix("/// case | ").strip()
        for lesson in lessons
        if lesson.language == "en"
        for line in (PROJECT / lesson.file).read_text("utf-8").split("\n")
        if line.startswith("/// case | ")
    }
    texts = " ".join(
        (PROJECT / lesson.file).read_text("utf-8") for lesson in lessons if lesson.language == "en"
    )
    actions = draft.catalogue.collections.actions.values()
    regions = {action.region for action in actions if any(action.city in case for case in cases)}

    assert [city for city in CITIES if city not in texts] == []
    assert regions == REGIONS
    assert len(cases) >= 29


def test_the_conversations_carry_times_and_at_least_two_voices(lessons):
    for lesson in lessons:
        if lesson.front.kind == "podcast":
            cues = re.findall(
                r"^(\d+:\d\d) \*\*([^:*]+)", (PROJECT / lesson.file).read_text("utf-8"), re.MULTILINE
            )
            assert len(cues) >= 10, lesson.file
            assert len({name for _time, name in cues}) >= 2, lesson.file
