"""Courses of any size for tests, made from the small one."""

from dataclasses import replace

from course.core.content.collected import Collections, LocalAction, Publication, Term
from course.core.content.model import Catalogue


def grown(catalogue: Catalogue, lessons: int) -> Catalogue:
    """Return the course with so many lessons in its first module, called lesson-0 and so on."""
    first, *others = catalogue.modules
    pattern = first.lessons[0]
    made = tuple(
        replace(pattern, slug=f"lesson-{number}", number=number + 1, version=f"v{number}")
        for number in range(lessons)
    )
    return replace(catalogue, version=f"grown-{lessons}", modules=(replace(first, lessons=made), *others))


def with_records(catalogue: Catalogue) -> Catalogue:
    """Return the course with one term, one publication and one local action."""
    term = Term(
        slug="return",
        term={"en": "return", "es": "retorno", "fr": "retour"},
        forms={"en": ["going home"]},
        definition={
            "en": "Going back to a country.",
            "es": "Volver a un país.",
            "fr": "Revenir dans un pays.",
        },
        follows="IOM",
        see_also=[],
    )
    publication = Publication(
        slug="call",
        kind="report",
        title={"en": "Call of the towns"},
        summary={"en": "A call.", "es": "Una llamada.", "fr": "Un appel."},
        languages=["en"],
        publishers=["UCLG"],
        case_cities=[],
        themes=[],
        sources=["https://example.org/call"],
        lessons=[],
        address=None,
        year=2022,
        standing="verified",
        on_uclg_page=True,
    )
    action = LocalAction(
        slug="sfax-desk",
        fact="sfax",
        title={"en": "Desk of Sfax", "es": "Ventanilla de Sfax", "fr": "Guichet de Sfax"},
        place={"en": "Sfax, Tunisia", "es": "Sfax, Túnez", "fr": "Sfax, Tunisie"},
        city="Sfax",
        country="TN",
        region="africa",
        lat=34.74,
        lon=10.76,
        themes=[],
        summary={"en": "A desk.", "es": "Una ventanilla.", "fr": "Un guichet."},
        sources=["https://example.org/sfax"],
    )
    found = Collections(
        library={"call": publication}, glossary={"return": term}, actions={"sfax-desk": action}
    )
    return replace(catalogue, collections=found)
