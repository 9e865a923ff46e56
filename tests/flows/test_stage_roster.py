"""Every row of a roster stands in one outcome, and staging writes nothing else."""

import pytest

from course.db.session import Database
from course.flows.stage_roster import CohortClosed
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.flows.roster_files import outcomes, stage, whole_database


@pytest.fixture
def database(app) -> Database:
    return app.extensions["course_database"]


def test_each_row_has_its_one_outcome(database, session, catalogue):
    cohort = add_cohort(session, "Spring", slug="spring")
    add_person(session, "Known Person", email="known@example.org")
    here = add_person(session, "Here Already", email="here@example.org", confirmed_at=None)
    left_alone = add_person(session, "Left Alone", email="alone@example.org")
    going = add_person(session, "Going Away", email="going@example.org")
    for person in (here, left_alone, going):
        enrol(session, catalogue, cohort, person)
    text = (
        "email,display_name,city,action,cohort\n"
        "new@example.org,New Person,,,\n"
        "known@example.org,,,,Spring\n"
        "here@example.org,,Dakar,,spring\n"
        "alone@example.org,Left Alone,,,\n"
        "going@example.org,,,remove,\n"
        "nowhere@example.org,,,remove,\n"
        "twice@example.org,Twice,,,\n"
        "TWICE@example.org,Twice,Lyon,,\n"
        "not an address,,,,\n"
        "other@example.org,Other,,,Autumn\n"
    )

    import_id = stage(database, cohort, text)

    assert outcomes(session, import_id) == {
        1: "new", 2: "enrol", 3: "change", 4: "same", 5: "remove", 6: "same",
        7: "new", 8: "repeat", 9: "correct", 10: "correct",
    }  # fmt: skip


def test_staging_writes_nothing_but_the_import(database, session, catalogue):
    cohort = add_cohort(session)
    enrol(session, catalogue, cohort, add_person(session, "Going", email="going@example.org"))
    before = whole_database(session)

    stage(database, cohort, "email,action\nnew@example.org,\ngoing@example.org,remove\n")

    assert whole_database(session) == before


def test_a_closed_cohort_takes_no_roster(database, session):
    cohort = add_cohort(session, closed_at=NOON)

    with pytest.raises(CohortClosed):
        stage(database, cohort, "email\nnew@example.org\n")
