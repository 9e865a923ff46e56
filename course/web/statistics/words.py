"""Statistics in words: each figure as it is shown, what it is in one plain sentence, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass

from babel import numbers

from course.core.statistics.advice import Advice
from course.core.statistics.fairness import Fairness
from course.core.statistics.intervals import Figure
from course.core.text import N_
from course.web.i18n import (
    format_number,
    format_percent,
    format_typed,
    language,
    language_name,
    true_and_false,
    with_minus,
)
from course.web.i18n import gettext as _

Format = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it is shown: its value, and both ends of its interval, "" where there is none.

    `in_file` is the value as a file has it, and both ends where there are any: numbers, shares from 0 to 1, days in
    ISO 8601; where there is no figure, why not, in words. Empty: an empty cell.
    """

    value: str
    low: str = ""
    high: str = ""
    in_file: tuple[str | float, ...] = ()

    @property
    def interval(self) -> str:
        return _("%(low)s to %(high)s", low=self.low, high=self.high) if self.low else ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of figure: its name, one sentence that explains it, how its value is written."""

    name: str
    meaning: str
    format: Format
    has_interval: bool = True


def plain(value: float) -> str:
    """Tell a number with two digits."""
    return numbers.format_decimal(value, "0.00", locale=language())


QUIZ_FIGURES: dict[str, Kind] = {
    "mean": Kind(
        N_("Mean score"),
        N_("What the counted attempts earned on the average; from half to three quarters is usual."),
        format_percent,
    ),
    "median": Kind(
        N_("Median score"),
        N_("Half of the attempts earned at most this, half at least this."),
        format_percent,
    ),
    "deviation": Kind(
        N_("Standard deviation"),
        N_("How far apart the scores lie: about two thirds of them are no further than this from the mean."),
        format_percent,
    ),
    "skewness": Kind(
        N_("Skewness"),
        N_("Below 0, a few did much worse than the rest; above 0, a few did much better."),
        plain,
    ),
    "kurtosis": Kind(
        N_("Kurtosis"),
        N_("Above 0, most scores lie close together and a few far out; below 0, they are spread evenly."),
        plain,
    ),
    "consistency": Kind(
        N_("Internal consistency (Cronbach's alpha)"),
        N_(
            "How far the questions measure one thing: good from 75 in 100, too low to tell people apart below 64."
        ),
        format_percent,
    ),
    "error_ratio": Kind(
        N_("Error ratio"),
        N_("Which part of the spread of scores comes from chance and not from what people know."),
        format_percent,
    ),
    "standard_error": Kind(
        N_("Standard error"),
        N_("About how far a score lies from what the learner knows; smaller differences mean nothing."),
        format_percent,
    ),
}

QUESTION_FIGURES: dict[str, Kind] = {
    "facility": Kind(
        N_("Facility index"),
        N_(
            "Which part of the points first answers earned on the average, before anything was told: at 100 in 100"
            " everybody had it right at once."
        ),
        format_percent,
    ),
    "deviation": Kind(
        N_("Standard deviation of the marks"),
        N_("How far apart the marks lie: at 0 all earned the same."),
        format_percent,
    ),
    "discrimination": Kind(
        N_("Discrimination index"),
        N_(
            "Whether those who do well in the rest of the quiz do well here, from −1 to 1: weak below 0.2, good from 0.3."
        ),
        plain,
    ),
    "efficiency": Kind(
        N_("Discriminative efficiency"),
        N_(
            "How well it tells strong from weak, compared with the best that a question this easy or hard can do."
        ),
        format_percent,
    ),
    "guess": Kind(
        N_("Random guess score"),
        N_(
            "What somebody earns on the average who ticks at random. It follows from the question and not from the answers,"
            " so it has no interval."
        ),
        format_percent,
        has_interval=False,
    ),
    "intended_weight": Kind(
        N_("Intended weight"),
        N_("Which part of the quiz's points it holds."),
        format_percent,
        has_interval=False,
    ),
    "effective_weight": Kind(
        N_("Effective weight"),
        N_(
            "Which part of the differences between scores comes from it; worth a look where the intended weight is not"
            " even within its interval."
        ),
        format_percent,
    ),
}
LISTED = ("facility", "discrimination", "efficiency", "guess", "intended_weight", "effective_weight")


def shown(figure: Figure, kind: Kind) -> Shown:
    """Write a figure, or in words why there is none."""
    if figure.value is None:
        return in_words(missing_words(figure))
    if figure.low is None or figure.high is None:
        return Shown(with_minus(kind.format(figure.value)), in_file=(round(figure.value, 4),))
    ends = (figure.value, figure.low, figure.high)
    value, low, high = (with_minus(kind.format(one)) for one in ends)
    return Shown(value, low, high, tuple(round(one, 4) for one in ends))


def in_words(words: str) -> Shown:
    """Say on the page and in the file why there is no number."""
    return Shown(words, in_file=(words,))


def counted(number: int) -> Shown:
    """Show how many there are."""
    return Shown(format_number(number), in_file=(number,))


def missing_words(figure: Figure) -> str:
    if figure.missing == "too_few":
        return _("too few answers (under %(number)s)", number=format_number(figure.needed))
    return _("all are equal") if figure.missing == "no_spread" else _("does not apply")


@dataclass(frozen=True, slots=True)
class Advised:
    """Advice as a tag with its state, and what to do."""

    label: str
    state: str
    todo: str


def advice_words(code: Advice, compared: tuple[Fairness, ...]) -> Advised:
    harder = [language_name(one.harder) for one in compared if one.level == "large"]
    words: dict[Advice, tuple[str, str, str]] = {
        "turned_round": (
            _("Against the rest"),
            "bad",
            _(
                "Who does well in the rest of the quiz tends to miss it. Check that the key is right and the wording clear."
            ),
        ),
        "language": (
            _("Harder in one language"),
            "bad",
            _(
                "Equally good learners find it clearly harder in %(language)s. Compare the two texts.",
                language=", ".join(dict.fromkeys(harder)),
            ),
        ),
        "guessed": (
            _("Like guessing"),
            "warn",
            _(
                "Answers are not surely better than ticking at random. Check the wording, and that the course explains it."
            ),
        ),
        "very_hard": (
            _("Very hard"),
            "warn",
            _("Less than a fifth of its points were earned. Check the key, and that the course explains it."),
        ),
        "very_easy": (
            _("Very easy"),
            "",
            _("Nearly everybody has it right. It may stay to encourage, but it tells nobody apart."),
        ),
        "weak": (
            _("Tells little apart"),
            "warn",
            _(
                "It hardly tells who knows more. Look at the answers below: a wrong one that the strongest choose is a trap."
            ),
        ),
    }
    return Advised(*words[code])


def fairness_words(one: Fairness) -> str:
    """Say in one sentence how two languages compare."""
    places = {"first": language_name(one.reference), "other": language_name(one.language)}
    if one.level == "too_few":
        return _(
            "%(first)s and %(other)s: too few answers to compare (under %(number)s in one of them).",
            number=format_number(one.needed),
            **places,
        )
    if one.level == "not_defined":
        return _(
            "%(first)s and %(other)s: nothing to compare, since at equal scores all answered alike.", **places
        )
    if not one.harder:
        return _("%(first)s and %(other)s: no difference that matters for equally good learners.", **places)
    harder = language_name(one.harder)
    if one.level == "large":
        return _(
            "%(first)s and %(other)s: clearly harder in %(harder)s for equally good learners.",
            harder=harder,
            **places,
        )
    return _(
        "%(first)s and %(other)s: somewhat harder in %(harder)s for equally good learners.",
        harder=harder,
        **places,
    )


FIFTHS = (
    N_("Weakest fifth"),
    N_("Second fifth"),
    N_("Middle fifth"),
    N_("Fourth fifth"),
    N_("Strongest fifth"),
)


def verdict_words(verdict: str) -> str:
    """Say what an answer counts as; "" for several typed forms together, and where nothing is right or wrong."""
    words = {"": "", "right": _("Right"), "partly": _("Partly right"), "wrong": _("Wrong")}
    return words[verdict]


def typed_cell(form: str, *, is_number: bool) -> Shown:
    """Show one form that was typed; a file has it as it is counted."""
    return Shown(format_typed(form) if is_number else form, in_file=(form,))


def typed_words(answer_id: str) -> str:
    """Return in words what stands for "true", "false" and for what was typed."""
    words = {
        **true_and_false(),
        "right": _("What counts as right"),
        "partly": _("What counts in part"),
        "wrong": _("Anything else"),
    }
    return words.get(answer_id.rpartition(":")[2], answer_id)
