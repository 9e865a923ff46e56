"""The roster of the community, as each person chose to be seen by the caller."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from course.core.rules.topics import TOPICS
from course.reports.roster import Cursor as RosterCursor
from course.reports.roster import Person
from course.reports.roster import list_people as find_people
from course.reports.roster_search import Wanted
from course.reports.visible import get_viewer
from course.web.api.blueprint import bp
from course.web.api.given import LINE, OneOf, PageQuery, PageReply, Reply, Slug
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.api.pages import after_keys, next_cursor, read_id
from course.web.gate import open_to
from course.web.i18n import language as spoken_language
from course.web.session import reading


class MemberLine(Reply):
    """A person as the caller sees them: what is not shown to the caller is empty."""

    id: UUID
    same_cohort: bool
    display_name: str
    given_name: str
    family_name: str
    country: str
    city: str
    organisation: str
    role_title: str
    can_help: str
    looking_for: str
    email: str
    topics: list[str]
    languages: list[str]


class MemberPage(PageReply):
    """One page of people. `matching` counts all that match, `everybody` all whom the caller may see."""

    items: list[MemberLine]
    everybody: int
    matching: int


class MembersQuery(PageQuery):
    """What the list is narrowed to, by nothing but what the caller sees of each person."""

    text: Annotated[str, StringConstraints(pattern=LINE, max_length=100)] | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    topic: Annotated[str, OneOf(TOPICS)] | None = None
    spoken: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] | None = None
    cohort: Slug | None = None
    sort: Literal["name", "recent"] = "name"


@bp.get("/community/people")
@open_to("learner", objects="community", rate="api", scope="roster:read")
@operation("People of my cohorts and of the community")
def list_members(query: MembersQuery) -> MemberPage:
    """Return people of the caller's cohorts and, where both agreed to it, of the whole community."""
    session = reading()
    wanted = Wanted(
        text=query.text or "",
        language=spoken_language(),
        country=query.country or "",
        topic=query.topic or "",
        spoken=query.spoken or "",
        cohort=query.cohort or "",
    )
    page, overview = find_people(
        session,
        get_viewer(session, own_id()),
        wanted,
        sort=query.sort,
        cursor=_cursor(query),
        limit=query.limit,
    )
    after = page.next
    return MemberPage(
        items=[_member(person) for person in page.people],
        next=next_cursor(query.sort, after.name_key, after.id) if after else None,
        everybody=overview.everybody,
        matching=overview.matching,
    )


def _cursor(query: MembersQuery) -> RosterCursor | None:
    """Return where the page begins. Raises CursorUnknown, also for a cursor of another order."""
    keys = after_keys(query, 3, first=query.sort)
    return RosterCursor(keys[1], read_id(keys[2])) if keys else None


def _member(person: Person) -> MemberLine:
    shown = person._asdict()
    return MemberLine(
        **{name: shown[name] for name in MemberLine.model_fields if name in shown}
        | {
            "same_cohort": person.near,
            "topics": list(person.topics),
            "languages": list(person.languages),
        }
    )
