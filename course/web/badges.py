"""What the platform publishes of its badges, for programs that check them: issuer, keys, achievement, lists."""

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, current_app, jsonify, url_for
from flask.typing import ResponseReturnValue

from course.core.badges.base58 import decode
from course.core.badges.credential import Badge, issuer_profile, open_badge
from course.core.badges.jsonld import OPEN_BADGES
from course.core.badges.lists import status_list
from course.core.badges.public_keys import PublicPair
from course.core.rules.awards import shown_code
from course.core.text import pick
from course.db.session import Session
from course.flows.sign_badges import make_signing_pair, signing_pair
from course.store.awards.queries import (
    CertificateFacts,
    bits_set,
    public_keys,
    status_place,
    withdrawn_keys,
)
from course.web.certificates import ISSUER, certificate_words, effort_words, rule_words, version_words
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.i18n import gettext, language, speak
from course.web.session import commit, reading, utc_now, writing

if TYPE_CHECKING:
    from course.core.badges.keys import SigningPair

bp = Blueprint("badges", __name__)
CONTROLLED = "https://www.w3.org/ns/cid/v1"
MULTIKEY = "https://w3id.org/security/multikey/v1"  # the name that verifiers ask for in a key
KEY_PREFIX_BYTES = 2  # multicodec's name of an Ed25519 public key
LIST_HOLDS = timedelta(days=7)
TYPES = {
    "json": "application/vc",
    "jwt": "application/vc+jwt",
}  # W3C VC data model 2.0, annex C; vc-jose-cose


@bp.get("/badges/issuer")
@open_to("anonymous", cache="public")
def issuer() -> ResponseReturnValue:
    """Tell who issues badges, and by which keys (Open Badges Profile, and W3C controlled identifier document)."""
    methods = [method for pair in public_keys(reading()) for method in _methods(pair)]
    profile = issuer_profile(_address(), gettext(ISSUER), _site())
    return _published(
        {
            "@context": [CONTROLLED, OPEN_BADGES],
            **profile,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }
    )


@bp.get("/badges/keys")
@open_to("anonymous", cache="public")
def keys() -> ResponseReturnValue:
    """Give all public keys that are not withdrawn as a set of JWK (RFC 7517)."""
    found = [key for pair in public_keys(reading()) for key in _jwks(pair)]
    return _published({"keys": found})


@bp.get("/badges/keys/<any(rsa, ed25519):kind>-<int:number>")
@open_to("anonymous", cache="public")
def key(kind: str, number: int) -> ResponseReturnValue:
    """Give one public key: an RSA key as JWK, an Ed25519 key as Multikey."""
    pair = next((pair for pair in public_keys(reading()) if pair.number == number), None) or abort(404)
    if kind == "rsa":
        return _published(_jwks(pair)[0])
    return _published({"@context": MULTIKEY, **_methods(pair)[0]})


@bp.get("/badges/achievements/<lang:lang>")
@open_to("anonymous", cache="public")
def achievement() -> ResponseReturnValue:
    """Tell what the badge stands for, in one language."""
    lang, course = language(), catalogue()
    title = pick(course.title, lang, course.languages[0])
    return _published(
        {
            "@context": OPEN_BADGES,
            "id": url_for("badges.achievement", lang=lang, _external=True),
            "type": ["Achievement"],
            "achievementType": "CertificateOfCompletion",
            "name": title,
            "description": gettext("Completion of the online course of United Cities and Local Governments."),
            "criteria": {
                "narrative": gettext(
                    "All modules, quizzes and games of the course, each quiz and game passed."
                )
            },
            "inLanguage": lang,
            "creator": issuer_profile(_address(), gettext(ISSUER), _site()),
        }
    )


@bp.get("/badges/status/<int:number>")
@open_to("anonymous", rate="check", cache="public")
def status(number: int) -> ResponseReturnValue:
    """Give a signed list of the badges that do not count (W3C Bitstring Status List). Makes keys as badges do."""
    from course.core.badges.proofs import with_proof

    taken = bits_set(reading(), number)
    if taken is None or not public_keys(reading()):
        abort(404)
    pair = _pair()
    now = utc_now().replace(microsecond=0)
    unsigned = status_list(
        address=url_for("badges.status", number=number, _external=True),
        issuer=_address(),
        made=now,
        until=now + LIST_HOLDS,
        taken=taken,
    )
    signed = with_proof(unsigned, pair.ed25519, method=method_address(pair.number), created=now)
    return _published(signed, mimetype=TYPES["json"])


def badge_of(session: Session, found: CertificateFacts) -> dict[str, Any]:
    """Return a certificate's credential without a proof, in its language. Raises NotFound.

    Open Badges 3.0 has a field for the version of an achievement, and none for hours that are no credits: the narrative
    of its criteria tells these, and the version for people.
    """
    number, index = status_place(session, found.id)
    shown_in = language()
    speak(found.language)
    words = certificate_words(found)
    effort = gettext("Effort: %(effort)s.", effort=effort_words(found.minutes))
    criteria = " ".join(filter(None, [rule_words(found), words["done"], effort, version_words(found)]))
    badge = Badge(
        address=url_for("public.certificate", code=found.code, lang=found.language, _external=True),
        issuer=_address(),
        issuer_name=gettext(ISSUER),
        site=_site(),
        achievement=url_for("badges.achievement", lang=found.language, _external=True),
        title=found.title,
        description=gettext("Completion of the online course of United Cities and Local Governments."),
        criteria=criteria,
        version=found.content_version,
        language=found.language,
        holder=found.name if found.shows_name else "",
        awarded=found.earned_at,
        issued=found.issued_at,
        status_list=url_for("badges.status", number=number, _external=True),
        status_index=index,
    )
    speak(shown_in)
    return open_badge(badge)


def read_shown_badge(text: str) -> dict[str, Any]:
    """Return what a badge says that somebody shows and we signed. Raises the problems of core.badges.reading.

    Badges of the time when the site had another address name our keys there. It is only a name: the keys are those of
    the database, wherever a badge says that they lie.
    """
    from course.core.badges.reading import PublishedKeys, read_badge

    rsa: dict[str, dict[str, Any]] = {}
    ed25519: dict[str, str] = {}
    for pair in public_keys(reading()):
        rsa.update(dict.fromkeys(_names_of_key("rsa", pair.number), pair.rsa))
        ed25519.update(dict.fromkeys(_names_of_key("ed25519", pair.number), pair.ed25519))
    withdrawn = {
        name
        for number in withdrawn_keys(reading())
        for kind in ("rsa", "ed25519")
        for name in _names_of_key(kind, number)
    }
    return read_badge(text, PublishedKeys(rsa, ed25519, withdrawn))


def badge_file(found: CertificateFacts, form: str) -> Response:
    """Give a certificate's badge as a file: "json" with a proof inside, "jwt" as a token."""
    response = Response(signed_badge(found, form), mimetype=TYPES[form])
    name = f"{gettext('badge')}-{shown_code(found.code)}.{form}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def signed_badge(found: CertificateFacts, form: str) -> str:
    """Return a certificate's badge: with a Data Integrity proof for "json", as a JWT for "jwt". Makes keys at first."""
    from course.core.badges.proofs import as_jwt, compact, with_proof

    pair = _pair()
    unsigned = badge_of(reading(), found)
    if form == "jwt":
        return as_jwt(unsigned, pair.rsa, kid=key_address("rsa", pair.number), issued=found.issued_at)
    method = method_address(pair.number)
    return compact(with_proof(unsigned, pair.ed25519, method=method, created=found.issued_at))


def check_address(found: CertificateFacts) -> str:
    """Return the address of the page that checks a certificate with no network, its proof behind the #."""
    from course.core.badges.short import ShortFacts, short_proof

    pair = _pair()
    facts = ShortFacts(
        code=found.code,
        name=found.name,
        title=found.title,
        issued=found.earned_at.date(),
        minutes=found.minutes,
    )
    proof = short_proof(facts, pair.ed25519, number=pair.number)
    return url_for("public.check_certificate", lang=found.language, _external=True, _anchor=proof)


def offline_keys() -> dict[int, str]:
    """Return the raw Ed25519 public keys by their number, in base64url, for the page that checks with no network."""
    return {
        pair.number: _base64url(decode(pair.ed25519[1:])[KEY_PREFIX_BYTES:])
        for pair in public_keys(reading())
    }


def key_address(kind: str, number: int) -> str:
    return url_for("badges.key", kind=kind, number=number, _external=True)


def _names_of_key(kind: str, number: int) -> list[str]:
    """Return a key's address, and those that it had where the site was before."""
    path = url_for("badges.key", kind=kind, number=number)
    former = current_app.config["COURSE"].former_sites
    return [key_address(kind, number), *(site + path for site in former)]


def method_address(number: int) -> str:
    """Return the name of an Ed25519 key, as proofs give it."""
    return key_address("ed25519", number)


def _pair() -> "SigningPair":
    found = signing_pair(reading(), secret=_secret())
    if found is None:
        found = make_signing_pair(writing(), secret=_secret(), now=utc_now())
        commit()
    return found


def _methods(pair: PublicPair) -> list[dict[str, Any]]:
    return [
        {
            "id": method_address(pair.number),
            "type": "Multikey",
            "controller": _address(),
            "publicKeyMultibase": pair.ed25519,
        },
        {
            "id": key_address("rsa", pair.number),
            "type": "JsonWebKey",
            "controller": _address(),
            "publicKeyJwk": pair.rsa,
        },
    ]


def _jwks(pair: PublicPair) -> list[dict[str, Any]]:
    from course.core.badges.keys import read_multibase

    raw = read_multibase(pair.ed25519).public_bytes_raw()
    return [
        {"kid": key_address("rsa", pair.number), **pair.rsa},
        {
            "kid": method_address(pair.number),
            "kty": "OKP",
            "crv": "Ed25519",
            "x": _base64url(raw),
            "use": "sig",
        },
    ]


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _address() -> str:
    return url_for("badges.issuer", _external=True)


def _site() -> str:
    return f"{current_app.config['COURSE'].base_url.rstrip('/')}/"


def _secret() -> str:
    secret: str = current_app.config["COURSE"].secret_key
    return secret


def _published(document: dict[str, Any], *, mimetype: str = "application/json") -> Response:
    """Give a document that programs of other sites may read."""
    response = jsonify(document)
    response.mimetype = mimetype
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
