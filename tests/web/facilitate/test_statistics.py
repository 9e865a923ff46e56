"""Statistics of a cohort's quizzes: figures in plain words, too few answers said, the file as the page."""

from dataclasses import replace

import pytest

from course.flows.count_attempts import count_new_attempts
from course.store.statistics.operations import ask_for_recount
from tests.attempts import RIGHT, WRONG, begin, submit, with_quiz
from tests.builders import add_person, enrol
from tests.counted import count_answers
from tests.kinds import HOTSPOT, LIKERT, NUMERIC, POLL, SHORT_TEXT, with_questions
from tests.pages import NS
from tests.statements import counted
from tests.web.facilitate.tables import agree, empty_cells, file_table, seen_words, shown_table

QUIZ = "/en/facilitate/autumn/questions/steps"
QUESTION = f"{QUIZ}/pick-one"


@pytest.fixture
def hand_in(session, catalogue, cohort):
    """Count so many first attempts of the cohort, each with the responses that a function gives for its number."""

    def run(number, responses, *, language="en"):
        count_answers(session, catalogue, cohort, number, responses, language=language)

    return run


def really_hand_in(session, catalogue, cohort, course=None):
    learner = add_person(session)
    enrol(session, catalogue, cohort, learner)
    course = course or catalogue
    submit(session, course, learner, begin(session, course, learner), RIGHT)
    session.commit()


def some_right(number):
    """Four in five know most; who knows less takes the dog for the hen."""
    return WRONG if number % 5 == 4 else RIGHT if number % 2 else {**RIGHT, "is-true": "false"}


def test_twelve_answers_give_shares_and_say_that_relations_take_more(signed_in, hand_in):
    hand_in(12, some_right)

    signed_in.get(QUIZ)

    header, first, *_others = shown_table(signed_in, "Questions")
    assert header[:5] == ["Question", "Worth a look", "Answers", "Facility index", "Discrimination index"]
    assert first[:1] + first[2:5] == [
        "Which has two legs?",
        "12",
        "83% 55% to 95%",
        "too few answers (under 30)",
    ]
    assert "Counted are 12 first finished attempts" in signed_in.words()


def test_the_effective_weight_has_an_interval(signed_in, hand_in):
    hand_in(60, some_right)

    signed_in.get(QUIZ)
    told = shown_table(signed_in, "Questions")
    header, first, *_others = file_table(signed_in.http.get(f"{QUIZ}.csv"))

    value, low, high = map(float, first[-3:])
    assert header[-3:] == ["Effective weight", "Effective weight: from", "Effective weight: to"]
    assert 0 <= low < value < high <= 1
    assert told[1][8] == f"{value:.0%} {low:.0%} to {high:.0%}"


def test_nine_answers_give_no_share(signed_in, hand_in):
    hand_in(9, some_right)

    signed_in.get(QUIZ)

    assert shown_table(signed_in, "Questions")[1][3] == "too few answers (under 10)"
    assert shown_table(signed_in, "Languages")[1] == ["English", "9", "too few answers (under 10)"]


def test_a_question_has_a_number_only_where_every_attempt_gives_it_that(
    signed_in, hand_in, monkeypatch, app, catalogue
):
    hand_in(3, some_right)
    signed_in.get(QUESTION)
    assert "Question 1" in signed_in.words()

    drawn = replace(catalogue.quizzes["steps"], draw={"walk": 1})
    course = replace(catalogue, quizzes={**catalogue.quizzes, "steps": drawn})
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: course)
    signed_in.get(QUESTION)

    assert "Question 1" not in signed_in.words()
    assert signed_in.words().count("Which has two legs?") == 2


def test_what_is_worth_a_look_stands_beside_the_question(signed_in, hand_in):
    hand_in(30, lambda number: {**WRONG, "is-true": "true"} if number % 2 else {**RIGHT, "is-true": "false"})

    signed_in.get(QUIZ)
    file = file_table(signed_in.http.get(f"{QUIZ}.csv"))

    shown = shown_table(signed_in, "Questions")
    assert shown[0][:2] == file[0][:2] == ["Question", "Worth a look"]
    assert [row[1] for row in shown[1:]] == [row[1].replace(";", "") or "–" for row in file[1:]]
    assert "Against the rest" in shown[3][1]


def test_each_figure_is_explained_on_demand(signed_in, hand_in):
    hand_in(3, some_right)

    signed_in.get(QUIZ)

    assert "Half of the attempts earned at most this, half at least this." in signed_in.words()
    assert "What it says – Median score" in signed_in.words()


def test_a_question_against_the_rest_is_told_with_what_to_do(signed_in, hand_in):
    hand_in(30, lambda number: {**WRONG, "is-true": "true"} if number % 2 else {**RIGHT, "is-true": "false"})

    signed_in.get(f"{QUIZ}/is-true")

    assert "Against the rest" in signed_in.words()
    assert "Check that the key is right" in signed_in.words()


def test_a_questions_page_shows_what_each_fifth_answered(signed_in, hand_in):
    hand_in(50, some_right)

    signed_in.get(QUESTION)

    header, *rows = shown_table(signed_in, "What was answered")
    answers = {row[0]: row[1:] for row in rows}
    assert header == ["Answer", "Right or wrong", "How often", "Share", "Weakest fifth", "Second fifth",
                      "Middle fifth", "Fourth fifth", "Strongest fifth"]  # fmt: skip
    assert answers["A hen"] == ["Right", "40", "80% 67% to 89%", "0% 0% to 28%", *["100% 72% to 100%"] * 4]
    assert answers["A dog"][1:4] == ["10", "20% 11% to 33%", "100% 72% to 100%"]
    assert answers["A bee"][1:3] == ["0", "0% 0% to 7%"]


def test_languages_are_compared_at_equal_scores(signed_in, hand_in):
    hand_in(40, some_right)
    hand_in(31, some_right, language="fr")

    signed_in.get(QUESTION)

    rows = shown_table(signed_in, "Languages")
    assert [row[:2] for row in rows[1:]] == [["English", "40"], ["French", "31"]]
    assert rows[1][3:] == ["–", "–"]  # it is what the other is compared with
    assert rows[2][-1] == "English and French: nothing to compare, since at equal scores all answered alike."


@pytest.mark.parametrize("page", ["/en/facilitate/autumn/questions", QUIZ, QUESTION])
def test_no_cell_stands_empty_below_its_label(signed_in, hand_in, page):
    hand_in(31, some_right)
    hand_in(12, some_right, language="fr")

    signed_in.get(page)

    assert empty_cells(signed_in) == []


@pytest.fixture
def two_languages(hand_in):
    """Sixty answer in English, most of them right, and thirty in French, most of them wrong."""
    hand_in(60, some_right)
    hand_in(30, lambda number: RIGHT if number % 3 == 0 else WRONG, language="fr")


def test_all_figures_can_be_those_of_one_language(signed_in, two_languages):
    signed_in.get(QUIZ)
    together = shown_table(signed_in, "Questions")[1]
    signed_in.get(f"{QUIZ}?answered_in=fr")

    apart = shown_table(signed_in, "Questions")[1]
    assert together[2:4] == ["90", "64% 54% to 74%"]
    assert apart[2:4] == ["30", "33% 19% to 51%"]
    assert "Counted are 30 first finished attempts" in signed_in.words()


def test_one_language_gives_what_its_attempts_alone_would(signed_in, session, catalogue, cohort, hand_in):
    hand_in(60, some_right)
    signed_in.get(QUIZ)
    alone = [shown_table(signed_in, "Questions"), _figures(signed_in)]
    hand_in(30, lambda number: RIGHT if number % 3 == 0 else WRONG, language="fr")
    signed_in.get(f"{QUIZ}?answered_in=en")

    assert [_without_advice(shown_table(signed_in, "Questions")), _figures(signed_in)] == [
        _without_advice(alone[0]),
        alone[1],
    ]


def _without_advice(rows):
    """Return the table of questions without what is worth a look, which a second language may change."""
    return [row[:1] + row[2:] for row in rows]


def test_languages_are_compared_whichever_is_chosen(signed_in, two_languages):
    signed_in.get(QUESTION)
    together = shown_table(signed_in, "Languages")
    signed_in.get(f"{QUESTION}?answered_in=fr")

    assert shown_table(signed_in, "Languages") == together
    assert [row[:2] for row in together[1:]] == [["English", "60"], ["French", "30"]]


def test_a_language_stays_chosen_from_page_to_page_and_in_files(signed_in, two_languages):
    signed_in.get(QUIZ)
    signed_in.get(signed_in.links()["French"])
    signed_in.get(signed_in.links()["Which has two legs?"])

    assert "30 answers" in signed_in.words()
    files = [link.get("href") for link in signed_in.page.iter(f"{NS}a") if ".csv" in link.get("href", "")]
    found = file_table(signed_in.http.get(next(one for one in files if "table" not in one)))
    assert all("answered_in=fr" in one for one in files)
    assert found[1][:3] == ["A hen", "Right", "10"]
    assert signed_in.links()["All languages"] == QUESTION
    assert signed_in.links()["Steps"] == f"{QUIZ}?answered_in=fr"


def test_a_quiz_answered_in_one_language_offers_no_choice(signed_in, hand_in):
    hand_in(3, some_right)

    signed_in.get(QUIZ)

    assert "All languages" not in signed_in.links()


def test_what_was_typed_can_be_that_of_one_language(signed_in, typed, hand_in):
    forms = ["Boots"] * 3 + ["Hats"] * 2
    hand_in(5, lambda number: {**RIGHT, "in-words": forms[number]}, language="fr")

    shown = {}
    for part in ("", "?answered_in=en", "?answered_in=fr"):
        signed_in.get(f"{QUIZ}/in-words{part}")
        header, *shown[part] = shown_table(signed_in, "What was typed")
        file = f"{QUIZ}/in-words.csv?table=typed{part.replace('?', '&')}"
        _check_same([header, *shown[part]], file_table(signed_in.http.get(file)))

    assert shown == {
        "": [
            ["hats", "Wrong", "6"],
            ["shoes", "Right", "6"],
            ["boots", "Right", "4"],
            ["All other forms", "–", "1"],
        ],
        "?answered_in=en": [
            ["shoes", "Right", "6"],
            ["hats", "Wrong", "4"],
            ["All other forms", "–", "2"],
        ],
        "?answered_in=fr": [["boots", "Right", "3"], ["All other forms", "–", "2"]],
    }


def test_what_is_not_counted_yet_is_said_of_the_language(
    signed_in, session, catalogue, cohort, two_languages
):
    really_hand_in(session, catalogue, cohort)

    signed_in.get(f"{QUIZ}?answered_in=fr")
    other = signed_in.words()
    signed_in.get(f"{QUIZ}?answered_in=en")

    assert "within a minute" not in other
    assert "1 more is being added within a minute." in signed_in.words()


@pytest.mark.parametrize(
    ("table", "label"),
    [("", "Questions"), ("?table=languages", "Languages"), ("?table=questions", "Questions")],
)
def test_the_quizs_files_are_what_the_page_shows(signed_in, hand_in, table, label):
    hand_in(12, some_right)
    signed_in.get(QUIZ)
    shown = shown_table(signed_in, label)

    found = file_table(signed_in.http.get(f"{QUIZ}.csv{table}"))

    _check_same(shown, found)


def _figures(client):
    """Return the figures of the last page by name: value and interval as they are shown."""
    terms = {}
    for card in client.page.iter(f"{NS}dl"):
        if card.get("class") != "figures":
            continue
        for one in card:
            name, shown = one.find(f"{NS}dt"), one.find(f"{NS}dd")
            interval = shown.find(f"{NS}span")
            said = [shown.find(f"{NS}b"), *([] if interval is None else [interval])]
            terms[seen_words(name)] = " ".join(map(seen_words, said))
    return terms


def _check_same(shown, found):
    """Check that a file says what the page does; a value and both ends of its interval are one cell of the page."""
    header, *lines = found
    for row, line in zip(shown[1:], lines, strict=True):
        cells = []
        for name, cell in zip(header, line, strict=True):
            if name.endswith((": from", ": to")):
                cells[-1].append(cell)
            else:
                cells.append([cell])
        assert all(agree(cell, there) for cell, there in zip(row, cells, strict=True)), (row, line)


def test_a_questions_file_is_what_its_page_shows(signed_in, hand_in):
    hand_in(12, some_right)
    signed_in.get(QUESTION)
    shown = shown_table(signed_in, "What was answered")

    found = file_table(signed_in.http.get(f"{QUESTION}.csv"))

    _check_same(shown, found)


@pytest.mark.parametrize(
    ("answers", "weakest"), [(50, ["0.0", "0.0", "0.2775"]), (49, ["too few answers (under 50)", "", ""])]
)
def test_what_each_fifth_earned_comes_as_a_file(signed_in, hand_in, answers, weakest):
    hand_in(answers, some_right)
    signed_in.get(QUESTION)

    found = file_table(signed_in.http.get(f"{QUESTION}.csv?table=fifths"))

    assert found[0] == ["Learners", "Share", "Share: from", "Share: to"]
    assert [row[0] for row in found[1:]] == ["Weakest fifth", "Second fifth", "Middle fifth", "Fourth fifth",
                                             "Strongest fifth"]  # fmt: skip
    assert found[1][1:] == weakest
    assert ("These numbers as CSV" in signed_in.links()) is (answers == 50)


@pytest.fixture
def typed(hand_in):
    """Twelve learners: six typed what is accepted, four one wrong form in three ways, two something of their own."""
    forms = ["Shoes"] * 6 + ["Hats", "hats", " HATS!", "hats"] + ["My name is Amina", "Boots"]
    hand_in(12, lambda number: {**RIGHT, "in-words": forms[number]})


def test_what_was_typed_is_told_where_three_typed_it_and_the_rest_is_summed(signed_in, typed):
    signed_in.get(f"{QUIZ}/in-words")

    header, *rows = shown_table(signed_in, "What was typed")
    assert header == ["Typed", "Counts as", "Learners"]
    assert rows == [["shoes", "Right", "6"], ["hats", "Wrong", "4"], ["All other forms", "–", "2"]]
    assert "amina" not in signed_in.text.lower().replace("amina diallo", "")


def test_what_was_typed_comes_as_a_file(signed_in, typed):
    signed_in.get(f"{QUIZ}/in-words")

    shown = shown_table(signed_in, "What was typed")

    found = file_table(signed_in.http.get(f"{QUIZ}/in-words.csv?table=typed"))

    _check_same(shown, found)


@pytest.mark.parametrize(
    ("language", "captions", "words"),
    [
        ("en", ("What was answered", "What was typed"), "Partly right"),
        ("es", ("Qué se respondió", "Lo que se escribió"), "Correcta en parte"),
        ("fr", ("Ce qui a été répondu", "Ce qui a été saisi"), "Juste en partie"),
    ],
)
def test_what_counts_in_part_is_called_so_in_both_tables_and_the_file(
    monkeypatch, app, signed_in, session, catalogue, cohort, language, captions, words
):
    course = with_questions(monkeypatch, app, catalogue, SHORT_TEXT, HOTSPOT)
    count_answers(session, course, cohort, 12, lambda _number: {SHORT_TEXT["id"]: "canter"})
    page = f"{QUIZ.replace('/en/', f'/{language}/')}/{SHORT_TEXT['id']}"

    signed_in.get(page)

    answered, typed = (shown_table(signed_in, caption) for caption in captions)
    assert (answered[2][1], typed[1][1]) == (words, words)
    assert file_table(signed_in.http.get(f"{page}.csv"))[2][1] == words


@pytest.mark.parametrize(
    ("language", "caption", "told"),
    [
        ("en", "What was typed", ["42.2 km", "−1.5 km"]),
        ("es", "Lo que se escribió", ["42,2 km", "−1,5 km"]),
        ("fr", "Ce qui a été saisi", ["42,2 km", "−1,5 km"]),
    ],
)
def test_a_number_that_was_typed_reads_as_numbers_do_and_is_plain_in_a_file(
    monkeypatch, app, signed_in, session, catalogue, cohort, language, caption, told
):
    course = with_questions(monkeypatch, app, catalogue, NUMERIC)
    typed = ["42,2 km"] * 8 + ["-1.50 km"] * 4
    count_answers(session, course, cohort, 12, lambda number: {NUMERIC["id"]: typed[number]})
    page = f"{QUIZ.replace('/en/', f'/{language}/')}/{NUMERIC['id']}"

    signed_in.get(page)

    assert [row[0] for row in shown_table(signed_in, caption)[1:]] == told
    file = file_table(signed_in.http.get(f"{page}.csv?table=typed"))
    assert [row[0] for row in file[1:]] == ["42.2 km", "-1.5 km"]


def test_a_figure_below_zero_has_a_minus_sign_on_the_page_and_a_hyphen_in_a_file(signed_in, hand_in):
    hand_in(
        60, lambda number: {**WRONG, "pick-one": "hen"} if number % 3 == 0 else {**RIGHT, "pick-one": "dog"}
    )

    signed_in.get(QUIZ)

    shown = shown_table(signed_in, "Questions")[1][4]
    file = file_table(signed_in.http.get(f"{QUIZ}.csv"))[1][6]
    assert (shown[0], file[0]) == ("−", "-")
    assert "-" not in shown


def test_a_question_in_which_nothing_is_typed_has_no_such_table(signed_in, typed):
    signed_in.get(QUESTION)

    assert "What was typed" not in signed_in.words()


def test_the_quizs_own_figures_come_as_a_file(signed_in, hand_in):
    hand_in(12, some_right)

    found = file_table(signed_in.http.get(f"{QUIZ}.csv?table=figures"))

    assert found[0] == ["Figure", "Value", "Value: from", "Value: to"]
    assert found[3][0] == "Standard deviation"
    assert found[-1] == ["Standard error", "too few answers (under 30)", "", ""]


def test_a_file_says_in_the_readers_language_which_figures_answers_are_too_few_for(signed_in, hand_in):
    hand_in(9, some_right)

    header, first, *_others = file_table(signed_in.http.get(f"{QUIZ.replace('/en/', '/es/')}.csv"))

    assert first[3:6] == ["muy pocas respuestas (menos de 10)", "", ""]
    assert len(first) == len(header)


@pytest.mark.parametrize(("attempts", "shown"), [(9, False), (10, True)])
def test_how_scores_are_spread_is_told_from_as_many_attempts_on_as_a_mean_takes(
    signed_in, hand_in, attempts, shown
):
    hand_in(attempts, some_right)

    signed_in.get(QUIZ)

    assert ("How the scores are spread" in signed_in.words()) is shown


@pytest.mark.parametrize("page", [QUIZ, QUESTION])
def test_a_file_of_a_table_that_there_is_not_is_not_found(signed_in, typed, page):
    assert signed_in.http.get(f"{page}.csv?table=nonsense").status_code == 404


def test_versions_are_told_and_can_be_seen_apart(signed_in, database, session, catalogue, cohort):
    changed = with_quiz(catalogue, pass_score=0.5)
    really_hand_in(session, catalogue, cohort)
    really_hand_in(session, catalogue, cohort)
    really_hand_in(session, catalogue, cohort, changed)
    count_new_attempts(database, catalogue)

    signed_in.get(QUIZ)
    together = signed_in.words()
    signed_in.get(f"{QUIZ}?version={changed.quizzes['steps'].version}")

    assert "Counted are 3 first finished attempts" in together
    assert "its versions can be seen together or apart" in together
    assert "Counted is 1 first finished attempt" in signed_in.words()
    assert "version=" in signed_in.links()["Which has two legs?"]


def test_what_is_not_counted_yet_is_said(signed_in, session, catalogue, cohort, hand_in):
    hand_in(2, some_right)
    really_hand_in(session, catalogue, cohort)

    signed_in.get(QUIZ)

    assert "1 more is being added within a minute." in signed_in.words()


def test_the_questions_page_leads_to_a_quizs_statistics(signed_in, hand_in):
    hand_in(2, some_right)

    signed_in.get("/en/facilitate/autumn/questions")

    assert signed_in.links()["Steps"] == QUIZ


@pytest.mark.parametrize(
    "path",
    [
        QUIZ,
        f"{QUIZ}?version=0",
        f"{QUIZ}?answered_in=es",
        f"{QUESTION}?answered_in=%00",
        f"{QUIZ}/nothing",
        "/en/facilitate/autumn/questions/nothing",
        f"{QUIZ}%00",
        QUESTION,
    ],
)
def test_where_nothing_is_counted_there_is_no_page(signed_in, hand_in, path):
    if "?" in path or path.endswith(("nothing", "%00")):
        hand_in(1, some_right)

    signed_in.get(path, status=404)


def test_another_cohorts_answers_are_not_told(signed_in, foreign, hand_in):
    hand_in(2, some_right)

    signed_in.get("/en/facilitate/canary-cohort/questions/steps", status=404)


def test_a_survey_has_answers_and_no_scores(signed_in, session, catalogue, cohort):
    count_answers(session, catalogue, cohort, 3, some_right, survey=True)

    signed_in.get(QUIZ)

    assert "This is a survey" in signed_in.words()
    assert "Median score" not in signed_in.words()
    assert shown_table(signed_in, "Questions")[:2] == [["Question", "Answers"], ["Which has two legs?", "3"]]
    assert shown_table(signed_in, "Languages")[1] == ["English", "3", "does not apply"]


@pytest.fixture
def vote(monkeypatch, app, session, catalogue, cohort):
    """Count votes in a quiz with a poll, statements with a scale and a question with a key; who votes tea says "fully"."""
    course = with_questions(monkeypatch, app, catalogue, POLL, LIKERT, HOTSPOT)

    def run(drinks, *, language="en"):
        def responses(number):
            said = {"walk": "3" if drinks[number] == "tea" else "1", "swim": "2"}
            return {"like": drinks[number], "self": said, "where": "otago"} if drinks[number] else {}

        count_answers(session, course, cohort, len(drinks), responses, language=language)

    run.course = course
    return run


def test_a_polls_page_tells_who_chose_what_and_nothing_of_right_and_wrong(signed_in, vote):
    vote(["tea"] * 9 + ["coffee"] * 2 + [""])
    vote(["tea"] * 9 + ["coffee"] * 2 + [""], language="fr")

    signed_in.get(f"{QUIZ}/like")

    assert shown_table(signed_in, "What was answered") == [
        ["Answer", "How often", "Share"],
        ["Tea", "18", "75% 55% to 88%"],
        ["Coffee", "4", "17% 7% to 36%"],
        ["Water", "0", "0% 0% to 14%"],
    ]
    assert shown_table(signed_in, "Languages")[:2] == [["Language", "Answers"], ["English", "12"]]
    assert "24 answers, 2 of them blank." in signed_in.words()
    assert "Mantel" not in signed_in.words()
    assert "Figures of the question" not in signed_in.words()
    assert "Show who did not answer fully right" not in signed_in.links()


@pytest.mark.parametrize("question", ["like", "self"])
def test_votes_come_as_a_file(signed_in, vote, question):
    vote(["tea"] * 9 + ["coffee"] * 3)
    signed_in.get(f"{QUIZ}/{question}")

    found = file_table(signed_in.http.get(f"{QUIZ}/{question}.csv"))

    _check_same(shown_table(signed_in, "What was answered"), found)
    assert file_table(signed_in.http.get(f"{QUIZ}/{question}.csv?table=figures"))[1:] == []


def test_a_scale_tells_who_chose_what_statement_by_statement(signed_in, vote):
    vote(["tea"] * 9 + ["coffee"] * 3)

    signed_in.get(f"{QUIZ}/self")

    header, first, *_others = shown_table(signed_in, "What was answered")
    assert header == ["Part", "Answer", "How often", "Share"]
    assert first == ["I can walk a mile.", "Not at all", "3", "25% 9% to 53%"]


@pytest.mark.parametrize("question", ["like", "self"])
def test_what_few_think_is_not_told(signed_in, vote, question):
    vote(["tea"] * 4 + ["", ""])

    signed_in.get(f"{QUIZ}/{question}")

    rows = shown_table(signed_in, "What was answered")[1:]
    assert {cell for row in rows for cell in row[-2:]} == {"too few answers (under 5)"}
    assert "What people think is told where at least 5 answered" in signed_in.words()


def test_a_language_does_not_give_away_what_few_in_the_others_think(signed_in, vote):
    vote(["tea"] * 12)
    vote(["coffee"] * 4, language="fr")

    signed_in.get(f"{QUIZ}/like")
    together = shown_table(signed_in, "What was answered")
    signed_in.get(f"{QUIZ}/like?answered_in=en")
    apart = shown_table(signed_in, "What was answered")

    assert [row[1] for row in together[1:]] == ["12", "4", "0"]
    assert {row[1] for row in apart[1:]} == {"too few answers (under 5)"}


def test_a_version_in_one_language_does_not_give_away_what_few_in_the_others_think(
    signed_in, session, cohort, vote
):
    changed = with_quiz(vote.course, pass_score=0.5)
    for language, before, after in (("en", 10, 10), ("fr", 10, 2)):
        for course, attempts in ((vote.course, before), (changed, after)):
            count_answers(
                session, course, cohort, attempts, lambda _number: {"like": "tea"}, language=language
            )
    page = f"{QUIZ}/like?version={changed.quizzes['steps'].version}"

    told = []
    for part in ("", "&answered_in=en"):
        signed_in.get(page + part)
        told.append(shown_table(signed_in, "What was answered")[1][1])

    assert told == ["12", "too few answers (under 5)"]


@pytest.mark.parametrize("page", [QUIZ, QUESTION])
def test_a_quiz_that_is_being_counted_anew_says_so(signed_in, session, database, catalogue, hand_in, page):
    told = "The attempts are being counted anew: figures that change by it stand here within a minute."
    hand_in(12, some_right)
    signed_in.get(page)
    before = signed_in.words()

    ask_for_recount(session, "steps")
    session.commit()
    signed_in.get(page)

    assert (told in before, told in signed_in.words()) == (False, True)


def test_the_pages_take_few_statements_however_many_answered(app, signed_in, hand_in):
    hand_in(40, some_right)

    with counted(app) as quiz:
        signed_in.get(QUIZ)
    with counted(app) as question:
        signed_in.get(QUESTION)

    assert (len(quiz), len(question)) == (6, 9)
