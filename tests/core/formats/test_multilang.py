"""Texts of Moodle in several languages at once."""

import pytest

from course.core.formats.html_words import plain_from_html
from course.core.formats.moodle_xml import read_moodle_xml

SPANS = (
    '<p>1. <span lang="en" class="multilang">Where <span>is</span> it?</span>'
    '<span class="multilang" lang="es_mx">¿Dónde <b>está</b>?</span> <span lang="fr">(Sfax)</span></p>'
)
BLOCKS = "1. {mlang en,de}Where?{mlang}{mlang es}¿Dónde?{mlang} (Sfax)"


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        (SPANS, "en", "1. Where is it? (Sfax)"),
        (SPANS, "es", "1. ¿Dónde está? (Sfax)"),
        (SPANS, "fr", "1. Where is it? (Sfax)"),
        (BLOCKS, "es", "1. ¿Dónde? (Sfax)"),
        (BLOCKS, "de", "1. Where? (Sfax)"),
        (BLOCKS, "fr", "1. Where? (Sfax)"),
        ("{mlang other}Where?{mlang}{mlang es}¿Dónde?{mlang}", "fr", "Where?"),
    ],
)
def test_one_language_is_kept_and_the_others_are_named(text, language, words):
    assert plain_from_html(text, language) == (words, ("lost_languages",))


@pytest.mark.parametrize(
    "text", ["<p>So {it} is.</p>", '<span lang="es">Sí.</span>', "{mlang}", "{mlang es}Sí."]
)
def test_a_text_in_one_language_stays(text):
    assert plain_from_html(text, "en")[1] == ()


def test_a_gap_in_another_language_leaves_its_question_out():
    text = "".join(
        f'&lt;span lang="{code}" class="multilang"&gt;{{1:SA:=a}}&lt;/span&gt;' for code in ("en", "es")
    )
    asked = f"<name><text>Q</text></name><questiontext><text>{text}</text></questiontext>"

    found = read_moodle_xml(f'<quiz><question type="multianswer">{asked}</question></quiz>', "en")

    assert [one.reason for one in found.skipped] == ["confusing"]
