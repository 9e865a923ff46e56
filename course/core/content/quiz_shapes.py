"""The shape of the quiz file: quizzes/<slug>.yaml."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from course.core.content.block_rules import PICTURE_FILE
from course.core.content.files import (
    Flag,
    Moment,
    Number,
    Shape,
    Signed,
    SignedWhole,
    Slug,
    TextLists,
    Texts,
    Whole,
    Words,
)
from course.core.grading.questions import HINTS_MAX
from course.core.grading.quiz import PENALTY
from course.core.grading.scenarios import CONDITION, METER_MAX

_See = Annotated[str, Field(pattern=r"^[a-z0-9-]+(#[a-z0-9-]+)?$")]


class PictureShape(Shape):
    """A picture of the folder media/ of the quiz's module, and what it shows."""

    file: Annotated[str, Field(pattern=rf"^{PICTURE_FILE}$")]
    text: Texts


class OptionShape(Shape):
    id: Slug
    text: Texts
    right: Flag = False
    feedback: Texts


class ShownOptionShape(OptionShape):
    """An option that stands on the page, and not in a list of a passage; check_shares.py sees to its share."""

    picture: PictureShape | None = None
    share: Annotated[Signed, Field(ge=-1, le=1)] | None = None


class PairShape(Shape):
    id: Slug
    prompt: Texts
    answer: Texts
    feedback: Texts = Field(default_factory=dict)


class ExtraShape(Shape):
    id: Slug
    answer: Texts


class ItemShape(Shape):
    id: Slug
    text: Texts


class ToldItemShape(ItemShape):
    """A step of an order or an option of a poll, of which something may be told."""

    feedback: Texts = Field(default_factory=dict)


class CategoryShape(Shape):
    id: Slug
    text: Texts


class SortedShape(Shape):
    id: Slug
    text: Texts
    category: Slug
    feedback: Texts


class AnswerShape(Shape):
    id: Slug
    value: Signed
    tolerance: Annotated[Signed, Field(ge=0)] = 0.0
    share: Annotated[Number, Field(ge=0, le=1)] = 1.0
    feedback: Texts = Field(default_factory=dict)


class TypedAnswerShape(Shape):
    id: Slug
    accepted: TextLists
    share: Annotated[Number, Field(ge=0, le=1)] = 1.0
    feedback: Texts = Field(default_factory=dict)


def _answer_kind(value: object) -> str:
    """Tell an answer of a typed gap from that of a gap for a number."""
    is_typed = isinstance(value, TypedAnswerShape) or (isinstance(value, dict) and "accepted" in value)
    return "typed" if is_typed else "number"


_GapAnswer = Annotated[
    Annotated[AnswerShape, Tag("number")] | Annotated[TypedAnswerShape, Tag("typed")],
    Discriminator(_answer_kind),
]


class UnitShape(Shape):
    symbol: Annotated[Words, Field(max_length=20)]
    factor: Annotated[Number, Field(gt=0)] = 1.0


class ChosenGapShape(Shape):
    id: Slug
    options: list[OptionShape] = Field(min_length=2)
    weight: Annotated[Number, Field(gt=0, le=100)] = 1.0
    feedback: Texts = Field(default_factory=dict)


class GapShape(Shape):
    """A gap is typed, for a number, or chosen from `options`, and just one of these; check_gaps.py sees to it."""

    id: Slug
    accepted: TextLists | None = None
    answers: list[_GapAnswer] = Field(default_factory=list)
    options: list[OptionShape] = Field(default_factory=list)
    weight: Annotated[Number, Field(gt=0, le=100)] = 1.0
    feedback: Texts = Field(default_factory=dict)


class SpotShape(Shape):
    id: Slug
    text: Texts
    lat: Annotated[Signed, Field(ge=-58, le=84)] | None = None  # the part of the world that the map shows
    lon: Annotated[Signed, Field(ge=-180, le=180)] | None = None
    x: Annotated[Number, Field(ge=0, le=100)] | None = (
        None  # of a picture: hundredths of its width, from the left
    )
    y: Annotated[Number, Field(ge=0, le=100)] | None = None  # hundredths of its height, from the top
    right: Flag = False
    feedback: Texts


class MeterShape(Shape):
    id: Slug
    text: Texts
    start: Annotated[Whole, Field(ge=0, le=METER_MAX)]


class SceneChoiceShape(Shape):
    id: Slug
    text: Texts
    worth: Annotated[Number, Field(ge=0, le=1)]
    effects: dict[Slug, SignedWhole] = Field(default_factory=dict)
    feedback: Texts
    to: Slug


class SceneShape(Shape):
    id: Slug
    text: Texts
    choices: list[SceneChoiceShape] = Field(default_factory=list)
    ending: Flag = False
    name: Texts | None = None  # of an ending


class EndingShape(Shape):
    when: dict[Slug, Annotated[str, Field(pattern=CONDITION)]] = Field(default_factory=dict)
    to: Slug


class AskedShape(Shape):
    """What all kinds share."""

    id: Slug
    tags: list[Slug] = Field(default_factory=list)
    text: Texts
    picture: PictureShape | None = None
    feedback: Texts = Field(default_factory=dict)
    see: _See | None = None


class QuestionShape(AskedShape):
    """What all kinds share that can be right."""

    points: Annotated[Number, Field(gt=0, le=100)] = 1.0
    hints: list[Texts] = Field(default_factory=list, max_length=HINTS_MAX)


class ChoiceShape(QuestionShape):
    kind: Literal["choice"]
    options: list[ShownOptionShape] = Field(min_length=2)


class ChoicesShape(QuestionShape):
    kind: Literal["choices"]
    options: list[ShownOptionShape] = Field(min_length=2)


class TrueFalseShape(QuestionShape):
    kind: Literal["true-false"]
    answer: Flag
    feedback_true: Texts
    feedback_false: Texts


class ShortTextShape(QuestionShape):
    """Has `accepted`, `answers` or both; check_quizzes.py sees to it that something is right."""

    kind: Literal["short-text"]
    accepted: TextLists | None = None
    answers: list[TypedAnswerShape] = Field(default_factory=list)


class NumericShape(QuestionShape):
    kind: Literal["numeric"]
    answers: list[AnswerShape] = Field(min_length=1)
    units: list[UnitShape] = Field(default_factory=list)
    unit_penalty: Annotated[Number, Field(ge=0, le=1)] = 1.0


class ClozeShape(QuestionShape):
    kind: Literal["cloze"]
    passage: Texts
    gaps: list[GapShape] = Field(min_length=1)


class WordsShape(QuestionShape):
    kind: Literal["words"]
    passage: Texts
    gaps: list[ChosenGapShape] = Field(min_length=1)


class MatchShape(QuestionShape):
    kind: Literal["match"]
    pairs: list[PairShape] = Field(min_length=2)
    extras: list[ExtraShape] = Field(default_factory=list)


class OrderShape(QuestionShape):
    kind: Literal["order"]
    items: list[ToldItemShape] = Field(min_length=2)


class CategoriseShape(QuestionShape):
    kind: Literal["categorise"]
    categories: list[CategoryShape] = Field(min_length=2)
    items: list[SortedShape] = Field(min_length=2)


def _picture_kind(value: object) -> str:
    """Tell a picture of its own from the map; a fault of the map's name is told of the field, as its tag is called."""
    return "drawn" if isinstance(value, dict | PictureShape) else "picture"


class HotspotShape(QuestionShape):
    """check_pictures.py sees to it that spots have degrees on the world map, and x and y on a picture."""

    kind: Literal["hotspot"]
    picture: Annotated[  # type: ignore[assignment]
        Annotated[Literal["world"], Tag("picture")] | Annotated[PictureShape, Tag("drawn")],
        Discriminator(_picture_kind),
    ]
    spots: list[SpotShape] = Field(min_length=2, max_length=12)


class ScenarioShape(QuestionShape):
    kind: Literal["scenario"]
    meters: list[MeterShape] = Field(min_length=1)
    start: Slug
    scenes: list[SceneShape] = Field(min_length=2, max_length=100)
    endings: list[EndingShape] = Field(min_length=1)


class PollShape(AskedShape):
    kind: Literal["poll"]
    options: list[ToldItemShape] = Field(min_length=2, max_length=20)
    counts: Flag = False


class LevelShape(Shape):
    id: Slug
    text: Texts
    points: Annotated[Number, Field(ge=0, le=100)]


class CriterionShape(Shape):
    id: Slug
    text: Texts
    levels: list[LevelShape] = Field(min_length=2, max_length=8)


class EssayShape(AskedShape):
    """check_rubrics.py sees to it that a rubric is there where it is marked, and only there."""

    kind: Literal["essay"]
    rubric: list[CriterionShape] = Field(default_factory=list, max_length=10)
    min_words: Annotated[Whole, Field(ge=0, le=1_500)] = 0
    max_words: Annotated[Whole, Field(ge=0, le=1_500)] = 0


class UploadShape(AskedShape):
    kind: Literal["upload"]
    rubric: list[CriterionShape] = Field(default_factory=list, max_length=10)


class DescriptionShape(Shape):
    kind: Literal["description"]
    id: Slug
    text: Texts
    picture: PictureShape | None = None


class LikertShape(AskedShape):
    kind: Literal["likert"]
    scale: list[Texts] = Field(min_length=2, max_length=7)
    statements: list[ItemShape] = Field(min_length=1)


AnyShape = Annotated[
    ChoiceShape
    | ChoicesShape
    | TrueFalseShape
    | ShortTextShape
    | NumericShape
    | ClozeShape
    | WordsShape
    | MatchShape
    | OrderShape
    | CategoriseShape
    | HotspotShape
    | ScenarioShape
    | LikertShape
    | PollShape
    | EssayShape
    | UploadShape
    | DescriptionShape,
    Field(discriminator="kind"),
]


class BandShape(Shape):
    start: Annotated[Number, Field(ge=0, le=1)] = Field(alias="from")
    text: Texts


class QuizFile(Shape):
    """quizzes/<slug>.yaml."""

    module: Slug
    title: Texts
    intro: Texts = Field(default_factory=dict)
    purpose: Literal["check", "assessment", "game", "survey"]
    pass_score: Annotated[Number, Field(ge=0, le=1)] | None = None  # a survey has none, all others have one
    attempts: Annotated[Whole, Field(ge=0)] = 0
    keep: Literal["best", "last", "first", "average"] = "best"
    feedback: Literal["deferred", "immediate", "interactive", "adaptive", "certainty"] = "deferred"
    penalty: Annotated[Number, Field(ge=0, le=1)] = PENALTY  # with "interactive" and "adaptive"
    shuffle: Flag = True
    draw: dict[Slug, Annotated[Whole, Field(ge=1)]] = Field(default_factory=dict)
    time_limit: Annotated[Whole, Field(ge=0, le=10_080)] = 0  # minutes; a week at most
    opens: Moment | None = None  # in the course's time zone
    closes: Moment | None = None  # likewise; a day means its end
    # When learners are told their results. With "certainty" each question tells at once where it is left out.
    release: Literal["at-submit", "at-close", "by-hand"] | None = None
    bands: Annotated[list[BandShape], Field(max_length=10)] = Field(default_factory=list)
    questions: list[AnyShape] = Field(min_length=1)
