"""What a person can mend: raised below, put into words in one place at the door."""

from collections.abc import Mapping


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
