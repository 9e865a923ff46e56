"""What a certificate says was done, and its code."""

import pytest

from course.core.rules.awards import CODE_LENGTH, achieved, new_certificate_code, read_code, shown_code
from course.core.rules.completion import QuizFact, course_progress

LESSONS = frozenset({"walk", "run", "cycle", "sail"})


def progress_of(catalogue, completed=LESSONS, **options):
    quizzes = {slug: QuizFact(passed=True, submitted=1, attempts=1) for slug in catalogue.quizzes}
    return course_progress(catalogue, completed=completed, quizzes=quizzes, **options)


def test_all_that_was_done_is_counted(catalogue):
    earned = achieved(catalogue, progress_of(catalogue), "en")

    assert earned is not None
    asked = [slug for module in catalogue.modules for slug in (*module.quizzes, *module.games)]
    assert earned.lessons == len(catalogue.lessons)
    assert earned.quizzes + earned.games + earned.surveys == len(asked)
    assert earned.modules == len(catalogue.modules)
    assert earned.minutes == sum(module.minutes("en", catalogue.quizzes) for module in catalogue.modules)


def test_nothing_is_earned_while_something_is_missing(catalogue):
    assert achieved(catalogue, progress_of(catalogue, LESSONS - {"sail"}), "en") is None


def test_what_came_later_is_not_asked_for_and_not_counted(catalogue):
    credited = {module.slug: "an earlier version" for module in catalogue.modules}

    earned = achieved(catalogue, progress_of(catalogue, LESSONS - {"sail"}, credited=credited), "en")

    assert earned is not None
    assert earned.lessons == len(LESSONS) - 1


def test_a_course_that_asks_for_nothing_earns_nothing(catalogue):
    from dataclasses import replace

    empty = replace(catalogue, modules=())

    assert achieved(empty, progress_of(empty), "en") is None


def test_codes_are_long_and_differ():
    codes = {new_certificate_code() for _ in range(1_000)}

    assert len(codes) == 1_000
    assert {len(code) for code in codes} == {CODE_LENGTH}


@pytest.mark.parametrize(
    "typed", ["K7QM-4TXH-9PRW", " k7qm4txh9prw ", "K7QM 4TXH 9PRW", "K7QM\u20134TXH\u20139PRW"]
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert read_code(typed) == "K7QM4TXH9PRW"
    assert shown_code("K7QM4TXH9PRW") == "K7QM-4TXH-9PRW"


@pytest.mark.parametrize(
    "typed", ["", "K7QM-4TXH-9PR", "K7QM-4TXH-9PR0", "K7QM-4TXH-9PRWA", "K7QM\x004TXH9PRW", "ключ"]
)
def test_what_is_no_code_is_told(typed):
    assert read_code(typed) is None
