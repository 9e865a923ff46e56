"""Whole files as people send them, and what is read from each."""

import re
import time
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.core.formats import roster_csv
from course.core.formats.roster_csv import (
    COLUMNS,
    RosterRow,
    parse_row,
    read_roster,
    read_roster_text,
    write_roster,
)
from course.core.formats.roster_problems import DID_YOU_MEAN, SENTENCES

FILES = Path(__file__).parents[2] / "files" / "rosters"
ALL_FILES = sorted(path.name for path in FILES.iterdir() if path.suffix in {".csv", ".txt"})

LEILA = RosterRow(
    email="leila@sfax.example",
    given_name="Leïla",
    family_name="Ben Youssef",
    country="TN",
    city="Sfax",
    language="fr",
    starts=date(2026, 9, 14),
    ends=date(2026, 12, 18),
)
NGUGI = RosterRow(
    email="ngugi@kampala.example",
    given_name="Ngũgĩ",
    family_name="Łukasik",
    country="UG",
    city="Kampala",
    language="en",
    starts=date(2026, 9, 14),
    ends=date(2026, 12, 18),
)


def read_file(name):
    return read_roster((FILES / name).read_bytes(), now_year=2026)


def codes(sheet):
    return [(problem.row, problem.line, problem.column, problem.code) for problem in sheet.problems]


def test_excel_in_spanish_writes_semicolons_and_windows_1252():
    sheet = read_file("excel-spanish-windows-1252.csv")

    assert (sheet.encoding, sheet.separator, sheet.problems) == ("Windows-1252", ";", ())
    assert sheet.rows[0] == RosterRow(
        email="ines@malaga.example",
        given_name="Inés",
        family_name="Muñoz Peña",
        country="ES",
        city="Málaga",
        organisation="Ayuntamiento de Málaga",
        role_title="Técnica de migración",
        language="es",
        time_zone="Europe/Madrid",
        cohort="otoño-2026",
    )
    assert sheet.rows[2].organisation == "Commune de Tanger – «Médina»"


@pytest.mark.parametrize(
    "name", ["excel-unicode-text-utf-16.txt", "utf-16-be.txt", "utf-16-le-without-mark.txt"]
)
def test_excel_unicode_text_is_utf_16_with_tabs(name):
    sheet = read_file(name)

    assert (sheet.encoding, sheet.separator, sheet.problems) == ("UTF-16", "\t", ())
    assert sheet.rows == (LEILA, NGUGI)


def test_a_moodle_export_is_read_and_what_it_has_besides_is_named():
    sheet = read_file("moodle-users.csv")

    assert sheet.problems == ()
    assert sheet.rows == (
        RosterRow(
            email="fatou@saintlouis.example",
            given_name="Fatou",
            family_name="Sarr",
            country="SN",
            city="Saint-Louis",
            organisation="Ville de Saint-Louis",
            language="fr",
            time_zone="Africa/Dakar",
            cohort="autumn-2026",
            group="West Africa",
            role="learner",
            external_id="P-0007",
        ),
        RosterRow(
            email="grace@kampala.example",
            given_name="Grace",
            family_name="Achieng",
            country="UG",
            city="Kampala",
            organisation="Kampala Capital City Authority",
            language="en",
            cohort="autumn-2026",
            group="East Africa",
            role="facilitator",
            external_id="P-0008",
        ),
    )
    assert sheet.ignored_columns == ("username", "password", "department", "course1", "suspended")


def test_a_oneroster_file_is_read_and_a_person_to_be_deleted_is_asked_about():
    sheet = read_file("oneroster-users.csv")

    assert sheet.rows == (
        RosterRow(
            email="tquiroga@medellin.example",
            given_name="Tomás",
            family_name="Quiroga",
            display_name="Tomás Q.",
            external_id="u-1001",
        ),
    )
    assert codes(sheet) == [(2, 3, "action", "action_unknown")]


def test_a_mark_and_windows_line_ends_leave_no_trace():
    sheet = read_file("utf-8-mark-crlf.csv")

    assert sheet.encoding == "UTF-8"
    assert sheet.columns == ("email", "given_name", "family_name", "country")
    assert sheet.rows[0].country == "TN"


def test_lines_that_end_as_on_old_macs_are_lines():
    assert [row.city for row in read_file("mac-line-ends.csv").rows] == ["Sfax", "Kampala"]


def test_the_line_in_which_excel_names_its_separator_is_not_a_row():
    sheet = read_file("excel-separator-line.csv")

    assert [(row.number, row.line, row.city) for row in sheet.rows] == [(1, 3, "Sfax, Tunisie")]


def test_quotes_separators_and_line_ends_in_a_cell_belong_to_it():
    sheet = read_file("quotes-and-line-ends-in-cells.csv")

    assert sheet.rows[0].organisation == 'Commune de Sfax, direction de la "mobilité"'
    assert [(row.number, row.line) for row in sheet.rows] == [(1, 2), (2, 4)]


def test_a_quote_that_is_never_closed_refuses_its_own_row_only():
    sheet = read_file("quote-never-closed.csv")

    assert codes(sheet) == [(1, 2, "", "quotes_unbalanced")]
    assert sheet.refused[0].values == {"email": "leila@sfax.example", "given_name": "Leïla,Sfax", "city": ""}
    assert [row.number for row in sheet.rows] == [2, 3]


def test_a_row_with_too_many_cells_is_refused_and_one_with_too_few_is_remarked():
    sheet = read_file("ragged.csv")

    assert codes(sheet) == [(3, 4, "", "row_long")]
    assert [(hint.row, hint.code) for hint in sheet.hints] == [(1, "row_short")]
    assert [row.number for row in sheet.rows] == [1, 4, 6]
    assert sheet.empty_lines == 2


def test_a_file_that_is_mostly_utf_8_names_the_cell_with_a_lost_character():
    sheet = read_file("mostly-utf-8.csv")

    assert sheet.encoding == "UTF-8"
    assert [row.city for row in sheet.rows] == ["Sfâx", "Bogotá"]
    assert codes(sheet) == [(3, 4, "city", "damaged_character")]


def test_a_messy_file_names_every_problem_with_its_row_and_column():
    sheet = read_file("messy-learners.csv")

    assert codes(sheet) == [
        (1, 2, "starts", "rows_differ"),
        (2, 3, "email", "email_without_at"),
        (3, 4, "country", "country_unknown"),
        (3, 4, "language", "language_unknown"),
        (3, 4, "role", "role_admin"),
        (3, 4, "starts", "date_ambiguous"),
        (3, 4, "action", "action_unknown"),
        (5, 6, "starts", "rows_differ"),
    ]


def test_a_cell_that_begins_like_a_formula_is_kept_as_text_and_remarked():
    sheet = read_file("messy-learners.csv")

    assert next(row for row in sheet.rows if row.number == 4).given_name == '=HYPERLINK("http://x")'
    assert [(hint.row, hint.column) for hint in sheet.hints if hint.code == "formula_cell"] == [
        (4, "email"),
        (4, "given_name"),
    ]


@pytest.mark.parametrize(
    ("name", "line", "code"),
    [
        ("empty.csv", 0, "empty_file"),
        ("headings-only.csv", 0, "no_rows"),
        ("binary.csv", 0, "not_text"),
        ("spreadsheet.csv", 0, "spreadsheet_file"),
        ("no-headings.csv", 1, "heading_missing"),
        ("no-email-column.csv", 1, "email_column_missing"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name, line, code):
    sheet = read_file(name)

    assert codes(sheet) == [(0, line, "", code)]
    assert sheet.total == 0


def test_a_heading_that_stands_twice_is_a_problem_of_the_file():
    sheet = read_roster(b"email,city,City\nleila@sfax.example,Sfax,Tunis\n")

    assert codes(sheet) == [(0, 1, "", "column_twice")]


def test_a_nul_byte_is_named_where_it_stands():
    data = b"email,given_name\nleila@sfax.example,Le\x00ila\ngrace@kampala.example,Grace\n"

    sheet = read_roster(data)

    assert codes(sheet) == [(1, 2, "given_name", "control_character")]
    assert [row.number for row in sheet.rows] == [2]


def test_pasted_text_is_read_as_a_file_is():
    sheet = read_roster_text("\ufeffemail\tcity\r\nleila@sfax.example\tSfax\r\n")

    assert (sheet.separator, sheet.encoding) == ("\t", "")
    assert sheet.rows == (RosterRow(email="leila@sfax.example", city="Sfax"),)


def test_a_file_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(roster_csv, "BYTES_MAX", 1_000_000)

    sheet = read_roster(b"email\n" + b"leila@sfax.example\n" * 60_000)

    assert codes(sheet) == [(0, 0, "", "too_large")]
    assert sheet.problems[0].values["limit"] == 1


def test_as_many_rows_as_allowed_are_read_and_not_one_more(monkeypatch):
    monkeypatch.setattr(roster_csv, "ROWS_MAX", 2)

    assert len(read_roster(b"email\na@x.example\n\nb@x.example\n").rows) == 2
    assert codes(read_roster(b"email\na@x.example\nb@x.example\nc@x.example\n")) == [
        (0, 4, "", "too_many_rows")
    ]


def test_reading_stops_where_nearly_every_cell_is_wrong(monkeypatch):
    monkeypatch.setattr(roster_csv, "PROBLEMS_MAX", 2)

    sheet = read_roster(b"email,country\n" + b"x,Nowhere\n" * 5)

    assert sheet.file_problems[0].code == "too_many_problems"
    assert sheet.total == 0


def test_a_line_beyond_all_measure_is_a_problem_of_its_row():
    data = b"email,note\nleila@sfax.example," + b"x" * 100_000 + b"\ngrace@kampala.example,\n"

    sheet = read_roster(data)

    assert codes(sheet) == [(1, 2, "", "line_too_long")]
    assert [(row.number, row.line) for row in sheet.rows] == [(2, 3)]


@pytest.mark.parametrize("name", ALL_FILES)
def test_every_row_has_exactly_one_outcome(name):
    sheet = read_file(name)

    numbers = [row.number for row in (*sheet.rows, *sheet.refused, *sheet.duplicates)]

    assert len(numbers) == len(set(numbers)) == sheet.total
    assert {row.number for row in sheet.refused} == {problem.row for problem in sheet.problems if problem.row}


_BYTES = st.one_of(
    st.binary(max_size=300),
    st.lists(st.sampled_from([b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"a@x.example", b";", b" "])).map(
        lambda parts: b"email,city\n" + b"".join(parts)
    ),
)


@given(_BYTES)
def test_no_bytes_raise_an_error_and_no_row_is_lost(data):
    sheet = read_roster(data)

    numbers = [row.number for row in (*sheet.rows, *sheet.refused, *sheet.duplicates)]
    assert sheet.file_problems or sorted(numbers + _empty(numbers, sheet)) == list(
        range(1, sheet.total + sheet.empty_lines + 1)
    )


def _empty(numbers, sheet):
    """Return the numbers that no row has; there must be as many as empty lines."""
    free = sorted(set(range(1, sheet.total + sheet.empty_lines + 1)) - set(numbers))
    assert len(free) == sheet.empty_lines
    return free


_TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["=1+1", "'=1", "'Abd", '"', "a,b;c\td", "+216", "@x", "-", "line\nend", "Ñandú"]),
)
_TEXT_COLUMNS = (*COLUMNS[1:4], *COLUMNS[5:8], *COLUMNS[10:12], "external_id")
_CELLS = st.fixed_dictionaries(
    {"email": st.emails()},
    optional={
        **dict.fromkeys(_TEXT_COLUMNS, _TEXTS),
        "country": st.sampled_from(["SN", "France", "Perú"]),
        "language": st.sampled_from(["en", "Español", "français"]),
        "time_zone": st.sampled_from(["Africa/Dakar", "UTC"]),
        "role": st.sampled_from(["learner", "docente"]),
        "starts": st.dates(date(2026, 1, 1), date(2026, 6, 30)).map(str),
        "ends": st.dates(date(2026, 7, 1), date(2026, 12, 31)).map(str),
        "action": st.sampled_from(["keep", "retirar"]),
    },
)
_ROWS = st.lists(_CELLS, min_size=1, max_size=5, unique_by=lambda cells: cells["email"].casefold()).map(
    lambda rows: tuple(row for cells in rows if (row := parse_row(cells, 1)[0]))
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_ROWS.filter(bool))
def test_what_was_written_reads_back_equal(rows):
    file = b"\xef\xbb\xbf" + "".join(write_roster(rows)).encode()

    assert read_roster(file).rows == rows


def test_a_written_file_has_all_columns_and_runs_no_formula():
    lines = list(
        write_roster([RosterRow(email="+a@sfax.example", given_name="=1+1", starts=date(2026, 9, 14))])
    )

    assert lines == [
        ",".join(COLUMNS) + "\r\n",
        "'+a@sfax.example,'=1+1,,,,,,,,,,,,2026-09-14,,,keep\r\n",
    ]


def test_each_sentence_has_a_value_for_each_of_its_places():
    for template, detail in SENTENCES.values():
        places = set(re.findall(r"%\((\w+)\)s", template))
        assert places <= {"row", "column", "value", detail}
        assert not detail or detail in places
    assert DID_YOU_MEAN % {"suggestion": "Español"} == "Did you mean Español?"


def a_large_file(rows):
    lines = [
        "email,given_name,family_name,country,city,organisation,language,time_zone,cohort,starts,external_id"
    ]
    lines += [
        f"person{number}@city{number % 997}.example.org,Fátou{number},Sarr,Sénégal,Saint-Louis {number % 300},"
        f"Ville {number % 300},Français,Africa/Dakar,autumn-2026,2026-09-14,x-{number}"
        for number in range(rows)
    ]
    return "\n".join(lines).encode()


def test_a_large_file_takes_little_memory():
    data = a_large_file(10_000)
    read_roster(a_large_file(10))  # names of countries and zones are loaded once
    tracemalloc.start()

    sheet = read_roster(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(sheet.rows) == 10_000
    assert peak < 10_000 * 1_200  # bytes: a hundred thousand rows take less than 120 MB


def test_four_times_the_rows_cost_about_four_times_as_much():
    def cost(rows):
        data = a_large_file(rows)
        start = time.process_time()
        assert len(read_roster(data).rows) == rows
        return time.process_time() - start

    cost(1_000)  # what is made once is made

    assert cost(20_000) / cost(5_000) < 12  # where each row looked at each other one, it would be 16
