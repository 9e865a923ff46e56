"""What a learner can say is wrong with a question, and how such a report stands."""

from course.core.problems import FieldFault
from course.core.text import N_

FAULTS: dict[str, str] = {
    "key": N_("The answer that counts as right is wrong"),
    "unclear": N_("It can be understood in several ways"),
    "words": N_("A word or a translation is wrong"),
    "source": N_("It does not say what the lesson says"),
    "broken": N_("Something does not work or cannot be seen"),
    "other": N_("Something else"),
}
STATES: dict[str, str] = {
    "open": N_("Waits for an answer"),
    "answered": N_("Has an answer"),
    "mended": N_("The question is mended"),
}
WORDS_MAX = 1_000  # characters of what a learner writes, and of the answer to it


def report_faults(fault: str, words: str) -> list[FieldFault]:
    """Return what is wrong with a report: of no known kind, too long, or "other" without a word."""
    found = [] if fault in FAULTS else [FieldFault("fault", "report_without_fault")]
    if fault == "other" and not words.strip():
        found.append(FieldFault("words", "report_without_words"))
    return found + _too_long("words", words)


def answer_faults(state: str, answer: str) -> list[FieldFault]:
    """Return what is wrong with the answer to a report: of no known state, "answered" without a word, or too long."""
    found = [] if state in STATES else [FieldFault("state", "report_without_state")]
    if state == "answered" and not answer.strip():
        found.append(FieldFault("answer", "report_without_answer"))
    return found + _too_long("answer", answer)


def _too_long(name: str, words: str) -> list[FieldFault]:
    if len(words) <= WORDS_MAX:
        return []
    return [FieldFault(name, "words_too_long", {"most": WORDS_MAX, "given": len(words)})]
