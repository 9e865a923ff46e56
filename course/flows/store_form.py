"""Storing all that a form of an open attempt's page holds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from course.core.grading.behaviours import asks_certainty
from course.core.grading.presenting import present
from course.core.grading.questions import AnyQuestion, Order
from course.core.grading.reading import (
    ResponseRefused,
    certainty_name,
    form_name,
    read_certainty,
    read_response,
    says,
)
from course.core.grading.responses import Response, answer_json, response_from_json
from course.core.ids import new_id
from course.db.session import Session
from course.flows.question_tries import done_questions
from course.flows.store_answer import OpenAttempt, Said, overwrites
from course.store.attempts.answers import StoredResponse, earlier_answers, stored_responses
from course.store.attempts.operations import NewResponse, store_responses

NOTHING: Said = ("null", 0)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a form of the attempt's page says. `raws` are by form name, `seen` by the question's place."""

    raws: Mapping[str, object]
    seen: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clashing:
    """What a form says to a question, and was not stored over a newer answer."""

    response: Response | None
    certainty: int  # 1 to 3: how sure one is; 0 where nothing was said of it


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form said: the answers that count now, by question id, and what could not be taken."""

    responses: Mapping[str, StoredResponse]
    refused: Mapping[int, ResponseRefused]  # by the question's place in the attempt, from 1
    clashes: Mapping[int, Clashing]  # by place
    outdated: Mapping[int, Clashing]  # what it shows as it was made, by place, where something else counts


def store_form(
    session: Session,
    attempt: OpenAttempt,
    posted: Posted,
    *,
    language: str,
    now: datetime,
) -> Draft:
    """Store the answers that a form changed, and return all that count now. The caller holds the attempt.

    Of `posted`, `raws` are by form name, certainties by theirs; a question that is absent is left as it is. `seen` maps a
    question's place to the version that the form was made with. An answer that the form shows as it was made is not a deed:
    another tab's newer one stays. Where the form did change it, it is not stored over a newer answer that it `overwrites`,
    but told as a clash, for the learner to decide. A question that was checked and is fixed keeps its answer, whatever the
    form says.
    """
    stored = stored_responses(session, attempt.row.id)
    said, refused = _read_form(attempt, posted.raws, stored)
    said_now = _compare(session, attempt, said, posted.seen, stored)
    given = []
    for place, (value, sure) in said_now.deeds.items():
        question = attempt.questions[place - 1]
        given.append(NewResponse(question.id, value, _number(stored, question) + 1, str(new_id()), sure))
    kept = store_responses(session, attempt.row, given, language=language, now=now) if given else []
    counting = {**stored, **{one.question_id: one for one in kept}}
    return Draft(counting, refused, said_now.clashes, said_now.outdated)


def comes_late(session: Session, attempt: OpenAttempt, posted: Posted) -> bool:
    """Tell whether a form, of an attempt that takes no answers any more, changed one that is not stored so."""
    stored = stored_responses(session, attempt.row.id)
    said, refused = _read_form(attempt, posted.raws, stored)
    said_now = _compare(session, attempt, said, posted.seen, stored)
    return bool(refused or said_now.deeds or said_now.clashes)


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a form says beside what is stored, by place: what it changed, as it is to be stored; `clashes` and `outdated`
    are those of a Draft.
    """

    deeds: dict[int, Said] = field(default_factory=dict)
    clashes: dict[int, Clashing] = field(default_factory=dict)
    outdated: dict[int, Clashing] = field(default_factory=dict)


def _compare(
    session: Session,
    attempt: OpenAttempt,
    said: Mapping[int, Said],
    seen: Mapping[int, int],
    stored: Mapping[str, StoredResponse],
) -> _Compared:
    """Compare what a form says with what it said when it was made, and with what is stored.

    What the form shows as it was made is no deed: of an answer and of its certainty, each for itself. An answer clashes
    where it or its certainty was changed both in the form and elsewhere since.
    """
    fixed = done_questions(session, attempt)
    changed = {
        place: one
        for place, one in said.items()
        if one != _stored_answer(stored, attempt.questions[place - 1])
        and attempt.questions[place - 1].id not in fixed
    }
    found = _Compared()
    for place, made in _as_made(session, attempt, changed, seen).items():
        one, before = changed[place], _stored_answer(stored, attempt.questions[place - 1])
        is_newer = _number(stored, attempt.questions[place - 1]) > seen.get(place, 0)
        # Held against all that the form says: a certainty that it changed is one of the answer beside it.
        if is_newer and made != before and overwrites(one, before):
            answers = found.clashes if one != made else found.outdated
            answers[place] = _clashing(one)
        if place in found.clashes:
            continue
        deed = (
            before[0] if one[0] == made[0] else one[0],
            before[1] if one[1] == made[1] else one[1],
        )
        if deed != before:
            found.deeds[place] = deed
    return found


def _read_form(
    attempt: OpenAttempt, raws: Mapping[str, object], stored: Mapping[str, StoredResponse]
) -> tuple[dict[int, Said], dict[int, ResponseRefused]]:
    """Return what a form says, by place; of a certainty that it does not say, what is stored."""
    said: dict[int, Said] = {}
    refused: dict[int, ResponseRefused] = {}
    for place, question in enumerate(attempt.questions, 1):
        if form_name(place) not in raws:
            continue
        try:
            answer = _read_answer(attempt, question, raws[form_name(place)], stored.get(question.id), place)
            sure = read_certainty(raws.get(certainty_name(place)), position=place)
        except ResponseRefused as problem:
            refused[place] = problem
        else:
            if sure is None or not asks_certainty(attempt.quiz, question):
                sure = _stored_answer(stored, question)[1]
            said[place] = (answer, sure)
    return said, refused


def _read_answer(
    attempt: OpenAttempt, question: AnyQuestion, raw: object, stored: StoredResponse | None, place: int
) -> str:
    """Return what a form says to one question, ready to store: most answers of a form are stored already."""
    seed = attempt.row.seed
    if stored and says(question, seed, raw, stored.response):
        return stored.value
    return answer_json(read_response(question, seed, raw, position=place))


def _as_made(
    session: Session, attempt: OpenAttempt, changed: Collection[int], seen: Mapping[int, int]
) -> dict[int, Said]:
    """Return, by place, what the form said when it was made.

    An order that was never answered shows its items in the attempt's own order: left so, it says nothing.
    """
    places = {place: attempt.questions[place - 1] for place in changed}
    numbers = {question.id: seen[place] for place, question in places.items() if seen.get(place)}
    earlier = earlier_answers(session, attempt.row.id, numbers)
    made = {}
    for place, question in places.items():
        value, sure = earlier.get(question.id, NOTHING)
        made[place] = (_shown_order(attempt, question) if value == "null" else value, sure)
    return made


def _number(stored: Mapping[str, StoredResponse], question: AnyQuestion) -> int:
    return stored[question.id].number if question.id in stored else 0


def _clashing(said: Said) -> Clashing:
    value, sure = said
    return Clashing(response_from_json(value) if value != "null" else None, sure)


def _shown_order(attempt: OpenAttempt, question: AnyQuestion) -> str:
    if not isinstance(question, Order):
        return "null"
    shown = present(question, attempt.row.seed, shuffle=attempt.quiz.shuffle)
    tokens = [part.token for part in shown.parts]
    return answer_json(read_response(question, attempt.row.seed, tokens))


def _stored_answer(stored: Mapping[str, StoredResponse], question: AnyQuestion) -> Said:
    return (stored[question.id].value, stored[question.id].certainty) if question.id in stored else NOTHING
