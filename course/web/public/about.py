"""About the course: what it is, where it comes from, and what completing it takes."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from course.core.rules.completion import course_progress
from course.core.text import pick
from course.reports.course_page import remainders
from course.reports.course_steps import course_lines
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.i18n import language
from course.web.kept import kept_page
from course.web.public.blueprint import bp

# Where the facts about the course of 2022 stand (read in 2025).
SOURCES = {
    "learn": "https://localaction.mayorsmechanism.org/learn",
    "newsletter": "https://www.mayorsmechanism.org/updates/december-newsletter",
    "learning": "https://learning.uclg.org/resources/towards-a-future-for-people/",
}


@bp.get("/about")
@open_to("anonymous", cache="private")
def about() -> ResponseReturnValue:
    """Tell the course of 2022 from this cut of it; compute what can be computed."""
    content = catalogue()
    source = content.languages[0]
    known: Any = content.about
    audiences = known.get("audiences", {})
    modules = course_lines(content, language())
    return kept_page(
        content.version,
        lambda: render_template(
            "public/about.html",
            title=pick(content.title, language(), source),
            summary=pick(content.summary, language(), source),
            audiences=audiences.get(language()) or audiences.get(source, ()),
            partners=known.get("partners", ()),
            licence=known.get("licence", ""),
            modules=modules,
            minutes=sum(module.minutes for module in modules),
            course_languages=content.languages,
            asked=remainders(content, course_progress(content, completed=frozenset(), quizzes={})),
            sources=SOURCES,
        ),
    )
