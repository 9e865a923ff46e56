"""Faults that learners report of questions: sending one, reading one's own, those of a cohort and all, and answering."""

from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from pydantic import Field, StringConstraints

from course.core.problems import CourseProblem, NotFound
from course.core.rules.question_faults import FAULTS, STATES, WORDS_MAX
from course.flows.question_faults import answer_report, report_fault
from course.flows.store_answer import asked_question
from course.reports.facilitated_cohorts import find_cohort
from course.reports.question_faults import FaultLine, cohort_faults, fault_lines
from course.store.faults.queries import FaultRow, all_faults, faults_of, find_fault, get_fault
from course.web.api.attempts import AnswerPath, own_attempt
from course.web.api.blueprint import bp
from course.web.api.cohorts import CohortPath
from course.web.api.course_text import chosen_language
from course.web.api.given import (
    TEXT,
    Given,
    LanguageQuery,
    MadeReply,
    OneOf,
    PageQuery,
    PageReply,
    Reply,
    Slug,
)
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.api.pages import after_id, next_cursor, one_page
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.question_files import file_place
from course.web.session import reading, utc_now, writing

Words = Annotated[str, StringConstraints(pattern=TEXT, max_length=WORDS_MAX)]
FaultName = Annotated[str, OneOf(FAULTS), Field(description="What is wrong.")]
State = Literal["open", "answered", "mended"]


class ReportGiven(Given):
    """What is wrong with a question: its `key`, it is `unclear`, a word or translation (`words`), it does not say what the
    lesson says (`source`), something is `broken`, or `other`, which needs `words`.
    """

    fault: FaultName
    words: Words = ""


class ReportPath(Given):
    report: UUID


class ReportsQuery(PageQuery, LanguageQuery):
    """A page of reports, with the questions in one language."""


class ChosenReportsQuery(ReportsQuery):
    """Which reports: those in one state, or of one quiz."""

    state: Literal["all", "open", "answered", "mended"] = "open"
    quiz: Slug | None = None


class AnswerToReport(Given):
    """How a report stands, and what is answered; an empty `answer` writes to nobody."""

    state: Annotated[str, OneOf(STATES)]
    answer: Words


class ReportLine(Reply):
    """A report. `text` is the question's today; `current` says that its quiz has not changed since. `answer` is empty
    until there is one.
    """

    id: UUID
    quiz: str
    question: str
    quiz_title: str
    text: str
    current: bool
    fault: str
    words: str
    reported_at: datetime
    state: State
    answer: str
    answered_at: datetime | None


class ReportPage(PageReply):
    """One page of reports, the newest first."""

    items: list[ReportLine]


class SentReport(ReportLine, MadeReply):
    """The report that is kept: where it is not `new`, it was sent before just so."""


class ReportKept(CourseProblem):
    """The learner reported this version of the question before, with another fault or in other words."""

    code = "report_kept"
    status = 409


class PlacedReport(ReportLine):
    """A report with the language in which it was written, and the `place` of the question: file and line."""

    language: str
    place: str


class PlacedReportPage(PageReply):
    """One page of reports, the newest first."""

    items: list[PlacedReport]


@bp.post("/me/attempts/<attempt>/questions/<position>/reports")
@open_to("learner", objects="own", rate="write", scope="attempts:write")
@operation("Report a fault in a question", status=201, problems=[ReportKept])
def send_report(path: AnswerPath, query: LanguageQuery, body: ReportGiven) -> SentReport:
    """Report a question of an own attempt, open or handed in. Of each version of a question one report is kept: the
    same one again is answered with it, another one is refused.
    """
    session, row, words = writing(), own_attempt(writing(), path.attempt), body.words.strip()
    question = asked_question(catalogue(), row, path.position)
    is_new = report_fault(
        session,
        catalogue(),
        row,
        place=path.position,
        fault=body.fault,
        words=words,
        language=chosen_language(query),
        now=utc_now(),
    )
    kept = find_fault(
        session,
        learner_id=row.learner_id,
        quiz_slug=row.quiz_slug,
        question_id=question.id,
        version=row.version,
    )
    if kept is None:
        raise NotFound
    if (kept.fault, kept.words) != (body.fault, words):
        raise ReportKept
    return SentReport(**_facts(_line(kept, chosen_language(query))), new=is_new)


@bp.get("/me/question-reports")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("What I reported of questions")
def list_own_reports(query: ReportsQuery) -> ReportPage:
    """My reports with how they stand and what was answered."""
    rows = faults_of(reading(), own_id(), before=after_id(query), limit=query.limit + 1)
    return _page(rows, query)


@bp.get("/cohorts/<cohort>/question-reports")
@open_to("facilitator", objects="cohort", rate="api", scope="questions:read")
@operation("What learners of a cohort reported of questions")
def list_cohort_reports(path: CohortPath, query: ReportsQuery) -> ReportPage:
    """The reports of who learns in the cohort now, without who sent them."""
    found = find_cohort(reading(), actor(), path.cohort)
    rows = cohort_faults(reading(), found.id, before=after_id(query), limit=query.limit + 1)
    return _page(rows, query)


@bp.get("/question-reports")
@open_to("admin", objects="all", rate="api", scope="questions:read")
@operation("What learners reported of questions")
def list_reports(query: ChosenReportsQuery) -> PlacedReportPage:
    """All reports, without who sent them, each with its place in the files; unless asked otherwise the open ones."""
    rows = all_faults(
        reading(),
        state="" if query.state == "all" else query.state,
        quiz_slug=query.quiz or "",
        before=after_id(query),
        limit=query.limit + 1,
    )
    shown, last = one_page(rows, query.limit)
    lines = fault_lines(catalogue(), shown, chosen_language(query))
    return PlacedReportPage(
        items=[_placed(line) for line in lines], next=next_cursor(last.id) if last else None
    )


@bp.put("/question-reports/<report>/answer")
@open_to("admin", objects="all", rate="write", scope="questions:write")
@operation("Answer a report")
def put_report_answer(path: ReportPath, query: LanguageQuery, body: AnswerToReport) -> PlacedReport:
    """Keep how a report stands and what is answered, which its learner gets by mail. The same again writes no second one."""
    session = writing()
    answer_report(
        session,
        catalogue(),
        fault_id=path.report,
        state=body.state,
        answer=body.answer.strip(),
        actor_id=own_id(),
        now=utc_now(),
    )
    kept = get_fault(session, path.report)
    if kept is None:
        raise NotFound
    return _placed(_line(kept, chosen_language(query)))


def _page(rows: list[FaultRow], query: ReportsQuery) -> ReportPage:
    shown, last = one_page(rows, query.limit)
    lines = fault_lines(catalogue(), shown, chosen_language(query))
    return ReportPage(
        items=[ReportLine(**_facts(line)) for line in lines], next=next_cursor(last.id) if last else None
    )


def _line(row: FaultRow, spoken: str) -> FaultLine:
    (line,) = fault_lines(catalogue(), [row], spoken)
    return line


def _placed(line: FaultLine) -> PlacedReport:
    return PlacedReport(**_facts(line), language=line.row.language, place=file_place(line.row))


def _facts(line: FaultLine) -> dict[str, Any]:
    row = line.row
    return {
        "id": row.id,
        "quiz": row.quiz_slug,
        "question": row.question_id,
        "quiz_title": line.quiz_title,
        "text": line.text,
        "current": line.is_current,
        "fault": row.fault,
        "words": row.words,
        "reported_at": row.reported_at,
        "state": cast("State", row.state),
        "answer": row.answer,
        "answered_at": row.answered_at,
    }
