"""The grader beside the grader: written from the rules in docs and docstrings, in another way.

It counts in fractions, tries subsets for orders and translates accepted forms to regular expressions.
"""

import re
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from course.core.grading.marking import mark_attempt, score
from course.core.grading.questions import (
    Answer,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Hotspot,
    Likert,
    Match,
    NumberGap,
    Numeric,
    Order,
    Scenario,
    ShortText,
    TrueFalse,
    TypedGap,
    Words,
)
from tests.core.grading.builders import (
    a_categorise,
    a_choice,
    a_cloze,
    a_hotspot,
    a_likert,
    a_match,
    a_numeric,
    a_scenario,
    a_scene,
    a_short_text,
    a_true_false,
    a_typed_answer,
    an_order,
    some_choices,
    some_words,
)

PLAIN = str.maketrans("áéíóúñçèêàâîôûüï", "aeiounceeaaiouui")
PARTS = (0.0, 0.25, 0.33333, 0.9, -0.5)  # of wrong options of a choice
GAINS = {1: (1.0,), 2: (0.5, 0.7), 3: (0.333, 0.33333, 0.5), 4: (0.25, 0.4, 1.0)}  # of so many right options
WORDS = ("firewall", "réfugié", "niño", "pare-feu", "carte d'identité", "acogida", "mobility")


def expected_score(questions, responses):
    earned = sum(
        Fraction(question.points) * share_of(question, responses.get(question.id)) for question in questions
    )
    there_are = sum(Fraction(question.points) for question in questions)
    return earned / there_are if there_are else Fraction(0)


def share_of(question, response):
    if not response:
        return Fraction(0)
    rules = {
        Choice: lambda: max(Fraction(0), worth_of(question, response, all_or_nothing=True)),
        Hotspot: lambda: Fraction(next(spot.right for spot in question.spots if spot.id == response)),
        TrueFalse: lambda: Fraction((response == "true") == question.answer),
        ShortText: lambda: typed_share(question, response),
        Choices: lambda: choices_share(question, response),
        Match: lambda: Fraction(
            sum(answer == prompt for prompt, answer in response.items()), len(question.pairs)
        ),
        Order: lambda: order_share([item.id for item in question.items], response),
        Categorise: lambda: Fraction(
            len([item for item in question.items if response.get(item.id) == item.category]),
            len(question.items),
        ),
        Likert: lambda: Fraction(0),
        Scenario: lambda: scenario_share(question, list(response)),
        Numeric: lambda: number_share(question.answers, response, question),
        Cloze: lambda: gaps_share(question, response),
        Words: lambda: gaps_share(question, response),
    }
    return rules[type(question)]()


def typed_share(asked, typed):
    return max(
        Fraction(any(same_word(typed, form) for form in sum(asked.accepted.values(), ()))),
        *(
            Fraction(str(one.share)) * any(same_word(typed, form) for form in one.accepted["en"])
            for one in asked.answers
        ),
        Fraction(0),
    )


def scenario_share(question, path):
    """Play it again by hand: which ending it is does not change what the choices are worth."""
    worth = {f"{scene.id}:{one.id}": one for scene in question.scenes for one in scene.choices}
    ends = {scene.id for scene in question.scenes if not scene.choices}
    if worth[path[-1]].to not in {"ending", *ends}:
        return Fraction(0)
    return sum(Fraction(str(worth[step].worth)) for step in path) / len(path)


def number_share(answers, typed, question=None):
    """The random responses are plain: digits, maybe one point or comma, maybe words behind a blank.

    The sign parts decimals; before three digits it may part thousands too, and what earns more counts. Where no unit is
    asked for, a number with words behind it is none.
    """
    number, _, unit = typed.partition(" ")
    if not re.fullmatch(r"-?\d+([.,]\d{1,3})?", number):
        return Fraction(0)
    readings = [number.replace(",", ".")]
    if re.fullmatch(r"-?[1-9]\d?\d?[.,]\d{3}", number):
        readings.append(re.sub("[.,]", "", number))
    return max(share_of_value(answers, Fraction(value), unit, question) for value in readings)


def share_of_value(answers, value, unit, question):
    factors = {known.symbol: Fraction(str(known.factor)) for known in question.units} if question else {}
    if unit and not factors:
        return Fraction(0)
    value *= factors.get(unit, 1)
    for answer in answers:
        if abs(value - Fraction(str(answer.value))) <= Fraction(str(answer.tolerance)):
            lost = Fraction(str(question.unit_penalty)) if factors and unit not in factors else 0
            return Fraction(str(answer.share)) * (1 - lost)
    return Fraction(0)


def gaps_share(question, response):
    earned = Fraction(0)
    for gap in question.gaps:
        given = response.get(gap.id, "")
        if isinstance(gap, ChosenGap):
            share = Fraction(given in [option.id for option in gap.options if option.right])
        elif isinstance(gap, NumberGap):
            share = number_share(gap.answers, given)
        else:
            share = typed_share(gap, given)
        earned += share * Fraction(str(gap.weight))
    return earned / sum(Fraction(str(gap.weight)) for gap in question.gaps)


def choices_share(question, response):
    """Thousandths decide: who is a thousandth short of everything has everything."""
    thousandths = sum(1000 * worth_of(question, name) for name in response)
    if any(option.share is not None for option in question.options) and thousandths >= 999:
        return Fraction(1)
    return min(Fraction(1), max(Fraction(0), thousandths / 1000))


def worth_of(question, name, *, all_or_nothing=False):
    option = {option.id: option for option in question.options}[name]
    if option.share is not None:
        return Fraction(str(option.share))
    if all_or_nothing:
        return Fraction(1 if option.right else 0)
    rights = [one for one in question.options if one.right]
    return Fraction(1 if option.right else -1, len(rights))


def order_share(right, response):
    for size in range(len(right), 0, -1):
        if any(list(some) == sorted(some, key=right.index) for some in combinations(response, size)):
            return Fraction(size - 1, len(right) - 1)
    raise AssertionError("one item alone is always in order")


def same_word(typed, form):
    return (
        re.fullmatch(".*".join(re.escape(plain(piece)) for piece in form.split("*")), plain(typed))
        is not None
    )


def plain(words):
    return re.sub(r"\s+", " ", words.lower().translate(PLAIN)).strip(' .!?«»"')


def random_question(random, question_id):
    points = random.choice((0.5, 1.0, 2.0, 3.0))
    right, wrong = "abcd"[: random.randint(1, 4)], "wxyz"[: random.randint(1, 4)]
    makers = (
        lambda: a_choice(question_id, right="a", wrong=wrong, points=points),
        lambda: some_choices(question_id, right=right, wrong=wrong, points=points),
        lambda: a_choice(question_id, wrong=wrong, shares=random_shares(random, wrong, PARTS), points=points),
        lambda: some_choices(
            question_id,
            right=right,
            wrong=wrong,
            shares=random_shares(random, right, GAINS[len(right)])
            | random_shares(random, wrong, (0.0, -0.1, -0.333, -1.0)),
            points=points,
        ),
        lambda: a_true_false(question_id, answer=random.random() < 0.5, points=points),
        lambda: a_short_text(
            question_id,
            accepted=random_forms(random),
            answers=random_answers(random),
            points=points,
        ),
        lambda: a_match(
            question_id,
            answers=random.sample(WORDS, random.randint(2, 6)),
            others=("nothing of all that",) * random.randint(0, 1),
            points=points,
        ),
        lambda: an_order(question_id, items="abcdefg"[: random.randint(2, 7)], points=points),
        lambda: a_categorise(
            question_id, items="".join(random.choices("xyz", k=random.randint(2, 7))), points=points
        ),
        lambda: a_likert(question_id),
        lambda: random_scenario(random, question_id, points),
        lambda: a_hotspot(question_id, wrong=wrong, points=points),
        lambda: a_numeric(
            question_id,
            answers=random_numbers(random),
            units=random.choice(((), (("km", 1.0), ("m", 0.5)))),
            penalty=random.choice((0.0, 0.25, 1.0)),
            points=points,
        ),
        lambda: a_cloze(question_id, points=points),
        lambda: a_cloze(
            question_id,
            gaps=(
                *a_cloze().gaps,
                NumberGap(
                    "day",
                    tuple(Answer(f"day-{place}", *one) for place, one in enumerate(random_numbers(random))),
                ),
                TypedGap("word", random_forms(random), random_answers(random), random.choice((1.0, 0.5))),
            ),
            points=points,
        ),
        lambda: some_words(question_id, points=points),
    )
    return random.choice(makers)()


def random_numbers(random):
    """A right number, one that earns a part, and wrong ones among them; one may be a thousand times the right one."""
    right = random.randint(-9, 9) / 2
    answers = [(right, random.choice((0.0, 0.5)), 1.0), (0.0, 9.0, 0.4)]
    for wrong in random.sample((right, right + 0.5, right - 3, right * 1000), random.randint(0, 3)):
        answers.insert(random.randint(0, 2), (wrong, random.choice((0.0, 0.5)), 0.0))
    return tuple(answers)


def random_answers(random):
    shares = random.sample((1.0, 0.75, 0.4, 0.0), random.randint(0, 3))
    return tuple(
        a_typed_answer(f"answer-{place}", random.choice(sum(random_forms(random).values(), ())), share)
        for place, share in enumerate(shares)
    )


def random_shares(random, names, shares):
    """Most options have one, and some leave it to the rule of the kind."""
    return {name: random.choice(shares) for name in names if random.random() < 0.8}


def random_scenario(random, question_id, points):
    """A story through two to five days with one or two scenes each."""
    days = [
        [f"day{day}-{number}" for number in range(random.randint(1, 2))]
        for day in range(random.randint(1, 4))
    ]
    days = [["dawn"], *days]
    scenes = []
    for day, names in enumerate(days):
        after = days[day + 1] if day + 1 < len(days) else ["ending", "bad"]
        for name in names:
            choices = [
                (
                    sign,
                    random.choice((0.0, 0.3, 0.5, 1.0)),
                    {"trust": random.randint(-3, 3)},
                    random.choice(after),
                )
                for sign in "abc"[: random.randint(1, 3)]
            ]
            scenes.append(a_scene(name, *choices))
    ends = (a_scene("good"), a_scene("bad"))
    return a_scenario(question_id, scenes=(*scenes, *ends), points=points)


def random_path(random, question):
    """Walk from the start, sometimes giving up before the end."""
    scenes = {scene.id: scene for scene in question.scenes}
    here, path = scenes["dawn"], []
    while here is not None and here.choices and (not path or random.random() < 0.9):
        choice = random.choice(here.choices)
        path.append(f"{here.id}:{choice.id}")
        here = scenes.get(choice.to)
    return tuple(path)


def random_forms(random):
    forms = [random.choice((word, word[:5] + "*", "*" + word[-4:])) for word in random.sample(WORDS, 3)]
    return dict(zip(("en", "es", "fr"), ((form,) for form in forms), strict=True))


def random_response(random, question):
    makers = {
        Choice: lambda: random.choice(question.options).id,
        Hotspot: lambda: random.choice(question.spots).id,
        Choices: lambda: tuple(sorted(option.id for option in question.options if random.random() < 0.5)),
        TrueFalse: lambda: random.choice(("true", "false")),
        ShortText: lambda: mistyped(random, random.choice(WORDS)),
        Match: lambda: random_pairs(
            random, [pair.id for pair in question.pairs], [one.id for one in question.answers]
        ),
        Categorise: lambda: {
            item.id: random.choice(question.categories).id for item in question.items if random.random() < 0.8
        },
        Likert: lambda: {
            statement.id: str(random.randint(1, len(question.scale)))
            for statement in question.statements
            if random.random() < 0.8
        },
        Scenario: lambda: random_path(random, question),
        Numeric: lambda: random_number(random, random.choice(question.answers).value),
        Cloze: lambda: random_filling(random, question),
        Words: lambda: random_filling(random, question),
        Order: lambda: tuple(random.sample([item.id for item in question.items], len(question.items))),
    }
    return None if random.random() < 0.1 else makers[type(question)]()


def random_number(random, near):
    number = f"{near + random.choice((0, 0, 0.5, -0.5, 3)):g}"
    fine = f"{float(number):.3f}"  # which may be read as thousands too
    return random.choice(
        (
            number,
            number.replace(".", ","),
            fine,
            fine.replace(".", ","),
            f"{number} km",
            f"{number} m",
            f"{number} miles",
            "many",
        )
    )


def random_filling(random, question):
    filled = {}
    for gap in question.gaps:
        if isinstance(gap, ChosenGap):
            filled[gap.id] = random.choice(gap.options).id
        elif isinstance(gap, NumberGap):
            known = random.choice(gap.answers).value
            filled[gap.id] = random.choice((random_number(random, known), "2016", "2018 in all", "often"))
        else:
            words = WORDS if gap.id == "word" else ("Marrakech", "Marrakesh", "Geneva")
            filled[gap.id] = mistyped(random, random.choice(words))
    return {gap_id: value for gap_id, value in filled.items() if random.random() < 0.8}


def random_pairs(random, ids, answers):
    return {
        prompt: random.choice((prompt, random.choice(answers))) for prompt in ids if random.random() < 0.8
    }


def mistyped(random, word):
    changes = (
        str.upper,
        str.title,
        lambda text: f"  {text}.",
        lambda text: text.translate(PLAIN),
        lambda text: text + "x",
    )
    return random.choice(changes)(word)


@pytest.mark.parametrize("start", range(0, 1000, 250))
def test_scores_equal_an_independent_grader(start):
    for number in range(start, start + 250):
        random = Random(number)
        questions = [random_question(random, f"question{place}") for place in range(random.randint(1, 12))]
        given = {question.id: random_response(random, question) for question in questions}
        responses = {question_id: response for question_id, response in given.items() if response is not None}

        achieved = score(mark_attempt(questions, responses))

        assert achieved == pytest.approx(float(expected_score(questions, responses)), abs=1e-9), (
            number,
            given,
        )
