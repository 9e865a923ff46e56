import pytest

from course.core.formats.roster_columns import COLUMNS, HEADINGS, recognise


def test_the_headings_of_an_export_are_recognised_in_their_order():
    found = recognise(COLUMNS)

    assert (found.columns, found.places, found.ignored) == (COLUMNS, tuple(range(17)), ())


def test_no_heading_means_two_columns():
    every = [name for names in HEADINGS.values() for name in names]

    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["E-MAIL", "First name", "SURNAME"], ("email", "given_name", "family_name")),
        (["Correo electrónico*", "Nombre", "Apellidos"], ("email", "given_name", "family_name")),
        (["Adresse e-mail", "Prénom", "Nom"], ("email", "given_name", "family_name")),
        (["email", "Nombre"], ("email", "display_name")),
        (["email", "Nom"], ("email", "display_name")),
        (["email", "Name"], ("email", "display_name")),
        (["email", "País (código)", "Ciudad", "Cargo"], ("email", "country", "city", "role_title")),
        (["courriel", "fuseau horaire", "rôle"], ("email", "time_zone", "role")),
        (["email", "fecha de inicio", "fecha de fin", "acción"], ("email", "starts", "ends", "action")),
        (
            ["email", "givenName", "familyName", "sourcedId"],
            ("email", "given_name", "family_name", "external_id"),
        ),
    ],
)
def test_headings_are_recognised_in_three_languages_and_two_systems(headings, columns):
    assert recognise(headings).columns == columns


def test_of_two_headings_for_one_column_the_surer_is_read_and_the_other_named():
    found = recognise(["email", "username", "idnumber"])

    assert (found.columns, found.places, found.ignored) == (("email", "external_id"), (0, 2), ("username",))


def test_a_column_that_is_not_read_is_named_as_written_or_by_its_place():
    assert recognise(["email", " Diet ", ""]).ignored == ("Diet", "#3")


def test_the_same_heading_twice_is_named():
    assert recognise(["email", "City", "city"]).twice == ("city",)


def test_status_is_an_action_in_a_oneroster_file_only():
    assert "action" in recognise(["email", "sourcedId", "status"]).columns
    assert recognise(["email", "status"]).ignored == ("status",)
