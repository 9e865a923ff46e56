"""Which questions are worth a look, and why: codes that the pages put into words with what to do."""

from collections.abc import Iterable
from typing import Literal

from course.core.statistics.fairness import Fairness
from course.core.statistics.questions import QuestionFigures

Advice = Literal["turned_round", "language", "guessed", "weak", "very_hard", "very_easy"]

WEAK = 0.2  # discrimination below it is "very weak" in Moodle's documentation of its quiz statistics report
VERY_HARD, VERY_EASY = 0.2, 0.95  # facility


def advice(
    figures: QuestionFigures, guess: float | None, languages: Iterable[Fairness]
) -> tuple[Advice, ...]:
    """Return what is worth a look, the most urgent first. Nothing is said of figures that answers are too few for.

    turned_round: who is good elsewhere misses it; language: clearly harder in one language for equally good learners;
    guessed: not surely better than ticking at random; weak: hardly tells strong from weak; very_hard, very_easy.
    """
    found: list[Advice] = []
    index, facility = figures.discrimination.value, figures.facility.value
    if index is not None and index < 0:
        found.append("turned_round")
    if any(one.level == "large" for one in languages):
        found.append("language")
    if guess and figures.facility.low is not None and figures.facility.low <= guess:
        found.append("guessed")
    elif facility is not None and facility < VERY_HARD:
        found.append("very_hard")
    if facility is not None and facility > VERY_EASY:
        found.append("very_easy")
    elif index is not None and 0 <= index < WEAK:
        found.append("weak")
    return tuple(found)
