"""Page, file and API tell the same of a quiz and of a question: every figure, of all languages and of each."""

from itertools import chain

import pytest

from course.core.statistics.intervals import Figure
from course.web.statistics.words import missing_words
from tests.attempts import RIGHT, WRONG
from tests.counted import count_answers
from tests.pages import NS
from tests.web.api.calls import program
from tests.web.facilitate.tables import agree, file_table, seen_words, shown_table

QUIZ = "/en/facilitate/autumn/questions/steps"
QUESTION = f"{QUIZ}/pick-one"
API = "/cohorts/autumn/statistics/steps"
QUIZ_FIGURES = (
    "mean",
    "median",
    "deviation",
    "skewness",
    "kurtosis",
    "consistency",
    "error_ratio",
    "standard_error",
)
QUESTION_FIGURES = ("facility", "deviation", "discrimination", "efficiency", "guess", "intended_weight",
                    "effective_weight")  # fmt: skip
LISTED = tuple(name for name in QUESTION_FIGURES if name != "deviation")
WITH_INTERVAL = {"facility", "discrimination", "efficiency", "effective_weight"}


def answered(number):
    """Learners of five strengths; the weakest take the dog for the hen."""
    change = ({}, {"is-true": "false"}, {"pick-some": ("owl",)}, {"in-words": "hats", "pick-one": "bee"})
    return WRONG if number % 5 == 4 else {**RIGHT, **change[number % 4]}


@pytest.fixture
def counted(session, catalogue, cohort):
    """Enough in English for everything, in French for what compares learners, in Spanish for a share."""
    for language, attempts in (("en", 60), ("fr", 35), ("es", 12)):
        count_answers(session, catalogue, cohort, attempts, answered, language=language)


@pytest.fixture(params=["", "en", "fr", "es"])
def part(request):
    return {"answered_in": request.param} if request.param else {}


@pytest.fixture
def tell(app, session, signed_in, ines, counted, part):
    """Return the address of a page with the part that is looked at, and read its file and what the API says."""

    class Told:
        page = signed_in

        def look(self, path):
            signed_in.get(
                path + ("?" + "&".join(f"{name}={value}" for name, value in part.items()) if part else "")
            )

        def file(self, path, table):
            found = file_table(signed_in.http.get(f"{path}.csv", query_string={"table": table, **part}))
            return found[1:]

        def api(self, path):
            return program(app, session, ines).get(path, query_string={"language": "en", **part})

    return Told()


def in_file(figure, *, interval=True):
    """Return the cells that a figure of the API takes in a file."""
    if not isinstance(figure, dict):
        figure = {
            "value": figure,
            "low": None,
            "high": None,
            "missing": "" if figure is not None else "not_defined",
        }
    ends = [figure["low"], figure["high"]] if interval else []
    if figure["value"] is None:
        words = missing_words(Figure(missing=figure["missing"], needed=figure.get("needed", 0)))
        return [words, *["" for _ in ends]]
    return [str(round(figure["value"], 4)), *["" if one is None else str(round(one, 4)) for one in ends]]


def cells_of(row):
    """Return a row of figures with their intervals, cell by cell of the page."""
    return [row[:1], row[1:4]]


def cards(client):
    """Return the figures of the last page: their names and what is shown."""
    lists = [one for one in client.page.iter(f"{NS}dl") if one.get("class") == "figures"]
    found = []
    for card in (card for one in lists for card in one):
        told = card.find(f"{NS}dd")
        said = [one for one in (told.find(f"{NS}b"), told.find(f"{NS}span")) if one is not None]
        found.append([seen_words(card.find(f"{NS}dt")), " ".join(map(seen_words, said))])
    return found


def bars(client, caption):
    """Return the numbers of a picture of the last page by name; none where there is no such picture."""
    for table in client.page.iter(f"{NS}table"):
        title = table.find(f"{NS}caption")
        if title is not None and seen_words(title) == caption:
            rows = table.find(f"{NS}tbody")
            return [[seen_words(row[0]), seen_words(row[1])] for row in rows]
    return []


def check(shown, file):
    """Check rows of a page against those of a file, whose cells are put together as the page's are."""
    assert len(shown) == len(file)
    for row, line in zip(shown, file, strict=True):
        assert all(agree(cell, there) for cell, there in zip(row, line, strict=True)), (row, line)


def test_the_figures_of_a_quiz_are_the_same_everywhere(tell):
    tell.look(QUIZ)
    file, told = tell.file(QUIZ, "figures"), tell.api(API)

    check(cards(tell.page), [cells_of(row) for row in file])
    assert [row[1:] for row in file] == [in_file(told["figures"][name]) for name in QUIZ_FIGURES]


def test_the_scores_of_a_quiz_are_the_same_everywhere(tell):
    tell.look(QUIZ)
    file, told = tell.file(QUIZ, "scores"), tell.api(API)

    assert bars(tell.page, "How the scores are spread") == file
    assert [row[1] for row in file] == [str(step["attempts"]) for step in told["scores"]]
    assert len(file) == 10


def test_the_languages_of_a_quiz_are_the_same_everywhere(tell):
    tell.look(QUIZ)
    file, told = tell.file(QUIZ, "languages"), tell.api(API)

    check(shown_table(tell.page, "Languages")[1:], [[row[:1], row[1:2], row[2:]] for row in file])
    assert [row[1:] for row in file] == [
        [str(one["attempts"]), *in_file(one["mean"])] for one in told["languages"]
    ]


def test_the_questions_of_a_quiz_have_the_same_figures_everywhere(tell):
    tell.look(QUIZ)
    file, told = tell.file(QUIZ, "questions"), tell.api(API)

    shown = shown_table(tell.page, "Questions")[1:]
    assert [[row[0], *row[2:]] for row in file] == [
        [one["text"], str(one["answers"]), *_listed(one["figures"])] for one in told["questions"]
    ]
    check(
        [[row[0], *row[2:]] for row in shown],
        [
            [row[:1], row[2:3], row[3:6], row[6:9], row[9:12], row[12:13], row[13:14], row[14:17]]
            for row in file
        ],
    )
    assert [bool(row[1]) for row in file] == [bool(one["advice"]) for one in told["questions"]]


def _listed(figures):
    return [cell for name in LISTED for cell in in_file(figures[name], interval=name in WITH_INTERVAL)]


def test_the_figures_of_a_question_are_the_same_everywhere(tell):
    tell.look(QUESTION)
    file, told = tell.file(QUESTION, "figures"), tell.api(f"{API}/questions/pick-one")

    check(cards(tell.page), [cells_of(row) for row in file])
    assert [row[1:] for row in file] == [
        in_file(told["question"]["figures"][name]) for name in QUESTION_FIGURES
    ]


def test_what_each_fifth_earned_is_the_same_everywhere(tell):
    tell.look(QUESTION)
    file, told = tell.file(QUESTION, "fifths"), tell.api(f"{API}/questions/pick-one")

    found, few = told["by_fifth"], f"too few answers (under {told['by_fifth']['needed']})"
    assert [row[1:] for row in file] == (_by_fifth(found) or [[few, "", ""]] * 5)
    check(bars(tell.page, "What each fifth earned"), [cells_of(row) for row in file if found["shares"]])


def _by_fifth(found):
    """Return the cells that each fifth of the API takes in a file."""
    rows = zip(found["shares"], found["low"], found["high"], strict=True)
    return [[str(round(one, 4)) for one in row] for row in rows]


def test_what_was_answered_is_the_same_everywhere(tell):
    tell.look(QUESTION)
    file, told = tell.file(QUESTION, "answers"), tell.api(f"{API}/questions/pick-one")

    assert [[row[0], *row[2:]] for row in file] == [
        [
            one["words"],
            str(one["chosen"]),
            *in_file(one["share"]),
            *chain(*_by_fifth(one["by_fifth"])),
        ]
        for one in told["answers"]
    ]
    check(
        shown_table(tell.page, "What was answered")[1:],
        [
            [
                row[:1],
                row[1:2],
                row[2:3],
                row[3:6],
                *(row[place : place + 3] for place in range(6, len(row), 3)),
            ]
            for row in file
        ],
    )


def test_the_languages_of_a_question_are_the_same_everywhere(tell):
    tell.look(QUESTION)
    file, told = tell.file(QUESTION, "languages"), tell.api(f"{API}/questions/pick-one")

    odds = {one["language"]: one for one in told["question"]["languages"]}
    check(
        shown_table(tell.page, "Languages")[1:],
        [[row[:1], row[1:2], row[2:5], row[5:8], row[8:]] for row in file],
    )
    assert [row[1:8] for row in file] == [
        [str(one["answers"]), *in_file(one["facility"]), *_odds(odds.get(one["language"]))]
        for one in told["facility_by_language"]
    ]


def _odds(one):
    if one is None or one["odds"] is None:
        return ["", "", ""]
    return [str(round(one[name], 4)) for name in ("odds", "low", "high")]


def test_a_figure_without_an_interval_is_told_alone_everywhere(
    app, signed_in, session, catalogue, cohort, ines
):
    count_answers(session, catalogue, cohort, 40, lambda number: RIGHT if number % 2 else WRONG)
    signed_in.get(QUESTION)
    file = file_table(signed_in.http.get(f"{QUESTION}.csv?table=figures"))
    told = program(app, session, ines).get(f"{API}/questions/pick-one")["question"]["figures"]

    assert dict(cards(signed_in))["Discrimination index"] == "1.00"
    assert file[3] == ["Discrimination index", "1.0", "", ""]
    assert told["discrimination"] == {"value": 1.0, "low": None, "high": None, "missing": "", "needed": 0}
    signed_in.get(QUIZ)
    assert shown_table(signed_in, "Questions")[1][4] == "1.00"
