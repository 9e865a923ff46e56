"""What can be wrong with a roster, cell by cell, and the English sentence of each."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from course.core.emails import email_fault
from course.core.formats.roster_places import suggest_country, suggest_language, suggest_time_zone
from course.core.formats.roster_values import clean, dates_meant
from course.core.text import N_

VALUE_SHOWN = 100  # characters of a cell that a problem keeps

DID_YOU_MEAN = N_("Did you mean %(suggestion)s?")


class Sentence(NamedTuple):
    """An English sentence, the key of its translations; `detail` is the name that `CellProblem.detail` has in it."""

    template: str
    detail: str = ""


SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {
        # The file as a whole: nothing of it can be imported.
        "empty_file": Sentence(
            N_("The file is empty. Its first line names the columns; each line below is one person.")
        ),
        "no_rows": Sentence(N_("The file names its columns, but no person stands below them.")),
        "too_large": Sentence(
            N_("The file is larger than %(limit)s MB. Split it and import its parts."), "limit"
        ),
        "too_many_rows": Sentence(
            N_("The file has more than %(limit)s rows. Split it and import its parts."), "limit"
        ),
        "too_many_problems": Sentence(
            N_(
                "Reading stopped after %(limit)s problems. Check that the first line names the columns in the "
                "order of the cells."
            ),
            "limit",
        ),
        "spreadsheet_file": Sentence(
            N_(
                "This is a spreadsheet or an archive, not a CSV file. Open it, save it as CSV UTF-8 and choose that."
            )
        ),
        "not_text": Sentence(N_("This file is not text. Choose a CSV file.")),
        "heading_missing": Sentence(
            N_(
                "The first line does not name the columns. Put a line above it, for example: "
                "email, given_name, family_name, country."
            )
        ),
        "email_column_missing": Sentence(
            N_("There is no column for email addresses. Name one of these “email”: %(headings)s"), "headings"
        ),
        "column_twice": Sentence(N_("Two columns are named “%(value)s”. Rename or remove one of them.")),
        # A row as a whole.
        "quotes_unbalanced": Sentence(
            N_("A quotation mark opens a text in this row and is not closed. Check its cells.")
        ),
        "row_long": Sentence(
            N_(
                "This row has %(cells)s cells, more than there are columns. A text with a separator in it needs "
                "quotation marks around it."
            ),
            "cells",
        ),
        "line_too_long": Sentence(N_("This line is longer than %(limit)s characters."), "limit"),
        "rows_contradict": Sentence(
            N_("This row and row %(other)s say opposite things about the same person. Keep one of them."),
            "other",
        ),
        "rows_differ": Sentence(
            N_(
                "Row %(other)s says “%(value)s” about the same person. Write the same in both rows, empty one of the "
                "two cells, or mend the address if they are two people."
            ),
            "other",
        ),
        # A cell.
        "email_missing": Sentence(N_("Enter an email address, like name@example.org")),
        "email_without_at": Sentence(N_("Enter an email address with an @, like name@example.org")),
        "email_wrong": Sentence(
            N_("“%(value)s” cannot receive mail. Enter an address like name@example.org")
        ),
        "email_lookalike": Sentence(
            N_("“%(value)s” mixes letters of two alphabets that look alike. Type the address again.")
        ),
        "country_unknown": Sentence(
            N_(
                "“%(value)s” is not a country we know. Write its name in English, Spanish or French, or its code."
            )
        ),
        "country_ambiguous": Sentence(
            N_("“%(value)s” can be more than one country. Write one of these codes: %(codes)s"), "codes"
        ),
        "language_unknown": Sentence(
            N_("“%(value)s” is not in the list. Choose one of: %(choices)s"), "choices"
        ),
        "time_zone_unknown": Sentence(
            N_("“%(value)s” is not a time zone we know. Write one like Africa/Dakar or America/Bogota.")
        ),
        "role_unknown": Sentence(N_("“%(value)s” is not a role. Write learner or facilitator.")),
        "role_admin": Sentence(
            N_("A file cannot make anybody an administrator. Write learner or facilitator.")
        ),
        "action_unknown": Sentence(
            N_("“%(value)s” is not an action. Write keep or remove, or leave it empty.")
        ),
        "date_unknown": Sentence(N_("“%(value)s” is not a date. Write it like 2026-09-25 or 25/09/2026.")),
        "date_ambiguous": Sentence(
            N_("“%(value)s” can be two dates. Write the one you mean, the year first: %(dates)s"), "dates"
        ),
        "date_month_first": Sentence(N_("“%(value)s” has the month first. Write %(date)s"), "date"),
        "date_far": Sentence(N_("Check the year of “%(value)s”.")),
        "ends_before_starts": Sentence(N_("The end, %(value)s, is before the start, %(starts)s."), "starts"),
        "too_long": Sentence(N_("This text is longer than %(limit)s characters. Shorten it."), "limit"),
        "control_character": Sentence(N_("This text has signs in it that cannot be seen. Type it again.")),
        "damaged_character": Sentence(
            N_("A character of “%(value)s” was lost when the file was saved. Type it again.")
        ),
        # Hints: nothing to mend, but worth a look.
        "formula_cell": Sentence(N_("“%(value)s” begins like a formula. It is kept as plain text.")),
        "row_short": Sentence(N_("This row ends before the last column. The missing cells count as empty.")),
        "no_name": Sentence(N_("There is no name in this row.")),
        "same_name": Sentence(N_("The same name stands in row %(other)s with another address."), "other"),
        "more_hints": Sentence(
            N_("There are more remarks like these; the first %(limit)s are shown."), "limit"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Something that a person must mend (or, among the hints of a sheet, may look at).

    Kept small, since a file can have a hundred thousand: sentence and suggestion are made when asked for.
    """

    row: int  # 1 for the first row below the headings, empty ones counted; 0 the file as a whole
    line: int  # of the file, from 1, where the row begins; 0 where there is no file
    column: str  # of roster_columns.COLUMNS; empty for the whole row or file
    code: str
    value: str = (
        ""  # what the cell holds (for "rows_differ", the other row's), at most VALUE_SHOWN characters
    )
    detail: str | int = ""

    @property
    def template(self) -> str:
        """The English sentence with its %(named)s places."""
        return SENTENCES[self.code].template

    @property
    def values(self) -> Mapping[str, object]:
        """What fills the places of the sentence, also in other languages."""
        values: dict[str, object] = {"row": self.row, "column": self.column, "value": self.value}
        if name := SENTENCES[self.code].detail:
            values[name] = self.detail
        return values

    @property
    def sentence(self) -> str:
        return self.template % dict(self.values)

    @property
    def suggestion(self) -> str:
        """What the person probably meant, to stand in the cell; empty when there is no good guess."""
        suggest = _SUGGESTIONS.get(self.code)
        return suggest(self) if suggest else ""


def _suggest_email(problem: CellProblem) -> str:
    text = problem.value
    if inside := re.search(r"<([^<>]+)>", text):
        text = inside[1]
    text = re.sub(r"^mailto:", "", text, flags=re.IGNORECASE)
    text = re.sub(
        r"\s*[\[({]\s*(?:at|arroba|arobase)\s*[\])}]\s*|\s+(?:at|arroba)\s+", "@", text, flags=re.IGNORECASE
    )
    text = (
        re.sub(r"[\s\u200b-\u200f\u2060\ufeff]+", "", text)
        .replace(",", ".")
        .replace("@@", "@")
        .strip(".;:<>'\"")
    )
    text = re.sub(r"\.{2,}", ".", text)
    return text if text != problem.value and not email_fault(text) else ""


def _suggest_language(problem: CellProblem) -> str:
    suggestion = suggest_language(problem.value)
    return suggestion if suggestion in str(problem.detail).split(", ") else ""


def _suggest_day(problem: CellProblem) -> str:
    meant = dates_meant(clean(problem.value))
    return meant[0].isoformat() if meant else ""


_SUGGESTIONS: Mapping[str, Callable[[CellProblem], str]] = MappingProxyType(
    {
        "email_without_at": _suggest_email,
        "email_wrong": _suggest_email,
        "country_unknown": lambda problem: suggest_country(problem.value),
        "language_unknown": _suggest_language,
        "time_zone_unknown": lambda problem: suggest_time_zone(problem.value),
        "date_ambiguous": _suggest_day,
        "date_month_first": _suggest_day,
    }
)
