"""The list of cohorts: one's own, with figures."""

from datetime import timedelta

import pytest

from course.store.cohorts.models import Facilitation
from tests.builders import add_cohort, add_facilitator, add_person, sign_in
from tests.conftest import NOON
from tests.reports.cohorts import Line, add_lines
from tests.statements import counted
from tests.web.facilitate.tables import shown_table

PATHS = ["/en/facilitate/autumn", "/en/facilitate/autumn/learners.csv", "/en/facilitate/autumn/questions",
         "/en/facilitate/autumn/questions.csv"]  # fmt: skip


def test_a_facilitator_sees_their_cohorts_with_figures_and_no_others(signed_in, cohort, foreign):
    signed_in.get("/en/facilitate")

    assert shown_table(signed_in, "Cohorts") == [
        [
            "Cohort",
            "Dates",
            "Enrolled",
            "Active in the last 7 days",
            "May need a hand",
            "Finished the course",
        ],
        ["Autumn", "Oct 23, 2026 to Dec 22, 2026", "5", "2", "3", "1"],
    ]
    assert "anary" not in signed_in.text


def test_an_admin_sees_all_cohorts(client, session, cohort, foreign):
    sign_in(client, session, add_person(session, "Ada", role="admin"))

    client.get("/en/facilitate")

    names = [row[0] for row in shown_table(client, "Cohorts")[1:]]
    assert {"Autumn", "Canary cohort"} <= set(names)


def test_who_facilitates_nothing_reads_what_to_do(client, session):
    sign_in(client, session, add_person(session, role="facilitator"))

    client.get("/en/facilitate")

    assert "No cohorts here yet" in client.words()


@pytest.mark.parametrize("path", ["/en/facilitate", *PATHS])
def test_learners_find_none_of_it(client, session, cohort, path):
    sign_in(client, session, add_person(session, "Amina"))

    client.get(path, status=404)


@pytest.mark.parametrize("path", ["/en/facilitate", *PATHS])
def test_visitors_are_asked_to_sign_in(client, cohort, path):
    response = client.http.get(path)

    assert response.status_code == 303
    assert "/account/sign-in?next=" in response.location


@pytest.mark.parametrize("path", PATHS)
def test_another_facilitators_cohort_is_as_good_as_missing(client, session, cohort, path):
    stranger = add_person(session, "Omar", role="facilitator")
    add_facilitator(session, add_cohort(session, "His own"), stranger)
    sign_in(client, session, stranger)

    other = client.http.get(path)
    missing = client.http.get(path.replace("autumn", "no-such"))

    assert (other.status_code, missing.status_code) == (404, 404)
    assert without_number(other) == without_number(missing).replace("no-such", "autumn")


def without_number(response) -> str:
    return response.get_data(as_text=True).replace(response.headers["X-Request-Id"], "")


@pytest.mark.parametrize("path", PATHS)
def test_who_is_no_longer_facilitator_loses_the_cohort_at_once(signed_in, session, cohort, ines, path):
    signed_in.http.get(path)

    session.delete(session.get_one(Facilitation, (cohort.id, ines.id)))
    session.commit()

    assert signed_in.http.get(path).status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_a_suspended_facilitator_loses_the_cohort_at_once(signed_in, session, cohort, ines, path):
    signed_in.http.get(path)

    ines.suspended_at = NOON
    session.commit()

    assert signed_in.http.get(path).status_code == 303


@pytest.mark.parametrize("path", ["/en/facilitate", *PATHS])
def test_pages_about_others_are_never_kept(signed_in, cohort, path):
    assert signed_in.http.get(path).headers["Cache-Control"] == "no-store"


def test_the_list_takes_as_many_statements_for_three_cohorts_as_for_one(
    app, signed_in, session, cohort, ines
):
    with counted(app) as one:
        signed_in.get("/en/facilitate")
    for number in range(2):
        more = add_cohort(session, f"More {number}", ends_on=(NOON + timedelta(days=9)).date())
        add_facilitator(session, more, ines)
        add_lines(session, more, [Line(), Line()])
    session.commit()

    with counted(app) as three:
        signed_in.get("/en/facilitate")

    assert len(three) == len(one) <= 3


def test_the_list_goes_on_after_fifty(signed_in, session, ines):
    for number in range(53):
        add_facilitator(session, add_cohort(session, f"Cohort {number:02}"), ines)
    session.commit()

    signed_in.get("/en/facilitate")
    first = [row[0] for row in shown_table(signed_in, "Cohorts")[1:]]
    signed_in.get(signed_in.links()["Next page"])
    second = [row[0] for row in shown_table(signed_in, "Cohorts")[1:]]

    assert len(first) == 50
    assert sorted(first + second) == [f"Cohort {number:02}" for number in range(53)]
