"""The order in which quizzes stand in the course."""

from dataclasses import replace


def test_quizzes_stand_module_by_module_and_those_in_none_last(catalogue):
    first, second = catalogue.modules
    course = replace(
        catalogue,
        modules=(
            replace(first, quizzes=("steps",), games=("check-with-hints",)),
            replace(second, quizzes=("check-as-often",), games=()),
        ),
    )

    order = sorted(course.quiz_places, key=course.quiz_places.__getitem__)

    assert order[:3] == ["steps", "check-with-hints", "check-as-often"]
    assert set(order) == set(catalogue.quizzes)
