"""Results that learners of a cohort are told later, and telling them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.flows.tell_results import hold_results_again, release_results
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.reports.held_results import HeldQuiz, held_results
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.facilitate.blueprint import bp
from course.web.facilitate.cohorts import own_cohort
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext
from course.web.session import commit, reading, utc_now, wake, writing


@bp.get("/facilitate/<cohort>/results")
@open_to("facilitator", objects="cohort")
def results(cohort: str) -> ResponseReturnValue:
    """Show which results are held, and until when."""
    found = own_cohort(cohort)
    return render_template(
        "facilitate/results.html",
        cohort=found,
        quizzes=held_results(reading(), catalogue(), found, language(), now=utc_now()),
    )


@bp.get("/facilitate/<cohort>/results/tell")
@open_to("facilitator", objects="cohort")
def ask_to_tell(cohort: str) -> ResponseReturnValue:
    """Ask before results are told: that cannot be taken back."""
    found = own_cohort(cohort)
    quiz = _find_quiz(found, request.args.get("quiz", ""))
    if quiz is None or not quiz.is_told_by_hand:
        return _choose_another(found, quiz)
    return render_template("facilitate/tell_results.html", cohort=found, quiz=quiz)


@bp.post("/facilitate/<cohort>/results")
@open_to("facilitator", objects="cohort", rate="write")
def tell_results(cohort: str) -> ResponseReturnValue:
    """Tell a cohort its results of one quiz, or hold those to come again."""
    found = own_cohort(cohort)
    quiz = _find_quiz(found, request.form.get("quiz", ""))
    if quiz is None:
        return _choose_another(found, quiz)
    actor_id, now = actor().account_id or abort(404), utc_now()
    if request.form.get("do") == "hold":
        hold_results_again(writing(), cohort_id=found.id, quiz_slug=quiz.slug, actor_id=actor_id, now=now)
        commit()
        flash(_("Results of what is handed in from now on are held. What was told stays told."), "ok")
    elif not quiz.is_told_by_hand:
        return _choose_another(found, quiz)
    else:
        number = release_results(
            writing(),
            cohort_id=found.id,
            quiz_slug=quiz.slug,
            with_mail="mail" in request.form,
            actor_id=actor_id,
            now=now,
        )
        commit()
        wake("results")
        flash(
            ngettext(
                "%(num)s result will be told within minutes, and those to come as soon as they are handed in.",
                "%(num)s results will be told within minutes, and those to come as soon as they are handed in.",
                number,
            ),
            "ok",
        )
    return redirect(url_for(".results", cohort=found.slug), code=303)


def _find_quiz(cohort: FacilitatedCohort, slug: str) -> HeldQuiz | None:
    shown = held_results(reading(), catalogue(), cohort, language(), now=utc_now())
    return next((one for one in shown if one.slug == slug), None)


def _choose_another(cohort: FacilitatedCohort, quiz: HeldQuiz | None) -> ResponseReturnValue:
    """Lead back to the list, saying why nobody tells the results of this quiz, or (None) of what was asked for."""
    if quiz is None:
        flash(_("Choose a quiz in the list: of others, nothing is held."), "error")
    else:
        flash(sentence("results_told_at_close"), "error")
    return redirect(url_for(".results", cohort=cohort.slug), code=303)
