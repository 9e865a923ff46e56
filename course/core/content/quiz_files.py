"""A quiz from its file: its canonical body, and the quiz that a body says."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from course.core.content.media import Media
from course.core.content.quiz_shapes import QuizFile
from course.core.grading.pictures import QuestionPicture
from course.core.grading.questions import (
    Answer,
    AnyQuestion,
    Categorise,
    Category,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Description,
    Ending,
    Essay,
    ExtraAnswer,
    Forms,
    Gap,
    Hotspot,
    Item,
    Likert,
    Match,
    Meter,
    NumberGap,
    Numeric,
    Option,
    Order,
    Pair,
    Poll,
    PollOption,
    Scenario,
    Scene,
    SceneChoice,
    See,
    ShortText,
    Sorted,
    Spot,
    Statement,
    TrueFalse,
    TypedAnswer,
    TypedGap,
    Unit,
    Upload,
    Words,
)
from course.core.grading.quiz import PENALTY, Band, Quiz
from course.core.grading.rubrics import Criterion, Level, rubric_points
from course.core.grading.windows import moment_in

DESCRIPTION = "description"  # stands among the questions of a file, and asks for nothing


def quiz_from_file(
    slug: str, quiz_file: QuizFile, zone: str = "UTC", media: Mapping[str, Media] | None = None
) -> Quiz:
    """Return the quiz that a validated file says; days and times in it are those of `zone`.

    `media` are the files of its module, by what authors call them. A picture that is not there gets no name
    and no size; check_pictures.py names it.
    """
    # What equals a default is left out: a field that the format gains later changes no quiz's version.
    data = {"slug": slug, **quiz_file.model_dump(mode="json", exclude_defaults=True)}
    if data.get("release") == "at-submit" and quiz_file.feedback != "certainty":
        del data["release"]  # it says what holds anyway
    for name in ("opens", "closes"):
        if name in data:
            written = _written_moment(data[name])
            data[name] = moment_in(written, zone, closing=name == "closes").isoformat()
    for question in data["questions"]:
        for shown in (question, *question.get("options", ())):
            if isinstance(picture := shown.get("picture"), dict):
                found = (media or {}).get(picture["file"], Media("", "", 0))
                picture |= {"name": found.name, "width": found.width, "height": found.height}
    return quiz_from_body(json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def quiz_from_body(body: str) -> Quiz:
    """Rebuild a quiz from its canonical JSON, as kept with attempts and in builds.

    The body is trusted: it was made by `quiz_from_file`. The same body gives an equal quiz.
    """
    data = json.loads(body)
    at_once = data.get("feedback") == "certainty"
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
        feedback=data.get("feedback", "deferred"),
        penalty=data.get("penalty", PENALTY),
        opens=_moment(data, "opens"),
        closes=_moment(data, "closes"),
        release=data.get("release", "at-once" if at_once else "at-submit"),
        bands=tuple(Band(one["from"], one["text"]) for one in data.get("bands", ())),
        questions=tuple(_questions(data["questions"])),
        version=hashlib.sha256(body.encode()).hexdigest(),
        body=body,
    )


def _written_moment(written: str) -> date | datetime:
    return datetime.fromisoformat(written) if " " in written else date.fromisoformat(written)


def _moment(data: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(data[name]) if name in data else None


def _questions(written: Iterable[Mapping[str, Any]]) -> Iterator[AnyQuestion]:
    """Yield the questions; a description goes with the one that follows it, wherever shuffling puts that."""
    lead: list[Description] = []
    for data in written:
        if data["kind"] == DESCRIPTION:
            lead.append(Description(data["id"], data["text"], picture_from_data(data)))
        else:
            yield question_from_data(data, tuple(lead))
            lead = []


def question_from_data(data: Mapping[str, Any], lead: tuple[Description, ...] = ()) -> AnyQuestion:
    """Return one question from the data that its shape says; `lead` is what is told before it."""
    lesson, _, heading = data.get("see", "").partition("#")
    shared = {
        "id": data["id"],
        "text": data["text"],
        "picture": picture_from_data(data),
        "points": data.get("points", 1.0),
        "tags": tuple(data.get("tags", ())),
        "feedback": data.get("feedback", {}),
        "see": See(lesson, heading) if lesson else None,
        "hints": tuple(data.get("hints", ())),
        "lead": lead,
    }
    return _BUILDERS[data["kind"]](data, shared)


def picture_from_data(data: Mapping[str, Any]) -> QuestionPicture | None:
    """Return the picture that a part of a quiz file or body has; of a file it has no name yet, and no size."""
    shown = data.get("picture")
    if not isinstance(shown, dict):
        return None
    size = shown.get("width", 0), shown.get("height", 0)
    return QuestionPicture(shown["file"], shown.get("name", ""), shown["text"], *size)


def _options(data: Mapping[str, Any]) -> tuple[Option, ...]:
    return tuple(
        Option(
            option["id"],
            option["text"],
            option.get("right", False),
            option["feedback"],
            picture_from_data(option),
            option.get("share"),
        )
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
    return ShortText(**shared, accepted=_forms(data.get("accepted", {})), answers=_typed_answers(data))


def _typed_answers(data: Mapping[str, Any]) -> tuple[TypedAnswer, ...]:
    """Return the answers of a short text or a typed gap, the best first."""
    answers = [
        TypedAnswer(one["id"], _forms(one["accepted"]), one.get("share", 1.0), one.get("feedback", {}))
        for one in data.get("answers", ())
    ]
    return tuple(sorted(answers, key=lambda answer: -answer.share))


def _forms(data: Mapping[str, Iterable[str]]) -> Forms:
    return {code: tuple(forms) for code, forms in data.items()}


def _numeric(data: Mapping[str, Any], shared: dict[str, Any]) -> Numeric:
    units = tuple(Unit(unit["symbol"], unit.get("factor", 1.0)) for unit in data.get("units", ()))
    return Numeric(**shared, answers=_answers(data), units=units, unit_penalty=data.get("unit_penalty", 1.0))


def _answers(data: Mapping[str, Any]) -> tuple[Answer, ...]:
    return tuple(
        Answer(
            one["id"], one["value"], one.get("tolerance", 0.0), one.get("share", 1.0), one.get("feedback", {})
        )
        for one in data["answers"]
    )


def _cloze(data: Mapping[str, Any], shared: dict[str, Any]) -> Cloze:
    return Cloze(**shared, passage=data["passage"], gaps=tuple(_gap(gap) for gap in data["gaps"]))


def _words(data: Mapping[str, Any], shared: dict[str, Any]) -> Words:
    return Words(**shared, passage=data["passage"], gaps=tuple(_chosen_gap(gap) for gap in data["gaps"]))


def _gap(data: Mapping[str, Any]) -> Gap:
    weight, feedback = data.get("weight", 1.0), data.get("feedback", {})
    if data.get("options"):
        return _chosen_gap(data)
    answers = data.get("answers", ())
    if numbers := [
        one for one in answers if "value" in one
    ]:  # check_gaps.py refuses those that have others too
        return NumberGap(data["id"], _answers({"answers": numbers}), weight, feedback)
    return TypedGap(data["id"], _forms(data.get("accepted", {})), _typed_answers(data), weight, feedback)


def _chosen_gap(data: Mapping[str, Any]) -> ChosenGap:
    return ChosenGap(data["id"], _options(data), data.get("weight", 1.0), data.get("feedback", {}))


def _match(data: Mapping[str, Any], shared: dict[str, Any]) -> Match:
    pairs = tuple(
        Pair(pair["id"], pair["prompt"], pair["answer"], pair.get("feedback", {})) for pair in data["pairs"]
    )
    extras = tuple(ExtraAnswer(one["id"], one["answer"]) for one in data.get("extras", ()))
    return Match(**shared, pairs=pairs, extras=extras)


def _order(data: Mapping[str, Any], shared: dict[str, Any]) -> Order:
    items = tuple(Item(item["id"], item["text"], item.get("feedback", {})) for item in data["items"])
    return Order(**shared, items=items)


def _categorise(data: Mapping[str, Any], shared: dict[str, Any]) -> Categorise:
    categories = tuple(Category(category["id"], category["text"]) for category in data["categories"])
    items = tuple(
        Sorted(item["id"], item["text"], item["category"], item["feedback"]) for item in data["items"]
    )
    return Categorise(**shared, categories=categories, items=items)


def _hotspot(data: Mapping[str, Any], shared: dict[str, Any]) -> Hotspot:
    spots = tuple(
        Spot(
            spot["id"],
            spot["text"],
            right=spot.get("right", False),
            feedback=spot["feedback"],
            lat=spot.get("lat"),
            lon=spot.get("lon"),
            x=spot.get("x"),
            y=spot.get("y"),
        )
        for spot in data["spots"]
    )
    return Hotspot(**shared, spots=spots)


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
    return Scene(data["id"], data["text"], choices, data.get("ending", False), data.get("name", {}))


def _likert(data: Mapping[str, Any], shared: dict[str, Any]) -> Likert:
    statements = tuple(Statement(one["id"], one["text"]) for one in data["statements"])
    return Likert(**{**shared, "points": 0.0}, scale=tuple(data["scale"]), statements=statements)


def _poll(data: Mapping[str, Any], shared: dict[str, Any]) -> Poll:
    options = tuple(PollOption(one["id"], one["text"], one.get("feedback", {})) for one in data["options"])
    return Poll(**{**shared, "points": 0.0}, options=options, counts=data.get("counts", False))


def _rubric(data: Mapping[str, Any]) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            one["id"],
            one["text"],
            tuple(Level(level["id"], level["text"], level["points"]) for level in one["levels"]),
        )
        for one in data.get("rubric", ())
    )


def _essay(data: Mapping[str, Any], shared: dict[str, Any]) -> Essay:
    rubric = _rubric(data)
    return Essay(
        **{**shared, "points": rubric_points(rubric)},
        rubric=rubric,
        min_words=data.get("min_words", 0),
        max_words=data.get("max_words", 0),
    )


def _upload(data: Mapping[str, Any], shared: dict[str, Any]) -> Upload:
    rubric = _rubric(data)
    return Upload(**{**shared, "points": rubric_points(rubric)}, rubric=rubric)


_BUILDERS: dict[str, Callable[[Mapping[str, Any], dict[str, Any]], AnyQuestion]] = {
    "choice": _choice,
    "choices": _choices,
    "true-false": _true_false,
    "short-text": _short_text,
    "numeric": _numeric,
    "cloze": _cloze,
    "words": _words,
    "match": _match,
    "order": _order,
    "categorise": _categorise,
    "likert": _likert,
    "poll": _poll,
    "essay": _essay,
    "upload": _upload,
    "hotspot": _hotspot,
    "scenario": _scenario,
}
