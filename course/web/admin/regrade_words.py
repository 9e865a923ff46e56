"""Regrading in words: what was changed in a question, and what became of attempts."""

from course.core.content.model import Catalogue
from course.core.grading.differences import Difference
from course.core.grading.questions import AnyQuestion
from course.core.grading.tokens import answer_texts, part_texts
from course.core.text import N_, pick
from course.web.i18n import format_exactly, language, true_and_false
from course.web.i18n import gettext as _

FIELDS: dict[str, str] = {
    "text": N_("Wording"),
    "prompt": N_("Wording of the prompt"),
    "answer_text": N_("Wording of the answer"),
    "passage": N_("Passage"),
    "scale": N_("Scale"),
    "right": N_("Counts as right"),
    "answer": N_("Right answer"),
    "accepted": N_("Accepted answers"),
    "order": N_("Right order"),
    "tried": N_("Order in which the answers are tried"),
    "category": N_("Right category"),
    "value": N_("Number"),
    "tolerance": N_("Tolerance"),
    "share": N_("Share of the points"),
    "units": N_("Units"),
    "unit_penalty": N_("Loss without the unit"),
    "weight": N_("Weight of the gap"),
    "worth": N_("Worth of the choice"),
    "points": N_("Points"),
    "feedback": N_("Reason told afterwards"),
    "feedback_true": N_("Reason for “true”"),
    "feedback_false": N_("Reason for “false”"),
    "hints": N_("Hints"),
    "see": N_("Passage that explains it"),
    "tags": N_("Tags"),
    "kind": N_("Kind of question"),
}
NUMBERS = frozenset(
    {"value", "tolerance", "share", "unit_penalty", "weight", "worth", "points", "lat", "lon", "x", "y"}
)
BARRIERS: dict[str, str] = {
    "gone": N_("Cannot be regraded: the question is no longer in the quiz."),
    "kind": N_("Cannot be regraded: it is a question of another kind now."),
    "parts": N_("Cannot be regraded: learners chose among other options or parts than it has now."),
    "by_hand": N_("Cannot be regraded: nothing in it is marked by a key."),
}
OUTCOMES: dict[str, tuple[str, str]] = {
    "raised": (N_("Mark raised"), "ok"),
    "kept": (N_("Mark kept: the rule got tighter"), "info"),
    "waiting": (
        N_("Waits for a mark by hand"),
        "warn",
    ),  # of regrades of before, which left such attempts out
    "barred": (N_("Cannot be regraded"), "warn"),
    "same": (N_("Nothing changes"), ""),
}
STATES: dict[str, tuple[str, str]] = {
    "applying": (N_("In work"), "now"),
    "applied": (N_("Applied"), "ok"),
    "undoing": (N_("Being undone"), "now"),
    "undone": (N_("Undone"), ""),
}
LEFT: dict[str, str] = {
    "changed": N_("Left: the mark was changed by something else since."),
    "completed": N_("Left: the module was completed by it."),
    "certificate": N_("Left: a certificate was earned by it."),
    "failed": N_("Left: something is wrong with these marks. The server’s log says what."),
}


def field_words(difference: Difference, seen: AnyQuestion, course: Catalogue) -> str:
    """Say what was changed: the field, and the option or part that it belongs to."""
    told = _(FIELDS[difference.field]) if difference.field in FIELDS else difference.field
    if not difference.part:
        return told
    texts = {**answer_texts(seen), **part_texts(seen)}
    parts = [
        pick(texts[part], language(), course.languages[0]) if part in texts else part
        for part in difference.part
    ]
    return _("%(part)s: %(field)s", part=" › ".join(parts), field=told)


def value_words(difference: Difference, value: str) -> str:
    """Return a value as people read it."""
    if difference.field == "answer" and value in {"true", "false"}:
        return true_and_false()[value]
    if difference.field == "right" and value in {"true", "false"}:
        return _("yes") if value == "true" else _("no")
    if difference.field in NUMBERS and value:
        return format_exactly(value)
    if difference.field == "units" and value:
        return "; ".join(_unit_words(unit) for unit in value.split("; "))
    return value or "–"


def _unit_words(unit: str) -> str:
    symbol, _space, factor = unit.rpartition(" ")
    return f"{symbol} {format_exactly(factor)}"
