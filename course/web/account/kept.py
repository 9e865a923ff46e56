"""What a form held when its sign-in had ended: carried through signing in, and stored afterwards by one press.

The fields travel inside the pages, not in the database: nothing of an unsigned reader is kept by the server.
Only what came from a page of this site is carried, so that no other site can put words into a reader's hand.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from course.core.rules.local_path import safe_next
from course.web.account.forms import SignInForm
from course.web.account.guard import next_path
from course.web.account.why import why_sign_in
from course.web.gate import access_of, actor

PREFIX = "kept:"  # before the name of each field that is carried
PLACE = "kept_to"  # the field that says where they are to be stored
MOST_FIELDS = 500
MOST_SIGNS = 200_000
_SIGNING_IN = ("account.check_sign_in", "account.mail_sign_in_link")


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of a form, in their order, and the address of this site that they were sent to."""

    to: str
    fields: tuple[tuple[str, str], ...]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The fields as a sign-in page carries them."""
        return [(PLACE, self.to), *((PREFIX + name, value) for name, value in self.fields)]


def install(app: Flask) -> None:
    """Let the gate and the check of form tokens hand over what a form held."""
    app.extensions["course_keep_form"] = ask_to_sign_in
    app.extensions["course_keep_stale_form"] = answer_stale_form


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer a form that came without a sign-in: the sign-in page, with what the form held."""
    return show_sign_in(SignInForm(formdata=None), kept=_of_this_form(), status=401)


def answer_stale_form() -> ResponseReturnValue | None:
    """Answer a form whose token belongs to another sign-in; None leaves it to the error page.

    It may have been written for an hour before the reader signed in again elsewhere: one press stores it.
    """
    if not _came_from_here() or request.blueprint == "api" or request.is_json:
        return None
    if request.endpoint in _SIGNING_IN:
        return show_sign_in(SignInForm(), kept=carried(), status=400)
    rule = access_of(current_app, request.endpoint)
    if rule is None or rule.who == "anonymous":
        return None
    if not actor().signed_in:
        return ask_to_sign_in()
    kept = _of_this_form()
    return offer_to_store(kept, status=400) if kept else None


def show_sign_in(
    form: SignInForm, *, kept: Kept | None, said: str = "", status: int = 200, wait: int = 0
) -> ResponseReturnValue:
    """Show the sign-in page; `said` stands above the form, `kept` travels with it."""
    to = next_path()
    why = "" if kept else why_sign_in(to)
    page = render_template(
        "account/sign_in.html", form=form, kept=kept, said=said, next_path=to, why=why, status=status
    )
    response = make_response(page, status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def offer_to_store(kept: Kept, *, status: int = 200) -> ResponseReturnValue:
    """Show the page whose one button stores what was kept."""
    return make_response(render_template("account/kept.html", kept=kept), status)


def carried() -> Kept | None:
    """Read what a posted sign-in page carries; None for nothing, or for an address that is not of this site."""
    places = request.form.getlist(PLACE)
    to = safe_next(places[0]) if len(places) == 1 else ""
    fields = [
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(PREFIX)
    ]
    return _within_limits(to, fields)


def _of_this_form() -> Kept | None:
    """Read what this request posted, less its token and passwords."""
    if request.method != "POST" or request.files:
        return None
    return _within_limits(safe_next(request.full_path.rstrip("?")), list(request.form.items(multi=True)))


def _within_limits(to: str, fields: list[tuple[str, str]]) -> Kept | None:
    # "submit" hands an attempt in: whoever comes back stores the answers, and sees them before that.
    wanted = [
        (name, value)
        for name, value in fields
        if name not in {"csrf_token", "submit"} and "password" not in name
    ]
    size = sum(len(name) + len(value) for name, value in wanted)
    if not to or not wanted or len(wanted) > MOST_FIELDS or size > MOST_SIGNS:
        return None
    return Kept(to, tuple(wanted))


def _came_from_here() -> bool:
    """Tell whether the browser says that a page of this site sent the form; an old one says nothing: no."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", ""))
    return bool(origin.netloc) and origin.netloc.lower() == request.host.lower()
