"""The kinds of question that are a passage with gaps: what each holds."""

import re
from dataclasses import dataclass, field

from course.core.grading.asked import Option, Question
from course.core.grading.typed import Answer, Forms, TypedAnswer, forms_that_earn_all
from course.core.text import Text

GAP_MARK = re.compile(r"\[\[([a-z0-9-]+)\]\]")  # where a passage names a gap


@dataclass(frozen=True, slots=True)
class TypedGap:
    """A gap for a word or a few, of which `accepted` and `answers` are those of a short text."""

    id: str
    accepted: Forms = field(default_factory=dict)
    answers: tuple[TypedAnswer, ...] = ()
    weight: float = 1.0
    feedback: Text = field(default_factory=dict)

    @property
    def right_forms(self) -> Forms:
        """Return all forms that earn all, by language."""
        return forms_that_earn_all(self.accepted, self.answers)


@dataclass(frozen=True, slots=True)
class NumberGap:
    """A gap for a number, accepted as in a numeric question without units."""

    id: str
    answers: tuple[Answer, ...]
    weight: float = 1.0
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChosenGap:
    """A gap with a list to choose from; just one of `options` is right."""

    id: str
    options: tuple[Option, ...]
    weight: float = 1.0
    feedback: Text = field(default_factory=dict)


Gap = TypedGap | NumberGap | ChosenGap


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Question):
    """A passage with gaps. Response: gap's id to what was typed, or to the chosen option's id.

    In each language `passage` names every gap once, as `[[id]]`. What a gap earns goes by its `weight`.
    """

    passage: Text
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Question):
    """A passage with a list to choose from in each gap. Response: gap's id to the chosen option's id."""

    passage: Text
    gaps: tuple[ChosenGap, ...]


Gapped = Cloze | Words
