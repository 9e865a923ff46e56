"""The first use of a term becomes a link: where, for which words, and what is left as it is."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.core.content.builds import catalogue_from_json, catalogue_to_json
from course.core.content.collected import Term
from course.core.content.load import publish
from course.core.content.sanitise import sanitise
from course.core.content.terms import link_terms, vocabulary
from tests.core.content.builders import DESK, Course, found

LINK = re.compile(r'<a href="term:([a-z-]+)">(.*?)</a>', re.DOTALL)
FORMS = {
    "asylum": ("asile", ["droit d’asile"]),
    "gcm": ("Pacte mondial pour les migrations (PMM)", ["Pacte mondial pour les migrations", "PMM"]),
    "migrant": ("migrant", ["personne migrante"]),
    "international-migrant": ("migrant international", []),
    "person": ("R&D", []),
    "peer-learning": ("peer-learning", []),
}


def a_term(slug: str, term: str, forms: list[str], not_in: tuple[str, ...] = ()) -> Term:
    return Term(
        slug=slug,
        term={"fr": term, "en": f"english {slug}"},
        forms={"fr": forms},
        definition={"fr": "…"},
        follows="UN",
        see_also=[],
        not_in={"fr": not_in},
    )


GLOSSARY = {slug: a_term(slug, *named) for slug, named in FORMS.items()}
GLOSSARY["refugee"] = a_term("refugee", "réfugié", [], ("Agence pour les réfugiés",))
WORDS = vocabulary(GLOSSARY, "fr")


def linked(markup: str) -> str:
    """Return the HTML with links to terms in brackets: [slug|words]."""
    return LINK.sub(r"[\1|\2]", link_terms(markup, WORDS).html)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Un migrant arrive.</p>", "<p>Un [migrant|migrant] arrive.</p>"),
        ("<ul><li>un migrant</li></ul>", "<ul><li>un [migrant|migrant]</li></ul>"),
        ("<dl><dt>migrant</dt><dd>Un migrant.</dd></dl>", "<dl><dt>migrant</dt><dd>Un [migrant|migrant].</dd></dl>"),
        ("<p>a <strong>b <em>migrant</em></strong></p>", "<p>a <strong>b <em>[migrant|migrant]</em></strong></p>"),
        ("<p>Un migrant et un migrant.</p>", "<p>Un [migrant|migrant] et un migrant.</p>"),
        ("<p>Les migrants</p>", "<p>Les [migrant|migrants]</p>"),
        ("<p>L’asile, d'asile</p>", "<p>L’[asylum|asile], d'asile</p>"),
        ("<p>le droit d'asile</p>", "<p>le [asylum|droit d'asile]</p>"),
        ("<p>un réfugié</p>", "<p>un [refugee|réfugié]</p>"),
        ("<p>un re\u0301fugie\u0301</p>", "<p>un [refugee|re\u0301fugie\u0301]</p>"),
        ("<p>une personne&nbsp;migrante</p>", "<p>une [migrant|personne&nbsp;migrante]</p>"),
        ("<p>une personne\nmigrante</p>", "<p>une [migrant|personne\nmigrante]</p>"),
        ("<p>Le service R&amp;D &lt;b&gt; suit.</p>", "<p>Le service [person|R&amp;D] &lt;b&gt; suit.</p>"),
        ("<p>Le PMM</p>", "<p>Le [gcm|PMM]</p>"),
        ("<p>Le Pacte mondial pour les migrations (PMM).</p>", "<p>Le [gcm|Pacte mondial pour les migrations (PMM)].</p>"),
        ("<p>a peer\u2011learning b</p>", "<p>a [peer-learning|peer\u2011learning] b</p>"),
        ("<p>un migrant international</p>", "<p>un [international-migrant|migrant international]</p>"),
    ],
)  # fmt: skip
def test_the_first_use_of_a_term_becomes_a_link(before, after):
    assert linked(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Migrants, bienvenue.</p>", "<p>[migrant|Migrants], bienvenue.</p>"),
        ("<p>Assez ! « Migrants » dit-on.</p>", "<p>Assez ! « [migrant|Migrants] » dit-on.</p>"),
        ("<p><em>Migrants</em> ici</p>", "<p><em>[migrant|Migrants]</em> ici</p>"),
        ("<table><tr><td>migrant</td></tr></table>", "<table><tr><td>[migrant|migrant]</td></tr></table>"),
        ("<li><b>Ana:</b> Migrants, oui</li>", "<li><b>Ana:</b> [migrant|Migrants], oui</li>"),
        ("<p>Le Conseil Migrants siège.</p>", "<p>Le Conseil Migrants siège.</p>"),
        ("<p>Migrants Council siège.</p>", "<p>Migrants Council siège.</p>"),
        ("<p>MIGRANTS</p>", "<p>MIGRANTS</p>"),
        ("<p>pmm et Pmm</p>", "<p>pmm et Pmm</p>"),
        ("<p>l’Agence pour les réfugiés</p>", "<p>l’Agence pour les réfugiés</p>"),
    ],
)
def test_a_large_letter_counts_where_a_sentence_begins_alone(before, after):
    assert linked(before) == after


@pytest.mark.parametrize(
    "markup",
    [
        '<h2 id="a">Un migrant</h2>',
        '<p><a href="https://e.example">un migrant</a></p>',
        "<p><code>migrant</code></p>",
        "<pre><code>migrant</code></pre>",
        "<figure><figcaption>Un migrant</figcaption></figure>",
        "<table><tbody><tr><th><p>migrant</p></th><td>rien</td></tr></tbody></table>",
        "<ol><li><span><b>migrant:</b> oui</span></li></ol>",
        '<p class="kick">migrant</p>',
        "<details><summary>migrant</summary></details>",
        '<div class="footnote"><ol><li><p>migrant</p></li></ol></div>',
        "<div>migrant</div>",
        '<p><img alt="un migrant" src="media/a.png"></p>',
        "<p>émigrant, migrantx, non-migrant, migrant-e, a/migrant, migrant@e.example</p>",
        "<p><strong>im</strong>migrant</p>",
        "<p>un <strong>non-</strong>migrant</p>",
        "<p>migrante</p>",
    ],
)
def test_what_is_no_running_text_or_no_whole_word_stays_as_it_is(markup):
    assert link_terms(markup, WORDS).html == markup


def test_a_longer_term_that_was_linked_before_lends_its_words_to_no_other():
    once = "<p>un migrant international, un migrant international, un migrant</p>"

    assert linked(once) == (
        "<p>un [international-migrant|migrant international], un migrant international, un [migrant|migrant]</p>"
    )


def test_a_link_by_the_author_is_the_only_one_and_the_first_use_is_kept():
    text = '<p>Un migrant.</p><h2 id="b">B</h2><p>Un <a href="term:migrant">nouveau venu</a>.</p>'

    result = link_terms(text, WORDS)

    assert result.html == text
    assert result.terms == {"migrant": ""}


def test_the_heading_under_which_a_term_is_first_used_is_told():
    text = '<p>asile</p><h2 id="a">A</h2><p>x</p><h3 id="b">B</h3><p>Un migrant, asile.</p>'

    assert link_terms(text, WORDS).terms == {"asylum": "", "migrant": "b"}


PIECES = [
    *(
        "<p>",
        "</p>",
        "<em>",
        "</li>",
        "<ul><li>",
        "<br>",
        "<b>",
        "</b>",
        '<a href="#a">',
        "</a>",
        '<h2 id="a">',
        "</h2>",
    ),
    *("&amp;", "&lt;", "&nbsp;", "\n", " ", "x", "É", "-", "’", '"', "🙂", "migrant", "Migrants"),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_all_but_the_links_is_written_as_it_was_read(markup):
    clean = sanitise(markup)

    result = link_terms(clean, WORDS).html

    assert LINK.sub(r"\2", result) == clean
    assert sanitise(result) == result


@pytest.mark.parametrize(
    "piece",
    ["Pacte mondial pour les ", "a-", "migrant ", "&amp;", "<em>", "</em>", "<p>", '<a href="#a">x</a>'],
)
def test_the_time_grows_with_the_text_alone(piece):
    short, long = (_seconds(f"<p>{piece * times}</p>") for times in (2_000, 20_000))

    assert long < 60 * short + 1


def _seconds(markup: str) -> float:
    begun = time.perf_counter()
    link_terms(markup, WORDS)
    return time.perf_counter() - begun


TERM = """term: {en: "desk", es: "mostrador", fr: "guichet"}
forms: {en: ["counter"], es: [], fr: []}
definition: {en: "A table.", es: "Una mesa.", fr: "Une table."}
follows: "us"
see_also: []
"""


def test_another_glossary_gives_another_build_and_other_pages(course: Course):
    course.add(f"{DESK}/09-term.en.md", _lesson("The desk is open."))
    before = course.read().catalogue
    course.add("modules/glossary/desk.yaml", TERM)

    after = course.read()

    old, new = (one.lesson("term").texts["en"] for one in (before, after.catalogue))
    assert before.version != after.catalogue.version
    assert old.version != new.version
    assert (old.terms, new.terms) == ({}, {"desk": ""})
    assert '<a href="/en/glossary/desk" class="term">desk</a> is open' in after.bodies[new.version]


def test_where_terms_are_used_comes_back_from_a_build(course: Course, tmp_path):
    course.add("modules/glossary/desk.yaml", TERM)
    course.add(f"{DESK}/09-term.en.md", _lesson("## A {#a}\n\nThe counter."))
    draft = course.read()

    publish(draft, tmp_path / "builds")

    again = catalogue_from_json(catalogue_to_json(draft.catalogue))
    assert again.lesson("term").texts["en"].terms == {"desk": "a"}


def test_an_author_links_to_a_term_and_may_leave_its_words_out(course: Course):
    course.add("modules/glossary/desk.yaml", TERM)
    course.add(f"{DESK}/09-term.en.md", _lesson("[Tables](term:desk) and [](term:desk), no desk."))

    draft = course.read()

    page = draft.bodies[draft.catalogue.lesson("term").texts["en"].version]
    link = '<a href="/en/glossary/desk" class="term">'
    assert f"{link}Tables</a> and {link}desk</a>, no desk." in page


def test_a_link_to_no_term_is_named(course: Course):
    course.add(f"{DESK}/09-term.en.md", _lesson("[Tables](term:desk)"))

    problems = {problem.code: problem.sentence for problem in course.read().problems}

    assert problems["link_term"] == "There is no term for “term:desk”."


def test_words_that_name_two_terms_are_named_with_their_line(course: Course):
    course.add("modules/glossary/desk.yaml", TERM)
    course.add("modules/glossary/table.yaml", TERM.replace('"desk"', '"table"').replace("mostrador", "mesa"))

    twice = {problem for problem in found(course.read()) if problem[0] == "form_twice"}

    assert twice == {
        ("form_twice", "modules/glossary/table.yaml", 1),
        ("form_twice", "modules/glossary/table.yaml", 2),
    }


def _lesson(body: str) -> str:
    return f'---\ntitle: "A lesson"\nsummary: "One sentence."\nkind: reading\n---\n{body}\n'
