"""The caller's own profile."""

from typing import Annotated
from uuid import UUID

from flask import abort, request
from pydantic import Field, StringConstraints

from course.core.rules.topics import TOPICS
from course.core.rules.visibility import PROFILE_FIELDS, Audience, audience_of
from course.flows.change_profile import save_profile
from course.store.accounts.operations import ProfileChange
from course.store.accounts.queries import get_profile
from course.web.api.blueprint import bp
from course.web.api.given import (
    LINE,
    LINE_OR_EMPTY,
    TEXT,
    Changes,
    Language,
    OneOf,
    Reply,
)
from course.web.api.lists import CountryOrNone, Spoken, TimeZone
from course.web.api.operations import operation
from course.web.gate import actor, open_to
from course.web.session import reading, utc_now, writing

NAME_LENGTH = 120
TEXT_LENGTH = 500

ShortLine = Annotated[str, StringConstraints(pattern=LINE_OR_EMPTY, max_length=NAME_LENGTH)]
LongLine = Annotated[str, StringConstraints(pattern=LINE_OR_EMPTY, max_length=200)]
FreeText = Annotated[str, StringConstraints(pattern=TEXT, max_length=TEXT_LENGTH)]
Topic = Annotated[str, OneOf(TOPICS)]


class AudiencesGiven(Changes):
    """To whom each field is shown; what is absent stays."""

    display_name: Audience = "nobody"
    given_name: Audience = "nobody"
    family_name: Audience = "nobody"
    country: Audience = "nobody"
    city: Audience = "nobody"
    organisation: Audience = "nobody"
    role_title: Audience = "nobody"
    topics: Audience = "nobody"
    languages: Audience = "nobody"
    can_help: Audience = "nobody"
    looking_for: Audience = "nobody"
    email: Audience = "nobody"


class ProfileGiven(Changes):
    """The fields of one's profile that change; what is absent stays. An empty country is none."""

    display_name: Annotated[str, StringConstraints(pattern=LINE, min_length=1, max_length=NAME_LENGTH)] = ""
    given_name: ShortLine = ""
    family_name: ShortLine = ""
    country: CountryOrNone = ""
    city: ShortLine = ""
    organisation: LongLine = ""
    role_title: LongLine = ""
    can_help: FreeText = ""
    looking_for: FreeText = ""
    language: Language = "en"
    time_zone: TimeZone = "UTC"
    topics: list[Topic] = Field(default_factory=list, max_length=len(TOPICS))
    languages: list[Spoken] = Field(default_factory=list, max_length=40)
    audiences: AudiencesGiven = AudiencesGiven()


class ProfileReply(Reply):
    """One's own profile, whole. `audiences` tells to whom each field is shown."""

    id: UUID
    email: str
    confirmed: bool
    role: str
    display_name: str
    given_name: str
    family_name: str
    country: str
    city: str
    organisation: str
    role_title: str
    can_help: str
    looking_for: str
    language: str
    time_zone: str
    topics: list[str]
    languages: list[str]
    audiences: dict[str, Audience]


@bp.get("/me")
@open_to("learner", objects="own", rate="api", scope="profile:read")
@operation("My profile")
def read_me() -> ProfileReply:
    return _profile()


@bp.patch("/me")
@open_to("learner", objects="own", rate="write", scope="profile:write")
@operation("Change my profile")
def change_me(body: ProfileGiven) -> ProfileReply:
    """Change the fields that are sent, and to whom each is shown."""
    known = get_profile(writing(), own_id())
    given = body.changed()
    audiences = given.pop("audiences", None)
    change = ProfileChange(
        topics=given.pop("topics", known.topics),
        languages=given.pop("languages", known.languages),
        audiences={**known.audiences, **(audiences.changed() if audiences else {})},
        columns=given,
    )
    save_profile(writing(), account_id=own_id(), change=change, now=utc_now())
    return _profile()


def own_id() -> UUID:
    """Return the caller's account; the gate has let nobody through who has none."""
    return actor().account_id or abort(401)


def _profile() -> ProfileReply:
    """Return the profile as it stands, with what this request has written."""
    session = writing() if request.method == "PATCH" else reading()
    known = get_profile(session, own_id())
    return ProfileReply(
        id=own_id(),
        email=known.email,
        confirmed=known.confirmed_at is not None,
        role=actor().role,
        topics=list(known.topics),
        languages=list(known.languages),
        audiences={name: audience_of(known.audiences, name) for name in PROFILE_FIELDS},
        **known.columns,
    )
