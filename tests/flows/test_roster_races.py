"""The same person by every door at once: one account, one enrolment, one mail."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from course.core.content.load import open_build
from course.core.formats.roster_csv import read_roster_text
from course.db.session import retried
from course.flows.add_late_person import add_late_person
from course.flows.apply_roster import apply_whole, begin_apply
from course.flows.change_role import LastAdmin, change_role
from course.flows.register import Joining, register
from course.flows.stage_roster import stage_roster
from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort, Enrolment, Invitation
from course.store.cohorts.operations import CohortFull
from course.store.cohorts.queries import get_cohort
from course.store.outbox.models import OutboxMessage
from tests.builders import add_cohort, add_person
from tests.conftest import NOON, SECRET

pytestmark = pytest.mark.slow
MANY = 50
THREADS = 12


@pytest.fixture
def database(own_database):
    return own_database


@pytest.fixture
def catalogue(published):
    return open_build(published / "builds")


def at_once(deed, number=MANY):
    """Call `deed` with 0, 1, 2 … in threads that begin together; return the exceptions."""
    barrier = Barrier(min(THREADS, number))

    def one(index):
        if index < min(THREADS, number):
            barrier.wait(30)
        try:
            deed(index)
        except (CohortFull, LastAdmin) as problem:
            return problem
        return None

    with ThreadPoolExecutor(THREADS) as pool:
        return [found for found in pool.map(one, range(number)) if found]


def test_one_address_by_form_file_and_registration_is_one_person(database, catalogue):
    with database.writing() as session:
        add_cohort(session, slug="spring")
        cohort = get_cohort(session, "spring")
    sheet = read_roster_text("email,display_name\nAWA@example.org,Awa Sow\n")
    imports = [
        stage_roster(database, cohort_id=cohort.id, actor_id=None, sheet=sheet, file_name="f", now=NOON)
        for _ in range(5)
    ]

    @retried
    def by_form():
        with database.writing() as session:
            add_late_person(
                session,
                catalogue,
                cohort=cohort,
                email=" awa@example.org",
                display_name="Awa Sow",
                language="en",
                note="",
                actor_id=None,
                now=NOON,
            )

    @retried
    def by_registration():
        joining = Joining(
            email="awa@Example.org", display_name="Awa", language="en", password_hash=None, payload={}
        )
        with database.writing() as session:
            register(session, joining, secret=SECRET, now=NOON)

    def by_file(import_id):
        with database.writing() as session:
            begin_apply(
                session,
                cohort_id=cohort.id,
                import_id=import_id,
                send_invitations=True,
                actor_id=None,
                now=NOON,
            )
        apply_whole(database, catalogue, import_id, NOON)

    def deed(index):
        if index % 10 == 0:
            by_file(imports[index // 10])
        elif index % 2:
            by_form()
        else:
            by_registration()

    at_once(deed)

    with database.reading() as session:
        invitations = select(func.count()).where(OutboxMessage.template == "invitation")
        counts = [
            session.scalar(select(func.count()).select_from(one)) for one in (Account, Enrolment, Invitation)
        ]
        assert counts == [1, 1, 1]
        assert session.scalar(invitations) == 1
        assert session.scalars(select(Cohort.seats_taken)).one() == 1


def test_of_two_admins_who_demote_each_other_one_stays(database):
    with database.writing() as session:
        ids = [add_person(session, name, role="admin").id for name in ("Ada", "Bea")]

    @retried
    def deed(index):
        with database.writing() as session:
            change_role(session, account_id=ids[index], role="learner", actor_id=ids[1 - index], now=NOON)

    problems = at_once(deed, number=2)

    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Account.role == "admin")) == 1
    assert len(problems) == 1
