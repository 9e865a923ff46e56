"""The glossary: its order, its filter, one term, and the links of lessons to it."""

import pytest

from course.core.alphabet import fold, initial, sort_key
from tests.pages import NS, words
from tests.statements import counted


def listed(client) -> list[str]:
    return [words(term) for term in client.page.iter(f"{NS}dt")]


@pytest.mark.parametrize(
    ("language", "terms", "letters"),
    [
        ("en", ["step", "year", "yearbook", "zebra"], ["S", "Y", "Z"]),
        ("es", ["anuario", "año", "cebra", "paso"], ["A", "C", "P"]),
        ("fr", ["année", "annuaire", "étape", "zèbre"], ["A", "E", "Z"]),
    ],
)
def test_terms_stand_in_the_order_of_the_readers_language(client, language, terms, letters):
    client.get(f"/{language}/glossary")

    assert listed(client) == terms
    assert [words(heading) for heading in client.page.iter(f"{NS}h2")] == letters
    assert all(client.links()[letter] == f"#letter-{letter.lower()}" for letter in letters)


def test_a_term_shows_what_it_is_called_in_the_other_languages(client):
    client.get("/fr/glossary")

    named = [(span.get("lang"), words(span)) for span in client.page.iter(f"{NS}span") if span.get("lang")]

    assert named[:2] == [("en", "year"), ("es", "año")]


@pytest.mark.parametrize(
    ("wanted", "terms"),
    [
        ("annee", ["year"]),  # another language, without its accent
        ("AÑO", ["year"]),
        ("stp", ["step"]),  # another form
        ("Etape", ["step"]),
        ("year", ["year", "yearbook"]),
        ("  zèb ", ["zebra"]),
        ("", ["step", "year", "yearbook", "zebra"]),
        ("year zebra", []),
        ("\x00\ud800'\"<b>%", []),
        ("x" * 5_000, []),
        ("’’’", ["step", "year", "yearbook", "zebra"]),
    ],
)
def test_the_filter_finds_forms_and_other_languages_without_accents(client, wanted, terms):
    client.get("/en/glossary", query_string={"q": wanted.encode("utf-8", "surrogatepass")})

    assert listed(client) == terms


def test_nothing_found_says_what_to_do(client):
    client.get("/en/glossary?q=nothing")

    assert "0 terms of 4" in client.words()
    assert "No term holds these words" in client.words()
    assert client.links()["Show all terms"] == "/en/glossary"


def test_a_term_is_told_with_its_sense_and_its_names(client):
    client.get("/es/glossary/year")

    assert "Sentido de año." in client.words()
    assert "Nota sobre año." in client.words()
    named = {(cell.get("lang"), words(cell)) for cell in client.page.iter(f"{NS}dd")}
    assert named == {("en", "year"), ("es", "año"), ("fr", "année"), ("en", "Source of year")}


def test_a_term_leads_to_its_neighbours_and_to_where_a_lesson_first_uses_it(client):
    client.get("/en/glossary/step")

    assert client.links()["year"] == "/en/glossary/year"
    assert client.links()["Lesson: walk"] == "/en/course/first-steps/walk#second-part"


def test_a_term_that_no_lesson_uses_says_so(client):
    client.get("/en/glossary/zebra")

    assert "No lesson leads to this term yet." in client.words()


def test_a_lesson_links_to_the_term_in_its_own_language(client):
    client.get("/es/course/first-steps/walk")

    found = [link for link in client.page.iter(f"{NS}a") if link.get("class") == "term"]

    assert [(words(link), link.get("href")) for link in found] == [("paso", "/es/glossary/step")]


@pytest.mark.parametrize("slug", ["nothing", "STEP", "step.yaml", "%00", "..%2fstep"])
def test_a_term_that_is_not_there_is_not_found(client, slug):
    client.get(f"/en/glossary/{slug}", status=404)


@pytest.mark.parametrize("path", ["/en/glossary", "/en/glossary?q=step", "/en/glossary/step"])
def test_the_glossary_asks_the_database_nothing_and_is_kept_by_the_browser(client, app, path):
    with counted(app) as statements:
        tag = client.get(path).headers["ETag"]

    assert statements == []
    assert client.http.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_two_filters_are_two_pages(client):
    tags = {client.get(f"/en/glossary?q={wanted}").headers["ETag"] for wanted in ("", "step", "year")}

    assert len(tags) == 3


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_every_page_leads_to_the_glossary(client, language):
    client.get(f"/{language}/")

    assert f"/{language}/glossary" in client.links().values()


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("es", ["nube", "ñandú", "ñu", "oasis"]),
        ("fr", ["cote", "coté", "œuvre", "ombre", "zone"]),
        ("en", ["co-op", "cooperate", "élan", "elm"]),
    ],
)
def test_letters_stand_as_the_language_has_them(language, ordered):
    shuffled = sorted(ordered, reverse=True)

    assert sorted(shuffled, key=lambda word: sort_key(word, language)) == ordered


@pytest.mark.parametrize(
    ("text", "language", "letter"),
    [
        ("ñandú", "es", "Ñ"),
        ("ñandú", "fr", "N"),
        ("Œuvre", "fr", "O"),
        ("«état»", "fr", "E"),
        ("2030", "en", "#"),
        ("", "en", "#"),
    ],
)
def test_a_word_stands_under_its_letter(text, language, letter):
    assert initial(text, language) == letter


def test_search_sees_no_accents_and_no_signs():
    assert fold("L’Œuvre d’Été – à  Ñuñoa") == "l oeuvre d ete a nunoa"
