"""A cohort, an admin who is signed in, and what most pages need."""

import pytest

from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort
from tests.builders import add_cohort, add_person, sign_in
from tests.pages import PageClient


@pytest.fixture
def cohort(session) -> Cohort:
    return add_cohort(session, "Spring", slug="spring")


@pytest.fixture
def ada(session) -> Account:
    return add_person(session, "Ada", role="admin", email="ada@example.org")


@pytest.fixture
def admin(client, session, cohort, ada) -> PageClient:
    """A browser in which an admin is signed in."""
    sign_in(client, session, ada)
    return client
