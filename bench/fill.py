"""What is measured on: a course of 300 lessons, cohorts of 100 and 10,000, and a million learners."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, insert, text

from course.core.content.load import publish, read_course
from course.core.ids import new_id
from course.core.people import fold_name
from course.db.session import Database
from course.schema import metadata

MODULES = 30
LESSONS_EACH = 10
QUESTIONS = 40
SMALL, LARGE = 100, 10_000
NOW = datetime.now(UTC)
PARAGRAPH = (
    "A town keeps a register of those who live in it, and the register decides who gets a school place, a doctor "
    "and a letter. Who is not in it is hard to reach, and whoever works at the counter learns to ask twice. "
)


def write_course(folder: Path, size: int = MODULES, questions: int = QUESTIONS) -> None:
    """Write 30 modules of 10 lessons in three languages, each English lesson about 15 kB, and a quiz of 40.

    `size` and `questions` are the numbers of modules and of the quiz's questions, where they are others.
    """
    modules = folder / "modules"
    quizzes = folder / "quizzes"
    quizzes.mkdir(parents=True, exist_ok=True)
    slugs = [f"module-{number:02d}" for number in range(1, size + 1)]
    for number, slug in enumerate(slugs, start=1):
        place = modules / f"{number:02d}-{slug}"
        place.mkdir(parents=True, exist_ok=True)
        quiz = "[big]" if number == 1 else "[]"
        (place / "module.yaml").write_text(
            f"title: {_three(f'Module {number}')}\nsummary: {_three('About it.')}\n"
            f'aims: {{en: ["a"], es: ["a"], fr: ["a"]}}\nquizzes: {quiz}\ngames: []\n'
        )
        for lesson in range(1, LESSONS_EACH + 1):
            _write_lesson(place, number, lesson)
    (modules / "course.yaml").write_text(
        f"title: {_three('A large course')}\nsummary: {_three('For measuring.')}\nlanguages: [en, es, fr]\n"
        f"modules: [{', '.join(slugs)}]\nlicence: CC BY 4.0\n"
        'audiences: {en: ["x"], es: ["x"], fr: ["x"]}\npartners: [{name: "UCLG", address: "https://uclg.org"}]\n'
        "certificate: {modules: all, quizzes: all, games: all}\n"
    )
    (quizzes / "big.yaml").write_text(_quiz(questions))


def _write_lesson(place: Path, module: int, lesson: int) -> None:
    name = f"lesson-{module:02d}-{lesson:02d}"
    for language in ("en", "es", "fr"):
        long = language == "en"
        parts = "\n\n".join(
            f"## Part {part} {{#part-{part}}}\n\n" + "\n\n".join([PARAGRAPH * 3] * (3 if long else 1))
            for part in range(1, 8)
        )
        head = (
            f'---\ntitle: "Lesson {module}.{lesson}"\nsummary: "About it."\naims: ["aim"]\nkind: reading\n'
            'sources:\n  - {title: "A source", address: "https://example.org/a"}\n---\n'
        )
        body = f"{head}Words.\n\n{parts}\n\n/// key-points\n- one\n///\n\n/// do\nOne thing.\n///\n"
        (place / f"{lesson:02d}-{name}.{language}.md").write_text(body)


def _three(words: str) -> str:
    return f'{{en: "{words}", es: "{words}", fr: "{words}"}}'


def _quiz(questions: int) -> str:
    lines = [
        (
            f"module: module-01\ntitle: {_three('Quiz')}\nintro: {_three('Intro')}\npurpose: assessment\npass_score: 0.7\n"
            "attempts: 0\nkeep: best\nfeedback: deferred\nshuffle: true\ndraw: {}\nquestions:\n"
        )
    ]
    for number in range(questions):
        options = "\n".join(
            f"      - {{id: {sign}, text: {_three(f'Option {sign}')}, right: {str(sign == 'a').lower()}, "
            f"feedback: {_three('Because.')}}}"
            for sign in "abcd"
        )
        lines.append(
            f"  - id: q{number}\n    kind: choice\n    text: {_three(f'Question {number}?')}\n    options:\n{options}\n"
            "    see: lesson-01-01#part-1\n"
        )
    return "".join(lines)


def publish_course(folder: Path) -> str:
    draft = read_course(folder / "modules", folder / "quizzes", folder / "builds" / "cache")
    assert draft.catalogue is not None, draft.errors[:3]
    return publish(draft, folder / "builds").version


def fill_database(database: Database, learners: int) -> dict[str, UUID]:
    """Insert cohorts of 100 and of 10,000, and others up to `learners` in all; return the cohorts' ids by size."""
    tables = metadata.tables
    random = Random(1)
    sizes = [("small", SMALL), ("large", LARGE)]
    rest = learners - SMALL - LARGE
    sizes += [
        (f"other-{number}", min(LARGE, rest - number * LARGE))
        for number in range((rest + LARGE - 1) // LARGE)
    ]
    cohorts = {}
    with database.writer.connect() as connection:
        for name, size in sizes:
            cohorts[name], people = fill_cohort(connection, name, size, random)
            if name in {"small", "large"}:
                _insert(connection, tables["lesson_record"], _records(people, random))
                _insert(connection, tables["quiz_result"], (_result(person, random) for person in people))
            connection.commit()
        if database.dialect == "sqlite":
            connection.execute(text("ANALYZE"))
        connection.commit()
    if database.dialect == "postgresql":
        with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return cohorts


def fill_cohort(connection: Connection, name: str, size: int, random: Random) -> tuple[UUID, list[UUID]]:
    """Insert a cohort of new learners, each with their line of progress; return its id and theirs."""
    tables = metadata.tables
    cohort_id = new_id()
    people = [new_id() for _ in range(size)]
    connection.execute(insert(tables["cohort"]), cohort_row(cohort_id, name, size))
    _insert(connection, tables["account"], (account_row(person, random) for person in people))
    _insert(connection, tables["enrolment"], (_enrolment(cohort_id, person) for person in people))
    _insert(connection, tables["cohort_progress"], (_line(cohort_id, person, random) for person in people))
    return cohort_id, people


def _insert(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    while batch := list(islice(rows, 5_000)):
        connection.execute(insert(table), batch)


def cohort_row(cohort_id: UUID, name: str, size: int) -> dict[str, Any]:
    return {
        "id": cohort_id,
        "slug": name,
        "name": f"Cohort {name}",
        "language": "en",
        "code": cohort_id.hex[-12:].upper(),
        "code_open": True,
        "seats": 0,
        "seats_taken": size,
        "time_zone": "UTC",
        "starts_on": (NOW - timedelta(days=30)).date(),
        "ends_on": (NOW + timedelta(days=30)).date(),
        "created_at": NOW,
    }


def account_row(person: UUID, random: Random, role: str = "learner") -> dict[str, Any]:
    name = f"{random.choice(_GIVEN)} {random.choice(_FAMILY)} {person.hex[-5:]}"
    return {
        "id": person,
        "email": f"{person.hex}@example.org",
        "email_key": f"{person.hex}@example.org",
        "display_name": name,
        "name_key": fold_name(name),
        "given_name": "",
        "family_name": "",
        "country": "",
        "city": "",
        "organisation": "",
        "role_title": "",
        "can_help": "",
        "looking_for": "",
        "language": "en",
        "time_zone": "UTC",
        "role": role,
        "confirmed_at": NOW,
        "demonstration": False,
        "created_at": NOW,
    }


def _enrolment(cohort_id: UUID, person: UUID) -> dict[str, Any]:
    return {
        "id": new_id(),
        "cohort_id": cohort_id,
        "learner_id": person,
        "state": "active",
        "group_name": "",
        "source": "import",
        "enrolled_at": NOW - timedelta(days=30),
    }


def _line(cohort_id: UUID, person: UUID, random: Random) -> dict[str, Any]:
    seen = random.random() < 0.9
    return {
        "cohort_id": cohort_id,
        "learner_id": person,
        "name_key": f"{random.choice(_GIVEN)} {random.choice(_FAMILY)} {person.hex[-5:]}".lower(),
        "enrolled_at": NOW - timedelta(days=30),
        "last_active_at": NOW - timedelta(days=random.uniform(0, 28)) if seen else None,
        "lessons_done": random.randint(0, 300) if seen else 0,
        "quizzes_passed": int(random.random() < 0.5),
        "share": random.random() if seen else 0.0,
        "failed_quiz": "",
        "failed_attempts": 0,
    }


def _records(people: list[UUID], random: Random) -> Iterator[dict[str, Any]]:
    for person in people:
        for number in random.sample(range(300), k=60):
            module, lesson = divmod(number, LESSONS_EACH)
            yield {
                "learner_id": person,
                "lesson_slug": f"lesson-{module + 1:02d}-{lesson + 1:02d}",
                "module_slug": f"module-{module + 1:02d}",
                "completed_at": NOW,
                "content_version": "0",
                "language": "en",
            }


def _result(person: UUID, random: Random) -> dict[str, Any]:
    return {
        "learner_id": person,
        "quiz_slug": "big",
        "score": random.random(),
        "attempts": 1,
        "passed_at": NOW,
        "last_submitted_at": NOW,
    }


_GIVEN = ("Amina", "Tomás", "Grace", "Jonas", "Leïla", "Noor", "Rosa", "Yaw", "Elif", "Camille")
_FAMILY = (
    "Diallo",
    "Quiroga",
    "Achieng",
    "Möller",
    "Ben Youssef",
    "Haddad",
    "Pilco",
    "Mensah",
    "Kaya",
    "Morel",
)
