"""A learner's own answers as the server holds them, and the one that a receipt names."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from course.core.problems import NotFound
from course.reports import my_answers as answers
from course.web.api.attempts import AttemptPath
from course.web.api.blueprint import bp
from course.web.api.course_text import chosen_language
from course.web.api.given import Given, LanguageQuery, Reply
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.i18n import true_and_false
from course.web.session import reading


class HeldLine(Reply):
    """What is held of one question: the answer in `words`, a line for each part, none where there is none. `version`
    0: nothing was stored yet. `certainty` is 1 to 3, or 0 where nothing was said of it.
    """

    position: int
    text: str
    words: list[str]
    version: int
    certainty: int
    receipt: str
    stored_at: datetime | None


class HeldReply(Reply):
    """One attempt with what is held of each question; never whether it is right."""

    attempt: UUID
    quiz: str
    title: str
    number: int
    started_at: datetime
    submitted_at: datetime | None
    answered: int
    items: list[HeldLine]


class ReceiptReply(Reply):
    """The stored answer that a receipt names. `counts`: no later answer has replaced it."""

    receipt: str
    attempt: UUID
    quiz: str
    title: str
    number: int
    position: int
    text: str
    words: list[str]
    version: int
    stored_at: datetime
    counts: bool


class ReceiptPath(Given):
    """A receipt, in capitals or small letters, with hyphens or blanks between its signs or without."""

    receipt: Annotated[str, StringConstraints(max_length=40)]


@bp.get("/me/attempts/<attempt>/receipts")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("What is held of my answers in an attempt")
def list_receipts(path: AttemptPath, query: LanguageQuery) -> HeldReply:
    """Each question with the answer that is stored, in words, and its receipt."""
    found = answers.my_answers(
        reading(),
        catalogue(),
        learner_id=own_id(),
        attempt_id=path.attempt,
        language=chosen_language(query),
        plain=true_and_false(chosen_language(query)),
    )
    if found is None:
        raise NotFound
    return HeldReply(
        attempt=found.attempt_id,
        quiz=found.quiz_slug,
        title=found.title,
        number=found.number,
        started_at=found.started_at,
        submitted_at=found.submitted_at,
        answered=found.held,
        items=[_held(one) for one in found.answers],
    )


@bp.get("/me/receipts/<receipt>")
@open_to("learner", objects="own", rate="api", scope="attempts:read")
@operation("The answer that a receipt names")
def read_receipt(path: ReceiptPath, query: LanguageQuery) -> ReceiptReply:
    """Find one of my stored answers by its receipt, also one that a later answer has replaced."""
    code = answers.read_code(path.receipt)
    found = code and answers.find_receipt(
        reading(),
        catalogue(),
        learner_id=own_id(),
        code=code,
        language=chosen_language(query),
        plain=true_and_false(chosen_language(query)),
    )
    if not found:
        raise NotFound
    return ReceiptReply(
        receipt=found.receipt,
        attempt=found.attempt_id,
        quiz=found.quiz_slug,
        title=found.title,
        number=found.number,
        position=found.position,
        text=found.question,
        words=list(found.lines),
        version=found.version,
        stored_at=found.stored_at,
        counts=found.counts,
    )


def _held(one: answers.HeldAnswer) -> HeldLine:
    return HeldLine(
        position=one.number,
        text=one.text,
        words=list(one.lines),
        version=one.version,
        certainty=one.certainty,
        receipt=one.receipt,
        stored_at=one.stored_at,
    )
