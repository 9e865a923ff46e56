from datetime import date

import pytest

from course.core.formats.roster_csv import CellProblem, RosterRow, parse_row


def read(column, cell, **rules):
    """Read one cell beside a good address; return the row and the problems."""
    return parse_row({"email": "leila@sfax.example", column: cell}, 1, **rules)


def value_of(column, cell, **rules):
    row, problems = read(column, cell, **rules)
    assert problems == ()
    return getattr(row, column)


def problem_of(column, cell, **rules):
    row, problems = read(column, cell, **rules)
    assert row is None
    (problem,) = problems
    assert problem.column == column
    return problem


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("sn", "SN"),
        ("SEN", "SN"),
        ("Senegal", "SN"),
        ("SÉNÉGAL", "SN"),
        ("España", "ES"),
        ("ESPAGNE", "ES"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Costa de Marfil", "CI"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("uk", "GB"),
        ("EE. UU.", "US"),
        ("United States of America", "US"),
        ("les Comores", "KM"),
        ("The Gambia", "GM"),
        ("Saint Lucia", "LC"),
        ("Bosnia and Herzegovina", "BA"),
        ("Iran, Islamic Republic of", "IR"),
        ("Venezuela (Bolivarian Republic of)", "VE"),
        ("République démocratique du Congo", "CD"),
        ("State of Palestine", "PS"),
        ("Czech Republic", "CZ"),
        ("Kosovo", "XK"),
    ],
)
def test_a_country_is_known_by_code_and_by_name_in_three_languages(typed, code):
    assert value_of("country", typed) == code


@pytest.mark.parametrize(
    ("typed", "suggestion"), [("Equador", "Ecuador"), ("Frnace", "France"), ("Atlantis", ""), ("EU", "")]
)
def test_an_unknown_country_is_a_problem_with_a_guess_where_there_is_one(typed, suggestion):
    problem = problem_of("country", typed)

    assert (problem.code, problem.value, problem.suggestion) == ("country_unknown", typed, suggestion)


def test_a_name_of_two_countries_is_not_guessed():
    problem = problem_of("country", "Congo")

    assert (problem.code, problem.values["codes"]) == ("country_ambiguous", "CD, CG")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("fr", "fr"),
        ("FR-ca", "fr"),
        ("es_mx", "es"),
        ("spa", "es"),
        ("Español", "es"),
        ("espagnol", "es"),
        ("Castellano", "es"),
        ("INGLES", "en"),
        ("anglais", "en"),
    ],
)
def test_a_language_is_known_by_code_and_by_name_in_three_languages(typed, code):
    assert value_of("language", typed) == code


def test_a_language_that_the_site_lacks_is_a_problem_that_lists_its_languages():
    problem = problem_of("language", "Português")

    assert problem.sentence == "“Português” is not in the list. Choose one of: English, Español, Français"


@pytest.mark.parametrize(
    ("typed", "suggestion"), [("espagnole", "Español"), ("Español (España)", "Español"), ("fr/en", "")]
)
def test_a_language_written_nearly_so_is_suggested(typed, suggestion):
    assert problem_of("language", typed).suggestion == suggestion


def test_a_language_that_is_not_offered_is_not_suggested():
    assert problem_of("language", "Françaiss", languages=("en", "es")).suggestion == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [("africa/dakar", "Africa/Dakar"), ("America/Mexico City", "America/Mexico_City"), ("99", "")],
)
def test_a_time_zone_is_known_by_its_iana_name(typed, name):
    assert value_of("time_zone", typed) == name


@pytest.mark.parametrize(
    ("typed", "suggestion"), [("Bogotá", "America/Bogota"), ("Europe/Pariss", "Europe/Paris"), ("GMT+1", "")]
)
def test_another_time_zone_is_a_problem_with_a_guess_where_there_is_one(typed, suggestion):
    problem = problem_of("time_zone", typed)

    assert (problem.code, problem.suggestion) == ("time_zone_unknown", suggestion)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-09-05", date(2026, 9, 5)),
        ("2026/9/5", date(2026, 9, 5)),
        ("2026-09-05 00:00:00", date(2026, 9, 5)),
        ("25/09/2026", date(2026, 9, 25)),
        ("25.9.2026", date(2026, 9, 25)),
        ("09/09/2026", date(2026, 9, 9)),
    ],
)
def test_a_date_has_its_year_first_or_its_day_first(typed, day):
    assert value_of("starts", typed) == day


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("05/09/2026", "date_ambiguous", "2026-09-05"),
        ("09/25/2026", "date_month_first", "2026-09-25"),
        ("31/02/2026", "date_unknown", ""),
        ("2026-02-31", "date_unknown", ""),
        ("25/09/26", "date_unknown", ""),
        ("next week", "date_unknown", ""),
        ("46290", "date_unknown", ""),
        ("0000-01-01", "date_unknown", ""),
    ],
)
def test_a_date_that_is_not_sure_is_a_problem(typed, code, suggestion):
    problem = problem_of("starts", typed)

    assert (problem.code, problem.suggestion) == (code, suggestion)


def test_a_date_that_can_be_two_shows_both():
    assert problem_of("starts", "05/09/2026").values["dates"] == "2026-09-05 / 2026-05-09"


def test_a_year_far_from_the_present_is_a_problem_when_the_present_is_known():
    assert problem_of("starts", "2206-09-05", now_year=2026).code == "date_far"
    assert value_of("starts", "2206-09-05") == date(2206, 9, 5)


def test_an_end_before_the_start_is_a_problem_of_the_end():
    row, problems = parse_row({"email": "a@sfax.example", "starts": "2026-09-14", "ends": "2026-09-13"}, 4)

    assert row is None
    assert problems == (CellProblem(4, 0, "ends", "ends_before_starts", "2026-09-13", "2026-09-14"),)


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("Learner", "learner"),
        ("étudiante", "learner"),
        ("student", "learner"),
        ("editingteacher", "facilitator"),
    ],
)
def test_a_role_is_known_in_three_languages_and_two_systems(typed, role):
    assert value_of("role", typed) == role


@pytest.mark.parametrize("typed", ["admin", "Administrador", "manager", "system administrator"])
def test_no_file_makes_an_administrator(typed):
    assert problem_of("role", typed).code == "role_admin"


def test_an_unknown_role_is_a_problem():
    assert problem_of("role", "boss").code == "role_unknown"


@pytest.mark.parametrize("typed", ["remove", "Retirar", "RETIRER"])
def test_somebody_is_removed_only_where_it_is_written(typed):
    assert value_of("action", typed) == "remove"


@pytest.mark.parametrize("typed", ["", "keep", "mantener", "garder"])
def test_everybody_else_is_kept(typed):
    assert value_of("action", typed) == "keep"


@pytest.mark.parametrize("typed", ["delete", "x", "removed", "tobedeleted"])
def test_a_word_that_might_mean_removal_is_asked_about(typed):
    assert problem_of("action", typed).code == "action_unknown"


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("noor.irbid.example", "email_without_at", ""),
        ("noor (at) irbid.example", "email_without_at", "noor@irbid.example"),
        ("Noor Haddad <noor@irbid.example>", "email_wrong", "noor@irbid.example"),
        ("noor@irbid,example", "email_wrong", "noor@irbid.example"),
        ("mailto:noor@irbid.example", "email_wrong", "noor@irbid.example"),
        ("noor@irbid.example; n@x.example", "email_wrong", ""),
    ],
)
def test_an_address_that_cannot_be_written_to_is_a_problem_with_a_guess(typed, code, suggestion):
    row, (problem,) = parse_row({"email": typed}, 1)

    assert row is None
    assert (problem.code, problem.suggestion) == (code, suggestion)


@pytest.mark.parametrize("values", [{}, {"email": ""}, {"email": " \u200b"}, {"given_name": "Leïla"}])
def test_a_row_without_an_address_is_a_problem(values):
    row, problems = parse_row(values, 3)

    assert row is None
    assert problems == (CellProblem(3, 0, "email", "email_missing"),)


def test_all_problems_of_a_row_are_named_at_once():
    _, problems = parse_row({"email": "x", "country": "?", "role": "boss", "starts": "soon"}, 1)

    assert [problem.column for problem in problems] == ["email", "country", "role", "starts"]


def test_a_text_is_trimmed_and_has_one_blank_between_words():
    assert value_of("given_name", "\ufeff  Marie\u00a0\u00a0 \n Noëlle\t") == "Marie Noëlle"


def test_accents_typed_apart_are_joined():
    assert value_of("given_name", "Le\u0308i\u0308la") == "Lëïla"


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\u202e", "\ud800"])
def test_a_sign_that_nobody_sees_is_a_problem(sign):
    assert problem_of("given_name", f"Le{sign}ila").code == "control_character"


def test_a_character_that_was_lost_is_a_problem():
    assert problem_of("given_name", "Le\ufffdla").code == "damaged_character"


def test_a_text_beyond_the_limit_is_a_problem():
    assert value_of("city", "x" * 200) == "x" * 200
    assert problem_of("city", "x" * 201).values["limit"] == 200


def test_a_problem_keeps_only_the_beginning_of_a_long_cell():
    assert len(problem_of("city", "x" * 5_000).value) == 100


def test_a_cell_that_an_export_made_harmless_reads_as_the_original():
    assert value_of("organisation", "'=SUM(A1)") == "=SUM(A1)"


def test_a_row_says_nothing_about_what_is_empty():
    row, _ = parse_row({"email": "leila@sfax.example", "city": " "}, 1)

    assert row == RosterRow(email="leila@sfax.example")
