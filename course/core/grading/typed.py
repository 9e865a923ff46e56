"""The kinds of question to which a word, a few or a number is typed: what each holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from course.core.grading.asked import Question
from course.core.text import Text

Forms = Mapping[str, tuple[str, ...]]  # by language; `*` stands for any characters


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """Forms of a short text or a gap that earn a share of their own, 0.0 to 1.0, or have a reason of their own.

    A misspelling that earns three quarters, or a frequent mistake that earns nothing and is told why.
    """

    id: str
    accepted: Forms
    share: float = 1.0
    feedback: Text = field(default_factory=dict)


def forms_that_earn_all(accepted: Forms, answers: Iterable[TypedAnswer]) -> Forms:
    """Return all forms that earn all, by language."""
    found: dict[str, tuple[str, ...]] = dict(accepted)
    for answer in answers:
        for language, forms in answer.accepted.items() if answer.share == 1.0 else ():
            found[language] = (*found.get(language, ()), *forms)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(Question):
    """A word or a few. Response: what was typed, at most SHORT_TEXT_MAX characters.

    `accepted` are the forms that earn all and of which nothing special is told; `answers` are the others, the best first.
    What earns most of all that fits counts. A learner may answer in any language of the course: case, accents and runs of
    blanks are folded before comparing.
    """

    accepted: Forms = field(default_factory=dict)
    answers: tuple[TypedAnswer, ...] = ()

    @property
    def right_forms(self) -> Forms:
        """Return all forms that earn all, by language."""
        return forms_that_earn_all(self.accepted, self.answers)


@dataclass(frozen=True, slots=True)
class Answer:
    """One number that counts, or a frequent wrong one that earns nothing and is told why.

    `share` is what it earns, 0.0 to 1.0; it fits within `tolerance` to both sides.
    """

    id: str
    value: float
    tolerance: float = 0.0
    share: float = 1.0
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that may follow the number; a number in it times `factor` is one in the unit of the answers."""

    symbol: str
    factor: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Question):
    """A number, with a unit where there are any. Response: what was typed, at most NUMBER_MAX characters.

    `answers` are tried in order; the first that fits counts. `unit_penalty` is the share that is lost where the
    unit is missing or is none of `units`.
    """

    answers: tuple[Answer, ...]
    units: tuple[Unit, ...] = ()
    unit_penalty: float = 1.0
