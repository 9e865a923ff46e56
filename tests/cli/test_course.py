"""What authors read when they check, publish and ask for the state of translations."""

import json
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


def run(course: Course, *arguments: str) -> Result:
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
        return app.test_cli_runner().invoke(args=["course", *arguments])
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


def test_status_lists_the_paragraphs_to_translate_with_their_places(course: Course):
    run(course, "translated", "--all")
    course.change(MORNING, "A card helps", "A card may help")
    course.delete(f"{DESK}/02-afternoon.fr.md")

    result = run(course, "status")

    lines = result.stdout.split("\n")
    line = course.line_of(f"{DESK}/01-morning.es.md", "/// note")
    theirs = course.line_of(MORNING, "/// note")
    assert result.exit_code == 0
    assert "morning  es  out of date" in lines
    assert "afternoon  es  up to date" in lines
    assert "To translate: morning.es, morning.fr, afternoon.fr" in lines
    said = f"changed in the source (line {theirs}): “A card is not a firewall”"
    assert [each for each in lines if each.startswith("modules/")] == [
        f"{DESK}/01-morning.es.md:{line}: [Tres barreras] {said}",
        f"{DESK}/01-morning.fr.md:{line}: [Trois obstacles] {said}",
    ]


def test_status_says_where_paragraphs_cannot_be_told(course: Course):
    course.change(MORNING, "Every town", "Each town")

    result = run(course, "status")

    said = f"{DESK}/01-morning.es.md: the whole text; which paragraphs changed cannot be told"
    assert said in result.stdout.split("\n")


def test_translated_marks_the_named_file_and_says_so(course: Course):
    course.change(MORNING, "Every town", "Each town")
    place = str(course.root / DESK / "01-morning.es.md")

    first, again = run(course, "translated", place), run(course, "translated", place)

    assert (first.exit_code, first.stdout) == (0, f"{DESK}/01-morning.es.md: marked\n")
    assert again.stdout == f"{DESK}/01-morning.es.md: was marked already\n"
    assert "morning  es  up to date" in run(course, "status").stdout
    assert "morning  fr  out of date" in run(course, "status").stdout


def test_translated_takes_translations_only(course: Course):
    before = (course.root / MORNING).read_bytes()

    result = run(course, "translated", str(course.root / MORNING), "nothing.md")

    assert result.exit_code == 1
    assert result.stderr.split("\n")[:2] == [
        f"{MORNING}: in the course's source language: name the translations that were made from it.",
        "nothing.md: no translation that can be read, or its source cannot.",
    ]
    assert (course.root / MORNING).read_bytes() == before


def test_translated_says_when_paragraphs_do_not_correspond(course: Course):
    course.change(f"{DESK}/01-morning.es.md", "## Tres", "Uno.\n\n## Tres")

    result = run(course, "translated", "--all")

    assert f"{DESK}/01-morning.es.md: has 16 paragraphs, its source 15" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("--all", "x.md")])
def test_translated_asks_for_files_or_all_of_them(course: Course, arguments):
    assert run(course, "translated", *arguments).exit_code == 2


def test_sources_lists_each_address_with_its_facts_and_uses(course: Course):
    course.add("modules/facts/desk.md", "https://example.org/register\n")

    lines = run(course, "sources").stdout.split("\n")

    at = lines.index("https://example.org/register")
    line = course.line_of(MORNING, "(https:")
    assert lines[at + 1 : at + 3] == ["  from  modules/facts/desk.md", f"  used  {MORNING}:{line}"]
    assert lines[-2] == "2 addresses, 1 in no fact file."


def test_sources_as_csv_has_a_row_for_each_use(course: Course):
    rows = run(course, "sources", "--csv").stdout.split("\n")

    line = course.line_of(MORNING, "Town register")
    assert rows[0] == "address,facts,file,line"
    assert f"https://example.org/register?year=2024&part=1,,{MORNING},{line}" in rows
    assert len(rows) == 8


def test_the_report_tells_how_lessons_read_and_habits_of_questions(course: Course):
    course.change("quizzes/desk-check.yaml", 'en: "All residents"', 'en: "All of the residents"')

    lines = run(course, "check", "--report").stdout.split("\n")

    assert lines[0] == "0 to mend, 0 warnings."
    at = lines.index("How lessons read")
    assert lines[at + 1].split() == [
        "lesson", "language", "words", "sentences", "mean", "longest", "line", "index", "ease",
    ]  # fmt: skip
    assert [line.split()[:2] for line in lines[at + 2 : at + 4]] == [["morning", "en"], ["morning", "es"]]
    notes = lines[lines.index("Habits of questions") + 2 :]
    assert any(line.startswith("quizzes/desk-check.yaml:") and " longest-right " in line for line in notes)


def test_the_report_as_json_is_alone_on_the_output(course: Course):
    result = run(course, "check", "--report", "--json")

    data = json.loads(result.stdout)
    assert result.stderr == "0 to mend, 0 warnings.\n"
    assert len(data["lessons"]) == 6
    assert set(data["lessons"][0]) == {
        "file", "lesson", "language", "words", "sentences", "mean", "longest", "line", "index", "ease",
    }  # fmt: skip


def test_json_without_a_report_is_refused(course: Course):
    assert run(course, "check", "--json").exit_code == 2
