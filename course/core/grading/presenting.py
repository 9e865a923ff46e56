"""What one attempt shows, and how what comes back is read.

Each attempt has a random seed of 16 bytes that never leaves the server. From it follow which questions are
drawn, how everything is shuffled, and the tokens that stand for options, pairs and items: so a reload shows
the same page, and two learners cannot tell each other which token was right. Texts stay in all languages, so
changing language keeps an attempt as it is. An attempt is bound to one version of its quiz.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from typing import Literal

from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    Hotspot,
    Likert,
    Match,
    Order,
    Paired,
    Scenario,
    ShortText,
    TrueFalse,
    kind_of,
)
from course.core.grading.quiz import Quiz
from course.core.grading.responses import SHORT_TEXT_MAX, Response
from course.core.grading.scenarios import Story, follows, next_steps, step_id, tell
from course.core.grading.shuffling import shuffled, token_of
from course.core.problems import CourseProblem
from course.core.text import Text
from course.core.world_map import Point, project

SEED_BYTES = 16

RawResponse = str | list[str] | dict[str, str]  # as forms and JSON carry it: tokens instead of ids
Direction = Literal["up", "down"]


class ResponseRefused(CourseProblem):
    """What came in is no response to this question. `position` is the question's place in the attempt."""

    code = "response_refused"


class WrongShape(ResponseRefused):
    """Not the type of value that this kind of question takes, or holding control characters."""

    code = "response_wrong_shape"


class ForeignToken(ResponseRefused):
    """A token, or a question's form name, that this attempt does not have."""

    code = "response_foreign_token"


class TooLong(ResponseRefused):
    """More characters than a short text takes; `max_length` says how many that is."""

    code = "response_too_long"


@dataclass(frozen=True, slots=True)
class PresentedPart:
    """One option, prompt, answer, item, category, statement, place in a scale or spot, with its degrees.

    `text` is empty for "true" and "false": the page words them.
    """

    token: str
    text: Text
    lat: float | None = None
    lon: float | None = None

    @property
    def point(self) -> Point | None:
        """Where a spot stands on the world map."""
        return project(self.lat, self.lon) if self.lat is not None and self.lon is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """One question as an attempt shows it: no id, points, tag, feedback or key."""

    kind: str  # a name of KINDS
    text: Text
    parts: tuple[PresentedPart, ...] = ()  # options, prompts or items, in the order to show
    answers: tuple[PresentedPart, ...] = ()  # what the parts are paired with, each text once

    story: Story | None = (
        None  # scenario: what is told so far; `parts` are the choices of the scene it came to
    )

    def arranged(self, tokens: Iterable[str]) -> "Presented":
        """Return an order question with its items as the learner left them; no tokens, the order it has.

        `tokens` is what `show_response` gives for the stored response.
        """
        parts = {part.token: part for part in self.parts}
        return replace(self, parts=tuple(parts[token] for token in tokens) or self.parts)


@lru_cache(maxsize=1_024)  # asked with each answer of an attempt; a quiz of 40 takes 40 digests
def drawn_questions(quiz: Quiz, seed: bytes) -> tuple[str, ...]:
    """Return the ids of an attempt's questions in the attempt's order; forms call them `q1`, `q2` and so on.

    `quiz.draw` says how many of which tag. No question is drawn twice, and one that has several of the tags
    goes where it is needed: fewer than asked are drawn only where no choice of questions gives more.
    """
    ids = [question.id for question in quiz.questions]
    if quiz.draw:
        drawn = _drawn(quiz, seed)
        ids = [question_id for question_id in ids if question_id in drawn]
    return tuple(shuffled(ids, seed, "questions") if quiz.shuffle else ids)


def form_name(position: int) -> str:
    """Return the name of the form field for the question at `position`, from 1."""
    return f"q{position}"


def read_position(name: str, *, total: int) -> int:
    """Return the position that `form_name` wrote. Raises ForeignToken for a question outside the attempt."""
    found = re.fullmatch(r"q([1-9][0-9]{0,3})", name)
    position = int(found[1]) if found else 0
    if not 1 <= position <= total:
        raise ForeignToken(position=0)
    return position


def present(
    question: AnyQuestion, seed: bytes, *, shuffle: bool, response: Response | None = None
) -> Presented:
    """Return what a learner sees of `question`; `shuffle` is the quiz's. A scenario shows where `response` led to.

    The items of an order and the answers of a match are shuffled whatever the quiz says, since their order in
    the file is the key. An order of more than one item never starts in the right order. "True" and "false",
    categories, and the statements and scale of a survey stay in place.
    """
    if isinstance(question, Scenario):
        return _present_scene(question, seed, response, shuffle=shuffle)
    texts = _part_texts(question)
    ids = list(texts)
    if isinstance(question, Order):
        ids = _out_of_order(ids, seed, question.id)
    elif shuffle and not isinstance(question, TrueFalse | Likert):
        ids = shuffled(ids, seed, "parts", question.id)
    tokens = _part_tokens(question, seed)
    answer_texts = _answer_texts(question)
    answer_tokens = _answer_tokens(question, seed)
    answer_ids = list(answer_texts)
    if isinstance(question, Match):
        answer_ids = shuffled(answer_ids, seed, "answers", question.id)
    degrees = {spot.id: (spot.lat, spot.lon) for spot in getattr(question, "spots", ())}
    return Presented(
        kind=kind_of(question),
        text=question.text,
        parts=tuple(PresentedPart(tokens[part], texts[part], *degrees.get(part, ())) for part in ids),
        answers=tuple(PresentedPart(answer_tokens[part], answer_texts[part]) for part in answer_ids),
    )


def _present_scene(question: Scenario, seed: bytes, response: Response | None, *, shuffle: bool) -> Presented:
    path = response if isinstance(response, tuple) else ()
    texts, tokens = _part_texts(question), _part_tokens(question, seed)
    ids = next_steps(question, path)
    ids = shuffled(ids, seed, "parts", question.id) if shuffle else ids
    return Presented(
        kind=kind_of(question),
        text=question.text,
        parts=tuple(PresentedPart(tokens[part], texts[part]) for part in ids),
        story=tell(question, path),
    )


def read_response(question: AnyQuestion, seed: bytes, raw: object, *, position: int = 0) -> Response | None:
    """Return the response that a form or a JSON body carries, in ids ready to store; None means blank.

    `raw` is None or, by kind: choice, hotspot and true-false, a token; choices, a list of tokens, each at most once;
    short text, what was typed; match, categorise and likert, prompt token to answer token, where an empty token leaves
    the prompt open; order, the list of all its tokens; scenario, the tokens of the choices taken so
    far, in order, which must follow the scenes. Empty text, list or mapping is blank. `position` is the
    question's place in the attempt, for the message. Raises WrongShape, ForeignToken or TooLong, all
    ResponseRefused; nothing is ever guessed from a bad value.
    """
    if raw is None:
        return None
    tokens = _reversed(_part_tokens(question, seed))
    match question:
        case Choice() | Hotspot() | TrueFalse():
            token = _text(raw, position)
            return _known(tokens, token, position) if token else None
        case Choices():
            chosen = (_known(tokens, token, position) for token in _distinct(raw, len(tokens), position))
            return tuple(sorted(chosen)) or None
        case ShortText():
            return _typed(_text(raw, position), position) or None
        case Match() | Categorise() | Likert():
            return _matched(question, seed, raw, position) or None
        case Order() | Scenario():
            order = tuple(_known(tokens, token, position) for token in _distinct(raw, len(tokens), position))
            _check_order(question, order, position)
            return order or None


def _check_order(question: Order | Scenario, order: tuple[str, ...], position: int) -> None:
    """Raise WrongShape for an order that leaves items out, ResponseRefused for a path that strays from the scenes."""
    if isinstance(question, Scenario):
        if not follows(question, order):
            raise ResponseRefused(position=position)
    elif len(order) not in {0, len(question.items)}:
        raise WrongShape(position=position)


def show_response(question: AnyQuestion, seed: bytes, response: Response | None) -> RawResponse:
    """Return what `read_response` reads as `response`, to fill the form again; blank gives an empty value."""
    tokens = _part_tokens(question, seed)
    if isinstance(response, str):
        return response if isinstance(question, ShortText) else tokens[response]
    if isinstance(response, dict):
        answers = _answer_tokens(question, seed)
        return {tokens[prompt]: answers[answer] for prompt, answer in response.items()}
    if response is not None:
        return [tokens[part] for part in response]
    match question:
        case Choices() | Order() | Scenario():
            return []
        case Match() | Categorise() | Likert():
            return {}
        case _:
            return ""


def move_item(
    tokens: Sequence[str], token: str, direction: Direction, *, position: int = 0
) -> tuple[str, ...]:
    """Return an order's tokens with one of them moved a place up or down; at the edge nothing moves.

    Raises ForeignToken for a token that is not among them and WrongShape for another direction.
    """
    if token not in tokens:
        raise ForeignToken(position=position)
    if direction not in {"up", "down"}:
        raise WrongShape(position=position)
    moved = list(tokens)
    place = moved.index(token)
    other = place - 1 if direction == "up" else place + 1
    if 0 <= other < len(moved):
        moved[place], moved[other] = moved[other], moved[place]
    return tuple(moved)


def _out_of_order(ids: list[str], seed: bytes, question_id: str) -> list[str]:
    """Shuffle again until the order differs from the one given; one item alone stays."""
    orders = (shuffled(ids, seed, "items", question_id, turn) for turn in count())
    return next(order for order in orders if order != ids) if len(ids) > 1 else ids


def _drawn(quiz: Quiz, seed: bytes) -> frozenset[str]:
    """Fill each place of the draw with a question: a maximum bipartite matching by augmenting paths."""
    places = [tag for tag, wanted in quiz.draw.items() for _ in range(wanted)]
    tagged = {tag: [question.id for question in quiz.questions if tag in question.tags] for tag in quiz.draw}
    candidates = {tag: shuffled(ids, seed, "draw", tag) for tag, ids in tagged.items()}
    holder: dict[str, int] = {}  # question to the place it fills

    def fill(place: int, tried: set[str]) -> bool:
        open_ones = [question for question in candidates[places[place]] if question not in tried]
        tried.update(open_ones)
        for question in sorted(open_ones, key=lambda question: question in holder):  # free ones first
            if question not in holder or fill(holder[question], tried):
                holder[question] = place
                return True
        return False

    for place in range(len(places)):
        fill(place, set())
    return frozenset(holder)


def _part_texts(question: AnyQuestion) -> Mapping[str, Text]:  # noqa: PLR0911 - one case for each kind
    """Return what a learner chooses among, pairs or orders, by id, in the file's order."""
    match question:
        case Choice(options=options) | Choices(options=options):
            return {option.id: option.text for option in options}
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
        case ShortText():
            return {}


def _answer_texts(question: AnyQuestion) -> Mapping[str, Text]:
    """Return a match's answers, each text once, by the id of the first pair that has it; or categories, or a scale."""
    if isinstance(question, Categorise):
        return {category.id: category.text for category in question.categories}
    if isinstance(question, Likert):
        return {str(place): text for place, text in enumerate(question.scale, 1)}
    answers: dict[str, Text] = {}
    for pair in question.pairs if isinstance(question, Match) else ():
        if pair.answer not in answers.values():
            answers[pair.id] = pair.answer
    return answers


def _part_tokens(question: AnyQuestion, seed: bytes) -> dict[str, str]:
    """Return id to token. "true" and "false" tell nothing beyond what the page says, so they stay."""
    if isinstance(question, TrueFalse):
        return {"true": "true", "false": "false"}
    return {part: token_of(seed, question.id, "part", part) for part in _part_texts(question)}


def _answer_tokens(question: AnyQuestion, seed: bytes) -> dict[str, str]:
    """Return pair id to the token of its answer: other tokens than the prompts', or the pairs would show.

    Pairs with the same answer text share one token. The places of a scale are no secret and keep their numbers.
    """
    if isinstance(question, Categorise):
        return {
            category.id: token_of(seed, question.id, "category", category.id)
            for category in question.categories
        }
    if isinstance(question, Likert):
        return {place: place for place in _answer_texts(question)}
    pairs = question.pairs if isinstance(question, Match) else ()
    firsts = _answer_texts(question)
    shown_as = {
        pair.id: next(first for first, answer in firsts.items() if answer == pair.answer) for pair in pairs
    }
    return {pair: token_of(seed, question.id, "answer", first) for pair, first in shown_as.items()}


def _reversed(tokens: Mapping[str, str]) -> dict[str, str]:
    """Return token to id; where ids share a token, to the first of them."""
    return {token: part for part, token in reversed(list(tokens.items()))}


def _text(raw: object, position: int) -> str:
    if not isinstance(raw, str):
        raise WrongShape(position=position)
    return raw


def _known(tokens: Mapping[str, str], token: str, position: int) -> str:
    if token not in tokens:
        raise ForeignToken(position=position)
    return tokens[token]


def _distinct(raw: object, at_most: int, position: int) -> list[str]:
    """Return a list of different texts, no longer than the question has parts."""
    if not isinstance(raw, list | tuple) or len(raw) > at_most:
        raise WrongShape(position=position)
    tokens = [_text(token, position) for token in raw]
    if len(set(tokens)) != len(tokens):
        raise WrongShape(position=position)
    return tokens


def _typed(raw: str, position: int) -> str:
    """Return what was typed on one line, runs of blanks as one."""
    typed = " ".join(raw.split())
    if len(typed) > SHORT_TEXT_MAX:
        raise TooLong(position=position, max_length=SHORT_TEXT_MAX)
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in typed):
        raise WrongShape(position=position)  # databases and JSON do not carry these
    return typed


def _matched(question: Paired, seed: bytes, raw: object, position: int) -> dict[str, str]:
    """Return each part's id to the id of its answer, in the file's order; open parts are absent."""
    ids = list(_part_texts(question))
    if not isinstance(raw, dict) or len(raw) > len(ids):
        raise WrongShape(position=position)
    prompts = _reversed(_part_tokens(question, seed))
    answers = _reversed(_answer_tokens(question, seed))
    chosen: dict[str, str] = {}
    for prompt_token, answer_token in raw.items():
        prompt = _known(prompts, _text(prompt_token, position), position)
        if _text(answer_token, position):
            chosen[prompt] = _known(answers, answer_token, position)
    return {part: chosen[part] for part in ids if part in chosen}
