from itertools import product
from random import Random

import pytest

from course.core.rules.visibility import (
    AUDIENCES,
    COHORT,
    COMMUNITY,
    DEFAULT_AUDIENCES,
    NOBODY,
    PROFILE_FIELDS,
    STAFF_FIELDS,
    visible_fields,
)

OTHERS = ("same_cohort", "community", "facilitator", "admin", "none")
CHOICES = {"display_name": COMMUNITY, "city": COHORT, "topics": COMMUNITY, "email": NOBODY, "country": NOBODY}


def test_at_first_the_cohort_sees_a_name_and_nothing_else():
    assert visible_fields({}, relation="same_cohort", both_consented=False) == {"display_name"}
    assert visible_fields({}, relation="community", both_consented=True) == frozenset()


@pytest.mark.parametrize(
    ("relation", "both_consented", "expected"),
    [
        ("same_cohort", False, {"display_name", "city", "topics"}),
        ("same_cohort", True, {"display_name", "city", "topics"}),
        ("community", True, {"display_name", "topics"}),
        ("community", False, set()),
        ("facilitator", False, {"display_name", "given_name", "family_name", "email", "city", "topics"}),
        ("admin", False, {"display_name", "given_name", "family_name", "email", "city", "topics"}),
        ("none", True, set()),
        ("friend", True, set()),
    ],
)
def test_each_audience_sees_what_was_chosen_for_it(relation, both_consented, expected):
    assert visible_fields(CHOICES, relation=relation, both_consented=both_consented) == expected


def test_people_see_all_of_themselves():
    hidden = dict.fromkeys(PROFILE_FIELDS, NOBODY)

    assert visible_fields(hidden, relation="self", both_consented=False) == set(PROFILE_FIELDS)


@pytest.mark.parametrize("word", ["everyone", "", "COMMUNITY", "public"])
def test_an_unknown_audience_is_nobody(word):
    choices = dict.fromkeys(PROFILE_FIELDS, word)

    assert visible_fields(choices, relation="same_cohort", both_consented=True) == frozenset()


def test_a_field_that_is_no_part_of_the_profile_is_never_shown():
    seen = visible_fields({"password": COMMUNITY}, relation="same_cohort", both_consented=True)

    assert "password" not in seen


def test_no_field_is_seen_beyond_what_the_owner_chose():
    random = Random(5)
    for _ in range(500):
        choices = {field: random.choice(AUDIENCES) for field in PROFILE_FIELDS if random.random() < 0.8}
        chosen = {**DEFAULT_AUDIENCES, **choices}
        hidden = {field for field in PROFILE_FIELDS if chosen[field] == NOBODY}
        not_for_all = {field for field in PROFILE_FIELDS if chosen[field] != COMMUNITY}
        for relation, both_consented in product(OTHERS, (True, False)):
            seen = visible_fields(choices, relation=relation, both_consented=both_consented)

            needed = STAFF_FIELDS if relation in {"facilitator", "admin"} else set()
            assert not seen & hidden - needed
            if relation == "community":
                assert not seen & not_for_all
                assert both_consented or not seen
