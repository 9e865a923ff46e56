"""Answers that a person marks, as programs read them: the queue, and one answer with its rubric and every mark."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from course.core.grading.questions import Essay
from course.core.grading.responses import word_count
from course.core.grading.rubrics import Criterion
from course.reports.marking_queue import AnswerToMark, QueuedAnswer, QueuedQuestion, Show
from course.store.marking.queries import GivenMark
from course.store.uploads.queries import UploadFacts
from course.web.api.attempt_replies import in_words, picture_in_words
from course.web.api.given import PageReply, Reply
from course.web.api.pictures import PictureLine, ToldLine
from course.web.content import catalogue

Verdict = Literal["right", "partly", "wrong", "blank", "waiting"]


class QueuedLine(Reply):
    """An answer in the queue. `learner` and `name` are null while names are hidden; `points` while it waits."""

    attempt: UUID
    question: str
    quiz: str
    learner: UUID | None
    name: str | None
    number: int
    submitted_at: datetime
    points: float | None
    max_points: float


class QueuedQuestionLine(Reply):
    """How many answers to one question are in the queue; `quiz` and `question` choose them."""

    quiz: str
    question: str
    quiz_title: str
    text: str
    answers: int


class QueuePage(PageReply):
    """One page of the queue, with the questions that have answers in the whole of it."""

    items: list[QueuedLine]
    questions: list[QueuedQuestionLine]


class LevelLine(Reply):
    """A level of a criterion, and what it earns."""

    id: str
    text: str
    points: float


class CriterionLine(Reply):
    """One thing that the answer is looked at for."""

    id: str
    text: str
    levels: list[LevelLine]


class GivenMarkLine(Reply):
    """One version of a mark: the level of each criterion, what they earn, and who gave it; null for who has left.
    `reason` says why it replaced the one before; the learner reads it once the points were changed by it.
    """

    version: int
    levels: dict[str, str]
    points: float
    comment: str
    reason: str
    marked_by: str | None
    marked_at: datetime


class HandedInFile(Reply):
    """A file that was handed in; its bytes have an address of their own. Its `name` is null while names are hidden."""

    name: str | None
    kind: Literal["pdf", "docx", "odt", "png", "jpeg", "txt"]
    size: int
    stored_at: datetime


class AnswerToMarkReply(Reply):
    """An answer with all that marking it needs. Of an essay `typed` is what was written, in `language`; of an upload
    `file` is what was handed in, null where it is gone. `before` is what is told before the question, such as the case
    that is to be judged. `learner` and `name` are null while names are hidden and it
    waits. `version` is that of the mark that holds, 0 for none, and `points` what it earns; `history` has all marks,
    the newest first.
    """

    attempt: UUID
    question: str
    quiz: str
    quiz_title: str
    before: list[ToldLine]
    text: str
    picture: PictureLine | None
    kind: Literal["essay", "upload"]
    learner: UUID | None
    name: str | None
    learner_language: str
    number: int
    submitted_at: datetime
    language: str
    typed: str
    words: int
    min_words: int
    max_words: int
    file: HandedInFile | None
    receipt: str
    verdict: Verdict
    points: float | None
    max_points: float
    rubric: list[CriterionLine]
    version: int
    history: list[GivenMarkLine]


def queued_line(row: QueuedAnswer, show: Show, *, hide_names: bool) -> QueuedLine:
    """Return an answer as the queue shows it. Names are hidden until it is marked."""
    hidden = hide_names and show == "waiting"
    return QueuedLine(
        attempt=row.attempt_id,
        question=row.question_id,
        quiz=row.quiz_slug,
        learner=None if hidden else row.learner_id,
        name=None if hidden else row.name,
        number=row.number,
        submitted_at=row.submitted_at,
        points=row.points if show == "marked" else None,
        max_points=row.max_points,
    )


def queued_question_lines(rows: Iterable[QueuedQuestion], spoken: str) -> list[QueuedQuestionLine]:
    """Return the questions of the queue in the words of the course as it is now."""
    found = []
    for row in rows:
        quiz = catalogue().quizzes.get(row.quiz_slug)
        question = quiz.question(row.question_id) if quiz else None
        found.append(
            QueuedQuestionLine(
                quiz=row.quiz_slug,
                question=row.question_id,
                quiz_title=in_words(quiz.title, spoken) if quiz else row.quiz_slug,
                text=in_words(question.text, spoken) if question else row.question_id,
                answers=row.answers,
            )
        )
    return found


def answer_reply(
    answer: AnswerToMark, file: UploadFacts | None, spoken: str, *, hide_names: bool
) -> AnswerToMarkReply:
    """Return one answer with its rubric and marks. Names are hidden until it is marked."""
    queued, question, held = answer.queued, answer.question, answer.held
    hidden = hide_names and answer.verdict == "waiting"
    essay = question if isinstance(question, Essay) else None
    typed = str(answer.response.response or "") if essay else ""
    return AnswerToMarkReply(
        attempt=queued.attempt_id,
        question=queued.question_id,
        quiz=queued.quiz_slug,
        quiz_title=in_words(answer.quiz_title, spoken),
        before=[
            ToldLine(text=in_words(told.text, spoken), picture=picture_in_words(told.picture, spoken))
            for told in question.lead
        ],
        text=in_words(question.text, spoken),
        picture=picture_in_words(question.picture, spoken),
        kind="essay" if essay else "upload",
        learner=None if hidden else queued.learner_id,
        name=None if hidden else queued.name,
        learner_language=answer.learner_language,
        number=queued.number,
        submitted_at=queued.submitted_at,
        language=answer.language,
        typed=typed,
        words=word_count(typed),
        min_words=essay.min_words if essay else 0,
        max_words=essay.max_words if essay else 0,
        file=_file(file, hidden=hidden) if file and not essay else None,
        receipt=answer.response.receipt,
        verdict=answer.verdict,
        points=None if answer.verdict == "waiting" else queued.points,
        max_points=queued.max_points,
        rubric=_rubric(question.rubric, spoken),
        version=held.version if held else 0,
        history=[given_mark(one, answer) for one in answer.history],
    )


def given_mark(mark: GivenMark, answer: AnswerToMark) -> GivenMarkLine:
    """Return one version of an answer's mark."""
    return GivenMarkLine(
        version=mark.version,
        levels=dict(mark.levels),
        points=mark.points,
        comment=mark.comment,
        reason=mark.reason,
        marked_by=answer.names.get(mark.marker_id) if mark.marker_id else None,
        marked_at=mark.marked_at,
    )


def _file(file: UploadFacts, *, hidden: bool) -> HandedInFile:
    return HandedInFile.model_validate(
        {
            "name": None if hidden else file.name,
            "kind": file.kind,
            "size": file.size,
            "stored_at": file.stored_at,
        }
    )


def _rubric(rubric: Sequence[Criterion], spoken: str) -> list[CriterionLine]:
    return [
        CriterionLine(
            id=one.id,
            text=in_words(one.text, spoken),
            levels=[
                LevelLine(id=level.id, text=in_words(level.text, spoken), points=level.points)
                for level in one.levels
            ],
        )
        for one in rubric
    ]
