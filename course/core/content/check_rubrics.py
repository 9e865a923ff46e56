"""Checks of what a person marks: the rubric and the number of words."""

from collections.abc import Iterator

from course.core.content.check_gaps import Fault
from course.core.content.strict_yaml import Path
from course.core.grading.questions import ByHand, Essay, Upload
from course.core.text import N_


def rubric_faults(question: ByHand, *, in_survey: bool) -> Iterator[Fault]:
    """Yield a rubric where nothing is marked, none where something is, criteria that earn nothing, and odd bounds."""
    if in_survey and isinstance(question, Upload):
        template = N_("A survey asks for no files: nobody would look at them.")
        yield ("kind",), "survey_upload", template, {}
    elif in_survey and question.rubric:
        template = N_("Nothing is marked in a survey: leave “rubric” out.")
        yield ("rubric",), "survey_rubric", template, {}
    elif not in_survey and not question.rubric:
        template = N_("A facilitator marks this by a rubric: give it at least one criterion.")
        yield (), "rubric_missing", template, {}
    for place, criterion in enumerate(question.rubric):
        here: Path = ("rubric", place, "levels")
        if not criterion.most:
            template = N_("No level of this criterion earns points.")
            yield here, "rubric_points", template, {}
        if len({level.points for level in criterion.levels}) < len(criterion.levels):
            template = N_("Two levels of this criterion earn the same: the mark would not tell them apart.")
            yield here, "rubric_levels_alike", template, {}
    if isinstance(question, Essay) and question.max_words and question.min_words > question.max_words:
        template = N_("At least %(least)s words and at most %(most)s cannot both be kept.")
        values = {"least": question.min_words, "most": question.max_words}
        yield ("max_words",), "words_bounds", template, values
