"""Results that learners of a cohort are told later, and telling them."""

from datetime import datetime
from typing import Literal

from course.core.problems import CourseProblem, NotFound
from course.db.session import Session
from course.flows.tell_results import hold_results_again, release_results
from course.reports import held_results as held
from course.reports.facilitated_cohorts import FacilitatedCohort, find_cohort
from course.web.api.blueprint import bp
from course.web.api.cohorts import CohortPath
from course.web.api.course_text import chosen_language
from course.web.api.given import Given, LanguageQuery, PageReply, Reply, Slug
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.i18n import language
from course.web.session import reading, utc_now, wake_after_commit, writing


class HeldQuizLine(Reply):
    """A quiz that tells its results later: when it closes for the learner (`at-close`), or when somebody tells them
    (`by-hand`). `held` counts results of the cohort, of which the first is told by itself at `next_at`; null: none is.
    `told_since` says since when what is handed in is told at once, because the cohort was told.
    """

    quiz: str
    title: str
    release: Literal["at-close", "by-hand"]
    held: int
    next_at: datetime | None
    told_since: datetime | None


class HeldPage(PageReply):
    """All quizzes that hold results, in course order."""

    items: list[HeldQuizLine]


class ReleaseGiven(Given):
    """Whether learners get a mail that their result is there."""

    with_mail: bool = False


class ReleaseReply(Reply):
    """How many results were held and will be told within minutes, one after the other."""

    told: int


class HeldPath(Given):
    cohort: Slug
    quiz: Slug


class ResultsToldAtOnce(CourseProblem):
    """The quiz holds no results: each is told when its attempt is handed in."""

    code = "results_told_at_once"
    status = 409


class ResultsToldByThemselves(CourseProblem):
    """The quiz tells its results when it closes: nobody does."""

    code = "results_told_at_close"
    status = 409


_PROBLEMS = (ResultsToldAtOnce, ResultsToldByThemselves)


@bp.get("/cohorts/<cohort>/results")
@open_to("facilitator", objects="cohort", rate="api", scope="assessment:read")
@operation("The results of a cohort that are held")
def list_held_results(path: CohortPath, query: LanguageQuery) -> HeldPage:
    found = find_cohort(reading(), actor(), path.cohort)
    quizzes = held.held_results(reading(), catalogue(), found, chosen_language(query), now=utc_now())
    return HeldPage(items=[_line(one) for one in quizzes], next=None)


@bp.post("/cohorts/<cohort>/results/<quiz>/release")
@open_to("facilitator", objects="cohort", rate="write", scope="assessment:write")
@operation("Tell a cohort its results of a quiz", problems=_PROBLEMS)
def tell_results(path: HeldPath, body: ReleaseGiven) -> ReleaseReply:
    """Tell what is held, and from now on what is handed in at once. What is told cannot be taken back."""
    session, cohort = writing(), find_cohort(writing(), actor(), path.cohort)
    quiz = _told_by_hand(session, cohort, path.quiz)
    told = release_results(
        session,
        cohort_id=cohort.id,
        quiz_slug=quiz.slug,
        with_mail=body.with_mail,
        actor_id=own_id(),
        now=utc_now(),
    )
    wake_after_commit("results")
    return ReleaseReply(told=told)


@bp.delete("/cohorts/<cohort>/results/<quiz>/release")
@open_to("facilitator", objects="cohort", rate="write", scope="assessment:write")
@operation("Hold a cohort's results to come again", problems=_PROBLEMS)
def hold_results(path: HeldPath) -> None:
    """Hold what is handed in from now on. What was told stays told."""
    session, cohort = writing(), find_cohort(writing(), actor(), path.cohort)
    quiz = _told_by_hand(session, cohort, path.quiz)
    hold_results_again(session, cohort_id=cohort.id, quiz_slug=quiz.slug, actor_id=own_id(), now=utc_now())


def _told_by_hand(session: Session, cohort: FacilitatedCohort, slug: str) -> held.HeldQuiz:
    """Return a quiz whose results somebody tells the cohort.

    Raises ResultsToldByThemselves and ResultsToldAtOnce for quizzes that tell them otherwise, NotFound for no quiz.
    """
    quizzes = held.held_results(session, catalogue(), cohort, language(), now=utc_now())
    quiz = next((one for one in quizzes if one.slug == slug), None)
    if quiz is None:
        raise ResultsToldAtOnce if slug in catalogue().quizzes else NotFound
    if not quiz.is_told_by_hand:
        raise ResultsToldByThemselves
    return quiz


def _line(quiz: held.HeldQuiz) -> HeldQuizLine:
    return HeldQuizLine.model_validate(
        {
            "quiz": quiz.slug,
            "title": quiz.title,
            "release": quiz.release,
            "held": quiz.held,
            "next_at": quiz.next_at,
            "told_since": quiz.released.released_at if quiz.released else None,
        }
    )
