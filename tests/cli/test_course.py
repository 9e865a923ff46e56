"""What authors read when they check, publish and ask for the state of translations."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask

from course.cli.course import course_group
from course.db.session import Database
from tests.core.content.builders import DESK, Course, a_course

MORNING = f"{DESK}/01-morning.en.md"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return a_course(tmp_path / "course")


def run(course: Course, command: str) -> Result:
    app = Flask("course")
    app.cli.add_command(course_group)
    app.config["COURSE"] = SimpleNamespace(
        content_dir=course.root / "modules",
        quiz_dir=course.root / "quizzes",
        instance_dir=course.root.parent / "instance",
    )
    database = Database(
        f"sqlite:///{course.root.parent / 'course.sqlite3'}"
    )  # without tables: nothing to sum up
    app.extensions["course_database"] = database
    try:
        return app.test_cli_runner().invoke(args=["course", command])
    finally:
        database.dispose()


def test_a_right_course_passes_the_check(course: Course):
    result = run(course, "check")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "0 to mend, 0 warnings.\n", "")


def test_every_problem_is_a_line_with_its_place(course: Course):
    course.change("quizzes/desk-game.yaml", "purpose: game", "purpose: play")
    course.change(MORNING, "/// do", "/// todo")

    result = run(course, "check")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.split("\n")[:1] == [f"{MORNING}:66:0: There is no block “todo”."]
    assert "quizzes/desk-game.yaml:3:1: “purpose” must be" in result.stderr


def test_warnings_do_not_fail_the_check(course: Course):
    course.change(MORNING, "Every town", "Each town")

    result = run(course, "check")

    assert result.exit_code == 0
    assert f"{DESK}/01-morning.es.md:10:1: warning: The source text has changed" in result.stderr


def test_a_broken_course_is_not_published_and_the_old_one_stays(course: Course):
    first = run(course, "publish")
    course.change(MORNING, "/// do", "/// todo")

    second = run(course, "publish")

    version = first.stdout.removeprefix("Published ").strip(".\n")
    assert (first.exit_code, second.exit_code) == (0, 1)
    assert f"The version {version} stays on." in second.stderr
    assert (course.root.parent / "instance" / "builds" / "current").read_text("ascii") == version


def test_status_prints_what_a_translation_writes_into_made_from(course: Course):
    course.change(MORNING, "Every town", "Each town")
    course.delete(f"{DESK}/02-afternoon.fr.md")

    result = run(course, "status")

    lines = result.stdout.split("\n")
    source = next(line for line in lines if line.startswith("morning  en"))
    version = source.rpartition(" ")[2]
    assert result.exit_code == 0
    assert f"morning  es  out of date  made-from: {version}" in lines
    assert "afternoon  es  up to date" in lines
    assert "To translate: morning.es, morning.fr, afternoon.fr" in lines
