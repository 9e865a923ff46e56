"""When it is told what people think, in polls and surveys: not of so few that it tells who thinks what."""

from collections.abc import Iterable

from course.core.grading.questions import AnyQuestion, Likert, Poll

FEW_VOTES = 5  # fewer votes than this would tell who gave them


def asks_for_opinion(question: AnyQuestion) -> bool:
    """Tell whether nothing in a question is right or wrong, so that answers are votes."""
    return isinstance(question, Likert | Poll)


def votes_told(votes: int, wholes: Iterable[int]) -> bool:
    """Tell whether so many votes are enough to be told.

    `wholes` are how many there are in larger parts, such as all languages: who takes these votes from those must be left
    with none, or with enough.
    """
    return votes >= FEW_VOTES and all(whole == votes or whole - votes >= FEW_VOTES for whole in wholes)
