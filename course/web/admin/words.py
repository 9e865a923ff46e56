"""Words for the codes that administration shows: outcomes, states, roles, deeds, mails."""

from datetime import datetime

from course.core.formats.roster_problems import DID_YOU_MEAN, SENTENCES
from course.core.formats.roster_staging import Remark
from course.core.rules.question_faults import STATES
from course.core.text import N_
from course.web.errors import SENTENCES as ERROR_SENTENCES
from course.web.i18n import country_name, format_moment, format_number, gettext, language_name

# A row's outcome before and after it is applied, with the tag's state.
OUTCOMES: dict[str, tuple[str, str, str]] = {
    "correct": (N_("To correct"), N_("Left out"), "bad"),
    "new": (N_("New account, enrolled"), N_("Account made, enrolled"), "ok"),
    "enrol": (N_("Known, enrolled"), N_("Enrolled"), "ok"),
    "change": (N_("Changed"), N_("Changed"), "now"),
    "same": (N_("Nothing to change"), N_("Nothing to change"), ""),
    "remove": (N_("Taken out of the cohort"), N_("Taken out of the cohort"), "warn"),
    "repeat": (N_("Same person again, kept once"), N_("Same person again, kept once"), ""),
}
# What a row's outcome is called once it was applied and undone; outcomes that changed nothing keep their words.
_UNDONE: dict[str, str] = {
    "new": N_("Enrolled, and undone"),
    "enrol": N_("Enrolled, and undone"),
    "change": N_("Changed, and undone"),
    "remove": N_("Taken out, and undone"),
}
COLUMNS: dict[str, str] = {
    "email": N_("E-mail address"),
    "given_name": N_("Given name"),
    "family_name": N_("Family name"),
    "display_name": N_("Name shown"),
    "country": N_("Country"),
    "city": N_("City"),
    "organisation": N_("Organisation"),
    "role_title": N_("Post"),
    "language": N_("Language"),
    "time_zone": N_("Time zone"),
    "cohort": N_("Cohort"),
    "group": N_("Group"),
    "role": N_("Role"),
    "starts": N_("First day"),
    "ends": N_("Last day"),
    "external_id": N_("Number of the organisation"),
    "action": N_("Keep or remove"),
}
IMPORT_STATES: dict[str, tuple[str, str]] = {
    "checked": (N_("Checked, not applied"), "warn"),
    "applying": (N_("Being applied"), "now"),
    "applied": (N_("Applied"), "ok"),
    "undoing": (N_("Being undone"), "now"),
    "undone": (N_("Undone"), ""),
}
ROLES: dict[str, str] = {"learner": N_("Learner"), "facilitator": N_("Facilitator"), "admin": N_("Admin")}
MAILS: dict[str, str] = {
    "invitation": N_("Invitation"),
    "sign_in_link": N_("Link to sign in"),
    "confirm": N_("Link to confirm an address"),
    "join": N_("Link after joining again"),
    "reset": N_("Link for a new password"),
    "change_email": N_("Link for a new address"),
    "address_changed": N_("Note that the address changed"),
    "password_changed": N_("Note that the password changed"),
    "regraded": N_("Note that a mark was raised"),
    "regrade_undone": N_("Note that a regrade was undone"),
    "practice_reminder": N_("Reminder of what was missed"),
    "fault_answered": N_("Answer to a reported question"),
}
# Deeds of the audit log; also the fixed list of its filter.
ACTIONS: dict[str, str] = {
    "account.confirmed": N_("Showed an address to be theirs"),
    "account.email_changed": N_("Changed their address"),
    "account.password_changed": N_("Changed their password"),
    "account.password_dropped": N_("Gave up their password"),
    "account.registered": N_("Made an account"),
    "account.restored": N_("Let a person in again"),
    "account.role_changed": N_("Changed a role"),
    "account.sign_ins_ended": N_("Ended sign-ins"),
    "account.signed_in": N_("Signed in"),
    "account.signed_out": N_("Signed out"),
    "account.suspended": N_("Suspended a person"),
    "api_token.ended": N_("Ended a program’s token"),
    "api_token.made": N_("Made a program’s token"),
    "answer.marked": N_("Marked an answer"),
    "answer.marked_again": N_("Changed the mark of an answer"),
    "attempt.submitted": N_("Handed in a quiz"),
    "badges.keys_withdrawn": N_("Withdrew keys for badges"),
    "badges.keys_rotated": N_("Made new keys for badges"),
    "certificate.corrected": N_("Corrected the name on a certificate"),
    "certificate.issued": N_("Earned the certificate"),
    "certificate.name_hidden": N_("Hid the name on the page of a certificate"),
    "certificate.name_shown": N_("Let the page of a certificate show the name"),
    "certificate.restored": N_("Let a certificate count again"),
    "certificate.revoked": N_("Revoked a certificate"),
    "cohort.changed": N_("Changed a cohort"),
    "cohort.closed": N_("Closed a cohort"),
    "cohort.code_changed": N_("Changed a cohort’s code"),
    "cohort.created": N_("Made a cohort"),
    "cohort.facilitator_added": N_("Gave a cohort to a facilitator"),
    "cohort.facilitator_removed": N_("Took a cohort from a facilitator"),
    "cohort.reopened": N_("Opened a cohort again"),
    "consent.given": N_("Gave a consent"),
    "consent.withdrawn": N_("Took a consent back"),
    "content.published": N_("Published the course"),
    "demonstration.filled": N_("Filled the demonstration"),
    "enrolment.added": N_("Enrolled a learner"),
    "enrolment.ended": N_("Ended an enrolment"),
    "invitation.sent_again": N_("Sent an invitation again"),
    "module.completed": N_("Completed a module"),
    "profile.changed": N_("Changed their profile"),
    "profile.put_back": N_("Put their profile back"),
    "outage.recorded": N_("Recorded an outage"),
    "outage.withdrawn": N_("Withdrew an outage"),
    "quiz_override.made": N_("Gave other dates, time or attempts at a quiz"),
    "quiz_override.ended": N_("Ended other dates, time or attempts at a quiz"),
    "results.released": N_("Told a cohort its results"),
    "results.held_again": N_("Held results of a cohort again"),
    "fault.answered": N_("Answered a reported question"),
    "regrade.applied": N_("Regraded a quiz"),
    "regrade.late": N_("Regraded an attempt that was handed in since"),
    "regrade.begun": N_("Began to regrade a quiz"),
    "regrade.undo_begun": N_("Began to undo a regrade"),
    "regrade.undone": N_("Undid a regrade"),
    "roster_import.applied": N_("Applied a roster"),
    "roster_import.begun": N_("Began to apply a roster"),
    "roster_import.discarded": N_("Dropped a roster"),
    "roster_import.failed": N_("Could not finish a roster"),
    "roster_import.undo_begun": N_("Began to undo a roster"),
    "roster_import.undone": N_("Undid a roster"),
}
# What a line of the log holds besides its deed.
DETAILS: dict[str, str] = {
    "account": N_("person"),
    "attempts": N_("attempts"),
    "begins": N_("from"),
    "by": N_("by"),
    "closes": N_("closes"),
    "cohorts_given_up": N_("cohorts given up"),
    "content_version": N_("version of the course"),
    "ends": N_("to"),
    "expires": N_("holds until"),
    "fields": N_("fields"),
    "for": N_("for"),
    "from": N_("from"),
    "number": N_("number"),
    "kept": N_("attempts whose rule got tighter"),
    "kept_marks": N_("marks kept though the rule got tighter"),
    "learners": N_("learners"),
    "opens": N_("opens"),
    "left": N_("learners left as they were"),
    "points": N_("points"),
    "purpose": N_("purpose"),
    "question": N_("question"),
    "quiz": N_("quiz"),
    "raised": N_("raised"),
    "reason": N_("reason"),
    "restored": N_("learners with their old marks"),
    "same": N_("without a change"),
    "barred": N_("cannot be regraded"),
    "waiting": N_("waiting for a mark by hand"),
    "role": N_("role"),
    "scopes": N_("scopes"),
    "seats": N_("seats"),
    "send_invitations": N_("invitations sent"),
    "source": N_("came by"),
    "state": N_("state"),
    "time_limit": N_("minutes for an attempt"),
    "to": N_("to"),
    "version": N_("version"),
}
_DETAIL_VALUES: dict[str, str] = {
    "password": N_("password"),
    "link": N_("mailed link"),
    "code": N_("code of the cohort"),
    "import": N_("roster"),
    "invitation": N_("invitation"),
    "demonstration": N_("demonstration"),
    "everybody": N_("everybody"),
    "cohort_full": N_("cohort full"),
    **STATES,
    **ROLES,
}
_LIMITS = frozenset({"attempts", "time_limit"})  # of which 0 is none
_SLUGS = frozenset({"question", "quiz"})  # which authors choose: they may be spelt like a code
_MOMENTS = frozenset({"begins", "closes", "ends", "expires", "opens"})
_OF_ROWS = {
    "cohort_other": N_(
        "“%(value)s” is another cohort. Write this one’s name, leave the cell empty, or import the row there."
    ),
    "repeat": N_("Row %(detail)s is about the same person and is kept."),
}


def outcome_words(outcome: str, state: str = "checked") -> str:
    """Say what a row's outcome would be, or was, in an import of this state."""
    if state == "undone" and outcome in _UNDONE:
        return gettext(_UNDONE[outcome])
    before, after, _tag = OUTCOMES[outcome]
    is_applied = state != "checked"
    return gettext(after if is_applied else before)


def column_words(column: str) -> str:
    return gettext(COLUMNS[column])


def role_words(role: str) -> str:
    return gettext(ROLES[role])


def action_words(action: str) -> str:
    """Return an action in words; the code of one that this release does not know."""
    return gettext(ACTIONS[action]) if action in ACTIONS else action


def detail_words(name: str) -> str:
    """Return the name of a detail in words; that of a row's outcome for counts of rows."""
    if name in OUTCOMES:
        return outcome_words(name)
    return gettext(DETAILS[name]) if name in DETAILS else name


def value_of_detail(name: str, value: object) -> str:
    """Return what a detail says, as people read it; a code that this release does not know as it is."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(value_of_detail(name, one) for one in value)
    if value == 0 and name in _LIMITS:
        return gettext("no limit")
    if isinstance(value, int | float):
        return format_number(value)
    told = str(value)
    if name in _MOMENTS:
        return format_moment(datetime.fromisoformat(told), "short")
    is_code = name not in _SLUGS and told in _DETAIL_VALUES
    return gettext(_DETAIL_VALUES[told]) if is_code else told


def template_words(template: str) -> str:
    return gettext(MAILS[template]) if template in MAILS else template


def remark_words(remark: Remark) -> str:
    """Say what is wrong with a cell, or worth a look."""
    said = value_words(remark.column, remark.value) if remark.code == "rows_differ" else remark.value
    values: dict[str, object] = {"column": remark.column, "value": said, "detail": remark.detail}
    if remark.code in _OF_ROWS:
        return gettext(_OF_ROWS[remark.code], **values)
    sentence = SENTENCES.get(remark.code)
    if sentence is None:
        return gettext(ERROR_SENTENCES["bad_request"])
    if sentence.detail == "limit":
        values["limit"] = format_number(int(remark.detail))
    elif sentence.detail:
        values[sentence.detail] = remark.detail
    return gettext(sentence.template, **values)


def suggestion_words(suggestion: str) -> str:
    return gettext(DID_YOU_MEAN, suggestion=suggestion)


def value_words(column: str, value: str) -> str:
    """Return a cell's value as people read it: names of countries and languages instead of codes."""
    if column == "country" and value:
        return country_name(value)
    if column == "language" and value:
        return language_name(value)
    if column == "role" and value in ROLES:
        return role_words(value)
    return value
