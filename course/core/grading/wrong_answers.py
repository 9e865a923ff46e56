"""The answers of a response that are counted for a cohort: wrong ones, and votes; named to be put into words again."""

from collections.abc import Sequence

from course.core.grading.marking import Mark
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
    ShortText,
    TrueFalse,
    Upload,
    Words,
)
from course.core.grading.responses import Response
from course.core.grading.scenarios import step_id
from course.core.grading.typed_forms import typed_form
from course.core.text import Text


def wrong_answers(  # noqa: PLR0911 - one case for each kind
    question: AnyQuestion, response: Response | None, mark: Mark
) -> tuple[str, ...]:
    """Return what was wrong in a marked response; of a poll, what was chosen, which is counted alike.

    By kind: the id of an option or a spot, "true" or "false"; what was typed, in the form of typed_forms.py;
    `<pair>:<pair of the answer that was chosen>`, `<item>:<category>`, `<gap>:<option, or what was typed>` or
    `<scene>:<choice>`. An order has none: what is out of place there depends on the rest; nor has a survey. An option that
    is partly right counts as well as a number does that earns a part.
    """
    if isinstance(question, Poll):
        return (response,) if isinstance(response, str) else ()
    if response is None or mark.verdict in {"right", "blank"}:
        return ()
    wrong = [part for part in mark.parts if part.state == "wrong"]
    match question:
        case Choice():
            return tuple(part.id for part in mark.parts if part.state in {"wrong", "partly"})
        case Choices() | Hotspot() | Scenario() | TrueFalse():
            return tuple(part.id for part in wrong)
        case Match() | Categorise():
            return tuple(f"{part.id}:{part.given}" for part in wrong)
        case ShortText():
            return (typed_form(response),) if isinstance(response, str) else ()
        case Numeric(units=units):
            return (typed_form(response, units, as_number=True),) if isinstance(response, str) else ()
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            of = {gap.id: gap for gap in gaps}
            return tuple(f"{part.id}:{_filled(of[part.id], part.given)}" for part in wrong)
        case Order() | Likert() | Essay() | Upload():
            return ()


def _filled(gap: Gap, given: str) -> str:
    """Return what stood in a gap: the id of an option, or what was typed."""
    return given if isinstance(gap, ChosenGap) else typed_form(given, as_number=isinstance(gap, NumberGap))


def wrong_answer_text(question: AnyQuestion, answer: str) -> Text:  # noqa: PLR0911 - one case for each kind
    """Return in words what `wrong_answers` named, by language; empty for "true", "false" and what left the quiz.

    A typed answer is given under "" since it is in nobody's language.
    """
    match question:
        case Choice(options=options) | Choices(options=options) | Hotspot(spots=options):
            return next((option.text for option in options if option.id == answer), {})
        case Match(pairs=pairs):
            prompt_id, _, given_id = answer.partition(":")
            prompt = next((pair.prompt for pair in pairs if pair.id == prompt_id), {})
            given = next((one.answer for one in question.answers if one.id == given_id), {})
            return _paired_text(prompt, given)
        case Categorise(categories=categories, items=items):
            item_id, _, category_id = answer.partition(":")
            item_text = next((item.text for item in items if item.id == item_id), {})
            category = next((one.text for one in categories if one.id == category_id), {})
            return _paired_text(item_text, category)
        case Scenario(scenes=scenes):
            steps = {step_id(scene.id, one.id): one.text for scene in scenes for one in scene.choices}
            return steps.get(answer, {})
        case ShortText() | Numeric():
            return {"": answer}
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            return _gap_text(gaps, answer)
        case _:
            return {}


def is_typed_number(question: AnyQuestion, answer: str) -> bool:
    """Tell whether `wrong_answers` named what was typed where a number is asked for."""
    if isinstance(question, Cloze | Words):
        gap_id = answer.partition(":")[0]
        return any(isinstance(gap, NumberGap) and gap.id == gap_id for gap in question.gaps)
    return isinstance(question, Numeric)


def _gap_text(gaps: Sequence[Gap], answer: str) -> Text:
    """Return what stood in which gap, counted from 1, such as "2: Geneva"."""
    gap_id, _, given = answer.partition(":")
    number, gap = next(((place, gap) for place, gap in enumerate(gaps, 1) if gap.id == gap_id), (0, None))
    if gap is None:
        return {}
    if not isinstance(gap, ChosenGap):
        return {"": f"{number}: {given}"}
    option = next((option for option in gap.options if option.id == given), None)
    return {language: f"{number}: {text}" for language, text in option.text.items()} if option else {}


def _paired_text(prompt: Text, given: Text) -> Text:
    return {language: f"{prompt[language]} – {given[language]}" for language in prompt if language in given}
