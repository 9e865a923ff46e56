import time

import pytest

from course.core.grading.folding import distinct_forms, fits, fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  Réfugiés ", "refugies"),
        ("re\u0301fugie\u0301s", "refugies"),
        ("NIÑO", "nino"),
        ("Straße", "strasse"),
        ("ﬁrewall", "firewall"),
        ("cœur", "coeur"),
        ("human \u00a0 \t mobility", "human mobility"),
        ("«cortafuegos».", "cortafuegos"),
        ("¿cortafuegos?", "cortafuegos"),
        ("l’asile", "l'asile"),
        ("pare‑feu", "pare-feu"),
        ("fire\u00adwall\u200b", "firewall"),
        ("İstanbul", "istanbul"),
        ("…!", ""),
    ],
)
def test_spellings_of_a_word_fold_to_one(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("form", "typed", "expected"),
    [
        ("firewall", "firewalls", False),
        ("firewall*", "Firewalls!", True),
        ("*wall", "firewall", True),
        ("*wall", "walled", False),
        ("municip* card", "municipal card", True),
        ("municip* card", "municipal identity card", True),
        ("municip* card", "municipal cards", False),
        ("a*b*c", "a-c-b-c", True),
        ("a*b*c", "acb", False),
        ("ab*ba", "aba", False),
        ("a**b", "ab", True),
        ("*", "anything", True),
        ("a.c", "abc", False),
        ("(a+)+$", "aaaa", False),
        ("a", "*", False),
        ("C#", "c#.", True),
        ("C#", "C", False),
        ("C", "C#", False),
        ("R&D", "r&d", True),
        ("@home", "home", False),
        ("-5", "5", False),
        ("-5", "−5", True),
        ("- five", "five", True),
        ("50 %", "50%", True),
        ("50%", "50 % !", True),
        ("50%", "50", False),
        ("50", "50 %", True),
        ("*%", "12 %", True),
        ("*%", "12", False),
        ("?", "?", True),
        ("?", " ？ ", True),
        ("?", "!", False),
        ("?", "...", False),
        ("?", "", False),
        ("?", "? !", False),
        ("...", "…", True),
        ("'", "’", True),
        ("-", "—", True),
        ("« »", "«»", True),
        ("firewall", "?", False),
        ("*", "?", True),
        ("* ?", "anything", True),
    ],
)
def test_a_star_stands_for_any_characters_and_nothing_else_does(form, typed, expected):
    assert fits(typed, form) is expected


def test_many_stars_take_no_longer_than_the_text():
    form = "a*" * 200 + "b"
    typed = "a" * 20_000

    began = time.process_time()
    fitting = fits(typed, form)

    assert not fitting
    assert time.process_time() - began < 1


def test_of_accepted_forms_that_are_compared_as_the_same_the_first_is_told():
    forms = ("l'eau", "mer", "l’eau", "L’Eau", "50 %", "50%", "*eau", "mer")

    assert distinct_forms(forms) == ("l'eau", "mer", "50 %", "*eau")
    assert distinct_forms(("?", "!", "…", "...")) == ("?", "!", "…")
