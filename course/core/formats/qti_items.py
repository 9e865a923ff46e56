"""What a QTI item says: its responses, what they earn, its feedback, and the words of its parts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from course.core.formats.gift import number_of
from course.core.formats.questions_in import BLOCKS, LOSSES, SILENT, Skip

GENERAL = "general"
INTERACTION = "Interaction"  # how the names of all interactions end
_BLOCKS = BLOCKS | {"rubricBlock"}
_FEEDBACK = frozenset({"feedbackInline", "feedbackBlock", "modalFeedback"})


@dataclass(slots=True)
class Response:
    """One response: what is right, and what each value earns."""

    cardinality: str = "single"
    base: str = ""
    correct: list[str] = field(default_factory=list)
    mapping: dict[str, float] = field(default_factory=dict)

    def worth(self, value: str) -> float:
        return self.mapping.get(value, 0.0)

    def is_right(self, value: str) -> bool:
        """Tell whether a value is right: by the key, or where there is none by what it earns."""
        return value in self.correct if self.correct else self.worth(value) > 0

    @property
    def most(self) -> float:
        """Return what it earns at best; 0 where nothing says it."""
        gains = [value for value in self.mapping.values() if value > 0]
        return max(gains, default=0.0) if self.cardinality == "single" else sum(gains)


@dataclass(frozen=True, slots=True)
class NumberCase:
    """A number that a processing asks for: how near, what it earns, which feedback it brings."""

    value: float
    tolerance: float
    score: float | None
    feedback: str


@dataclass(slots=True)
class ItemFacts:
    """What stands around the interactions of an item."""

    responses: dict[str, Response]
    points: float
    feedback: dict[str, str]  # identifier to words
    all_or_nothing: bool


def responses_of(item: Element) -> dict[str, Response]:
    """Return the declared responses by identifier."""
    found = {}
    for declared in item.findall("responseDeclaration"):
        values = [(value.text or "").strip() for value in declared.findall("correctResponse/value")]
        worth = {
            (entry.get("mapKey") or "").strip(): number_of(entry.get("mappedValue") or "0")
            for entry in declared.findall("mapping/mapEntry")
        }
        about = declared.get("cardinality", "single"), declared.get("baseType", "")
        found[declared.get("identifier", "")] = Response(*about, values, worth)
    return found


def points_of(item: Element, responses: dict[str, Response]) -> float:
    """Return what an item earns at best: what it says, else what its responses earn."""
    for declared in item.findall("outcomeDeclaration"):
        most = declared.get("normalMaximum") if declared.get("identifier") == "SCORE" else None
        if declared.get("identifier") == "MAXSCORE":
            most = declared.findtext("defaultValue/value")
        if most and (points := number_of(most)) > 0:
            return points
    return sum(response.most for response in responses.values()) or 1.0


def is_all_or_nothing(item: Element) -> bool:
    """Tell whether the standard's processing counts nothing but a wholly right response."""
    processing = item.find("responseProcessing")
    return processing is not None and "match_correct" in processing.get("template", "")


def number_cases(item: Element, name: str, response: Response) -> list[NumberCase]:
    """Return the numbers that the processing compares a response with, in its order; else those of the key."""
    found = []
    processing = item.find("responseProcessing")
    for branch in _branches(processing):
        equal = next((each for each in branch.iter("equal") if _is_about(each, name)), None)
        if equal is None:
            continue
        written = equal.findtext("baseValue")
        said = written if written is not None else next(iter(response.correct), "")
        value = number_of(said)
        near = number_of((equal.get("tolerance") or "0").split()[0])
        mode = equal.get("toleranceMode", "exact")
        tolerance = near if mode == "absolute" else abs(value) * near / 100 if mode == "relative" else 0.0
        score = _set_value(branch, "SCORE")
        found.append(
            NumberCase(
                value,
                round(tolerance, 6),
                number_of(score) if score is not None else None,
                _set_value(branch, "FEEDBACK") or "",
            )
        )
    if found:
        return found
    keys = response.correct or [key for key, worth in response.mapping.items() if worth > 0]
    return [NumberCase(number_of(key), 0.0, response.mapping.get(key), "") for key in dict.fromkeys(keys)]


def _branches(processing: Element | None) -> Iterator[Element]:
    if processing is not None:
        for each in processing.iter():
            if each.tag in {"responseIf", "responseElseIf"}:
                yield each


def _is_about(expression: Element, name: str) -> bool:
    return any(variable.get("identifier") == name for variable in expression.iter("variable"))


def _set_value(branch: Element, outcome: str) -> str | None:
    """Return the value that a branch itself gives an outcome; None where it gives none."""
    for setting in branch.findall("setOutcomeValue"):
        if setting.get("identifier") == outcome:
            for value in setting.iter("baseValue"):
                return (value.text or "").strip()
    return None


# ---- Words -------------------------------------------------------------------------------------------------------


class Words:
    """The words of elements without their markup; what is lost on the way is told."""

    def __init__(self) -> None:
        self.losses: dict[str, None] = {}

    def of(self, element: Element | None, gap: Callable[[Element], str] = lambda _interaction: "") -> str:
        """Return an element's words; where an interaction stands, what `gap` says of it. Feedback in it is not of them."""
        if element is None:
            return ""
        pieces: list[str] = []
        self._walk(element, pieces, gap)
        lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(pieces).split("\n"))
        return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()

    def _walk(self, element: Element, pieces: list[str], gap: Callable[[Element], str]) -> None:
        pieces.append(_blanks(element.text))
        for child in element:
            self._child(child, pieces, gap)
            pieces.append(_blanks(child.tail))

    def _child(self, child: Element, pieces: list[str], gap: Callable[[Element], str]) -> None:
        tag = child.tag
        if (loss := LOSSES.get(tag)) and (tag != "a" or child.get("href")):
            self.losses[loss] = None
        if tag.endswith(INTERACTION):
            pieces.append(gap(child))
        elif tag == "rubricBlock" and "candidate" not in child.get("view", ""):
            self.losses["lost_rubric"] = None
        elif tag in SILENT or tag in _FEEDBACK or (tag == "div" and child.get("class") == "lead"):
            return
        else:
            edge = "\n" if tag in _BLOCKS or tag == "br" else " " if tag in {"td", "th"} else ""
            pieces.append(edge)
            self._walk(child, pieces, gap)
            pieces.append(edge if tag in _BLOCKS else "")


def _blanks(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def feedback_of(item: Element, words: Words) -> dict[str, str]:
    """Return what an item says after it was answered, by identifier: shown in a box of its own, or in its place."""
    found: dict[str, str] = {}
    for each in item.iter():
        if each.tag in _FEEDBACK and each.get("showHide", "show") == "show" and (said := words.of(each)):
            name = (each.get("identifier") or GENERAL).strip()
            found[name] = f"{found[name]}\n{said}" if name in found else said
    return found


def interactions_of(item: Element) -> list[Element]:
    """Return the interactions of an item's body, in their order."""
    body = item.find("itemBody")
    if body is None:
        raise Skip("unreadable", detail="itemBody")
    return [each for each in body.iter() if each.tag.endswith(INTERACTION)]
