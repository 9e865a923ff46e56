"""Builds: the same everywhere, put on at once or not at all, quick to open."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.core.content import load
from course.core.content.builds import catalogue_to_json
from course.core.content.load import (
    CourseBroken,
    NoBuild,
    current_version,
    is_published,
    lesson_html,
    media_file,
    open_build,
    publish,
    read_course,
)
from course.core.problems import NotFound
from tests.core.content.builders import DESK, SAMPLE, Course, a_course

MORNING = f"{DESK}/01-morning.en.md"


def files_under(folder: Path) -> dict[str, bytes]:
    return {
        str(place.relative_to(folder)): place.read_bytes() for place in folder.rglob("*") if place.is_file()
    }


def test_a_right_course_is_published_and_opened(course: Course, tmp_path: Path):
    draft = course.read()

    build = publish(draft, tmp_path / "builds")

    catalogue = open_build(tmp_path / "builds")
    assert build.is_new
    assert catalogue == draft.catalogue
    assert catalogue.version == build.version
    for lesson in catalogue.lessons:
        for text in lesson.texts.values():
            assert lesson_html(tmp_path / "builds", text.version) == draft.bodies[text.version]


def test_what_a_lesson_says_of_itself(course: Course):
    morning, afternoon = course.read().catalogue.lessons

    text = morning.text("en")
    assert (morning.number, afternoon.number) == (1, 2)
    assert [(heading.id, heading.title, heading.level) for heading in text.headings] == [
        ("three-barriers", "Three barriers", 2),
        ("papers", "Papers", 3),
    ]
    assert text.aims == ("name three barriers",)
    assert (text.minutes, afternoon.text("en").minutes) == (1, 3)
    assert not morning.is_behind("es")


def test_a_translation_falls_behind_when_its_source_changes(course: Course):
    course.change(MORNING, "Every town", "Each town")

    draft = course.read()

    assert draft.errors == ()
    assert draft.catalogue.lesson("morning").is_behind("es")
    assert not draft.catalogue.lesson("afternoon").is_behind("es")
    assert {(state.lesson, state.language): state.state for state in draft.states} == {
        ("morning", "en"): "source",
        ("morning", "es"): "behind",
        ("morning", "fr"): "behind",
        ("afternoon", "en"): "source",
        ("afternoon", "es"): "current",
        ("afternoon", "fr"): "current",
    }


def test_reading_minutes_are_of_each_language(course: Course):
    course.change(f"{DESK}/02-afternoon.es.md", "## El mostrador", "palabra " * 400 + "\n\n## El mostrador")

    afternoon = course.read().catalogue.lesson("afternoon")

    assert (afternoon.text("en").minutes, afternoon.text("es").minutes) == (3, 5)


def test_two_hosts_have_the_same_build(course: Course, tmp_path: Path):
    other = a_course(tmp_path / "elsewhere" / "deep" / "copy", tmp_path / "other-cache")
    for place in other.root.rglob("*.md"):
        place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
        os.utime(place, (0, 0))

    publish(course.read(), tmp_path / "a")
    publish(other.read(), tmp_path / "b")

    assert files_under(tmp_path / "a") == files_under(tmp_path / "b")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("modules/course.yaml", "CC BY 4.0", "CC0"),
        (f"{DESK}/module.yaml", "Who comes.", "Who came."),
        (MORNING, "Every town", "Each town"),
        ("quizzes/desk-check.yaml", "0.7", "0.8"),
    ],
)
def test_any_change_is_another_version(course: Course, file, old, new):
    before = course.read().catalogue.version

    course.change(file, old, new)

    assert course.read().catalogue.version != before


def test_other_media_is_another_version(course: Course):
    before = course.read()

    (course.root / DESK / "media" / "talk.mp3").write_bytes(b"ID3 another talk")

    after = course.read()
    afternoon = "afternoon"
    assert after.catalogue.version != before.catalogue.version
    assert after.catalogue.lesson(afternoon).version != before.catalogue.lesson(afternoon).version
    assert after.catalogue.lesson("morning").version == before.catalogue.lesson("morning").version


def test_a_broken_course_leaves_the_old_build_on(course: Course, tmp_path: Path):
    publish(course.read(), tmp_path / "builds")
    before = files_under(tmp_path / "builds")
    course.change(MORNING, "/// do", "/// todo")

    with pytest.raises(CourseBroken) as caught:
        publish(course.read(), tmp_path / "builds")

    assert caught.value.values == {"errors": 3}
    assert files_under(tmp_path / "builds") == before
    assert open_build(tmp_path / "builds").lesson("morning")


@pytest.mark.parametrize("step", range(14))
def test_a_write_that_fails_leaves_the_old_build_on(course: Course, tmp_path: Path, monkeypatch, step):
    builds = tmp_path / "builds"
    publish(course.read(), builds)
    before = open_build(builds)
    course.change(MORNING, "Every town", "Each town")
    course.change(f"{DESK}/02-afternoon.en.md", "read along", "read on")
    draft = course.read()
    calls = iter(range(100))
    real = os.fsync

    def full_disk(handle: int) -> None:
        if next(calls) == step:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(load.os, "fsync", full_disk)
    try:
        publish(draft, builds)
    except OSError:
        failed = True
    else:
        failed = False
    monkeypatch.undo()

    on = open_build(builds)
    assert on in (before, draft.catalogue)
    for lesson in on.lessons:
        assert all(lesson_html.__wrapped__(builds, text.version) for text in lesson.texts.values())
    assert not [place for place in builds.rglob(".*") if failed]
    assert publish(draft, builds).version == draft.catalogue.version
    assert open_build(builds) == draft.catalogue


def test_a_killed_publisher_leaves_a_build_that_opens(course: Course, tmp_path: Path):
    builds = tmp_path / "builds"
    publish(course.read(), builds)
    growing = builds / ".0123456789abcdef01234567.dead"
    growing.mkdir()
    (growing / "catalogue.json").write_text('{"version":', "utf-8")

    assert open_build(builds).version == current_version(builds)
    assert not publish(course.read(), builds).is_new


def test_publishing_again_writes_nothing(course: Course, tmp_path: Path):
    builds = tmp_path / "builds"
    publish(course.read(), builds)
    before = {place: place.stat().st_mtime_ns for place in builds.rglob("*")}

    assert not publish(course.read(), builds).is_new

    assert {place: place.stat().st_mtime_ns for place in builds.rglob("*")} == before


def test_going_back_to_old_files_puts_the_old_build_on(course: Course, tmp_path: Path):
    builds = tmp_path / "builds"
    first = publish(course.read(), builds)
    course.change(MORNING, "Every town", "Each town")
    second = publish(course.read(), builds)
    course.change(MORNING, "Each town", "Every town")

    third = publish(course.read(), builds)

    assert (third.version, third.is_new) == (first.version, True)
    assert second.version != first.version
    assert open_build(builds).version == first.version


def test_texts_that_did_not_change_are_shared_by_builds(course: Course, tmp_path: Path):
    builds = tmp_path / "builds"
    publish(course.read(), builds)
    texts = set((builds / "texts").iterdir())
    course.change(MORNING, "Every town", "Each town")

    publish(course.read(), builds)

    assert len(set((builds / "texts").iterdir()) - texts) == 3  # its translations say that it has changed


def test_only_changed_texts_are_rendered_again(course: Course, tmp_path: Path):
    cache = tmp_path / "cache"
    read_course(course.root / "modules", course.root / "quizzes", cache)
    kept = {place.name for place in cache.iterdir()}
    course.change(MORNING, "Every town", "Each town")

    read_course(course.root / "modules", course.root / "quizzes", cache)

    assert len(kept) == 6
    assert len({place.name for place in cache.iterdir()} - kept) == 1


def test_a_torn_cache_is_rendered_again(course: Course, tmp_path: Path):
    cache = tmp_path / "cache"
    folders = course.root / "modules", course.root / "quizzes"
    before = read_course(*folders, cache)
    for number, place in enumerate(sorted(cache.iterdir())):
        place.write_text(["", "{}", "[]", '{"html": 1', "null", '{"html": "<script>"}'][number], "utf-8")

    assert read_course(*folders, cache) == before


def test_without_a_build_nothing_opens(tmp_path: Path):
    with pytest.raises(NoBuild):
        open_build(tmp_path)


@pytest.mark.parametrize("version", ["", "../current", "0" * 25, "0123456789ab-0123456789ab"])
def test_a_page_that_is_not_there_is_not_found(tmp_path: Path, version):
    (tmp_path / "texts").mkdir()

    with pytest.raises(NotFound):
        lesson_html(tmp_path, version)


def test_media_is_found_by_its_name_alone(course: Course, tmp_path: Path):
    draft = course.read()
    publish(draft, tmp_path)
    name = next(iter(draft.media))

    assert media_file(tmp_path, name).read_bytes() == (SAMPLE / DESK / "media" / "talk.mp3").read_bytes()
    assert f'src="/media/{name}"' in draft.bodies[draft.catalogue.lesson("afternoon").text("en").version]
    for wrong in ("../current", "talk.mp3", name.replace("mp3", "html")):
        with pytest.raises(NotFound):
            media_file(tmp_path, wrong)


OPEN = """
import sys
from pathlib import Path
from course.core.content.load import lesson_html, open_build
builds = Path(sys.argv[1])
catalogue = open_build(builds)
for lesson in catalogue.lessons:
    for text in lesson.texts.values():
        lesson_html(builds, text.version)
print(len(catalogue.lessons), sorted({"markdown", "pymdownx", "nh3", "course.core.content.render"} & set(sys.modules)))
"""


def test_opening_300_lessons_loads_no_markdown(tmp_path: Path, renderings: Path):
    course = a_course(tmp_path / "course", renderings)
    for number in range(10, 99):
        for language in ("en", "es", "fr"):
            shutil.copy(
                course.root / DESK / f"02-afternoon.{language}.md",
                course.root / DESK / f"{number}-l{number}.{language}.md",
            )
    for part in range(2, 5):
        shutil.copytree(course.root / DESK, course.root / f"modules/0{part}-part-{part}")
        for place in (course.root / f"modules/0{part}-part-{part}").glob("*.md"):
            place.rename(place.with_name(place.name.replace("-", f"-p{part}-", 1)))
        module = course.root / f"modules/0{part}-part-{part}/module.yaml"
        module.write_text(
            module.read_text("utf-8").replace("[desk-check]", "[]").replace("[desk-game]", "[]"), "utf-8"
        )
    course.change("modules/course.yaml", "[front-desk]", "[front-desk, part-2, part-3, part-4]")
    draft = course.read()
    publish(draft, tmp_path / "builds")

    answered = subprocess.run(
        [sys.executable, "-c", OPEN, str(tmp_path / "builds")], capture_output=True, text=True, check=True
    )

    assert answered.stdout.split(" ", 1) == ["364", "[]\n"]
    assert len(catalogue_to_json(draft.catalogue)) > 300_000


def test_unchanged_files_are_known_as_published_without_parsing(course: Course, tmp_path: Path, monkeypatch):
    publish(course.read(), tmp_path / "builds")
    monkeypatch.setattr(load, "read_sources", None)

    assert is_published(course.root / "modules", course.root / "quizzes", tmp_path / "builds")


def test_a_changed_file_is_not_published_yet(course: Course, tmp_path: Path):
    publish(course.read(), tmp_path / "builds")
    course.change(MORNING, "\n---\n", "\n---\nOne more line.\n\n")

    assert not is_published(course.root / "modules", course.root / "quizzes", tmp_path / "builds")
