"""What a search can find, and where it opens."""

from course.core.content.passages import Passage, passages
from tests.core.content.builders import Course
from tests.courses import with_records


def of_lesson(draft, slug: str, language: str) -> list[Passage]:
    found = passages(draft.catalogue, draft.bodies, language)
    return [passage for passage in found if (passage.kind, passage.slug) == ("lesson", slug)]


def test_a_lesson_is_its_summary_and_its_paragraphs_under_their_headings(course: Course):
    first, *others = of_lesson(course.read(), "morning", "en")

    assert first == Passage(
        "lesson",
        "morning",
        title="A morning: at the desk",
        text="What happens before nine. · name three barriers",
    )
    assert [(passage.anchor, passage.heading, passage.text) for passage in others][:4] == [
        ("p1", "", "Every town has a desk. Some have two, and one is new."),
        ("p2", "A card is not a firewall", "A card helps only if its list is protected. See below."),
        ("p3", "A card is not a firewall", "Papers The form asks for too much."),
        ("p4", "A card is not a firewall", "Fear People hear rumours."),
    ]


def test_a_table_is_found_with_its_caption_and_cells_apart(course: Course):
    table = next(one for one in of_lesson(course.read(), "morning", "en") if "2023" in one.text)

    assert table.text == "Year People 2023 40 2024 57 People at the desk Source: Register: table 3"
    assert table.heading == "Papers"


def test_each_line_of_a_talk_is_found_by_itself_without_its_time(course: Course):
    lines = [one.text for one in of_lesson(course.read(), "afternoon", "en")]

    assert "Host: Tell me what happened." in lines
    assert "Registrar: Nothing, for two weeks." in lines


def test_a_footnote_stands_below_no_heading(course: Course):
    last = of_lesson(course.read(), "morning", "en")[-1]

    assert (last.heading, last.text) == ("", "Or a window.")


def test_what_a_block_adds_by_itself_is_not_found(course: Course):
    words = " ".join(one.text for one in of_lesson(course.read(), "morning", "en"))

    assert "From practice" not in words
    assert "Turn the card" not in words
    assert "↩" not in words


def test_a_lesson_is_found_in_the_languages_it_is_written_in(course: Course):
    course.delete("modules/01-front-desk/01-morning.es.md")

    draft = course.read()

    assert of_lesson(draft, "morning", "es") == []
    assert of_lesson(draft, "morning", "fr") != []


def test_records_are_found_in_every_language(course: Course):
    draft = course.read()
    catalogue = with_records(draft.catalogue)

    by_language = [
        {
            (one.kind, one.slug): one.title
            for one in passages(catalogue, draft.bodies, language)
            if one.kind != "lesson"
        }
        for language in ("en", "es", "fr")
    ]

    assert by_language[1] == {
        ("glossary", "return"): "retorno",
        ("library", "call"): "Call of the towns",  # it has no other official title
        ("actions", "sfax-desk"): "Ventanilla de Sfax",
    }
    assert [set(found) for found in by_language] == [set(by_language[1])] * 3
