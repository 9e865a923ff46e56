"""Questions of every kind for properties, and what makes two of them alike whatever their parts are called."""

import io
from dataclasses import fields, is_dataclass, replace

from hypothesis import assume
from hypothesis import strategies as st
from PIL import Image

from course.core.content.media import Media
from course.core.formats.questions_in import option_id
from course.core.grading.fitting import taken_numbers
from course.core.grading.folding import fold_answer
from course.core.grading.pictures import QuestionPicture, with_pictures
from course.core.grading.questions import (
    GAP_MARK,
    Answer,
    Categorise,
    Category,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Description,
    Essay,
    ExtraAnswer,
    Hotspot,
    Item,
    Likert,
    Match,
    NumberGap,
    Numeric,
    Option,
    Order,
    Pair,
    Poll,
    PollOption,
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
from course.core.grading.rubrics import Criterion, Level, rubric_points
from tests.core.grading.builders import in_languages, one_of_each

WORDS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")),
        min_size=1,
        max_size=20,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and not any(sign in text for sign in ("[[", "\\*", "$$", "\\(", "\\[")))
)
SAID = WORDS.map(lambda text: {"en": text})
LINES = st.lists(WORDS, min_size=1, max_size=2).map(lambda lines: {"en": "\n".join(lines)})
TOLD = st.one_of(st.just({}), LINES)
NUMBERS = st.integers(-10_000, 10_000).map(lambda number: number / 4)
POINTS = st.sampled_from([1.0, 0.5, 2.25, 100.0])
NO_HINTS = st.just(())
HINTS = st.lists(LINES, max_size=3)
SEEN = st.sampled_from([None, See("walk"), See("walk-on", "why")])
TAGS = st.lists(st.sampled_from(["land", "water", "air-2"]), unique=True).map(tuple)


@st.composite
def options(draw, rights=1, told=TOLD):
    size = draw(st.integers(rights + 1, 5))
    texts = draw(st.lists(WORDS, min_size=size, max_size=size, unique_by=str.casefold))
    return tuple(
        Option(option_id(place), {"en": text}, place < rights, draw(told)) for place, text in enumerate(texts)
    )


@st.composite
def shared(draw, *, points=POINTS, feedback=TOLD, tags=TAGS, leads=True, hints=NO_HINTS):
    lead = draw(st.lists(LINES, max_size=2)) if leads else []
    return {
        "id": draw(st.sampled_from(["q", "a-longer-id-with-many-words-in-it-and-a-number-7"])),
        "text": draw(LINES),
        "points": draw(points),
        "tags": draw(tags),
        "feedback": draw(feedback),
        "hints": tuple(draw(hints)),
        "see": draw(SEEN),
        "lead": tuple(Description(f"before-{place}", text) for place, text in enumerate(lead)),
    }


def choices(**facts):
    return st.builds(lambda base, found: Choice(**base, options=found), shared(**facts), options())


def several(**facts):
    found = st.one_of(options(rights=1), options(rights=2))
    return st.builds(lambda base, found: Choices(**base, options=found), shared(**facts), found)


@st.composite
def choices_with_shares(draw, **facts):
    """Choices of which wrong options earn something, or would cost something; 0 would be the rule of the kind."""
    question = draw(choices(**facts))
    shares = st.sampled_from([None, 0.5, 0.333333, 0.9, 0.000123, -0.25, -1.0])
    right, *wrong = question.options
    return replace(question, options=(right, *(replace(one, share=draw(shares)) for one in wrong)))


def choices_without_debts(**facts):
    """What costs something is told where a format knows no floor."""
    return choices_with_shares(**facts).filter(
        lambda question: all((one.share or 0.0) >= 0 for one in question.options)
    )


@st.composite
def several_with_shares(draw, **facts):
    """Choices of several whose shares are others than the rule of the kind gives."""
    question = draw(several(**facts))
    two = [(0.7, 0.3), (0.333333, 0.666667), (1.0, 0.75), (None, 0.9), (None, None)]
    rights = draw(st.sampled_from(two)) if sum(one.right for one in question.options) > 1 else (None,)
    wrong = st.sampled_from([None, 0.0, -0.1, -0.333333, -0.000123])
    shares = [*rights, *(draw(wrong) for _one in question.options[len(rights) :])]
    return replace(
        question,
        options=tuple(replace(one, share=share) for one, share in zip(question.options, shares, strict=True)),
    )


def truths(**facts):
    return st.builds(
        lambda base, answer, one, two: TrueFalse(
            **base, answer=answer, feedback_true=one, feedback_false=two
        ),
        shared(**facts),
        st.booleans(),
        TOLD,
        TOLD,
    )


def short_texts(**facts):
    forms = st.lists(WORDS, min_size=1, max_size=4, unique_by=str.casefold)
    return st.builds(
        lambda base, found: ShortText(**base, accepted={"en": tuple(found)}), shared(**facts), forms
    )


@st.composite
def typed(draw):
    """What a short text or a gap accepts, where some forms earn a part or are told a reason of their own."""
    plain = WORDS.filter(lambda form: "*" not in form)
    forms = draw(st.lists(plain, min_size=4, max_size=6, unique_by=fold_answer))
    answers = [
        TypedAnswer(f"answer-{place}", {"en": (form,)}, share, draw(SAID if share in {0.0, 1.0} else TOLD))
        for place, (form, share) in enumerate(zip(forms, (1.0, 0.75, 0.333333, 0.0), strict=False), 1)
    ]
    rest = tuple(forms[len(answers) :])
    return {"accepted": {"en": rest} if rest else {}, "answers": tuple(answers)}


def typed_answers(**facts):
    return st.builds(lambda base, found: ShortText(**base, **found), shared(**facts), typed())


@st.composite
def numbers(draw):
    """Answers of which one earns all, and which others stand before and after, some wrong and told why."""
    shares = draw(st.permutations([1.0, *draw(st.lists(st.sampled_from([0.5, 0.25, 0.9, 0.0]), max_size=3))]))
    tolerances = st.sampled_from([0.0, 0.5, 0.000001])
    found = tuple(
        Answer(f"answer-{place}", draw(NUMBERS), draw(tolerances), share, draw(TOLD if share else SAID))
        for place, share in enumerate(shares, 1)
    )
    assume(not taken_numbers(found))
    return found


def numerics(*, units=True, **facts):
    known = st.sampled_from([(), (Unit("km"), Unit("m", 0.001))] if units else [()])
    return st.builds(
        lambda base, answers, found, penalty: Numeric(
            **base, answers=answers, units=found, unit_penalty=penalty if found else 1.0
        ),
        shared(**facts),
        numbers(),
        known,
        st.sampled_from([1.0, 0.25, 0.0]),
    )


@st.composite
def matches(draw, **facts):
    prompts = draw(st.lists(WORDS, min_size=2, max_size=4, unique_by=str.casefold))
    answers = draw(st.lists(WORDS, min_size=2, max_size=4, unique_by=str.casefold))
    pairs = tuple(
        Pair(f"pair-{place + 1}", {"en": prompt}, {"en": answers[place % len(answers)]})
        for place, prompt in enumerate(prompts)
    )
    used = min(len(prompts), len(answers))
    extras = tuple(
        ExtraAnswer(f"extra-{place}", {"en": answer}) for place, answer in enumerate(answers[used:], 1)
    )
    return Match(**draw(shared(**facts)), pairs=pairs, extras=extras)


@st.composite
def orders(draw, **facts):
    steps = draw(st.lists(WORDS, min_size=2, max_size=5, unique_by=str.casefold))
    items = tuple(Item(option_id(place), {"en": text}, draw(TOLD)) for place, text in enumerate(steps))
    return Order(**draw(shared(**facts)), items=items)


@st.composite
def sorts(draw, **facts):
    groups = draw(st.lists(WORDS, min_size=2, max_size=3, unique_by=str.casefold))
    things = draw(st.lists(WORDS, min_size=2, max_size=4, unique_by=str.casefold))
    return Categorise(
        **draw(shared(**facts)),
        categories=tuple(Category(f"group-{place}", {"en": text}) for place, text in enumerate(groups, 1)),
        items=tuple(
            Sorted(f"item-{place}", {"en": text}, f"group-{place % len(groups) + 1}")
            for place, text in enumerate(things, 1)
        ),
    )


def _passage(draw, gaps):
    words = [draw(WORDS.filter(lambda text: "{" not in text)) for _gap in gaps]
    return {"en": " ".join(f"{word} [[{gap.id}]]" for word, gap in zip(words, gaps, strict=True)) + " ."}


@st.composite
def words(draw, told=TOLD, **facts):
    gaps = tuple(
        ChosenGap(f"gap-{place}", draw(options(told=told))) for place in range(1, draw(st.integers(1, 3)) + 1)
    )
    return Words(**draw(shared(**facts)), passage=_passage(draw, gaps), gaps=gaps)


@st.composite
def clozes(draw, **facts):
    plain = st.lists(WORDS, min_size=1, max_size=3, unique=True)
    found = draw(st.one_of(plain.map(lambda forms: {"accepted": {"en": tuple(forms)}}), typed()))
    reasons = [one.feedback for one in found.get("answers", ())]
    rest = draw(TOLD.filter(lambda text: not text or text not in reasons))
    weights = st.sampled_from([1.0, 2.0, 3.0])
    gaps = (
        TypedGap("gap-1", **found, weight=draw(weights), feedback=rest),
        NumberGap("gap-2", draw(numbers()), draw(weights)),
        ChosenGap("gap-3", draw(options()), draw(weights)),
    )
    return Cloze(**draw(shared(**facts)), passage=_passage(draw, gaps), gaps=gaps)


@st.composite
def rubrics(draw, least=0):
    points = st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.25, 4.0]), min_size=2, max_size=4, unique=True)
    return tuple(
        Criterion(
            f"criterion-{place}",
            draw(SAID),
            tuple(
                Level(f"level-{number}", draw(SAID), worth) for number, worth in enumerate(draw(points), 1)
            ),
        )
        for place in range(1, draw(st.integers(least, 3)) + 1)
    )


@st.composite
def essays(draw, rubric=None, bounds=((0, 0), (50, 0), (0, 300), (50, 300)), **facts):
    found = draw(rubrics() if rubric is None else rubric)
    least, most = draw(st.sampled_from(bounds))
    base = draw(shared(**facts)) | {"points": rubric_points(found)}
    return Essay(**base, rubric=found, min_words=least, max_words=most)


@st.composite
def uploads(draw, **facts):
    found = draw(rubrics(least=1))
    return Upload(**draw(shared(**facts)) | {"points": rubric_points(found)}, rubric=found)


@st.composite
def polls(draw, counts=(True, False), **facts):
    texts = draw(st.lists(WORDS, min_size=2, max_size=5, unique_by=str.casefold))
    polled = tuple(PollOption(option_id(place), {"en": text}, draw(TOLD)) for place, text in enumerate(texts))
    return Poll(
        **draw(shared(**facts)) | {"points": 0.0}, options=polled, counts=draw(st.sampled_from(counts))
    )


@st.composite
def likerts(draw, **facts):
    said = draw(st.lists(WORDS, min_size=1, max_size=4))
    scale = draw(st.lists(WORDS, min_size=2, max_size=7, unique_by=str.casefold))
    return Likert(
        **draw(shared(**facts)) | {"points": 0.0},
        scale=tuple({"en": text} for text in scale),
        statements=tuple(Statement(f"statement-{place}", {"en": text}) for place, text in enumerate(said, 1)),
    )


def _drawn(color, size):
    written = io.BytesIO()
    Image.new("RGB", size, color).save(written, "png")
    return written.getvalue()


PICTURES = {"bridge": _drawn("teal", (40, 30)), "ferry": _drawn("navy", (60, 20))}
PICTURE_FILES = {Media.of(data, "png").name: data for data in PICTURES.values()}


@st.composite
def pictures(draw):
    """A picture with words on what it shows; its bytes stand in PICTURE_FILES."""
    name = draw(st.sampled_from(sorted(PICTURES)))
    media = Media.of(PICTURES[name], "png")
    return QuestionPicture(f"media/{name}.png", media.name, draw(SAID), media.width, media.height)


@st.composite
def pictured(draw, questions):
    """Questions with pictures beside them, beside what is told before them, and beside their options."""
    shown = st.one_of(st.none(), pictures())
    question = draw(questions)
    lead = tuple(replace(told, picture=draw(shown)) for told in question.lead)
    found = replace(question, lead=lead, picture=question.picture or draw(shown))
    if isinstance(found, Choice | Choices):
        found = replace(found, options=tuple(replace(one, picture=draw(shown)) for one in found.options))
    return found


@st.composite
def hotspots(draw, *, world=False, **facts):
    texts = draw(st.lists(WORDS, min_size=2, max_size=5, unique_by=str.casefold))
    hundredths = st.integers(0, 400).map(lambda number: number / 4)
    places = [
        {"lat": 10.5 + place, "lon": 20.25} if world else {"x": draw(hundredths), "y": draw(hundredths)}
        for place in range(len(texts))
    ]
    spots = tuple(
        Spot(option_id(place), {"en": text}, right=place == 0, feedback=draw(TOLD), **where)
        for place, (text, where) in enumerate(zip(texts, places, strict=True))
    )
    return (
        Hotspot(**draw(shared(**facts)), spots=spots)
        if world
        else Hotspot(**draw(shared(**facts)) | {"picture": draw(pictures())}, spots=spots)
    )


def in_all_languages(value):
    """Return a question, or a part of one, whose texts stand in three languages and differ in each."""
    return _changed(value, lambda text: {code: _spoken(text["en"], code) for code in ("en", "es", "fr")})


def only_in(value, language):
    """Return a question, or a part of one, with its texts in one language alone."""
    return _changed(value, lambda text: {language: text[language]})


def _spoken(said, code):
    if isinstance(said, tuple):
        return tuple(_spoken(one, code) for one in said)
    return said if code == "en" else f"{said} ({code})"


def _changed(value, change):
    if isinstance(value, dict) and "en" in value:
        return change(value)
    if isinstance(value, tuple):
        return tuple(_changed(one, change) for one in value)
    if is_dataclass(value):
        return replace(
            value, **{each.name: _changed(getattr(value, each.name), change) for each in fields(value)}
        )
    return value


def named_alone(question):
    """Return a question whose pictures are but named, as a quiz file has them."""
    return with_pictures(question, lambda picture: replace(picture, name="", width=0, height=0))


RUBRIC = (
    Criterion(
        "clarity",
        in_languages("Clarity"),
        (Level("good", in_languages("All is clear"), 2.0), Level("none", in_languages("Nothing is"), 0.0)),
    ),
)


def an_essay(question_id="essay", *, rubric=RUBRIC, **facts):
    base = {"id": question_id, "text": in_languages("Tell."), "points": rubric_points(rubric)}
    return Essay(**base | facts, rubric=rubric)


def an_upload(question_id="upload", *, rubric=RUBRIC, **facts):
    base = {"id": question_id, "text": in_languages("Show."), "points": rubric_points(rubric)}
    return Upload(**base | facts, rubric=rubric)


def a_poll(question_id="poll", **facts):
    polled = tuple(PollOption(name, in_languages(f"option {name}")) for name in "abc")
    return Poll(id=question_id, text=in_languages("Which?"), points=0.0, options=polled, **facts)


def every_kind():
    return (*one_of_each(), an_essay(), an_upload(), a_poll())


def alike(question):  # noqa: PLR0911 - one case for each kind
    """Return a question with its parts called by their place, so that equal ones compare as equal."""
    match question:
        case Choice(options=found) | Choices(options=found):
            return replace(question, options=_numbered(found))
        case Numeric(answers=found):
            return replace(question, answers=_numbered(found))
        case Match(pairs=found):
            return replace(question, pairs=_numbered(found))
        case Order(items=found):
            return replace(question, items=_numbered(found))
        case Categorise(categories=groups, items=found):
            places = {group.id: str(place) for place, group in enumerate(groups)}
            sorted_items = tuple(replace(item, category=places[item.category]) for item in found)
            return replace(question, categories=_numbered(groups), items=_numbered(sorted_items))
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            places = {gap.id: str(place) for place, gap in enumerate(gaps)}
            passage = {
                language: GAP_MARK.sub(lambda found: f"[[{places[found[1]]}]]", text)
                for language, text in question.passage.items()
            }
            least = min(gap.weight for gap in gaps)  # what counts is how weights compare
            inner = (replace(_inside(gap), weight=round(gap.weight / least, 3)) for gap in gaps)
            return replace(question, passage=passage, gaps=_numbered(inner))
        case _:
            return question


def _numbered(parts):
    return tuple(replace(part, id=str(place)) for place, part in enumerate(parts))


def _inside(gap):
    match gap:
        case ChosenGap(options=found):
            return replace(gap, options=_numbered(found))
        case NumberGap(answers=found):
            return replace(gap, answers=_numbered(found))
        case _:
            return gap
