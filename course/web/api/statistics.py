"""Statistics of quizzes and questions, as their pages show them: of a cohort, and of everybody."""

from datetime import datetime
from typing import Annotated, Literal, cast
from uuid import UUID

from pydantic import Field, StringConstraints

from course.core.statistics.fairness import Fairness
from course.core.statistics.fairness import Level as FairnessLevel
from course.core.statistics.fifths import ByFifth
from course.core.statistics.given import CountsAs
from course.core.statistics.intervals import Figure
from course.reports import question_statistics as details
from course.reports import quiz_statistics as reports
from course.reports.facilitated_cohorts import find_cohort
from course.web.api.blueprint import bp
from course.web.api.cohorts import CohortPath
from course.web.api.course_text import chosen_language
from course.web.api.given import Given, Language, LanguageQuery, PageReply, Reply, Share, Slug
from course.web.api.operations import operation
from course.web.api.reviews import plain_answers
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.session import reading

Version = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,128}$")]


class FigureReply(Reply):
    """A figure with its 95 % interval. `missing` says why `value` is null: fewer than `needed` answers ("too_few"),
    all are equal ("no_spread"), or it does not apply ("not_defined").
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
    """Figures of a question. All but `discrimination`, from -1 to 1, are shares; `efficiency` may be below 0."""

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
    """A share for each fifth of the learners, the weakest first; empty below `needed` answers."""

    shares: list[float]
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


class CohortQuizPath(CohortPath):
    quiz: Slug


class CohortQuestionPath(CohortQuizPath):
    question: Slug


class QuizPath(Given):
    quiz: Slug


class QuestionPath(QuizPath):
    question: Slug


class PartQuery(LanguageQuery):
    """Which version of the quiz, and the attempts in which language; all of them joined by default."""

    version: Version | None = Field(default=None, description="A version of the list; default: all joined.")
    answered_in: Language | None = Field(
        default=None,
        description="The language of the attempts that are counted; default: all joined. `language` is that of the words.",
    )

    @property
    def part(self) -> dict[str, str]:
        """What the page's query takes."""
        return {"version": self.version or "", "answered_in": self.answered_in or ""}


@bp.get("/cohorts/<cohort>/statistics")
@open_to("facilitator", objects="cohort", rate="api", scope="cohorts:read")
@operation("The quizzes of a cohort that have statistics")
def list_cohort_statistics(path: CohortPath, query: LanguageQuery) -> CountedQuizPage:
    return _quizzes(find_cohort(reading(), actor(), path.cohort).id, query)


@bp.get("/cohorts/<cohort>/statistics/<quiz>")
@open_to("facilitator", objects="cohort", rate="api", scope="cohorts:read")
@operation("A quiz's statistics in a cohort")
def read_cohort_statistics(path: CohortQuizPath, query: PartQuery) -> QuizStatisticsReply:
    """Return the page's figures. Counted is the first finished attempt of each learner, made while in the cohort."""
    return _quiz(find_cohort(reading(), actor(), path.cohort).id, path.quiz, query)


@bp.get("/cohorts/<cohort>/statistics/<quiz>/questions/<question>")
@open_to("facilitator", objects="cohort", rate="api", scope="cohorts:read")
@operation("A question's statistics in a cohort")
def read_cohort_question(path: CohortQuestionPath, query: PartQuery) -> QuestionStatisticsReply:
    return _question(find_cohort(reading(), actor(), path.cohort).id, path, query)


@bp.get("/statistics")
@open_to("admin", objects="all", rate="api", scope="cohorts:read")
@operation("All quizzes that have statistics")
def list_statistics(query: LanguageQuery) -> CountedQuizPage:
    """Return the quizzes that anybody handed in, in and out of cohorts."""
    return _quizzes(None, query)


@bp.get("/statistics/<quiz>")
@open_to("admin", objects="all", rate="api", scope="cohorts:read")
@operation("A quiz's statistics among everybody")
def read_statistics(path: QuizPath, query: PartQuery) -> QuizStatisticsReply:
    """Return the page's figures. Counted is the first finished attempt of each learner."""
    return _quiz(None, path.quiz, query)


@bp.get("/statistics/<quiz>/questions/<question>")
@open_to("admin", objects="all", rate="api", scope="cohorts:read")
@operation("A question's statistics among everybody")
def read_question(path: QuestionPath, query: PartQuery) -> QuestionStatisticsReply:
    return _question(None, path, query)


def _quizzes(cohort_id: UUID | None, query: LanguageQuery) -> CountedQuizPage:
    lines = reports.quiz_list(reading(), catalogue(), cohort_id, chosen_language(query))
    items = [
        CountedQuiz(
            quiz=one.quiz_slug,
            title=one.title,
            attempts=one.attempts,
            first_at=one.first_at,
            last_at=one.last_at,
        )
        for one in lines
    ]
    return CountedQuizPage(items=items, next=None)


def _quiz(cohort_id: UUID | None, quiz: str, query: PartQuery) -> QuizStatisticsReply:
    found = reports.quiz_statistics(
        reading(), catalogue(), cohort_id, quiz, chosen_language(query), **query.part
    )
    figures = found.figures
    return QuizStatisticsReply(
        quiz=found.quiz_slug,
        title=found.title,
        attempts=found.attempts,
        first_at=found.first_at,
        last_at=found.last_at,
        uncounted=found.uncounted,
        version=found.version,
        answered_in=found.answered_in,
        versions=[VersionCount(**one._asdict()) for one in found.versions],
        figures=QuizFigures(**{name: _figure(getattr(figures, name)) for name in QuizFigures.model_fields})
        if figures
        else None,
        scores=[ScoreStep(**one._asdict()) for one in found.picture],
        languages=[
            LanguageScores(language=one.language, attempts=one.attempts, mean=_figure(one.mean))
            for one in found.languages
        ],
        questions=[_counted(one) for one in found.questions],
    )


def _question(
    cohort_id: UUID | None, path: QuestionPath | CohortQuestionPath, query: PartQuery
) -> QuestionStatisticsReply:
    found = details.question_statistics(
        reading(),
        catalogue(),
        cohort_id,
        path.quiz,
        path.question,
        chosen_language(query),
        **query.part,
    )
    plain = plain_answers(found.question.kind, chosen_language(query))
    return QuestionStatisticsReply(
        quiz=found.quiz.quiz_slug,
        version=found.quiz.version,
        answered_in=found.quiz.answered_in,
        question=_counted(found.question),
        by_fifth=_fifths(found.by_fifth),
        answers=[
            CountedAnswer(
                answer=one.id,
                part=one.part,
                words=one.words or plain.get(one.id, ""),
                right=None if one.counts_as is None else one.counts_as == "right",
                counts_as=one.counts_as,
                chosen=one.chosen,
                share=_figure(one.share),
                by_fifth=_fifths(one.by_fifth),
            )
            for one in found.answers
        ],
        typed=[
            TypedAnswer(
                part=one.part,
                form=one.form or None,
                counts_as=cast("CountsAs | None", one.verdict or None),
                learners=one.learners,
            )
            for one in found.typed
        ],
        facility_by_language=[
            LanguageFacility(language=one.language, answers=one.answers, facility=_figure(one.facility))
            for one in found.languages
        ],
    )


def _counted(one: reports.QuestionStatistics) -> CountedQuestion:
    figures = one.figures
    return CountedQuestion(
        question=one.question_id,
        number=one.number,
        kind=one.kind,
        text=one.text,
        answers=figures.answers,
        right=figures.right,
        blank=figures.blank,
        figures=QuestionFigures(
            facility=_figure(figures.facility),
            deviation=_figure(figures.deviation),
            discrimination=_figure(figures.discrimination),
            efficiency=_figure(figures.efficiency),
            guess=one.guess,
            intended_weight=figures.intended_weight,
            effective_weight=_figure(figures.effective_weight),
        ),
        languages=[_comparison(fairness) for fairness in one.languages],
        advice=list(one.advice),
    )


def _comparison(one: Fairness) -> Comparison:
    return Comparison(**{name: getattr(one, name) for name in Comparison.model_fields})


def _figure(one: Figure) -> FigureReply:
    return FigureReply(value=one.value, low=one.low, high=one.high, missing=one.missing, needed=one.needed)


def _fifths(one: ByFifth) -> FifthsReply:
    return FifthsReply(shares=list(one.shares), needed=one.needed)
