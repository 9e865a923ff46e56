"""Questions in and out on the command line."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from course.core.formats.question_formats import FORMS, read_questions
from tests.cli.test_course import course, run  # noqa: F401 - the fixture of a small course
from tests.core.content.builders import Course
from tests.core.formats.test_pictures import BRIDGE, FERRY, file, moodle
from tests.kinds import SCENARIO

FILES = Path(__file__).parents[1] / "files" / "questions"


@pytest.fixture
def target(course: Course) -> Path:  # noqa: F811 - a fixture
    return course.root / "quizzes" / "brought.yaml"


def test_a_new_quiz_is_written_as_authors_write_it(course, target):  # noqa: F811
    result = run(
        course, "import-questions", str(FILES / "sample.gift"), "--to", str(target), "--module", "front-desk"
    )

    assert result.exit_code == 0, result.output
    assert "10 taken, 1 left out, 3 changed." in result.stdout
    assert "sample.gift:41: Broken: left out. A bracket is not closed." in result.stderr
    quiz = yaml.safe_load(target.read_text("utf-8"))
    assert [question["id"] for question in quiz["questions"]][:2] == ["t-1", "which-services"]
    assert quiz["module"] == "front-desk"


def test_what_the_check_then_asks_for_is_translations_reasons_and_a_place(course, target):  # noqa: F811
    run(course, "import-questions", str(FILES / "sample.gift"), "--to", str(target), "--module", "front-desk")

    result = run(course, "check")

    lines = [line for line in result.stderr.splitlines() if "brought.yaml" in line]
    asked = {re.sub(r"“[^”]*”|\d+", "", line.partition(": ")[2]) for line in lines}
    assert asked <= {
        "The text in  is missing.",
        "The field  is missing.",
        "A facilitator marks this by a rubric: give it at least one criterion.",
        "This quiz is in no module.",
        "No module names this quiz.",
    }, asked


def test_questions_are_added_at_the_end_of_a_quiz_and_their_ids_differ(course):  # noqa: F811
    target = course.root / "quizzes" / "desk-check.yaml"
    before = target.read_text("utf-8")
    first = yaml.safe_load(before)["questions"][0]["id"]
    file = course.root / "more.gift"
    file.write_text(f"::{first}::Open?{{T}}", "utf-8")

    result = run(course, "import-questions", str(file), "--to", str(target))

    assert result.exit_code == 0, result.output
    assert target.read_text("utf-8").startswith(before.rstrip("\n"))
    ids = [question["id"] for question in yaml.safe_load(target.read_text("utf-8"))["questions"]]
    assert ids[-1] == f"{first}-2"
    assert len(set(ids)) == len(ids)


def test_a_dry_run_writes_nothing(course, target):  # noqa: F811
    result = run(
        course,
        "import-questions",
        str(FILES / "sample.aiken"),
        "--to",
        str(target),
        "--module",
        "front-desk",
        "--dry-run",
    )

    assert "Nothing is written." in result.stdout
    assert not target.exists()


@pytest.mark.parametrize(
    ("text", "more", "sentence"),
    [
        ("Nothing here", [], "There is no question in it that can be read."),
        ("Q {~a}", [], "There is no question to take."),
        ("Q {T}", [], "name its module with --module"),
        ("Q {T}", ["--language", "de", "--module", "front-desk"], "not in de"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(course, target, text, more, sentence):  # noqa: F811
    file = course.root / "some.txt"
    file.write_text(text, "utf-8")

    result = run(course, "import-questions", str(file), "--to", str(target), *more)

    assert result.exit_code == 1
    assert sentence in result.stderr
    assert not target.exists()


def test_a_quiz_whose_questions_do_not_stand_last_is_left_alone(course):  # noqa: F811
    target = course.root / "quizzes" / "desk-check.yaml"
    target.write_text(target.read_text("utf-8") + "\ntime_limit: 5\n", "utf-8")
    before = target.read_text("utf-8")

    result = run(course, "import-questions", str(FILES / "sample.aiken"), "--to", str(target))

    assert result.exit_code == 1
    assert "stand last" in result.stderr
    assert target.read_text("utf-8") == before


def test_a_quiz_goes_out_and_comes_back(course, tmp_path):  # noqa: F811
    out = run(course, "export-questions", "desk-check", "--format", "gift", "--language", "es")
    file, target = tmp_path / "out.gift", course.root / "quizzes" / "back.yaml"
    file.write_text(out.stdout, "utf-8")

    result = run(
        course,
        "import-questions",
        str(file),
        "--to",
        str(target),
        "--module",
        "front-desk",
        "--language",
        "es",
    )

    assert "left out" in out.stderr  # kinds that GIFT does not have
    assert "0 left out, 0 changed." in result.stdout
    shutil.rmtree(tmp_path / "course")


@pytest.mark.parametrize("form", ["qti-2.1", "qti-3.0", "moodle-xml"])
def test_a_quiz_goes_out_into_a_file_and_comes_back_told_by_its_content(course, tmp_path, form):  # noqa: F811
    file, target = tmp_path / "out.bin", course.root / "quizzes" / "back.yaml"
    run(course, "export-questions", "desk-check", "--format", form, "--to", str(file))

    result = run(course, "import-questions", str(file), "--to", str(target), "--module", "front-desk")

    assert result.exit_code == 0, result.output
    assert " 0 left out" in result.stdout


def test_a_quiz_that_is_not_there_is_named(course):  # noqa: F811
    result = run(course, "export-questions", "nothing", "--format", "aiken")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no quiz “nothing”." in result.stderr


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"yaml"}))
def test_a_quiz_of_which_a_format_can_hold_nothing_is_named_and_writes_no_file(course, tmp_path, form):  # noqa: F811
    file_of_quiz = course.root / "quizzes" / "desk-check.yaml"
    quiz = yaml.safe_load(file_of_quiz.read_text("utf-8"))
    quiz["questions"] = [SCENARIO]
    file_of_quiz.write_text(yaml.safe_dump(quiz, allow_unicode=True, sort_keys=False), "utf-8")
    target = tmp_path / "out.bin"

    result = run(course, "export-questions", "desk-check", "--format", form, "--to", str(target))

    assert (result.exit_code, target.exists()) == (1, False)
    assert "day: left out. It is a story" in result.stderr
    assert f"{FORMS[form].name} can hold no question of “desk-check”: nothing is written." in result.stderr


def pictured(course, data=BRIDGE):  # noqa: F811
    text = '<p>How?</p><img src="@@PLUGINFILE@@/bridge.png" alt="A bridge">'
    place = course.root / "pictured.xml"
    place.write_bytes(moodle(text, file(data=data)))
    return place


def test_pictures_go_into_the_module_of_the_quiz(course, target):  # noqa: F811
    media = course.root / "modules" / "01-front-desk" / "media"

    result = run(
        course, "import-questions", str(pictured(course)), "--to", str(target), "--module", "front-desk"
    )

    assert result.exit_code == 0, result.output
    assert f"media/bridge.png: {len(BRIDGE)} bytes" in result.stdout
    assert (media / "bridge.png").read_bytes() == BRIDGE
    question = yaml.safe_load(target.read_text("utf-8"))["questions"][0]
    assert question["picture"] == {"file": "media/bridge.png", "text": {"en": "A bridge"}}
    assert "media_missing" not in run(course, "check").stderr


def test_a_quiz_with_a_picture_goes_out_with_it(course, tmp_path):  # noqa: F811
    (course.root / "modules" / "01-front-desk" / "media" / "bridge.png").write_bytes(BRIDGE)
    file_of_quiz = course.root / "quizzes" / "desk-check.yaml"
    quiz = yaml.safe_load(file_of_quiz.read_text("utf-8"))
    quiz["questions"][0]["picture"] = {
        "file": "media/bridge.png",
        "text": {"en": "A bridge", "es": "Un puente", "fr": "Un pont"},
    }
    file_of_quiz.write_text(yaml.safe_dump(quiz, allow_unicode=True, sort_keys=False), "utf-8")
    target = tmp_path / "out.xml"

    result = run(course, "export-questions", "desk-check", "--format", "moodle-xml", "--to", str(target))

    assert result.exit_code == 0, result.output
    assert read_questions(target.read_bytes(), "en")[1].kept_pictures() == {"media/bridge.png": BRIDGE}


def test_another_picture_of_the_same_name_gets_a_name_of_its_own(course, target):  # noqa: F811
    more = ["--to", str(target), "--module", "front-desk"]
    run(course, "import-questions", str(pictured(course)), *more)
    run(course, "import-questions", str(pictured(course)), *more)

    run(course, "import-questions", str(pictured(course, FERRY)), *more)

    named = [one["picture"]["file"] for one in yaml.safe_load(target.read_text("utf-8"))["questions"]]
    assert named == ["media/bridge.png", "media/bridge.png", "media/bridge-2.png"]


def test_pictures_without_a_module_to_put_them_into_are_refused_and_nothing_is_written(course, target):  # noqa: F811
    result = run(
        course, "import-questions", str(pictured(course)), "--to", str(target), "--module", "nowhere"
    )

    assert result.exit_code == 1
    assert "there is no module “nowhere”" in result.stderr
    assert not target.exists()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("nowhere/new.yaml", None, "There is no folder"),
        ("old.yaml", "module: Café".encode("cp1252"), "not in UTF-8"),
    ],
)
def test_a_quiz_file_that_cannot_be_written_or_read_is_named_before_anything_is(course, name, data, sentence):  # noqa: F811
    target = course.root / name
    if data:
        target.write_bytes(data)

    result = run(
        course, "import-questions", str(pictured(course)), "--to", str(target), "--module", "front-desk"
    )

    assert (result.exit_code, sentence in result.stderr) == (1, True)
    assert not (course.root / "modules" / "01-front-desk" / "media" / "bridge.png").exists()


def test_a_format_that_was_chosen_wrongly_is_named(course, target):  # noqa: F811
    file = str(FILES / "sample.moodle.xml")

    result = run(
        course, "import-questions", file, "--to", str(target), "--module", "front-desk", "--format", "gift"
    )

    assert result.exit_code == 1
    assert "looks like Moodle XML: choose Moodle XML" in result.stderr


def test_a_file_of_something_else_is_named_and_nothing_is_written(course, target):  # noqa: F811
    file = course.root / "questions.txt"
    file.write_bytes(b"%PDF-1.7 Q {T}")

    result = run(course, "import-questions", str(file), "--to", str(target), "--module", "front-desk")

    assert result.exit_code == 1
    assert "It seems to be a PDF. Take a file of questions:" in result.stderr
    assert not target.exists()
