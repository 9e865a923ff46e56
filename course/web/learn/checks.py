"""The button that checks one question."""

import re

from course.core.grading.reading import ForeignToken, read_position
from course.flows.check_answer import Check


def read_check(pressed: str, total: int) -> Check:
    """Read its value: the question's form name, the try's number and the certainty, as in "q3:1:2".

    Raises ForeignToken for another question, or anything else.
    """
    found = re.fullmatch(r"(q[0-9]+):([0-9]{1,6}):([0-9])", pressed)
    if found is None:
        raise ForeignToken(position=0)
    return Check(place=read_position(found[1], total=total), number=int(found[2]), certainty=int(found[3]))
