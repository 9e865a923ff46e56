"""Answering an attempt and handing it in: all of it works without script."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.grading.answer_words import answer_lines
from course.core.grading.behaviours import asks_certainty, is_checkable
from course.core.grading.presenting import Presented, present
from course.core.grading.questions import Upload
from course.core.grading.reading import (
    RawResponse,
    ResponseRefused,
    certainty_name,
    form_name,
    show_response,
)
from course.core.grading.responses import Response
from course.flows.check_answer import check_form
from course.flows.question_tries import tries_of
from course.flows.record_outage import outages_during
from course.flows.store_answer import OpenAttempt, attempt_questions, is_overdue
from course.flows.store_form import Clashing, Posted, comes_late
from course.flows.submit_attempt import (
    FormState,
    finish_ended,
    open_places,
    save_attempt,
    submit_attempt,
)
from course.reports.question_review import Reader
from course.reports.tried_question import TriedQuestion, tried_question
from course.store.attempts.answers import StoredResponse, stored_responses
from course.store.attempts.queries import AttemptRow
from course.store.attempts.tries import StoredTry
from course.store.uploads.queries import UploadFacts, uploads_of
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.gate import actor, open_to
from course.web.i18n import LANGUAGES, language, local_day, moment_parts, true_and_false
from course.web.i18n import gettext as _
from course.web.learn.answers import is_number, read_versions
from course.web.learn.blueprint import bp
from course.web.learn.checks import read_check
from course.web.learn.own_attempts import (
    attempt_page_url,
    hold_of,
    misread_reasons,
    own_attempt,
    reported_places,
    spoken,
    thanked_place,
    title_of,
)
from course.web.learn.question_form import Refusal, moved, played, raw_of, refusal_at
from course.web.session import commit, database, reading, utc_now, writing


@dataclass(frozen=True, slots=True)
class Clash:
    """Two answers to one question in words, line by line; none for no answer. `version` is that of the stored one.

    `sure_here` and `sure_there` are how sure one is of each: 1 to 3, 0 where nothing was said of it.
    """

    here: tuple[str, ...]
    there: tuple[str, ...]
    sure_here: int
    sure_there: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as the page shows it, with what is stored of it."""

    number: int
    presented: Presented
    value: RawResponse
    stored: StoredResponse | None
    state: str  # open, partly, answered, checked
    error: str = ""
    refusal: Refusal | None = None  # of which `error` tells
    clash: Clash | None = None  # another tab or device stored a different answer: which is to be kept?
    tried: TriedQuestion | None = None  # where questions are checked one by one
    asks_certainty: bool = False  # whether how sure one is is asked beside the answer
    certainty: int = 0  # 1 to 3: what is chosen there; 0 for nothing


@bp.get("/quiz/<quiz>/attempts/<uuid:attempt_id>")
@open_to("learner", objects="own", cache="private")
def attempt(quiz: str, attempt_id: UUID) -> ResponseReturnValue:
    """Show an open attempt's questions with what is stored; lead to the review of a submitted one."""
    row = own_attempt(quiz, attempt_id)
    if not row.is_open:
        return redirect(attempt_page_url("review", row))
    return _attempt_page(row)


@bp.post("/quiz/<quiz>/attempts/<uuid:attempt_id>")
@open_to("learner", objects="own", rate="answer")
def post_attempt(quiz: str, attempt_id: UUID) -> ResponseReturnValue:
    """Store what the form says, and do what the button pressed asks for: save, move an item, or mark."""
    wants = request.form.get("submit", "")
    if wants == "over":
        return _to_result(own_attempt(quiz, attempt_id))
    # Read before the attempt is held, since others wait meanwhile: the questions of an attempt stay the same.
    found = attempt_questions(catalogue(), own_attempt(quiz, attempt_id))
    posted = _posted(found)
    act: Callable[..., FormState] = save_attempt
    if "try" in request.form:
        act = partial(check_form, wanted=read_check(request.form["try"], len(found.questions)))
    elif wants in {"check", "anyway"}:
        if not found.row.is_open:  # where a whole cohort hands in at once, nobody waits to be told so
            return _to_review(found, posted)
        act = partial(submit_attempt, only_complete=wants == "check")
    state = act(
        writing(),
        catalogue(),
        learner_id=actor().account_id or abort(404),
        quiz_slug=quiz,
        attempt_id=attempt_id,
        posted=posted,
        language=language(),
        now=utc_now(),
    )
    commit()
    if state.was_over:
        return _to_review(found, posted)
    if state.submitted:
        if wants not in {"check", "anyway"}:  # pressed on a page that was open since before
            flash(_("This attempt takes no answers any more: nothing was changed."), "error")
        return redirect(url_for("learn.review", quiz=quiz, attempt_id=attempt_id), code=303)
    return _after(own_attempt(quiz, attempt_id), state, wants)


def _to_result(row: AttemptRow) -> ResponseReturnValue:
    """Hand in an attempt whose time is over, and lead to its review; to its questions where there is time still."""
    state = finish_ended(
        writing(),
        catalogue(),
        learner_id=row.learner_id,
        quiz_slug=row.quiz_slug,
        attempt_id=row.id,
        now=utc_now(),
    )
    commit()
    return redirect(attempt_page_url("review" if state.submitted else "attempt", row), code=303)


def _to_review(found: OpenAttempt, posted: Posted) -> ResponseReturnValue:
    """Lead who hands in an attempt that was over to its review, and tell them if the form changed an answer."""
    with database().read_session(after_write=True) as session:
        is_late = comes_late(session, found, posted)
    if is_late:
        words = _("What you changed last came too late and does not count. What was stored before counts.")
        flash(words, "error")
    return redirect(attempt_page_url("review", found.row), code=303)


def _attempt_page(row: AttemptRow, state: FormState | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the questions; those whose answer was refused, or clashes with a newer one, hold what was typed."""
    refused, clashes = (state.refused, state.clashes) if state else ({}, {})
    found = attempt_questions(catalogue(), row)
    stored = stored_responses(reading(), row.id)
    blank, partly = open_places(found, {name: one.response for name, one in stored.items()})
    states = {**dict.fromkeys(blank, "open"), **dict.fromkeys(partly, "partly")}
    tries = tries_of(reading(), found)
    with_files = any(isinstance(question, Upload) for question in found.questions)
    files = uploads_of(reading(), row.id) if with_files else {}
    asked = [
        _asked(
            found,
            place,
            stored.get(question.id),
            tries.get(question.id, ()),
            states.get(place, "answered"),
            refused.get(place),
            files.get(question.id),
        )
        for place, question in enumerate(found.questions, 1)
    ]
    asked = [_clashing(found, one, clashes[one.number]) if one.number in clashes else one for one in asked]
    seen = {one.number: one.stored.number if one.stored else 0 for one in asked}
    if state:  # where it shows what is not stored, the page stays as old as it is
        # What was typed is shown again; of an answer in parts the page shows what is stored.
        typed = {one.number for one in asked if one.number in state.untaken and isinstance(one.value, str)}
        seen |= {place: _posted_versions().get(place, 0) for place in {*clashes, *typed}}
    quiz = found.quiz
    page = render_template(
        "learn/attempt.html",
        current_area="course",
        row=row,
        title=title_of(found),
        is_survey=found.quiz.is_survey,
        feedback=quiz.feedback,
        checks=quiz.is_checked,
        is_held=hold_of(found) is not None,
        by_hand=quiz.is_by_hand,
        reported=reported_places(found),
        thanked=thanked_place(),
        intro=spoken(quiz.intro),
        module=catalogue().module(quiz.module),
        asked=asked,
        faults=[
            (f"{form_name(one.number)}{'-clash' if one.clash else ''}", one.error)
            for one in asked
            if one.error
        ],
        versions=seen,
        seen=",".join(map(str, seen.values())),
        is_over=is_overdue(row, utc_now()),
        outages=outages_during(
            reading(), learner_id=row.learner_id, started_at=row.started_at, deadline=row.deadline
        )
        if row.deadline
        else [],
        seconds_left=math.ceil((row.deadline - utc_now()).total_seconds()) if row.deadline else 0,
        ends_today=row.deadline is not None and local_day(row.deadline) == local_day(utc_now()),
    )
    return page, status


def _asked(
    found: OpenAttempt,
    place: int,
    stored: StoredResponse | None,
    tries: Sequence[StoredTry],
    state: str,
    refused: ResponseRefused | None,
    file: UploadFacts | None,
) -> Asked:
    question = found.questions[place - 1]
    tried = None
    if found.quiz.is_checked and is_checkable(question):
        reader = Reader(catalogue(), language())
        tried = tried_question(reader, found.quiz, question, place, found.row.seed, stored, tries)
    value = show_response(question, found.row.seed, stored.response if stored else None)
    if isinstance(question, Upload):
        value = file.name if file else ""
    error = ""
    if refused is not None:
        error = _("Question %(number)s: %(reason)s", number=place, reason=_reason(refused))
        typed = request.form.get(form_name(place), "")
        value = (
            "".join(sign for sign in typed if sign.isprintable() or sign == "\n")
            if isinstance(value, str)
            else value
        )
    return Asked(
        number=place,
        presented=present(
            question,
            found.row.seed,
            shuffle=found.quiz.shuffle,
            response=stored.response if stored else None,
        ),
        value=value,
        stored=stored,
        state="checked" if tried and tried.is_done else state,
        error=error,
        refusal=refusal_at(place, refused),
        tried=tried,
        asks_certainty=asks_certainty(found.quiz, question),
        certainty=stored.certainty if stored else 0,
    )


def _clashing(found: OpenAttempt, asked: Asked, here: Clashing) -> Asked:
    """Return a question with the answer of the page that clashes with the one stored, and with both in words."""
    question, seed, stored = found.questions[asked.number - 1], found.row.seed, asked.stored

    def lines(response: Response | None) -> tuple[str, ...]:
        return answer_lines(question, seed, response, language(), catalogue().languages[0], true_and_false())

    return replace(
        asked,
        presented=present(question, seed, shuffle=found.quiz.shuffle, response=here.response),
        value=show_response(question, seed, here.response),
        certainty=here.certainty,
        error=_("Question %(number)s: %(reason)s", number=asked.number, reason=sentence("answer_clash")),
        clash=Clash(
            here=lines(here.response),
            there=lines(stored.response if stored else None),
            sure_here=here.certainty,
            sure_there=stored.certainty if stored else 0,
            version=stored.number if stored else 0,
        ),
    )


def _reason(refused: ResponseRefused) -> str:
    return sentence(refused.code, dict(refused.values))


def _after(row: AttemptRow, state: FormState, wants: str) -> ResponseReturnValue:  # noqa: PLR0911 - one way on for each button
    """Lead on from a stored form: to the refused answers, the question moved in, or the course."""
    if state.clashes or state.refused:
        return _attempt_page(row, state, 409 if state.clashes else 422)
    if wants == "check":
        return redirect(attempt_page_url("check", row), code=303)
    if url := _file_url(row):
        return redirect(url, code=303)
    if place := _place_of_deed():
        return redirect(attempt_page_url("attempt", row, place), code=303)
    if request.form.get("language") in LANGUAGES:
        return redirect(attempt_page_url("attempt", row, lang=request.form["language"]), code=303)
    flash(_stored_words(row), "ok")
    for words in _misread_words(row, state.misread):
        flash(words, "error")
    if request.form.get("save") == "later":
        return redirect(url_for("learn.course"), code=303)
    return redirect(attempt_page_url("attempt", row), code=303)


def _misread_words(row: AttemptRow, places: tuple[int, ...]) -> list[str]:
    """Say of each of these numbers what form is asked for: they are stored as they were typed."""
    if not places:
        return []
    found = attempt_questions(catalogue(), row)
    stored = stored_responses(reading(), row.id)
    return [
        _("Question %(number)s: %(reason)s", number=place, reason=reason)
        for place, reason in misread_reasons(found, stored, places)
    ]


def _stored_words(row: AttemptRow) -> str:
    if row.deadline is None:
        return _("Your answers are stored. You can go on at any time.")
    return _(
        "Your answers are stored. The time runs on: you can answer until %(day)s at %(time)s (time zone %(zone)s).",
        **moment_parts(row.deadline, ending=True),
    )


def _file_url(row: AttemptRow) -> str:
    """Return the page of the file whose button was pressed; empty where none was."""
    number = request.form.get("file", "")
    if not number.isascii() or not number.isdigit() or len(number) > 4:  # noqa: PLR2004 - no quiz is so long
        return ""
    return url_for("learn.file", quiz=row.quiz_slug, attempt_id=row.id, place=int(number))


def _place_of_deed() -> str:
    """Return the id on the page where a button within a question leads back to; empty where none was pressed."""
    which, place, _version = _decided()
    if which:
        return form_name(place)
    for button, end in (("move", ""), ("take", "-now"), ("back", "-now"), ("try", "-told")):
        if name := request.form.get(button, "").partition(":")[0]:
            return name + end
    return ""


def _posted(found: OpenAttempt) -> Posted:
    """Read the fields of the attempt's questions and no others; a question without a field is left alone."""
    raws: dict[str, object] = {}
    if "seen" in request.form:  # the form of the attempt's page, and not one that only hands in
        raws = {
            form_name(place): raw_of(form_name(place), question)
            for place, question in enumerate(found.questions, 1)
            if not isinstance(question, Upload)  # files have a page of their own
        }
        raws.update(_certainties(found))
        raws.update(moved(found.questions, raws))
        raws.update(played(found.questions, raws))
    seen = _posted_versions()
    which, place, version = _decided()
    if which == "there":
        raws.pop(form_name(place), None)
    elif which == "here":
        seen[place] = version
    return Posted(raws, seen)


def _posted_versions() -> dict[int, int]:
    return read_versions(request.form.get("seen", ""))


def _decided() -> tuple[str, int, int]:
    """Return which answer of a clash was chosen by its button: "here" or "there", its place and the version told of.

    Without such a button the first is empty.
    """
    which, _colon, rest = request.form.get("keep", "").partition(":")
    place, _colon, version = rest.partition(":")
    if which not in {"here", "there"} or not (is_number(place) and is_number(version)):
        return "", 0, 0
    return which, int(place), int(version)


def _certainties(found: OpenAttempt) -> dict[str, object]:
    names = (certainty_name(place) for place in range(1, len(found.questions) + 1))
    return {name: request.form[name] for name in names if name in request.form}
