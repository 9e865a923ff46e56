"""Words of HTML and Markdown without their markup: lists, lines of code, and what only looks like a tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.core.formats.gift import read_gift
from course.core.formats.html_words import plain_from_html, plain_from_markdown
from course.core.formats.moodle_xml import read_moodle_xml
from course.core.formats.qti_in import read_qti
from course.core.formats.question_formats import read_questions
from course.core.formats.questions_in import REASONS
from tests.core.formats.test_qti import MATCH_CORRECT, choice_of, declared, item


def in_gift(markup):
    found = read_gift("[html]" + markup.replace("\n", "<br>").replace("=", "\\=") + " {T}", "en")
    return found.questions[0].text["en"]


def in_qti(markup):
    return qti(markup).questions[0].text["en"].removesuffix("\nWhich?")


def qti(markup):
    return read_qti(item(f"{markup}{choice_of(1)}", declared("B"), MATCH_CORRECT), "en")


LISTS = [
    ("<ol><li>A</li><li>B</li></ol>", "1. A\n2. B"),
    ("<ol><li><p>A</p><p>more</p></li>\n <li>\n <p>B</p></li></ol>", "1. A\nmore\n2. B"),
    ('<ol type="a" start="26"><li>A</li><li>B</li></ol>', "z. A\naa. B"),
    ('<ol type="A"><li>A</li><li value="5">B</li><li>C</li></ol>', "A. A\nE. B\nF. C"),
    ('<ol type="i" start="3"><li>A</li><li>B</li></ol>', "iii. A\niv. B"),
    ('<ol type="I" start="1994"><li>A</li></ol>', "MCMXCIV. A"),
    ('<ol type="a" start="0"><li>A</li></ol><ol type="i" start="4000"><li>B</li></ol>', "0. A\n4000. B"),
    ('<ol reversed="reversed"><li>A</li><li>B</li><li>C</li></ol>', "3. A\n2. B\n1. C"),
    ('<ol reversed="" start="9"><li>A</li><li>B</li></ol>', "9. A\n8. B"),
    ('<ol start="-1"><li>A</li><li>B</li></ol><ol start="x"><li>C</li></ol>', "-1. A\n0. B\n1. C"),
    ('<ol style="list-style-type: upper-alpha"><li>A</li></ol>', "A. A"),
    ('<ol style="list-style: none"><li>A</li></ol>', "A"),
    ("<ul><li>A</li><li>B</li></ul>", "A\nB"),
    (
        '<ol><li>A<ol type="a"><li>x</li><li>y</li></ol></li><li>B<ul><li>z</li></ul></li><li>C</li></ol>',
        "1. A\n   a. x\n   b. y\n2. B\n   z\n3. C",
    ),
    ("<ol><li><ol><li>A</li></ol></li></ol>", "1.\n   1. A"),
    ("<ol><li> </li><li>B</li></ol>", "2. B"),
]


@pytest.mark.parametrize("read", [in_gift, in_qti])
@pytest.mark.parametrize(("markup", "words"), LISTS)
def test_items_of_a_list_keep_the_numbers_that_answers_may_name(read, markup, words):
    assert read(f"<p>Which?</p>{markup}") == f"Which?\n{words}"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<ol reversed><li>A<li>B</ol><ol reversed><li>C", "2. A\n1. B\n1. C"),
        ("<ol><li>A<ul><li>x</ol><ol><li>B</ol>", "1. A\n   x\n1. B"),
        ("</ol><li>A</li></ul><ol><li>B", "A\n1. B"),
        ("<span lang='es' class='multilang'><ol><li>X</li></ol></span><b>Q</b>", "1. X\nQ"),
    ],
)
def test_lists_that_are_not_closed_well_are_numbered_as_well(markup, words):
    assert plain_from_html(markup)[0] == words


def test_the_numbers_of_markdown_stay():
    words, lost = plain_from_markdown("Which are right?\n\n3. A\n4. B\n\n- u\n- v\n")

    assert (words, lost) == ("Which are right?\n3. A\n4. B\nu\nv", ())


CODE = "<pre>  for x in y:\n      print(x)\n\n  done(x  &lt; 3)\n</pre>"
LINES = "for x in y:\n    print(x)\n\ndone(x  < 3)"


def moodle(markup):
    said = f"<questiontext format='html'><text><![CDATA[{markup}]]></text></questiontext>"
    answers = (
        "<answer fraction='100'><text>true</text></answer><answer fraction='0'><text>false</text></answer>"
    )
    text = f"<quiz><question type='truefalse'>{said}{answers}</question></quiz>"
    return read_moodle_xml(text, "en").questions[0].text["en"]


def bare_moodle(markup):
    """Return the words of markup that stands in Moodle XML without being escaped."""
    return moodle(f"]]>{markup}<![CDATA[")


@pytest.mark.parametrize(("markup", "words"), LISTS)
def test_numbers_stay_in_moodle_xml_whether_its_markup_is_escaped_or_not(markup, words):
    assert moodle(markup) == words
    assert bare_moodle(f'{markup}<br/><a href="x">A &amp; B</a>') == f"{words}\nA & B"


@pytest.mark.parametrize("read", [moodle, bare_moodle, in_qti])
def test_lines_of_code_stay_lines(read):
    assert read(f"<p>What is\n shown?</p>{CODE}<p>Say\n it.</p>") == f"What is shown?\n{LINES}\nSay it."


def test_code_in_markdown_stays_lines_and_code_left_open_too():
    assert plain_from_markdown("Look:\n\n```\nif x:\n\ty()\n```\n")[0] == "Look:\nif x:\n    y()"
    assert plain_from_html("<pre>a\n b<pre>c\n d</pre>")[0] == "a\n b\nc\n d"


@pytest.mark.parametrize(
    "text",
    [
        "if x<y and z>w then",
        "if a<b and c>d or a<b>c then",
        "List<String>, Map<K, List<V>> and Set<B>",
        "What does the <title> element do?",
        "What do <style> and <script> do?",
        "What do <img> and <input> show?",
        "Which header: #include <map> or <iostream>?",
        "<person><name>Ana</name><age/></person>",
        "Write to <ana@example.org> or see <https://example.org/>, says <?php echo 1; ?>",
        "git clone <repo-url>",
        "Which of <a>, <em> or <b> is right? Is 5 <b 3 or c>d?",
    ],
)
def test_what_only_looks_like_a_tag_is_kept_as_it_was_typed(text):
    assert plain_from_html(text) == (text, ())
    assert plain_from_html(f"<p>{text}</p>") == (text, ())
    assert moodle(f"<p>{text}</p>") == text


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p class=x hidden>A</p><br/><hr>B", "A\nB"),
        ("<P>A<O:P></O:P><st1:place w:st='on'>B</st1:place></P>", "AB"),
        ("<?xml:namespace prefix = o ns = 'urn:x' />A", "A"),
        ("<svg viewBox='0 0 1 1'><path d='M0'/><text>A</text></svg>B", "AB"),
        ("<math><mstyle><foo>x</foo></mstyle></math>", "x"),
        ("<b>A<p>B</b><font color=red>C", "A\nBC"),
        ("<details open><summary>A</summary>B</details>", "A\nB"),
        ("<td nowrap>A</td>", "A"),
    ],
)
def test_tags_that_pages_have_are_taken_off(markup, words):
    assert plain_from_html(markup)[0] == words


@pytest.mark.parametrize(
    "markup",
    [
        "<u>A</u> <u>B</u>",
        "<s>A</s> <del>B</del>",
        "<strike>A</strike> <ins>B</ins>",
        "<mark>A</mark> B",
        "<span style='color: red; text-decoration: underline'>A</span> B",
    ],
)
def test_a_look_that_may_carry_sense_is_named_once_and_its_words_stay(markup):
    assert plain_from_html(f"<p>{markup}</p>") == ("A B", ("lost_look",))
    assert in_qti(f"<p>{markup}</p>") == "A B"
    assert [one.reason for one in qti(f"<p>{markup}</p>").notes] == ["lost_look"]


def test_how_words_look_else_is_not_told():
    assert plain_from_html("<p><b>A</b> <em style='color: red'>B</em></p><ul><li>C</li></ul>") == (
        "A B\nC",
        (),
    )


@pytest.mark.parametrize(
    ("markup", "loss"),
    [
        ("<title>Home</title>A", "lost_hidden"),
        ("<template>B</template>A", "lost_hidden"),
        ("A<input type='text' name='x'>", "lost_field"),
        ("A<canvas></canvas>", "lost_picture"),
    ],
)
def test_what_vanishes_with_its_tag_is_named(markup, loss):
    assert plain_from_html(markup) == ("A", (loss,))
    assert loss in REASONS


def test_the_number_before_an_interaction_alone_says_nothing():
    found = read_qti(item(f"<ol><li>{choice_of(1)}</li></ol>", declared("B"), MATCH_CORRECT), "en")

    assert found.questions[0].text == {"en": "Which?"}


def test_untitled_essays_of_gift_with_nothing_but_general_feedback_are_read():
    form, found = read_questions(b"Write. {####So it is.}\n\nWrite more. {\n####And so.}\n", "en")

    assert form == "gift"
    assert [one.feedback for one in found.questions] == [{"en": "So it is."}, {"en": "And so."}]


PIECES = [
    "<ol>",
    "</ol>",
    "<ol reversed>",
    "<ul>",
    "</ul>",
    "<li>",
    "</li>",
    "<pre>",
    "</pre>",
    "<p>",
    "</p>",
]
MORE = [
    "<sup>",
    "</sup>",
    "<math>",
    "</math>",
    "<title>",
    "</title>",
    "<svg>",
    "</svg>",
    "<x y>",
    " ",
    "\n",
    "w",
]


@given(st.lists(st.sampled_from([*PIECES, *MORE])))
def test_no_order_of_tags_breaks_the_reader_or_leaves_its_own_signs_behind(pieces):
    words, _lost = plain_from_html("".join(pieces))

    assert not set("\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5") & set(words)
    assert words == words.strip()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ('<ul style="list-style-type: decimal"><li>A</li><li>B</li></ul>', "1. A\n2. B"),
        ('<ul><li style="list-style-type: decimal">A</li><li>B</li></ul>', "1. A\nB"),
        ('<ul><li type="disc">A</li></ul>', "A"),
        ('<ol style="list-style-type: disc"><li>A</li><li>B</li></ol>', "A\nB"),
    ],
)
def test_a_list_has_the_numbers_that_a_page_would_show(given, words):
    assert plain_from_html(given)[0] == words
