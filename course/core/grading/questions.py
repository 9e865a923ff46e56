"""The kinds of question: what each holds. How each is marked stands in marking.py.

Texts are plain text per language. Ids are stable: they are written in the quiz file and stay when texts
are edited. Learners never see them; an attempt shows tokens instead (presenting.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from course.core.grading.pictures import QuestionPicture
from course.core.grading.rubrics import Criterion
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


Forms = Mapping[str, tuple[str, ...]]  # by language; `*` stands for any characters


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """Forms of a short text that earn a share of their own, 0.0 to 1.0, or have a reason of their own.

    A misspelling that earns three quarters, or a frequent mistake that earns nothing and is told why.
    """

    id: str
    accepted: Forms
    share: float = 1.0
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(Question):
    """A word or a few. Response: what was typed, at most SHORT_TEXT_MAX characters.

    `accepted` are the forms that earn all and of which nothing special is told; `answers` are the others, the best first.
    What earns most of all that fits counts. A learner may answer in any language of the course: case, accents and runs of
    blanks are folded before comparing.
    """

    accepted: Forms = field(default_factory=dict)
    answers: tuple[TypedAnswer, ...] = ()

    @property
    def right_forms(self) -> Forms:
        """Return all forms that earn all, by language."""
        found: dict[str, tuple[str, ...]] = dict(self.accepted)
        for answer in self.answers:
            for language, forms in answer.accepted.items() if answer.share == 1.0 else ():
                found[language] = (*found.get(language, ()), *forms)
        return found


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
    """One step of an order."""

    id: str
    text: Text


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
    """One option of a poll."""

    id: str
    text: Text


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


@dataclass(frozen=True, slots=True)
class Meter:
    """A number that choices move, such as trust; `start` is 0 to 10."""

    id: str
    text: Text
    start: int


@dataclass(frozen=True, slots=True)
class SceneChoice:
    """One thing to do in a scene. `worth` is 0.0 to 1.0; `effects` is how far it moves which meter.

    `to` is the next scene's id, or "ending", where the meters decide.
    """

    id: str
    text: Text
    worth: float
    effects: Mapping[str, int]
    feedback: Text
    to: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene of a scenario; one without choices ends the story, under its `name` where it has one."""

    id: str
    text: Text
    choices: tuple[SceneChoice, ...]
    ending: bool
    name: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ending:
    """The scene that ends a story where all conditions hold; `when` is meter to condition, such as ">=6"."""

    when: Mapping[str, str]
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Question):
    """A story played scene after scene. Response: the choices taken so far, in order, each as "scene:choice"."""

    meters: tuple[Meter, ...]
    start: str
    scenes: tuple[Scene, ...]
    endings: tuple[Ending, ...]  # tried in order; the last one has no conditions


@dataclass(frozen=True, slots=True)
class Answer:
    """One number that counts. `share` is what it earns, 0.0 to 1.0; it fits within `tolerance` to both sides."""

    id: str
    value: float
    tolerance: float = 0.0
    share: float = 1.0
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that may follow the number; a number in it times `factor` is one in the unit of the answers."""

    symbol: str
    factor: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Question):
    """A number, with a unit where there are any. Response: what was typed, at most NUMBER_MAX characters.

    `answers` are tried in order; the first that fits counts. `unit_penalty` is the share that is lost where the
    unit is missing or is none of `units`.
    """

    answers: tuple[Answer, ...]
    units: tuple[Unit, ...] = ()
    unit_penalty: float = 1.0


@dataclass(frozen=True, slots=True)
class TypedGap:
    """A gap for a word or a few, accepted as in a short text."""

    id: str
    accepted: Mapping[str, tuple[str, ...]]
    weight: float = 1.0
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberGap:
    """A gap for a number, accepted as in a numeric question without units."""

    id: str
    answers: tuple[Answer, ...]
    weight: float = 1.0
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChosenGap:
    """A gap with a list to choose from; just one of `options` is right."""

    id: str
    options: tuple[Option, ...]
    weight: float = 1.0
    feedback: Text = field(default_factory=dict)


Gap = TypedGap | NumberGap | ChosenGap


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Question):
    """A passage with gaps. Response: gap's id to what was typed, or to the chosen option's id.

    In each language `passage` names every gap once, as `[[id]]`. What a gap earns goes by its `weight`.
    """

    passage: Text
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Question):
    """A passage with a list to choose from in each gap. Response: gap's id to the chosen option's id."""

    passage: Text
    gaps: tuple[ChosenGap, ...]


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
Gapped = Cloze | Words
GAP_MARK = re.compile(r"\[\[([a-z0-9-]+)\]\]")  # where a passage names a gap
ByHand = Essay | Upload  # a person marks what has a rubric
Paired = Match | Categorise | Likert  # each part gets one of the answers; the response is a mapping


def is_by_hand(question: AnyQuestion) -> bool:
    """Tell whether a person marks the answers to a question."""
    return isinstance(question, ByHand) and bool(question.rubric)
