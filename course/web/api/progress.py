"""How far a learner has come: the figures of their own page, and of their facilitator's."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from course.core.ids import new_id
from course.core.rules.completion import ItemKind, MissingReason
from course.flows.complete_lesson import complete_lesson, reopen_lesson
from course.reports import course_page as pages
from course.reports import learner_record as records
from course.reports.course_steps import ModuleLine, Step, StepState
from course.reports.learner_record import LogKind, QuizState
from course.reports.resume import Resume
from course.web.api.blueprint import bp
from course.web.api.course_text import LessonPath, chosen_language
from course.web.api.given import LanguageQuery, Reply, Share
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.i18n import language
from course.web.session import reading, utc_now, writing


class StepLine(Reply):
    """A lesson, quiz or game on the way. `language` is that of the title."""

    what: ItemKind
    slug: str
    module: str
    title: str
    language: str
    kind: str
    minutes: int
    state: StepState


class ModuleProgress(Reply):
    """One module. `added` says that something came to it after the learner completed it."""

    slug: str
    number: int
    title: str
    state: StepState
    added: bool
    lessons_done: int
    lessons_total: int
    minutes: int
    steps: list[StepLine]


class MissingStep(Reply):
    """Something that is left, and why. `best` and `needed` are scores."""

    step: StepLine
    reason: MissingReason
    minutes: int
    best: Share | None
    needed: Share | None


class QuizStanding(Reply):
    """A quiz or game with what it brought. `best` is the score that counts; null before the first submission,
    while all that was handed in waits for a mark, and always for a survey, which is handed in and not passed.
    """

    step: StepLine
    state: QuizState
    best: Share | None
    pass_score: Share
    submitted: int


class ResumeAt(Reply):
    """Where to go on."""

    step: StepLine
    heading: str
    paragraph: (
        int  # number of the one at which the learner stopped, an anchor "p12" in the page; 0 is not known
    )
    stopped_at: datetime | None


class OwnCohort(Reply):
    """A cohort in which the learner learns now."""

    slug: str
    name: str
    starts_on: date | None
    ends_on: date | None
    enrolled_at: datetime


class Deed(Reply):
    """Something that the learner did. `slug` is that of the lesson, quiz or module."""

    kind: LogKind
    title: str
    at: datetime
    attempt: UUID | None


class ProgressReply(Reply):
    """A learner's record. `share` is of all that the course asks for today; `log` holds the newest deeds."""

    share: Share
    done: bool
    minutes_left: int
    lessons_done: int
    lessons_total: int
    resume: ResumeAt | None
    modules: list[ModuleProgress]
    missing: list[MissingStep]
    added: list[MissingStep]
    quizzes: list[QuizStanding]
    cohorts: list[OwnCohort]
    log: list[Deed]


@bp.get("/me/progress")
@open_to("learner", objects="own", rate="api", scope="progress:read", cache="private")
@operation("My progress")
def read_progress(query: LanguageQuery) -> ProgressReply:
    """Return what is done, what is missing and why, results, and the newest deeds."""
    return progress_reply(own_id(), chosen_language(query))


@bp.post("/me/lessons/<lesson>/completion")
@open_to("learner", objects="own", rate="write", scope="progress:write")
@operation("Mark a lesson as done")
def complete(path: LessonPath) -> None:
    """Keep that the learner completed the lesson. Done again it stays done."""
    complete_lesson(
        writing(),
        catalogue(),
        learner_id=own_id(),
        lesson_slug=path.lesson,
        key=str(new_id()),
        language=language(),
        now=utc_now(),
    )


@bp.delete("/me/lessons/<lesson>/completion")
@open_to("learner", objects="own", rate="write", scope="progress:write")
@operation("Take back that a lesson is done")
def reopen(path: LessonPath) -> None:
    """Reopen the lesson. A module that was complete stays credited."""
    reopen_lesson(
        writing(),
        catalogue(),
        learner_id=own_id(),
        lesson_slug=path.lesson,
        key=str(new_id()),
        language=language(),
        now=utc_now(),
    )


def progress_reply(learner_id: UUID, spoken: str) -> ProgressReply:
    """Return a learner's record; who may see it is the caller's question."""
    record = records.learner_record(
        reading(), catalogue(), learner_id=learner_id, language=spoken, now=utc_now()
    )
    return ProgressReply(
        share=record.share,
        done=record.done,
        minutes_left=record.minutes_left,
        lessons_done=record.lessons_done,
        lessons_total=record.lessons_total,
        resume=_resume(record.resume),
        modules=[_module(module) for module in record.modules],
        missing=_missing(record.missing),
        added=_missing(record.added),
        quizzes=[_quiz(quiz) for quiz in record.quizzes],
        cohorts=[_cohort(cohort) for cohort in record.cohorts],
        log=[_deed(line) for line in record.log],
    )


def _step(step: Step) -> StepLine:
    return StepLine(
        what=step.what,
        slug=step.slug,
        module=step.module,
        title=step.title,
        language=step.language,
        kind=step.kind,
        minutes=step.minutes,
        state=step.state,
    )


def _module(module: ModuleLine) -> ModuleProgress:
    return ModuleProgress(
        slug=module.slug,
        number=module.number,
        title=module.title,
        state=module.state,
        added=module.added,
        lessons_done=module.lessons_done,
        lessons_total=module.lessons_total,
        minutes=module.minutes,
        steps=[_step(step) for step in module.steps],
    )


def _missing(lines: Iterable[records.MissingLine]) -> list[MissingStep]:
    return [
        MissingStep(
            step=_step(line.step),
            reason=line.reason,
            minutes=line.minutes,
            best=line.best,
            needed=line.needed,
        )
        for line in lines
    ]


def _quiz(line: records.QuizLine) -> QuizStanding:
    return QuizStanding(
        step=_step(line.step),
        state=line.state,
        best=line.best,
        pass_score=line.pass_score,
        submitted=line.submitted,
    )


def _resume(resume: Resume | None) -> ResumeAt | None:
    if resume is None:
        return None
    return ResumeAt(
        step=_step(resume.step),
        heading=resume.heading,
        paragraph=resume.paragraph,
        stopped_at=resume.stopped_at,
    )


def _cohort(line: pages.CohortLine) -> OwnCohort:
    return OwnCohort(
        slug=line.slug,
        name=line.name,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        enrolled_at=line.enrolled_at,
    )


def _deed(line: records.LogLine) -> Deed:
    return Deed(
        kind=line.kind, title=line.title, at=line.at, attempt=line.attempt.id if line.attempt else None
    )
