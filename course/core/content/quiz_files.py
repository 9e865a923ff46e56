"""The quiz file: its shape, its canonical body, and the quiz that a body says."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from course.core.content.files import Flag, Number, Shape, Signed, SignedWhole, Slug, TextLists, Texts, Whole
from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Category,
    Choice,
    Choices,
    Ending,
    Hotspot,
    Item,
    Likert,
    Match,
    Meter,
    Option,
    Order,
    Pair,
    Scenario,
    Scene,
    SceneChoice,
    See,
    ShortText,
    Sorted,
    Spot,
    Statement,
    TrueFalse,
)
from course.core.grading.quiz import Quiz
from course.core.grading.scenarios import CONDITION, METER_MAX

_See = Annotated[str, Field(pattern=r"^[a-z0-9-]+(#[a-z0-9-]+)?$")]


class OptionShape(Shape):
    id: Slug
    text: Texts
    right: Flag = False
    feedback: Texts


class PairShape(Shape):
    id: Slug
    prompt: Texts
    answer: Texts
    feedback: Texts = Field(default_factory=dict)


class ItemShape(Shape):
    id: Slug
    text: Texts


class CategoryShape(Shape):
    id: Slug
    text: Texts


class SortedShape(Shape):
    id: Slug
    text: Texts
    category: Slug
    feedback: Texts


class SpotShape(Shape):
    id: Slug
    text: Texts
    lat: Annotated[Signed, Field(ge=-58, le=84)]  # the part of the world that the map shows
    lon: Annotated[Signed, Field(ge=-180, le=180)]
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


class EndingShape(Shape):
    when: dict[Slug, Annotated[str, Field(pattern=CONDITION)]] = Field(default_factory=dict)
    to: Slug


class AskedShape(Shape):
    """What all kinds share."""

    id: Slug
    tags: list[Slug] = Field(default_factory=list)
    text: Texts
    feedback: Texts = Field(default_factory=dict)
    see: _See | None = None


class QuestionShape(AskedShape):
    """What all kinds share that can be right."""

    points: Annotated[Number, Field(gt=0, le=100)] = 1.0


class ChoiceShape(QuestionShape):
    kind: Literal["choice"]
    options: list[OptionShape] = Field(min_length=2)


class ChoicesShape(QuestionShape):
    kind: Literal["choices"]
    options: list[OptionShape] = Field(min_length=2)


class TrueFalseShape(QuestionShape):
    kind: Literal["true-false"]
    answer: Flag
    feedback_true: Texts
    feedback_false: Texts


class ShortTextShape(QuestionShape):
    kind: Literal["short-text"]
    accepted: TextLists


class MatchShape(QuestionShape):
    kind: Literal["match"]
    pairs: list[PairShape] = Field(min_length=2)


class OrderShape(QuestionShape):
    kind: Literal["order"]
    items: list[ItemShape] = Field(min_length=2)


class CategoriseShape(QuestionShape):
    kind: Literal["categorise"]
    categories: list[CategoryShape] = Field(min_length=2)
    items: list[SortedShape] = Field(min_length=2)


class HotspotShape(QuestionShape):
    kind: Literal["hotspot"]
    picture: Literal["world"]
    spots: list[SpotShape] = Field(min_length=2, max_length=12)


class ScenarioShape(QuestionShape):
    kind: Literal["scenario"]
    meters: list[MeterShape] = Field(min_length=1)
    start: Slug
    scenes: list[SceneShape] = Field(min_length=2, max_length=100)
    endings: list[EndingShape] = Field(min_length=1)


class LikertShape(AskedShape):
    kind: Literal["likert"]
    scale: list[Texts] = Field(min_length=2, max_length=7)
    statements: list[ItemShape] = Field(min_length=1)


_AnyShape = Annotated[
    ChoiceShape
    | ChoicesShape
    | TrueFalseShape
    | ShortTextShape
    | MatchShape
    | OrderShape
    | CategoriseShape
    | HotspotShape
    | ScenarioShape
    | LikertShape,
    Field(discriminator="kind"),
]


class QuizFile(Shape):
    """quizzes/<slug>.yaml."""

    module: Slug
    title: Texts
    intro: Texts = Field(default_factory=dict)
    purpose: Literal["check", "assessment", "game", "survey"]
    pass_score: Annotated[Number, Field(ge=0, le=1)] | None = None  # a survey has none, all others have one
    attempts: Annotated[Whole, Field(ge=0)] = 0
    keep: Literal["best", "last", "first", "average"] = "best"
    feedback: Literal["deferred"] = "deferred"
    shuffle: Flag = True
    draw: dict[Slug, Annotated[Whole, Field(ge=1)]] = Field(default_factory=dict)
    time_limit: Annotated[Whole, Field(ge=0, le=10_080)] = 0  # minutes; a week at most
    questions: list[_AnyShape] = Field(min_length=1)


def quiz_from_file(slug: str, quiz_file: QuizFile) -> Quiz:
    """Return the quiz that a validated file says."""
    # What equals a default is left out: a field that the format gains later changes no quiz's version.
    data = {"slug": slug, **quiz_file.model_dump(mode="json", exclude_defaults=True)}
    return quiz_from_body(json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def quiz_from_body(body: str) -> Quiz:
    """Rebuild a quiz from its canonical JSON, as kept with attempts and in builds.

    The body is trusted: it was made by `quiz_from_file`. The same body gives an equal quiz.
    """
    data = json.loads(body)
    return Quiz(
        slug=data["slug"],
        module=data["module"],
        title=data["title"],
        intro=data.get("intro", {}),
        purpose=data["purpose"],
        pass_score=0.0 if data["purpose"] == "survey" else data.get("pass_score", 0.0),
        attempts=data.get("attempts", 0),
        keep=data.get("keep", "best"),
        shuffle=data.get("shuffle", True),
        draw=data.get("draw", {}),
        time_limit=data.get("time_limit", 0),
        questions=tuple(_question(question) for question in data["questions"]),
        version=hashlib.sha256(body.encode()).hexdigest(),
        body=body,
    )


def _question(data: Mapping[str, Any]) -> AnyQuestion:
    lesson, _, heading = data.get("see", "").partition("#")
    shared = {
        "id": data["id"],
        "text": data["text"],
        "points": data.get("points", 1.0),
        "tags": tuple(data.get("tags", ())),
        "feedback": data.get("feedback", {}),
        "see": See(lesson, heading) if lesson else None,
    }
    return _BUILDERS[data["kind"]](data, shared)


def _options(data: Mapping[str, Any]) -> tuple[Option, ...]:
    return tuple(
        Option(option["id"], option["text"], option.get("right", False), option["feedback"])
        for option in data["options"]
    )


def _choice(data: Mapping[str, Any], shared: dict[str, Any]) -> Choice:
    return Choice(**shared, options=_options(data))


def _choices(data: Mapping[str, Any], shared: dict[str, Any]) -> Choices:
    return Choices(**shared, options=_options(data))


def _true_false(data: Mapping[str, Any], shared: dict[str, Any]) -> TrueFalse:
    return TrueFalse(
        **shared,
        answer=data["answer"],
        feedback_true=data["feedback_true"],
        feedback_false=data["feedback_false"],
    )


def _short_text(data: Mapping[str, Any], shared: dict[str, Any]) -> ShortText:
    return ShortText(**shared, accepted={code: tuple(forms) for code, forms in data["accepted"].items()})


def _match(data: Mapping[str, Any], shared: dict[str, Any]) -> Match:
    pairs = tuple(
        Pair(pair["id"], pair["prompt"], pair["answer"], pair.get("feedback", {})) for pair in data["pairs"]
    )
    return Match(**shared, pairs=pairs)


def _order(data: Mapping[str, Any], shared: dict[str, Any]) -> Order:
    return Order(**shared, items=tuple(Item(item["id"], item["text"]) for item in data["items"]))


def _categorise(data: Mapping[str, Any], shared: dict[str, Any]) -> Categorise:
    categories = tuple(Category(category["id"], category["text"]) for category in data["categories"])
    items = tuple(
        Sorted(item["id"], item["text"], item["category"], item["feedback"]) for item in data["items"]
    )
    return Categorise(**shared, categories=categories, items=items)


def _hotspot(data: Mapping[str, Any], shared: dict[str, Any]) -> Hotspot:
    spots = tuple(
        Spot(spot["id"], spot["text"], spot["lat"], spot["lon"], spot.get("right", False), spot["feedback"])
        for spot in data["spots"]
    )
    return Hotspot(**shared, picture=data["picture"], spots=spots)


def _scenario(data: Mapping[str, Any], shared: dict[str, Any]) -> Scenario:
    return Scenario(
        **shared,
        meters=tuple(Meter(meter["id"], meter["text"], meter["start"]) for meter in data["meters"]),
        start=data["start"],
        scenes=tuple(_scene(scene) for scene in data["scenes"]),
        endings=tuple(Ending(ending.get("when", {}), ending["to"]) for ending in data["endings"]),
    )


def _scene(data: Mapping[str, Any]) -> Scene:
    choices = tuple(
        SceneChoice(one["id"], one["text"], one["worth"], one.get("effects", {}), one["feedback"], one["to"])
        for one in data.get("choices", ())
    )
    return Scene(data["id"], data["text"], choices, data.get("ending", False))


def _likert(data: Mapping[str, Any], shared: dict[str, Any]) -> Likert:
    statements = tuple(Statement(one["id"], one["text"]) for one in data["statements"])
    return Likert(**{**shared, "points": 0.0}, scale=tuple(data["scale"]), statements=statements)


_BUILDERS: dict[str, Callable[[Mapping[str, Any], dict[str, Any]], AnyQuestion]] = {
    "choice": _choice,
    "choices": _choices,
    "true-false": _true_false,
    "short-text": _short_text,
    "match": _match,
    "order": _order,
    "categorise": _categorise,
    "likert": _likert,
    "hotspot": _hotspot,
    "scenario": _scenario,
}
