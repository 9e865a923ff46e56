"""Whether who marks answers wants not to know whose they are until they are marked; remembered on their device."""

from flask import request
from werkzeug.wrappers import Response

from course.web.headers import cookie_options

NAMES_COOKIE, NAMES_DAYS = "hide_names", 365


def names_hidden() -> bool:
    return request.cookies.get(NAMES_COOKIE) == "1"


def keep_names_hidden(response: Response, *, hide: bool) -> None:
    response.set_cookie(NAMES_COOKIE, "1" if hide else "0", **cookie_options(NAMES_DAYS))
