"""The tokens that stand for options, pairs, items and the like on one attempt's page."""

from collections.abc import Mapping

from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Essay,
    Gapped,
    Hotspot,
    Likert,
    Match,
    Numeric,
    Order,
    Poll,
    Scenario,
    ShortText,
    TrueFalse,
    Upload,
    Words,
)
from course.core.grading.scenarios import step_id
from course.core.grading.shuffling import tokens_of
from course.core.text import Text


def part_texts(question: AnyQuestion) -> Mapping[str, Text]:  # noqa: C901, PLR0911 - one case for each kind
    """Return what a learner chooses among, pairs or orders, by id, in the file's order."""
    match question:
        case Choice(options=options) | Choices(options=options):
            return {option.id: option.text for option in options}
        case Poll(options=polled):
            return {option.id: option.text for option in polled}
        case Hotspot(spots=spots):
            return {spot.id: spot.text for spot in spots}
        case Match(pairs=pairs):
            return {pair.id: pair.prompt for pair in pairs}
        case Order(items=items):
            return {item.id: item.text for item in items}
        case Categorise(items=things):
            return {thing.id: thing.text for thing in things}
        case Likert(statements=statements):
            return {statement.id: statement.text for statement in statements}
        case Scenario(scenes=scenes):
            return {step_id(scene.id, one.id): one.text for scene in scenes for one in scene.choices}
        case TrueFalse():
            return {"true": {}, "false": {}}
        case ShortText() | Numeric() | Cloze() | Words() | Essay() | Upload():
            return {}


def answer_texts(question: AnyQuestion) -> Mapping[str, Text]:
    """Return a match's answers, each text once, by the id of the first that has it; or categories, or a scale."""
    if isinstance(question, Categorise):
        return {category.id: category.text for category in question.categories}
    if isinstance(question, Likert):
        return {str(place): text for place, text in enumerate(question.scale, 1)}
    answers: dict[str, Text] = {}
    for one in question.answers if isinstance(question, Match) else ():
        if one.answer not in answers.values():
            answers[one.id] = one.answer
    return answers


def part_tokens(question: AnyQuestion, seed: bytes) -> dict[str, str]:
    """Return id to token. "true" and "false" tell nothing beyond what the page says, so they stay."""
    if isinstance(question, TrueFalse):
        return {"true": "true", "false": "false"}
    return tokens_of(seed, (question.id, "part"), part_texts(question))


def part_token(question: AnyQuestion, seed: bytes, part: str) -> str:
    """Return the token of one part, which is sooner made than those of all."""
    if isinstance(question, TrueFalse):
        return part
    return tokens_of(seed, (question.id, "part"), [part])[part]


def answer_tokens(question: AnyQuestion, seed: bytes) -> dict[str, str]:
    """Return pair id to the token of its answer: other tokens than the prompts', or the pairs would show.

    Pairs with the same answer text share one token. The places of a scale are no secret and keep their numbers.
    """
    if isinstance(question, Categorise):
        return tokens_of(seed, (question.id, "category"), (category.id for category in question.categories))
    if isinstance(question, Likert):
        return {place: place for place in answer_texts(question)}
    answers = question.answers if isinstance(question, Match) else ()
    firsts = answer_texts(question)
    shown_as = {
        one.id: next(first for first, answer in firsts.items() if answer == one.answer) for one in answers
    }
    tokens = tokens_of(seed, (question.id, "answer"), firsts)
    return {one: tokens[first] for one, first in shown_as.items()}


def ids_by_token(tokens: Mapping[str, str]) -> dict[str, str]:
    """Return token to id; where ids share a token, to the first of them."""
    return {token: part for part, token in reversed(list(tokens.items()))}


def gap_tokens(question: Gapped, seed: bytes) -> dict[str, str]:
    """Return the id of each gap to its token."""
    return tokens_of(seed, (question.id, "gap"), (gap.id for gap in question.gaps))


def option_tokens(question_id: str, gap: ChosenGap, seed: bytes) -> dict[str, str]:
    """Return the id of each option of a gap to its token."""
    return tokens_of(seed, (question_id, "option", gap.id), (option.id for option in gap.options))
