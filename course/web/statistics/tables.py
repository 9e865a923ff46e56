"""The tables of statistics: the page shows them, the file is them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from course.core.statistics.fairness import Fairness
from course.core.statistics.intervals import Figure, too_few
from course.reports.question_statistics import AnswerStatistics, QuestionDetail
from course.reports.quiz_statistics import QuestionStatistics, QuizLine, QuizStatistics
from course.web.i18n import format_day, format_number, format_percent, language_name, local_day
from course.web.i18n import gettext as _
from course.web.statistics.words import (
    FIFTHS,
    LISTED,
    QUESTION_FIGURES,
    QUIZ_FIGURES,
    Kind,
    Shown,
    advice_words,
    counted,
    fairness_words,
    plain,
    shown,
    typed_cell,
    typed_words,
    verdict_words,
)

Cell = str | Shown
SHARE = Kind("", "", format_percent)
ODDS = Kind("", "", plain)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; one with an interval takes three in a file. `number` stands to the right. `advice` is what a page may show
    as tags.
    """

    label: str
    has_interval: bool = False
    number: bool = True
    advice: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its first cell names it. `key` is what its link needs."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def file_header(self) -> list[str]:
        header = []
        for column in self.columns:
            header.append(column.label)
            if column.has_interval:
                header += [
                    _("%(figure)s: from", figure=column.label),
                    _("%(figure)s: to", figure=column.label),
                ]
        return header

    def file_rows(self) -> Iterable[list[str | float]]:
        for row in self.rows:
            line: list[str | float] = []
            for column, cell in zip(self.columns, row.cells, strict=True):
                found = cell.in_file if isinstance(cell, Shown) else (cell,)
                width = 3 if column.has_interval else 1
                line += [*found, *[""] * width][:width]
            yield line


def quizzes_table(lines: Sequence[QuizLine]) -> Table:
    columns = (
        Column(_("Quiz"), number=False),
        Column(_("Counted attempts")),
        Column(_("Last one handed in"), number=False),
    )
    rows = (Row(line.quiz_slug, (line.title, counted(line.attempts), _day(line.last_at))) for line in lines)
    return Table(_("Quizzes with statistics"), columns, tuple(rows))


def figures_table(found: QuizStatistics) -> Table:
    """Return the figures of the whole quiz, one a row; empty for a survey."""
    columns = (Column(_("Figure"), number=False), Column(_("Value"), has_interval=True))
    rows = [
        Row(name, (_(kind.name), shown(getattr(found.figures, name), kind)))
        for name, kind in QUIZ_FIGURES.items()
        if found.figures is not None
    ]
    return Table(_("The quiz as a whole"), columns, tuple(rows))


def scores_table(found: QuizStatistics) -> Table:
    columns = (Column(_("Score"), number=False), Column(_("Attempts")))
    rows = (
        Row(
            str(step.start),
            (_("%(start)s to %(end)s%%", start=step.start, end=step.end), counted(step.attempts)),
        )
        for step in found.picture
    )
    return Table(_("How the scores are spread"), columns, tuple(rows))


def questions_table(found: QuizStatistics) -> Table:
    """Return the questions with their figures; of a survey only with the number of answers.

    What is worth a look stands beside the question: figures reach beyond the edge of many a window.
    """
    listed = LISTED if found.figures else ()
    kinds = [QUESTION_FIGURES[name] for name in listed]
    columns = (
        Column(_("Question"), number=False),
        *([Column(_("Worth a look"), number=False, advice=True)] if listed else []),
        Column(_("Answers")),
        *(Column(_(kind.name), kind.has_interval) for kind in kinds),
    )
    rows = (Row(one.question_id, _question_cells(one, listed)) for one in found.questions)
    return Table(_("Questions"), columns, tuple(rows))


def languages_table(found: QuizStatistics) -> Table:
    columns = (
        Column(_("Language"), number=False),
        Column(_("Counted attempts")),
        Column(_("Mean score"), has_interval=True),
    )
    rows = (
        Row(one.language, (language_name(one.language), counted(one.attempts), shown(one.mean, SHARE)))
        for one in found.languages
    )
    return Table(_("Languages"), columns, tuple(rows))


def question_figures_table(one: QuestionStatistics) -> Table:
    """Return the figures of a question, one a row; empty for one in which nothing can be earned."""
    columns = (Column(_("Figure"), number=False), Column(_("Value"), has_interval=True))
    rows = (
        Row(name, (_(kind.name), question_cell(one, name)))
        for name, kind in QUESTION_FIGURES.items()
        if one.figures.intended_weight
    )
    return Table(_("Figures of the question"), columns, tuple(rows))


def fifths_table(found: QuestionDetail) -> Table:
    """Return what each fifth of the learners earned; empty for a question in which nothing can be earned."""
    few = too_few(found.by_fifth.needed)
    columns = (Column(_("Learners"), number=False), Column(_("Share"), has_interval=True))
    rows = (
        Row(name, (_(name), shown(share, SHARE)))
        for name, share in zip(FIFTHS, found.by_fifth.shares or [few] * len(FIFTHS), strict=True)
        if found.by_fifth.shares or found.by_fifth.needed
    )
    return Table(_("What each fifth earned"), columns, tuple(rows))


def answers_table(found: QuestionDetail) -> Table:
    """Return what was answered; shares by fifth only where there are any, and a verdict where anything is right."""
    has_parts = any(answer.part for answer in found.answers)
    has_verdicts = any(answer.counts_as for answer in found.answers)
    has_fifths = any(answer.by_fifth.shares for answer in found.answers)
    columns = (
        *([Column(_("Part"), number=False)] if has_parts else []),
        Column(_("Answer"), number=False),
        *([Column(_("Right or wrong"), number=False)] if has_verdicts else []),
        Column(_("How often")),
        Column(_("Share"), has_interval=True),
        *([Column(_(fifth), has_interval=True) for fifth in FIFTHS] if has_fifths else []),
    )
    rows = (
        Row(
            answer.id,
            (
                *([answer.part] if has_parts else []),
                answer_words(answer),
                *([verdict_words(answer.counts_as or "")] if has_verdicts else []),
                votes_cell(answer),
                shown(answer.share, SHARE),
                *(shown(share, SHARE) for share in answer.by_fifth.shares),
            ),
        )
        for answer in found.answers
    )
    return Table(_("What was answered"), columns, tuple(rows))


def typed_table(found: QuestionDetail) -> Table:
    """Return what was typed, as marking compares it; rare forms together."""
    has_parts = any(one.part for one in found.typed)
    columns = (
        *([Column(_("Gap"), number=False)] if has_parts else []),
        Column(_("Typed"), number=False),
        Column(_("Counts as"), number=False),
        Column(_("Learners")),
    )
    rows = (
        Row(
            f"{one.part}:{one.form}:{one.verdict}",
            (
                *([one.part] if has_parts else []),
                typed_cell(one.form, is_number=one.is_number) if one.form else _("All other forms"),
                verdict_words(one.verdict),
                counted(one.learners),
            ),
        )
        for one in found.typed
    )
    return Table(_("What was typed"), columns, tuple(rows))


def question_languages_table(found: QuestionDetail) -> Table:
    """Return the question in each language, and how it compares with the one of most attempts.

    Where nothing can be earned there is nothing to compare.
    """
    if not found.question.figures.intended_weight:
        return _languages_of_opinions(found)
    facility = QUESTION_FIGURES["facility"]
    compared = {one.language: one for one in found.question.languages}
    columns = (
        Column(_("Language"), number=False),
        Column(_("Answers")),
        Column(_(facility.name), has_interval=True),
        Column(_("Odds against it"), has_interval=True),
        Column(_("Compared at equal scores"), number=False),
    )
    rows = []
    for line in found.languages:
        one = compared.get(line.language)
        rows.append(
            Row(
                line.language,
                (
                    language_name(line.language),
                    counted(line.answers),
                    shown(line.facility, SHARE),
                    odds(one),
                    fairness_words(one) if one else "",
                ),
            )
        )
    return Table(_("Languages"), columns, tuple(rows))


def _languages_of_opinions(found: QuestionDetail) -> Table:
    columns = (Column(_("Language"), number=False), Column(_("Answers")))
    rows = (
        Row(line.language, (language_name(line.language), counted(line.answers))) for line in found.languages
    )
    return Table(_("Languages"), columns, tuple(rows))


def question_cell(one: QuestionStatistics, name: str) -> Shown:
    kind = QUESTION_FIGURES[name]
    if name == "guess":
        return shown(Figure(missing="not_defined") if one.guess is None else Figure(one.guess), kind)
    value = getattr(one.figures, name)
    return shown(Figure(value) if isinstance(value, float) else value, kind)


def answer_words(answer: AnswerStatistics) -> str:
    if answer.words:
        return answer.words
    if answer.place:
        return _("Place %(number)s", number=format_number(answer.place))
    return typed_words(answer.id)


def votes_cell(answer: AnswerStatistics) -> Shown:
    return shown(answer.share, SHARE) if answer.chosen is None else counted(answer.chosen)


def odds(one: Fairness | None) -> Shown:
    """Show how much easier the reference's language is: 1 is equal, above 1 it is harder in this one."""
    return shown(Figure(one.odds, one.low, one.high), ODDS) if one and one.odds is not None else Shown("")


def _question_cells(one: QuestionStatistics, listed: Sequence[str]) -> tuple[Cell, ...]:
    advised = [advice_words(code, one.languages).label for code in one.advice]
    return (
        one.text,
        *(["; ".join(advised)] if listed else []),
        counted(one.figures.answers),
        *(question_cell(one, name) for name in listed),
    )


def _day(moment: datetime) -> Shown:
    return Shown(format_day(moment, "medium"), in_file=(local_day(moment).isoformat(),))
