"""Kinds of questions and remarks on them, as people read them."""

from collections.abc import Mapping

from course.core.formats.questions_in import REASONS, FileRefused, Remark, remark_words
from course.core.text import N_
from course.web.i18n import gettext as _

KINDS: Mapping[str, str] = {
    "choice": N_("One answer of several"),
    "choices": N_("Several answers of several"),
    "true-false": N_("True or false"),
    "short-text": N_("A word or a few"),
    "numeric": N_("A number"),
    "match": N_("Pairs"),
    "order": N_("Steps in order"),
    "categorise": N_("Things to sort"),
    "cloze": N_("A passage with gaps"),
    "words": N_("A passage with lists"),
    "likert": N_("Statements with a scale"),
    "poll": N_("A poll"),
    "hotspot": N_("A place on the map"),
    "scenario": N_("A story with decisions"),
    "essay": N_("A text marked by hand"),
    "upload": N_("A file marked by hand"),
}


def kind_words(kind: str) -> str:
    """Return a kind's name; a kind of another system keeps its own."""
    return _(KINDS[kind]) if kind in KINDS else kind


def sentence_of(remark: Remark) -> str:
    """Return what a remark says, in the language spoken now, kinds of questions too."""
    values = dict(remark.values)
    if "kind" in values:
        values["kind"] = kind_words(str(values["kind"]))
    return remark_words(REASONS[remark.reason], values, _)


def refused_words(refused: FileRefused) -> str:
    return remark_words(refused.template, refused.values, _)
