"""Writing the gaps of a cloze as they stand in the text of Moodle's multianswer question; moodle_cloze.py reads them."""

import re
from collections.abc import Iterator

from course.core.formats.questions_in import Skip
from course.core.formats.questions_out import in_language, number_text, xml_text
from course.core.grading.questions import Answer, ChosenGap, Gap, NumberGap, ShortText, TypedGap
from course.core.text import Text

_MARKS = re.compile(r"([\\}~/#\"])")  # what ends an answer of a gap


def embedded(gap: Gap, language: str) -> str:
    """Return a gap with its answers. Raises Skip where it has no words in the language."""
    weight = whole_weight(gap.weight)
    match gap:
        case TypedGap():
            return f"{{{weight}:SHORTANSWER:{'~'.join(_forms(gap, language))}}}"
        case NumberGap(answers=answers):
            return f"{{{weight}:NUMERICAL:{'~'.join(_number(one, language) for one in answers)}}}"
        case ChosenGap(options=options):
            said = [
                f"{'=' if option.right else '%0%'}{_escaped(in_language(option.text, language))}"
                f"{_reason(option.feedback, language)}"
                for option in options
            ]
            return f"{{{weight}:MULTICHOICE:{'~'.join(said)}}}"


def whole_weight(weight: float) -> int:
    return max(1, round(weight))


def typed_forms(asked: ShortText | TypedGap, language: str) -> list[str]:
    """Return the forms that earn all in a language. Raises Skip where there are none."""
    found = [said for form in asked.right_forms.get(language, ()) if (said := xml_text(form))]
    if not found:
        raise Skip("no_text")
    return found


def _forms(gap: TypedGap, language: str) -> Iterator[str]:
    """Yield the forms of a gap; what is told where none has a reason goes with each of these, and with a star."""
    typed_forms(gap, language)  # raises Skip where there are none
    rest = _reason(gap.feedback, language)
    for form in filter(None, map(xml_text, gap.accepted.get(language, ()))):
        yield f"={_escaped(form)}{rest}"
    for answer in gap.answers:
        reason = _reason(answer.feedback, language) or rest
        for form in filter(None, map(xml_text, answer.accepted.get(language, ()))):
            yield f"{_share(answer.share)}{_escaped(form)}{reason}"
    if rest:
        yield f"%0%*{rest}"


def _number(answer: Answer, language: str) -> str:
    value = f"{number_text(answer.value)}:{number_text(answer.tolerance)}"
    return f"{_share(answer.share)}{value}{_reason(answer.feedback, language)}"


def _share(share: float) -> str:
    return "=" if share == 1.0 else f"%{number_text(round(100 * share, 5))}%"


def _reason(reason: Text, language: str) -> str:
    said = xml_text(reason.get(language, ""))
    return f"#{_escaped(said)}" if said else ""


def _escaped(text: str) -> str:
    """Return a text of a gap. After & a mark would belong to a character's name, so a space parts them; Moodle trims it."""
    return _MARKS.sub(r"\\\1", text) + (" " if text.endswith(("&", "&amp;")) else "")
