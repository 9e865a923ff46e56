"""Rows about one person, and cells mended in the page."""

import pytest

from course.core.formats import roster_sheet
from course.core.formats.roster_csv import (
    NoSuchCell,
    RosterRow,
    apply_corrections,
    read_roster_text,
    write_roster,
)


def a_sheet(*lines, columns="email,given_name,family_name,city,cohort,starts,ends,action"):
    return read_roster_text("\n".join([columns, *lines]))


def outcome(sheet):
    return {
        "ready": [row.number for row in sheet.rows],
        "refused": [row.number for row in sheet.refused],
        "same": [(double.number, double.kept_as) for double in sheet.duplicates],
    }


def test_a_person_who_stands_twice_is_kept_once_as_the_first_row():
    sheet = a_sheet(
        "fatou@x.example,Fatou,Sarr", "grace@x.example,Grace,Achieng", " Fatou@X.example ,FATOU,Sarr"
    )

    assert outcome(sheet) == {"ready": [1, 2], "refused": [], "same": [(3, 1)]}
    assert sheet.rows[0].given_name == "Fatou"


def test_a_later_row_about_a_person_adds_what_the_first_leaves_open():
    sheet = a_sheet("fatou@x.example,Fatou,,Dakar", "fatou@x.example,,Sarr,")

    (row,) = sheet.rows
    assert (row.number, row.given_name, row.family_name, row.city) == (1, "Fatou", "Sarr", "Dakar")


def test_rows_that_say_different_things_about_a_person_are_refused_with_each_cell_named():
    sheet = a_sheet(
        "fatou@x.example,Fatou,Sarr,Dakar", "fatou@x.example,Fatou,Diop,Thiès", "fatou@x.example,,,"
    )

    assert outcome(sheet) == {"ready": [], "refused": [1, 2, 3], "same": []}
    assert [(problem.row, problem.column, problem.code, problem.value) for problem in sheet.problems] == [
        (1, "family_name", "rows_differ", "Diop"),
        (1, "city", "rows_differ", "Thiès"),
        (2, "family_name", "rows_differ", "Sarr"),
        (2, "city", "rows_differ", "Dakar"),
        (3, "", "rows_contradict", "fatou@x.example"),
    ]


def test_emptying_one_of_two_differing_cells_joins_the_rows():
    sheet = a_sheet("fatou@x.example,Fatou,Sarr,Dakar", "fatou@x.example,Fatou,Sarr,Thiès")

    mended = apply_corrections(sheet, {(1, "city"): ""})

    assert outcome(mended) == {"ready": [1], "refused": [], "same": [(2, 1)]}
    assert (mended.rows[0].city, mended.problems) == ("Thiès", ())


def test_a_person_in_two_cohorts_is_two_rows():
    sheet = a_sheet("fatou@x.example,,,,autumn", "fatou@x.example,,,,spring", "fatou@x.example,,,,Autumn")

    assert outcome(sheet) == {"ready": [1, 2], "refused": [], "same": [(3, 1)]}


@pytest.mark.parametrize(
    "lines",
    [
        ("fatou@x.example,,,,,,,keep", "fatou@x.example,,,,,,,remove"),
        ("fatou@x.example,,,,,2026-10-01,,", "fatou@x.example,,,,,,2026-09-01,"),
    ],
)
def test_rows_that_contradict_each_other_are_both_refused(lines):
    sheet = a_sheet(*lines)

    assert outcome(sheet) == {"ready": [], "refused": [1, 2], "same": []}
    assert [(problem.row, problem.code, problem.detail) for problem in sheet.problems] == [
        (1, "rows_contradict", 2),
        (2, "rows_contradict", 1),
    ]


@pytest.mark.parametrize("other", ["José,Núñez", "JOSE,NUNEZ", "Núñez,José"])
def test_the_same_name_with_another_address_is_a_hint_and_both_stay(other):
    sheet = a_sheet("jose@x.example,José,Núñez", f"jnunez@x.example,{other}")

    assert outcome(sheet)["ready"] == [1, 2]
    assert [(hint.row, hint.code, hint.detail) for hint in sheet.hints if hint.code != "row_short"] == [
        (2, "same_name", 1)
    ]


def test_one_shared_given_name_is_no_hint():
    sheet = a_sheet("a@x.example,Maria", "b@x.example,Maria", columns="email,given_name")

    assert sheet.hints == ()


def test_a_row_without_a_name_is_a_hint_where_the_file_has_names():
    named = a_sheet("a@x.example,", columns="email,given_name")
    unnamed = a_sheet("a@x.example,Sfax", columns="email,city")

    assert [(hint.row, hint.column, hint.code) for hint in named.hints] == [(1, "given_name", "no_name")]
    assert unnamed.hints == ()


def test_hints_end_after_a_number_and_say_so(monkeypatch):
    monkeypatch.setattr(roster_sheet, "HINTS_MAX", 2)

    sheet = a_sheet(*(f"a{number}@x.example," for number in range(4)), columns="email,given_name")

    assert [(hint.row, hint.code) for hint in sheet.hints] == [
        (1, "no_name"),
        (2, "no_name"),
        (0, "more_hints"),
    ]


def test_a_mended_cell_makes_its_row_ready_and_leaves_the_others():
    sheet = a_sheet("fatou.x.example,Fatou,Sarr", "grace.x.example,Grace,Achieng")

    mended = apply_corrections(sheet, {(1, "email"): "fatou@x.example"})

    assert mended.rows == (RosterRow(email="fatou@x.example", given_name="Fatou", family_name="Sarr"),)
    assert (mended.rows[0].number, mended.rows[0].line) == (1, 2)
    assert [(problem.row, problem.code) for problem in mended.problems] == [(2, "email_without_at")]


def test_a_cell_mended_wrongly_keeps_its_row_refused_with_the_new_text():
    sheet = a_sheet("fatou.x.example,Fatou,Sarr")

    mended = apply_corrections(sheet, {(1, "email"): "fatou@x"})

    assert [(problem.code, problem.value) for problem in mended.problems] == [("email_wrong", "fatou@x")]
    assert mended.refused[0].values["email"] == "fatou@x"


def test_several_cells_of_several_rows_are_mended_at_once_as_if_the_file_had_been():
    sheet = a_sheet("fatou.x.example,Fatou,Sarr,,,soon", "grace.x.example,Grace,Achieng", "c@x.example,C,D")

    mended = apply_corrections(
        sheet,
        {(2, "email"): "grace@x.example", (1, "email"): "fatou@x.example", (1, "starts"): "2026-09-14"},
    )

    assert (
        mended.rows
        == a_sheet(
            "fatou@x.example,Fatou,Sarr,,,2026-09-14", "grace@x.example,Grace,Achieng", "c@x.example,C,D"
        ).rows
    )
    assert mended.problems == ()


def test_a_row_that_is_ready_can_be_changed_also_in_a_column_that_the_file_lacks():
    sheet = a_sheet("fatou@x.example", columns="email")

    mended = apply_corrections(sheet, {(1, "language"): "Français"})

    assert mended.rows == (RosterRow(email="fatou@x.example", language="fr"),)


def test_a_mended_address_parts_two_rows_that_were_one():
    sheet = a_sheet("fatou@x.example,Fatou,Sarr,Dakar", "fatou@x.example,Awa,Diop,")

    mended = apply_corrections(sheet, {(2, "email"): "awa@x.example"})

    assert outcome(mended) == {"ready": [1, 2], "refused": [], "same": []}
    assert mended.rows[1].city == ""


def test_a_mended_action_ends_a_contradiction_for_both_rows():
    sheet = a_sheet("fatou@x.example,,,,,,,keep", "fatou@x.example,,,,,,,remove")

    mended = apply_corrections(sheet, {(2, "action"): "keep"})

    assert outcome(mended) == {"ready": [1], "refused": [], "same": [(2, 1)]}
    assert mended.problems == ()


def test_a_row_of_unsure_cells_counts_as_seen_once_one_of_them_is_mended():
    sheet = a_sheet('fatou@x.example,"Fatou,Sarr')

    mended = apply_corrections(sheet, {(1, "given_name"): "Fatou", (1, "family_name"): "Sarr"})

    assert mended.rows == (RosterRow(email="fatou@x.example", given_name="Fatou", family_name="Sarr"),)


@pytest.mark.parametrize("cell", [(9, "email"), (1, "password")])
def test_a_correction_of_a_cell_that_is_not_there_is_refused(cell):
    sheet = a_sheet("fatou@x.example,Fatou,Sarr")

    with pytest.raises(NoSuchCell) as caught:
        apply_corrections(sheet, {cell: "x"})

    assert caught.value.values["row"] == cell[0]


def test_the_export_of_a_sheet_reads_as_the_same_rows():
    sheet = a_sheet(
        "fatou@x.example,Fatou,Sarr,Dakar,autumn,2026-09-14,2026-12-18,remove", "b@x.example,'=B,C"
    )

    again = read_roster_text("".join(write_roster(sheet.rows)))

    assert again.rows == sheet.rows
