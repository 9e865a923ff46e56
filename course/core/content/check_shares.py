"""Checks of what single options of a choice or of choices earn."""

from collections.abc import Iterator

from course.core.content.check_gaps import Fault
from course.core.grading.questions import Choice, Choices, Option
from course.core.grading.shares import has_shares, option_shares, sum_of_shares
from course.core.text import N_


def share_faults(question: Choice | Choices) -> Iterator[Fault]:
    """Yield shares against the key, and right options that do not earn everything together."""
    for place, option in enumerate(question.options):
        if option.share is not None and not _fits(question, option, option.share):
            template = (
                N_("The right option of a choice earns 1 and each other one less: here it is %(share)s.")
                if isinstance(question, Choice)
                else N_("A right option earns more than 0 and a wrong one at most 0: here it is %(share)s.")
            )
            yield ("options", place, "share"), "share_key", template, {"share": f"{option.share:g}"}
    if isinstance(question, Choices) and has_shares(question):
        shares = zip(question.options, option_shares(question), strict=True)
        rights = [share for option, share in shares if option.right]
        if sum_of_shares(rights) < 1.0:
            template = N_("Who chooses all right options does not earn everything: they make %(sum)s, not 1.")
            yield ("options",), "share_sum", template, {"sum": f"{sum(rights):.6g}"}


def _fits(question: Choice | Choices, option: Option, share: float) -> bool:
    if isinstance(question, Choice):
        return share == 1.0 if option.right else share < 1.0
    return share > 0.0 if option.right else share <= 0.0
