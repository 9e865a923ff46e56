"""Pages that are open while the site is renewed hold tokens and orders: they stay what they were."""

import base64
import hashlib
import hmac
import json

import pytest

from course.core.grading.shuffling import shuffled, tokens_of

SEED = bytes(range(16))
PARTS = ["a", "long-name", "é", 'q"\\', "line\nend", "語"]


def digest(*names):
    return hmac.new(SEED, json.dumps(names).encode(), hashlib.sha256).digest()


@pytest.mark.parametrize("names", [("q", "part"), ("é", "option", 'g"1')])
def test_a_token_is_the_start_of_the_base_32_of_what_the_seed_makes_of_all_names(names):
    expected = {part: base64.b32encode(digest("token", *names, part)).decode().lower()[:10] for part in PARTS}
    assert tokens_of(SEED, names, PARTS) == expected


def test_a_token_is_still_what_it_was():
    assert tokens_of(SEED, ("q", "part"), ["a"]) == {"a": "ax4vftfhwo"}


@pytest.mark.parametrize("purpose", [(), ("questions",), ("items", "q", 7)])
def test_an_order_is_that_of_what_the_seed_makes_of_purpose_and_id(purpose):
    assert shuffled(PARTS, SEED, *purpose) == sorted(
        PARTS, key=lambda part: digest("shuffle", *purpose, part)
    )
