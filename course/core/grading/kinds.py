"""The kinds of questions by the names that quiz files and addresses use, and how many parts a question has."""

from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    Cloze,
    Essay,
    Hotspot,
    Likert,
    Match,
    Numeric,
    Order,
    Poll,
    Scenario,
    ShortText,
    TrueFalse,
    Upload,
    Words,
)

KINDS: dict[str, type[AnyQuestion]] = {
    "choice": Choice,
    "choices": Choices,
    "true-false": TrueFalse,
    "short-text": ShortText,
    "numeric": Numeric,
    "match": Match,
    "order": Order,
    "categorise": Categorise,
    "cloze": Cloze,
    "words": Words,
    "likert": Likert,
    "poll": Poll,
    "essay": Essay,
    "upload": Upload,
    "hotspot": Hotspot,
    "scenario": Scenario,
}


def kind_of(question: AnyQuestion) -> str:
    """Return the name that quiz files and addresses use for this question's kind."""
    return next(name for name, kind in KINDS.items() if type(question) is kind)


def part_count(question: AnyQuestion) -> int:
    """Return how many prompts, items, gaps or statements a question has that each get an answer; 0 for other kinds."""
    match question:
        case Match(pairs=pairs):
            return len(pairs)
        case Categorise(items=items):
            return len(items)
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            return len(gaps)
        case Likert(statements=statements):
            return len(statements)
        case _:
            return 0
