"""Valid questions and quizzes that take what a test cares about."""

from course.core.grading.questions import (
    Answer,
    Categorise,
    Category,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Ending,
    ExtraAnswer,
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
    ShortText,
    Sorted,
    Spot,
    Statement,
    TrueFalse,
    TypedAnswer,
    TypedGap,
    Unit,
    Words,
)
from course.core.grading.quiz import Quiz

SEED = bytes(range(16))


def in_languages(words):
    return {"en": words, "es": f"{words} (es)", "fr": f"{words} (fr)"}


def options(right, wrong, shares=None):
    """Options for two strings of one-letter ids, the right ones first; `shares` go by these ids."""
    return tuple(
        Option(
            name,
            in_languages(f"option {name}"),
            name in right,
            in_languages(f"why {name}"),
            share=(shares or {}).get(name),
        )
        for name in right + wrong
    )


def a_choice(question_id="choice", *, right="a", wrong="bcd", shares=None, **facts):
    return Choice(id=question_id, text=in_languages("Which?"), options=options(right, wrong, shares), **facts)


def some_choices(question_id="choices", *, right="ab", wrong="cd", shares=None, **facts):
    return Choices(
        id=question_id, text=in_languages("Which ones?"), options=options(right, wrong, shares), **facts
    )


def a_true_false(question_id="statement", *, answer=True, **facts):
    return TrueFalse(
        id=question_id,
        text=in_languages("It is so."),
        answer=answer,
        feedback_true=in_languages("why true"),
        feedback_false=in_languages("why false"),
        **facts,
    )


def a_short_text(question_id="word", *, accepted=None, **facts):
    accepted = accepted or {"en": ("firewall",), "es": ("cortafuegos",), "fr": ("pare-feu",)}
    return ShortText(id=question_id, text=in_languages("The word?"), accepted=accepted, **facts)


def a_typed_answer(answer_id, form, share):
    """A form that earns a share of its own; a reason goes with it."""
    return TypedAnswer(answer_id, dict.fromkeys(("en", "es", "fr"), (form,)), share, in_languages("why"))


def a_match(question_id="match", *, answers=("city", "state", "region"), others=(), **facts):
    pairs = tuple(
        Pair(f"pair{number}", in_languages(f"prompt {number}"), in_languages(answer), in_languages("why"))
        for number, answer in enumerate(answers)
    )
    extras = tuple(
        ExtraAnswer(f"extra{number}", in_languages(answer)) for number, answer in enumerate(others)
    )
    return Match(id=question_id, text=in_languages("What belongs?"), pairs=pairs, extras=extras, **facts)


def an_order(question_id="order", *, items="abcde", **facts):
    steps = tuple(Item(name, in_languages(f"step {name}")) for name in items)
    return Order(id=question_id, text=in_languages("In order?"), items=steps, **facts)


def a_categorise(question_id="categorise", *, items="xxyz", categories="xyz", **facts):
    """Items called item0 and so on; `items` has the category of each."""
    groups = tuple(Category(name, in_languages(f"group {name}")) for name in categories)
    things = tuple(
        Sorted(f"item{number}", in_languages(f"thing {number}"), category, in_languages("why"))
        for number, category in enumerate(items)
    )
    return Categorise(id=question_id, text=in_languages("Where?"), categories=groups, items=things, **facts)


def a_hotspot(question_id="hotspot", *, right="a", wrong="bcd", **facts):
    spots = tuple(
        Spot(
            name,
            in_languages(f"town {name}"),
            name in right,
            in_languages("why"),
            lat=10.0 * place,
            lon=-10.0 * place,
        )
        for place, name in enumerate(right + wrong)
    )
    return Hotspot(id=question_id, text=in_languages("Where?"), spots=spots, **facts)


def a_numeric(
    question_id="numeric", *, answers=((281.0, 5.0, 1.0), (281.0, 50.0, 0.5)), units=(), penalty=1.0, **facts
):
    """Answers are (value, tolerance, share), units (symbol, factor)."""
    wanted = tuple(
        Answer(f"answer{number}", *answer, in_languages(f"why {number}"))
        for number, answer in enumerate(answers)
    )
    known = tuple(Unit(*unit) for unit in units)
    return Numeric(
        id=question_id,
        text=in_languages("How many?"),
        answers=wanted,
        units=known,
        unit_penalty=penalty,
        **facts,
    )


def a_cloze(question_id="cloze", *, gaps=None, **facts):
    """A passage with a gap to type, one for a number and one to choose, or with the given ones."""
    holes = gaps or (
        TypedGap("city", {"en": ("Marrakech",), "es": ("Marrakech",), "fr": ("Marrakech", "Marrakesh")}),
        NumberGap("year", (Answer("exact", 2018.0),), 2.0),
        ChosenGap("body", options("a", "bc")),
    )
    passage = in_languages("It was " + ", ".join(f"[[{gap.id}]]" for gap in holes) + ".")
    return Cloze(id=question_id, text=in_languages("Fill in."), passage=passage, gaps=holes, **facts)


def some_words(question_id="words", *, gaps=(("a", "bc"), ("d", "e")), **facts):
    """Gaps are the letters of right and wrong options."""
    holes = tuple(ChosenGap(f"gap{number}", options(*letters)) for number, letters in enumerate(gaps))
    passage = in_languages(" and ".join(f"[[{gap.id}]]" for gap in holes))
    return Words(id=question_id, text=in_languages("Choose."), passage=passage, gaps=holes, **facts)


def a_likert(question_id="likert", *, statements="pqr", steps=5):
    said = tuple(Statement(name, in_languages(f"I can {name}")) for name in statements)
    scale = tuple(in_languages(f"step {number}") for number in range(1, steps + 1))
    return Likert(id=question_id, text=in_languages("How far?"), points=0.0, scale=scale, statements=said)


def a_scene(scene_id, *choices):
    """A scene with choices, each given as (id, worth, effects, to); one without choices ends the story."""
    things = tuple(
        SceneChoice(name, in_languages(f"do {name}"), worth, effects, in_languages(f"so {name}"), to)
        for name, worth, effects, to in choices
    )
    return Scene(scene_id, in_languages(f"scene {scene_id}"), things, not choices)


def a_scenario(question_id="scenario", *, scenes=None, endings=None, **facts):
    """A story of two scenes and two endings: good where trust is 6 or more."""
    return Scenario(
        id=question_id,
        text=in_languages("Decide."),
        meters=(Meter("trust", in_languages("Trust"), 5), Meter("purse", in_languages("Purse"), 5)),
        start="dawn",
        scenes=scenes
        or (
            a_scene("dawn", ("a", 1.0, {"trust": 2}, "noon"), ("b", 0.5, {"trust": -1}, "noon")),
            a_scene("noon", ("a", 0.5, {"purse": -7}, "ending"), ("b", 0.0, {"trust": -3}, "ending")),
            a_scene("good"),
            a_scene("bad"),
        ),
        endings=endings or (Ending({"trust": ">=6"}, "good"), Ending({}, "bad")),
        **facts,
    )


def a_poll(question_id="poll", *, ids="abc", **facts):
    options = tuple(PollOption(name, in_languages(f"option {name}")) for name in ids)
    return Poll(id=question_id, text=in_languages("Which do you like?"), points=0.0, options=options, **facts)


def one_of_each():
    return (
        a_choice(),
        some_choices(),
        a_true_false(),
        a_short_text(),
        a_numeric(),
        a_cloze(),
        some_words(),
        a_match(),
        an_order(),
        a_categorise(),
        a_likert(),
        a_hotspot(),
        a_scenario(),
    )


def a_quiz(*questions, slug="words", **facts):
    defaults = {
        "module": "people-on-the-move",
        "title": in_languages("Words"),
        "intro": in_languages("Some questions."),
        "purpose": "assessment",
        "pass_score": 0.7,
        "attempts": 0,
        "keep": "best",
        "shuffle": True,
        "draw": {},
        "body": "{}",
    }
    holds = {"slug": slug, "questions": questions or one_of_each(), **defaults, **facts}
    return Quiz(**{"version": repr(holds), **holds})
