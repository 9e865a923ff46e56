"""Questions of every kind for properties, and what makes two of them alike whatever their parts are called."""

from dataclasses import replace

from hypothesis import strategies as st

from course.core.formats.questions_in import option_id
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
    ShortText,
    Sorted,
    Statement,
    TrueFalse,
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
    .filter(lambda text: text and "[[" not in text and "\\*" not in text)
)
SAID = WORDS.map(lambda text: {"en": text})
TOLD = st.one_of(st.just({}), SAID)
NUMBERS = st.integers(-10_000, 10_000).map(lambda number: number / 4)
POINTS = st.sampled_from([1.0, 0.5, 2.25, 100.0])
TAGS = st.lists(st.sampled_from(["land", "water", "air-2"]), unique=True).map(tuple)


@st.composite
def options(draw, rights=1, told=TOLD):
    size = draw(st.integers(rights + 1, 5))
    texts = draw(st.lists(WORDS, min_size=size, max_size=size, unique_by=str.casefold))
    return tuple(
        Option(option_id(place), {"en": text}, place < rights, draw(told)) for place, text in enumerate(texts)
    )


@st.composite
def shared(draw, *, points=POINTS, feedback=TOLD, tags=TAGS, leads=True):
    lead = draw(st.lists(SAID, max_size=2)) if leads else []
    return {
        "id": draw(st.sampled_from(["q", "a-longer-id-with-many-words-in-it-and-a-number-7"])),
        "text": draw(SAID),
        "points": draw(points),
        "tags": draw(tags),
        "feedback": draw(feedback),
        "lead": tuple(Description(f"before-{place}", text) for place, text in enumerate(lead)),
    }


def choices(**facts):
    return st.builds(lambda base, found: Choice(**base, options=found), shared(**facts), options())


def several(**facts):
    found = st.one_of(options(rights=1), options(rights=2))
    return st.builds(lambda base, found: Choices(**base, options=found), shared(**facts), found)


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
    forms = st.lists(WORDS, min_size=1, max_size=4, unique=True)
    return st.builds(
        lambda base, found: ShortText(**base, accepted={"en": tuple(found)}), shared(**facts), forms
    )


@st.composite
def numbers(draw):
    shares = [1.0, *draw(st.lists(st.sampled_from([0.5, 0.25, 0.9]), max_size=2))]
    return tuple(
        Answer(
            f"answer-{place}", draw(NUMBERS), draw(st.sampled_from([0.0, 0.5, 0.000001])), share, draw(TOLD)
        )
        for place, share in enumerate(shares, 1)
    )


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
    return Match(**draw(shared(**facts)), pairs=pairs)


def orders(**facts):
    steps = st.lists(WORDS, min_size=2, max_size=5, unique_by=str.casefold)
    return st.builds(
        lambda base, found: Order(
            **base, items=tuple(Item(option_id(place), {"en": text}) for place, text in enumerate(found))
        ),
        shared(**facts),
        steps,
    )


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
    forms = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
    weights = st.sampled_from([1.0, 2.0, 3.0])
    gaps = (
        TypedGap("gap-1", {"en": tuple(forms)}, draw(weights), draw(TOLD)),
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
    polled = tuple(PollOption(option_id(place), {"en": text}) for place, text in enumerate(texts))
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
