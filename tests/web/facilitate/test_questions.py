"""The questions a cohort misses most, and who missed one."""

import pytest

from course.store.statistics.operations import ask_for_recount
from course.web.paging import encode_cursor
from tests.attempts import RIGHT, WRONG, begin, submit
from tests.builders import add_person, enrol
from tests.conftest import NOON
from tests.counted import count_up
from tests.kinds import CLOZE, NUMERIC, with_questions
from tests.pages import NS, words
from tests.statements import counted
from tests.web.facilitate.tables import agree, file_table, seen_words, shown_table

PAGE = "/en/facilitate/autumn/questions"
FILE = "/en/facilitate/autumn/questions.csv"
TABLE = "Questions worth a look"
HEADER = ["Question", "Quiz", "First answers", "Right first time", "Partly right", "Not fully right",
          "Most chosen wrong answer", "How often", "Explained in"]  # fmt: skip


def hand_in(session, catalogue, cohort, responses, name="Amina"):
    learner = add_person(session, name)
    enrol(session, catalogue, cohort, learner)
    attempt_id = begin(session, catalogue, learner)
    submit(session, catalogue, learner, attempt_id, responses)
    session.commit()
    return learner


@pytest.fixture
def answered(session, database, catalogue, cohort):
    """Twelve first attempts: "pick-one" is missed by nine, six of them with the bee; "is-true" by one."""
    for number in range(12):
        responses = {**RIGHT}
        if number < 6:
            responses["pick-one"] = "bee"
        elif number < 9:
            responses["pick-one"] = "dog"
        if number == 11:
            responses["is-true"] = "false"
        if number < 3:
            responses["pick-some"] = ("owl",)
        hand_in(session, catalogue, cohort, responses, f"Learner {number:02}")
    count_up(session, database, catalogue)


def test_the_questions_missed_most_come_first_in_plain_words(signed_in, answered):
    signed_in.get(PAGE)

    table = shown_table(signed_in, TABLE)
    assert table[0] == HEADER
    assert table[1] == ["Which has two legs?", "Steps", "12", "25%", "0%", "9", "A bee", "6", "First part"]
    assert table[2][:6] == ["Which can fly?", "Steps", "12", "75%", "25%", "3"]
    assert table[3][:8] == ["Running is faster than walking.", "Steps", "12", "92%", "0%", "1", "False", "1"]
    assert table[4][6:8] == ["–", "–"]


def test_many_questions_come_page_by_page_and_the_file_has_all(signed_in, answered, monkeypatch):
    monkeypatch.setattr("course.web.facilitate.questions.SHOWN", 4)

    signed_in.get(PAGE)
    first = shown_table(signed_in, TABLE)[1:]
    said, next_page = signed_in.words(), signed_in.links()["Next page"]
    signed_in.get(next_page)
    second = shown_table(signed_in, TABLE)[1:]

    assert "Questions 1 to 4 of 6" in said
    assert (len(first), len(second)) == (4, 2)
    assert len({row[0] for row in first + second}) == 6
    assert signed_in.links()["Previous page"] == PAGE
    assert "Next page" not in signed_in.links()
    assert len(file_table(signed_in.http.get(FILE))) == 7


@pytest.mark.parametrize("start", ["x", "-1", "99999999999", "9"])
def test_a_page_that_is_not_there_fails_nobody(signed_in, answered, start):
    signed_in.get(f"{PAGE}?start={start}")

    assert len(shown_table(signed_in, TABLE)) > 1


def test_answers_are_told_in_the_readers_language(signed_in, answered):
    signed_in.get(PAGE.replace("/en/", "/fr/"))

    tables = [div.get("aria-label") for div in signed_in.page.iter(f"{NS}div") if div.get("role") == "region"]
    assert shown_table(signed_in, tables[0])[1][6] == "Une abeille"


def test_a_question_leads_to_its_passage_and_its_quiz(signed_in, answered):
    signed_in.get(PAGE)

    leads = {(seen_words(link), link.get("href")) for link in signed_in.page.iter(f"{NS}a")}
    assert ("Steps", "/en/quiz/steps") in leads
    assert ("First part", "/en/course/first-steps/walk#first-part") in leads


def test_a_share_of_few_answers_is_not_shown_and_comes_last(signed_in, session, catalogue, cohort, answered):
    signed_in.get(PAGE)
    enough = shown_table(signed_in, TABLE)[1][3]

    few = session.scalars(select_tally("pick-one")).one()
    few.right, few.wrong = 1, 8
    session.commit()
    signed_in.get(PAGE)

    assert enough == "25%"
    assert shown_table(signed_in, TABLE)[-1][:6] == [
        "Which has two legs?",
        "Steps",
        "9",
        "too few answers",
        "too few answers",
        "8",
    ]


def select_tally(question_id):
    from sqlalchemy import select

    from course.store.attempts.models import QuestionTally

    return select(QuestionTally).where(QuestionTally.question_id == question_id)


def test_the_file_is_what_the_page_shows(signed_in, answered):
    signed_in.get(PAGE)

    file = file_table(signed_in.http.get(signed_in.links()["Download as CSV"]))
    shown = shown_table(signed_in, TABLE)
    assert file[0] == shown[0]
    assert file[1][2:6] == ["12", "0.25", "0.0", "9"]
    for row, line in zip(shown, file, strict=True):
        assert all(agree(cell, [value]) for cell, value in zip(row, line, strict=True)), (row, line)


def test_the_file_says_which_shares_answers_are_too_few_for(signed_in, session, database, catalogue, cohort):
    hand_in(session, catalogue, cohort, WRONG)
    count_up(session, database, catalogue)

    file = file_table(signed_in.http.get(FILE))

    assert file[1][2:6] == ["1", "too few answers", "too few answers", "1"]


def test_each_number_of_misses_is_the_number_of_names_behind_it(signed_in, answered):
    signed_in.get(PAGE)
    rows = [
        row
        for row in signed_in.page.iter(f"{NS}tr")
        if row[0].tag == f"{NS}th" and row[0].get("scope") == "row" and len(row) == len(HEADER)
    ]
    behind = {seen_words(row[0]): (seen_words(row[5]), row[5].find(f"{NS}a")) for row in rows}

    for question, (number, link) in behind.items():
        if link is None:
            assert number == "0"
            continue
        signed_in.get(link.get("href"))
        shown = shown_table(signed_in, question)
        assert len(shown) - 1 == int(number) > 0
        assert file_table(signed_in.http.get(signed_in.links()["Download as CSV"])) == shown


def test_who_missed_a_question_leads_to_record_and_attempt(signed_in, answered):
    signed_in.get(f"{PAGE}?question=steps/is-true")

    assert shown_table(signed_in, "Running is faster than walking.") == [
        ["Learner", "How it was marked"],
        ["Learner 11", "Wrong"],
    ]
    signed_in.get(next(url for name, url in signed_in.links().items() if name.startswith("Wrong")))
    assert "as Learner 11 sees it" in signed_in.words()


def test_what_is_not_counted_yet_is_told(signed_in, session, database, catalogue, cohort, foreign):
    hand_in(session, catalogue, cohort, WRONG)
    hand_in(session, catalogue, foreign, WRONG, "Elsewhere")

    signed_in.get(PAGE)

    assert "Nobody has handed in a quiz yet" not in signed_in.words()
    assert "1 first attempt is still to be counted: it stands here within a minute." in signed_in.words()

    count_up(session, database, catalogue)
    hand_in(session, catalogue, cohort, RIGHT, "Later")
    hand_in(session, catalogue, cohort, RIGHT, "Last")
    signed_in.get(PAGE)

    assert "2 first attempts are still to be counted: they stand here within a minute." in signed_in.words()
    assert len(shown_table(signed_in, TABLE)) == 7


def test_a_quiz_that_is_being_counted_anew_is_named(signed_in, session, database, catalogue, answered):
    told = "Being counted anew: Steps. Figures that change by it stand here within a minute."
    signed_in.get(PAGE)
    before = signed_in.words()

    ask_for_recount(session, "steps")
    session.commit()
    signed_in.get(PAGE)
    meanwhile = signed_in.words()
    count_up(session, database, catalogue)
    signed_in.get(PAGE)

    assert [told in words for words in (before, meanwhile, signed_in.words())] == [False, True, False]


def test_only_first_attempts_count(signed_in, session, database, catalogue, cohort):
    learner = hand_in(session, catalogue, cohort, WRONG)
    submit(session, catalogue, learner, begin(session, catalogue, learner), RIGHT)
    count_up(session, database, catalogue)

    signed_in.get(f"{PAGE}?question=steps/pick-one")

    assert shown_table(signed_in, "Which has two legs?")[1:] == [["Amina", "Wrong"]]


def test_names_go_on_page_by_page(signed_in, answered, monkeypatch):
    monkeypatch.setattr("course.web.facilitate.questions.PAGE_SIZE", 4)
    shown = []

    signed_in.get(f"{PAGE}?question=steps/pick-one")
    while True:
        shown.append([row[0] for row in shown_table(signed_in, "Which has two legs?")[1:]])
        if "Next page" not in signed_in.links():
            break
        signed_in.get(signed_in.links()["Next page"])

    assert [len(page) for page in shown] == [4, 4, 1]
    assert [name for page in shown for name in page] == [f"Learner {number:02}" for number in range(9)]


def test_nothing_of_other_cohorts_counts_or_shows(
    signed_in, session, database, catalogue, cohort, foreign, answered
):
    hand_in(session, catalogue, foreign, {**RIGHT, "in-words": "canary answer"}, "Canary learner two")
    count_up(session, database, catalogue)
    signed_in.get(PAGE)
    page = signed_in.text
    signed_in.get(f"{PAGE}?question=steps/pick-one")

    assert "canary" not in (page + signed_in.text + signed_in.http.get(FILE).get_data(as_text=True)).lower()


def test_an_unknown_question_shows_the_page(signed_in, answered):
    for asked in ("", "steps", "steps/", "/pick-one", "steps/none", "none/pick-one", "\x00", "'", "a/b/c"):
        signed_in.get(PAGE, query_string={"question": asked})

        assert len(shown_table(signed_in, TABLE)) == 7


def test_a_forged_cursor_shows_the_first_page(signed_in, answered):
    forged = [
        encode_cursor("\x00", "0" * 32),
        encode_cursor("\ud800", "0" * 32),
        encode_cursor("a", "x"),
        "x",
        "W10",
    ]
    for after in forged:
        signed_in.get(PAGE, query_string={"question": "steps/pick-one", "after": after})

        assert len(shown_table(signed_in, "Which has two legs?")) == 10


def test_what_learners_typed_is_text_and_no_formula(signed_in, session, database, catalogue, cohort):
    for number in range(10):
        hand_in(session, catalogue, cohort, {**RIGHT, "in-words": "=<b>cmd</b>"}, f"Learner {number}")
    count_up(session, database, catalogue)

    signed_in.get(PAGE)
    raw = signed_in.http.get(FILE).get_data(as_text=True)

    assert shown_table(signed_in, TABLE)[1][6] == "=<b>cmd</b>"
    assert "'=<b>cmd</b>" in raw


@pytest.mark.parametrize(
    ("language", "number", "gap"), [("en", "52.5 km", "2: 7.5"), ("fr", "52,5 km", "2: 7,5")]
)
def test_a_wrong_number_reads_as_numbers_do_and_is_plain_in_the_file(
    monkeypatch, app, signed_in, session, database, catalogue, cohort, language, number, gap
):
    course = with_questions(monkeypatch, app, catalogue, NUMERIC, CLOZE)
    responses = {"far": "52,50 Km", "fill": {"beast": "mare", "legs": "7.50", "way": "land"}}
    for one in range(10):
        hand_in(session, course, cohort, responses, f"Learner {one}")
    count_up(session, database, course)

    signed_in.get(PAGE.replace("/en/", f"/{language}/"))
    file = file_table(signed_in.http.get(FILE.replace("/en/", f"/{language}/")))

    tables = [div.get("aria-label") for div in signed_in.page.iter(f"{NS}div") if div.get("role") == "region"]
    assert [row[6] for row in shown_table(signed_in, tables[0])[1:]] == [number, gap]
    assert [row[6] for row in file[1:]] == ["52.5 km", "2: 7.5"]


def test_before_the_first_submission_the_page_says_so(signed_in, cohort):
    signed_in.get(PAGE)

    assert "Nobody has handed in a quiz yet" in signed_in.words()


def test_the_page_takes_eight_statements_and_one_question_five(app, signed_in, answered):
    with counted(app) as page:
        signed_in.get(PAGE)
    with counted(app) as names:
        signed_in.get(f"{PAGE}?question=steps/pick-one")

    assert (len(page), len(names)) == (8, 5)


def test_pages_are_never_kept(signed_in, answered):
    for path in (PAGE, FILE, f"{PAGE}?question=steps/pick-one"):
        assert signed_in.http.get(path).headers["Cache-Control"] == "no-store"


def test_a_learner_who_left_is_counted_and_not_named(signed_in, session, database, catalogue, cohort):
    from course.flows.enrol_learner import end_enrolment

    hand_in(session, catalogue, cohort, WRONG, "Stays")
    leaver = hand_in(session, catalogue, cohort, WRONG, "Leaver")
    end_enrolment(session, cohort_id=cohort.id, learner_id=leaver.id, source="admin", actor_id=None, now=NOON)
    count_up(session, database, catalogue)

    signed_in.get(f"{PAGE}?question=steps/pick-one")

    assert "2 first answers were not fully right." in signed_in.words()
    assert "Who has left the cohort since is counted and not named." in words(signed_in.page)
    assert [row[0] for row in shown_table(signed_in, "Which has two legs?")[1:]] == ["Stays"]
