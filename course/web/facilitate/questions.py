"""The questions that a cohort misses most, and who missed one of them."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.grading.marking import Verdict
from course.core.rules.question_faults import FAULTS, STATES
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.reports.question_faults import cohort_faults, fault_lines
from course.reports.question_report import (
    FEW_ANSWERS,
    QuestionLine,
    WrongAnswer,
    missed_by,
    question_report,
)
from course.reports.quiz_statistics import QuizLine, count_uncounted, quiz_list
from course.store.statistics.queries import quizzes_due
from course.web.content import catalogue
from course.web.csv_export import csv_response
from course.web.facilitate.blueprint import bp
from course.web.facilitate.cohorts import own_cohort
from course.web.gate import open_to
from course.web.i18n import format_number, format_percent, format_typed, language, true_and_false
from course.web.i18n import gettext as _
from course.web.paging import PAGE_SIZE, decode_cursor, encode_cursor, number_of
from course.web.session import reading
from course.web.statistics.tables import quizzes_table

SHOWN = 20  # questions of a page: on a phone each is a card of nine lines


@bp.get("/facilitate/<cohort>/questions")
@open_to("facilitator", objects="cohort")
def questions(cohort: str) -> ResponseReturnValue:
    """Show the questions missed most, page by page; with `question`, who missed that one."""
    found = own_cohort(cohort)
    lines = question_report(reading(), catalogue(), found, language())
    asked = _asked(lines)
    if asked is not None:
        return _who_missed(found, asked)
    start = number_of(request.args.get("start", ""))
    if start >= len(lines):  # the last page instead of an empty one
        start = max(0, len(lines) - 1) // SHOWN * SHOWN
    shown, more = lines[start : start + SHOWN], start + SHOWN < len(lines)
    quizzes = quiz_list(reading(), catalogue(), found.id, language())
    counted = {one.quiz_slug for one in quizzes}
    return render_template(
        "facilitate/questions.html",
        cohort=found,
        header=_header(),
        lines=[(line, _cells(line)) for line in shown],
        start=start,
        total=len(lines),
        previous_url=_page_url(found, start - SHOWN) if start else "",
        next_url=_page_url(found, start + SHOWN) if more else "",
        quizzes=quizzes_table(quizzes),
        links={
            one.quiz_slug: url_for(".quiz_statistics", cohort=found.slug, quiz=one.quiz_slug)
            for one in quizzes
        },
        few=FEW_ANSWERS,
        uncounted=count_uncounted(reading(), found.id),
        counted_anew=_counted_anew(quizzes),
        reports=fault_lines(catalogue(), cohort_faults(reading(), found.id), language()),
        question_urls={
            (one.quiz_slug, one.question_id): url_for(
                ".question_statistics", cohort=found.slug, quiz=one.quiz_slug, question=one.question_id
            )
            for one in lines
            if one.quiz_slug in counted
        },
        kinds={name: _(words) for name, words in FAULTS.items()},
        states={name: _(words) for name, words in STATES.items()},
    )


def _counted_anew(quizzes: list[QuizLine]) -> str:
    """Return the titles of these quizzes whose figures are those of before until they are counted anew."""
    due = set(quizzes_due(reading()))
    return ", ".join(one.title for one in quizzes if one.quiz_slug in due)


def _page_url(cohort: FacilitatedCohort, start: int) -> str:
    return url_for(".questions", cohort=cohort.slug, start=max(0, start) or None)


@bp.get("/facilitate/<cohort>/questions.csv")
@open_to("facilitator", objects="cohort", rate="export")
def questions_file(cohort: str) -> ResponseReturnValue:
    """Send what the page shows as a file: the questions, or all who missed one."""
    found = own_cohort(cohort)
    lines = question_report(reading(), catalogue(), found, language())
    asked = _asked(lines)
    if asked is None:
        return csv_response(f"{found.slug}-questions.csv", _header(), map(_file_cells, lines))
    people = missed_by(
        reading(), found, quiz_slug=asked.quiz_slug, question_id=asked.question_id, after=None, limit=None
    )
    rows = [[person.name, verdict_word(person.verdict)] for person in people]
    return csv_response(f"{found.slug}-{asked.question_id}.csv", _people_header(), rows)


def _who_missed(cohort: FacilitatedCohort, line: QuestionLine) -> ResponseReturnValue:
    after = _read_after(request.args.get("after", ""))
    people = missed_by(
        reading(),
        cohort,
        quiz_slug=line.quiz_slug,
        question_id=line.question_id,
        after=after,
        limit=PAGE_SIZE + 1,
    )
    shown = people[:PAGE_SIZE]
    this: dict[str, Any] = {"cohort": cohort.slug, "question": line.key}
    cursor = encode_cursor(shown[-1].name_key, shown[-1].learner_id.hex) if len(people) > PAGE_SIZE else ""
    return render_template(
        "facilitate/missed.html",
        cohort=cohort,
        line=line,
        header=_people_header(),
        people=[(person, verdict_word(person.verdict)) for person in shown],
        csv_url=url_for(".questions_file", **this),
        first_url=url_for(".questions", **this) if after else "",
        next_url=url_for(".questions", **this, after=cursor) if cursor else "",
    )


def verdict_word(verdict: Verdict) -> str:
    words = {
        "right": _("Right"),
        "partly": _("Partly right"),
        "wrong": _("Wrong"),
        "blank": _("No answer"),
        "waiting": _("Waits for a mark"),
    }
    return words[verdict]


def _header() -> list[str]:
    return [
        _("Question"),
        _("Quiz"),
        _("First answers"),
        _("Right first time"),
        _("Partly right"),
        _("Not fully right"),
        _("Most chosen wrong answer"),
        _("How often"),
        _("Explained in"),
    ]


def _cells(line: QuestionLine) -> list[str]:
    """Return what a question's row says, column by column; the page adds links."""
    few = _("too few answers")
    return [
        line.text,
        line.quiz_title,
        format_number(line.answers),
        few if line.too_few else format_percent(line.right / line.answers),
        few if line.too_few else format_percent(line.partly / line.answers),
        format_number(line.missed),
        _told_answer(line.wrong_answer),
        format_number(line.wrong_answer.chosen) if line.wrong_answer else "",
        line.explained.title if line.explained else "",
    ]


def _file_cells(line: QuestionLine) -> list[str | float]:
    """Return the row as a file has it: numbers as such, shares from 0 to 1, or that answers are too few for them."""
    text, quiz, _answers, *few, _missed, _wrong, _chosen, explained = _cells(line)
    shares: list[str | float] = [*few]
    if not line.too_few:
        shares = [round(line.right / line.answers, 4), round(line.partly / line.answers, 4)]
    chosen = line.wrong_answer.chosen if line.wrong_answer else ""
    return [
        text,
        quiz,
        line.answers,
        *shares,
        line.missed,
        _answer_words(line.wrong_answer),
        chosen,
        explained,
    ]


def _told_answer(wrong: WrongAnswer | None) -> str:
    """Return a wrong answer as the page shows it; a file has a number as it is counted."""
    words = _answer_words(wrong)
    return format_typed(words) if wrong and wrong.is_number else words


def _answer_words(wrong: WrongAnswer | None) -> str:
    if wrong is None:
        return ""
    if wrong.words:
        return wrong.words
    return true_and_false().get(wrong.answer, _("An answer that left the quiz"))


def _people_header() -> list[str]:
    return [_("Learner"), _("How it was marked")]


def _asked(lines: list[QuestionLine]) -> QuestionLine | None:
    """Read `question` of the address: one of the questions of the page; anything else asks for the page."""
    key = request.args.get("question", "")
    return next((line for line in lines if line.key == key), None)


def _read_after(cursor: str) -> tuple[str, UUID] | None:
    keys = decode_cursor(cursor, 2)
    try:
        if keys is None or "\x00" in keys[0].encode().decode():
            return None
        return keys[0], UUID(keys[1])
    except ValueError:
        return None
