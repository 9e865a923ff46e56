"""What one row of a roster would do."""

from datetime import date

import pytest

from course.core.rules.roster import PROFILE_COLUMNS, EnrolmentNow, PersonNow, RowPlan, plan_row, seats_of

BLANK = dict.fromkeys((*PROFILE_COLUMNS, "external_id"), "")
HERE = EnrolmentNow(enrolled=True, group="A", starts=date(2026, 12, 1))


def person(role="learner", *, confirmed=False, **values) -> PersonNow:
    return PersonNow({**BLANK, "display_name": "Awa Sow", "language": "en", **values}, role, confirmed)


def row(**cells) -> dict[str, str]:
    return {"email": "awa@example.org", **cells}


def test_an_unknown_person_is_new_with_what_the_file_says():
    plan = plan_row(row(given_name="Awa", family_name="Sow", starts="2026-12-01"), None, EnrolmentNow())

    assert plan == RowPlan(
        "new",
        {"given_name": "Awa", "family_name": "Sow", "display_name": "Awa Sow"},
        {"starts": date(2026, 12, 1)},
    )


def test_somebody_without_a_name_is_called_by_their_address():
    assert plan_row(row(), None, EnrolmentNow()).person == {"display_name": "awa"}


@pytest.mark.parametrize(
    ("cells", "now", "outcome"),
    [
        ({}, EnrolmentNow(), "enrol"),
        ({}, HERE, "same"),
        ({"group": "A", "starts": "2026-12-01"}, HERE, "same"),
        ({"group": "B"}, HERE, "change"),
        ({"action": "remove"}, HERE, "remove"),
        ({"action": "remove"}, EnrolmentNow(), "same"),
        ({"role": "facilitator"}, EnrolmentNow(facilitates=True), "change"),
        ({"role": "facilitator"}, HERE, "enrol"),
        ({"role": "facilitator", "action": "remove"}, EnrolmentNow(facilitates=True), "remove"),
        ({"role": "facilitator", "action": "remove"}, HERE, "same"),
    ],
)
def test_a_known_person_has_one_outcome(cells, now, outcome):
    assert plan_row(row(**cells), person(), now).outcome == outcome


def test_an_empty_cell_changes_nothing():
    assert plan_row(row(city="", group=""), person(city="Dakar"), HERE).outcome == "same"


def test_a_confirmed_person_keeps_what_they_wrote():
    plan = plan_row(row(city="Thiès", external_id="7"), person(confirmed=True, city="Dakar"), HERE)

    assert (plan.person, plan.kept) == ({"external_id": "7"}, ("city",))


def test_a_name_that_was_made_of_its_parts_changes_with_them():
    stored = person(given_name="Awa", family_name="Sow")

    assert plan_row(row(family_name="Ba"), stored, HERE).person == {
        "family_name": "Ba",
        "display_name": "Awa Ba",
    }


def test_a_name_that_was_chosen_stays_when_its_parts_change():
    stored = person(display_name="A.", given_name="Awa", family_name="Sow")

    assert plan_row(row(family_name="Ba"), stored, HERE).person == {"family_name": "Ba"}


def test_only_a_learner_is_promoted():
    roles = [
        plan_row(row(role="facilitator"), person(role), EnrolmentNow()).promote
        for role in ("learner", "admin")
    ]

    assert roles == [True, False]


def test_letters_written_in_two_ways_are_the_same():
    assert plan_row(row(city="Thiès"), person(city="Thie\u0300s "), HERE).outcome == "same"


def test_seats_are_taken_by_learners_alone():
    outcomes = ("new", "enrol", "change", "same", "remove", "repeat", "correct")

    assert [seats_of(outcome, {}) for outcome in outcomes] == [1, 1, 0, 0, -1, 0, 0]
    assert {seats_of(outcome, {"role": "facilitator"}) for outcome in outcomes} == {0}
