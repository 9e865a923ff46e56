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
