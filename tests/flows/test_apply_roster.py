"""Applying a roster: people, enrolments, lines, invitations; whole, resumable, and within the seats."""

from datetime import date

import pytest
from sqlalchemy import func, select

from course.db.session import Database
from course.flows.apply_roster import apply_roster_chunk, apply_whole
from course.flows.complete_lesson import complete_lesson
from course.store.accounts.models import Account, OneTimeToken, SignIn
from course.store.cohorts.imports import ImportMoved
from course.store.cohorts.models import Cohort, Enrolment, Facilitation, Invitation
from course.store.cohorts.operations import CohortFull
from course.store.cohorts.operations import enrol as take_seat
from course.store.outbox.models import OutboxMessage
from course.store.progress.models import CohortProgress
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.flows.roster_files import apply, begin, outcomes, stage, state, whole_database


@pytest.fixture
def database(app) -> Database:
    return app.extensions["course_database"]


def _person(session, email) -> Account:
    session.expire_all()
    return session.scalars(select(Account).where(Account.email_key == email)).one()


def _count(session, entity) -> int:
    return session.scalar(select(func.count()).select_from(entity))


def test_a_new_person_gets_account_enrolment_line_and_invitation(database, session, catalogue):
    cohort = add_cohort(session, language="fr", time_zone="Africa/Dakar")

    apply(
        database,
        catalogue,
        cohort,
        "email,given_name,family_name,country,group,starts\nAwa@Example.org,Awa,Sow,Sénégal,A,2026-12-01\n",
    )

    person = _person(session, "awa@example.org")
    assert (person.email, person.display_name, person.country) == ("Awa@Example.org", "Awa Sow", "SN")
    assert (person.language, person.time_zone, person.role, person.confirmed_at) == (
        "fr",
        "Africa/Dakar",
        "learner",
        None,
    )
    enrolment = session.scalars(select(Enrolment)).one()
    assert (enrolment.learner_id, enrolment.state, enrolment.group_name) == (person.id, "active", "A")
    assert (enrolment.starts_on, enrolment.source) == (date(2026, 12, 1), "import")
    line = session.scalars(select(CohortProgress)).one()
    assert (line.learner_id, line.name_key, line.share) == (person.id, "awa sow", 0.0)
    mail = session.scalars(select(OutboxMessage)).one()
    invitation = session.scalars(select(Invitation)).one()
    assert (invitation.message_id, mail.account_id, mail.state) == (mail.id, person.id, "queued")
    assert mail.idempotency_key == f"invitation:{cohort.id}:{person.id}"
    assert session.scalars(select(OneTimeToken.account_id)).all() == [person.id]
    session.refresh(cohort)
    assert cohort.seats_taken == 1


def test_without_invitations_nobody_is_written_to(database, session, catalogue):
    cohort = add_cohort(session)

    apply(database, catalogue, cohort, "email\nawa@example.org\n", invite=False)

    assert _count(session, OutboxMessage) == 0
    assert _count(session, Invitation) == 0


def test_a_confirmed_person_keeps_their_own_profile(database, session, catalogue):
    cohort = add_cohort(session)
    person = add_person(session, "Awa Sow", email="awa@example.org", city="Dakar")

    apply(
        database, catalogue, cohort, "email,display_name,city,external_id\nawa@example.org,A. Sow,Thiès,42\n"
    )

    person = _person(session, "awa@example.org")
    assert (person.display_name, person.city, person.external_id) == ("Awa Sow", "Dakar", "42")
    assert session.scalars(select(Enrolment.learner_id)).all() == [person.id]


def test_a_confirmed_person_is_invited_without_a_link_that_signs_in(database, session, catalogue):
    cohort = add_cohort(session)
    add_person(session, "Awa Sow", email="awa@example.org")

    apply(database, catalogue, cohort, "email\nawa@example.org\n")

    assert session.scalars(select(OutboxMessage)).one().payload["token"] == ""
    assert _count(session, OneTimeToken) == 0


def test_an_unconfirmed_person_is_changed_by_what_the_file_says_alone(database, session, catalogue):
    cohort = add_cohort(session)
    person = add_person(
        session, "Awa Sow", email="awa@example.org", city="Dakar", country="SN", confirmed_at=None
    )
    enrol(session, catalogue, cohort, person)

    apply(database, catalogue, cohort, "email,display_name,city,country\nawa@example.org,Awa Ba,,ML\n")

    person = _person(session, "awa@example.org")
    assert (person.display_name, person.city, person.country) == ("Awa Ba", "Dakar", "ML")
    assert session.scalars(select(CohortProgress.name_key)).all() == ["awa ba"]


def test_a_suspended_person_is_not_written_to(database, session, catalogue):
    cohort = add_cohort(session)
    add_person(session, "Awa Sow", email="awa@example.org", suspended_at=NOON)

    apply(database, catalogue, cohort, "email\nawa@example.org\n")

    assert _count(session, OutboxMessage) == 0


def test_a_facilitator_gets_the_cohort_and_takes_no_seat(database, session, catalogue):
    cohort = add_cohort(session, seats=1)
    learner = add_person(session, "Fay", email="fay@example.org")
    text = "email,role\nfay@example.org,facilitator\nnew@example.org,facilitator\nawa@example.org,learner\n"

    apply(database, catalogue, cohort, text)

    roles = dict(session.execute(select(Account.email_key, Account.role)).all())
    assert roles == {
        "fay@example.org": "facilitator",
        "new@example.org": "facilitator",
        "awa@example.org": "learner",
    }
    assert learner.id in session.scalars(select(Facilitation.account_id)).all()
    assert _count(session, Facilitation) == 2
    assert _count(session, Enrolment) == 1


def test_absent_people_are_not_touched_and_removed_ones_leave(database, session, catalogue):
    cohort = add_cohort(session)
    going = add_person(session, "Going", email="going@example.org")
    staying = add_person(session, "Staying", email="staying@example.org")
    enrol(session, catalogue, cohort, going)
    enrol(session, catalogue, cohort, staying)

    apply(database, catalogue, cohort, "email,action\ngoing@example.org,remove\n")

    session.expire_all()
    states = dict(session.execute(select(Enrolment.learner_id, Enrolment.state)).all())
    assert states == {going.id: "left", staying.id: "active"}
    assert session.scalars(select(CohortProgress.learner_id)).all() == [staying.id]
    assert session.scalars(select(Cohort.seats_taken)).one() == 1


def test_what_a_learner_did_before_counts_in_their_new_line(database, session, catalogue):
    cohort = add_cohort(session)
    person = add_person(session, "Awa", email="awa@example.org")
    lesson = catalogue.lessons[0]
    complete_lesson(
        session,
        catalogue,
        learner_id=person.id,
        lesson_slug=lesson.slug,
        language="en",
        key="k",
        now=NOON,
    )
    session.commit()

    apply(database, catalogue, cohort, "email\nawa@example.org\n")

    assert session.scalars(select(CohortProgress.lessons_done)).one() == 1


def test_the_same_roster_twice_changes_nothing(database, session, catalogue):
    cohort = add_cohort(session)
    text = "email,display_name,group\nawa@example.org,Awa Sow,A\nbo@example.org,Bo,B\n"
    apply(database, catalogue, cohort, text)
    before = whole_database(session)

    import_id = stage(database, cohort, text)
    begin(database, cohort, import_id)
    apply_whole(database, catalogue, import_id, NOON)

    assert set(outcomes(session, import_id).values()) == {"same"}
    assert whole_database(session) == before


def test_more_people_than_seats_are_refused_before_anything_is_written(database, session, catalogue):
    cohort = add_cohort(session, seats=1)
    import_id = stage(database, cohort, "email\na@example.org\nb@example.org\n")
    before = whole_database(session)

    with pytest.raises(CohortFull):
        begin(database, cohort, import_id)

    assert whole_database(session) == before
    assert state(session, import_id) == "checked"


def test_a_full_cohort_can_swap_people(database, session, catalogue):
    cohort = add_cohort(session, seats=1)
    enrol(session, catalogue, cohort, add_person(session, "Going", email="going@example.org"))

    apply(database, catalogue, cohort, "email,action\nnew@example.org,\ngoing@example.org,remove\n")

    assert session.scalars(select(Cohort.seats_taken)).one() == 1


def test_an_import_is_applied_once(database, session, catalogue):
    cohort = add_cohort(session)
    import_id = apply(database, catalogue, cohort, "email\nawa@example.org\n")

    with pytest.raises(ImportMoved):
        begin(database, cohort, import_id)


def test_an_import_that_stopped_goes_on_where_it_ended(database, session, catalogue):
    cohort = add_cohort(session)
    rows = "".join(f"p{number}@example.org\n" for number in range(7))
    import_id = stage(database, cohort, f"email\n{rows}")
    begin(database, cohort, import_id)
    with database.writing() as writing:
        apply_roster_chunk(writing, catalogue, import_id=import_id, now=NOON, size=3)

    apply_whole(database, catalogue, import_id, NOON)

    assert state(session, import_id) == "applied"
    assert _count(session, Enrolment) == _count(session, OutboxMessage) == 7
    assert session.scalars(select(Cohort.seats_taken)).one() == 7


def test_an_import_whose_seats_run_out_on_the_way_is_wholly_undone(database, session, catalogue):
    cohort = add_cohort(session, seats=3)
    leaver = add_person(session, "Leaver", email="leaver@example.org", confirmed_at=None)
    enrol(session, catalogue, cohort, leaver)
    import_id = stage(
        database, cohort, "email,city\na@example.org,\nb@example.org,\nleaver@example.org,Lyon\n"
    )
    begin(database, cohort, import_id)
    with database.writing() as writing:
        apply_roster_chunk(writing, catalogue, import_id=import_id, now=NOON, size=1)
        _leave_and_give_the_seat_away(writing, cohort, leaver, add_person(writing, "Quick"))

    apply_whole(database, catalogue, import_id, NOON)

    session.expire_all()
    assert state(session, import_id) == "undone"
    active = session.scalars(select(Enrolment.learner_id).where(Enrolment.state == "active")).all()
    assert len(active) == session.scalars(select(Cohort.seats_taken)).one() == 1
    assert (
        session.scalars(
            select(Account.email_key).where(Account.email_key.in_(["a@example.org", "b@example.org"]))
        ).all()
        == []
    )


def _leave_and_give_the_seat_away(session, cohort, leaver, quick):
    from course.store.cohorts.operations import leave

    leave(session, cohort_id=cohort.id, learner_id=leaver.id, now=NOON)
    take_seat(session, cohort_id=cohort.id, learner_id=quick.id, source="code", now=NOON)


def test_the_secret_of_a_link_is_only_in_the_mail(database, session, catalogue):
    cohort = add_cohort(session)

    apply(database, catalogue, cohort, "email\nawa@example.org\n")

    token = session.scalars(select(OutboxMessage)).one().payload["token"]
    assert len(token) > 30
    assert token not in repr(whole_database(session)["one_time_token"])
    assert _count(session, SignIn) == 0
