"""Every external address comes from a file of facts, or is named with its place."""

import pytest

from course.core.content.addresses import origins, same_address
from course.core.content.load import read_files
from tests.core.content.builders import DESK, Course, found

MORNING = f"{DESK}/01-morning.en.md"
FACTS = "modules/facts/desk.md"
REGISTER = "https://example.org/register?year=2024&part=1"
ACTION = """
fact: desk-1
title: {en: "A desk", es: "Un mostrador", fr: "Un guichet"}
place: {en: "Koboko", es: "Koboko", fr: "Koboko"}
city: Koboko
country: UG
region: africa
lat: 3.4
lon: 31.0
themes: [desks]
summary: {en: "One.", es: "Uno.", fr: "Un."}
sources: ["https://example.org/desk", "https://example.org/other"]
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a/", "https://Example.org/a"),
        ("https://example.org/caf%C3%A9", "https://example.org/café"),
        ("https://example.org/a%2Cb", "https://example.org/a,b"),
    ],
)
def test_addresses_that_differ_in_writing_only_are_the_same(one, other):
    assert same_address(one) == same_address(other)


@pytest.mark.parametrize(
    "other",
    ["http://example.org/a", "https://example.org/A", "https://example.org/a?b", "https://www.example.org/a"],
)
def test_other_addresses_are_not(other):
    assert same_address("https://example.org/a") != same_address(other)


def test_an_address_in_no_fact_file_is_named_with_its_line(course: Course):
    course.add(FACTS, f"- The register: {REGISTER}\n")

    draft = course.read()

    lines = {
        (f"{DESK}/01-morning.{language}.md", course.line_of(f"{DESK}/01-morning.{language}.md", "(https:"))
        for language in ("en", "es", "fr")
    }
    assert found(draft) == {("address_unproven", file, line) for file, line in lines}
    assert draft.errors == ()


def test_addresses_that_a_fact_file_has_are_not_named(course: Course):
    course.add(FACTS, f"({REGISTER}), <https://example.org/register/>.\n")

    assert course.read().problems == ()


def test_a_source_of_a_head_and_of_a_record_is_named_where_it_stands(course: Course):
    course.add(FACTS, "https://example.org/register https://example.org/desk\n")
    course.add("modules/actions/desk.yaml", ACTION)
    course.add(
        "modules/actions/themes.yaml", 'labels: {desks: {en: "Desks", es: "Mostradores", fr: "Guichets"}}'
    )

    problems = [problem for problem in course.read().problems if problem.file.endswith((".en.md", ".yaml"))]

    assert [(problem.file, problem.line, problem.values["address"]) for problem in problems] == [
        (MORNING, course.line_of(MORNING, "Town register"), REGISTER),
        ("modules/actions/desk.yaml", 12, "https://example.org/other"),
    ]


def test_a_course_without_facts_is_not_asked(course: Course):
    assert course.read().problems == ()


def test_each_address_tells_its_facts_and_its_uses(course: Course):
    course.add(FACTS, "https://example.org/register/\n")

    listed = {origin.address: origin for origin in origins(read_files(course.root / "modules"))}

    assert set(listed) == {REGISTER, "https://example.org/register"}
    assert listed[REGISTER].facts == ()
    assert listed["https://example.org/register"].facts == (FACTS,)
    assert [use.file for use in listed[REGISTER].uses] == [
        f"{DESK}/01-morning.{language}.md" for language in ("en", "es", "fr")
    ]
