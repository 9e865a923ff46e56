"""The form that an answer has, by the kind of its question, in words for programs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from course.core.grading.kinds import kind_of
from course.core.grading.questions import AnyQuestion
from course.core.grading.reading import WrongShape
from course.core.text import N_
from course.web.i18n import gettext

_TOKEN = N_("the token of one of its parts")
_TYPED = N_("what was typed, as a text")
_GAPS = N_("an object from the token of each gap to what was typed, or to the token of an option")
_PAIRS = N_("an object from the token of each part to the token of an answer")
FORMS: Mapping[str, str] = {
    "choice": _TOKEN,
    "hotspot": _TOKEN,
    "poll": _TOKEN,
    "true-false": _TOKEN,
    "choices": N_("a list of tokens of its parts"),
    "order": N_("a list of the tokens of all its parts"),
    "scenario": N_("a list of the tokens of the choices taken so far, in order"),
    "short-text": _TYPED,
    "numeric": _TYPED,
    "essay": _TYPED,
    "cloze": _GAPS,
    "words": _GAPS,
    "match": _PAIRS,
    "categorise": _PAIRS,
    "likert": _PAIRS,
}


@contextmanager
def naming_form(question: AnyQuestion) -> Iterator[None]:
    """Let the refusal of an answer in the form of another kind say which form this question takes."""
    try:
        yield
    except WrongShape as refused:
        kind = kind_of(question)
        if type(refused) is not WrongShape or kind not in FORMS:
            raise
        raise WrongShape(kind=kind, form=gettext(FORMS[kind])) from refused
