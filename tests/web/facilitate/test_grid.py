"""A cohort at a glance: figures that lead to their rows, the grid, and the file that says the same."""

from datetime import timedelta
from random import Random
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from course.core.formats.csv_safety import looks_like_formula
from course.reports.cohort_page_sql import SHOWS, SORTS
from course.store.accounts.models import Account
from course.web.facilitate.grid import GridRow
from tests.builders import add_person, enrol
from tests.conftest import NOON
from tests.pages import NS, words
from tests.reports.cohorts import Line, add_lines
from tests.statements import counted, state_of
from tests.web.facilitate.tables import file_table, grid_as_shown, link_named, links_in, shown_table

GRID = "Table: progress by module"
PAGE = "/en/facilitate/autumn"
FILE = "/en/facilitate/autumn/learners.csv"


def names(client) -> list[str]:
    return [] if "No learners here" in client.words() else [row[0] for row in shown_table(client, GRID)[1:]]


def many_lines(number: int) -> list[Line]:
    """Learners with equal names, moments and shares among them, so that pages must keep to one order."""
    random = Random(7)
    return [
        Line(
            name=random.choice(["Ana", "Bo", "Čedo", "d'Arc", f"Eva {place}"]),
            enrolled_at=NOON - timedelta(days=30),
            last_active_at=random.choice([None, NOON, NOON - timedelta(days=random.randrange(30))]),
            share=random.choice([0.0, 0.3, 1.0, random.random()]),
            lessons_done=random.randrange(4),
            failed_quiz="steps",
            failed_attempts=random.choice([0, 4]),
            group=random.choice(["", "North", "South"]),
        )
        for place in range(number)
    ]


def test_the_page_shows_figures_rules_and_who_may_need_a_hand(signed_in, cohort):
    signed_in.get(PAGE)

    figures = [words(item) for item in signed_in.page.iter(f"{NS}li") if item.get("class") == "card"]
    assert figures == [
        "5 enrolled",
        "2 Active in the last 7 days",
        "1 Began, and not here for 7 days",
        "40% of the course done: half of the learners have done more, half less",
        "3 May need a hand",
        "1 Finished the course",
    ]
    hand = shown_table(signed_in, "Table: who may need a hand")
    assert [row[:2] for row in hand[1:]] == [
        ["Yaw Mensah", "Act Not here yet, 30 days after the start"],
        ["Pape Ndiaye", "Act No visit for 16 days"],
        ["Elif Kaya", "Look Steps: 3 attempts, not passed"],
    ]
    assert "No visit for 14 days." in signed_in.words()
    assert "3 attempts at one quiz or game, and not passed." in signed_in.words()


def test_who_may_need_a_hand_stands_in_one_order_in_both_lists(signed_in, cohort):
    signed_in.get(PAGE)
    short = [row[0] for row in shown_table(signed_in, "Table: who may need a hand")[1:]]

    signed_in.get(f"{PAGE}?show=hand")

    assert [row[0] for row in shown_table(signed_in, "Table: progress by module")[1:]] == short


def test_the_grid_prints_each_learners_numbers(signed_in, cohort):
    signed_in.get(PAGE)

    header, *rows = shown_table(signed_in, GRID)
    assert header == ["Learner", "Last seen", "Course", "Module 1", "Module 2", "Steps", "May need a hand", "Why",
                      "Group", "E-mail"]  # fmt: skip
    assert rows[0][:9] == ["Amina Diallo", "Nov 22, 2026", "50", "0", "0", "–", "", "", "North"]
    assert rows[3][:9] == [
        "Pape Ndiaye",
        "Nov 6, 2026",
        "40",
        "0",
        "0",
        "–",
        "Act",
        "No visit for 16 days",
        "",
    ]
    assert rows[4][1] == "Never"


@pytest.mark.parametrize("show", SHOWS)
def test_each_figure_is_the_number_of_its_rows(signed_in, session, cohort, show):
    add_lines(session, cohort, many_lines(70))
    session.commit()

    signed_in.get(PAGE, query_string={"show": show})
    number = int(words(signed_in.page.find(f".//{NS}p[@id='grid-results-count']")).split()[0])
    rows = file_table(signed_in.http.get(FILE, query_string={"show": show}))[1:]

    assert number == len(rows) > 0


def test_each_figure_leads_to_its_rows(signed_in, cohort):
    signed_in.get(PAGE)
    addresses = {
        name: link_named(signed_in, name)
        for name in ("5 enrolled", "2 Active", "3 May need", "1 Finished", "1 Began")
    }

    found = {}
    for name, address in addresses.items():
        signed_in.get(address.partition("#")[0])
        found[name] = names(signed_in)

    assert found == {
        "5 enrolled": ["Amina Diallo", "Elif Kaya", "Jonas Möller", "Pape Ndiaye", "Yaw Mensah"],
        "2 Active": ["Amina Diallo", "Elif Kaya"],
        "3 May need": ["Yaw Mensah", "Pape Ndiaye", "Elif Kaya"],
        "1 Finished": ["Jonas Möller"],
        "1 Began": ["Pape Ndiaye"],
    }


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize(
    "narrowed", [{}, {"show": "hand"}, {"group": "North"}, {"name": "eva", "show": "active"}]
)
def test_the_file_is_what_the_pages_show_cell_by_cell(signed_in, session, cohort, sort, order, narrowed):
    add_lines(session, cohort, many_lines(130))
    session.commit()
    query = {"sort": sort, "order": order, **narrowed}

    signed_in.get(PAGE, query_string=query)
    file = file_table(signed_in.http.get(signed_in.links()["Download as CSV"]))
    shown = shown_table(signed_in, GRID)
    while "Next page" in signed_in.links():
        signed_in.get(signed_in.links()["Next page"].partition("#")[0])
        shown += shown_table(signed_in, GRID)[1:]

    assert shown == grid_as_shown(file)
    assert len(shown) > 1


def test_sorting_is_by_link_and_says_so(signed_in, cohort):
    signed_in.get(PAGE)
    by_share = signed_in.links()["Course"]  # the first is the menu's, the last the column's

    signed_in.get(by_share)
    first = names(signed_in)
    heads = {
        words(head): head.get("aria-sort") for head in signed_in.page.iter(f"{NS}th") if head.get("aria-sort")
    }
    signed_in.get(signed_in.links()["Course"])

    assert first == ["Jonas Möller", "Amina Diallo", "Pape Ndiaye", "Elif Kaya", "Yaw Mensah"]
    assert heads == {"Course": "descending"}
    assert names(signed_in) == first[::-1]


def test_the_latest_visits_come_first_and_those_never_here_last(signed_in, cohort):
    signed_in.get(PAGE, query_string={"sort": "seen"})

    assert names(signed_in) == ["Amina Diallo", "Elif Kaya", "Jonas Möller", "Pape Ndiaye", "Yaw Mensah"]


@pytest.mark.parametrize(("typed", "found"), [("jönas", ["Jonas Möller"]), ("%", []), ("_", []), ("\\", [])])
def test_a_name_is_found_by_its_beginning(signed_in, cohort, typed, found):
    signed_in.get(PAGE, query_string={"name": typed})

    assert names(signed_in) == found


HOSTILE = ["", "'", '"><script>', "\x00", "%00", "name;DROP TABLE account", "share desc", "-1", "9" * 400, "é" * 500,
           "{{7*7}}", "../..", "\u202e", "all,hand", "[]"]  # fmt: skip


@pytest.mark.parametrize("word", ["show", "sort", "order", "group", "after", "limit"])
def test_what_is_in_no_list_reads_as_the_default(signed_in, session, cohort, word):
    signed_in.get(PAGE)
    default = shown_table(signed_in, GRID)

    for value in HOSTILE:
        signed_in.get(PAGE, query_string={word: value})
        assert shown_table(signed_in, GRID) == default
        assert grid_as_shown(file_table(signed_in.http.get(FILE, query_string={word: value}))) == default


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    "key", ["", "x", "\x00", "\ud800", "nan", "2026-01-01", "0001-01-01T00:00:00+14:00", "0.5"]
)
def test_a_forged_cursor_breaks_nothing(signed_in, session, cohort, sort, key):
    from course.web.paging import encode_cursor

    for learner in ("0" * 32, "no id", ""):
        query = {"sort": sort, "after": encode_cursor(key, learner)}
        signed_in.get(PAGE, query_string=query)


def test_hostile_names_are_searched_as_text(signed_in, cohort):
    for value in HOSTILE:
        signed_in.get(PAGE, query_string={"name": value})


def test_cells_that_a_spreadsheet_would_run_are_made_text(signed_in, session, cohort):
    for name in ("=1+1", "+cmd", "-2", "@sum", "\t=1"):
        add_lines(session, cohort, [Line(name=name, group="=HYPERLINK(0)")])
    session.commit()

    response = signed_in.http.get(FILE)

    import csv
    from io import StringIO

    raw = list(csv.reader(StringIO(response.get_data(as_text=True))))
    assert not [cell for row in raw for cell in row if looks_like_formula(cell)]
    assert {"'=1+1", "'+cmd", "'-2", "'@sum"} <= {row[0] for row in raw}


def test_a_name_is_text_on_the_page(signed_in, session, cohort):
    add_lines(session, cohort, [Line(name="<script>alert(1)</script>")])
    session.commit()

    signed_in.get(PAGE)

    assert "<script>alert(1)</script>" in names(signed_in)


def test_a_mail_link_holds_nothing_but_the_address(signed_in, session, cohort):
    (learner_id,) = add_lines(session, cohort, [Line(name="Zoé")])
    session.get_one(Account, learner_id).email = "zoe?bcc=all@example.org"
    session.commit()

    signed_in.get(PAGE)

    assert "mailto:zoe%3Fbcc%3Dall@example.org" in links_in(signed_in, GRID)


def test_nothing_of_other_cohorts_shows(signed_in, session, cohort, foreign):
    for path in (PAGE, f"{PAGE}?show=hand", f"{PAGE}?name=canary", f"{PAGE}?group=Canary+group", FILE):
        body = signed_in.http.get(path).get_data(as_text=True)

        assert "Canary learner" not in body
        assert "Canary group</option>" not in body


def test_who_left_is_gone_from_page_and_file(signed_in, session, catalogue, cohort):
    from course.flows.enrol_learner import end_enrolment

    leaver = add_person(session, "Leaver Canary")
    enrol(session, catalogue, cohort, leaver)
    end_enrolment(session, cohort_id=cohort.id, learner_id=leaver.id, source="admin", actor_id=None, now=NOON)
    session.commit()

    signed_in.get(PAGE)

    assert "Leaver Canary" not in signed_in.text
    assert "Leaver Canary" not in signed_in.http.get(FILE).get_data(as_text=True)
    assert signed_in.http.get(f"{PAGE}/learners/{leaver.id}").status_code == 404


def test_the_page_takes_nine_statements_for_three_learners_and_for_sixty(app, signed_in, session, cohort):
    with counted(app) as few:
        signed_in.get(PAGE)
    add_lines(session, cohort, many_lines(60))
    session.commit()

    with counted(app) as many:
        signed_in.get(PAGE)

    assert len(few) == len(many) == 9


def test_looking_changes_nothing(signed_in, session, cohort):
    before = state_of(session)

    signed_in.get(PAGE)
    signed_in.http.get(FILE)

    assert state_of(session) == before


def test_an_empty_cohort_says_so(signed_in, session, ines):
    from tests.builders import add_cohort, add_facilitator

    add_facilitator(session, add_cohort(session, "Empty", slug="empty"), ines)
    session.commit()

    signed_in.get("/en/facilitate/empty")

    assert "No learners here" in signed_in.words()
    assert "Nobody, by the rules below." in signed_in.words()


@pytest.mark.parametrize("language", ["es", "fr"])
def test_the_page_and_its_file_speak_the_readers_language(signed_in, cohort, language):
    signed_in.get(f"/{language}/facilitate/autumn")

    file = file_table(signed_in.http.get(f"/{language}/facilitate/autumn/learners.csv"))

    regions = [
        div.get("aria-label") for div in signed_in.page.iter(f"{NS}div") if div.get("role") == "region"
    ]
    never = {"es": "Nunca", "fr": "Jamais"}[language]
    assert shown_table(signed_in, regions[-1]) == grid_as_shown(file, language=language, never=never)
    assert file[0][5] == {"es": "Pasos (%)", "fr": "Pas (%)"}[language]


@pytest.mark.parametrize("typed", ["ndiaye", "NDI", "pape", "Pape Nd"])
def test_a_learner_is_found_by_the_beginning_of_any_part_of_the_name(signed_in, cohort, typed):
    signed_in.get(PAGE, query_string={"name": typed})

    assert names(signed_in) == ["Pape Ndiaye"]


def test_the_middle_of_a_name_finds_nobody(signed_in, cohort):
    signed_in.get(PAGE, query_string={"name": "diaye"})

    assert names(signed_in) == []


def test_a_suspended_learner_is_marked_as_such(signed_in, session, cohort):
    pape = session.scalars(select(Account).where(Account.display_name == "Pape Ndiaye")).one()
    pape.suspended_at = NOON
    session.commit()

    signed_in.get(PAGE)

    rows = [row for row in shown_table(signed_in, GRID)[1:] if row[0] == "Pape Ndiaye"]
    hand = [
        row for row in shown_table(signed_in, "Table: who may need a hand")[1:] if row[0] == "Pape Ndiaye"
    ]
    assert "Suspended: cannot sign in; No visit for 16 days" in rows[0]
    assert hand[0][1] == "Act Suspended: cannot sign in; No visit for 16 days"


def test_of_who_may_need_a_hand_the_most_urgent_come_first_with_the_reason_beside_the_name(signed_in, cohort):
    signed_in.get("/en/facilitate/autumn?show=hand")

    header, *rows = shown_table(signed_in, "Table: progress by module")
    file = file_table(signed_in.http.get(signed_in.links()["Download as CSV"]))
    assert header[:3] == ["Learner", "May need a hand", "Why"]
    assert [row[:2] for row in rows] == [
        ["Yaw Mensah", "Act"],
        ["Pape Ndiaye", "Act"],
        ["Elif Kaya", "Look"],
    ]
    assert [row[0] for row in file] == ["Learner", "Yaw Mensah", "Pape Ndiaye", "Elif Kaya"]
    assert file[0][:3] == header[:3]


def test_a_file_of_the_grid_can_be_reckoned_with(signed_in, cohort):
    header, *rows = file_table(signed_in.http.get(FILE))

    amina, *_others, yaw = rows
    assert header[:3] == ["Learner", "Last seen", "Course (%)"]
    assert amina[:3] == ["Amina Diallo", f"{NOON:%Y-%m-%d}", "50"]
    assert yaw[:3] == ["Yaw Mensah", "", "0"]
    assert yaw[5] == ""  # no quiz was handed in


def test_what_has_no_result_yet_is_an_empty_cell_and_named_in_a_column_of_its_own():
    row = GridRow(
        learner=SimpleNamespace(name="Awa", email="awa@example.org"),
        seen="Today",
        heat=(("50", 2), ("–", 0), ("waits for a mark", 0), ("not told yet", 0)),
        severity=None,
        severity_word="",
        why="",
        group=None,
        hand_first=False,
        seen_on="2026-01-02",
    )

    cells = row.file_cells(["Course", "Steps", "My plan", "Myths"])

    named = "My plan: waits for a mark; Myths: not told yet"
    assert cells == ["Awa", "2026-01-02", 50, "", "", "", "", "", named, "awa@example.org"]
