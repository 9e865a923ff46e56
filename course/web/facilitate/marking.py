"""Marking by hand: one answer with its rubric. What waits stands in marking_list.

A desk is a cohort's, or that of learners without a cohort, which is open to admins; the pages are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from course.core.grading.pictures import Told
from course.core.grading.questions import ByHand, Upload
from course.core.grading.responses import word_count
from course.core.grading.rubrics import without_level
from course.core.problems import CourseProblem, FieldFault, FieldsRefused, NotFound
from course.core.text import pick
from course.flows.mark_by_hand import (
    MarkClash,
    MarkIncomplete,
    NewMark,
    mark_by_hand,
)
from course.reports.changed_marks import Stake, pass_at_stake
from course.reports.marking_queue import (
    AnswerToMark,
    find_answer,
    queued_answers,
    waiting_count,
)
from course.store.marking.queries import Comment, saved_comments
from course.store.uploads.queries import uploads_of
from course.web.content import catalogue
from course.web.errors import field_sentences, sentence
from course.web.facilitate.blueprint import bp
from course.web.facilitate.desks import NO_COHORT, Desk, own_desk
from course.web.facilitate.marking_comments import COMMENTS_MAX
from course.web.facilitate.marking_list import Wanted, read_wanted, words_of
from course.web.forms import strip_text
from course.web.gate import actor, open_to
from course.web.hidden_names import names_hidden
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.session import commit, reading, utc_now, writing

FORM = "mark"  # the id of the rubric's form: who marks one answer after the other goes on there


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form of a mark holds."""

    levels: dict[str, str]
    comment: str
    reason: str
    seen: int


@bp.get("/facilitate/<cohort>/marking/<uuid:attempt_id>/<question_id>")
@open_to("facilitator", objects="cohort")
def mark(cohort: str, attempt_id: UUID, question_id: str) -> ResponseReturnValue:
    """Show one answer with the rubric, its mark if it has one, and every change of that."""
    return _answer_page(own_desk(cohort), attempt_id, question_id)


@bp.post("/facilitate/<cohort>/marking/<uuid:attempt_id>/<question_id>")
@open_to("facilitator", objects="cohort", rate="write")
def post_mark(cohort: str, attempt_id: UUID, question_id: str) -> ResponseReturnValue:
    """Keep the mark and stay or go on to the next answer; or put a saved comment into the form."""
    return _keep_mark(own_desk(cohort), attempt_id, question_id)


@bp.get("/admin/marking/<uuid:attempt_id>/<question_id>")
@open_to("admin", objects="all")
def mark_without_cohort(attempt_id: UUID, question_id: str) -> ResponseReturnValue:
    """Show one answer of a learner without a cohort with the rubric."""
    return _answer_page(NO_COHORT, attempt_id, question_id)


@bp.post("/admin/marking/<uuid:attempt_id>/<question_id>")
@open_to("admin", objects="all", rate="write")
def post_mark_without_cohort(attempt_id: UUID, question_id: str) -> ResponseReturnValue:
    """Keep the mark of a learner without a cohort."""
    return _keep_mark(NO_COHORT, attempt_id, question_id)


def _answer_page(desk: Desk, attempt_id: UUID, question_id: str) -> ResponseReturnValue:
    answer = find_answer(
        reading(), catalogue(), desk.cohort_id, attempt_id=attempt_id, question_id=question_id
    )
    held = answer.held
    filled = Filled(dict(held.levels), held.comment, "", held.version) if held else Filled({}, "", "", 0)
    return _mark_page(desk, answer, filled)


def _keep_mark(desk: Desk, attempt_id: UUID, question_id: str) -> ResponseReturnValue:
    answer = find_answer(
        reading(), catalogue(), desk.cohort_id, attempt_id=attempt_id, question_id=question_id
    )
    filled = _filled(answer)
    if request.form.get("do") == "insert":
        return _mark_page(desk, answer, _with_saved(filled, answer))
    if filled.reason and _changes_nothing(answer, filled):
        return _mark_page(desk, answer, filled, FieldsRefused([FieldFault("reason", "mark_unchanged")]))
    stake = pass_at_stake(writing(), answer, filled.levels)
    if stake and filled.reason and request.form.get("lower") != str(filled.seen):
        return _mark_page(desk, answer, filled, stake=stake)
    try:
        mark_by_hand(
            writing(),
            catalogue(),
            cohort_id=desk.cohort_id,
            marker_id=_own_id(),
            learner_id=answer.queued.learner_id,
            quiz_slug=answer.queued.quiz_slug,
            attempt_id=attempt_id,
            question_id=question_id,
            given=NewMark(
                levels=filled.levels, comment=filled.comment, reason=filled.reason, seen=filled.seen
            ),
            now=utc_now(),
        )
    except FieldsRefused as problem:
        return _mark_page(desk, answer, filled, problem, stake)
    except MarkClash as problem:
        writing().rollback()
        newer = find_answer(
            writing(), catalogue(), desk.cohort_id, attempt_id=attempt_id, question_id=question_id
        )
        seen = newer.held.version if newer.held else 0
        return _mark_page(desk, newer, Filled(filled.levels, filled.comment, filled.reason, seen), problem)
    commit()
    return _after(desk, answer)


def _changes_nothing(answer: AnswerToMark, filled: Filled) -> bool:
    """Tell whether the form holds the very mark and comment that hold."""
    held = answer.held
    return (
        held is not None
        and held.version == filled.seen
        and (dict(held.levels), held.comment) == (filled.levels, filled.comment)
    )


def _mark_page(
    desk: Desk,
    answer: AnswerToMark,
    filled: Filled,
    problem: CourseProblem | None = None,
    stake: Stake | None = None,
) -> ResponseReturnValue:
    content = catalogue()
    source = content.languages[0]
    queued = answer.queued
    wanted, place = read_wanted(), queued.place
    if wanted.show == "marked" and answer.held:
        place = (answer.held.marked_at, queued.attempt_id, queued.question_id)
    neighbours: dict[str, Any] = {"show": wanted.show, "question": wanted.question, "limit": 1}
    before = queued_answers(reading(), desk.cohort_id, before=place, **neighbours)
    after = queued_answers(reading(), desk.cohort_id, after=place, **neighbours)
    comments = saved_comments(reading(), _own_id(), COMMENTS_MAX)
    faults = _faults(answer, filled, problem) if problem else []
    if stake and not problem:
        faults = [
            ("mark", _("The lower mark is not saved yet: the learner has passed with the one that holds."))
        ]
    page = render_template(
        "facilitate/mark.html",
        current_area=desk.area,
        desk=desk,
        answer=answer,
        queued=queued,
        filled=filled,
        title=pick(answer.quiz_title, language(), source),
        words=words_of,
        told=_told(answer.question),
        hidden=names_hidden() and answer.verdict == "waiting",
        written=word_count(str(answer.response.response or "")),
        typed=str(answer.response.response or ""),
        is_upload=isinstance(answer.question, Upload),
        file=uploads_of(reading(), queued.attempt_id).get(queued.question_id),
        faults=faults,
        faults_at={place: said for place, said in faults if place},
        stake=stake,
        is_clash=isinstance(problem, MarkClash),
        comments=_offered(comments, answer),
        here=wanted.answer_url(desk, queued),
        previous_url=wanted.answer_url(desk, before[0]) if before else "",
        next_url=wanted.answer_url(desk, after[0]) if after else "",
        queue_url=wanted.list_url(desk),
        waiting=waiting_count(reading(), desk.cohort_id),
    )  # fmt: skip
    return page, problem.status if problem else 422 if stake else 200


def _told(question: ByHand) -> list[Told]:
    """Return what leads to the question, such as the case that is to be judged, as the learner read it before."""
    return [
        Told(words_of(one.text), one.picture, words_of(one.picture.text) if one.picture else "")
        for one in question.lead
    ]


def _faults(answer: AnswerToMark, filled: Filled, problem: CourseProblem) -> list[tuple[str, str]]:
    """Return what stands in a mark's way: the id of its field, "" for none, and the sentence."""
    if isinstance(problem, MarkIncomplete):
        return [
            (
                f"level-{one.id}",
                _("Choose a level for “%(criterion)s”.", criterion=words_of(one.text)),
            )
            for one in without_level(answer.question.rubric, filled.levels)
        ]
    if isinstance(problem, FieldsRefused):
        return list(field_sentences(problem).items())
    return [("", sentence(problem.code, dict(problem.values)))]


def _after(desk: Desk, answer: AnswerToMark) -> ResponseReturnValue:
    """Lead on from a kept mark: to the same page, to the next answer that waits, or to the queue."""
    wanted = read_wanted()
    flash(_("The mark is saved."), "ok")
    if request.form.get("do") != "next":
        return redirect(f"{wanted.answer_url(desk, answer.queued)}#{FORM}", code=303)
    waiting: dict[str, Any] = {"show": "waiting", "question": wanted.question, "limit": 1}
    rows = queued_answers(writing(), desk.cohort_id, after=answer.queued.place, **waiting)
    rows = rows or queued_answers(writing(), desk.cohort_id, **waiting)
    wanted = Wanted("waiting", wanted.question)
    return redirect(f"{wanted.answer_url(desk, rows[0])}#{FORM}" if rows else wanted.list_url(desk), code=303)


def _filled(answer: AnswerToMark) -> Filled:
    rubric = answer.question.rubric
    levels = {one.id: request.form.get(f"level.{one.id}", "") for one in rubric}
    seen = request.form.get("seen", "0")
    return Filled(
        {name: level for name, level in levels.items() if level},
        strip_text(request.form.get("comment")) or "",
        strip_text(request.form.get("reason")) or "",
        int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0,  # noqa: PLR2004 - nobody marks so often
    )


def _with_saved(filled: Filled, answer: AnswerToMark) -> Filled:
    """Put the chosen comment behind what stands there, in the chosen language."""
    wanted, _dot, code = request.form.get("saved", "").partition(".")
    found = next(
        (one for one in saved_comments(reading(), _own_id(), COMMENTS_MAX) if str(one.id) == wanted), None
    )
    text = (found.texts.get(code) or _comment_words(found, answer.learner_language)) if found else ""
    comment = "\n\n".join(filter(None, (filled.comment, text)))
    return Filled(filled.levels, comment, filled.reason, filled.seen)


def _offered(comments: Sequence[Comment], answer: AnswerToMark) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return saved comments by language: first that of the answer, then what the learner reads, then the reader's."""
    first = (answer.language, answer.learner_language, language())
    found = []
    for code in dict.fromkeys((*first, *catalogue().languages)):
        texts = [(f"{one.id}.{code}", one.texts[code]) for one in comments if one.texts.get(code)]
        if texts:
            found.append((code, texts))
    return found


def _comment_words(comment: Comment, learner_language: str) -> str:
    texts = comment.texts
    return texts.get(learner_language) or texts.get(language()) or next(iter(texts.values()))


def _own_id() -> UUID:
    account_id = actor().account_id
    if account_id is None:
        raise NotFound
    return account_id
