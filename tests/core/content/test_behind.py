"""A change of one paragraph marks its counterparts, and nothing else."""

import re

import pytest

from course.core.content.behind import with_made_from
from course.core.content.load import mark_translated
from tests.core.content.builders import DESK, Course, found

MORNING = f"{DESK}/01-morning.en.md"
MORNING_ES = f"{DESK}/01-morning.es.md"
AFTERNOON = f"{DESK}/02-afternoon.en.md"
PARAGRAPH = "Este párrafo ha cambiado en el original desde que se tradujo."
PART = "Esta parte ha cambiado en el original desde que se tradujo."
ADDED = "Aquí el original tiene una parte nueva, todavía sin traducir."
REMOVED = "El original ya no tiene la parte anterior."


@pytest.fixture
def marked(course: Course) -> Course:
    """The sample, its translations marked as made from its source as it is."""
    mark_translated(course.root / "modules", lambda _name: True)
    return course


def page(course: Course, lesson: str = "morning", language: str = "es") -> str:
    draft = course.read()
    return draft.bodies[draft.catalogue.lesson(lesson).text(language).version]


def marks(html: str) -> list[tuple[str, str]]:
    """Return each mark with the beginning of the element that it follows."""
    pieces = re.split(r'\n(?=<(?:details|p) class="behind">)', html)
    said = [re.match(r"<(?:details|p)[^>]*>(?:<summary>)?([^<]*)", piece)[1].strip() for piece in pieces[1:]]
    before = [re.sub(r"<[^>]*>", "", piece).strip().split("\n")[-1] for piece in pieces[:-1]]
    return list(zip(before, said, strict=True))


def test_marked_translations_are_current(marked: Course):
    draft = marked.read()

    assert draft.problems == ()
    assert {state.state for state in draft.states} == {"source", "current"}
    assert not any(lesson.is_behind("fr") for lesson in draft.catalogue.lessons)
    assert "behind" not in page(marked)


def test_a_changed_paragraph_marks_exactly_its_counterparts(marked: Course):
    before = {language: page(marked, language=language) for language in ("es", "fr")}
    marked.change(MORNING, "Every town", "Each town")

    draft = marked.read()

    line = marked.line_of(MORNING_ES, "Cada municipio")
    assert found(draft) == {
        ("paragraph_behind", f"{DESK}/01-morning.{language}.md", line) for language in ("es", "fr")
    }
    assert all(problem.warning for problem in draft.problems)
    for language in ("es", "fr"):
        now = page(marked, language=language)
        (mark,) = re.findall(r'\n<details class="behind">.*?</details>', now, re.DOTALL)
        assert now.replace(mark, "") == before[language]
        assert '<div lang="en"><p>Each town' in mark
    assert now.index("Chaque") < now.index(mark) < now.index("<h2")
    assert draft.catalogue.lesson("morning").is_behind("es")
    assert not draft.catalogue.lesson("afternoon").is_behind("es")
    assert "behind" not in page(marked, "afternoon")


def test_the_source_itself_shows_no_mark(marked: Course):
    marked.change(MORNING, "Every town", "Each town")

    assert "behind" not in page(marked, language="en")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("## Three barriers", "## Four barriers", [("Tres barreras", PART)]),
        ("A card helps", "A card may help", [("Una tarjeta ayuda si su lista está protegida. Véase abajo.", PART)]),
        ("| 2024 | 57 |", "| 2024 | 58 |", [("Personas en el mostrador Fuente: Register: table 3", PART)]),
        ("/// quiz | desk-game\n///", "New.\n\n/// quiz | desk-game\n///", [("¿Quién falta en tu mostrador?", ADDED)]),
        ("- [ ] read the form\n- [x] ask why\n\n", "", [("☑ ask why", REMOVED)]),
        ("Every town has", "Every  town\nhas", []),
    ],
)  # fmt: skip
def test_what_readers_are_told_at_its_place(marked: Course, old, new, expected):
    marked.change(MORNING, old, new)

    assert marks(page(marked)) == expected


def test_what_was_put_in_does_not_mark_what_follows(marked: Course):
    marked.change(MORNING, "## Three barriers", "A new paragraph.\n\n## Three barriers")
    marked.change(MORNING, "- [x] ask why", "- [x] ask who")

    assert [said for _before, said in marks(page(marked))] == [ADDED, PART]


def test_a_changed_head_is_told_above_the_text(marked: Course):
    marked.change(MORNING, "What happens before nine.", "What happens before ten & eleven.")

    html = page(marked)

    assert html.lstrip().startswith('<details class="behind"><summary>El título, el resumen o los objetivos')
    assert "<p>What happens before ten &amp; eleven.</p><ul><li>name three barriers</li></ul>" in html
    assert html.count('class="behind"') == 1


def test_a_changed_footnote_is_told_below_the_footnotes(marked: Course):
    marked.change(MORNING, "[^1]: ", "[^1]: Nowadays ")

    (mark,) = re.findall(r'<details class="behind">.*', page(marked), re.DOTALL)

    assert "Nowadays" in mark
    assert "footnote-backref" not in mark


def test_what_is_shown_of_the_source_repeats_no_id_and_no_heading(marked: Course):
    marked.change(MORNING, "/// reflect | my-desk\n", "/// reflect | my-desk\nToday: ")
    marked.change(MORNING, "## Three barriers", "## Four barriers")

    html = page(marked)

    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert html.count("<h2") == 1
    assert html.count('class="behind"') == 2


def test_after_its_mending_a_paragraph_is_no_longer_marked(marked: Course):
    marked.change(MORNING, "Every town", "Each town")

    done, problems = mark_translated(marked.root / "modules", lambda name: name == MORNING_ES)

    assert ([(each.file, each.is_new) for each in done], problems) == ([(MORNING_ES, True)], [])
    assert {problem.file for problem in marked.read().problems} == {f"{DESK}/01-morning.fr.md"}
    assert "behind" not in page(marked)


def test_a_translation_that_has_the_new_paragraph_already_is_marked_there(marked: Course):
    marked.change(MORNING, "## Three barriers", "A new paragraph.\n\n## Three barriers")
    marked.change(MORNING_ES, "## Tres barreras", "Un párrafo nuevo.\n\n## Tres barreras")

    assert marks(page(marked)) == [("Un párrafo nuevo.", PARAGRAPH)]


def test_where_paragraphs_do_not_correspond_the_whole_lesson_is_behind(marked: Course):
    marked.change(MORNING, "Every town", "Each town")
    marked.change(MORNING_ES, "## Tres barreras", "Uno.\n\nDos.\n\n## Tres barreras")

    draft = marked.read()

    line = marked.line_of(MORNING_ES, "made-from")
    assert ("translation_behind", MORNING_ES, line) in found(draft)
    assert page(marked).startswith('<p class="behind">Esta lección ha cambiado en el original')
    assert page(marked).count("behind") == 1
    assert 'href="/en/course/front-desk/morning" hreflang="en"' in page(marked)


def test_the_digest_of_a_whole_text_still_counts(course: Course):
    assert "behind" not in page(course)

    course.change(MORNING, "Every town", "Each town")

    assert page(course).startswith('<p class="behind">')
    assert {problem.code for problem in course.read().problems} == {"translation_behind"}


def test_a_translation_without_made_from_promises_nothing(course: Course):
    course.change(MORNING_ES, "made-from: e49ec53cdc6e\n", "")

    draft = course.read()

    assert draft.catalogue.lesson("morning").is_behind("es")
    assert {problem.code for problem in draft.problems} == {"made_from_missing"}
    assert "behind" not in page(course)


def test_a_translation_whose_file_cannot_be_read_is_not_called_missing(course: Course):
    course.change(MORNING_ES, "kind: reading\n", "kind: poem\n")

    states = {(state.lesson, state.language): state.state for state in course.read().states}

    assert states["morning", "es"] == "broken"
    assert states["morning", "fr"] == "current"


def test_marking_touches_one_line_only(course: Course):
    place = course.root / MORNING_ES
    before = place.read_bytes().replace(b"\n", b"\r\n")
    place.write_bytes(before)

    mark_translated(course.root / "modules", lambda name: name == MORNING_ES)

    pairs = zip(before.splitlines(keepends=True), place.read_bytes().splitlines(keepends=True), strict=True)
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    assert len(changed) == 1
    assert re.fullmatch(rb'made-from: "[0-9a-f]{6}( [0-9a-f]{6})+"\r\n', changed[0][1])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            b"---\ntitle: x\n---\nA\nmade-from: y\n",
            b'---\ntitle: x\nmade-from: "n n"\n---\nA\nmade-from: y\n',
        ),
        (b'---\nmade-from: "a\n  b"\nkind: x\n---\n', b'---\nmade-from: "n n"\nkind: x\n---\n'),
        (b"\xef\xbb\xbf---\nmade-from: a # b\n---\n", b'\xef\xbb\xbf---\nmade-from: "n n"\n---\n'),
        (b"---\ntitle: x\n---", b'---\ntitle: x\nmade-from: "n n"\n---'),
    ],
)
def test_the_line_is_written_into_the_head(before, after):
    assert with_made_from(before, "n n") == after


def test_a_file_that_cannot_be_read_is_not_marked(course: Course):
    course.change(MORNING_ES, "kind: reading", "kind: essay")
    before = (course.root / MORNING_ES).read_bytes()

    done, problems = mark_translated(course.root / "modules", lambda name: name == MORNING_ES)

    assert done == []
    assert [problem.code for problem in problems] == ["literal_error"]
    assert (course.root / MORNING_ES).read_bytes() == before


def test_a_build_keeps_whether_a_translation_is_behind(marked: Course):
    from course.core.content.builds import catalogue_from_json, catalogue_to_json

    marked.change(AFTERNOON, "Listen, or read along.", "Listen.")
    catalogue = marked.read().catalogue

    again = catalogue_from_json(catalogue_to_json(catalogue))

    assert again.lesson("afternoon").is_behind("fr")
    assert not again.lesson("morning").is_behind("fr")
