"""Certificates in the hands of admins."""

import csv
import io

import pytest

from course.core.rules.awards import shown_code
from course.store.awards.queries import find_certificate
from tests.builders import add_person, give_certificate, sign_in


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    give_certificate(session, amina)
    sign_in(client, session, add_person(session, "Ada Admin", role="admin"))
    session.commit()
    return amina


def of(session, learner):
    session.expire_all()
    return find_certificate(session, learner.id)


def test_a_certificate_is_revoked_with_a_reason_and_given_back(client, session, learner):
    here = f"/en/admin/people/{learner.id}"
    client.get(f"{here}/certificate/revoke")

    client.post(f"{here}/certificate/revoke", {"reason": "issued by mistake"})
    client.get(here)

    assert "issued by mistake" in client.words()
    assert of(session, learner).state == "revoked"
    client.submit("Let it count again")
    assert of(session, learner).state == "valid"


def test_the_file_of_the_log_says_whose_certificate_it_was(client, session, learner):
    client.post(f"/en/admin/people/{learner.id}/certificate/revoke", {"reason": "issued by mistake"})

    sent = client.http.get("/en/admin/audit.csv?action=certificate.revoked").get_data(as_text=True)

    (deed,) = csv.DictReader(io.StringIO(sent.removeprefix("\ufeff")))
    assert (deed["person_id"], deed["person"]) == (str(learner.id), "Amina Diallo")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_revoking_needs_a_reason_of_some_length(client, session, learner, reason):
    client.post(f"/en/admin/people/{learner.id}/certificate/revoke", {"reason": reason}, status=422)

    assert "Write the reason" in client.words()
    assert of(session, learner).state == "valid"


def test_the_name_is_corrected_for_somebody_as_often_as_it_takes(client, session, learner):
    here = f"/en/admin/people/{learner.id}"
    for name in ("Aminata", "Aminata Diallo"):
        client.post(f"{here}/certificate/name", {"name": name, "sure": "yes"})

    assert of(session, learner).name == "Aminata Diallo"
    assert of(session, learner).number == 3


def test_the_name_is_shown_as_it_will_stand_before_it_is_issued_again(client, session, learner):
    client.post(f"/en/admin/people/{learner.id}/certificate/name", {"name": "Aminata <Diallo>"})

    assert "It will say: Aminata <Diallo>" in client.words()
    assert of(session, learner).number == 1
    client.submit("Issue it again with this name")

    assert of(session, learner).name == "Aminata <Diallo>"


def test_after_it_was_issued_again_both_codes_and_the_new_page_are_told(client, session, learner):
    old = shown_code(of(session, learner).code)

    client.post(f"/en/admin/people/{learner.id}/certificate/name", {"name": "Aminata", "sure": "yes"})

    new = of(session, learner).code
    assert f"with the code {shown_code(new)}. The old code, {old}, now says" in client.words()
    assert client.links()["Its public page"] == f"/en/certificates/{new}"


@pytest.mark.parametrize("name", ["", "x" * 121, "Amina Diallo"])
def test_a_name_that_is_none_or_the_same_is_refused(client, session, learner, name):
    for sure in ({}, {"sure": "yes"}):
        client.post(f"/en/admin/people/{learner.id}/certificate/name", {"name": name, **sure})

        assert "with at most 120 signs" in client.words() or "bears this name already" in client.words()

    assert of(session, learner).number == 1


def test_who_has_none_has_no_such_section(client, session, learner):
    other = add_person(session, "Bela")
    session.commit()

    client.get(f"/en/admin/people/{other.id}")

    assert 'id="certificate"' not in client.text
    client.get(f"/en/admin/people/{other.id}/certificate/revoke", status=404)


def test_the_log_says_whose_certificate_it_was(client, learner):
    client.post(f"/en/admin/people/{learner.id}/certificate/revoke", {"reason": "issued by mistake"})

    client.get("/en/admin/audit")

    assert client.links()["Amina Diallo"] == f"/en/admin/people/{learner.id}"
