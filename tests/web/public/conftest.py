"""The collections of the course itself, for pages that must hold whatever it holds."""

from pathlib import Path

import pytest

from course.core.content.collected import Collections
from course.core.content.load import read_course

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def whole_library() -> Collections:
    """Return the library, the glossary and the labels of the course."""
    kept = PROJECT / "instance" / "builds" / "cache"  # texts that were rendered before are not rendered again
    read = read_course(PROJECT / "modules", PROJECT / "quizzes", kept)
    assert read.catalogue is not None, read.problems
    return read.catalogue.collections
