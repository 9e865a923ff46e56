"""Every code that administration shows has words, so that no code stands on a page."""

import re
from pathlib import Path

from course.core.formats.roster_columns import COLUMNS
from course.web.admin import words

SOURCES = Path(words.__file__).parents[2]
# What is written to the log: the name of a deed stands in the call that records it, or in one that passes it on.
RECORDED = re.compile(r'(?:action=|_tell\(\s*session,\s*|_told\(\s*session,\s*)(?:"([a-z_]+\.[a-z_]+)")')


def test_each_deed_that_is_recorded_has_words():
    found = {
        action
        for folder in ("flows", "web", "cli", "jobs")
        for path in (SOURCES / folder).rglob("*.py")
        for action in RECORDED.findall(path.read_text("utf-8"))
    }

    assert len(found) > 20
    assert found <= set(words.ACTIONS)


def test_each_detail_that_is_recorded_has_words():
    sources = [path.read_text("utf-8") for path in (SOURCES / "flows").rglob("*.py")]
    told = [body for text in sources for body in re.findall(r"(?:details=|now, )\{([^}]*)\}", text)]
    found = {name for body in told for name in re.findall(r'"([a-z_]+)":', body)}

    assert len(found) > 10
    assert found <= set(words.DETAILS)


def test_each_column_of_a_roster_has_words():
    assert set(words.COLUMNS) == set(COLUMNS)
