"""Storing one answer as it is given: JSON from the quiz page's script."""

from typing import Annotated, Any
from uuid import UUID

from flask import abort, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from course.core.grading.responses import ESSAY_MAX
from course.flows.store_answer import AnswerClash, StoredAnswer, newer_answers, store_answer
from course.web.content import catalogue
from course.web.errors import problem_document, sentence
from course.web.gate import actor, open_to
from course.web.i18n import format_clock, language
from course.web.i18n import gettext as _
from course.web.learn.blueprint import bp
from course.web.session import commit, reading, utc_now, writing

MAX_BYTES = 4 * ESSAY_MAX + 2_000  # of one answer: its longest text, and what is around it
MAX_VERSIONS = 10_000  # signs that list the versions of an attempt's answers
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]


class AnswerIn(BaseModel):
    """One answer: `seen` is the version of the stored answer that the page knew. Without `certainty` that stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    key: Key
    question: Annotated[str, StringConstraints(max_length=8)]
    value: Any
    seen: Annotated[int, Field(ge=0, le=1_000_000)]
    certainty: Annotated[int, Field(ge=0, le=3)] | None = None


@bp.post("/quiz/<quiz>/attempts/<uuid:attempt_id>/answers")
@open_to("learner", objects="own", rate="answer")
def answers(quiz: str, attempt_id: UUID) -> ResponseReturnValue:
    """Store one answer in one transaction, and acknowledge it with a receipt.

    At most five statements, the one that finds the caller included: tests count them.
    """
    given = _read()
    if isinstance(given, ValidationError):
        faults = [
            {"field": ".".join(map(str, fault["loc"])) or "body", "reason": fault["type"]}
            for fault in given.errors(include_url=False, include_context=False, include_input=False)
        ]
        return problem_document(422, "answer_unreadable", sentence("answer_unreadable"), faults)
    learner_id = actor().account_id or abort(404)
    try:
        stored = store_answer(
            writing(),
            catalogue(),
            learner_id=learner_id,
            quiz_slug=quiz,
            attempt_id=attempt_id,
            question=given.question,
            raw=given.value,
            key=given.key,
            seen=given.seen,
            certainty=given.certainty,
            language=language(),
            now=utc_now(),
        )
    except AnswerClash as clash:
        words = sentence(clash.code)
        return problem_document(
            clash.status, clash.code, words, stored={"value": clash.stored.value, **_told(clash.stored)}
        )
    commit()
    return _told(stored)


@bp.get("/quiz/<quiz>/attempts/<uuid:attempt_id>/answers")
@open_to("learner", objects="own", rate="answer")
def newer(quiz: str, attempt_id: UUID) -> ResponseReturnValue:
    """Tell which answers are newer than the versions in `seen`, in the attempt's order, as the page's form has them."""
    news = newer_answers(
        reading(),
        catalogue(),
        learner_id=actor().account_id or abort(404),
        quiz_slug=quiz,
        attempt_id=attempt_id,
        seen=read_versions(request.args.get("seen", "")),
    )
    return {
        "newer": {name: {"value": stored.value, **_told(stored)} for name, stored in news.newer.items()},
        "review": not news.is_open,
    }


def read_versions(text: str) -> dict[int, int]:
    """Return the version by the question's place, from 1, as a form lists them; what is no number is left out."""
    numbers = enumerate(text[:MAX_VERSIONS].split(","), 1)
    return {place: int(number) for place, number in numbers if is_number(number)}


def is_number(text: str) -> bool:
    """Tell whether a text is a whole number that a version or a place may have."""
    return text.isascii() and text.isdigit() and len(text) < 8  # noqa: PLR2004 - as many answers as nobody gives


def _read() -> AnswerIn | ValidationError:
    if (request.content_length or 0) > MAX_BYTES:
        abort(413)
    try:
        return AnswerIn.model_validate(request.get_json())
    except ValidationError as error:
        return error
    except RecursionError:
        abort(400)


def _told(stored: StoredAnswer) -> dict[str, Any]:
    words = [_("Stored at %(time)s", time=format_clock(stored.stored_at))]
    if stored.misread:
        words.append(sentence(stored.misread.code, stored.misread.values(language())))
    return {
        "stored_at": stored.stored_at.isoformat(),
        "stored_text": ". ".join(words),
        "fault": stored.misread is not None,
        "fault_gaps": list(stored.misread_gaps),
        "receipt": stored.receipt,
        "version": stored.version,
        "certainty": stored.certainty,
    }
