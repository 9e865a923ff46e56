"""Whoever reads a time of day reads in which zone it is: no page tells one without saying so."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "course" / "web" / "templates"
TELLS = re.compile(r"\|(moment|clock)\b(?!\(zoned=true\))")
NAMES = re.compile(r"times_in\(\)|time_zone\(\)|\.zone\b|moment\(zoned=true\)")
PARTS = {
    "components/hand_marked.html": "part of the review, whose head names the zone",
    "components/stored.html": "part of an attempt, where the list of answers names the zone",
}


@pytest.mark.parametrize(
    "name",
    sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")),
)
def test_a_template_that_tells_a_time_of_day_names_the_zone(name):
    text = (TEMPLATES / name).read_text("utf-8")

    assert not TELLS.search(text) or NAMES.search(text) or name in PARTS
