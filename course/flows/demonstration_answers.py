"""What somebody who knows, and somebody who does not, answers: for the demonstration."""

from collections.abc import Callable
from random import Random

from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Essay,
    Gap,
    Hotspot,
    Likert,
    Match,
    NumberGap,
    Numeric,
    Order,
    Poll,
    Scenario,
    SceneChoice,
    ShortText,
    TrueFalse,
    TypedGap,
    Upload,
    Words,
)
from course.core.grading.responses import Response
from course.core.grading.scenarios import follow, step_id


def right_response(question: AnyQuestion, language: str) -> Response:  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    """Return a fully right response."""
    match question:
        case Choice():
            return next(option.id for option in question.options if option.right)
        case Hotspot():
            return next(spot.id for spot in question.spots if spot.right)
        case Choices():
            return tuple(sorted(option.id for option in question.options if option.right))
        case TrueFalse():
            return "true" if question.answer else "false"
        case ShortText():
            forms = question.right_forms.get(language) or next(iter(question.right_forms.values()))
            return forms[0].replace("*", "")
        case Numeric(answers=answers, units=units):
            best = max(answers, key=lambda answer: answer.share)
            return f"{best.value} {units[0].symbol if units else ''}".strip()
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            return {gap.id: _filling(gap, language) for gap in gaps}
        case Match():
            return {pair.id: pair.id for pair in question.pairs}
        case Order():
            return tuple(item.id for item in question.items)
        case Categorise():
            return {item.id: item.category for item in question.items}
        case Scenario():
            return _played(question, lambda choices: max(choices, key=lambda choice: choice.worth))
        case Poll(options=options):
            return options[0].id
        case Essay():
            return "A text of my own."
        case Upload():
            return ""
        case Likert():
            return {statement.id: str(len(question.scale)) for statement in question.statements}


def wrong_response(question: AnyQuestion, random: Random) -> Response:  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    """Return a response that somebody who does not know might give; it may earn a part."""
    match question:
        case Choice():
            return random.choice([option.id for option in question.options if not option.right])
        case Hotspot():
            return random.choice([spot.id for spot in question.spots if not spot.right])
        case Choices():
            picked = random.sample(question.options, k=random.randint(1, len(question.options) - 1))
            return tuple(sorted(option.id for option in picked))
        case TrueFalse():
            return "false" if question.answer else "true"
        case ShortText():
            return random.choice(["I do not know", "No lo sé", "Je ne sais pas"])
        case Numeric(answers=answers):
            return f"{max(answer.value + answer.tolerance for answer in answers) + 1}"
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            return {gap.id: _misfilling(gap, random) for gap in gaps}
        case Match():
            ids = [pair.id for pair in question.pairs]
            return dict(zip(ids, random.sample(ids, k=len(ids)), strict=True))
        case Order():
            return tuple(random.sample([item.id for item in question.items], k=len(question.items)))
        case Categorise():
            return {item.id: random.choice(question.categories).id for item in question.items}
        case Scenario():
            return _played(question, random.choice)
        case Essay():
            return "I do not know."
        case Upload():
            return ""
        case Poll():
            return random.choice(question.options).id
        case Likert():
            places = range(1, len(question.scale) + 1)
            return {statement.id: str(random.choice(places)) for statement in question.statements}


def _played(question: Scenario, choose: Callable[[tuple[SceneChoice, ...]], SceneChoice]) -> Response:
    """Play a scenario to an ending."""
    path: tuple[str, ...] = ()
    while not (walk := follow(question, path)).is_over:
        path = (*path, step_id(walk.scene.id, choose(walk.scene.choices).id))
    return path


def _filling(gap: Gap, language: str) -> str:
    match gap:
        case TypedGap(right_forms=right):
            forms = right.get(language) or next(iter(right.values()))
            return forms[0].replace("*", "")
        case NumberGap(answers=answers):
            return f"{max(answers, key=lambda answer: answer.share).value}"
        case ChosenGap(options=options):
            return next(option.id for option in options if option.right)


def _misfilling(gap: Gap, random: Random) -> str:
    if isinstance(gap, ChosenGap):
        return random.choice([option.id for option in gap.options if not option.right])
    return "0"
