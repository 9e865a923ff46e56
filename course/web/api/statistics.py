"""Statistics of quizzes and questions, as their pages show them: of a cohort, and of everybody."""

from typing import Annotated, cast
from uuid import UUID

from pydantic import Field, StringConstraints

from course.core.statistics.fairness import Fairness
from course.core.statistics.fifths import ByFifth
from course.core.statistics.given import CountsAs
from course.core.statistics.intervals import Figure
from course.reports import question_statistics as details
from course.reports import quiz_statistics as reports
from course.reports.facilitated_cohorts import find_cohort
from course.web.api.blueprint import bp
from course.web.api.cohorts import CohortPath
from course.web.api.course_text import chosen_language
from course.web.api.given import Given, Language, LanguageQuery, Slug
from course.web.api.operations import operation
from course.web.api.reviews import plain_answers
from course.web.api.statistics_replies import (
    Comparison,
    CountedAnswer,
    CountedQuestion,
    CountedQuiz,
    CountedQuizPage,
    FifthsReply,
    FigureReply,
    LanguageFacility,
    LanguageScores,
    QuestionFigures,
    QuestionStatisticsReply,
    QuizFigures,
    QuizStatisticsReply,
    ScoreStep,
    TypedAnswer,
    VersionCount,
)
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.session import reading

Version = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,128}$")]


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
    names = {"shares": "value", "low": "low", "high": "high"}
    return FifthsReply(
        **{told: [getattr(share, name) for share in one.shares] for told, name in names.items()},
        needed=one.needed,
    )
