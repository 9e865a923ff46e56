"""What a QTI item's processing says of a number: which ones it asks for, how near, and what each earns.

Understood are comparisons by equal and match, any of several by or, and a range of gte and lte. A condition that is anything
else leaves its question out: what is not understood could count as right what is wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from course.core.formats.accepted import few, meet
from course.core.formats.qti_items import NUMBERS, Response
from course.core.formats.questions_in import DECIMALS, Skip, number_of

_BRANCHES = frozenset({"responseIf", "responseElseIf"})
Span = tuple[float, float]  # a number, and how near to it


@dataclass(frozen=True, slots=True)
class NumberCase:
    """A number that a processing asks for: how near, what it earns (None: all), which feedback it brings.

    `condition` tells those apart of which one counts from those that count beside each other; `is_scored` whether the
    processing says what it earns, be it nothing.
    """

    value: float
    tolerance: float
    score: float | None
    feedback: str = ""
    condition: int = 0
    is_scored: bool = True

    @property
    def earns(self) -> bool:
        return self.score is None or self.score > 0


def number_cases(item: Element, name: str, response: Response) -> list[NumberCase]:
    """Return the numbers that the processing compares a response with, in its order; else those of the key."""
    processing = item.find("responseProcessing")
    conditions = [] if processing is None else processing.findall("responseCondition")
    scored = {"SCORE"} | {
        declared.get("identifier", "")
        for declared in item.findall("outcomeDeclaration")
        if declared.get("baseType") in NUMBERS
    }
    found = [case for each in conditions for case in _cases(each, name, response, scored)]
    if found:
        return _in_one_row(few(found))
    if response.is_mapped:
        return [NumberCase(number_of(key), 0.0, worth) for key, worth in response.mapping.items()]
    return [NumberCase(number_of(key), 0.0, None) for key in dict.fromkeys(response.correct)]


def _in_one_row(cases: Sequence[NumberCase]) -> list[NumberCase]:
    """Return the cases of all conditions so that the first that fits counts.

    What only tells something beside another condition's number that earns something is left out. Raises Skip where what
    earns nothing stands before such a number, since there both count.
    """
    kept = []
    for place, case in enumerate(cases):
        beside = [
            after
            for after, other in enumerate(cases)
            if not case.earns
            and other.earns
            and other.condition != case.condition
            and meet(case.value, other.value, case.tolerance + other.tolerance)
        ]
        if case.is_scored and any(after > place for after in beside):
            raise Skip("excluded", detail=f"{case.value:g}")
        if case.is_scored or not beside:
            kept.append(case)
    return kept


def _cases(condition: Element, name: str, response: Response, scored: set[str]) -> Iterator[NumberCase]:
    for branch in condition:
        inner = branch.findall("responseCondition")
        asked = branch[0] if branch.tag in _BRANCHES and len(branch) else None
        if branch.tag == "responseElse" or (asked is not None and _is_presence(asked)):
            for each in inner:
                yield from _cases(each, name, response, scored)
            if (
                branch.tag == "responseElse"
                and _concerns(condition, name)
                and (_score(branch, scored) or 0) > 0
            ):
                raise _unknown("responseElse")
        elif asked is not None and _concerns(asked, name):
            if inner:
                raise _unknown("responseCondition")
            score, is_scored = _score(branch, scored), _is_scored(branch, scored)
            told = _set_value(branch, {"FEEDBACK"}) or ""
            for value, tolerance in _spans(asked, response):
                near = round(tolerance, DECIMALS)
                yield NumberCase(value, near, score, told, id(condition), is_scored)


def _concerns(expression: Element, name: str) -> bool:
    return any(variable.get("identifier") == name for variable in expression.iter("variable"))


def _is_presence(expression: Element) -> bool:
    """Tell whether a condition asks for nothing but an answer of any kind, or for none."""
    inner = expression[0] if expression.tag == "not" and len(expression) else expression
    return inner.tag == "isNull"


def _spans(expression: Element, response: Response) -> list[Span]:
    """Return the numbers for which a condition holds. Raises Skip where it is not understood."""
    match expression.tag:
        case "equal":
            return [_near(expression, _operand(expression, response))]
        case "match":
            return [(_operand(expression, response), 0.0)]
        case "or":
            return [span for each in expression for span in _spans(each, response)]
        case "and" if sorted(each.tag for each in expression) == ["gte", "lte"]:
            low, high = (_bound(expression.find(tag)) for tag in ("gte", "lte"))
            return [((low + high) / 2, abs(high - low) / 2)]
    raise _unknown(expression.tag)


def _operand(expression: Element, response: Response) -> float:
    """Return the number that the response is compared with: a written one, else the key."""
    written = expression.find("baseValue")
    if written is not None:
        return number_of(written.text or "")
    if expression.find("correct") is None or len(response.correct) != 1:
        raise _unknown(expression.tag)
    return number_of(response.correct[0])


def _bound(expression: Element | None) -> float:
    """Return the bound of a range, of which the response must be the first operand."""
    if expression is None or [each.tag for each in expression] != ["variable", "baseValue"]:
        raise _unknown("and")
    return number_of(expression.findtext("baseValue") or "")


def _near(equal: Element, value: float) -> Span:
    if "false" in {equal.get("includeLowerBound"), equal.get("includeUpperBound")}:
        raise _unknown("includeLowerBound")
    mode, said = equal.get("toleranceMode", "exact"), (equal.get("tolerance") or "").split()
    if mode == "exact":
        return value, 0.0
    if mode not in {"absolute", "relative"} or not said:
        raise _unknown("toleranceMode")
    below, above = number_of(said[0]), number_of(said[-1])
    if mode == "relative":
        below, above = (abs(value) * each / 100 for each in (below, above))
    if min(below, above) < 0:
        raise _unknown("tolerance")
    return value + (above - below) / 2, (below + above) / 2


def _score(branch: Element, scored: set[str]) -> float | None:
    """Return what a branch gives to the score: nothing where it sets none, None where it takes it from elsewhere."""
    if not _is_scored(branch, scored):
        return 0.0
    said = _set_value(branch, scored)
    return None if said is None else number_of(said)


def _is_scored(branch: Element, scored: set[str]) -> bool:
    return any(setting.get("identifier") in scored for setting in branch.findall("setOutcomeValue"))


def _set_value(branch: Element, outcomes: set[str]) -> str | None:
    """Return the value that a branch itself gives to one of the outcomes; None where it gives no written one."""
    for setting in branch.findall("setOutcomeValue"):
        if setting.get("identifier") in outcomes:
            for value in setting.iter("baseValue"):
                return (value.text or "").strip()
    return None


def _unknown(tag: str) -> Skip:
    return Skip("unreadable", detail=f"responseProcessing: {tag}"[:60])
