"""What a person can mend: raised below, put into words in one place at the door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class CourseProblem(Exception):  # noqa: N818 - it is the caller's problem, not a program error
    """Something the caller can mend; `code` names it and `values` fill its sentence.

    No sentence stands here: `course.web.errors` has one for each code in each language.
    """

    code = "problem"
    status = 400  # the HTTP status that fits, so that pages and JSON agree

    def __init__(self, **values: object) -> None:
        super().__init__(self.code, values)
        self.values: Mapping[str, object] = values


class NotFound(CourseProblem):
    """There is no such thing, or it is not the caller's to see: both look the same."""

    code = "not_found"
    status = 404


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field of what was given: its name, "" for all of them, and the code of the sentence."""

    name: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class FieldsRefused(CourseProblem):
    """Fields that cannot be taken as they are. Pages say so at each of them, programs read its place."""

    code = "faults_found"
    status = 422

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        super().__init__()
        self.faults = faults


def refuse(faults: Sequence[FieldFault]) -> None:
    """Raise FieldsRefused where there are faults."""
    if faults:
        raise FieldsRefused(faults)
