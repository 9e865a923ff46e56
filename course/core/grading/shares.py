"""What single options of a choice or of choices earn."""

import math
from collections.abc import Iterable

from course.core.grading.questions import Choice, Choices

ALL_NEAR = 0.001  # what shares may fall short of everything: thirds are written as 33.333 %


def has_shares(question: Choice | Choices) -> bool:
    """Tell whether an option says by itself what choosing it earns."""
    return any(option.share is not None for option in question.options)


def option_shares(question: Choice | Choices) -> tuple[float, ...]:
    """Return what choosing each option earns, -1.0 to 1.0: its share, else what the rule of the kind gives."""
    by_kind = zip(question.options, kind_shares(question), strict=True)
    return tuple(share if option.share is None else option.share for option, share in by_kind)


def kind_shares(question: Choice | Choices) -> tuple[float, ...]:
    """Return what choosing each option would earn without a share.

    In a choice everything where it is right, else nothing. In choices its part of the right ones, and as much is lost
    with a wrong one.
    """
    if isinstance(question, Choice):
        return tuple(float(option.right) for option in question.options)
    each = 1 / max(1, sum(option.right for option in question.options))
    return tuple(each if option.right else -each for option in question.options)


def sum_of_shares(shares: Iterable[float]) -> float:
    """Return what options earn together, 0.0 to 1.0; what falls short of 1.0 by ALL_NEAR or less is 1.0."""
    total = round(math.fsum(shares), 9)
    return 1.0 if total >= 1.0 - ALL_NEAR else max(0.0, total)
