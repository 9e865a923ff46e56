"""What a badge says: an OpenBadgeCredential (Open Badges 3.0) over the facts of a certificate."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from course.core.badges.jsonld import CREDENTIALS, OPEN_BADGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """The facts. `holder` is the name that the learner lets be known, else empty; addresses are whole.

    `status_index` is the bit of `status_list`, from 0.
    """

    address: str  # the certificate's public page
    issuer: str  # the issuer's profile
    issuer_name: str
    site: str
    achievement: str
    title: str
    description: str
    criteria: str
    language: str
    holder: str
    awarded: datetime  # first, whatever was corrected since
    issued: datetime  # as it stands here
    status_list: str
    status_index: int


def open_badge(badge: Badge) -> dict[str, Any]:
    """Return the credential without a proof.

    Whom it is of stands in it only as a name, and only where the holder lets it: a hash of an address could be
    guessed by whoever knows the address. `validFrom` is of this version, and `awardedDate` keeps when the first was
    given (Open Badges 3.0, OpenBadgeCredential).
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
        "awardedDate": moment(badge.awarded),
        "credentialSubject": subject,
        "credentialStatus": {
            "id": f"{badge.status_list}#{badge.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(badge.status_index),
            "statusListCredential": badge.status_list,
        },
    }


def issuer_profile(address: str, name: str, site: str) -> dict[str, Any]:
    return {"id": address, "type": ["Profile"], "name": name, "url": site}


def moment(at: datetime) -> str:
    """Write a moment of UTC as credentials do (XML Schema dateTimeStamp)."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
