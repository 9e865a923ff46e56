"""Sentences that count, in each language: whole numbers and fractions, as points can be."""

import pytest

from course.web.i18n import load_catalogues, ngettext, speak


def told(language: str, number: float) -> str:
    speak(language)
    return ngettext("%(num)s point", "%(num)s points", number)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["0 points", "0.5 points", "1 point", "1.5 points", "2 points", "2.5 points"]),
        ("es", ["0 puntos", "0,5 puntos", "1 punto", "1,5 puntos", "2 puntos", "2,5 puntos"]),
        ("fr", ["0 point", "0,5 point", "1 point", "1,5 point", "2 points", "2,5 points"]),
    ],
)
def test_points_may_be_fractions(tmp_path, language, words):
    load_catalogues(tmp_path)

    assert [told(language, number) for number in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)] == words
