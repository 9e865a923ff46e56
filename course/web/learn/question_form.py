"""What a posted form says to questions: their fields, and the buttons inside them that work without script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, request

from course.core.grading.questions import AnyQuestion, Choices, Gapped, Order, Paired, Scenario
from course.core.grading.reading import form_name, move_item, read_position
from course.core.problems import CourseProblem
from course.flows.check_answer import NothingToCheck, PartsOpen
from course.flows.practise import NothingAnswered


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a page tells of an answer that was not taken."""

    id: str  # of the element that says why
    is_of_open: bool  # whether it is about the parts without an answer, and not about what was given


def refusal_at(place: int, problem: CourseProblem | None) -> Refusal | None:
    """Return what is told of the question at this place of the page, from 1; None where its answer was taken."""
    if problem is None:
        return None
    return Refusal(
        f"{form_name(place)}-error", isinstance(problem, NothingAnswered | NothingToCheck | PartsOpen)
    )


def raw_of(name: str, question: AnyQuestion) -> object:
    """Return what the form says to one question; None where it has no field of it."""
    if isinstance(question, Choices | Order | Scenario):
        return request.form.getlist(name)
    if isinstance(question, Paired | Gapped):
        start = f"{name}."
        return {
            field[len(start) :]: value for field, value in request.form.items() if field.startswith(start)
        }
    return request.form.get(name)


def moved(questions: Sequence[AnyQuestion], raws: Mapping[str, object]) -> dict[str, object]:
    """Return the order in which an item was moved by its button, if one was pressed."""
    if "move" not in request.form:
        return {}
    name, _colon, rest = request.form["move"].partition(":")
    token, _colon, direction = rest.partition(":")
    place = read_position(name, total=len(questions))
    tokens = raws.get(name)
    if not isinstance(questions[place - 1], Order) or not isinstance(tokens, list):
        abort(400)
    return {name: list(move_item(tokens, token, direction, position=place))}  # type: ignore[arg-type]


def played(questions: Sequence[AnyQuestion], raws: Mapping[str, object]) -> dict[str, object]:
    """Return a story's path with the choice whose button was pressed, or one step shorter."""
    button = next((name for name in ("take", "back") if name in request.form), None)
    if button is None:
        return {}
    name, _colon, token = request.form[button].partition(":")
    place = read_position(name, total=len(questions))
    path = raws.get(name)
    if not isinstance(questions[place - 1], Scenario) or not isinstance(path, list):
        abort(400)
    return {name: [*path, token] if button == "take" else path[:-1]}
