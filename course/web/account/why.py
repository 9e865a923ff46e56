"""Why a page asks for a sign-in, said above the form to whoever was sent there by an address."""

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from course.core.text import pick
from course.web.content import catalogue
from course.web.i18n import gettext, language


def why_sign_in(path: str) -> str:
    """Say what the page at `path`, a safe one of this site, needs a person for; an empty text for none."""
    if not path:
        return ""
    title = _quiz_title(path)
    if title:
        return gettext(
            "“%(title)s” keeps each of your answers, so it needs to know whose they are. "
            "Joining is free and takes a minute.",
            title=title,
        )
    return gettext(
        "The page that you opened belongs to a person. Once you are signed in, you go straight to it."
    )


def _quiz_title(path: str) -> str:
    addresses = current_app.create_url_adapter(request)
    try:
        endpoint, values = addresses.match(path.partition("?")[0], method="GET") if addresses else ("", {})
    except HTTPException:
        return ""
    slug = values.get("quiz") if endpoint.startswith("learn.") else None
    content = catalogue()
    found = content.quizzes.get(slug) if slug else None
    return pick(found.title, language(), content.languages[0]) if found else ""
