"""A certificate tells one day, that of UTC, wherever its holder and who reads it are."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from course.flows.award_certificate import correct_name, revoke_certificate, show_own_name
from course.flows.sign_badges import rotate_keys
from course.store.accounts.models import Account
from course.store.awards.queries import find_certificate
from course.web.badges import check_address
from tests.builders import add_cohort, add_facilitator, add_person, enrol, give_certificate, sign_in
from tests.conftest import SECRET
from tests.pages import PageClient
from tests.pdf import opened, text_of
from tests.web.api.calls import Program

EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # 14 hours before UTC, and 11 behind it
# Evenings: of UTC, when it is the 23rd in the east, and in the west, when it is the 23rd of UTC.
EVENINGS = {
    EAST: datetime(2026, 11, 22, 20, 30, tzinfo=UTC),
    WEST: datetime(2026, 11, 23, 6, 30, tzinfo=UTC),
}
DAYS = {EAST: "November 22, 2026", WEST: "November 23, 2026"}
AGAIN = {EAST: "December 2, 2026", WEST: "December 3, 2026"}


@pytest.fixture(params=[EAST, WEST])
def zone(request):
    return request.param


@pytest.fixture
def learner(session, zone):
    """Whose certificate is earned in the evening, and whose name everybody may know."""
    amina = add_person(session, "Amina Diallo", time_zone=zone)
    give_certificate(session, amina, EVENINGS[zone])
    show_own_name(session, learner_id=amina.id, shown=True, now=EVENINGS[zone])
    session.commit()
    return amina


@pytest.fixture
def own(client, session, learner):
    sign_in(client, session, learner)
    return client


@pytest.fixture
def readers(app, session, catalogue, learner, zone):
    """Pages that name the day, each opened by who may read it, at the other end of the world."""
    there = EAST if zone == WEST else WEST
    admin = add_person(session, "Ada Admin", role="admin", time_zone=there)
    ines = add_person(session, "Inés Salgado", role="facilitator", time_zone=there)
    cohort = add_cohort(session, "Autumn", slug="autumn")
    add_facilitator(session, cohort, ines)
    enrol(session, catalogue, cohort, learner, now=EVENINGS[zone])
    return {
        "/en/progress": learner,
        "/en/progress/certificate": learner,
        f"/en/certificates/{code_of(session, learner)}": ines,
        f"/en/facilitate/autumn/learners/{learner.id}": ines,
        f"/en/admin/people/{learner.id}": admin,
    }


def code_of(session, learner):
    session.expire_all()
    return find_certificate(session, learner.id).code


def read_as(app, session, person, path):
    client = PageClient(app)
    sign_in(client, session, person)
    client.get(path)
    return client


def pdf_of(client):
    answer = client.http.get("/en/progress/certificate.pdf")
    assert answer.status_code == 200
    return answer.data


def signed_day(app, session, learner):
    """Return the day in the proof of the QR code."""
    with app.test_request_context("/en/"):
        app.preprocess_request()
        proof = check_address(find_certificate(session, learner.id)).partition("#")[2]
    written = proof.split(".")[2]
    return json.loads(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))[3]


def days_told(words):
    """Return the days in a text that stand behind words for being issued or revoked."""
    return re.findall(
        r"(?:[Ii]ssued on|[Ii]ssued again on|evoked on|[Ss]ince|again on) ?(\w+ \d+, \d{4})", words
    )


def test_paper_pages_and_qr_code_tell_one_day(app, session, own, learner, readers, zone):
    assert DAYS[zone] in text_of(opened(pdf_of(own)))
    assert signed_day(app, session, learner) == EVENINGS[zone].date().isoformat()
    for path, person in readers.items():
        page = read_as(app, session, person, path)
        assert set(days_told(page.words())) == {DAYS[zone]}, path
        if "certificates/" in path:
            assert f'<time datetime="{EVENINGS[zone].date().isoformat()}">{DAYS[zone]}<' in page.text


def test_the_badge_and_the_api_tell_the_same_day(app, session, own, learner, zone):
    badge = own.http.get("/en/progress/certificate/badge.json").get_json(force=True)
    checked = Program(app).get(f"/certificates/{code_of(session, learner)}")

    for moment in (badge["awardedDate"], badge["validFrom"], checked["earned_at"], checked["issued_at"]):
        assert datetime.fromisoformat(moment).utcoffset() == timedelta(0)
        assert moment.startswith(EVENINGS[zone].date().isoformat())


def test_the_day_of_a_corrected_one_is_one_everywhere(app, session, own, learner, zone):
    first = code_of(session, learner)
    later = EVENINGS[zone] + timedelta(days=10)
    correct_name(session, learner_id=learner.id, name="Aminata Diallo", actor_id=None, now=later)
    admin = add_person(session, "Ada Admin", role="admin", time_zone=EAST)
    session.commit()

    assert AGAIN[zone] in text_of(opened(pdf_of(own)))
    for path, person in {
        "/en/progress/certificate": learner,
        f"/en/certificates/{code_of(session, learner)}": learner,
        f"/en/certificates/{first}": learner,
        f"/en/admin/people/{learner.id}": admin,
    }.items():
        page = read_as(app, session, person, path)
        assert AGAIN[zone] in days_told(page.words()), path


def test_since_when_a_revoked_one_counts_no_more_is_one_day_everywhere(app, session, learner, readers, zone):
    later = EVENINGS[zone] + timedelta(days=10)
    revoke_certificate(session, learner_id=learner.id, because="By mistake.", actor_id=None, now=later)
    session.commit()

    for path, person in readers.items():
        page = read_as(app, session, person, path)
        told = days_told(page.words())
        assert AGAIN[zone] in told, path
        assert set(told) <= {DAYS[zone], AGAIN[zone]}, path


def test_new_keys_make_another_paper_that_says_the_same(session, own):
    before = pdf_of(own)
    rotate_keys(session, secret=SECRET, now=EVENINGS[WEST])
    session.commit()

    after = pdf_of(own)

    assert after != before  # its QR code holds the proof of the keys that sign now
    assert text_of(opened(after)) == text_of(opened(before))
    assert pdf_of(own) == after


def test_another_time_zone_in_the_profile_leaves_the_paper_as_it_is(session, own, learner):
    before = pdf_of(own)
    session.get(Account, learner.id).time_zone = "Asia/Tokyo"
    session.commit()

    assert pdf_of(own) == before
