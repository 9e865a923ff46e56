"""What a QTI item says: its responses, what they earn, its feedback, and the words of its parts."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import TypeVar
from xml.etree.ElementTree import Element, tostring

from course.core.formats.formulas import FORMULA
from course.core.formats.html_words import BLOCKS, CODE, SILENT, loss_of, plain_from_html
from course.core.formats.kept_lines import ITEM_END, kept_lines, one_blank, whole_text
from course.core.formats.list_marks import LISTS, Lists
from course.core.formats.questions_in import Skip, number_of
from course.core.formats.raised import RAISED, raised

T = TypeVar("T")

GENERAL = "general"
INTERACTION = "Interaction"  # how the names of all interactions end
_BLOCKS = BLOCKS | {"rubricBlock"}
_FEEDBACK = frozenset({"feedbackInline", "feedbackBlock", "modalFeedback"})
_INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})  # that stand among words


NUMBERS = frozenset({"float", "integer"})  # base types
KEY_SHOWN = 40  # characters of a key that a remark tells
_LISTED = frozenset({"identifier"})  # whose values all stand in the item


@dataclass(slots=True)
class Response:
    """One response: what is right, what each value earns, and which of the two the processing goes by."""

    cardinality: str = "single"
    base: str = ""
    correct: list[str] = field(default_factory=list)
    mapping: dict[str, float] = field(default_factory=dict)
    default: float = 0.0  # what a value earns that the mapping does not name
    lower: float = -inf  # what the response earns at least
    upper: float = inf  # and at most
    rule: str = ""  # map, match; empty where the processing says neither
    cased: bool = False  # whether upper and lower case make a difference

    @property
    def is_mapped(self) -> bool:
        """Tell whether an answer counts by what it earns: where the processing says so, or where there is no key."""
        return bool(self.mapping) and (self.rule == "map" or not self.correct)

    def worth(self, value: str) -> float:
        return self.mapping.get(value, self.default if self.mapping else 0.0)

    def rights(self, values: Collection[str]) -> list[bool]:
        """Tell of each value to choose from whether it is right: by the key, or by what it earns.

        Of a single answer it is the one that earns most.
        """
        if not self.is_mapped:
            correct = set(self.correct)
            return [value in correct for value in values]
        worths = [self.worth(value) for value in values]
        best = max(worths, default=0.0) if self.cardinality == "single" else 0.0
        return [worth > 0 and worth >= best for worth in worths]

    def pairs(self) -> list[str]:
        """Return the right pairs, each as two identifiers."""
        if not self.is_mapped:
            return self.correct
        return [key for key, worth in self.mapping.items() if worth > 0]

    def none_right(self) -> Skip:
        """Return why none of the values to choose from is right: the key names others, or there is none."""
        key = ", ".join(filter(None, self.pairs()))
        return Skip("key_of_none", key=key[:KEY_SHOWN]) if key else Skip("no_right")

    @property
    def is_all_or_nothing(self) -> bool:
        """Tell whether nothing but a wholly right response of several parts earns anything."""
        return self.rule == "match" and self.cardinality != "single"

    @property
    def is_uneven(self) -> bool:
        """Tell whether right answers earn differently."""
        return self.is_mapped and len({round(worth, 6) for worth in self.mapping.values() if worth > 0}) > 1

    @property
    def is_floored(self) -> bool:
        """Tell whether a response never earns less than nothing."""
        return self.lower >= 0

    def all_of(self, values: Collection[str]) -> float:
        """Return what these values to choose from earn at best, of which some must earn something."""
        gains = [worth for value in values if (worth := self.worth(value)) > 0]
        return max(gains) if self.cardinality == "single" else min(sum(gains), self.upper)

    @property
    def most(self) -> float:
        """Return what it earns at best; 0 where nothing says it."""
        gains = [value for value in self.mapping.values() if value > 0]
        return max(gains, default=0.0) if self.cardinality == "single" else min(sum(gains), self.upper)


def responses_of(item: Element) -> dict[str, Response]:
    """Return the declared responses by identifier. Raises Skip where one earns something by anything that is typed."""
    rules = _rules(item.find("responseProcessing"))
    return {
        declared.get("identifier", ""): _response(declared, rules)
        for declared in item.findall("responseDeclaration")
    }


def _response(declared: Element, rules: Mapping[str, str]) -> Response:
    entries = declared.findall("mapping/mapEntry")
    mapping = declared.find("mapping")
    default = number_of(mapping.get("defaultValue") or "0") if mapping is not None else 0.0
    base = declared.get("baseType", "")
    if default > 0 and base not in _LISTED:
        raise Skip("unreadable", detail="mapping defaultValue")
    cased = any(entry.get("caseSensitive") in {"true", "1"} for entry in entries)
    return Response(
        declared.get("cardinality", "single"),
        base,
        [(value.text or "").strip() for value in declared.findall("correctResponse/value")],
        {
            (entry.get("mapKey") or "").strip(): number_of(entry.get("mappedValue") or "0")
            for entry in entries
        },
        default,
        _bound(mapping, "lowerBound", -inf),
        _bound(mapping, "upperBound", inf) or inf,  # none at all could be earned: it is no bound
        rules.get(declared.get("identifier", ""), rules.get("", "")),
        cased or (base == "string" and not entries),
    )


def _bound(mapping: Element | None, name: str, other: float) -> float:
    said = mapping.get(name) if mapping is not None else None
    return number_of(said) if said else other


def _rules(processing: Element | None) -> Mapping[str, str]:
    """Return by which rule a processing goes for each response: the mapping (map) or the key (match).

    A template of the standard goes for all: its rule stands under no name.
    """
    if processing is None:
        return {}
    for rule, known in (("map", "map_response"), ("match", "match_correct")):
        if known in (processing.get("template") or ""):
            return {"": rule}
    return {
        each.get("identifier", ""): rule
        for rule, tag in (("match", "correct"), ("map", "mapResponse"))
        for each in processing.iter(tag)
    }


def has_own_marking(item: Element, responses: Mapping[str, Response]) -> bool:
    """Tell whether a condition of its own gives something for a response that the key or a mapping does not give.

    Numbers are not among them: qti_numbers.py reads their conditions.
    """
    processing = item.find("responseProcessing")
    unread = {name for name, one in responses.items() if not one.rule and one.base not in NUMBERS}
    if processing is None or not unread:
        return False
    scored = {"SCORE"} | {
        declared.get("identifier", "")
        for declared in item.findall("outcomeDeclaration")
        if declared.get("baseType") in NUMBERS
    }
    return any(
        any(variable.get("identifier") in unread for variable in condition.iter("variable"))
        and any(setting.get("identifier") in scored for setting in condition.iter("setOutcomeValue"))
        for condition in processing.findall("responseCondition")
    )


def declared_points(item: Element) -> float:
    """Return what an item says that it earns at best; 0 where it does not say it."""
    for declared in item.findall("outcomeDeclaration"):
        most = declared.get("normalMaximum") if declared.get("identifier") == "SCORE" else None
        if declared.get("identifier") == "MAXSCORE":
            most = declared.findtext("defaultValue/value")
        if most and (points := number_of(most)) > 0:
            return points
    return 0.0


def points_of(item: Element, responses: dict[str, Response]) -> float:
    """Return what an item earns at best: what it says, else what its responses earn."""
    return declared_points(item) or sum(response.most for response in responses.values()) or 1.0


# ---- Words -------------------------------------------------------------------------------------------------------


class Words:
    """The words of elements without their markup; what is lost on the way is told."""

    def __init__(self) -> None:
        self.losses: dict[str, None] = {}
        self._images: dict[int, Element] = {}  # those that stand in texts that were read, by identity
        self._taken: set[int] = set()
        self._lists = Lists()
        self._code = 0  # open elements whose lines stay as they are

    def lost(self) -> dict[str, None]:
        """Return what was lost on the way, as keys of REASONS."""
        left = set(self._images) - self._taken
        return self.losses | ({"lost_picture": None} if left else {})

    def take_image(self, element: Element | None, take: Callable[[str, str], T | None]) -> T | None:
        """Return what `take` makes of the first image in an element's text, by its address and what it shows."""
        for image in _images_in(element) if element is not None else ():
            if found := take(image.get("src") or image.get("data") or "", _shows(image)):
                self._taken.add(id(image))
                return found
        return None

    def of(self, element: Element | None, gap: Callable[[Element], str] = lambda _interaction: "") -> str:
        """Return an element's words; where an interaction stands, what `gap` says of it. Feedback in it is not of them."""
        if element is None:
            return ""
        pieces: list[str] = []
        self._lists = Lists()
        self._walk(element, pieces, gap)
        return whole_text(pieces)

    def _walk(self, element: Element, pieces: list[str], gap: Callable[[Element], str]) -> None:
        pieces.append(self._words(element.text))
        for child in element:
            self._child(child, pieces, gap)
            pieces.append(self._words(child.tail))

    def _words(self, text: str | None) -> str:
        return (text or "") if self._code else one_blank(text or "")

    def _child(self, child: Element, pieces: list[str], gap: Callable[[Element], str]) -> None:
        tag = child.tag
        if _is_image(child):
            self._images[id(child)] = child
            return
        if loss := loss_of(tag, child.attrib):
            self.losses[loss] = None
        if tag == FORMULA:
            bare = Element(FORMULA)
            bare.extend(child)
            pieces.append(plain_from_html(tostring(bare, "unicode"))[0])
        elif tag.endswith(INTERACTION):
            pieces.append(gap(child))
        elif tag == "include":
            self.losses["lost_stimulus"] = None
        elif tag == "rubricBlock" and "candidate" not in child.get("view", ""):
            self.losses["lost_rubric"] = None
        elif tag in SILENT or tag in _FEEDBACK or (tag == "div" and child.get("class") == "lead"):
            return
        elif tag in RAISED:
            inner: list[str] = []
            self._walk(child, inner, gap)
            pieces.append(raised(tag, "".join(inner), "".join(pieces[-1:])))
        elif tag in _BLOCKS:
            pieces.append("\n")
            self._block(child, pieces, gap)
            pieces.append("\n")
        else:
            pieces.append("\n" if tag == "br" else " " if tag in {"td", "th"} else "")
            self._walk(child, pieces, gap)

    def _block(self, block: Element, pieces: list[str], gap: Callable[[Element], str]) -> None:
        if block.tag in LISTS:
            self._lists.begin(block.tag, block.attrib, len(block.findall("li")))
            self._walk(block, pieces, gap)
            self._lists.end(block.tag)
        elif block.tag == "li":
            mark = self._lists.mark(block.attrib)
            pieces.append(mark if _has_words(block) else "")
            self._walk(block, pieces, gap)
            pieces.append(ITEM_END)
        elif block.tag in CODE:
            pieces.append(self._lines_of(block, gap))
        else:
            self._walk(block, pieces, gap)

    def _lines_of(self, code: Element, gap: Callable[[Element], str]) -> str:
        inner: list[str] = []
        self._code += 1
        self._walk(code, inner, gap)
        self._code -= 1
        return "".join(inner) if self._code else kept_lines("".join(inner))


def _has_words(item: Element) -> bool:
    """Tell whether an item of a list holds more than an interaction: before one alone a number says nothing."""
    if (item.text or "").strip():
        return True
    for child in item:
        if (child.tail or "").strip() or child.tag in _INLINE:
            return True
        if not child.tag.endswith(INTERACTION) and child.tag not in _FEEDBACK and _has_words(child):
            return True
    return False


def _is_image(element: Element) -> bool:
    return element.tag == "img" or (element.tag == "object" and element.get("type", "").startswith("image/"))


def _images_in(element: Element) -> Iterator[Element]:
    """Yield the images of an element's own text: not those in interactions, feedback and what leads to it."""
    for child in element:
        if _is_image(child):
            yield child
        elif not (child.tag.endswith(INTERACTION) or child.tag in _FEEDBACK or child.get("class") == "lead"):
            yield from _images_in(child)


def _shows(image: Element) -> str:
    return " ".join((image.get("alt") or "".join(image.itertext())).split())


def feedback_of(item: Element, words: Words) -> dict[str, str]:
    """Return what an item says after it was answered, by identifier: shown in a box of its own, or in its place."""
    found: dict[str, str] = {}
    for each in item.iter():
        if each.tag not in _FEEDBACK or not (said := words.of(each)):
            continue
        if each.get("showHide", "show") != "show":
            words.losses["lost_feedback"] = None  # it is shown until something is answered
        else:
            name = (each.get("identifier") or GENERAL).strip()
            found[name] = f"{found[name]}\n{said}" if name in found else said
    return found


def interactions_of(item: Element) -> list[Element]:
    """Return the interactions of an item's body, in their order."""
    body = item.find("itemBody")
    if body is None:
        raise Skip("unreadable", detail="itemBody")
    return [each for each in body.iter() if each.tag.endswith(INTERACTION)]
