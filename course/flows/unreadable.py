"""Numbers that cannot be read: to mark one at once would waste a try, or tell the key to who answered nothing."""

from course.core.grading.fitting import misread
from course.core.grading.questions import AnyQuestion
from course.core.grading.reading import ResponseRefused
from course.core.grading.responses import Response


class NumberUnreadable(ResponseRefused):
    """What was typed is no number."""

    code = "number_unreadable"


class GapsUnreadable(ResponseRefused):
    """What was typed in a gap for a number is none."""

    code = "number_gaps"


def refuse_unreadable(question: AnyQuestion, response: Response, language: str, *, position: int = 0) -> None:
    """Raise NumberUnreadable or GapsUnreadable where a number cannot be read; a unit may be missing.

    `language` is that of the page, whose passage numbers the gaps; `position` is the question's place in the attempt.
    """
    amiss = misread(question, response)
    if amiss and amiss.is_unreadable:
        refusal = GapsUnreadable if amiss.code == "number_gaps" else NumberUnreadable
        raise refusal(position=position, **amiss.values(language))
