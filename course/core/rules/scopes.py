"""What a program may do for the person who made its token: a fixed list, and who may give which."""

from collections.abc import Mapping

from course.core.text import N_

# Scope to what it allows, in words for the person who gives it.
SCOPES: Mapping[str, str] = {
    "progress:read": N_("See my progress and my certificates"),
    "progress:write": N_("Mark lessons as done for me"),
    "attempts:read": N_("See my quiz attempts"),
    "attempts:write": N_("Start, answer and submit quizzes for me, and report faults in their questions"),
    "profile:read": N_("See my profile"),
    "profile:write": N_("Change my profile"),
    "roster:read": N_("See the people of my cohorts, as far as they show themselves"),
    "cohorts:read": N_("See the cohorts that I facilitate, with their learners' progress"),
    "cohorts:write": N_("Set up and change cohorts"),
    "assessment:read": N_("See outages, other dates and time, and results that are told later"),
    "assessment:write": N_("Record outages, give other dates and time, and tell results"),
    "marking:read": N_("See the answers that a person marks, with their marks"),
    "marking:write": N_("Mark answers"),
    "questions:read": N_("See what learners report of questions, and what regrading them would do"),
    "questions:write": N_("Answer what learners report of questions, and regrade them"),
    "people:read": N_("See the accounts of all people"),
    "people:write": N_("Change the accounts of other people"),
}
_STAFF = frozenset(
    {
        "cohorts:read",
        "assessment:read",
        "assessment:write",
        "marking:read",
        "marking:write",
        "questions:read",
    }
)
_ADMIN = frozenset({"cohorts:write", "questions:write", "people:read", "people:write"})


def scopes_for(role: str) -> tuple[str, ...]:
    """Return the scopes that a person in a role may give a token, in the order of SCOPES."""
    closed = {"learner": _STAFF | _ADMIN, "facilitator": _ADMIN, "admin": frozenset[str]()}
    return tuple(scope for scope in SCOPES if scope not in closed.get(role, frozenset(SCOPES)))
