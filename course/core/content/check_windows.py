"""Checks of when a quiz is open, of when its results are told, and of what is said of a score."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from course.core.content.check_gaps import Fault
from course.core.grading.quiz import Quiz
from course.core.text import N_


def window_faults(quiz: Quiz, written: Mapping[str, object]) -> Iterator[Fault]:
    """Yield a window in which nobody can begin, and results that cannot be held. `written` is the file's data."""
    if quiz.opens and quiz.closes and quiz.closes <= quiz.opens:
        template = N_("This quiz closes before it opens: “closes” must come after “opens”.")
        yield ("closes",), "window_empty", template, {}
    if quiz.release in {"at-submit", "at-once"}:
        return
    if quiz.is_survey:
        template = N_("A survey has no results that could be held: leave “release” out.")
        yield ("release",), "release_survey", template, {}
    if quiz.release == "at-close" and quiz.closes is None:
        template = N_("Results are to be told when this quiz closes: say when with “closes”.")
        yield ("release",), "release_without_close", template, {}
    if written.get("feedback", "deferred") not in {"deferred", "certainty"}:
        template = N_(
            "Feedback while answering tells the keys: results can be held only with “feedback: deferred” or"
            " “certainty”."
        )
        yield ("release",), "release_feedback", template, {}


def band_faults(quiz: Quiz) -> Iterator[Fault]:
    """Yield bands that leave a score without words, or that stand in another order than their scores."""
    if not quiz.bands:
        return
    if quiz.is_survey:
        template = N_("A survey has no score: leave “bands” out.")
        yield ("bands",), "bands_survey", template, {}
    if quiz.bands[0].start != 0:
        template = N_("The first of the “bands” begins at 0, so that every score has words.")
        yield ("bands", 0, "from"), "bands_cover", template, {}
    for place, (before, band) in enumerate(pairwise(quiz.bands), 1):
        if band.start <= before.start:
            template = N_("“bands” stand by rising score: this one does not begin above the one before it.")
            yield ("bands", place, "from"), "bands_order", template, {}
