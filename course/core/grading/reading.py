"""How what comes back from an attempt's page is read, and shown again. Nothing is ever guessed from a bad value."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal

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
    NumberGap,
    Numeric,
    Order,
    Paired,
    Poll,
    Scenario,
    ShortText,
    TrueFalse,
    Upload,
    Words,
)
from course.core.grading.responses import ESSAY_MAX, NUMBER_MAX, SHORT_TEXT_MAX, Response
from course.core.grading.scenarios import follows
from course.core.grading.tokens import (
    answer_tokens,
    gap_tokens,
    ids_by_token,
    option_tokens,
    part_texts,
    part_token,
    part_tokens,
)
from course.core.problems import CourseProblem

_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1f\x85]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)  # controls that no text needs and most fonts do not show

RawResponse = str | list[str] | dict[str, str]  # as forms and JSON carry it: tokens instead of ids
Direction = Literal["up", "down"]


class ResponseRefused(CourseProblem):
    """What came in is no response to this question. `position` is the question's place in the attempt."""

    code = "response_refused"


class WrongShape(ResponseRefused):
    """Not the type of value that this kind of question takes."""

    code = "response_wrong_shape"


class SignsRefused(WrongShape):
    """Typed with halves of signs, which databases do not carry; no browser sends them."""

    code = "response_signs"


class PartRepeated(WrongShape):
    """A part stands twice in a list that names each once."""

    code = "response_repeats"


class OrderIncomplete(WrongShape):
    """An order that leaves some of its items out."""

    code = "response_order_incomplete"


class FileElsewhere(ResponseRefused):
    """A file is asked for: those come by a door of their own."""

    code = "response_is_file"


class ForeignToken(ResponseRefused):
    """A token, or a question's form name, that this attempt does not have."""

    code = "response_foreign_token"


class TooLong(ResponseRefused):
    """More characters than can be typed here; `max_length` says how many that is."""

    code = "response_too_long"


class CertaintyMissing(ResponseRefused):
    """The quiz asks how sure one is, and nothing was said, or something else than 1, 2 or 3."""

    code = "check_certainty_missing"


def form_name(position: int) -> str:
    """Return the name of the form field for the question at `position`, from 1."""
    return f"q{position}"


def certainty_name(position: int) -> str:
    """Return the name of the form field for how sure one is of the answer at `position`, from 1."""
    return f"sure.{form_name(position)}"


def read_certainty(raw: object, *, position: int = 0) -> int | None:
    """Return how sure a form or a JSON body says one is: 1 to 3, 0 for nothing said; None where it does not say.

    Raises CertaintyMissing for anything else.
    """
    if raw is None:
        return None
    if raw not in (0, 1, 2, 3, "0", "1", "2", "3") or isinstance(raw, bool | float):
        raise CertaintyMissing(position=position)
    return int(str(raw))


def read_position(name: str, *, total: int) -> int:
    """Return the position that `form_name` wrote. Raises ForeignToken for a question outside the attempt."""
    found = re.fullmatch(r"q([1-9][0-9]{0,3})", name)
    position = int(found[1]) if found else 0
    if not 1 <= position <= total:
        raise ForeignToken(position=0)
    return position


def read_response(question: AnyQuestion, seed: bytes, raw: object, *, position: int = 0) -> Response | None:  # noqa: C901, PLR0911 - one case for each kind
    """Return the response that a form or a JSON body carries, in ids ready to store; None means blank.

    `raw` is None or, by kind: choice, hotspot, poll and true-false, a token; choices, a list of tokens, each at most once;
    short text, numeric and essay, what was typed; cloze and words, a gap's token to what was typed or to an option's token,
    where an empty text leaves the gap open; match, categorise and likert, prompt token to answer token, where an empty
    token leaves the prompt open; order, the list of all its tokens; scenario, the tokens of the choices taken so far, in
    order, which must follow the scenes. Empty text, list or mapping is blank. `position` is the
    question's place in the attempt, for the message. Raises WrongShape (with SignsRefused, PartRepeated and
    OrderIncomplete), ForeignToken or TooLong, all ResponseRefused; nothing is ever guessed from a bad value.
    """
    if raw is None:
        return None
    tokens = ids_by_token(part_tokens(question, seed))
    match question:
        case Choice() | Hotspot() | Poll() | TrueFalse():
            token = _text(raw, position)
            return _known(tokens, token, position) if token else None
        case Choices():
            chosen = (_known(tokens, token, position) for token in _distinct(raw, len(tokens), position))
            return tuple(sorted(chosen)) or None
        case ShortText():
            return _typed(_text(raw, position), position, SHORT_TEXT_MAX) or None
        case Upload():
            _check_no_file(raw, position)
            return None
        case Essay():
            return _written(_text(raw, position), position) or None
        case Numeric():
            return _typed(_text(raw, position), position, NUMBER_MAX) or None
        case Cloze() | Words():
            return _filled(question, seed, raw, position) or None
        case Match() | Categorise() | Likert():
            return _matched(question, seed, raw, position) or None
        case Order() | Scenario():
            order = tuple(_known(tokens, token, position) for token in _distinct(raw, len(tokens), position))
            _check_order(question, order, position)
            return order or None


def says(question: AnyQuestion, seed: bytes, raw: object, response: Response | None) -> bool:
    """Tell, sooner than by `read_response`, whether `raw` is the one token that stands for `response`.

    Only where one token is the answer: False of all else, and of a blank, says nothing.
    """
    if not isinstance(question, Choice | Hotspot | Poll | TrueFalse) or not isinstance(response, str):
        return False
    return raw == part_token(question, seed, response)


def _check_order(question: Order | Scenario, order: tuple[str, ...], position: int) -> None:
    """Raise OrderIncomplete for an order that leaves items out, ResponseRefused for a path that strays from the scenes."""
    if isinstance(question, Scenario):
        if not follows(question, order):
            raise ResponseRefused(position=position)
    elif len(order) not in {0, len(question.items)}:
        raise OrderIncomplete(position=position)


def show_response(question: AnyQuestion, seed: bytes, response: Response | None) -> RawResponse:
    """Return what `read_response` reads as `response`, to fill the form again; blank gives an empty value."""
    tokens = part_tokens(question, seed)
    if isinstance(response, str):
        return response if isinstance(question, ShortText | Numeric | Essay | Upload) else tokens[response]
    if isinstance(question, Cloze | Words):
        return _shown_gaps(question, seed, response if isinstance(response, dict) else {})
    if isinstance(response, dict):
        answers = answer_tokens(question, seed)
        return {tokens[prompt]: answers[answer] for prompt, answer in response.items()}
    if response is not None:
        return [tokens[part] for part in response]
    if isinstance(question, Choices | Order | Scenario):
        return []
    return {} if isinstance(question, Paired) else ""


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
        raise PartRepeated(position=position)
    return tokens


def _typed(raw: str, position: int, at_most: int) -> str:
    """Return what was typed on one line, runs of blanks as one, without controls: pasted text may hold them unseen."""
    typed = " ".join(_UNSEEN.sub("", raw).split())
    if len(typed) > at_most:
        raise TooLong(position=position, max_length=at_most)
    if any(unicodedata.category(sign) == "Cs" for sign in typed):
        raise SignsRefused(position=position)
    return typed


def _check_no_file(raw: object, position: int) -> None:
    """Raise FileElsewhere for all but nothing."""
    if raw != "":
        raise FileElsewhere(position=position)


def _written(raw: str, position: int) -> str:
    """Return a text with its lines as they were typed, without blanks at its end.

    Controls, which pasted text may hold unseen, are left out: those that end lines or pages elsewhere end a line.
    """
    text = _UNSEEN.sub("", _LINE_END.sub("\n", raw)).rstrip()
    if len(text) > ESSAY_MAX:
        raise TooLong(position=position, max_length=ESSAY_MAX)
    if any(unicodedata.category(sign) == "Cs" for sign in text):
        raise SignsRefused(position=position)
    return text if text.strip() else ""


def _matched(question: Paired, seed: bytes, raw: object, position: int) -> dict[str, str]:
    """Return each part's id to the id of its answer, in the file's order; open parts are absent."""
    ids = list(part_texts(question))
    if not isinstance(raw, dict) or len(raw) > len(ids):
        raise WrongShape(position=position)
    prompts = ids_by_token(part_tokens(question, seed))
    answers = ids_by_token(answer_tokens(question, seed))
    chosen: dict[str, str] = {}
    for prompt_token, answer_token in raw.items():
        prompt = _known(prompts, _text(prompt_token, position), position)
        if _text(answer_token, position):
            chosen[prompt] = _known(answers, answer_token, position)
    return {part: chosen[part] for part in ids if part in chosen}


def _filled(question: Gapped, seed: bytes, raw: object, position: int) -> dict[str, str]:
    """Return each gap's id to what fills it, in the file's order; open gaps are absent."""
    if not isinstance(raw, dict) or len(raw) > len(question.gaps):
        raise WrongShape(position=position)
    ids = ids_by_token(gap_tokens(question, seed))
    given = {
        _known(ids, _text(token, position), position): _text(value, position) for token, value in raw.items()
    }
    filled: dict[str, str] = {}
    for gap in question.gaps:
        value = given.get(gap.id, "")
        if isinstance(gap, ChosenGap):
            options = ids_by_token(option_tokens(question.id, gap, seed))
            filled[gap.id] = _known(options, value, position) if value else ""
        else:
            filled[gap.id] = _typed(
                value, position, NUMBER_MAX if isinstance(gap, NumberGap) else SHORT_TEXT_MAX
            )
    return {gap_id: value for gap_id, value in filled.items() if value}


def _shown_gaps(question: Gapped, seed: bytes, response: Mapping[str, str]) -> dict[str, str]:
    tokens = gap_tokens(question, seed)
    shown: dict[str, str] = {}
    for gap in question.gaps:
        if value := response.get(gap.id):
            options = option_tokens(question.id, gap, seed) if isinstance(gap, ChosenGap) else {}
            shown[tokens[gap.id]] = options.get(value, value)
    return shown
