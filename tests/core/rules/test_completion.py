from random import Random

import pytest

from course.core.rules.completion import QuizFact, Tick, course_progress
from tests.core.rules.builders import a_catalogue, a_lesson, a_module

PASSED = QuizFact(best_score=0.9, attempts=1, submitted=1, passed=True)


def progress(catalogue, *, completed=(), quizzes=None, **facts):
    return course_progress(catalogue, completed=set(completed), quizzes=quizzes or {}, **facts)


def test_nobody_has_done_anything_at_first():
    course = a_catalogue(a_module(lessons=("one", "two"), quizzes=("check",), games=("play",)))

    found = progress(course)

    assert (found.share, found.done) == (0.0, False)
    assert [(item.what, item.slug, item.reason) for item in found.missing] == [
        ("lesson", "one", "not_started"),
        ("lesson", "two", "not_started"),
        ("quiz", "check", "not_started"),
        ("game", "play", "not_started"),
    ]


def test_all_lessons_quizzes_and_games_complete_a_course():
    course = a_catalogue(a_module(lessons=("one",), quizzes=("check",), games=("play",)))

    found = progress(course, completed=["one"], quizzes={"check": PASSED, "play": PASSED})

    assert (found.share, found.done, found.missing) == (1.0, True, ())


def test_a_module_counts_its_lessons_and_ticks_each_item():
    course = a_catalogue(a_module(lessons=("one", "two", "three"), quizzes=("check",)))

    module = progress(course, completed=["two"], quizzes={"check": PASSED}).module("first")

    assert (module.lessons_done, module.lessons_total, module.share, module.done) == (1, 3, 0.5, False)
    assert module.ticks == (
        Tick("lesson", "one", done=False),
        Tick("lesson", "two", done=True),
        Tick("lesson", "three", done=False),
        Tick("quiz", "check", done=True),
    )


@pytest.mark.parametrize(
    ("fact", "reason", "best"),
    [
        (QuizFact(), "not_started", None),
        (QuizFact(attempts=1), "not_submitted", None),
        (QuizFact(attempts=2, submitted=1, best_score=0.6), "below_pass", 0.6),
    ],
)
def test_an_open_quiz_says_why(fact, reason, best):
    course = a_catalogue(a_module(lessons=(), quizzes=("check",)), pass_score=0.7)

    (missing,) = progress(course, quizzes={"check": fact}).missing

    assert (missing.reason, missing.best, missing.needed) == (reason, best, 0.7)


def test_an_opened_lesson_is_in_progress():
    course = a_catalogue(a_module(lessons=("one",)))

    assert [item.reason for item in progress(course, opened={"one"}).missing] == ["in_progress"]


def test_a_pass_stays_a_pass_when_more_is_asked_later():
    course = a_catalogue(a_module(lessons=(), quizzes=("check",)), pass_score=0.95)

    assert progress(course, quizzes={"check": PASSED}).done


def test_a_survey_is_done_when_submitted():
    course = a_catalogue(a_module(lessons=(), quizzes=("views",)), purpose="survey")

    assert progress(course, quizzes={"views": QuizFact(attempts=1, submitted=1)}).done
    assert not progress(course, quizzes={"views": QuizFact(attempts=1)}).done


def test_minutes_left_are_those_of_the_open_items_in_the_readers_language():
    lessons = (a_lesson("one", minutes={"en": 10, "fr": 14}), a_lesson("two", minutes={"en": 7, "fr": 9}))
    course = a_catalogue(a_module(lessons=lessons, quizzes=("check",)))

    found = progress(course, completed=["two"])

    assert [found.minutes_left(language) for language in ("en", "fr", "es")] == [12, 16, 12]
    assert found.modules[0].minutes_left("fr") == 16


def test_credit_stays_when_lessons_are_added_later():
    course = a_catalogue(a_module(lessons=("one", "new")), version="v2")

    module = progress(course, completed=["one"], credited={"first": "v1"}).module("first")

    assert (module.done, module.share, module.missing, module.changed_since) == (True, 1.0, (), True)
    assert [item.slug for item in module.added] == ["new"]
    assert (module.lessons_done, module.lessons_total) == (1, 2)


def test_a_credited_module_with_nothing_new_to_do_has_not_changed_for_the_learner():
    course = a_catalogue(a_module(lessons=("one",)), version="v2")

    module = progress(course, completed=["one"], credited={"first": "v1"}).module("first")

    assert (module.done, module.changed_since, module.added) == (True, False, ())


def test_records_of_items_that_left_the_course_count_for_nothing():
    course = a_catalogue(a_module(lessons=("one", "two")))

    found = progress(course, completed=["one", "gone", "went"], quizzes={"retired": PASSED})

    assert found.share == 0.5


def test_a_lesson_and_a_quiz_of_the_same_name_are_two_things():
    course = a_catalogue(a_module(lessons=("same",), quizzes=("same",)))

    found = progress(course, completed=["same"])

    assert found.is_done("lesson", "same")
    assert not found.is_done("quiz", "same")
    assert found.share == 0.5


def random_course(random):
    modules = [
        a_module(
            f"module{number}",
            lessons=tuple(f"lesson{number}-{place}" for place in range(random.randint(0, 4))),
            quizzes=tuple(f"quiz{number}-{place}" for place in range(random.randint(0, 2))),
            games=tuple(f"game{number}-{place}" for place in range(random.randint(0, 2))),
        )
        for number in range(random.randint(1, 4))
    ]
    return a_catalogue(*modules, purpose=random.choice(("assessment", "survey")))


def random_facts(random, course):
    lessons = [lesson.slug for lesson in course.lessons]
    quizzes = {}
    for slug in course.quizzes:
        attempts = random.randint(0, 3)
        submitted = random.randint(0, attempts)
        passed = bool(submitted) and random.random() < 0.7
        quizzes[slug] = QuizFact(
            best_score=random.random(), attempts=attempts, submitted=submitted, passed=passed
        )
    return {
        "completed": {slug for slug in [*lessons, "retired"] if random.random() < 0.7},
        "opened": {slug for slug in lessons if random.random() < 0.5},
        "quizzes": {slug: fact for slug, fact in quizzes.items() if random.random() < 0.8},
        "credited": {module.slug: "v0" for module in course.modules if random.random() < 0.3},
    }


def test_whatever_is_unfinished_says_what_is_missing_and_shares_stay_in_range():
    states = {True: 0, False: 0}
    for number in range(1000):
        random = Random(number)
        course = random_course(random)

        found = course_progress(course, **random_facts(random, course))

        assert found.done is (not found.missing)
        assert found.done is (found.share == 1.0)
        for module in found.modules:
            assert module.done is (not module.missing)
            assert module.done is (module.share == 1.0)
            assert 0.0 <= module.share <= 1.0
            assert not (module.missing and module.added)
        assert 0.0 <= found.share <= 1.0
        assert all(item.reason and item.minutes_left("es") > 0 for item in found.missing)
        states[found.done] += 1
    assert min(states.values()) > 20


def test_doing_more_never_shows_less():
    for number in range(200):
        random = Random(number)
        course = random_course(random)
        facts = random_facts(random, course)
        before = course_progress(course, **facts)

        more = facts | {"completed": facts["completed"] | {lesson.slug for lesson in course.lessons[:2]}}

        assert course_progress(course, **more).share >= before.share
