"""Which fields of a person's profile another person sees: what the owner chose, field by field."""

from collections.abc import Mapping
from typing import Literal

Audience = Literal["nobody", "cohort", "community"]
Relation = Literal["self", "same_cohort", "community", "facilitator", "admin", "none"]

NOBODY: Audience = "nobody"
COHORT: Audience = "cohort"
COMMUNITY: Audience = "community"
AUDIENCES: tuple[Audience, ...] = (NOBODY, COHORT, COMMUNITY)  # each one includes those before it

DEFAULT_AUDIENCES: Mapping[str, Audience] = {
    "display_name": COHORT,
    "given_name": NOBODY,
    "family_name": NOBODY,
    "country": NOBODY,
    "city": NOBODY,
    "organisation": NOBODY,
    "role_title": NOBODY,
    "topics": NOBODY,
    "languages": NOBODY,
    "can_help": NOBODY,
    "looking_for": NOBODY,
    "email": NOBODY,
}
PROFILE_FIELDS: tuple[str, ...] = tuple(DEFAULT_AUDIENCES)

# Who runs the course must be able to tell people apart and write to them, whatever they chose. The privacy
# page says so before anybody joins; nothing else is shown to staff without the owner's choice.
STAFF_FIELDS = frozenset({"display_name", "given_name", "family_name", "email"})

_AUDIENCES_SEEN: Mapping[str, frozenset[Audience]] = {
    "same_cohort": frozenset({COHORT, COMMUNITY}),
    "facilitator": frozenset({COHORT, COMMUNITY}),
    "admin": frozenset({COHORT, COMMUNITY}),
    "community": frozenset({COMMUNITY}),
}


def audience_of(choices: Mapping[str, str], field: str) -> Audience:
    """Return who may see a field: the owner's choice, else the default; an unknown word is nobody."""
    chosen = choices.get(field, DEFAULT_AUDIENCES[field])
    return next((audience for audience in AUDIENCES if audience == chosen), NOBODY)


def audiences_seen(relation: Relation, *, both_consented: bool) -> frozenset[Audience]:
    """Return the audiences whose fields a viewer is shown; none for a relation unknown here.

    Lists ask the database with these (course/reports/visible.py), so that rule and statement cannot differ.
    """
    if relation == "community" and not both_consented:
        return frozenset()
    return _AUDIENCES_SEEN.get(relation, frozenset())


def visible_fields(choices: Mapping[str, str], *, relation: Relation, both_consented: bool) -> frozenset[str]:
    """Return the names of PROFILE_FIELDS that a viewer sees of an owner.

    `choices` are the owner's, field to audience; `relation` is the viewer's to the owner.

    - self: all fields.
    - same_cohort: fields for the cohort or the community.
    - community: fields for the community, only where both, owner and viewer, consented to its roster
      (`both_consented`): who looks is also seen.
    - facilitator (of one of the owner's cohorts) and admin: what a cohort's member sees, and STAFF_FIELDS.
    - none, or a relation unknown here: nothing.
    """
    if relation == "self":
        return frozenset(PROFILE_FIELDS)
    seen = audiences_seen(relation, both_consented=both_consented)
    chosen = frozenset(field for field in PROFILE_FIELDS if audience_of(choices, field) in seen)
    return chosen | STAFF_FIELDS if relation in {"facilitator", "admin"} else chosen
