"""The glossary: its terms by letter, and one term with where the course uses it."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from course.core.content.glossary import letters_of, uses_of
from course.core.text import pick
from course.web.content import catalogue
from course.web.forms import strip
from course.web.gate import open_to
from course.web.i18n import language
from course.web.kept import kept_page
from course.web.public.blueprint import bp

MAX_TEXT = 100  # signs of what is looked for


@bp.get("/glossary")
@open_to("anonymous", cache="private")
def glossary() -> ResponseReturnValue:
    """Show the terms in the reader's alphabet, narrowed to what is looked for."""
    content = catalogue()
    wanted = strip(request.args.get("q", "")[:MAX_TEXT]) or ""
    letters = letters_of(content, language(), wanted)
    return kept_page(
        (content.version, wanted),
        lambda: render_template(
            "public/glossary.html",
            wanted=wanted,
            letters=letters,
            found=sum(len(letter.terms) for letter in letters),
            everything=len(content.collections.glossary),
            source=content.languages[0],
            course_languages=content.languages,
        ),
    )


@bp.get("/glossary/<term>")
@open_to("anonymous", cache="private")
def term(term: str) -> ResponseReturnValue:
    """Show what a term means, whose sense that is, what it is called elsewhere, and where the course uses it."""
    content = catalogue()
    known = content.collections.glossary
    if term not in known:
        abort(404)
    found = known[term]
    return kept_page(
        content.version,
        lambda: render_template(
            "public/term.html",
            term=found,
            title=pick(found.term, language(), content.languages[0]),
            see_also=[known[slug] for slug in found.see_also if slug in known],
            uses=uses_of(content, term, language()),
            source=content.languages[0],
            course_languages=content.languages,
        ),
    )
