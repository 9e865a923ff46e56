"""Which lines of a quiz file are a question's."""

import pytest

from course.core.content.question_lines import question_lines

FILE = """\
title: {en: "Steps"}
questions:
  - id: one
    text:
      en: |
        First line

        - id: two
    # of the options
    options:
      - {id: a}

  # About the second.
  - id: second
    kind: poll
  - {id: third, kind: essay}
  - id: last
    kind: essay

# The end.
"""


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [("one", 3, 11), ("second", 14, 15), ("third", 16, 16), ("last", 17, 18)],
)
def test_a_question_ends_where_the_next_entry_begins(question, first, last):
    found = question_lines(FILE, question)

    assert [line.number for line in found] == list(range(first, last + 1))
    assert [line.text for line in found] == FILE.splitlines()[first - 1 : last]


def test_a_file_that_does_not_name_it_has_no_lines_of_it():
    assert question_lines(FILE, "gone") == ()
    assert question_lines("", "one") == ()


def test_a_part_of_the_same_name_is_not_taken_for_the_question():
    file = "questions:\n  - id: one\n    options:\n      - {id: two}\n  - id: two\n    kind: poll\n"

    assert [line.number for line in question_lines(file, "two")] == [5, 6]


def test_a_question_is_found_in_whatever_order_its_fields_stand():
    file = "questions:\n  -   kind: poll\n      id: one\n  - kind: essay\n    id: two\n"

    assert [line.number for line in question_lines(file, "one")] == [2, 3]


@pytest.mark.parametrize("file", ["", "[]", "questions: {}", "questions: [1, [2]]", "? [a]\n: b\n"])
def test_a_file_of_another_shape_names_no_question(file):
    assert question_lines(file, "one") == ()


def test_what_is_no_yaml_is_refused():
    with pytest.raises(ValueError):
        question_lines("questions: [", "one")
