"""Lessons as readers get them, compared whole; and texts that would never end."""

import re
import time

import pytest

from course.core.content.block_rules import RULES
from course.core.content.phrases import PHRASES
from course.core.content.render import render
from course.core.content.rendered import RENDERER
from course.core.content.worker import RenderProcess, RenderTooLong
from tests.core.content.builders import DESK, SAMPLE, Course, a_lesson, found

EXPECTED = SAMPLE.parent / "expected"


@pytest.mark.parametrize(("lesson", "language"), [("morning", "en"), ("morning", "fr"), ("afternoon", "es")])
def test_a_lesson_as_readers_get_it(course: Course, lesson, language):
    draft = course.read()

    html = draft.bodies[draft.catalogue.lesson(lesson).text(language).version]

    # If this differs on purpose, RENDERER in rendered.py must count up: kept renderings would be stale.
    assert html + "\n" == (EXPECTED / f"{lesson}.{language}.{RENDERER}.html").read_text("utf-8")


def test_the_sample_holds_every_block():
    text = "".join(place.read_text("utf-8") for place in (SAMPLE / DESK).glob("*.en.md"))

    assert [name for name in RULES if f"/// {name}" not in text] == []


def test_every_language_has_every_phrase():
    assert all(set(words) == set(PHRASES["en"]) for words in PHRASES.values())


def test_raw_html_is_taken_out_and_told():
    rendered = render("One <b>two</b> <!-- a note to myself --> three", "en")

    assert rendered.html == '<p id="p1">One two  three</p>'
    assert rendered.raw == ("<b>", "</b>")


IDS = re.compile(r'<(\w+)[^>]* id="([^"]*)"')


def test_each_paragraph_list_table_and_line_of_a_talk_has_its_place():
    text = (
        "One\n\n- two\n- three\n\n/// note | Head\nFour\n///\n\n| a |\n|---|\n| b |\n\n> five\n\n"
        "/// podcast | Talk\n\n0:01 **Ana:** six\n\n0:05 **Bo:** seven\n///\n\n/// cards\nFront\n:   Back\n///\n"
    )

    html = render(text, "en").html

    assert IDS.findall(html) == [
        ("p", "p1"),
        ("ul", "p2"),
        ("p", "p3"),
        ("table", "p4"),
        ("blockquote", "p5"),
        ("li", "p6"),
        ("li", "p7"),
        ("details", "p8"),
    ]


def test_the_paragraphs_of_a_lesson_have_the_same_places_in_all_languages(course: Course):
    draft = course.read()
    texts = draft.catalogue.lesson("morning").texts.values()

    places = [IDS.findall(draft.bodies[text.version]) for text in texts]

    assert len(places[0]) > 10
    assert places == [places[0]] * 3


def test_no_author_takes_the_place_of_a_paragraph():
    html = render("One\n{: #p2 }\n\n- two {: #p1 }\n\n## Head {: #p1 }\n", "en").html

    assert IDS.findall(html) == [("p", "p1"), ("ul", "p2")]


def test_a_renderer_forgets_the_text_before():
    render("[^1]\n\n[^1]: Foot.\n\n[ref]: https://e.example", "en")

    rendered = render("[^1] [ref]", "en")

    assert rendered.html == '<p id="p1">[^1] [ref]</p>'


def test_what_is_heard_is_not_counted_as_read():
    lines = "\n\n".join(f"0:0{number} **Ana:** one two three four" for number in range(5))

    heard = render(f'/// podcast | Talk\n    minutes: "4"\n\n{lines}\n///', "en")
    read = render(f"/// podcast | Talk\n\n{lines}\n///", "en")

    assert (heard.podcast_minutes, read.podcast_minutes) == (4, 0)
    assert read.words - heard.words >= 20


NEVER_ENDING = ["[" * 20_000, "<![CDATA[" * 3_000, "[a][b" * 3_000, "<![" * 4_000]


def test_texts_that_never_end_are_stopped_and_named(course: Course):
    for number, text in enumerate(NEVER_ENDING):
        for language in ("en", "es", "fr"):
            course.add(
                f"{DESK}/1{number}-never-{number}.{language}.md",
                a_lesson(text if language == "en" else "Words."),
            )

    begun = time.monotonic()
    draft = course.read(seconds=0.5)

    assert time.monotonic() - begun < 60
    named = {problem for problem in found(draft) if problem[0] == "render_too_long"}
    assert named == {
        ("render_too_long", f"{DESK}/1{number}-never-{number}.en.md", 0)
        for number in range(len(NEVER_ENDING))
    }
    assert draft.catalogue is None


def test_after_a_text_that_never_ends_the_next_is_rendered():
    with RenderProcess(seconds=0.5) as process:
        with pytest.raises(RenderTooLong):
            process.render(NEVER_ENDING[0], "en")

        assert process.render("Hello", "en").html == '<p id="p1">Hello</p>'


@pytest.mark.parametrize(
    "text", [">" * 5_000 + " x", "- " * 3_000 + "x", "*" * 5_000, "_a" * 5_000, "|" * 5_000]
)
def test_deep_texts_are_rendered_or_named(course: Course, text):
    for language in ("en", "es", "fr"):
        course.add(f"{DESK}/10-deep.{language}.md", a_lesson(text if language == "en" else "Words."))

    codes = {problem.code for problem in course.read(seconds=5).errors}

    assert codes <= {"render_too_long", "render_failed"}
