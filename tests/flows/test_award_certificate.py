"""Certificates: issued once by settling, corrected, revoked, given back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.core.problems import NotFound
from course.core.rules.awards import shown_code
from course.flows.award_certificate import (
    CertificateRevoked,
    NameCorrected,
    correct_name,
    correct_own_name,
    restore_certificate,
    revoke_certificate,
    show_own_name,
)
from course.flows.complete_lesson import complete_lesson, reopen_lesson
from course.flows.rebuild_sums import rebuild_sums
from course.flows.settle_progress import settle_progress
from course.store.audit.models import AuditEvent
from course.store.awards.models import Certificate
from course.store.awards.queries import find_by_code, find_certificate
from course.store.cohorts.models import Enrolment
from course.store.outbox.models import OutboxMessage
from tests.attempts import RIGHT, begin, submit
from tests.builders import add_cohort, add_person, enrol, give_certificate
from tests.conftest import NOON

LATER = NOON + timedelta(days=1)


@pytest.fixture
def learner(session):
    return add_person(session, "Amina Diallo", language="fr")


def finish(session, catalogue, learner, *, but=""):
    """Do all of the small course, in the flows that learners use."""
    for number, lesson in enumerate(catalogue.lessons):
        if lesson.slug != but:
            complete_lesson(
                session,
                catalogue,
                learner_id=learner.id,
                lesson_slug=lesson.slug,
                key=f"k{number}",
                language="fr",
                now=NOON,
            )
    for module in catalogue.modules:
        for slug in (*module.quizzes, *module.games):
            attempt = begin(session, catalogue, learner, quiz=slug)
            submit(session, catalogue, learner, attempt, RIGHT)


def count(session):
    return session.scalar(select(func.count()).select_from(Certificate))


def actions(session):
    return session.scalars(
        select(AuditEvent.action).where(AuditEvent.subject_kind == "certificate").order_by(AuditEvent.id)
    ).all()


def test_the_last_deed_issues_it_in_the_language_of_the_account(session, catalogue, learner):
    finish(session, catalogue, learner)

    found = find_certificate(session, learner.id)
    assert found is not None
    assert (found.name, found.language, found.state) == ("Amina Diallo", "fr", "valid")
    assert found.title == catalogue.title["fr"]
    assert found.content_version == catalogue.version
    assert found.lessons == len(catalogue.lessons)
    assert actions(session) == ["certificate.issued"]


def test_with_one_thing_missing_there_is_none(session, catalogue, learner):
    finish(session, catalogue, learner, but="walk")

    assert find_certificate(session, learner.id) is None


def test_who_is_in_no_cohort_earns_it_like_anybody(session, catalogue, learner):
    finish(session, catalogue, learner)

    assert session.scalar(select(func.count()).select_from(Enrolment)) == 0
    assert find_certificate(session, learner.id).state == "valid"


def test_being_in_a_cohort_earns_nothing_by_itself(session, catalogue, learner):
    enrol(session, catalogue, add_cohort(session), learner)
    settle_progress(session, catalogue, learner_id=learner.id, now=NOON)

    assert find_certificate(session, learner.id) is None


def test_who_is_suspended_gets_it_with_the_next_deed_after_being_let_in_again(session, catalogue, learner):
    finish(session, catalogue, learner, but="walk")
    learner.suspended_at = NOON
    session.flush()
    complete_lesson(
        session, catalogue, learner_id=learner.id, lesson_slug="walk", key="last", language="fr", now=NOON
    )
    assert find_certificate(session, learner.id) is None

    learner.suspended_at = None
    session.flush()
    settle_progress(session, catalogue, learner_id=learner.id, now=LATER)

    assert find_certificate(session, learner.id).issued_at == LATER


def test_it_is_issued_once_and_stays_when_a_lesson_is_opened_again(session, catalogue, learner):
    finish(session, catalogue, learner)
    first = find_certificate(session, learner.id)

    reopen_lesson(
        session, catalogue, learner_id=learner.id, lesson_slug="walk", key="again", language="fr", now=LATER
    )
    complete_lesson(
        session, catalogue, learner_id=learner.id, lesson_slug="walk", key="more", language="fr", now=LATER
    )

    assert find_certificate(session, learner.id) == first
    assert count(session) == 1


def test_who_had_completed_the_course_before_gets_it_when_sums_are_rebuilt(
    session, database, catalogue, learner
):
    cohort = add_cohort(session)
    enrol(session, catalogue, cohort, learner)
    finish(session, catalogue, learner)
    session.query(Certificate).delete()
    session.commit()

    rebuild_sums(database, catalogue, now=LATER)

    found = find_certificate(session, learner.id)
    assert found is not None
    assert found.issued_at == LATER


def test_a_corrected_name_makes_another_certificate_and_replaces_the_old(session, learner):
    give_certificate(session, learner)
    old = find_certificate(session, learner.id)

    assert correct_own_name(session, learner_id=learner.id, name="Aminata Diallo", now=LATER)

    new = find_certificate(session, learner.id)
    replaced = find_by_code(session, old.code)
    assert (replaced.state, replaced.name) == ("replaced", "Amina Diallo")
    assert (new.state, new.name, new.issued_at, new.earned_at) == ("valid", "Aminata Diallo", LATER, NOON)
    assert new.code != old.code


def test_a_learner_corrects_the_name_once_and_an_admin_whenever(session, learner):
    give_certificate(session, learner)
    correct_own_name(session, learner_id=learner.id, name="Aminata", now=LATER)

    with pytest.raises(NameCorrected):
        correct_own_name(session, learner_id=learner.id, name="Ami", now=LATER)
    assert correct_name(session, learner_id=learner.id, name="Ami", actor_id=None, now=LATER)

    assert find_certificate(session, learner.id).name == "Ami"
    assert count(session) == 3


def test_what_an_admin_corrects_does_not_use_up_the_learners_own_correction(session, learner):
    give_certificate(session, learner)
    correct_name(session, learner_id=learner.id, name="Aminata", actor_id=None, now=LATER)

    assert correct_own_name(session, learner_id=learner.id, name="Ami", now=LATER)

    with pytest.raises(NameCorrected):
        correct_own_name(session, learner_id=learner.id, name="Amina", now=LATER)


def mails(session):
    rows = session.query(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.id)
    return [(one.template, one.account_id, one.payload) for one in rows]


def test_an_issued_certificate_is_told_by_one_mail_with_its_code(session, catalogue, learner):
    finish(session, catalogue, learner)

    (told,) = mails(session)
    code = find_certificate(session, learner.id).code
    page = {"code": shown_code(code), "page": f"certificates/{code}"}
    assert told == ("certificate_issued", learner.id, page)


def test_a_corrected_name_is_told_with_both_codes(session, learner):
    give_certificate(session, learner)
    old = find_certificate(session, learner.id).code

    correct_name(session, learner_id=learner.id, name="Aminata", actor_id=None, now=LATER)

    ((template, account, told),) = mails(session)
    new = find_certificate(session, learner.id).code
    assert (template, account) == ("certificate_reissued", learner.id)
    assert (told["code"], told["old_code"]) == (shown_code(new), shown_code(old))


def test_revoking_is_told_once_with_the_reason_and_giving_back_as_well(session, learner):
    give_certificate(session, learner)
    for _ in range(2):
        revoke_certificate(session, learner_id=learner.id, because="a mistake", actor_id=None, now=LATER)

    for _ in range(2):
        restore_certificate(session, learner_id=learner.id, actor_id=None, now=LATER)

    (revoked, _, told), (restored, _, _) = mails(session)
    assert (revoked, told["because"], restored) == (
        "certificate_revoked",
        "a mistake",
        "certificate_restored",
    )


def test_the_same_name_changes_nothing(session, learner):
    give_certificate(session, learner)

    assert not correct_own_name(session, learner_id=learner.id, name="Amina Diallo", now=LATER)

    assert count(session) == 1


def test_a_revoked_one_says_so_is_not_issued_again_and_can_be_given_back(session, learner):
    give_certificate(session, learner)

    assert revoke_certificate(session, learner_id=learner.id, because="a mistake", actor_id=None, now=LATER)
    assert not revoke_certificate(session, learner_id=learner.id, because="twice", actor_id=None, now=LATER)
    revoked = find_certificate(session, learner.id)
    with pytest.raises(CertificateRevoked):
        correct_own_name(session, learner_id=learner.id, name="Other", now=LATER)
    assert restore_certificate(session, learner_id=learner.id, actor_id=None, now=LATER)

    assert (revoked.state, revoked.revoked_because) == ("revoked", "a mistake")
    assert find_certificate(session, learner.id).state == "valid"
    assert actions(session) == ["certificate.revoked", "certificate.restored"]


def test_showing_the_name_is_kept_with_the_corrected_one(session, learner):
    give_certificate(session, learner)
    show_own_name(session, learner_id=learner.id, shown=True, now=LATER)

    correct_own_name(session, learner_id=learner.id, name="Aminata", now=LATER)

    assert find_certificate(session, learner.id).shows_name


def test_without_a_certificate_there_is_nothing_to_correct_or_revoke(session, learner):
    with pytest.raises(NotFound):
        correct_own_name(session, learner_id=learner.id, name="Aminata", now=LATER)
    with pytest.raises(NotFound):
        revoke_certificate(session, learner_id=learner.id, because="x", actor_id=None, now=LATER)
