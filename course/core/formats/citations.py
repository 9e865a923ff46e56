"""A publication as one cites it: BibTeX, RIS, and a line of plain text.

Accents stay as they are: all three are UTF-8, which LaTeX reads by default since 2018. Publishers stand as
corporate authors where no person is named, except where the publisher is a newspaper or a show that carries the
work of others.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CRLF = "\r\n"  # RIS asks for it
BIBTEX_TYPE = "application/x-bibtex"
RIS_TYPE = "application/x-research-info-systems"

_CARRIERS = frozenset({"article", "podcast"})  # kinds whose publisher carries what others made
_REPORTS = frozenset({"peer-learning-note", "report", "policy-study", "practices", "handbook"})
_NUMBERED = frozenset({"peer-learning-note", "report"})  # kinds whose number belongs into a citation
_RIS_TYPES: Mapping[str, str] = {
    **dict.fromkeys(_REPORTS, "RPRT"),
    "charter": "GOVDOC",  # GEN would be read as a journal article by common programs
    "declaration": "GOVDOC",
    "video": "VIDEO",
    "podcast": "SOUND",
    "article": "NEWS",
    "news": "ELEC",
    "campaign": "ELEC",
    "tool": "ELEC",
}
_TYPES_WITH_M3 = frozenset({"RPRT", "GOVDOC", "ELEC"})  # elsewhere programs take M3 for a DOI
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS: Mapping[str, str] = {f"{number:02}": name for number, name in enumerate(_NAMES, 1)}
_LANGUAGES: Mapping[str, str] = {"en": "english", "es": "spanish", "fr": "french"}
# A brace behind a backslash still counts for BibTeX, so that an unpaired one would spoil the file: hence the names.
_BIBTEX_SIGNS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: "\\" + sign for sign in "&%$#_"},
    }
)
_URL_SIGNS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20", "<": "%3C", ">": "%3E"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a citation is made of. Texts are plain; runs of blanks and line ends in them read as one blank."""

    key: str  # letters, digits and hyphens
    kind: str  # key of `Labels.kinds`
    kind_name: str  # as people read it
    title: str
    publishers: Sequence[str]
    authors: Sequence[str] = ()  # persons, "Family, Given"
    year: int | None = None
    date: str = ""  # ISO 8601
    number: int | None = None
    language: str = ""  # of the edition with this title, ISO 639-1; empty where no source names it
    address: str = ""
    note: str = ""

    @property
    def corporate(self) -> Sequence[str]:
        """Return the publishers that stand as authors."""
        return () if self.authors or self.kind in _CARRIERS else self.publishers

    @property
    def shown_number(self) -> int | None:
        return self.number if self.kind in _NUMBERED else None


def bibtex(citation: Citation) -> str:
    """Return one BibTeX entry; `year` is absent where none is known."""
    is_report, is_article = citation.kind in _REPORTS, citation.kind == "article"
    entry = "techreport" if is_report else "article" if is_article else "misc"
    people = [_bibtex_text(name) for name in citation.authors]
    bodies = [f"{{{_bibtex_text(name)}}}" for name in citation.corporate]
    publisher = _bibtex_text(", ".join(citation.publishers))
    by_others = "" if citation.corporate else publisher
    fields = [
        ("author", " and ".join(people or bodies)),
        ("title", f"{{{_bibtex_text(citation.title)}}}"),  # braces keep its capitals
        ("type" if is_report else "howpublished", "" if is_article else _bibtex_text(citation.kind_name)),
        ("number", str(citation.shown_number or "")),
        ("institution", publisher if is_report else ""),
        ("journal", publisher if is_article else ""),
        ("organization", "" if is_report or is_article else by_others),
        ("year", str(citation.year or "")),
        ("month", _month(citation)),
        ("langid", _LANGUAGES.get(citation.language, "")),
        ("url", citation.address.translate(_URL_SIGNS)),
        ("note", _bibtex_text(citation.note)),
    ]
    # A month is one of BibTeX's own words, which stand without braces.
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields if value
    ]
    return f"@{entry}{{{citation.key},\n{''.join(lines)}}}\n"


def _month(citation: Citation) -> str:
    number = citation.date[5:7]
    return _MONTHS.get(number, "") if citation.year else ""


def ris(citation: Citation) -> str:
    """Return one RIS record, each line ended by CRLF."""
    kind = _RIS_TYPES.get(citation.kind, "GEN")
    publisher = "; ".join(map(_line, citation.publishers))
    is_carried = citation.kind in _CARRIERS
    fields = [
        ("TY", kind),
        *(("AU", _line(name)) for name in citation.authors),
        *(("AU", _ris_body(name)) for name in citation.corporate),
        ("TI", _line(citation.title)),
        ("T2" if is_carried else "PB", publisher),
        ("PY", str(citation.year or "")),
        ("DA", citation.date.replace("-", "/") + "/" if citation.date else ""),
        ("M3", _line(citation.kind_name) if kind in _TYPES_WITH_M3 else ""),
        ("SN", str(citation.shown_number or "")),
        ("LA", citation.language),
        ("UR", citation.address.translate(_URL_SIGNS)),
        ("N1", _line(citation.note)),
    ]
    lines = [f"{tag}  - {value}{CRLF}" for tag, value in fields if value]
    return "".join([*lines, f"ER  - {CRLF}"])


def plain_text(citation: Citation, *, undated: str) -> str:
    """Return the citation as one line; `undated` stands for the year where none is known, such as "n.d."."""
    year = f"({citation.year or undated})"
    title = _line(citation.title)
    number = f" {citation.shown_number}" if citation.shown_number else ""
    who = "; ".join(map(_line, citation.authors)) or ", ".join(map(_line, citation.corporate))
    by_others = "" if citation.corporate else ", ".join(map(_line, citation.publishers))
    parts = [f"{who} {year}", title] if who else [f"{title} {year}"]
    parts += [_line(citation.kind_name) + number, by_others, _line(citation.note)]
    sentences = [_sentence(part) for part in parts if part]
    return " ".join([*sentences, citation.address.translate(_URL_SIGNS)]).strip()


def _sentence(part: str) -> str:
    return part if part.endswith((".", "?", "!", "…")) else f"{part}."


def _line(text: str) -> str:
    """Return a text on one line: a line end inside a value would begin a field of its own."""
    return re.sub(r"\s+", " ", text).strip()


def _bibtex_text(text: str) -> str:
    return _line(text).translate(_BIBTEX_SIGNS)


def _ris_body(name: str) -> str:
    """Return a body's name for AU, where a comma parts family and given name."""
    return _line(name).replace(", ", "; ").replace(",", ";")
