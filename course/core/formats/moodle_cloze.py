"""The gaps of Moodle's multianswer question (cloze), which stand in its text: {2:MULTICHOICE:=right#why~wrong}.

Source: docs.moodle.org, "Embedded Answers (Cloze) question type". The marks } ~ / # " are escaped by a backslash, and belong
to a character's name after &, as in &#39;. Gaps are looked for in the text as it is written, before its markup is taken off.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from course.core.formats.accepted import (
    Typed,
    TypedNumber,
    accepted_numbers,
    lost_shares,
    typed_gap_of,
)
from course.core.formats.questions_in import ALL, Imported, Skip, number_of, options_of
from course.core.grading.questions import GAP_MARK, ChosenGap, Gap, NumberGap, TypedGap

WEIGHT_MAX = 100
HEAD = re.compile(r"\{([0-9]{0,6}):([A-Z][A-Z_]{0,30}):")
_MARKS = re.compile(r"\\.|&(?:amp;)?[~#}]|[~#}]", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\}~/#\"])")
_SHARE = re.compile(r"%(-?[0-9]+(?:[.,][0-9]*)?)%")
_TYPED = frozenset({"SHORTANSWER", "SA", "MW"})
_CASED = frozenset({"SHORTANSWER_C", "SAC", "MWC"})
_NUMBER = frozenset({"NUMERICAL", "NM"})
_SEVERAL = frozenset({"MULTIRESPONSE", "MULTIRESPONSE_H", "MULTIRESPONSE_S", "MULTIRESPONSE_HS"}) | {
    "MR",
    "MRH",
    "MRS",
    "MRHS",
}
_CHOSEN = frozenset({f"MULTICHOICE{ending}" for ending in ("", "_V", "_H", "_S", "_VS", "_HS")}) | {
    f"MC{ending}" for ending in ("", "V", "H", "S", "VS", "HS")
}


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer of a gap; `share` is in percent."""

    share: float
    text: str
    reason: str


class GapReader:
    """Reads the gaps of one question. `words` takes the markup off a text, `note` names what is lost."""

    def __init__(self, imported: Imported, words: Callable[[str], str], note: Callable[..., None]) -> None:
        self.imported = imported
        self.words = words
        self.note = note

    def passage_and_gaps(self, text: str) -> tuple[str, tuple[Gap, ...]]:
        """Return a text with [[gap-1]] and so on where its gaps stand, and the gaps. Raises Skip."""
        if found := GAP_MARK.search(text):
            raise Skip("confusing", detail=found[0][:40])
        pieces: list[str] = []
        gaps: list[Gap] = []
        begin = 0
        for head in HEAD.finditer(text):
            if head.start() < begin:
                continue
            end = _end(text, head.end())
            gap_id = f"gap-{len(gaps) + 1}"
            gaps.append(self._gap(gap_id, head[1], head[2], text[head.end() : end]))
            pieces += [text[begin : head.start()], f"[[{gap_id}]]"]
            begin = end + 1
        if not gaps:
            raise Skip("no_answers")
        passage = self.words("".join([*pieces, text[begin:]]))
        if GAP_MARK.findall(passage) != [gap.id for gap in gaps]:
            raise Skip("confusing", detail=passage[:40])  # such as a gap in what is not shown
        return passage, tuple(gaps)

    def _gap(self, gap_id: str, said_weight: str, kind: str, text: str) -> Gap:
        weight = float(said_weight or 1)
        if not 0 < weight <= WEIGHT_MAX:
            raise Skip("unreadable", detail=f"{{{said_weight}:{kind}:")
        answers = list(self._answers(text))
        if kind in _TYPED | _CASED:
            return self._typed(gap_id, weight, answers, case=kind in _CASED)
        if kind in _NUMBER:
            return self._number(gap_id, weight, answers)
        if kind not in _CHOSEN | _SEVERAL:
            raise Skip("kind", kind=kind)
        return self._chosen(gap_id, weight, answers, kind)

    def _typed(self, gap_id: str, weight: float, answers: list[_Answer], *, case: bool) -> TypedGap:
        said = self.imported.said
        forms, rest = _without_rest([Typed(one.text, one.share / ALL, one.reason) for one in answers])
        found = typed_gap_of(forms, said, self.imported.language, self.note, case=case)
        if lost := lost_shares(forms):
            self.note("lost_weight", detail=", ".join(lost))
        if case:
            self.note("lost_case")
        return TypedGap(gap_id, **found, weight=weight, feedback=said(rest))

    def _number(self, gap_id: str, weight: float, answers: list[_Answer]) -> NumberGap:
        numbers = []
        for one in answers:
            if one.share > 0 or one.text != "*":
                value, _, tolerance = one.text.replace(",", ".").partition(":")
                about = abs(number_of(tolerance)) if tolerance.strip() else 0.0
                said = self.imported.said(one.reason)
                numbers.append(TypedNumber(number_of(value), about, one.share / ALL, said))
            elif one.reason:  # a star is all other numbers
                self.note("lost_reasons")
        return NumberGap(gap_id, accepted_numbers(numbers, self.note), weight)

    def _chosen(self, gap_id: str, weight: float, answers: list[_Answer], kind: str) -> ChosenGap:
        rights = [one.share >= ALL for one in answers]
        if kind in _SEVERAL and sum(one.share > 0 for one in answers) != 1:
            raise Skip("kind", kind=kind)
        if len(answers) < 2:  # noqa: PLR2004 - a choice needs two
            raise Skip("one_answer")
        if sum(rights) != 1:
            raise Skip("several_right" if any(rights) else "no_right")
        self._note_partly(answers)
        marked = [(one.text, right, one.reason) for one, right in zip(answers, rights, strict=True)]
        return ChosenGap(gap_id, options_of(self.imported, marked), weight)

    def _note_partly(self, answers: list[_Answer]) -> None:
        if partly := [one.text for one in answers if 0 < one.share < ALL]:
            self.note("lost_weight", detail=", ".join(partly))

    def _answers(self, text: str) -> Iterator[_Answer]:
        for part in _split(text, "~"):
            said, *reasons = _split(part.lstrip(), "#")
            share = 0.0
            if weight := _SHARE.match(said):
                share, said = number_of(weight[1].replace(",", ".")), said[weight.end() :]
            elif said.startswith("="):
                share, said = ALL, said[1:]
            if part.strip():
                yield _Answer(share, self._plain(said), self._plain("#".join(reasons)))

    def _plain(self, text: str) -> str:
        return self.words(_ESCAPED.sub(r"\1", text))


def _without_rest(forms: list[Typed]) -> tuple[list[Typed], str]:
    """Return forms without the reason that is told to whatever has none of its own, and that reason.

    It is that of a lone star which earns nothing; "" where there is none, or where some form is told nothing at all.
    """
    rest = next((one.reason for one in forms if one.form == "*" and one.share <= 0), "")
    if not rest or not all(one.reason for one in forms):
        return forms, ""
    return [replace(one, reason="" if one.reason == rest else one.reason) for one in forms], rest


def _end(text: str, begin: int) -> int:
    """Return where the bracket of a gap is closed. Raises Skip."""
    for mark in _MARKS.finditer(text, begin):
        if mark[0] == "}":
            return mark.start()
    raise Skip("unclosed")


def _split(text: str, sign: str) -> list[str]:
    """Part a text at each such sign that is not escaped."""
    parts: list[str] = []
    begin = 0
    for mark in _MARKS.finditer(text):
        if mark[0] == sign:
            parts.append(text[begin : mark.start()])
            begin = mark.end()
    return [*parts, text[begin:]]
