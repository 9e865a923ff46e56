"""What few people think is not told, nor what would give it away beside what is told."""

import pytest

from course.core.statistics.votes import FEW_VOTES, votes_told


@pytest.mark.parametrize(("votes", "told"), [(FEW_VOTES, True), (FEW_VOTES - 1, False), (0, False)])
def test_votes_are_told_from_five_on(votes, told):
    assert votes_told(votes, [votes]) is told


@pytest.mark.parametrize(
    ("others", "told"), [(0, True), (1, False), (FEW_VOTES - 1, False), (FEW_VOTES, True)]
)
def test_a_part_is_not_told_where_the_rest_is_few(others, told):
    assert votes_told(20, [20 + others]) is told


def test_a_part_is_not_told_where_it_gives_away_few_in_any_whole():
    assert not votes_told(20, [40, 22])
