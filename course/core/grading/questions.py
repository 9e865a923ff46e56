"""The kinds of question: what each holds. How each is marked stands in marking.py.

Here are those that are answered by choosing, pairing and ordering, those that a person marks, and the union of all kinds;
the others, which are used from here, stand in typed.py, gaps.py and story.py, and what all share in asked.py.

Texts are plain text per language. Ids are stable: they are written in the quiz file and stay when texts
are edited. Learners never see them; an attempt shows tokens instead (presenting.py).
"""

from dataclasses import dataclass, field

from course.core.grading.asked import HINTS_MAX, Description, Option, Question, See
from course.core.grading.gaps import GAP_MARK, ChosenGap, Cloze, Gap, Gapped, NumberGap, TypedGap, Words
from course.core.grading.rubrics import Criterion
from course.core.grading.story import Ending, Meter, Scenario, Scene, SceneChoice
from course.core.grading.typed import Answer, Forms, Numeric, ShortText, TypedAnswer, Unit
from course.core.text import Text

__all__ = [
    "GAP_MARK",
    "HINTS_MAX",
    "Answer",
    "AnyQuestion",
    "ByHand",
    "Categorise",
    "Category",
    "Choice",
    "Choices",
    "ChosenGap",
    "Cloze",
    "Description",
    "Ending",
    "Essay",
    "ExtraAnswer",
    "Forms",
    "Gap",
    "Gapped",
    "Hotspot",
    "Item",
    "Likert",
    "Match",
    "Meter",
    "NumberGap",
    "Numeric",
    "Option",
    "Order",
    "Pair",
    "Paired",
    "Poll",
    "PollOption",
    "Question",
    "Scenario",
    "Scene",
    "SceneChoice",
    "See",
    "ShortText",
    "Sorted",
    "Spot",
    "Statement",
    "TrueFalse",
    "TypedAnswer",
    "TypedGap",
    "Unit",
    "Upload",
    "Words",
    "is_by_hand",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Question):
    """One answer of several. Response: an option's id."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Question):
    """Several answers of several. Response: a sorted tuple of option ids."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Question):
    """A statement. Response: "true" or "false"."""

    answer: bool
    feedback_true: Text = field(default_factory=dict)  # shown to who answered "true"
    feedback_false: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """One prompt of a match and the answer that belongs to it."""

    id: str
    prompt: Text
    answer: Text
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExtraAnswer:
    """An answer of a match that belongs to no prompt."""

    id: str
    answer: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Question):
    """Prompts and answers to be paired. Response: a prompt's pair id to the id of the pair or extra whose answer it got."""

    pairs: tuple[Pair, ...]
    extras: tuple[ExtraAnswer, ...] = ()

    @property
    def answers(self) -> tuple[Pair | ExtraAnswer, ...]:
        """Return what can be chosen for a prompt: the answers of the pairs, and then those that belong to none."""
        return (*self.pairs, *self.extras)


@dataclass(frozen=True, slots=True)
class Item:
    """One step of an order; `feedback` is told to who put it out of sequence."""

    id: str
    text: Text
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Question):
    """Steps to be put in order. `items` stand in the right order. Response: a tuple of all item ids."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """One of the groups that items are sorted into."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Sorted:
    """One thing to be sorted; `category` is the id of the group that it belongs to."""

    id: str
    text: Text
    category: str
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Categorise(Question):
    """Items to be sorted into categories. Response: item's id to the chosen category's id."""

    categories: tuple[Category, ...]
    items: tuple[Sorted, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place on a map or a picture; `feedback` is the reason why it is right or wrong.

    On the world map it has `lat` and `lon` in degrees, north and east positive; on a picture `x` and `y` in hundredths
    of its width from the left and of its height from the top.
    """

    id: str
    text: Text
    right: bool
    feedback: Text = field(default_factory=dict)
    lat: float | None = None
    lon: float | None = None
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotspot(Question):
    """One place of several, on the question's picture or else on the world map, and in a list. Response: a spot's id."""

    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that people agree with more or less."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Likert(Question):
    """Statements with one scale for all, in surveys. Nothing is right or wrong, so `points` is 0.

    Response: statement's id to the chosen place in the scale, "1" for the first.
    """

    scale: tuple[Text, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class PollOption:
    """One option of a poll; `feedback` is told to who chose it."""

    id: str
    text: Text
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll(Question):
    """A choice in which nothing is right or wrong, so `points` is 0. Response: an option's id.

    With `counts`, who has handed in sees how many of their cohort chose what.
    """

    options: tuple[PollOption, ...]
    counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay(Question):
    """A text of one's own. Response: what was typed, at most ESSAY_MAX characters, with its lines.

    A facilitator marks it by the rubric, and `points` is what that earns at most; in a survey there is no rubric and
    nothing to earn. Fewer words than `min_words` count as answered in part; 0 asks for no number of words.
    """

    rubric: tuple[Criterion, ...] = ()
    min_words: int = 0
    max_words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload(Question):
    """A file of one's own, marked by a facilitator by the rubric. Response: the stored file's id, 32 hexadecimal digits."""

    rubric: tuple[Criterion, ...] = ()


AnyQuestion = (
    Choice
    | Choices
    | TrueFalse
    | ShortText
    | Numeric
    | Match
    | Order
    | Categorise
    | Cloze
    | Words
    | Likert
    | Poll
    | Essay
    | Upload
    | Hotspot
    | Scenario
)
ByHand = Essay | Upload  # a person marks what has a rubric
Paired = Match | Categorise | Likert  # each part gets one of the answers; the response is a mapping


def is_by_hand(question: AnyQuestion) -> bool:
    """Tell whether a person marks the answers to a question."""
    return isinstance(question, ByHand) and bool(question.rubric)
