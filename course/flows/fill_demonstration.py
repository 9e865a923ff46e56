"""Filling a demonstration cohort: invented learners whose results come about through the same flows as real ones."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.questions import AnyQuestion
from course.core.grading.reading import form_name, show_response
from course.core.grading.responses import Response
from course.core.grading.windows import start_reason, terms_of
from course.core.rules.topics import TOPICS
from course.db.session import Session
from course.flows.complete_lesson import complete_lesson
from course.flows.demonstration_answers import right_response, wrong_response
from course.flows.demonstration_people import Invented, invent
from course.flows.enrol_learner import enrol_learner
from course.flows.start_attempt import start_attempt
from course.flows.store_answer import OpenAttempt, attempt_questions, lock_attempt
from course.flows.store_form import Posted
from course.flows.submit_attempt import submit_attempt
from course.store.accounts.operations import ProfileChange, change_profile, find_or_add_person, give_consent
from course.store.attempts.queries import quiz_facts
from course.store.audit.operations import record
from course.store.cohorts.bulk import add_facilitators
from course.store.cohorts.operations import add_cohort

Writing = Callable[[], AbstractContextManager[Session]]

SLUG = "demonstration"
CODE = "DEMCRSE2"
SEATS = 60  # or as many as learners are wanted
RUNNING = timedelta(weeks=5)  # how long the cohort has been running, and will run still
TAKES = timedelta(minutes=9)  # an attempt
POLICY = "1"


@dataclass(frozen=True, slots=True)
class Account:
    """One made account: its address, role and password's hash."""

    email: str
    role: str


STAFF = (
    (Account("facilitator@example.org", "facilitator"), "Claire Fontaine", "fr"),
    (Account("admin@example.org", "admin"), "Samuel Osei", "en"),
)


def fill_demonstration(
    writing: Writing, catalogue: Catalogue, *, learners: int, seed: int, password_hash: str, now: datetime
) -> int:
    """Make the cohort, its staff and its learners with their results; return how many learners are new.

    `writing` opens a transaction; each learner has one of their own. The same seed gives the same people and
    results. People who are there already stay as they are.
    """
    start = now - RUNNING
    with writing() as session:
        cohort_id = _open_cohort(session, password_hash, now, start, seats=max(SEATS, learners))
    if cohort_id is None:
        return 0
    made = 0
    for index, person in enumerate(invent(learners, seed=seed, topics=tuple(TOPICS))):
        with writing() as session:
            learner_id, is_new = _add_learner(session, person, index, password_hash, start)
            if not is_new:
                continue
            enrol_learner(
                session,
                catalogue,
                cohort_id=cohort_id,
                learner_id=learner_id,
                source="demonstration",
                actor_id=None,
                now=start,
            )
            _Story(session, catalogue, learner_id, person, Random(f"{seed}/{index}"), start, now).tell()
            made += 1
    return made


def _open_cohort(
    session: Session, password_hash: str, now: datetime, start: datetime, *, seats: int
) -> UUID | None:
    cohort_id = add_cohort(
        session,
        slug=SLUG,
        name="Demonstration cohort",
        language="en",
        seats=seats,
        starts_on=start.date(),
        ends_on=(now + RUNNING).date(),
        time_zone="UTC",
        code=CODE,
        code_open=True,
        now=start,
    )
    if cohort_id is None:
        return None
    for account, name, language in STAFF:
        account_id, _ = find_or_add_person(
            session,
            email=account.email,
            display_name=name,
            now=start,
            role=account.role,
            language=language,
            password_hash=password_hash,
            confirmed_at=start,
            demonstration=True,
        )
        if account.role == "facilitator":
            add_facilitators(session, cohort_id, [account_id], now=start)
    record(
        session,
        actor_id=None,
        action="demonstration.filled",
        subject_kind="cohort",
        subject_id=SLUG,
        cohort_id=cohort_id,
        now=now,
    )
    return cohort_id


def _add_learner(
    session: Session, person: Invented, index: int, password_hash: str, start: datetime
) -> tuple[UUID, bool]:
    number = "" if index == 0 else str(index + 1)
    name = f"{person.given_name} {person.family_name}"
    account_id, is_new = find_or_add_person(
        session,
        email=f"learner{number}@example.org",
        display_name=name,
        now=start,
        language=person.language,
        password_hash=password_hash,
        confirmed_at=start if person.pace != "absent" else None,
        demonstration=True,
    )
    if is_new:
        _fill_profile(session, account_id, person, start)
    return account_id, is_new


def _fill_profile(session: Session, account_id: UUID, person: Invented, start: datetime) -> None:
    audience = "community" if person.shares else "cohort"
    shown = ("display_name", "country", "city", "organisation", "role_title", "topics", "languages")
    change_profile(
        session,
        account_id=account_id,
        change=ProfileChange(
            columns={
                "given_name": person.given_name,
                "family_name": person.family_name,
                "country": person.country,
                "city": person.city,
                "organisation": person.organisation,
                "role_title": person.role_title,
                "time_zone": person.time_zone,
            },
            topics=person.topics,
            languages=person.spoken,
            audiences=dict.fromkeys(shown, audience) if person.pace != "absent" else {},
        ),
    )
    if person.shares:
        give_consent(
            session, account_id=account_id, purpose="community", given=True, policy_version=POLICY, now=start
        )


class _Story:
    """What one learner did, week by week."""

    # Pace: share of the course done by now, and days since the last visit.
    _ENDS = {  # noqa: RUF012 - never changed
        "finished": (1.0, 6),
        "steady": (0.85, 1),
        "slow": (0.35, 3),
        "stopped": (0.3, 19),
        "stuck": (0.9, 2),
    }

    def __init__(
        self,
        session: Session,
        catalogue: Catalogue,
        learner_id: UUID,
        person: Invented,
        random: Random,
        start: datetime,
        now: datetime,
    ) -> None:
        self.session = session
        self.catalogue = catalogue
        self.learner_id = learner_id
        self.person = person
        self.random = random
        self.start = start
        self.now = now

    def tell(self) -> None:
        """Do the steps of the course up to where this learner is today."""
        if self.person.pace == "absent":
            return
        share, days_ago = self._ENDS[self.person.pace]
        steps = self._steps()
        share = min(1.0, max(0.05, share + self.random.uniform(-0.15, 0.15))) if share < 1 else 1.0
        done = steps[: max(1, round(len(steps) * share))]
        last = self.now - timedelta(days=days_ago, hours=self.random.randint(0, 20))
        first = self.start + timedelta(days=self.random.randint(0, 4), hours=self.random.randint(6, 16))
        span = max(last - first, timedelta(hours=1))
        for index, (kind, slug) in enumerate(done):
            at = first + span * ((index + 1) / len(done))
            if kind == "lesson":
                self._read(slug, at)
            else:
                self._try(slug, at)

    def _steps(self) -> list[tuple[str, str]]:
        """Return the steps in the order people take: games in between, the questionnaire before the last lesson."""
        steps = []
        for module in self.catalogue.modules:
            mine = [("lesson", lesson.slug) for lesson in module.lessons]
            for place, slug in enumerate(module.games):
                mine.insert(min(len(mine), 3 * (place + 1)), ("quiz", slug))
            mine[-1:-1] = [("quiz", slug) for slug in module.quizzes]
            steps += mine
        return steps

    def _read(self, slug: str, at: datetime) -> None:
        complete_lesson(
            self.session,
            self.catalogue,
            learner_id=self.learner_id,
            lesson_slug=slug,
            key=f"demonstration-{slug}",
            language=self.person.language,
            now=at,
        )

    def _try(self, slug: str, at: datetime) -> None:
        """Attempt a quiz until it is passed, at most four times, or while its rules let; each time a little is learnt."""
        ability = self.person.ability
        for number in range(1, 5):
            moment = min(at + timedelta(hours=5 * (number - 1)), self.now)
            begins = moment - self._takes(slug)
            if start_reason(terms_of(self.catalogue.quizzes[slug]), begun=number - 1, now=begins):
                return
            self._attempt(slug, number, ability, moment)
            if self._passed(slug) or (
                number >= 2 and self.random.random() < 0.25 and self.person.pace != "stuck"
            ):
                return
            ability = min(0.97, ability + (0.02 if self.person.pace == "stuck" else 0.15))

    def _attempt(self, slug: str, number: int, ability: float, at: datetime) -> None:
        drawn = hashlib.sha256(f"{self.random.random()}".encode()).digest()[:16]
        attempt_id = start_attempt(
            self.session,
            self.catalogue,
            learner_id=self.learner_id,
            quiz_slug=slug,
            key=f"demonstration-{slug}-{number}",
            language=self.person.language,
            now=at - self._takes(slug),
            seed=drawn,
        )
        row = lock_attempt(
            self.session,
            self.catalogue,
            attempt_id=attempt_id,
            learner_id=self.learner_id,
            quiz_slug=slug,
        )
        opened = attempt_questions(self.catalogue, row)
        submit_attempt(
            self.session,
            self.catalogue,
            learner_id=self.learner_id,
            quiz_slug=slug,
            attempt_id=attempt_id,
            posted=self._answered(opened, ability),
            language=self.person.language,
            now=at,
        )

    def _answered(self, attempt: OpenAttempt, ability: float) -> Posted:
        """Answer the questions of an attempt as somebody of this ability does."""
        raws = {}
        for position, question in enumerate(attempt.questions, start=1):
            response = self._answer(question, ability)
            if response is not None:
                raws[form_name(position)] = show_response(question, attempt.row.seed, response)
        return Posted(raws)

    def _takes(self, slug: str) -> timedelta:
        """Return how long an attempt is open: less than its time limit, where it has one."""
        limit = self.catalogue.quizzes[slug].time_limit
        return min(TAKES, timedelta(minutes=limit) * 0.9) if limit else TAKES

    def _passed(self, slug: str) -> bool:
        return quiz_facts(self.session, self.learner_id)[slug].passed

    def _answer(self, question: AnyQuestion, ability: float) -> Response | None:
        """Answer as somebody of this ability would: hard questions are hard for everybody."""
        difficulty = int(hashlib.sha256(question.id.encode()).hexdigest()[:4], 16) / 0xFFFF
        knows = self.random.random() < ability + 0.25 * (0.5 - difficulty)
        if not knows and self.random.random() < 0.04:
            return None
        return (
            right_response(question, self.person.language) if knows else wrong_response(question, self.random)
        )
