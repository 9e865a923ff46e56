"""Practising what was missed: one question at a time, marked at once, counted nowhere. It works without script."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.grading.practising import QuestionKey, practice_seed
from course.core.grading.presenting import present
from course.core.grading.questions import AnyQuestion, Order, Scenario
from course.core.grading.quiz import Quiz
from course.core.grading.reading import RawResponse, ResponseRefused, form_name, read_response, show_response
from course.core.grading.responses import Response
from course.core.problems import CourseProblem, NotFound
from course.core.text import pick
from course.flows.practise import NothingAnswered, practise
from course.reports.asked_last import asked_last
from course.reports.missed_questions import MissedQuestion, by_module, missed_questions
from course.reports.question_review import Reader
from course.store.attempts.answers import StoredResponse
from course.store.practice.queries import PracticeRow, last_practice, wants_reminder
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.learn.blueprint import bp
from course.web.learn.own_attempts import thanked_place
from course.web.learn.question_form import moved, played, raw_of, refusal_at
from course.web.session import commit, reading, utc_now, writing

FIELD = form_name(1)  # the one question of a page
WAY = ("module", "of", "tokens", "answer")  # parts of an address
TOKENS_MAX = 4_000  # signs of an address that carry an order or the way through a story


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Which of the missed questions one goes through: a module's, a quiz's or all."""

    module: str
    quiz: str
    missed: tuple[MissedQuestion, ...]

    @property
    def args(self) -> dict[str, str]:
        return {name: value for name, value in (("module", self.module), ("of", self.quiz)) if value}

    def after(self, key: QuestionKey | None) -> MissedQuestion | None:
        """Return the next one in the course's order after `key`, then from the start again; None where none is."""
        places = {found: place for place, found in enumerate(_course_order())}
        here = places.get(key, -1) if key else -1
        later = [one for one in self.missed if places[one.key] > here]
        return next(iter(later or self.missed), None)


@bp.get("/practice")
@open_to("learner", objects="own", cache="private")
def practice() -> ResponseReturnValue:
    """Show how much was missed, module by module and quiz by quiz."""
    missed = missed_questions(reading(), catalogue(), learner_id=_own_id())
    return render_template(
        "learn/practice.html",
        current_area="progress",
        total=len(missed),
        wants_reminder=wants_reminder(reading(), _own_id()),
        modules=by_module(catalogue(), missed, language()),
    )


@bp.get("/practice/next")
@open_to("learner", objects="own", cache="private")
def next_practice() -> ResponseReturnValue:
    """Lead to the next missed question of a run; to the overview where there is none any more."""
    run = _run()
    found = run.after(_after())
    if found is None:
        return redirect(url_for("learn.practice"), code=303)
    return redirect(_url(found.key, run), code=303)


@bp.get("/practice/<quiz>/<question>")
@open_to("learner", objects="own", cache="private")
def practice_question(quiz: str, question: str) -> ResponseReturnValue:
    """Ask a missed question, or show how the answer just given was marked."""
    key, run = QuestionKey(quiz, question), _run()
    last = last_practice(reading(), _own_id(), key)
    running, asked = _find(key)
    is_told = last is not None and request.args.get("answer") == str(last.number)
    if last and running and asked and is_told and last.version == running.version:
        return _result_page(key, run, running, asked, last)
    if running is None or asked is None or key not in {one.key for one in run.missed}:
        flash(_("This question is none of those that you missed."), "ok")
        return redirect(url_for("learn.practice"), code=303)
    return _question_page(key, run, running, asked, last.number + 1 if last else 1)


@bp.post("/practice/<quiz>/<question>")
@open_to("learner", objects="own", rate="answer")
def answer_practice(quiz: str, question: str) -> ResponseReturnValue:
    """Mark and keep the answer; a button inside the question only moves or plays on."""
    key, run = QuestionKey(quiz, question), _run()
    running, asked = _find(key)
    typed = request.form.get("number", "")
    if running is None or asked is None or not (typed.isascii() and typed.isdigit() and len(typed) < 6):  # noqa: PLR2004
        return redirect(url_for("learn.practice"), code=303)
    number = int(typed)
    raws: dict[str, object] = {FIELD: raw_of(FIELD, asked)}
    deed = moved([asked], raws) or played([asked], raws)
    if deed:
        tokens = ",".join(map(str, deed[FIELD]))  # type: ignore[call-overload]
        anchor = f"{FIELD}-now" if isinstance(asked, Scenario) else FIELD
        return redirect(_url(key, run, tokens=tokens[:TOKENS_MAX], _anchor=anchor), code=303)
    try:
        practise(
            writing(),
            catalogue(),
            learner_id=_own_id(),
            key=key,
            number=number,
            raw=raws[FIELD],
            language=language(),
            now=utc_now(),
        )
    except (NothingAnswered, ResponseRefused) as problem:
        return _question_page(key, run, running, asked, number, problem)
    except NotFound:
        return redirect(url_for("learn.practice"), code=303)
    commit()
    return redirect(_url(key, run, answer=number), code=303)


def _question_page(
    key: QuestionKey,
    run: Run,
    quiz: Quiz,
    question: AnyQuestion,
    number: int,
    problem: CourseProblem | None = None,
) -> ResponseReturnValue:
    seed = practice_seed(_own_id(), key, number)
    response = _begun(question, seed)
    page = render_template(
        "learn/practice_question.html",
        current_area="progress",
        run=run,
        quiz=quiz,
        title=_title(quiz),
        module=catalogue().module(quiz.module),
        presented=present(question, seed, shuffle=quiz.shuffle, response=response),
        value=_typed(show_response(question, seed, response), problem),
        number=number,
        left=len(run.missed),
        fault=sentence(problem.code, dict(problem.values)) if problem else "",
        refusal=refusal_at(1, problem),
        here=_url(key, run),
        **_report_link(key),
    )
    return page, 422 if problem else 200


def _result_page(
    key: QuestionKey, run: Run, quiz: Quiz, question: AnyQuestion, last: PracticeRow
) -> ResponseReturnValue:
    stored = StoredResponse(question.id, last.value, last.number, "", last.answered_at)
    seed = practice_seed(_own_id(), key, last.number)
    left = [one for one in run.missed if one.key != key]
    return render_template(
        "learn/practice_result.html",
        current_area="progress",
        run=run,
        quiz=quiz,
        title=_title(quiz),
        module=catalogue().module(quiz.module),
        question=Reader(catalogue(), language()).question(1, question, stored, seed, quiz=quiz),
        stays=key in {one.key for one in run.missed},
        left=len(run.missed),
        others=len(left),
        again=_url(key, run),
        next_url=_next_url(run, key),
        **_report_link(key),
    )


def _report_link(key: QuestionKey) -> dict[str, Any]:
    """Return what leads to a report of the question, in the attempt that asked it the last time, and back here."""
    asked = asked_last(reading(), catalogue(), learner_id=_own_id(), key=key)
    if asked is None:
        return {"asked": None}
    place: dict[str, Any] = {"quiz": key.quiz_slug, "attempt_id": asked.attempt_id, "position": asked.place}
    url = url_for("learn.report", **place, **way_back(), practice="yes")
    return {"asked": asked, "report_url": url, "is_thanked": thanked_place() == asked.place}


def way_back() -> dict[str, Any]:
    """Return what the address of a practised question says beside it: of which run it is, and how far one came."""
    return {name: request.args[name][:TOKENS_MAX] for name in WAY if name in request.args}


def _begun(question: AnyQuestion, seed: bytes) -> Response | None:
    """Read what was sent, or from the address how far an order or a story has come; what does not fit is left out."""
    tokens = request.args.get("tokens", "")[:TOKENS_MAX]
    raw: object = tokens.split(",") if tokens and isinstance(question, Order | Scenario) else None
    if request.method == "POST":
        raw = raw_of(FIELD, question)
    try:
        return read_response(question, seed, raw)
    except ResponseRefused:
        return None


def _typed(value: RawResponse, problem: CourseProblem | None) -> RawResponse:
    """Keep what was typed where it was refused."""
    if problem is None or not isinstance(value, str):
        return value
    return "".join(sign for sign in request.form.get(FIELD, "") if sign.isprintable())[:1000]


def _run() -> Run:
    module, quiz = request.args.get("module", ""), request.args.get("of", "")
    missed = missed_questions(reading(), catalogue(), learner_id=_own_id(), module=module, quiz=quiz)
    return Run(module=module, quiz=quiz, missed=missed)


def _course_order() -> Iterator[QuestionKey]:
    for module in catalogue().modules:
        for slug in (*module.quizzes, *module.games):
            yield from (QuestionKey(slug, question.id) for question in catalogue().quizzes[slug].questions)


def _after() -> QuestionKey | None:
    quiz, slash, question = request.args.get("after", "").partition("/")
    return QuestionKey(quiz, question) if slash else None


def _find(key: QuestionKey) -> tuple[Quiz | None, AnyQuestion | None]:
    quiz = catalogue().quizzes.get(key.quiz_slug)
    return quiz, quiz.question(key.question_id) if quiz else None


def _url(key: QuestionKey, run: Run, **more: object) -> str:
    place: dict[str, Any] = {"quiz": key.quiz_slug, "question": key.question_id, **run.args, **more}
    return url_for("learn.practice_question", **place)


def _next_url(run: Run, key: QuestionKey) -> str:
    place: dict[str, Any] = {**run.args, "after": f"{key.quiz_slug}/{key.question_id}"}
    return url_for("learn.next_practice", **place)


def _title(quiz: Quiz) -> str:
    return pick(quiz.title, language(), catalogue().languages[0])


def _own_id() -> UUID:
    return actor().account_id or abort(404)
