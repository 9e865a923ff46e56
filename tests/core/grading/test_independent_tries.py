"""Behaviours beside the behaviours: what tries, hints and certainties earn, counted in fractions, in another way."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from course.core.grading.behaviours import Try, mark_quiz
from course.core.grading.questions import Likert
from tests.core.grading.builders import a_quiz, in_languages
from tests.core.grading.test_independent_grader import random_question, random_response, share_of

GAIN = {1: Fraction(1), 2: Fraction(2), 3: Fraction(3)}
LOSS = {1: Fraction(0), 2: Fraction(2), 3: Fraction(6)}


def expected_score(quiz, questions, responses, tries):
    there_are = sum(Fraction(question.points) for question in questions)
    if not there_are:
        return Fraction(0)
    accuracy = sum(earned(quiz, question, responses, tries) for question in questions) / there_are
    if quiz.feedback != "certainty":
        return accuracy
    told = sum(
        Fraction(question.points) * coming(share_of(question, made[0].response), made[0].certainty)
        for question in questions
        if (made := tries.get(question.id))
    )
    best = max(coming(accuracy, certainty) for certainty in GAIN)
    return min(Fraction(1), max(Fraction(0), accuracy + (told / there_are - best) / 10))


def coming(share, certainty):
    """Who says how sure they are gains in the measure in which they are right, and loses in the rest."""
    return share * GAIN[certainty] - (1 - share) * LOSS[certainty]


def earned(quiz, question, responses, tries):
    made = tries.get(question.id, [])
    if not made:
        return Fraction(question.points) * share_of(question, responses.get(question.id))
    left, worth = Fraction(1), []
    for one in made:
        worth.append(max(Fraction(0), share_of(question, one.response) - (1 - left)))
        if quiz.feedback in {"interactive", "adaptive"}:
            left = max(Fraction(0), left - Fraction(str(quiz.penalty)))
    return Fraction(question.points) * (max(worth) if quiz.feedback == "adaptive" else worth[-1])


def random_tries(random, quiz, question):
    """Try as a page lets people try: until it is right, or the tries are used up, or they leave it."""
    most = {"adaptive": 6, "interactive": 1 + len(getattr(question, "hints", ()))}.get(quiz.feedback, 1)
    made = []
    while len(made) < most and random.random() < 0.8:
        response = random_response(random, question)
        if response is None:
            break
        made.append(Try(response, random.choice((1, 2, 3)) if quiz.feedback == "certainty" else 0))
        if share_of(question, response) == 1:
            break
    return made


@pytest.mark.parametrize("feedback", ["immediate", "interactive", "adaptive", "certainty"])
def test_scores_by_tries_equal_an_independent_grader(feedback):
    for number in range(250):
        random = Random(f"{feedback} {number}")
        questions = [random_question(random, f"question{place}") for place in range(random.randint(1, 10))]
        hints = tuple(in_languages(f"Hint {count}") for count in range(random.randint(0, 3)))
        questions = [one if isinstance(one, Likert) else replace(one, hints=hints) for one in questions]
        quiz = a_quiz(*questions, feedback=feedback, penalty=random.choice((0.0, 0.1, 0.25, 0.5, 1.0)))
        tries = {
            one.id: made
            for one in questions
            if not isinstance(one, Likert) and (made := random_tries(random, quiz, one))
        }
        untried = [one for one in questions if one.id not in tries]
        given = {one.id: random_response(random, one) for one in untried} | {
            name: made[-1].response for name, made in tries.items()
        }
        responses = {name: response for name, response in given.items() if response is not None}

        achieved = mark_quiz(quiz, questions, responses, tries).score

        expected = float(expected_score(quiz, questions, responses, tries))
        assert achieved == pytest.approx(expected, abs=1e-8), (number, tries)
