"""What a badge says: an OpenBadgeCredential (Open Badges 3.0) over the facts of a certificate."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from course.core.badges.jsonld import CREDENTIALS, OPEN_BADGES

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """The facts. `holder` is the name that the learner lets be known, else empty; addresses are whole.

    `version` is the name of the course's build. Badges of the first kind have none, and no `awarded`. `status_index` is
    the bit of `status_list`, from 0.
    """

    address: str  # the certificate's public page
    issuer: str  # the issuer's profile
    issuer_name: str
    site: str
    achievement: str
    title: str
    description: str
    criteria: str
    version: str
    language: str
    holder: str
    awarded: datetime | None  # first, whatever was corrected since
    issued: datetime  # as it stands here
    status_list: str
    status_index: int


def open_badge(badge: Badge) -> dict[str, Any]:
    """Return the credential without a proof.

    Whom it is of stands in it only as a name, and only where the holder lets it: a hash of an address could be
    guessed by whoever knows the address. `validFrom` is of this version, and `awardedDate` keeps when the first was
    given (Open Badges 3.0, OpenBadgeCredential).

    Badges given before stay with their holders: what changes here must leave them readable by is_as_given.
    """
    subject: dict[str, Any] = {
        "id": uuid.uuid5(uuid.NAMESPACE_URL, badge.address).urn,
        "type": ["AchievementSubject"],
        "achievement": {
            "id": badge.achievement,
            "type": ["Achievement"],
            "achievementType": "CertificateOfCompletion",
            "name": badge.title,
            "description": badge.description,
            "criteria": {"narrative": badge.criteria},
            "inLanguage": badge.language,
        },
    }
    if badge.version:
        subject["achievement"]["version"] = badge.version
    if badge.holder:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": badge.holder,
                "identityType": "name",
            }
        ]
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": badge.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.title,
        "issuer": issuer_profile(badge.issuer, badge.issuer_name, badge.site),
        "validFrom": moment(badge.issued),
        **({"awardedDate": moment(badge.awarded)} if badge.awarded else {}),
        "credentialSubject": subject,
        "credentialStatus": {
            "id": f"{badge.status_list}#{badge.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(badge.status_index),
            "statusListCredential": badge.status_list,
        },
    }


def is_as_given(document: dict[str, Any]) -> bool:
    """Tell whether a credential has the very shape that open_badge gives: its names and types, and nothing else.

    A signature over RDF does not see this: a member has several names there, and one value is the same as a list of it.
    """
    try:
        again = open_badge(_facts_of(document))
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return False
    return _sorted(again) == _sorted(document)


def issuer_profile(address: str, name: str, site: str) -> dict[str, Any]:
    return {"id": address, "type": ["Profile"], "name": name, "url": site}


def moment(at: datetime) -> str:
    """Write a moment of UTC as credentials do (XML Schema dateTimeStamp)."""
    return at.strftime(_MOMENT)


def _facts_of(document: dict[str, Any]) -> Badge:
    """Return what a credential says where ours say it. Raises what Python does where that is not there or no text."""
    subject, issuer, status = (document[name] for name in ("credentialSubject", "issuer", "credentialStatus"))
    achievement = subject["achievement"]
    texts = {
        "address": document["id"],
        "issuer": issuer["id"],
        "issuer_name": issuer["name"],
        "site": issuer["url"],
        "achievement": achievement["id"],
        "title": achievement["name"],
        "description": achievement["description"],
        "criteria": achievement["criteria"]["narrative"],
        "version": achievement.get("version", ""),
        "language": achievement["inLanguage"],
        "holder": subject["identifier"][0]["identityHash"] if "identifier" in subject else "",
        "status_list": status["statusListCredential"],
    }
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError
    return Badge(
        **texts,
        awarded=_read_moment(document["awardedDate"]) if "awardedDate" in document else None,
        issued=_read_moment(document["validFrom"]),
        status_index=int(status["statusListIndex"]),
    )


def _read_moment(written: str) -> datetime:
    return datetime.strptime(written, _MOMENT).replace(tzinfo=UTC)


def _sorted(document: dict[str, Any]) -> str:
    """Write a document so that the order of its members tells nothing. Python would call False and 0 equal."""
    return json.dumps(document, sort_keys=True)
