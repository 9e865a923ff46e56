"""Pages and files of statistics, the same for a cohort's facilitators and for admins."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for

from course.core.problems import NotFound
from course.core.statistics.intervals import FEW_ANSWERS, FEW_FOR_FIFTHS, FEW_FOR_RELATIONS
from course.core.statistics.typed import FEW_TYPED
from course.core.statistics.votes import FEW_VOTES
from course.reports.question_faults import count_faults
from course.reports.question_statistics import QuestionDetail, question_statistics
from course.reports.quiz_statistics import QuizStatistics, quiz_statistics
from course.web.content import catalogue
from course.web.csv_export import csv_response
from course.web.i18n import format_number, language
from course.web.session import reading
from course.web.statistics import tables
from course.web.statistics.words import LISTED, QUESTION_FIGURES, QUIZ_FIGURES, advice_words

QUIZ_TABLES: dict[str, Callable[[QuizStatistics], tables.Table]] = {
    "questions": tables.questions_table,
    "figures": tables.figures_table,
    "scores": tables.scores_table,
    "languages": tables.languages_table,
}
QUESTION_TABLES: dict[str, Callable[[QuestionDetail], tables.Table]] = {
    "answers": tables.answers_table,
    "figures": lambda found: tables.question_figures_table(found.question),
    "fifths": tables.fifths_table,
    "languages": tables.question_languages_table,
    "typed": tables.typed_table,
}

PARTS = ("version", "answered_in")  # what can be asked for apart


@dataclass(frozen=True, slots=True)
class Where:
    """Whose statistics: those of a cohort, or of everybody. Addresses are relative to the area that asks."""

    cohort_id: UUID | None
    here: dict[str, str]  # what the area's addresses need besides quiz and question
    crumbs: tuple[tuple[str, str], ...]
    name: str  # of the cohort; empty for everybody
    reports_url: Callable[[str], str]  # where reports of faults in a quiz are read


def quiz_page(where: Where, quiz: str) -> str:
    found = _quiz(where, quiz)
    scores, this = tables.scores_table(found), _this(where, found)
    return render_template(
        "statistics/quiz.html",
        where=where,
        found=found,
        figures=tables.figures_table(found),
        scores=scores,
        bars=_score_bars(found, scores),
        questions=tables.questions_table(found),
        advice={one.question_id: _advised(one) for one in found.questions},
        spoken=tables.languages_table(found),
        unfair=[one for one in found.questions if "language" in one.advice],
        quiz_kinds=QUIZ_FIGURES,
        question_kinds=[QUESTION_FIGURES[name] for name in LISTED],
        links={
            one.question_id: url_for(".question_statistics", question=one.question_id, **this)
            for one in found.questions
        },
        this=this,
        choose=_chooser(".quiz_statistics", this),
        few=_few(),
    )


def quiz_file(where: Where, quiz: str) -> Response:
    """Send one of the page's tables, named by `table`; the questions unless another is asked for."""
    found = _quiz(where, quiz)
    name = _asked_table(QUIZ_TABLES)
    table = QUIZ_TABLES.get(name, tables.questions_table)(found)
    return csv_response(
        f"{_name(where, found)}-{name or 'questions'}.csv", table.file_header(), table.file_rows()
    )


def question_page(where: Where, quiz: str, question: str) -> str:
    found = _question(where, quiz, question)
    earned, this = tables.fifths_table(found), _this(where, found.quiz)
    return render_template(
        "statistics/question.html",
        where=where,
        found=found,
        figures=tables.question_figures_table(found.question),
        kinds=QUESTION_FIGURES,
        answers=tables.answers_table(found),
        withheld=any(answer.chosen is None for answer in found.answers),
        typed=tables.typed_table(found),
        few_typed=format_number(FEW_TYPED),
        reported=count_faults(reading(), where.cohort_id, quiz_slug=quiz, question_id=question),
        earned=earned,
        bars=[
            (*row.cells, share.value) for row, share in zip(earned.rows, found.by_fifth.shares, strict=False)
        ],
        spoken=tables.question_languages_table(found),
        advised=_advised(found.question),
        this=this,
        choose=_chooser(".question_statistics", {**this, "question": question}),
        few=_few(),
    )


def question_file(where: Where, quiz: str, question: str) -> Response:
    """Send one of the page's tables, named by `table`; what was answered unless another is asked for."""
    found = _question(where, quiz, question)
    name = _asked_table(QUESTION_TABLES)
    table = QUESTION_TABLES.get(name, tables.answers_table)(found)
    filename = f"{_name(where, found.quiz)}-{found.question.question_id}-{name or 'answers'}.csv"
    return csv_response(filename, table.file_header(), table.file_rows())


def _asked_table(known: Collection[str]) -> str:
    """Return which table is asked for, "" for the usual one. Raises NotFound for one that there is not."""
    name = request.args.get("table", "")
    if name and name not in known:
        raise NotFound
    return name


def _quiz(where: Where, quiz: str) -> QuizStatistics:
    if "\x00" in quiz:  # PostgreSQL takes no such text
        raise NotFound
    return quiz_statistics(reading(), catalogue(), where.cohort_id, quiz, language(), **_asked_part())


def _question(where: Where, quiz: str, question: str) -> QuestionDetail:
    if "\x00" in quiz + question:
        raise NotFound
    return question_statistics(
        reading(),
        catalogue(),
        where.cohort_id,
        quiz,
        question,
        language(),
        **_asked_part(),
    )


def _asked_part() -> dict[str, str]:
    """Return of which version, and of attempts in which language: "" for all."""
    return {name: request.args.get(name, "") for name in PARTS}


def _this(where: Where, found: QuizStatistics) -> dict[str, Any]:
    """Return what an address of this quiz needs: version and language stay chosen from page to page."""
    parts = {name: part for name in PARTS if (part := getattr(found, name))}
    return {**where.here, "quiz": found.quiz_slug, **parts}


def _chooser(endpoint: str, this: dict[str, Any]) -> Callable[..., str]:
    """Return what makes the address of this page with another part; one that is None is left out."""
    return lambda **part: url_for(endpoint, **{**this, **part})


def _name(where: Where, found: QuizStatistics) -> str:
    return "-".join(
        [*where.here.values(), found.quiz_slug, *([found.answered_in] if found.answered_in else [])]
    )


def _advised(one: Any) -> list[Any]:
    return [advice_words(code, one.languages) for code in one.advice]


def _score_bars(found: QuizStatistics, scores: tables.Table) -> list[tuple[Any, ...]]:
    most = max((step.attempts for step in found.picture), default=0) or 1
    return [(*row.cells, step.attempts / most) for row, step in zip(scores.rows, found.picture, strict=True)]


def _few() -> dict[str, str]:
    return {
        "answers": format_number(FEW_ANSWERS),
        "relations": format_number(FEW_FOR_RELATIONS),
        "fifths": format_number(FEW_FOR_FIFTHS),
        "votes": format_number(FEW_VOTES),
    }
