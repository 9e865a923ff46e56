"""A roster form without its fields is told what to do."""

from tests.builders import add_cohort, add_person, sign_in


def test_a_roster_form_without_fields_is_no_error_of_ours(client, session):
    cohort = add_cohort(session)
    sign_in(client, session, add_person(session, role="admin"))

    response = client.http.post(
        f"/en/admin/cohorts/{cohort.slug}/import", data={"csrf_token": client.csrf_token()}
    )

    assert response.status_code in {200, 303, 400, 422}
