"""Undoing a roster: the same database as before, and what people did since stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from course.core.formats.roster_csv import write_roster
from course.db.session import Database
from course.flows.complete_lesson import complete_lesson
from course.flows.undo_roster import UndoTooLate, begin_undo, undo_roster_chunk, undo_whole
from course.reports.cohort_export import cohort_export
from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort, Enrolment
from course.store.cohorts.operations import CohortFull, leave
from course.store.cohorts.operations import enrol as take_seat
from course.store.outbox.models import OutboxMessage
from tests.builders import add_cohort, add_facilitator, add_person, enrol
from tests.conftest import NOON
from tests.flows.roster_files import apply, outcomes, stage, state, undo, whole_database

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def database(app) -> Database:
    return app.extensions["course_database"]


def _filled(session, catalogue) -> tuple[Cohort, str]:
    """A cohort with people of every kind, and a roster that does something to each."""
    cohort = add_cohort(session, "Spring", slug="spring", seats=50)
    other = add_cohort(session, "Autumn", slug="autumn")
    known = add_person(session, "Known", email="known@example.org", confirmed_at=None)
    changed = add_person(
        session,
        "Awa Sow",
        email="changed@example.org",
        given_name="Awa",
        family_name="Sow",
        confirmed_at=None,
    )
    going = add_person(session, "Going", email="going@example.org")
    back = add_person(session, "Back", email="back@example.org")
    promoted = add_person(session, "Promoted", email="promoted@example.org")
    ousted = add_person(session, "Ousted", email="ousted@example.org", role="facilitator")
    lesson = catalogue.lessons[0]
    for person in (going, back, known):
        complete_lesson(
            session,
            catalogue,
            learner_id=person.id,
            lesson_slug=lesson.slug,
            language="en",
            key="k",
            now=NOON,
        )
    for person in (changed, going, back):
        enrol(session, catalogue, cohort, person)
    enrol(session, catalogue, other, changed)
    leave_cohort(session, cohort, back)
    add_facilitator(session, cohort, ousted)
    session.commit()
    text = (
        "email,given_name,family_name,city,group,starts,role,action,external_id\n"
        "new@example.org,New,Person,Lima,A,2026-12-01,,,7\n"
        "newfac@example.org,New,Coach,,,,facilitator,,\n"
        "known@example.org,Kno,Wn,Lyon,B,,,,\n"
        "changed@example.org,Awa,Ba,Dakar,C,2026-12-02,,,9\n"
        "going@example.org,,,,,,,remove,\n"
        "back@example.org,,,,D,,,,\n"
        "promoted@example.org,,,,,,facilitator,,\n"
        "ousted@example.org,,,,,,facilitator,remove,\n"
    )
    assert promoted.role == "learner"
    return cohort, text


def leave_cohort(session, cohort, person):
    from course.flows.enrol_learner import end_enrolment

    end_enrolment(session, cohort_id=cohort.id, learner_id=person.id, source="admin", actor_id=None, now=NOON)


def test_import_and_undo_give_the_same_database(database, session, catalogue):
    cohort, text = _filled(session, catalogue)
    before = whole_database(session)

    import_id = apply(database, catalogue, cohort, text, now=LATER)
    between = whole_database(session)
    undo(database, catalogue, cohort, import_id, now=LATER)

    assert set(outcomes(session, import_id).values()) == {"new", "enrol", "change", "remove"}
    assert between != before
    assert whole_database(session) == before


def test_a_stopped_undo_goes_on_where_it_ended(database, session, catalogue):
    cohort, text = _filled(session, catalogue)
    before = whole_database(session)
    import_id = apply(database, catalogue, cohort, text, now=LATER)
    with database.writing() as writing:
        begin_undo(writing, cohort_id=cohort.id, import_id=import_id, actor_id=None, now=LATER)
        undo_roster_chunk(writing, catalogue, import_id=import_id, now=LATER, size=3)

    undo_whole(database, catalogue, import_id, LATER)

    assert state(session, import_id) == "undone"
    assert whole_database(session) == before


def test_the_export_of_the_result_imports_as_nothing_to_change(database, session, catalogue):
    cohort, text = _filled(session, catalogue)
    apply(database, catalogue, cohort, text, now=LATER)
    exported = "".join(write_roster(cohort_export(session, cohort_id=cohort.id, slug=cohort.slug)))

    import_id = stage(database, cohort, exported, LATER)

    found = outcomes(session, import_id)
    assert len(found) == 6
    assert set(found.values()) == {"same"}


def test_mails_that_have_not_left_are_taken_back_and_may_go_again(database, session, catalogue):
    cohort = add_cohort(session)
    add_person(session, "Awa", email="awa@example.org", confirmed_at=None)
    text = "email\nawa@example.org\n"
    undo(database, catalogue, cohort, apply(database, catalogue, cohort, text))
    first = session.scalars(select(OutboxMessage)).one()
    assert (first.state, first.payload) == ("cancelled", {})

    apply(database, catalogue, cohort, text, now=LATER)

    assert sorted(session.scalars(select(OutboxMessage.state)).all()) == ["cancelled", "queued"]


def test_an_account_that_its_owner_has_used_stays(database, session, catalogue):
    cohort = add_cohort(session)
    import_id = apply(database, catalogue, cohort, "email\nawa@example.org\nbo@example.org\n")
    session.execute(update(Account).where(Account.email_key == "awa@example.org").values(confirmed_at=NOON))
    session.commit()

    undo(database, catalogue, cohort, import_id)

    session.expire_all()
    assert session.scalars(select(Account.email_key)).all() == ["awa@example.org"]
    assert session.scalars(select(Enrolment.id)).all() == []


def test_what_somebody_changed_since_stays_as_they_changed_it(database, session, catalogue):
    cohort = add_cohort(session)
    person = add_person(
        session, "Awa", email="awa@example.org", city="Dakar", country="SN", confirmed_at=None
    )
    import_id = apply(database, catalogue, cohort, "email,city,country\nawa@example.org,Thiès,ML\n")
    session.execute(update(Account).where(Account.id == person.id).values(city="Kaolack"))
    session.commit()

    undo(database, catalogue, cohort, import_id)

    session.expire_all()
    assert session.execute(select(Account.city, Account.country)).one() == ("Kaolack", "SN")


def test_undo_is_possible_for_fourteen_days(database, session, catalogue):
    cohort = add_cohort(session)
    import_id = apply(database, catalogue, cohort, "email\nawa@example.org\n")

    with pytest.raises(UndoTooLate):
        undo(database, catalogue, cohort, import_id, now=NOON + timedelta(days=14, seconds=1))
    undo(database, catalogue, cohort, import_id, now=NOON + timedelta(days=14))

    assert state(session, import_id) == "undone"


def test_undo_is_refused_when_freed_seats_are_taken(database, session, catalogue):
    cohort = add_cohort(session, seats=1)
    enrol(session, catalogue, cohort, add_person(session, "Going", email="going@example.org"))
    import_id = apply(database, catalogue, cohort, "email,action\ngoing@example.org,remove\n")
    take_seat(
        session, cohort_id=cohort.id, learner_id=add_person(session, "Quick").id, source="code", now=NOON
    )
    session.commit()

    with pytest.raises(CohortFull):
        undo(database, catalogue, cohort, import_id)

    assert state(session, import_id) == "applied"


def test_who_left_since_frees_no_second_seat(database, session, catalogue):
    cohort = add_cohort(session, seats=5)
    import_id = apply(database, catalogue, cohort, "email\nawa@example.org\nbo@example.org\n")
    awa = session.scalars(select(Account.id).where(Account.email_key == "awa@example.org")).one()
    leave(session, cohort_id=cohort.id, learner_id=awa, now=NOON)
    session.commit()

    undo(database, catalogue, cohort, import_id)

    session.expire_all()
    assert session.scalars(select(Cohort.seats_taken)).one() == 0
