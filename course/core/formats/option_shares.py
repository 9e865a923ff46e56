"""What single options earn in other systems, on its way to the shares of options here and back."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from course.core.formats.questions_in import DECIMALS
from course.core.formats.questions_out import Exported
from course.core.grading.questions import Choice, Choices, Option
from course.core.grading.shares import kind_shares, sum_of_shares

_NEAR = 0.00005  # what other systems write of a third, a sixth and a seventh is nearer
_LEAST = 10.0**-DECIMALS


def with_shares(question: Choice | Choices, shares: Sequence[float]) -> Choice | Choices:
    """Return a question whose options earn these shares of everything; what the rule of its kind gives is no share.

    Right options of several that would not earn everything together, as here they must, are raised alike.
    """
    rights = [share for option, share in zip(question.options, shares, strict=True) if option.right]
    most = 1.0 if sum_of_shares(rights) == 1.0 else math.fsum(rights)
    found = zip(question.options, shares, kind_shares(question), strict=True)
    options = tuple(
        replace(option, share=_share(share / most, by_kind, right=option.right))
        for option, share, by_kind in found
    )
    return replace(question, options=options)


def share_losses(question: Choice | Choices, shares: Sequence[float]) -> Iterator[tuple[str, str]]:
    """Yield what of the shares of another system has no like here: a key of REASONS, and the answers' words."""
    told = list(zip(question.options, shares, strict=True))
    is_single = isinstance(question, Choice)
    rights = [share for option, share in told if option.right]
    # What costs more than everything does so only where more than everything can be earned.
    least = -1.0 - _NEAR if math.fsum(rights) > 1.0 + _NEAR else -math.inf
    found = {
        "no_debt": [one for one, share in told if is_single and share < 0],
        "lost_weight": [one for one, share in told if not (is_single or least <= share <= 1.0 + _NEAR)],
        "raised_shares": [] if sum_of_shares(rights) == 1.0 else [one for one, _share in told if one.right],
    }
    for reason, options in found.items():
        if options:
            yield reason, ", ".join(said for option in options for said in option.text.values())


def note_debts(exported: Exported, question: Choice, language: str) -> None:
    """Name the options that cost something in a format without a floor, and earn nothing here."""
    if debts := _words((one for one in question.options if (one.share or 0.0) < 0), language):
        exported.note(question, "no_debt", detail=debts)


def note_parts(exported: Exported, question: Choice, language: str) -> None:
    """Name the options that earn a part, where a format knows the right one alone."""
    parts = (one for one in question.options if not one.right and (one.share or 0.0) > 0)
    if said := _words(parts, language):
        exported.note(question, "lost_weight", detail=said)


def _words(options: Iterable[Option], language: str) -> str:
    return ", ".join(option.text.get(language, "") for option in options)


def _share(share: float, by_kind: float, *, right: bool) -> float | None:
    least, most = (_LEAST, 1.0) if right else (-1.0, 1.0 - _LEAST)
    kept = round(min(most, max(least, share)), DECIMALS) + 0.0  # never -0
    return None if abs(kept - by_kind) < _NEAR else kept
