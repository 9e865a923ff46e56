"""What a review tells of a question: values that question_review.py fills."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from course.core.grading.fitting import MisreadCode
from course.core.grading.marking import PartState, Verdict
from course.core.grading.pictures import QuestionPicture, Told
from course.core.grading.scenarios import MeterNow
from course.core.world_map import Point
from course.reports.hand_marked import ByRubric
from course.reports.question_changes import ChangedSince, RaisedMark
from course.reports.tried_question import ReviewedTry
from course.store.uploads.queries import UploadFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedPart:
    """One option, pair or item, and how it was answered.

    option: `label`, empty for "true" and "false", which `id` then says. pair: `label` is the prompt, `given` what
    was chosen and `right_answers` what belongs to it, one text; so with what is sorted into a category. statement:
    `given` is the chosen place in the scale. choice in a scenario: `label` is its scene, `given` what was chosen.
    item: `place` is where the learner put it, from 1; 0 nowhere. gap: `label` is its number; `given` and
    `right_answers` as with a pair, or all forms that are accepted where it is typed. number: the answer
    that was met, with its reason.
    """

    id: str
    label: str
    state: PartState
    reason: str = ""
    given: str = ""
    right_answers: tuple[str, ...] = ()
    place: int = 0
    point: Point | None = None  # of a place on a map or a picture
    picture: QuestionPicture | None = None  # of an option
    shows: str = ""  # what that picture shows
    share: float = (
        0.0  # of a choice in a scenario, an option that is partly right: what it is worth, 0.0 to 1.0
    )
    right_number: float | None = None  # of a gap for a number
    votes: int = 0  # of an option of a poll: how many of the learner's cohort chose it

    @property
    def chosen(self) -> bool:
        return self.state in {"right", "wrong", "partly"}

    @property
    def right(self) -> bool:
        return self.state in {"right", "missed"}


class AcceptedNumber(NamedTuple):
    """A number that counts, how far it may be missed, and its unit where there is one."""

    value: float
    tolerance: float
    unit: str


class MisreadNumber(NamedTuple):
    """What was amiss with the form of a typed number: the code of its message and what that tells."""

    code: MisreadCode
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Where the course explains a question, as it stands today."""

    module: str
    lesson: str
    heading: str
    title: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Where a scenario came to: the scene in which it was handed in, and the meters there.

    `ending` is the number of the ending that was reached, from 1, of all `endings`, and `name` what the author calls it;
    0 and "" where the story goes on.
    """

    scene: str
    is_over: bool
    meters: tuple[tuple[str, MeterNow], ...]  # with their names in the reader's language
    ending: int
    endings: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedQuestion:
    """One question as it was asked and answered. Parts stand as they were shown; an order's in the right order."""

    number: int
    kind: str
    text: str
    picture: QuestionPicture | None = None
    shows: str = ""  # what the picture shows
    question_id: str = ""
    verdict: Verdict
    points: float
    max_points: float
    parts: tuple[ReviewedPart, ...] = ()
    typed: str = ""
    accepted: tuple[str, ...] = ()  # short text: what counts as right, in the reader's language
    misread: MisreadNumber | None = None  # why a number or a gap for one could not count, or not in full
    numbers: tuple[AcceptedNumber, ...] = ()  # numeric: what counts as right
    gapped: str = ""  # cloze, words: the passage, with the gaps' numbers, from 1, in round brackets
    reason: str = ""  # true-false: why the chosen one is right or wrong; of a blank, why the right one is
    general: str = ""
    story: Ended | None = None  # scenario: where it came to
    see: Passage | None = None
    tries: tuple[ReviewedTry, ...] = ()  # where it could be checked by itself, oldest first
    receipt: str = ""
    stored_at: datetime | None = None
    lead: tuple[Told, ...] = ()  # what was told before it
    file: UploadFacts | None = None  # upload: what was handed in, while it is there
    words: int = 0  # essay: how many were written
    by_rubric: ByRubric | None = None  # what a person said of it, once it is marked
    voters: int = 0  # poll: how many of the learner's cohort chose an option; 0 where that is not told
    votes_needed: int = 0  # poll: from how many votes on they are told; 0 where they are, or never will be
    language: str = ""  # in which its words stand here, where that is not the reader's
    since: ChangedSince | None = None  # how the quiz asks it today, where that differs
    raised: RaisedMark | None = None  # what a regrade did to the mark
    is_weighed: bool = False  # choices: whether options say by themselves what they earn

    @property
    def share(self) -> float:
        return self.points / self.max_points if self.max_points else 0.0

    def count(self, state: PartState) -> int:
        return sum(part.state == state for part in self.parts)
