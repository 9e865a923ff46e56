"""Every page of administration opens for an admin, is whole, and is not there for anybody else."""

import pytest

from course.core.content.model import Catalogue
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in

PAGES = (
    "/en/admin",
    "/en/admin/people",
    "/en/admin/people?q=am&role=learner&state=active",
    "/en/admin/audit",
    "/en/admin/audit?action=enrolment.added&cohort=spring",
    "/en/admin/content",
    "/en/admin/statistics",
    "/en/admin/cohorts/new",
    "/en/admin/cohorts/spring",
    "/en/admin/cohorts/spring?show=failed",
    "/en/admin/cohorts/spring/edit",
    "/en/admin/cohorts/spring/add",
    "/en/admin/cohorts/spring/import",
    "/en/admin/cohorts/spring/facilitators?q=am",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_for_an_admin_in_each_language(page, client, session, catalogue: Catalogue):
    cohort = add_cohort(session, "Spring", slug="spring")
    enrol(session, catalogue, cohort, add_person(session, "Amina Diallo"))
    add_facilitator(session, cohort, add_person(session, "Fay", role="facilitator"))
    sign_in(client, session, add_person(session, "Ada", role="admin"))

    for language in ("en", "es", "fr"):
        client.get(page.replace("/en/", f"/{language}/"))

    assert client.words()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["learner", "facilitator"])
def test_a_page_is_not_there_for_others(page, role, client, session):
    cohort = add_cohort(session, "Spring", slug="spring")
    caller = add_person(session, "Cal", role=role)
    if role == "facilitator":
        add_facilitator(session, cohort, caller)
    sign_in(client, session, caller)

    client.get(page, status=404)


def test_a_persons_page_opens_and_an_unknown_one_is_not_there(client, session):
    person = add_person(session, "Amina Diallo")
    sign_in(client, session, add_person(session, "Ada", role="admin"))

    client.get(f"/en/admin/people/{person.id}")
    words = client.words()
    client.get("/en/admin/people/019ab000-0000-7000-8000-000000000000", status=404)

    assert "Amina Diallo" in words
