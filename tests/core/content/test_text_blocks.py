"""A text is cut by line into the blocks that the renderer makes one element each."""

import pytest

from course.core.content.behind import elements_of
from course.core.content.outline import read_outline
from course.core.content.render import render
from course.core.content.text_blocks import front_block, text_blocks
from tests.core.content.builders import DESK, SAMPLE

TEXTS = {
    "paragraphs": ("One.\nStill one.\n\nTwo.", ["p", "p"]),
    "a heading needs no empty line": ("One.\n## Two {#two}\nThree.", ["p", "h2", "p"]),
    "a list with room between its items": ("- a\n\n- b\n\n    more of b\n\nEnd.", ["ul", "p"]),
    "two kinds of list": ("- a\n\n1. b\n2. c", ["ul", "ol"]),
    "a table": ("| a | b |\n|---|--:|\n| 1 | 2 |\n\nEnd.", ["div", "p"]),
    "a quote in two parts": ("> a\n\n> b\n\nEnd.", ["blockquote", "p"]),
    "a definition list": ("Front\n:   back\n\nOther\n\n:   back", ["dl"]),
    "a rule": ("One.\n\n* * *\n\nTwo.", ["p", "hr", "p"]),
    "code": ("One.\n\n    code\n\n    more code\n\nTwo.", ["p", "pre", "p"]),
    "a block holds its empty lines": ("/// note | A\n\nOne.\n\nTwo.\n///\nAfter.", ["div", "p"]),
    "blocks": (
        "/// quiz | q\n///\n\n/// figure | F\n\n| a | b |\n|---|---|\n| 1 | 2 |\n///",
        ["p", "figure"],
    ),
    "footnotes become nothing at their place": (
        "One[^a] and two[^b].\n\n[^a]: A.\n[^b]: B.\n\n    More of B.\n\nEnd.",
        ["p", "", "", "p"],
    ),
    "addresses of links": ("[One][x].\n\n[x]: https://example.org", ["p", ""]),
}


@pytest.mark.parametrize(("text", "tags"), TEXTS.values(), ids=TEXTS.keys())
def test_a_text_is_cut_as_the_renderer_cuts_it(text, tags):
    blocks = text_blocks(text, 1)

    page = render(read_outline("x.en.md", text, 1).text, "en").html
    assert [block.tag for block in blocks] == tags
    assert elements_of((front_block(1, "", "", []), *blocks), page) is not None


def test_a_page_that_was_cut_otherwise_is_found_out():
    blocks = (front_block(1, "", "", []), *text_blocks("One.\n\nTwo.", 1))

    assert elements_of(blocks, "<p>One.</p>\n<p>Two.</p>\n") == [(0, 11), (12, 23)]
    assert elements_of(blocks, "<p>One.</p>") is None
    assert elements_of(blocks, "<p>One.</p><ul><li><p>Two.</p></li></ul>") is None


def test_a_block_knows_its_line_and_the_heading_above_it():
    text = "One.\n\n## A section {#a}\n\nTwo.\n\n/// note | Mind\n    kind: warn\n\nThree.\n///"

    found = [(block.line, block.section, block.words()) for block in text_blocks(text, 11)]

    assert found == [
        (11, "", "One."),
        (13, "A section", "A section"),
        (15, "A section", "Two."),
        (17, "A section", "Mind"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Every** town has a [desk](lesson:desk).[^1]", "Every town has a desk."),
        ("- one\n- two", "one two"),
        ("1. one\n2. two", "one two"),
        ("/// reflect | my-desk\nWho is missing?\n///", "reflect Who is missing?"),
        ("one two three four five six seven eight nine", "one two three four five six seven eight …"),
    ],
)
def test_first_words_are_said_without_their_marks(text, words):
    (block,) = text_blocks(text, 1)

    assert block.words() == words


def test_other_ends_of_line_are_no_other_text():
    (one,), (other,), (third,) = (
        text_blocks(text, 1) for text in ("One two.\nThree.", "One\ntwo. Three.  ", "One two. Three!")
    )

    assert one.digest == other.digest
    assert one.digest != third.digest


def test_the_sample_is_cut_into_as_many_blocks_in_each_language():
    counts = {
        language: len(text_blocks((SAMPLE / DESK / f"01-morning.{language}.md").read_text("utf-8"), 1))
        for language in ("en", "es", "fr")
    }

    assert len(set(counts.values())) == 1
