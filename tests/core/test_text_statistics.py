"""Words, sentences and syllables in three languages, and the index of each."""

import pytest

from course.core.text_statistics import (
    english_syllables,
    french_syllables,
    reading,
    sentences_of,
    spanish_syllables,
)

ENGLISH = """
town 1 towns 1 people's 2 city 2 cities 2 government 3 services 3 asked 1 needed 2 table 2 tables 2 migration 3
possible 3 national 3 people 2 mayor 2 million 2 rules 1 houses 2 a 1 the 1 employment 3 likely 2 statement 2 2024 1
"""
SPANISH = """
ciudad 2 país 2 gobierno 3 ahí 2 prohibir 3 construir 2 aérea 4 leer 2 que 1 guerra 2 pingüino 3 muy 1 ley 1 y 1
municipio 4 migración 3 aun 1 aún 2 río 2 oír 2 cooperación 5 guía 2 mayo 2 comunidad 4 vivienda 3 huir 1 2024 1
"""
FRENCH = """
nation 2 maïs 2 réalité 4 création 3 ville 1 villes 1 politique 3 personnes 2 année 2 vie 1 rue 1 que 1 les 1 une 1
l’original 4 municipalité 6 ouest 1 accueil 2 réfugiés 3 travail 2 pays 2 être 1 employée 3 question 2 langue 1
citoyenne 3 Noël 2 eau 1 aujourd’hui 3 autorités 4 quatre 1 2024 1
"""
COUNTED = [
    (count, word, int(syllables))
    for count, words in (
        (english_syllables, ENGLISH),
        (spanish_syllables, SPANISH),
        (french_syllables, FRENCH),
    )
    for word, syllables in zip(words.split()[::2], words.split()[1::2], strict=True)
]


@pytest.mark.parametrize(
    ("count", "word", "syllables"),
    COUNTED,
    ids=[f"{count.__name__[:2]}-{word}" for count, word, _syllables in COUNTED],
)
def test_syllables_of_a_word(count, word, syllables):
    assert count(word) == syllables


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", 4),
        ("Mr. Smith came. He left.", 2),
        ("It costs 4.5 million, e.g. in towns.", 1),
        ("Note No. 25 says so.", 1),
        ("“Why?” she asked. “Because.” He left.", 3),
        ("¿Por qué? ¡Porque sí! Ya.", 3),
        ("Pourquoi ? Parce que. « Bien ! » Voilà.", 4),
        ("La Sra. Díaz vino.", 1),
        ("", 0),
    ],
)
def test_where_sentences_end(text, sentences):
    assert len(list(sentences_of(text))) == sentences


def test_the_longest_sentence_is_told_with_its_line():
    found = reading([(10, "One two. Three\nfour. Five six seven."), (20, "Eight.")], "en")

    assert (found.words, found.sentences, found.mean) == (8, 4, 2.0)
    assert (found.longest.line, found.longest.words) == (11, 3)


@pytest.mark.parametrize(
    ("language", "text", "index", "ease"),
    [
        # Six words of 6, 12 and 8 syllables in one sentence, by hand from each formula.
        ("en", "The cat sat on the mat.", "Flesch", 206.835 - 1.015 * 6 - 84.6 * 6 / 6),
        ("es", "La casa tiene una puerta roja.", "Szigriszt-Pazos", 206.835 - 6 - 62.3 * 11 / 6),
        ("fr", "La ville ouvre ses portes demain.", "Kandel-Moles", 207 - 1.015 * 6 - 73.6 * 7 / 6),
    ],
)
def test_each_language_has_its_own_index(language, text, index, ease):
    found = reading([(1, text)], language)

    assert found.index == index
    assert found.ease == pytest.approx(ease)


def test_without_words_or_in_another_language_nothing_is_claimed():
    assert reading([], "en").ease is None
    assert reading([], "en").longest is None
    assert (reading([(1, "Ein Wort.")], "de").index, reading([(1, "Ein Wort.")], "de").ease) == ("", None)
