"""What somebody earns on the average who ticks at random."""

import math

from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    ChosenGap,
    Cloze,
    Hotspot,
    Match,
    Numeric,
    ShortText,
    TrueFalse,
    Words,
)
from course.core.grading.shares import option_shares


def random_guess_share(question: AnyQuestion) -> float | None:  # noqa: PLR0911 - one case for each kind
    """Return the expected share of the points, 0.0 to 1.0; None for kinds in which there is no one way to guess.

    As Moodle has it ("Quiz statistics calculations", docs.moodle.org/dev): one of so many options, where others earn a
    part the mean of all; what must be typed counts as never guessed; none is told where several may be ticked. A match
    is guessed prompt by prompt, and a passage gap by gap.
    """
    match question:
        case Choice(options=options):
            return math.fsum(max(0.0, share) for share in option_shares(question)) / len(options)
        case Hotspot(spots=spots):
            return sum(spot.right for spot in spots) / len(spots)
        case TrueFalse():
            return 0.5
        case Match():
            answers = [one.answer for one in question.answers]
            kinds = [answer for place, answer in enumerate(answers) if answer not in answers[:place]]
            return 1 / len(kinds)
        case Categorise(categories=categories):
            return 1 / len(categories)
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            earned = (gap.weight / len(gap.options) for gap in gaps if isinstance(gap, ChosenGap))
            return math.fsum(earned) / math.fsum(gap.weight for gap in gaps)
        case ShortText() | Numeric():
            return 0.0
        case _:
            return None
