"""What the rules and the filters of a cohort's pages are called."""

from collections.abc import Callable, Mapping

from course.core.content.model import Catalogue
from course.core.rules.attention import RULES, AttentionReason, ReasonCode, Severity
from course.core.text import pick
from course.reports.cohort_overview import ACTIVE_DAYS
from course.reports.cohort_page_sql import Show
from course.web.i18n import format_percent, language, ngettext
from course.web.i18n import gettext as _


def severity_word(severity: Severity) -> str:
    return _("Act") if severity == "act" else _("Look")


def severity_of(reasons: tuple[AttentionReason, ...]) -> Severity | None:
    """Return the most urgent severity among the reasons; None where there are none. Those to act on come first."""
    return reasons[0].rule.severity if reasons else None


def reason_words(reason: AttentionReason, catalogue: Catalogue) -> str:
    """Say why somebody may need a hand."""
    return _REASONS[reason.code](reason.values, catalogue)


def _never_signed_in(values: Mapping[str, str | int | float], _catalogue: Catalogue) -> str:
    days = int(values["days"])
    return ngettext(
        "Not here yet, %(num)s day after the start", "Not here yet, %(num)s days after the start", days
    )


def _no_visit(values: Mapping[str, str | int | float], _catalogue: Catalogue) -> str:
    return ngettext("No visit for %(num)s day", "No visit for %(num)s days", int(values["days"]))


def _quiz_failed(values: Mapping[str, str | int | float], catalogue: Catalogue) -> str:
    slug = str(values["quiz"])
    quiz = catalogue.quizzes.get(slug)
    title = pick(quiz.title, language(), catalogue.languages[0]) if quiz else slug
    return ngettext(
        "%(quiz)s: %(num)s attempt, not passed",
        "%(quiz)s: %(num)s attempts, not passed",
        int(values["attempts"]),
        quiz=title,
    )


def _behind_calendar(values: Mapping[str, str | int | float], _catalogue: Catalogue) -> str:
    return _(
        "%(time)s of the time has passed, %(done)s of the lessons are done",
        time=format_percent(float(values["time_share"])),
        done=format_percent(float(values["done_share"])),
    )


_REASONS: Mapping[ReasonCode, Callable[[Mapping[str, str | int | float], Catalogue], str]] = {
    "never_signed_in": _never_signed_in,
    "no_visit": _no_visit,
    "quiz_failed": _quiz_failed,
    "behind_calendar": _behind_calendar,
}


def rule_lines() -> list[tuple[Severity, str, str]]:
    """Return each rule as the page prints it: severity, its word, and the rule with its threshold."""
    sentences: Mapping[ReasonCode, str] = {
        "never_signed_in": _("Enrolled, and not here within %(threshold)s days of the start."),
        "no_visit": _("No visit for %(threshold)s days."),
        "quiz_failed": _("%(threshold)s attempts at one quiz or game, and not passed."),
        "behind_calendar": _(
            "The share of the time that has passed exceeds the share of the lessons done by more than %(threshold)s "
            "percentage points."
        ),
    }
    return [
        (rule.severity, severity_word(rule.severity), sentences[code] % {"threshold": _threshold(code)})
        for code, rule in RULES.items()
    ]


def _threshold(code: ReasonCode) -> str:
    threshold = RULES[code].threshold
    return f"{threshold * 100:.0f}" if code == "behind_calendar" else f"{threshold:.0f}"


def show_words() -> dict[Show, str]:
    """Return what each filter of the grid is called."""
    return {
        "all": _("Everybody"),
        "active": _("Active in the last %(days)s days", days=ACTIVE_DAYS),
        "stopped": _("Began, and not here for %(days)s days", days=ACTIVE_DAYS),
        "hand": _("May need a hand"),
        "finished": _("Finished the course"),
    }
