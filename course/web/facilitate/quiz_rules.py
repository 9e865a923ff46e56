"""Other dates, more time and more attempts at a quiz: for a whole cohort, or for one of its learners."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.grading.windows import narrower_rules, terms_of
from course.core.problems import FieldsRefused, NotFound
from course.flows.override_quiz import Narrower, NobodyLeft, finish_override, make_override
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.reports.facilitated_learner import find_learner
from course.reports.quiz_overrides import OverrideLine, quiz_overrides
from course.store.attempts.overrides import StoredOverride, overrides_in
from course.store.cohorts.queries import get_cohort_by_id
from course.web.content import catalogue
from course.web.facilitate.blueprint import bp
from course.web.facilitate.cohorts import own_cohort
from course.web.facilitate.override_form import OverrideForm
from course.web.forms import show_faults
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.session import commit, reading, utc_now, writing


@bp.get("/facilitate/<cohort>/overrides")
@open_to("facilitator", objects="cohort")
def overrides(cohort: str) -> ResponseReturnValue:
    """Show the other rules that hold in a cohort, or with `learner` those of one, and the form for more.

    With `change` the form holds the rules of that name, to be changed.
    """
    found = own_cohort(cohort)
    learner_id = _asked_learner(request.args.get("learner", ""))
    form = OverrideForm(formdata=None)
    form.offer(catalogue())
    changed = _find(found, request.args.get("change", ""))
    if changed is not None:
        form.show(changed, _zone(found))
        learner_id = changed.learner_id
    return _page(found, learner_id, form, changed=changed)


@bp.post("/facilitate/<cohort>/overrides")
@open_to("facilitator", objects="cohort", rate="write")
def keep_override(cohort: str) -> ResponseReturnValue:
    """Make other rules for the cohort, or for the learner whom the form names."""
    found = own_cohort(cohort)
    learner_id = _asked_learner(request.form.get("learner", ""))
    _check_learner(found, learner_id)
    form = OverrideForm()
    form.offer(catalogue())
    changed = _find(found, request.form.get("change", ""))
    if changed is not None and changed.learner_id != learner_id:
        raise NotFound
    if not form.validate_on_submit():
        return _page(found, learner_id, form, changed=changed), 422
    now, sure = utc_now(), request.form.get("sure") == form.typed()
    made = form.made(cohort_id=found.id, learner_id=learner_id, zone=_zone(found), now=now)
    try:
        make_override(
            writing(),
            catalogue(),
            made,
            actor_id=actor().account_id or abort(404),
            now=now,
            sure=sure,
            may_narrow=sure,
            instead_of=changed.id if changed else None,
        )
    except (NobodyLeft, Narrower) as doubt:
        narrower = narrower_rules(terms_of(catalogue().quizzes[made.quiz_slug]), made.rule)
        page = _page(
            found,
            learner_id,
            form,
            changed=changed,
            nobody_left=isinstance(doubt, NobodyLeft),
            narrower=narrower,
        )
        return page, 422
    except FieldsRefused as refused:
        show_faults(form, refused, otherwise="closes", expires_at="expires_on")
        return _page(found, learner_id, form, changed=changed), 422
    if changed is not None:  # only after the new ones are kept, so that no open attempt is without either
        _finish(found, changed.id)
    commit()
    flash(_("The other rules hold from now on."), "ok")
    return redirect(url_for(".overrides", cohort=found.slug, learner=learner_id), code=303)


@bp.post("/facilitate/<cohort>/overrides/end")
@open_to("facilitator", objects="cohort", rate="write")
def end_override(cohort: str) -> ResponseReturnValue:
    """End other rules. Attempts that are open keep the time that they have."""
    found = own_cohort(cohort)
    learner_id = _asked_learner(request.form.get("learner", ""))
    here = url_for(".overrides", cohort=found.slug, learner=learner_id)
    override_id = _read_id(request.form.get("override", ""))
    if override_id is None:
        flash(_("Choose the rules to end in the list."), "error")
        return redirect(here, code=303)
    try:
        _finish(found, override_id)
    except NotFound:  # ended meanwhile in another window, or by somebody else
        flash(_("These rules hold no more: they were ended before."), "error")
        return redirect(here, code=303)
    commit()
    flash(_("These rules are ended. Attempts that are open keep the time that they have."), "ok")
    return redirect(here, code=303)


@bp.get("/facilitate/<cohort>/overrides/end")
@open_to("facilitator", objects="cohort")
def ask_to_end(cohort: str) -> ResponseReturnValue:
    """Ask before other rules are ended, with what would follow."""
    found = own_cohort(cohort)
    asked = _read_id(request.args.get("override", ""))
    lines = quiz_overrides(reading(), catalogue(), found, language())
    line = next((one for one in lines if one.stored.id == asked), None)
    learner_id = _asked_learner(request.args.get("learner", ""))
    if line is None:
        flash(_("Choose the rules to end in the list."), "error")
        return redirect(url_for(".overrides", cohort=found.slug, learner=learner_id), code=303)
    return render_template("facilitate/end_override.html", cohort=found, line=line, learner_id=learner_id)


def _finish(cohort: FacilitatedCohort, override_id: UUID) -> None:
    finish_override(
        writing(),
        catalogue(),
        override_id=override_id,
        cohort_id=cohort.id,
        actor_id=actor().account_id or abort(404),
        now=utc_now(),
    )


def _find(cohort: FacilitatedCohort, given: str) -> StoredOverride | None:
    """Return rules of the cohort that are to be changed; None where none are named. Raises NotFound for others."""
    if not given:
        return None
    found = next((one for one in overrides_in(reading(), cohort.id) if str(one.id) == given), None)
    if found is None:
        raise NotFound
    return found


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _page(
    cohort: FacilitatedCohort,
    learner_id: UUID | None,
    form: OverrideForm,
    *,
    changed: StoredOverride | None = None,
    nobody_left: bool = False,
    narrower: Collection[str] = (),
) -> str:
    lines = quiz_overrides(reading(), catalogue(), cohort, language())
    now = utc_now()
    return render_template(
        "facilitate/overrides.html",
        cohort=cohort,
        person=_check_learner(cohort, learner_id),
        form=form,
        zone=_zone(cohort),
        lines=[line for line in lines if learner_id in {None, line.stored.learner_id}],
        common=[line for line in lines if learner_id and not line.stored.learner_id and _holds(line, now)],
        changed=changed,
        nobody_left=nobody_left,
        narrower=narrower,
        quizzes=catalogue().quizzes,
        own=catalogue().quizzes.get(form.quiz.data or ""),
        now=now,
    )


def _holds(line: OverrideLine, now: datetime) -> bool:
    return line.stored.expires_at is None or now < line.stored.expires_at


def _check_learner(cohort: FacilitatedCohort, learner_id: UUID | None) -> Any:
    """Return the learner; None where the whole cohort is meant. Raises NotFound for who is not in the cohort."""
    if learner_id is None:
        return None
    return find_learner(
        reading(),
        cohort,
        learner_id,
        viewer=actor(),
        lessons_total=len(catalogue().lessons),
        now=utc_now(),
    )


def _asked_learner(given: str) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise NotFound from error


def _zone(cohort: FacilitatedCohort) -> str:
    return get_cohort_by_id(reading(), cohort.id).time_zone
