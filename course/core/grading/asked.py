"""What questions of all kinds share, and the options of those that offer some."""

from dataclasses import dataclass, field

from course.core.grading.pictures import QuestionPicture
from course.core.text import Text


@dataclass(frozen=True, slots=True)
class See:
    """The passage that explains a question: a lesson's slug and the id of a heading in it."""

    lesson: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """A text that is told and asks for nothing. In a quiz file it stands before the question that it leads to."""

    id: str
    text: Text
    picture: QuestionPicture | None = None


HINTS_MAX = 5  # of a question


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What all kinds share. `points` is what a fully right response earns."""

    id: str
    text: Text
    picture: QuestionPicture | None = None
    points: float = 1.0
    tags: tuple[str, ...] = ()
    feedback: Text = field(default_factory=dict)  # general: shown whatever was answered
    see: See | None = None
    hints: tuple[Text, ...] = ()  # one after each try that was not right, in quizzes with several tries
    lead: tuple["Description", ...] = ()  # what is told before it


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice; `feedback` is the reason why it is right or wrong.

    `share` is what choosing it earns, -1.0 to 1.0; None leaves that to the rule of the kind (marking.py). Options of
    gaps have none.
    """

    id: str
    text: Text
    right: bool
    feedback: Text = field(default_factory=dict)
    picture: QuestionPicture | None = None
    share: float | None = None
