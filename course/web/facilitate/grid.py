"""The cells of a cohort's grid, made once for the page and for the file, so that both say the same, each in its way.

Of a profile only name and address stand here: staff see these of everybody (core/rules/visibility).
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from markupsafe import Markup, escape

from course.core.content.model import Catalogue
from course.core.rules.attention import AttentionReason, Severity
from course.core.text import pick
from course.reports.cohort_page_sql import Sort
from course.reports.cohort_rows import LearnerRow, quiz_columns
from course.web.facilitate.words import reason_words, severity_of, severity_word
from course.web.i18n import format_day, language, local_day
from course.web.i18n import gettext as _

NONE = "–"  # nothing was handed in
FULL = 100
THIRD = 33


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and the key of its order where it can be sorted by."""

    label: str
    sort: Sort | None = None
    is_share: bool = False  # a percentage, of the heat grid


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row ready to show. `heat` holds the numbers of the heat grid as texts, each with its step, or words for
    what waits for a mark.
    """

    learner: LearnerRow
    seen: str
    heat: tuple[tuple[str, int], ...]
    severity: Severity | None
    severity_word: str
    why: str
    group: str | None  # None where the cohort has no groups
    hand_first: bool  # the reasons stand beside the name
    seen_on: str  # the day of the last visit, ISO 8601; "" for never

    @property
    def name(self) -> str:
        return self.learner.name

    @property
    def email(self) -> str:
        return self.learner.email

    @property
    def mail_url(self) -> str:
        return mail_url(self.learner.email)

    @property
    def heat_cells(self) -> Markup:
        return Markup("".join(_cell(number, step) for number, step in self.heat))  # noqa: S704 - see _cell

    def file_cells(self, heads: Sequence[str]) -> list[str | int]:
        """The row as a file has it: a day in ISO 8601, percentages as numbers, and empty where there is none yet.

        What waits for a mark, or is not told yet, is named in a cell of its own, by `heads`: the labels of the heat grid's
        columns.
        """
        group = [] if self.group is None else [self.group]
        numbers = [int(number) if number.isdigit() else "" for number, _step in self.heat]
        waits = [
            f"{head}: {number}"
            for head, (number, _step) in zip(heads, self.heat, strict=True)
            if not number.isdigit() and number != NONE
        ]
        hand = [self.severity_word, self.why]
        first, last = (hand, []) if self.hand_first else ([], hand)
        return [self.name, *first, self.seen_on, *numbers, *last, "; ".join(waits), *group, self.email]


class Grid:
    """The grid in the language spoken now: its columns, and how a learner's row reads in them.

    `hand_first` puts why somebody may need a hand beside the name: it is what such a list is read for.
    """

    def __init__(self, catalogue: Catalogue, *, with_groups: bool, hand_first: bool = False) -> None:
        self._catalogue = catalogue
        self._with_groups = with_groups
        self._quizzes = quiz_columns(catalogue)
        self.hand_first = hand_first
        self._never = _("Never")
        self._waits = _("waits for a mark")
        self._held = _("not told yet")
        self._suspended = _("Suspended: cannot sign in")
        # Words and days repeat from row to row, and making them costs more than all else in a row.
        self._days: dict[date, str] = {}
        self._reasons: dict[tuple[object, ...], str] = {}
        self._words: dict[Severity | None, str] = {
            "act": severity_word("act"),
            "look": severity_word("look"),
            None: "",
        }
        self.columns = tuple(self._columns())

    @property
    def file_header(self) -> list[str]:
        """The heads of the file: the unit beside each percentage, and a column for what has no result yet."""
        heads = [f"{one.label} (%)" if one.is_share else one.label for one in self.columns]
        place = len(heads) - (2 if self._with_groups else 1)
        return [*heads[:place], _("No result yet"), *heads[place:]]

    def file_rows(self, learners: Iterable[LearnerRow]) -> Iterable[list[str | int]]:
        heads = [one.label for one in self.columns if one.is_share]
        return (row.file_cells(heads) for row in self.rows(learners))

    def rows(self, learners: Iterable[LearnerRow]) -> Iterable[GridRow]:
        """Yield each learner's row."""
        for learner in learners:
            severity = severity_of(learner.reasons)
            yield GridRow(
                learner=learner,
                seen=self._day(learner.last_active_at),
                heat=(*map(heat, (learner.share, *learner.modules)), *self._results(learner)),
                severity=severity,
                severity_word=self._words[severity],
                why="; ".join([*self._standing(learner), *map(self._reason, learner.reasons)]),
                group=learner.group if self._with_groups else None,
                hand_first=self.hand_first,
                seen_on=local_day(learner.last_active_at).isoformat() if learner.last_active_at else "",
            )

    def _results(self, learner: LearnerRow) -> Iterable[tuple[str, int]]:
        for slug, score in zip(self._quizzes, learner.quizzes, strict=True):
            if slug in learner.waits:
                yield self._waits, 0
            else:
                yield (self._held, 0) if slug in learner.held else heat(score)

    def _standing(self, learner: LearnerRow) -> list[str]:
        return [self._suspended] if learner.suspended else []

    def _day(self, moment: datetime | None) -> str:
        if moment is None:
            return self._never
        day = local_day(moment)
        if day not in self._days:
            self._days[day] = format_day(day, "medium")
        return self._days[day]

    def _reason(self, reason: AttentionReason) -> str:
        values = (round(value, 2) if isinstance(value, float) else value for value in reason.values.values())
        key = (reason.code, *values)
        if key not in self._reasons:
            self._reasons[key] = reason_words(reason, self._catalogue)
        return self._reasons[key]

    def _columns(self) -> Sequence[Column]:
        source = self._catalogue.languages[0]
        modules = [_("Module %(number)s", number=module.number) for module in self._catalogue.modules]
        quizzes = [pick(self._catalogue.quizzes[slug].title, language(), source) for slug in self._quizzes]
        hand = (Column(_("May need a hand")), Column(_("Why")))
        first, last = (hand, ()) if self.hand_first else ((), hand)
        return [
            Column(_("Learner"), "name"),
            *first,
            Column(_("Last seen"), "seen"),
            Column(_("Course"), "share", is_share=True),
            *(Column(label, is_share=True) for label in (*modules, *quizzes)),
            *last,
            *([Column(_("Group"))] if self._with_groups else []),
            Column(_("E-mail")),
        ]


@functools.lru_cache(maxsize=4096)
def heat(share: float | None) -> tuple[str, int]:
    """Return a share as a whole percentage, "–" for none, and its step of the heat grid, 0 to 4.

    100 stands only where all is done and 0 only where nothing is.
    """
    if share is None:
        return NONE, 0
    if share <= 0 or share >= 1:
        return (str(FULL), 4) if share >= 1 else ("0", 0)
    number = min(max(round(share * FULL), 1), FULL - 1)
    return str(number), 1 + (number > THIRD) + (number > 2 * THIRD)


@functools.cache
def _cell(number: str, step: int) -> str:
    """Return a cell of the heat grid as markup, made from a number or from words of our own, which are escaped.

    A page has up to 50 for each module and quiz, most of them alike: made by a template, they were half its cost.
    """
    return f'<td class="r{step}">{escape(number)}</td>'


def mail_url(address: str) -> str:
    """Return the address of a mail to someone; a sign that would end the address is written out."""
    return f"mailto:{quote(address, safe='@')}"
