"""Two cohorts that know nothing of each other, and one of each kind of caller: what the access matrix walks through."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.grading.windows import Outage
from course.core.ids import new_id
from course.core.rules.scopes import SCOPES
from course.core.tokens import new_token, token_hash
from course.flows.count_attempts import summed
from course.flows.question_faults import report_fault
from course.flows.sign_badges import make_signing_pair
from course.flows.start_attempt import start_attempt
from course.flows.store_form import Posted
from course.flows.submit_attempt import submit_attempt
from course.store.accounts.models import Account, ApiToken, SignIn
from course.store.attempts.outages import add_outage
from course.store.attempts.overrides import StoredOverride, add_override
from course.store.awards.queries import find_certificate
from course.store.cohorts.models import Cohort, Enrolment, Invitation, RosterImport
from course.store.faults.queries import faults_of
from course.store.regrades.models import Regrade
from course.store.statistics.operations import add_to_sums
from tests.attempts import answer, begin, opened, submit, with_quiz
from tests.builders import add_cohort, add_facilitator, add_person, enrol, give_certificate
from tests.conftest import SECRET
from tests.kinds import ESSAY

MISSING = UUID("018f0000-0000-7000-8000-000000000000")


@dataclass(slots=True)
class Side:
    """One cohort with its facilitator and learner, and what belongs to the learner."""

    cohort: Cohort
    facilitator: Account
    learner: Account
    attempt: UUID
    submitted: UUID
    essay: UUID  # an attempt at another version of the quiz, with an answer that waits for a mark
    import_id: UUID
    enrolment: UUID
    invitation: UUID
    certificate: str  # its code; the name is not shown
    regrade: UUID
    receipt: str  # of an answer in the open attempt
    report: UUID
    outage: UUID  # recorded by the facilitator
    override: UUID
    canaries: list[str] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """Everybody. `signed` maps a caller to the token of their browser, `tokens` to an API token with all scopes."""

    mine: Side
    other: Side
    outage: UUID  # of everybody
    alone: UUID  # an attempt of somebody in no cohort, with an answer that waits for a mark
    admin: Account
    suspended: Account
    unconfirmed: Account
    signed: dict[str, str]
    tokens: dict[str, str]
    sessions: dict[str, UUID]
    token_ids: dict[str, UUID]


def make_world(session: Session, catalogue: Catalogue, now: Any) -> World:
    """Make both sides and sign everybody in."""
    mine, other = (_side(session, catalogue, name, now) for name in ("Mine", "Other"))
    add_to_sums(session, summed(session, catalogue, [mine.submitted, other.submitted]).groups.values())
    admin = add_person(session, f"Admin {uuid4().hex[:6]}", role="admin")
    suspended = add_person(session, f"Suspended {uuid4().hex[:6]}", suspended_at=now)
    unconfirmed = add_person(session, f"Unconfirmed {uuid4().hex[:6]}", confirmed_at=None)
    enrol(session, catalogue, mine.cohort, suspended, now)
    callers = {
        "learner": mine.learner,
        "facilitator": mine.facilitator,
        "other learner": other.learner,
        "other facilitator": other.facilitator,
        "admin": admin,
        "suspended": suspended,
        "unconfirmed": unconfirmed,
    }
    make_signing_pair(session, secret=SECRET, now=now)
    alone = _essay(session, catalogue, add_person(session, f"Alone {uuid4().hex[:6]}"), "I walk.", now)
    outage = _outage(session, None, admin, "For all.", now)
    world = World(mine, other, outage, alone, admin, suspended, unconfirmed, {}, {}, {}, {})
    for name, account in callers.items():
        _sign_in(session, world, name, account, now)
    session.commit()
    return world


def _side(session: Session, catalogue: Catalogue, name: str, now: Any) -> Side:
    mark = uuid4().hex[:10]
    cohort = add_cohort(session, f"{name} cohort {mark}")
    guide = add_person(session, f"{name} Guide {uuid4().hex[:8]}", role="facilitator")
    learner = add_person(
        session,
        f"{name} Learner {uuid4().hex[:8]}",
        city=f"City{uuid4().hex[:8]}",
        organisation=f"Office{uuid4().hex[:8]}",
        given_name=f"Given{uuid4().hex[:8]}",
        family_name=f"Family{uuid4().hex[:8]}",
    )
    add_facilitator(session, cohort, guide)
    enrol(session, catalogue, cohort, learner, now)
    submitted = _attempt(session, catalogue, learner, now, submit=True)
    outage = _outage(session, cohort.id, guide, f"Outage {mark}", now)
    override = _override(session, cohort.id, f"Override {mark}", now)
    essay = _essay(session, catalogue, learner, f"Essay {mark}", now)
    attempt = _attempt(session, catalogue, learner, now, submit=False)
    receipt = answer(session, catalogue, learner, attempt, "pick-one", "hen", now=now).receipt
    report = _report(session, catalogue, learner, attempt, f"Words {mark}", now)
    staged = RosterImport(
        id=new_id(),
        cohort_id=cohort.id,
        actor_id=None,
        file_name=f"{mark}.csv",
        encoding="utf-8",
        separator=",",
        columns=["email"],
        ignored_columns=[],
        state="checked",
        created_at=now,
    )
    invitation = Invitation(id=new_id(), cohort_id=cohort.id, account_id=learner.id, invited_at=now)
    regrade = Regrade(
        id=new_id(),
        key=mark,
        quiz_slug="steps",
        to_version=catalogue.quizzes["steps"].version,
        from_versions=[],
        questions=["pick-one"],
        because={"en": "A reason."},
        state="applied",
        learners=0,
        counts={},
        ordered_at=now,
        applied_at=now,
    )
    session.add_all([staged, invitation, regrade])
    session.flush()
    give_certificate(session, learner, now)
    certificate = find_certificate(session, learner.id)
    assert certificate is not None
    enrolment = session.query(Enrolment.id).filter_by(cohort_id=cohort.id, learner_id=learner.id).scalar()
    canaries = [
        learner.display_name,
        learner.email,
        learner.city,
        learner.organisation,
        learner.given_name,
        learner.family_name,
        str(learner.id),
        cohort.name,
        str(attempt),
        receipt,
        f"Words {mark}",
        f"Essay {mark}",
        str(essay),
        f"Outage {mark}",
        f"Override {mark}",
    ]
    return Side(
        cohort,
        guide,
        learner,
        attempt,
        submitted,
        essay,
        staged.id,
        enrolment,
        invitation.id,
        certificate.code,
        regrade.id,
        receipt,
        report,
        outage,
        override,
        canaries,
    )


def _attempt(session: Session, catalogue: Catalogue, learner: Account, now: Any, *, submit: bool) -> UUID:
    attempt_id = start_attempt(
        session,
        catalogue,
        learner_id=learner.id,
        quiz_slug="steps",
        key=uuid4().hex,
        language="en",
        now=now,
    )
    if submit:
        submit_attempt(
            session,
            catalogue,
            learner_id=learner.id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            posted=Posted({}),
            language="en",
            now=now,
        )
    session.commit()
    return attempt_id


def _outage(session: Session, cohort_id: UUID | None, by: Account, reason: str, now: Any) -> UUID:
    lost = Outage(now - timedelta(hours=2), now - timedelta(hours=1), reason)
    outage_id = add_outage(session, cohort_id, lost, recorded_by=by.id, now=now)
    assert outage_id is not None
    return outage_id


def _override(session: Session, cohort_id: UUID, reason: str, now: Any) -> UUID:
    none = dict.fromkeys(("learner_id", "opens", "closes", "time_limit", "expires_at"))
    made = StoredOverride(
        **none,
        id=new_id(),
        quiz_slug="steps",
        cohort_id=cohort_id,
        attempts=0,
        reason=reason,
        reason_told=False,
        made_at=now,
    )
    add_override(session, made)
    return made.id


def _essay(session: Session, catalogue: Catalogue, learner: Account, text: str, now: Any) -> UUID:
    """Hand in an essay, which waits for a mark and whose result, in a cohort, is told by hand."""
    asking = with_quiz(catalogue, questions=[ESSAY], release="by-hand")
    attempt_id = begin(session, asking, learner, now=now)
    submit(session, asking, learner, attempt_id, {"plan": text}, now=now)
    session.commit()
    return attempt_id


def _report(
    session: Session, catalogue: Catalogue, learner: Account, attempt: UUID, words: str, now: Any
) -> UUID:
    row = opened(session, catalogue, learner, attempt).row
    report_fault(session, catalogue, row, place=1, fault="other", words=words, language="en", now=now)
    return faults_of(session, learner.id)[0].id


def _sign_in(session: Session, world: World, name: str, account: Account, now: Any) -> None:
    browser, program = new_token(), new_token()
    sign_in = SignIn(
        id=new_id(),
        account_id=account.id,
        token_hash=token_hash(browser),
        device="matrix",
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(days=30),
    )
    token = ApiToken(
        id=new_id(),
        account_id=account.id,
        name="matrix",
        token_hash=token_hash(program),
        scopes=sorted(SCOPES),
        created_at=now,
        expires_at=now + timedelta(days=30),
    )
    session.add_all([sign_in, token])
    world.signed[name], world.tokens[name] = browser, program
    world.sessions[name], world.token_ids[name] = sign_in.id, token.id
