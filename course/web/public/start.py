"""The way in: the best language for who comes, and the start page."""

from flask import Response, make_response, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from course.core.text import pick
from course.reports.course_page import course_page
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.i18n import best_language, language
from course.web.kept import kept_page
from course.web.public.blueprint import bp
from course.web.session import reading, utc_now


@open_to("anonymous", cache="private")
def root() -> Response:
    """Lead from the bare address to the start page in the language that fits the reader best."""
    response = make_response(redirect(url_for("public.start", lang=best_language())))
    response.vary.add("Accept-Language")
    return response


@bp.record
def _add_root(state: BlueprintSetupState) -> None:
    """Take the one address that stands outside all languages."""
    state.app.add_url_rule("/", endpoint="public.root", view_func=root, methods=["GET"])


@bp.get("/")
@open_to("anonymous", objects="own", cache="private")
def start() -> ResponseReturnValue:
    """Show what the course is, its modules, how it works, and how to join."""
    content = catalogue()
    page = course_page(reading(), content, learner_id=actor().account_id, language=language(), now=utc_now())
    source = content.languages[0]
    return kept_page(
        (content.version, utc_now().date(), page),
        lambda: render_template(
            "public/start.html",
            title=pick(content.title, language(), source),
            summary=pick(content.summary, language(), source),
            page=page,
            minutes=sum(module.minutes for module in page.modules),
            course_languages=content.languages,
            shortest=min((step.minutes for step in page.steps if step.what == "lesson"), default=0),
            longest=max((step.minutes for step in page.steps if step.what == "lesson"), default=0),
        ),
    )
