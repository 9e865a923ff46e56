from datetime import timedelta

import pytest

from tests.builders import add_cohort, add_facilitator, add_person, sign_in
from tests.conftest import NOON
from tests.reports.cohorts import Line, add_lines


@pytest.fixture(autouse=True)
def at_noon(app, monkeypatch):
    """Facilitators look at noon."""
    for module in ("cohorts", "learners"):
        monkeypatch.setattr(f"course.web.facilitate.{module}.utc_now", lambda: NOON)


@pytest.fixture
def ines(session):
    return add_person(session, "Inés Salgado", role="facilitator")


@pytest.fixture
def cohort(session, ines):
    """A cohort of five that Inés facilitates, half through its time."""
    cohort = add_cohort(
        session,
        "Autumn",
        slug="autumn",
        starts_on=(NOON - timedelta(days=30)).date(),
        ends_on=(NOON + timedelta(days=30)).date(),
    )
    add_facilitator(session, cohort, ines)
    began = NOON - timedelta(days=30)
    add_lines(
        session,
        cohort,
        [
            Line(name="Amina Diallo", enrolled_at=began, last_active_at=NOON, share=0.5, lessons_done=2, group="North"),
            Line(name="Elif Kaya", enrolled_at=began, last_active_at=NOON - timedelta(days=1), share=0.2,
                 lessons_done=1, failed_quiz="steps", failed_attempts=3, group="South"),
            Line(name="Jonas Möller", enrolled_at=began, last_active_at=NOON - timedelta(days=9), share=1.0,
                 lessons_done=4, group="North"),
            Line(name="Pape Ndiaye", enrolled_at=began, last_active_at=NOON - timedelta(days=16), share=0.4,
                 lessons_done=2),
            Line(name="Yaw Mensah", enrolled_at=began),
        ],
    )  # fmt: skip
    session.commit()
    return cohort


@pytest.fixture
def foreign(session):
    """A cohort of somebody else, whose every word would be a leak."""
    other = add_cohort(session, "Canary cohort", slug="canary-cohort")
    add_facilitator(session, other, add_person(session, "Canary facilitator", role="facilitator"))
    add_lines(session, other, [Line(name="Canary learner", last_active_at=NOON, group="Canary group")])
    session.commit()
    return other


@pytest.fixture
def signed_in(client, session, ines):
    sign_in(client, session, ines)
    return client
