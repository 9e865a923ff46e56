r"""Writing GIFT (docs.moodle.org, "GIFT format"): what gift.py reads again as equal questions."""

import re
from collections.abc import Collection, Iterable

from course.core.formats.option_shares import note_debts
from course.core.formats.questions_in import Skip
from course.core.formats.questions_out import (
    TOP,
    Exported,
    category_of,
    has_reasons,
    in_language,
    labels,
    not_here,
    number_text,
    told_before,
)
from course.core.grading.questions import (
    Answer,
    AnyQuestion,
    Choice,
    Choices,
    Essay,
    Match,
    Numeric,
    Option,
    ShortText,
    TrueFalse,
    TypedAnswer,
)
from course.core.text import Text

_SIGNS = re.compile(r"([~=#{}:\\])")


def write_gift(questions: Iterable[AnyQuestion], language: str, pools: Collection[str] = ()) -> Exported:
    """Return questions as GIFT in one language; kinds and parts that the format does not have are named.

    `pools` are the tags by which the quiz draws its questions: each is a category, and so is a tag where there are none.
    Units of numbers have no place in the format either: a number with units is left out.
    """
    exported, parts, place = Exported(), list[str](), TOP
    for question in questions:
        try:
            body, text = _body(question, language), _escaped(in_language(question.text, language))
        except Skip as skip:
            exported.skip(question, skip)
            continue
        general = _said(question.feedback, language)
        general = _form(general) + general
        tags = "".join(f" [tag:{tag}]" for tag in labels(question))
        if (category := category_of(question, pools)) != place:
            parts.append(f"$CATEGORY: {category}")
            place = category
        parts += [
            f"::{told.id}::[plain]{_said(told.text, language)}"
            for told in told_before(exported, question, language)
        ]
        lines = [f"//{tags}"] if tags else []
        lines += [f"::{question.id}::[plain]{text} {{", *body]
        lines += [f"\t####{general}"] if general else []
        parts.append("\n".join([*lines, "}"]))
        _note_losses(exported, question, language)
        exported.written += 1
    exported.text = "\n\n".join(parts) + ("\n" if parts else "")
    return exported


def _note_losses(exported: Exported, question: AnyQuestion, language: str) -> None:
    if isinstance(question, Essay):
        _note_essay(exported, question)
    elif question.points != 1.0:
        exported.note(question, "lost_points")
    if question.hints:
        exported.note(question, "lost_hints")
    if isinstance(question, Choice):
        note_debts(exported, question, language)
    if isinstance(question, Match) and has_reasons(question, language):
        exported.note(question, "lost_reasons")


def _note_essay(exported: Exported, question: Essay) -> None:
    if question.rubric:
        exported.note(question, "lost_levels")
    if question.min_words or question.max_words:
        exported.note(question, "lost_bounds")


def _body(question: AnyQuestion, language: str) -> list[str]:  # noqa: PLR0911 - one case for each kind
    match question:
        case Choice(options=options):
            return [
                _answer("=" if one.right else "~", _weight(one), one.text, one.feedback, language)
                for one in options
            ]
        case Choices(options=options):
            worth = 100 / sum(option.right for option in options)
            weights = [_weight(option) or f"%{worth if option.right else -worth:.5g}%" for option in options]
            return [
                _answer("~", weight, one.text, one.feedback, language)
                for weight, one in zip(weights, options, strict=True)
            ]
        case TrueFalse(answer=answer):
            told = [_said(question.feedback_false, language), _said(question.feedback_true, language)]
            wrong, right = told if answer else reversed(told)
            return [f"\t{'TRUE' if answer else 'FALSE'}" + (f"#{wrong}#{right}" if wrong or right else "")]
        case ShortText():
            if not question.right_forms.get(language):
                raise Skip("no_text")
            plain = [_typed(form, _lead(form, "%100%")) for form in question.accepted.get(language, ())]
            told = [line for answer in question.answers for line in _typed_answer(answer, language)]
            return [*plain, *told]
        case Numeric(answers=answers, units=()):
            return ["\t#", *[_number(one, language) for one in answers]]
        case Match(pairs=pairs, extras=extras):
            asked = [f"\t={_must(pair.prompt, language)} -> {_must(pair.answer, language)}" for pair in pairs]
            return [*asked, *[f"\t= -> {_must(one.answer, language)}" for one in extras]]
        case Numeric():
            raise Skip("units")
        case Essay():
            return []
        case _:
            raise not_here(question)


def _typed_answer(answer: TypedAnswer, language: str) -> list[str]:
    weight, reason = f"%{number_text(round(100 * answer.share, 5))}%", _reason(answer.feedback, language)
    return [_typed(form, weight) + reason for form in answer.accepted.get(language, ())]


def _typed(form: str, weight: str) -> str:
    return f"\t={weight}{_form(form)}{_without_arrow(form)}"


def _number(answer: Answer, language: str) -> str:
    share, value = number_text(round(100 * answer.share, 5)), number_text(answer.value)
    return f"\t=%{share}%{value}:{number_text(answer.tolerance)}" + _reason(answer.feedback, language)


def _weight(option: Option) -> str:
    """Return what an option says that it earns, in percent; nothing where it leaves that to its kind."""
    return "" if option.share is None else f"%{number_text(round(100 * option.share, 5))}%"


def _answer(sign: str, weight: str, text: Text, feedback: Text, language: str) -> str:
    said = in_language(text, language)
    lead = weight or _lead(said, "%100%" if sign == "=" else "%0%")
    return f"\t{sign}{lead}{_form(said)}{_escaped(said)}{_reason(feedback, language)}"


def _lead(text: str, weight: str) -> str:
    """Return the weight in so many words where a text begins as one, which would be taken for it."""
    return weight if text.lstrip().startswith("%") else ""


def _form(text: str) -> str:
    """Return the name of the text's form where the text begins as such a name."""
    return "[plain]" if text.lstrip().startswith("[") else ""


def _reason(feedback: Text, language: str) -> str:
    said = _said(feedback, language)
    return f"#{_form(said)}{said}" if said else ""


def _must(text: Text, language: str) -> str:
    said = in_language(text, language)
    return f"{_form(said)}{_without_arrow(said)}"


def _said(text: Text, language: str) -> str:
    return _escaped(text.get(language, ""))


def _without_arrow(text: str) -> str:
    r"""Return an escaped text in which no arrow parts a pair: the format has no escape for it, only this reader takes \>."""
    return _escaped(text).replace("->", "-\\>")


def _escaped(text: str) -> str:
    """Return a text whose signs of the format are escaped, on one line."""
    return _SIGNS.sub(r"\\\1", text.strip()).replace("\n", "\\n")
