r"""Writing GIFT (docs.moodle.org, "GIFT format"): what gift.py reads again as equal questions."""

import re
from collections.abc import Iterable

from course.core.formats.questions_in import Remark
from course.core.grading.questions import (
    Answer,
    AnyQuestion,
    Choice,
    Choices,
    Match,
    Numeric,
    ShortText,
    TrueFalse,
    kind_of,
)
from course.core.text import Text

_SIGNS = re.compile(r"([~=#{}:\\])")


def write_gift(questions: Iterable[AnyQuestion], language: str) -> tuple[str, list[Remark]]:
    """Return questions as GIFT in one language, and by name those of kinds that the format does not have.

    Units of numbers have no place in the format either: a number with units is named and left out.
    """
    parts, remarks = [], []
    for question in questions:
        body = _body(question, language)
        if body is None:
            remarks.append(Remark(question.id, 0, "kind", {"kind": kind_of(question)}))
            continue
        general = _said(question.feedback, language)
        tags = "".join(f" [tag:{tag}]" for tag in question.tags)
        lines = [f"//{tags}"] if tags else []
        lines += [f"::{question.id}::[plain]{_said(question.text, language)} {{", *body]
        lines += [f"\t####{general}"] if general else []
        parts.append("\n".join([*lines, "}"]))
    return "\n\n".join(parts) + ("\n" if parts else ""), remarks


def _body(question: AnyQuestion, language: str) -> list[str] | None:  # noqa: PLR0911 - one case for each kind
    match question:
        case Choice(options=options):
            return [
                _answer("=" if one.right else "~", "", one.text, one.feedback, language) for one in options
            ]
        case Choices(options=options):
            worth = 100 / sum(option.right for option in options)
            weights = [f"%{worth:.5g}%" if option.right else "%-100%" for option in options]
            return [
                _answer("~", weight, one.text, one.feedback, language)
                for weight, one in zip(weights, options, strict=True)
            ]
        case TrueFalse(answer=answer):
            told = [_said(question.feedback_false, language), _said(question.feedback_true, language)]
            wrong, right = told if answer else reversed(told)
            return [f"\t{'TRUE' if answer else 'FALSE'}" + (f"#{wrong}#{right}" if wrong or right else "")]
        case ShortText(accepted=accepted):
            return [f"\t={_escaped(form)}" for form in accepted.get(language, ())]
        case Numeric(answers=answers, units=()):
            return ["\t#", *[_number(one, language) for one in answers]]
        case Match(pairs=pairs):
            return [f"\t={_said(pair.prompt, language)} -> {_said(pair.answer, language)}" for pair in pairs]
        case _:
            return None


def _number(answer: Answer, language: str) -> str:
    said = f"\t=%{100 * answer.share:g}%{answer.value:.12g}:{answer.tolerance:.12g}"
    return said + _reason(answer.feedback, language)


def _answer(sign: str, weight: str, text: Text, feedback: Text, language: str) -> str:
    return f"\t{sign}{weight}{_said(text, language)}{_reason(feedback, language)}"


def _reason(feedback: Text, language: str) -> str:
    said = _said(feedback, language)
    return f"#{said}" if said else ""


def _said(text: Text, language: str) -> str:
    return _escaped(text.get(language, ""))


def _escaped(text: str) -> str:
    r"""Return a text whose signs of the format are escaped, an arrow's too, on one line."""
    return _SIGNS.sub(r"\\\1", text.strip()).replace("->", "-\\>").replace("\n", "\\n")
