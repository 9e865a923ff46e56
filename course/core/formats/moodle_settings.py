"""What Moodle sets beside a question and has no place here: told once for the whole file, whatever it is.

Each element of a question is read elsewhere (READ), says what holds here anyway (PLAIN), or is told here.
"""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from course.core.grading.quiz import PENALTY

READ = frozenset(
    {"name", "questiontext", "generalfeedback", "defaultgrade", "idnumber", "tags", "coursetags", "hint"}
    | {"answer", "single", "usecase", "units", "unitgradingtype", "unitpenalty", "subquestion"}
    | {"correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "selectoption", "dragbox"}
    | {"responseformat", "responserequired", "attachments", "attachmentsrequired", "maxbytes"}
    | {"filetypeslist", "minwordlimit", "maxwordlimit", "graderinfo", "responsetemplate"}
)
_ANY = re.compile(r"(?s).*")
# Values by which nothing is lost; any value of what only tells how wide, how numbered or how named it stands there.
PLAIN: Mapping[str, re.Pattern[str]] = {
    "answernumbering": re.compile(r"(abc|none)?"),
    "showstandardinstruction": _ANY,
    "responsefieldlines": _ANY,
    "hidden": re.compile(r"0?"),
    "shuffleanswers": re.compile(r"1|true"),
    "showunits": re.compile(r"[03]?"),
    "unitsleft": re.compile(r"0?"),
    "layouttype": _ANY,
    "numberingstyle": _ANY,
    "showgrading": _ANY,
    "selecttype": re.compile(r"(ALL|0)?"),
    "selectcount": _ANY,  # it counts where selecttype says so
    "gradingtype": re.compile(r"(LONGEST_ORDERED_SUBSET)?"),
}
_NAMED = {"hidden": "was_hidden", "shuffleanswers": "fixed_order"}
_SWITCHES = frozenset({"shownumcorrect"})  # that say it by being there
_ONE_TRY = frozenset({"truefalse", "essay", "description"})  # for which Moodle asks for no share
_NEAR = 0.001


def settings_of(element: Element) -> Iterator[tuple[str, str]]:
    """Yield what of a question's settings is left out: the element's name, and a key of REASONS."""
    kind = element.get("type", "")
    for child in element:
        value = " ".join("".join(child.itertext()).split())
        plain = PLAIN.get(child.tag)
        if (
            child.tag in READ
            or (plain and plain.fullmatch(value))
            or (not value and child.tag not in _SWITCHES)
        ):
            continue
        if child.tag == "penalty":
            if kind not in _ONE_TRY and not _is_ours(value):
                yield child.tag, "try_costs"
        elif child.tag == "shuffleanswers" and kind in {"matching", "ddmatch"}:
            yield child.tag, "setting"  # answers of a match are shuffled whatever the quiz says
        else:
            yield child.tag, _NAMED.get(child.tag, "setting")
    for tag in sorted({part.tag for hint in element.findall("hint") for part in hint} - {"text", "file"}):
        yield f"hint: {tag}", "setting"


def _is_ours(value: str) -> bool:
    try:
        return abs(float(value or PENALTY) - PENALTY) < _NEAR
    except ValueError:
        return False
