"""What the check of the translations finds."""

import pytest

from scripts.check_translations import is_unspaced


@pytest.mark.parametrize(
    "words",
    [
        "Essai : remis",
        "Essai: remis",
        "Prêt ?",
        "Prêt?",
        "un « mot\xa0»",
        "un «\xa0mot »",
        "Oui ; non",
        "50 %",
        "50%%",
    ],
)
def test_a_space_that_may_end_a_line_is_found(words):
    assert is_unspaced(words)


@pytest.mark.parametrize(
    "words",
    [
        "Essai\xa0: remis",
        "Prêt\u202f?",
        "«\xa0feedback: deferred\xa0»",
        "à 14:30",
        "![mots](fichier)",
        "%(share)s\xa0%%",
    ],
)
def test_a_sentence_that_is_set_rightly_passes(words):
    assert not is_unspaced(words)
