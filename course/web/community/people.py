"""The roster and one person's profile, as each chose to be seen by the reader."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from babel import Locale
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.formats.roster_places import country_codes
from course.core.people import fold_name
from course.core.rules.topics import TOPICS
from course.core.text import N_
from course.reports.roster import (
    SORTS,
    Cursor,
    Overview,
    Person,
    RosterPage,
    get_person,
    list_people,
)
from course.reports.roster_search import Wanted
from course.reports.visible import Viewer, get_viewer
from course.web.community.blueprint import bp
from course.web.forms import strip
from course.web.gate import actor, open_to
from course.web.i18n import country_name, gettext, language, language_name
from course.web.paging import chosen, decode_cursor, encode_cursor
from course.web.session import reading

MAX_TEXT = 100  # signs of what is looked for
COLOURS = 4  # of the modules, which the circles with initials share


@bp.get("/community")
@open_to("learner")
def start() -> ResponseReturnValue:
    """Lead to the roster, the first page of the community."""
    return redirect(url_for("community.people"), code=303)


@bp.get("/community/people")
@open_to("learner", objects="community")
def people() -> ResponseReturnValue:
    """Show whom the reader may see, narrowed as asked."""
    session = reading()
    viewer = get_viewer(session, _own_id())
    wanted = _wanted(viewer)
    sort = chosen("sort", SORTS, SORTS[0])
    page, overview = list_people(session, viewer, wanted, sort=sort, cursor=_cursor(sort))
    asked = _asked(wanted, sort)
    return render_template(
        "community/people.html",
        viewer=viewer,
        wanted=wanted,
        sort=sort,
        sorts=[(key, _people_url(asked | {"sort": key})) for key in SORTS],
        narrowed=any((wanted.text, wanted.country, wanted.topic, wanted.spoken)),
        cards=[Card.of(person) for person in page.people],
        overview=overview,
        choices=_choices(overview, wanted),
        pages=_pages(page, asked),
    )


@bp.get("/community/people/<uuid:account_id>")
@open_to("learner", objects="community")
def person(account_id: UUID) -> ResponseReturnValue:
    """Show one person; lead oneself to what others see."""
    if account_id == _own_id():
        return redirect(url_for("account.preview"), code=303)
    session = reading()
    found = get_person(session, get_viewer(session, _own_id()), account_id)
    return render_template(
        "community/person.html",
        person=found,
        card=Card.of(found),
        rows=_rows(found),
        topics=topic_names(found),
    )


class Card(NamedTuple):
    """What the list shows of a person, in the reader's language."""

    name: str
    url: str
    colour: int
    role: str
    place: str
    languages: str
    topics: list[str]
    offers: str
    seeks: str

    @classmethod
    def of(cls, person: Person) -> "Card":
        return cls(
            name=person.display_name,
            url=url_for("community.person", account_id=person.id),
            colour=_colour(person.id),
            role=person.role_title or person.organisation,
            place=place_of(person),
            languages=", ".join(language_names(person)),
            topics=topic_names(person),
            offers=person.can_help,
            seeks=person.looking_for,
        )


def _colour(account_id: UUID) -> int:
    return 1 + account_id.int % COLOURS


def _people_url(values: Mapping[str, str]) -> str:
    return url_for("community.people", **dict(values))  # type: ignore[arg-type]  # none is named as an option


# Fields that a profile shows as rows, with their names; topics stand apart as tags, the address as a link.
_ROWS: tuple[tuple[str, str], ...] = (
    ("given_name", N_("Given name")),
    ("family_name", N_("Family name")),
    ("role_title", N_("Post")),
    ("organisation", N_("Organisation")),
    ("city", N_("City")),
    ("country", N_("Country")),
    ("languages", N_("Languages")),
    ("can_help", N_("Can help with")),
    ("looking_for", N_("Looking for")),
)


def _rows(person: Person) -> list[tuple[str, str]]:
    """Return name and value of each field that is shown and filled in."""
    found = [(gettext(label), _value(person, field)) for field, label in _ROWS]
    return [(label, value) for label, value in found if value]


def _value(person: Person, field: str) -> str:
    match field:
        case "country":
            return country_name(person.country) if person.country else ""
        case "languages":
            return ", ".join(language_names(person))
        case _:
            return str(getattr(person, field))


def place_of(person: Person) -> str:
    """Return city and country, as far as they are shown."""
    return ", ".join(filter(None, (person.city, country_name(person.country) if person.country else "")))


def language_names(person: Person) -> list[str]:
    return _sorted([language_name(code) for code in person.languages])


def topic_names(person: Person) -> list[str]:
    return _sorted([_topic_name(code) for code in person.topics])


def _topic_name(code: str) -> str:
    return gettext(TOPICS[code]) if code in TOPICS else code


def _sorted(names: list[str]) -> list[str]:
    return sorted(names, key=fold_name)


def _own_id() -> UUID:
    account_id = actor().account_id
    assert account_id is not None  # the gate lets nobody else in
    return account_id


def _wanted(viewer: Viewer) -> Wanted:
    """Read what the address narrows the list to; what is in no fixed list narrows nothing."""
    return Wanted(
        text=(strip(request.args.get("q", "")[:MAX_TEXT]) or ""),
        language=language(),
        country=chosen("country", sorted(country_codes()), ""),
        topic=chosen("topic", tuple(TOPICS), ""),
        spoken=chosen("language", tuple(Locale("en").languages), ""),
        cohort=chosen("cohort", [cohort.slug for cohort in viewer.cohorts], ""),
    )


def _asked(wanted: Wanted, sort: str) -> dict[str, str]:
    """Return the parts of the address that keep what was chosen."""
    values = {
        "q": wanted.text,
        "country": wanted.country,
        "topic": wanted.topic,
        "language": wanted.spoken,
        "cohort": wanted.cohort,
        "sort": sort if sort != SORTS[0] else "",
    }
    return {name: value for name, value in values.items() if value}


def _cursor(sort: str) -> Cursor | None:
    """Read where the page starts; a cursor of another order, or none of ours, starts at the beginning."""
    for name, back in (("after", False), ("before", True)):
        keys = decode_cursor(request.args.get(name, ""), 3)
        if keys is None or keys[0] != sort:
            continue
        try:
            return Cursor(keys[1], UUID(keys[2]), back)
        except ValueError:
            continue
    return None


def _pages(page: RosterPage, asked: dict[str, str]) -> dict[str, str]:
    """Return the addresses of the pages before and after; empty at the ends."""
    sort = asked.get("sort", SORTS[0])
    found = {"previous": "", "next": ""}
    for name, word, cursor in (("previous", "before", page.previous), ("next", "after", page.next)):
        if cursor is not None:
            at = encode_cursor(sort, cursor.name_key, str(cursor.id))
            found[name] = _people_url(asked | {word: at})
    return found


def _choices(overview: Overview, wanted: Wanted) -> dict[str, list[tuple[str, str]]]:
    """Return code and name of what can be chosen, by name; what is chosen now is always among it."""
    codes = {
        "country": ({*overview.countries, wanted.country}, country_name),
        "topic": ({*overview.topics, wanted.topic}, _topic_name),
        "language": ({*overview.languages, wanted.spoken}, language_name),
    }
    return {
        field: sorted(((code, name(code)) for code in found if code), key=lambda one: fold_name(one[1]))
        for field, (found, name) in codes.items()
    }
