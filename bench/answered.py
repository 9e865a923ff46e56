"""Learners with an attempt of which every question is answered, and what the button of its page sends."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import update

from bench.fill import fill_cohort
from bench.people import Person, sign_in
from course.core.grading.reading import form_name, show_response
from course.db.session import Database, Session
from course.flows.start_attempt import start_attempt
from course.flows.store_answer import attempt_questions, lock_attempt
from course.flows.store_form import Posted, store_form
from course.schema import metadata

QUIZ = "big"


@dataclass(slots=True)
class Learner:
    """One person whose attempt is answered and open, and what became of handing it in."""

    person: Person
    attempt: UUID
    form: dict[str, str]  # what the button of the attempt's page sends, in the order of the page
    waited: float = 0.0  # seconds from pressing the button until it was accepted

    @property
    def path(self) -> str:
        return f"/en/quiz/{QUIZ}/attempts/{self.attempt}"

    def request(self, port: int) -> bytes:
        """Return what a browser sends when the button is pressed."""
        form = urlencode(self.form)
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Cookie: session={self.person.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\nConnection: close\r\n\r\n{form}"
        ).encode()


def prepare(app: Flask, database: Database, name: str, number: int) -> list[Learner]:
    """Enrol learners in one cohort, sign each in, and answer all questions of an attempt of each."""
    random = Random(1)
    with database.writer.begin() as connection:
        _cohort, ids = fill_cohort(connection, name, number, random)
    people = [sign_in(app, database, one) for one in ids]
    learners = []
    for start in range(0, number, 500):
        with database.writing() as session:
            learners += [
                _answered(app, session, one, person, random)
                for one, person in zip(ids[start : start + 500], people[start : start + 500], strict=True)
            ]
    return learners


def _answered(app: Flask, session: Session, learner_id: UUID, person: Person, random: Random) -> Learner:
    content, now = app.extensions["course_content"].catalogue(), datetime.now(UTC)
    attempt = start_attempt(
        session, content, learner_id=learner_id, quiz_slug=QUIZ, key=uuid4().hex, language="en", now=now
    )
    row = lock_attempt(session, content, attempt_id=attempt, learner_id=learner_id, quiz_slug=QUIZ)
    found = attempt_questions(content, row)
    raws = {
        form_name(place): str(show_response(question, row.seed, random.choice("abcd")))
        for place, question in enumerate(found.questions, 1)
    }
    kept = store_form(session, found, Posted(raws, {}), language="en", now=now).responses
    seen = ",".join(str(kept[question.id].number) for question in found.questions)
    form = {"csrf_token": person.csrf, "seen": seen, **raws, "submit": "check"}
    return Learner(person, attempt, form)


def end_at(database: Database, learners: list[Learner], deadline: datetime) -> None:
    """Give all attempts one deadline, as where a quiz closes: theirs was fixed long before, when they began."""
    attempt, ids = metadata.tables["attempt"], [one.attempt for one in learners]
    with database.writer.begin() as connection:
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            connection.execute(update(attempt).where(attempt.c.id.in_(part)).values(deadline=deadline))
