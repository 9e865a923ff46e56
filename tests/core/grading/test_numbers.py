"""Typed numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.core.grading.numbers import is_near, read_number


@pytest.mark.parametrize(
    ("typed", "values", "rest"),
    [
        ("23", (23.0,), ""),
        (" 23 ", (23.0,), ""),
        ("3,7", (3.7,), ""),
        ("3.7 %", (3.7,), "%"),
        ("3,7%", (3.7,), "%"),
        (".5", (0.5,), ""),
        ("5.", (5.0,), ""),
        ("-2", (-2.0,), ""),
        ("\u22122,5", (-2.5,), ""),
        ("1,234", (1.234, 1234.0), ""),
        ("1.234", (1.234, 1234.0), ""),
        ("0,234", (0.234,), ""),
        ("1234,567", (1234.567,), ""),
        ("1.234,5", (1234.5,), ""),
        ("1,234.5", (1234.5,), ""),
        ("1,234,567", (1234567.0,), ""),
        ("1.234.567,89", (1234567.89,), ""),
        ("304 000 000", (304_000_000.0,), ""),
        ("304\u202f000\u00a0000", (304_000_000.0,), ""),
        ("123,2 millones", (123.2,), "millones"),
        ("1e3", (1000.0,), ""),
        ("12 km", (12.0,), "km"),
        ("23 objectives.", (23.0,), "objectives."),
        ("5'", (5.0,), "'"),
        ("1'000 ’", (1000.0,), "’"),
        ("5''.", (5.0,), "''"),
    ],
)
def test_a_number_is_read_whatever_language_it_was_typed_in(typed, values, rest):
    read = read_number(typed)

    assert read is not None
    assert (read.values, read.rest) == (values, rest)


@pytest.mark.parametrize(
    "typed",
    [
        "1.234.5",
        "12 34",
        "1 234 56",
        "",
        "many",
        "km 12",
        "1,23,4",
        "1.2.3",
        "1,2.3,4",
        "--2",
        "1e999",
        "%",
        ",",
        "١٢",
    ],
)
def test_what_is_no_number_is_told(typed):
    assert read_number(typed) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(typed):
    read = read_number(typed)

    assert read is None or 1 <= len(read.values) <= 2


@given(st.integers(-(10**9), 10**9), st.integers(0, 99))
def test_a_number_written_in_three_ways_is_the_same(whole, hundredths):
    english = f"{whole:,}.{hundredths:02}"
    spanish = english.replace(",", "\0").replace(".", ",").replace("\0", ".")
    french = english.replace(",", "\u202f").replace(".", ",")

    assert {read_number(form).values for form in (english, spanish, french)} == {
        (float(f"{whole}.{hundredths:02}"),)
    }


def test_both_ends_of_a_tolerance_count():
    assert is_near(3.8, 3.7, 0.1)
    assert is_near(3.6, 3.7, 0.1)
    assert not is_near(3.81, 3.7, 0.1)
    assert is_near(0.1 + 0.2, 0.3, 0)
