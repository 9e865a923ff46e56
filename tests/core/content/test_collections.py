"""The library, the glossary and the local actions: read from their files, checked, and kept in a build."""

from pathlib import Path

import pytest

from course.core.content.builds import catalogue_from_json, catalogue_to_json
from course.core.content.load import read_course
from course.core.content.sources import addresses_in

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def course_files():
    """The course's own files but its lessons: the collections need none of them."""
    return read_course(PROJECT / "modules", PROJECT / "quizzes", PROJECT / "instance" / "builds" / "cache")


def test_every_record_of_the_course_comes_back_from_a_build(course_files):
    catalogue = course_files.catalogue

    again = catalogue_from_json(catalogue_to_json(catalogue))

    assert catalogue_to_json(again) == catalogue_to_json(catalogue)
    found = again.collections
    assert (len(found.library), len(found.glossary), len(found.actions)) == (35, 71, 53)
    assert [case.city for case in found.library["pln-25"].cases] == [
        "Sfax, Tunisia", "Málaga, Spain", "Brital, Lebanon", "Douala, Cameroon", "Meknes, Morocco",
    ]  # fmt: skip
    assert len(found.labels.gcm) == 23


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("library/pln-25.yaml", "themes: [civil-society", "themes: [civil-sobriety", "name_unknown"),
        ("library/pln-25.yaml", "kind: peer-learning-note", "kind: pear-learning-note", "name_unknown"),
        ("library/pln-25.yaml", "lessons: [governing-together", "lessons: [governing-alone", "name_unknown"),
        ("library/pln-25.yaml", "together, the-first-weeks", "together, the-last-weeks", "name_unknown"),
        ("library/pln-25.yaml", "terms: [narrative", "terms: [narration", "name_unknown"),
        ("glossary/asylum.yaml", "see_also: [asylum-seeker", "see_also: [asylum-seekers", "name_unknown"),
        ("actions/sfax-acmals.yaml", "themes: [governance", "themes: [government", "name_unknown"),
        ("actions/sfax-acmals.yaml", "lat: 34.7406", "lat: 134.7406", "less_than_equal"),
        ("actions/sfax-acmals.yaml", "suggested_gcm: [3, 15, 16]", "suggested_gcm: [3, 15, 24]", "less_than_equal"),
        ("library/pln-25.yaml", "year: 2019", "year: -2019", "greater_than_equal"),
        ("library/pln-25.yaml", "number: 25", "number: -25", "greater_than_equal"),
        ("actions/sfax-acmals.yaml", "year: 2019", "year: -2019", "greater_than_equal"),
    ],
)  # fmt: skip
def test_a_record_that_names_nothing_real_is_named_with_its_line(tmp_path, file, old, new, code):
    for folder in ("library", "glossary", "actions"):
        for source in (PROJECT / "modules" / folder).glob("*.yaml"):
            place = tmp_path / "modules" / folder / source.name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(source.read_bytes())
    for name in ("course.yaml", "agendas.yaml"):
        (tmp_path / "modules" / name).write_bytes((PROJECT / "modules" / name).read_bytes())
    (tmp_path / "quizzes").mkdir()
    broken = tmp_path / "modules" / file
    text = broken.read_text("utf-8")
    assert old in text
    broken.write_text(text.replace(old, new, 1), "utf-8")

    problems = read_course(tmp_path / "modules", tmp_path / "quizzes").problems

    line = text[: text.index(old)].count("\n") + 1
    assert (f"modules/{file}", line, code) in {
        (problem.file, problem.line, problem.code) for problem in problems
    }


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Source: https://example.org/a_(b) ; https://example.org/c.", ["https://example.org/a_(b)", "https://example.org/c"]),
        ("(https://example.org/d)", ["https://example.org/d"]),
        ('"url": "https://example.org/e?x=1",', ["https://example.org/e?x=1"]),
    ],
)  # fmt: skip
def test_addresses_are_taken_from_facts_without_the_signs_of_the_sentence(text, addresses):
    assert addresses_in(text) == addresses
