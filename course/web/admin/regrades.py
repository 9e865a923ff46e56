"""Regrading a quiz after a question was mended: what differs, and what marking anew would do. Nothing is changed here."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import Length

from course.core.problems import NotFound
from course.core.text import Text, pick
from course.db.bulk import batches
from course.flows.plan_regrade import BATCH, PlannedAttempt, RegradeOrder, make_order, still_open
from course.flows.try_regrade import Tried, dry_run, planned_learners
from course.reports.mended_questions import mended_quiz, names_of
from course.store.regrades.queries import raised_learners, regrades_of
from course.web.admin.blueprint import bp
from course.web.admin.common import read_number
from course.web.admin.forms import AdminForm
from course.web.admin.regrade_words import BARRIERS, OUTCOMES, STATES, field_words, value_words
from course.web.content import catalogue
from course.web.csv_export import csv_response
from course.web.forms import strip_text
from course.web.gate import open_to
from course.web.i18n import LANGUAGES, language, language_name
from course.web.i18n import gettext as _
from course.web.i18n import lazy_gettext as _l
from course.web.paging import PAGE_SIZE, chosen
from course.web.session import reading, utc_now

REASON_LENGTH = 500
OPEN_SHOWN = 50  # attempts that are open, by name; the file has all
COLUMNS = (
    "learner_id",
    "learner",
    "attempt_id",
    "attempt",
    "outcome",
    "question",
    "mark_before",
    "mark_after",
    "left_out",
    "score_before",
    "score_after",
    "passed_before",
    "passed_after",
)


class RegradeForm(AdminForm):
    """Why marks are raised, as learners read it: in one language at least."""

    @property
    def because(self) -> Text:
        values = {code: getattr(self, f"because_{code}").data or "" for code in LANGUAGES}
        return {code: value for code, value in values.items() if value}

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if valid and not self.because:
            first: Any = getattr(self, f"because_{next(iter(LANGUAGES))}")
            first.errors = [_("Say in one language at least why the marks are raised.")]
            return False
        return valid


for _code, _name in LANGUAGES.items():
    _field = TextAreaField(
        _name,
        [Length(max=REASON_LENGTH, message=_l("Use at most %(max)d signs."))],
        filters=[strip_text],
    )
    setattr(RegradeForm, f"because_{_code}", _field)


@bp.get("/admin/content/quizzes/<quiz>/regrade")
@open_to("admin", objects="all")
def regrade_quiz(quiz: str) -> ResponseReturnValue:
    """Show which questions differ from what learners saw, and all regrades of the quiz."""
    course = catalogue()
    if quiz not in course.quizzes:
        raise NotFound
    history = regrades_of(reading(), quiz)
    return render_template(
        "admin/regrade_quiz.html",
        quiz=course.quizzes[quiz],
        title=quiz_title(quiz),
        found=mended_quiz(reading(), course, quiz),
        barriers={code: _(words) for code, words in BARRIERS.items()},
        field_words=lambda difference, seen: field_words(difference, seen, course),
        value_words=value_words,
        words=lambda text: pick(text, language(), course.languages[0]),
        history=history,
        learners=raised_learners(reading(), quiz),
        states={code: (_(words), tag) for code, (words, tag) in STATES.items()},
        names=names_of(reading(), {each.actor_id for each in history if each.actor_id}),
    )


@bp.get("/admin/content/quizzes/<quiz>/regrade/try")
@open_to("admin", objects="all", rate="import")
def try_regrade(quiz: str) -> ResponseReturnValue:
    """Show what would become of each attempt. Nothing is written."""
    return tried_page(quiz, RegradeForm(formdata=None), key=str(uuid4()))


@bp.get("/admin/content/quizzes/<quiz>/regrade.csv")
@open_to("admin", objects="all", rate="export")
def regrade_file(quiz: str) -> ResponseReturnValue:
    """Send the dry run: a row for each mark that changes, and one for each attempt in which none does."""
    order = _order(quiz)
    return csv_response(f"regrade-{quiz}.csv", COLUMNS, _cells(order))


def tried_page(quiz: str, form: RegradeForm, *, key: str, status: int = 200) -> ResponseReturnValue:
    """Show a dry run with the form that applies it."""
    course = catalogue()
    order = _order(quiz)
    show = chosen("show", ("all", *OUTCOMES), "raised")
    start = read_number("start")
    tried = dry_run(reading(), order, show=show, start=start, size=PAGE_SIZE, now=utc_now())
    place: dict[str, Any] = {"quiz": quiz, "question": order.questions}
    page = render_template(
        "admin/regrade_try.html",
        quiz=order.quiz,
        title=quiz_title(quiz),
        order=order,
        questions=[
            (each.id, pick(each.text, language(), course.languages[0]))
            for each in order.quiz.questions
            if each.id in order.questions
        ],
        numbers={each.id: number for number, each in enumerate(order.quiz.questions, 1)},
        tried=tried,
        total=sum(tried.counts.values()),
        show=show,
        outcomes={code: (_(words), tag) for code, (words, tag) in OUTCOMES.items()},
        names=names_of(reading(), _people(tried)),
        open_shown=OPEN_SHOWN,
        barriers={code: _(words) for code, words in BARRIERS.items()},
        place=place,
        first_url=url_for(".try_regrade", show=show, **place) if start else "",
        next_url=url_for(".try_regrade", show=show, start=start + PAGE_SIZE, **place) if tried.more else "",
        csv_url=url_for(".regrade_file", **place),
        form=form,
        fields=[getattr(form, f"because_{code}") for code in LANGUAGES],
        language_name=language_name,
        key=key,
    )
    return make_response(page, status)


def quiz_title(slug: str) -> str:
    """Return a quiz's title in the page's language; the slug of one that is not in the course."""
    course = catalogue()
    quiz = course.quizzes.get(slug)
    return pick(quiz.title, language(), course.languages[0]) if quiz else slug


def asked_questions() -> list[str]:
    """Read which questions are to be marked anew."""
    return [each.replace("\x00", "")[:200] for each in request.values.getlist("question")]


def _order(quiz: str) -> RegradeOrder:
    return make_order(reading(), catalogue(), quiz_slug=quiz, questions=asked_questions())


def _people(tried: Tried) -> set[UUID]:
    return {row.learner_id for row in tried.rows} | {one.learner_id for one in tried.open[:OPEN_SHOWN]}


def _cells(order: RegradeOrder) -> Iterator[Sequence[str | float]]:
    for planned in batches(planned_learners(reading(), order, now=utc_now()), BATCH):
        names = names_of(reading(), {learner.learner_id for learner in planned})
        for learner in planned:
            for each in learner.attempts:
                if each.asked:
                    yield from _attempt_cells(each, names.get(learner.learner_id, ""))
    for some in batches(still_open(reading(), order) if order.questions else [], BATCH):
        names = names_of(reading(), {one.learner_id for one in some})
        for one in some:
            start = (str(one.learner_id), names.get(one.learner_id, ""), str(one.id), one.number, "open")
            yield (*start, *[""] * (len(COLUMNS) - len(start)))


def _attempt_cells(each: PlannedAttempt, name: str) -> Iterator[Sequence[str | float]]:
    start = (
        str(each.attempt.learner_id),
        name,
        str(each.attempt.id),
        each.attempt.number,
        each.outcome,
    )
    end = (each.attempt.score, each.after.score, int(each.attempt.passed), int(each.after.passed))
    for old, new in each.changes:
        yield (*start, old.question_id, old.points, new.points, "", *end)
    left_out = [f"{name}:{reason}" for name, reason in each.barred.items()]
    why = " ".join([*left_out, *(["waits_for_a_mark"] if each.attempt.waits else [])])
    if not each.changes:
        yield (*start, " ".join((*each.kept, *each.barred)), "", "", why, *end)
