"""What certificates say, and the PDF: set by typst from the stored facts, tagged (PDF/UA-1), fonts embedded."""

import io
import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst

from course.core.rules.awards import shown_code
from course.core.text import N_
from course.store.awards.queries import CertificateFacts
from course.web.i18n import format_certificate_day, gettext, ngettext

PRINT = Path(__file__).resolve().parent / "print"
ISSUER = N_("United Cities and Local Governments (UCLG)")
VERSION_SIGNS = 8
_ASKED = {
    "modules": N_("all modules"),
    "quizzes": N_("all quizzes passed"),
    "games": N_("all games passed"),
}
_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" fill="none" stroke="#0c5460" stroke-width="2.8" '
    'stroke-linecap="round"><path d="M5 34C5 17 12 6 20 6s15 11 15 28M13 34c0-9 3-15 7-15s7 6 7 15"/>'
    '<circle cx="20" cy="33.5" r="2.4" fill="#a93c17" stroke="none"/></svg>'
)
_ARCHES = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" fill="none" stroke="#e8eef0" stroke-width="1.4" '
    'stroke-linecap="round"><path d="M2 40C2 16 9 2 20 2s18 14 18 38M7 40c0-20 5-31 13-31s13 11 13 31'
    'M12 40c0-14 3-23 8-23s8 9 8 23M16.5 40c0-9 1-15 3.5-15s3.5 6 3.5 15"/></svg>'
)


def certificate_pdf(found: CertificateFacts, address: str, check_address: str) -> bytes:
    """Return the PDF in the language spoken now, which is the certificate's; `address` is its public page.

    `check_address`, in the QR code, carries what it takes to check it with no network.

    A name in a script that no font at hand writes is set with what the machine has, without the promise of PDF/UA.
    """
    data = json.dumps(_data(found, address, check_address), ensure_ascii=False)
    try:
        return _set(data, found.issued_at, strict=True)
    except typst.TypstError:
        return _set(data, found.issued_at, strict=False)


@lru_cache(maxsize=256)
def is_printable(name: str) -> bool:
    """Tell whether the PDF can show all signs of a name: with the fonts that come along, or with those of the machine."""
    return any(_sets_name(name, strict) for strict in (True, False))


def _sets_name(name: str, strict: bool) -> bool:  # noqa: FBT001
    try:
        typst.compile(
            str(PRINT / "name.typ"),
            root=str(PRINT),
            font_paths=[str(PRINT / "fonts")],
            ignore_system_fonts=strict,
            sys_inputs={"name": name},
            pdf_standards=["ua-1"],  # it refuses a sign that no font has, where others print a box
        )
    except typst.TypstError:
        return False
    return True


def _set(data: str, dated: datetime, *, strict: bool) -> bytes:
    """Return the same bytes for the same data: dated by the certificate, with the fonts that come along unless they lack
    signs.
    """
    return typst.compile(
        str(PRINT / "certificate.typ"),
        root=str(PRINT),
        font_paths=[str(PRINT / "fonts")],
        ignore_system_fonts=strict,
        sys_inputs={"data": data},
        pdf_standards=["ua-1"] if strict else None,
        timestamp=int(dated.timestamp()),
    )


def _data(found: CertificateFacts, address: str, check_address: str) -> dict[str, Any]:
    return {
        "language": found.language,
        "document_title": gettext("Certificate of %(name)s", name=found.name),
        "issuer": gettext(ISSUER),
        "mark": _MARK,
        "arches": _ARCHES,
        "name": found.name,
        "title": found.title,
        **certificate_words(found),
        "version": found.content_version,
        "check": gettext("Anybody can check it here"),
        "address": address,
        "shown_address": address.partition("://")[2].rpartition("/")[0],
        "code": shown_code(found.code),
        "qr": qr_code(check_address),
        "qr_words": gettext("QR code that opens the page to check this certificate"),
    }


def certificate_words(found: CertificateFacts) -> dict[str, Any]:
    """Return what a certificate says besides name and title, in the language spoken now. `facts` are label and value.

    A corrected name leaves the day on which it was issued first.
    """
    again, version = found.issued_again_at, shown_version(found)
    return {
        "kind": gettext("Certificate of completion"),
        "completed": gettext("completed the online course of United Cities and Local Governments"),
        "done": done_words(found),
        "facts": [
            [gettext("Issued on"), format_certificate_day(found.earned_at)],
            *([[gettext("Issued again on"), format_certificate_day(again)]] if again else []),
            [gettext("Effort"), effort_words(found.minutes)],
            *([[gettext("Version of the course"), version]] if version else []),
        ],
        "terms": rule_words(found),
    }


def qr_code(address: str) -> str:
    """Return an SVG of a QR code that opens an address."""
    written = io.BytesIO()
    segno.make(address, error="l", micro=False).save(
        written, kind="svg", xmldecl=False, border=2, dark="#1b2430", light="#ffffff", omitsize=True
    )
    return written.getvalue().decode()


def done_words(found: CertificateFacts) -> str:
    """Return in a sentence what was done."""
    parts = [
        ngettext("%(num)s module", "%(num)s modules", found.modules),
        ngettext("%(num)s lesson", "%(num)s lessons", found.lessons),
        ngettext("%(num)s quiz passed", "%(num)s quizzes passed", found.quizzes) if found.quizzes else "",
        ngettext("%(num)s game passed", "%(num)s games passed", found.games) if found.games else "",
        ngettext("%(num)s survey handed in", "%(num)s surveys handed in", found.surveys)
        if found.surveys
        else "",
    ]
    return ", ".join(filter(None, parts)) + "."


def shown_version(found: CertificateFacts) -> str:
    """Return the version of the course for people, by as many signs as the statistics show; empty where none is stored."""
    return found.content_version[:VERSION_SIGNS]


def version_words(found: CertificateFacts) -> str:
    """Return the version of the course in a sentence; empty where none is stored."""
    version = shown_version(found)
    return gettext("Version of the course: %(code)s.", code=version) if version else ""


def asked_words(found: CertificateFacts) -> str:
    """Return what had to be done, by the rule at that time. Only "all" is known; empty for any other rule."""
    asked = [gettext(words) for what, words in _ASKED.items() if found.rule.get(what) == "all"]
    return ", ".join(asked) if len(asked) == len(found.rule) else ""


def rule_words(found: CertificateFacts) -> str:
    """Return what had to be done in a sentence; empty for a rule that is not known."""
    asked = asked_words(found)
    return gettext("Rule: %(rule)s.", rule=asked) if asked else ""


def effort_words(minutes: int) -> str:
    """Return about how many hours it takes; at least one. Half an hour counts as one, as in static/js/check.js."""
    return ngettext("about %(num)s hour", "about %(num)s hours", max(1, (minutes + 30) // 60))
