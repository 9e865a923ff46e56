"""What `course check` says of a quiz's behaviour, and that a build keeps it."""

from dataclasses import replace

import pytest

from course.core.content.check_behaviours import behaviour_faults
from course.core.content.quiz_files import quiz_from_body
from course.core.content.quiz_yaml import question_data
from course.core.grading.questions import Essay
from course.core.grading.rubrics import Criterion, Level
from tests.core.grading.builders import a_choice, a_quiz, a_true_false, in_languages

HINTS = (in_languages("Think."),)
HINTED = a_choice(hints=HINTS)
ESSAY = Essay(id="plan", text=in_languages("Write."))
MARKED = replace(
    ESSAY, rubric=(Criterion("clear", in_languages("Clear"), (Level("yes", in_languages("Yes"), 1.0),)),)
)


@pytest.mark.parametrize(
    ("facts", "questions", "found"),
    [
        ({"feedback": "interactive", "penalty": 0.25}, [HINTED, a_choice("other")], []),
        ({"feedback": "adaptive", "penalty": 0.0}, [a_choice()], []),
        ({"feedback": "immediate"}, [a_choice(), a_true_false()], []),
        ({"feedback": "certainty", "purpose": "survey"}, [a_choice()], [("survey_feedback", False)]),
        ({"feedback": "certainty"}, [ESSAY], [("certainty_essay", False)]),
        ({"feedback": "certainty"}, [MARKED], [("by_hand_feedback", False)]),
        ({"feedback": "immediate"}, [ESSAY], []),
        ({"feedback": "immediate", "penalty": 0.5}, [a_choice()], [("penalty_unused", True)]),
        ({"feedback": "interactive"}, [a_choice()], [("hints_missing", True)]),
        ({"feedback": "deferred"}, [HINTED], [("hints_unused", True)]),
        ({"feedback": "adaptive"}, [a_true_false()], [("two_answers_tried", True)]),
        ({"feedback": "interactive"}, [replace(a_true_false(), hints=HINTS)], [("two_answers_tried", True)]),
    ],
)
def test_what_contradicts_a_behaviour_is_an_error_and_what_it_leaves_unused_a_warning(
    facts, questions, found
):
    quiz = replace(a_quiz(*questions), **facts)
    asked = [(("questions", place), question) for place, question in enumerate(questions)]

    assert [(fault.code, fault.is_warning) for fault in behaviour_faults(quiz, asked)] == found


def test_a_build_keeps_feedback_penalty_and_hints(catalogue):
    quiz = catalogue.quizzes["check-with-hints"]

    again = quiz_from_body(quiz.body)

    assert (again.feedback, again.penalty) == ("interactive", 0.25)
    assert [hint["en"] for hint in again.questions[0].hints] == ["It has feathers.", "It lays eggs."]


def test_hints_are_written_as_their_file_has_them():
    assert question_data(HINTED)["hints"] == [dict(HINTS[0])]
