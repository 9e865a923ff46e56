"""What is typed into the search, as an expression in which nothing but words counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.core.content.search_words import TEXT_MOST, expression, one_line


@pytest.mark.parametrize(
    ("typed", "language", "found"),
    [
        ("Papers", "en", '("paper" *)'),
        ("two papers", "en", '("two" *) AND ("paper" *)'),
        ("un", "en", '("un")'),  # of so short a word the beginning is not enough
        ("ciudades", "es", '("ciudad" *)'),
        ("l’eau", "fr", '("eau" *)'),
        ("cœur", "fr", '("cœur" * OR "coeur" *)'),
        ("coeur", "fr", '("coeur" * OR "cœur" *)'),
        ("what is a firewall", "en", '("firewall" *)'),
        ("what is", "en", '("what" *) AND ("is")'),
        ("a", "en", '("a")'),
        (
            '"door" OR NEAR(key) title:x* -y ^z',
            "en",
            '("door" *) AND ("near" *) AND ("key" *) AND ("title" *)',
        ),
        ("??? ", "en", ""),
        ("", "en", ""),
    ],
)
def test_what_is_looked_for(typed, language, found):
    assert expression(typed, language).all == found


def test_some_words_are_enough_where_not_all_are_found():
    assert expression("key door", "en").any == '("key" *) OR ("door" *)'


def test_no_more_than_twelve_words_are_looked_for():
    assert expression(" ".join(f"word{number}" for number in range(40)), "en").all.count("AND") == 11


@given(st.text(max_size=2_000))
def test_what_was_typed_is_shown_as_one_line_that_can_be_seen(typed):
    shown = one_line(typed)

    assert len(shown) <= TEXT_MOST
    assert shown == shown.strip()
    assert all(sign.isprintable() for sign in shown)
