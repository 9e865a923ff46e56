"""Statistics as programs read them: figures with their intervals, what was answered, and the languages."""

from datetime import datetime
from typing import Literal

from course.core.statistics.fairness import Level as FairnessLevel
from course.core.statistics.given import CountsAs
from course.web.api.given import PageReply, Reply, Share


class FigureReply(Reply):
    """A figure with its 95 % interval; `low` and `high` are null where it has none. `missing` says why `value` is null:
    fewer than `needed` answers ("too_few"), all are equal ("no_spread"), or it does not apply ("not_defined").
    """

    value: float | None
    low: float | None
    high: float | None
    missing: Literal["", "too_few", "no_spread", "not_defined"]
    needed: int


class QuizFigures(Reply):
    """Figures of the scores. Mean, median, deviation, consistency, error ratio and standard error are shares."""

    mean: FigureReply
    median: FigureReply
    deviation: FigureReply
    skewness: FigureReply
    kurtosis: FigureReply
    consistency: FigureReply
    error_ratio: FigureReply
    standard_error: FigureReply


class QuestionFigures(Reply):
    """Figures of a question. All but `discrimination`, from -1 to 1, are shares; `efficiency` is at most 1, and may be
    below 0, even below -1.
    """

    facility: FigureReply
    deviation: FigureReply
    discrimination: FigureReply
    efficiency: FigureReply
    guess: Share | None
    intended_weight: float
    effective_weight: FigureReply


class Comparison(Reply):
    """How a question in `language` compares with it in `reference` at equal scores (Mantel and Haenszel). `odds` above
    1: harder in `language`. `level` "" is no difference that matters.
    """

    reference: str
    language: str
    level: FairnessLevel
    harder: str
    odds: float | None
    low: float | None
    high: float | None
    chi_square: float | None
    p_value: float | None
    needed: int


class CountedQuestion(Reply):
    """One question. `number` is its place in today's quiz; 0 where it left it. `advice` says what is worth a look."""

    question: str
    number: int
    kind: str
    text: str
    answers: int
    right: int
    blank: int
    figures: QuestionFigures
    languages: list[Comparison]
    advice: list[str]


class LanguageScores(Reply):
    """The attempts in one language."""

    language: str
    attempts: int
    mean: FigureReply


class VersionCount(Reply):
    """One version of the quiz with counted attempts."""

    version: str
    attempts: int
    first_at: datetime
    last_at: datetime
    is_running: bool


class ScoreStep(Reply):
    """How many scores lie from `start` to `end` hundredths, both within."""

    start: int
    end: int
    attempts: int


class QuizStatisticsReply(Reply):
    """A quiz's statistics. `version` and `answered_in` "" are all of them joined; `figures` is null for a survey;
    `uncounted` finished attempts are added within a minute. `scores` is empty for a survey and where attempts are too few
    for a mean. `versions` counts attempts in the language that was asked for; `languages`, and those of each question,
    are all that the version was answered in.
    """

    quiz: str
    title: str
    attempts: int
    first_at: datetime
    last_at: datetime
    uncounted: int
    version: str
    answered_in: str
    versions: list[VersionCount]
    figures: QuizFigures | None
    scores: list[ScoreStep]
    languages: list[LanguageScores]
    questions: list[CountedQuestion]


class FifthsReply(Reply):
    """A share for each fifth of the learners, the weakest first, with the ends of their 95 % intervals; all three empty
    below `needed` answers.
    """

    shares: list[float]
    low: list[float]
    high: list[float]
    needed: int


class CountedAnswer(Reply):
    """How often one answer was given. `counts_as` and `right`, which tells whether it is "right", are null where nothing
    is right or wrong, as in a poll; `chosen` is null there if fewer than 5 chose anything, or if it would give away what
    fewer than 5 chose in another part.
    """

    answer: str
    part: str
    words: str
    right: bool | None
    counts_as: CountsAs | None
    chosen: int | None
    share: FigureReply
    by_fifth: FifthsReply


class TypedAnswer(Reply):
    """How many learners typed one form, folded as marking folds it, in a gap (`part`, its number) or as the whole answer.

    Forms that fewer than 3 learners typed, of those who answered in the language that was asked for, and those beyond the
    20 most frequent, stand together last: `form` and `counts_as` are null.
    """

    part: str
    form: str | None
    counts_as: CountsAs | None
    learners: int


class LanguageFacility(Reply):
    """How a question was answered in one language."""

    language: str
    answers: int
    facility: FigureReply


class QuestionStatisticsReply(Reply):
    """One question with what was answered, by weak and strong learners and in each language. `typed` is what was typed in
    the language that was asked for, else in all.
    """

    quiz: str
    version: str
    answered_in: str
    question: CountedQuestion
    by_fifth: FifthsReply
    answers: list[CountedAnswer]
    typed: list[TypedAnswer]
    facility_by_language: list[LanguageFacility]


class CountedQuiz(Reply):
    """A quiz with counted attempts."""

    quiz: str
    title: str
    attempts: int
    first_at: datetime
    last_at: datetime


class CountedQuizPage(PageReply):
    """All quizzes with counted attempts, in the course's order."""

    items: list[CountedQuiz]
