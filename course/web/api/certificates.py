"""Certificates: a learner's own, what anybody may know of one by its code, and what admins do with somebody's."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import url_for
from pydantic import StringConstraints

from course.core.problems import NotFound
from course.core.rules.awards import read_code, shown_code
from course.flows.award_certificate import (
    CertificateRevoked,
    NameCorrected,
    correct_name,
    restore_certificate,
    revoke_certificate,
)
from course.reports.people_list import get_person
from course.store.awards.queries import (
    CertificateFacts,
    certificates_of,
    find_by_code,
    find_certificate,
    get_certificate,
)
from course.web.api.blueprint import bp
from course.web.api.faults import Fault, FaultsFound
from course.web.api.given import LINE, TEXT, Changes, Given, PageReply, Reply
from course.web.api.me import NAME_LENGTH, own_id
from course.web.api.operations import operation
from course.web.api.people import PersonPath
from course.web.certificates import ISSUER, asked_words
from course.web.gate import open_to
from course.web.i18n import gettext
from course.web.session import reading, utc_now, writing

REASON_MAX = 500
State = Literal["valid", "replaced", "revoked"]


class BadgeAddresses(Reply):
    """Where anybody takes the badge: with a proof inside, and as a signed token."""

    json_ld: str
    jwt: str


class CheckedCertificate(Reply):
    """What anybody may know of a certificate: what the page at `address` says. `name` is null where its holder does not
    show it, and of one that does not count. The day of `earned_at` in UTC stands on it; `issued_again_at` is null where
    its name was never corrected. `rule` says what was asked for, in the language of the request, and is empty where the
    rule is not known. `newer` is the code of the one that counts where this one is replaced. `badges` is null where
    nobody but the holder takes them.
    """

    code: str
    state: State
    name: str | None
    title: str
    language: str
    issuer: str
    rule: str
    modules: int
    lessons: int
    quizzes: int
    games: int
    surveys: int
    minutes: int
    content_version: str
    earned_at: datetime
    issued_at: datetime
    issued_again_at: datetime | None
    replaced_at: datetime | None
    revoked_at: datetime | None
    newer: str | None
    address: str
    badges: BadgeAddresses | None


class CertificateLine(Reply):
    """A certificate of a person: their name on it, and whether the page that checks it, at `address`, tells it to
    anybody. `number` is 1 for the first, and one more each time that the name was corrected. `revoked_because` is empty
    where it is not revoked. `badges` as for anybody.
    """

    code: str
    number: int
    state: State
    name: str
    name_shown: bool
    title: str
    language: str
    earned_at: datetime
    issued_at: datetime
    replaced_at: datetime | None
    revoked_at: datetime | None
    revoked_because: str
    address: str
    badges: BadgeAddresses | None


class CertificatePage(PageReply):
    """All certificates of a person, the newest first: it is the one that counts, unless it is revoked."""

    items: list[CertificateLine]


class CertificateChanges(Changes):
    """What changes; what is absent stays. Another `name` issues the certificate again under another code. `revoked` needs
    a `reason`, which the holder is told and which stays until the certificate counts again; false lets it count again.
    """

    name: Annotated[str, StringConstraints(pattern=LINE, min_length=1, max_length=NAME_LENGTH)] = ""
    revoked: bool = False
    reason: Annotated[str, StringConstraints(pattern=TEXT, max_length=REASON_MAX)] = ""


class CodePath(Given):
    """A code, in capitals or small letters, with hyphens or blanks between its signs or without."""

    code: Annotated[str, StringConstraints(max_length=40)]


@bp.get("/me/certificates")
@open_to("learner", objects="own", rate="api", scope="progress:read")
@operation("My certificates")
def list_own_certificates() -> CertificatePage:
    found = certificates_of(reading(), own_id())
    return CertificatePage(items=[CertificateLine(**_facts(one)) for one in found], next=None)


@bp.get("/certificates/<code>")
@open_to("anonymous", objects="all", rate="check")
@operation("Whether a certificate counts")
def check_certificate(path: CodePath) -> CheckedCertificate:
    """Return what the page that checks certificates says. No token is needed."""
    code = read_code(path.code)
    found = find_by_code(reading(), code) if code else None
    if found is None:
        raise NotFound
    last = find_certificate(reading(), found.learner_id) if found.state == "replaced" else None
    names = CheckedCertificate.model_fields.keys() - {"name", "newer"}
    return CheckedCertificate(
        **{name: value for name, value in _facts(found).items() if name in names},
        **{name: getattr(found, name) for name in ("modules", "lessons", "quizzes", "games", "surveys")},
        minutes=found.minutes,
        issuer=gettext(ISSUER),
        rule=asked_words(found),
        issued_again_at=found.issued_again_at,
        content_version=found.content_version,
        name=found.name if _is_told(found) else None,
        newer=shown_code(last.code) if last and last.state == "valid" else None,
    )


@bp.get("/people/<person>/certificates")
@open_to("admin", objects="all", rate="api", scope="people:read")
@operation("A person's certificates")
def list_certificates(path: PersonPath) -> CertificatePage:
    person = get_person(reading(), path.person)
    found = certificates_of(reading(), person.id)
    return CertificatePage(items=[CertificateLine(**_facts(one)) for one in found], next=None)


@bp.patch("/people/<person>/certificate")
@open_to("admin", objects="all", rate="write", scope="people:write")
@operation(
    "Correct the name on a person's certificate, revoke it or let it count again",
    problems=[CertificateRevoked, NameCorrected],
)
def change_certificate(path: PersonPath, body: CertificateChanges) -> CertificateLine:
    """Change the certificate that the person got last. The same sent again changes nothing more."""
    session, given, now = writing(), body.changed(), utc_now()
    found, reason = get_certificate(session, path.person), body.reason.strip()
    if given.get("revoked") and not reason:
        raise FaultsFound([Fault("body", "#/reason", "revocation_without_reason")], status=409)
    if given.get("revoked") and found.revoked_at and reason != found.revoked_because:
        raise FaultsFound([Fault("body", "#/reason", "revocation_reason_told")], status=409)
    if given.get("revoked") is False:
        restore_certificate(session, learner_id=path.person, actor_id=own_id(), now=now)
    if "name" in given:
        correct_name(session, learner_id=path.person, name=body.name, actor_id=own_id(), now=now)
    if given.get("revoked"):
        revoke_certificate(session, learner_id=path.person, because=reason, actor_id=own_id(), now=now)
    return CertificateLine(**_facts(get_certificate(session, path.person)))


def _is_told(found: CertificateFacts) -> bool:
    """Tell whether anybody may know whom a certificate was issued to."""
    return found.shows_name and found.state == "valid"


def _facts(found: CertificateFacts) -> dict[str, Any]:
    here = {"code": found.code, "lang": found.language}
    badges = {
        name: url_for("public.certificate_badge", **here, form=form, _external=True)
        for name, form in (("json_ld", "json"), ("jwt", "jwt"))
    }
    return {
        "code": shown_code(found.code),
        "number": found.number,
        "state": found.state,
        "name": found.name,
        "name_shown": found.shows_name,
        "title": found.title,
        "language": found.language,
        "earned_at": found.earned_at,
        "issued_at": found.issued_at,
        "replaced_at": found.replaced_at,
        "revoked_at": found.revoked_at,
        "revoked_because": found.revoked_because,
        "address": url_for("public.certificate", **here, _external=True),
        "badges": BadgeAddresses(**badges) if _is_told(found) else None,
    }
