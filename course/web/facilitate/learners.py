"""One learner of a cohort: their record, the same as they see it, and the reviews of their attempts."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.content.model import Module
from course.core.problems import NotFound
from course.core.rules.topics import TOPICS
from course.reports.attempt_review import attempt_review
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.reports.facilitated_learner import FacilitatedLearner, find_learner
from course.reports.learner_record import LOG_LINES, LearnerRecord, learner_record
from course.reports.reviewed import ReviewedQuestion
from course.store.attempts.queries import TakenAttempt, ended_attempts, taken_attempts
from course.web.content import catalogue
from course.web.facilitate.blueprint import bp
from course.web.facilitate.cohorts import own_cohort
from course.web.facilitate.grid import mail_url
from course.web.facilitate.words import reason_words, severity_of, severity_word
from course.web.gate import actor, open_to
from course.web.i18n import country_name, format_day, language, language_name
from course.web.i18n import gettext as _
from course.web.session import reading, utc_now


@bp.get("/facilitate/<cohort>/learners/<uuid:account_id>")
@open_to("facilitator", objects="cohort")
def learner(cohort: str, account_id: UUID) -> ResponseReturnValue:
    """Show a learner's record: the figures of their own page, and who they are as far as they show it."""
    found, person = _find(cohort, account_id)
    whole = request.args.get("log") == "all"
    record = learner_record(
        reading(),
        catalogue(),
        learner_id=account_id,
        language=language(),
        now=utc_now(),
        log_lines=None if whole else LOG_LINES,
        tell_held=True,
    )
    return render_template(
        "facilitate/learner.html",
        cohort=found,
        person=person,
        facts=_facts(person),
        mail_url=mail_url(person.email),
        reasons=[reason_words(reason, catalogue()) for reason in person.reasons],
        severity=severity_of(person.reasons),
        severity_word=severity_word,
        record=_without_other_cohorts(record, found),
        attempt_url=_attempt_urls(found, person),
    )


@bp.get("/facilitate/<cohort>/learners/<uuid:account_id>/attempts/<uuid:attempt_id>")
@open_to("facilitator", objects="cohort")
def attempt(cohort: str, account_id: UUID, attempt_id: UUID) -> ResponseReturnValue:
    """Show a submitted attempt of a learner with what was answered and why it is right or wrong; an open one
    is not shown, and none can be answered here.
    """
    found, person = _find(cohort, account_id)
    attempts = taken_attempts(reading(), learner_id=account_id)
    taken = next((each for each in attempts if each.id == attempt_id), None)
    if taken is None:
        raise NotFound
    review = attempt_review(
        reading(),
        catalogue(),
        learner_id=account_id,
        quiz_slug=taken.quiz_slug,
        attempt_id=attempt_id,
        language=language(),
        tell_held=True,
        as_answered=request.args.get("words") != language(),
    )
    if review is None:
        raise NotFound
    return render_template(
        "facilitate/attempt.html",
        cohort=found,
        person=person,
        review=review,
        mark_url=lambda question: _mark_url(found, attempt_id, question),
        attempt_url=_attempt_urls(found, person),
        ended=ended_attempts(review.attempts, utc_now()),
        module=_module_of(review.quiz_slug),
    )


def _module_of(quiz_slug: str) -> Module | None:
    running = catalogue().quizzes.get(quiz_slug)
    return catalogue().module(running.module) if running else None


def _find(cohort: str, account_id: UUID) -> tuple[FacilitatedCohort, FacilitatedLearner]:
    found = own_cohort(cohort)
    person = find_learner(
        reading(),
        found,
        account_id,
        viewer=actor(),
        lessons_total=len(catalogue().lessons),
        now=utc_now(),
    )
    return found, person


def _attempt_urls(cohort: FacilitatedCohort, person: FacilitatedLearner) -> Callable[[TakenAttempt], str]:
    """Return what tells where an attempt is shown; "" for an open one, which nobody but its learner sees."""

    def attempt_url(taken: TakenAttempt) -> str:
        if taken.state == "open":
            return ""
        return url_for(".attempt", cohort=cohort.slug, account_id=person.id, attempt_id=taken.id)

    return attempt_url


def _mark_url(cohort: FacilitatedCohort, attempt_id: UUID, question: ReviewedQuestion) -> str:
    """Return where an answer is marked that a person marks; "" for any other, and for one that is blank."""
    if question.verdict != "waiting" and question.by_rubric is None:
        return ""
    return url_for(".mark", cohort=cohort.slug, attempt_id=attempt_id, question_id=question.question_id)


def _without_other_cohorts(record: LearnerRecord, cohort: FacilitatedCohort) -> LearnerRecord:
    """Leave out in which other cohorts the learner is: that is not this facilitator's business."""
    if actor().is_admin:
        return record
    return replace(record, cohorts=tuple(each for each in record.cohorts if each.slug == cohort.slug))


def _facts(person: FacilitatedLearner) -> list[tuple[str, str]]:
    """Return what stands about a learner beside the record, as label and value."""
    profile = {
        "email": _("E-mail"),
        "given_name": _("Given name"),
        "family_name": _("Family name"),
        "role_title": _("Role"),
        "organisation": _("Organisation"),
        "city": _("City"),
        "country": _("Country"),
        "languages": _("Languages"),
        "topics": _("Topics"),
        "can_help": _("Can help with"),
        "looking_for": _("Looking for"),
    }
    rows = [
        (_("Last seen"), format_day(person.last_active_at) if person.last_active_at else _("Never")),
        (_("Group"), person.group),
        *((label, _value(name, person.profile.get(name, ""))) for name, label in profile.items()),
    ]
    return [(label, value) for label, value in rows if value]


def _value(name: str, value: str | tuple[str, ...]) -> str:
    if name == "country":
        return country_name(str(value)) if value else ""
    if isinstance(value, str):
        return value
    if name == "languages":
        return ", ".join(map(language_name, value))
    return ", ".join(_(TOPICS[code]) if code in TOPICS else code for code in value)
