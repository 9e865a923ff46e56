"""The grid of a cohort: a row for each learner, one page of it or all of it, in one of a few orders.

A page of rows takes two statements. The page and the file that is made of it read the same rows, in the same
order.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, false, literal, select, true, union_all
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.people import fold_name
from course.core.rules.attention import AttentionReason
from course.reports import attention_sql
from course.reports.cohort_overview import active_since, limits_of, line_reasons
from course.reports.cohort_page_sql import Place, Shape, Show, Sort, rows_statement
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.store.attempts.models import Attempt, QuizResult

STREAMED_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class GridView:
    """Which rows of a cohort, in which order. `group` and `name`, the beginning of a name, narrow; "" does not."""

    show: Show = "all"
    sort: Sort = "name"
    descending: bool = False
    group: str = ""
    name: str = ""


class After(NamedTuple):
    """The row that a page follows: its key in the order of the page, and its learner.

    `key` is the folded name, the moment of the last visit in ISO form ("" where there was none) or the share.
    """

    key: str
    learner_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRow:
    """One learner's row. `modules` and `quizzes` are shares and scores, 0.0 to 1.0, in course order; a quiz that
    was never submitted is None, and so is one of which all that was handed in waits for a mark, or is not told yet: `waits`
    and `held` name those.
    """

    learner_id: UUID
    name: str
    email: str
    suspended: bool
    group: str
    last_active_at: datetime | None
    share: float
    modules: tuple[float, ...]
    quizzes: tuple[float | None, ...]
    waits: frozenset[str]
    held: frozenset[str]
    reasons: tuple[AttentionReason, ...]
    after: After


def quiz_columns(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the quizzes of the grid, module by module; surveys have no score to show."""
    listed = chain.from_iterable(module.quizzes for module in catalogue.modules)
    return tuple(slug for slug in listed if not catalogue.quizzes[slug].is_survey)


def read_rows(
    session: Session,
    catalogue: Catalogue,
    cohort: FacilitatedCohort,
    view: GridView,
    *,
    after: After | None,
    limit: int,
    now: datetime,
) -> list[LearnerRow]:
    """Return the rows after `after`, at most `limit`. Two statements."""
    dialect = session.get_bind().dialect.name
    total = len(catalogue.lessons)
    limits = limits_of(cohort, lessons_total=total, now=now)
    values: dict[str, object] = {"cohort_id": cohort.id, "limit": limit}
    if view.group:
        values["group"] = view.group
    if view.name:
        values["prefix"] = f"{_escaped(fold_name(view.name))}%"
        values["within"] = f"% {values['prefix']}"
    if view.show in {"active", "stopped"}:
        values["since"] = active_since(now)
    if view.show == "hand":
        values |= limits.values() | attention_sql.bounds_values(dialect, {cohort.id: limits})
    if after is not None:
        values |= _after_values(view.sort, after)
    shape = Shape(
        dialect, view.show, view.sort, view.descending, bool(view.group), bool(view.name), _place(view, after)
    )
    lines = session.execute(rows_statement(shape), values).all()
    results = _quiz_results(session, [line[0] for line in lines])
    judge = _Judge(catalogue)
    rows = []
    for line in lines:
        learner_id, name_key, name, email, suspended_at, group, lessons, credit, *facts = line
        scores = results.get(learner_id, {})
        rows.append(
            LearnerRow(
                learner_id=learner_id,
                name=name,
                email=email,
                suspended=suspended_at is not None,
                group=group,
                last_active_at=facts[1],
                share=facts[3],
                modules=judge.modules(lessons, credit, scores),
                quizzes=judge.quizzes(scores),
                waits=frozenset(slug for slug, result in scores.items() if result.waits),
                held=frozenset(slug for slug, result in scores.items() if result.held),
                reasons=line_reasons(cohort, facts, lessons_total=total, now=now),
                after=After(_key(view.sort, name_key, facts), learner_id),
            )
        )
    return rows


def stream_rows(
    session: Session, catalogue: Catalogue, cohort: FacilitatedCohort, view: GridView, *, now: datetime
) -> Iterator[LearnerRow]:
    """Yield all rows of a view, STREAMED_AT_ONCE read at a time."""
    after: After | None = None
    while True:
        rows = read_rows(session, catalogue, cohort, view, after=after, limit=STREAMED_AT_ONCE, now=now)
        yield from rows
        if len(rows) < STREAMED_AT_ONCE:
            return
        after = rows[-1].after


def read_after(sort: Sort, key: str, learner: str) -> After | None:
    """Read where a page begins from two words of an address; None where they do not fit the order."""
    try:
        found = After(key, UUID(learner))
        _after_values(sort, found)
    except ValueError:
        return None
    return found


class _Result(NamedTuple):
    """What counts of one quiz. `waits`: all that was handed in waits for a mark, so that the score is none yet. `held`: what
    was handed in is not told yet, and nothing counts.
    """

    score: float
    passed: bool
    waits: bool
    held: bool = False


_Scores = Mapping[str, _Result]  # by quiz


class _Judge:
    """Shares of modules from what is stored, as core/rules/completion judges them.

    That rule makes a report for one learner, with what is missing and why; here only its shares are needed, for
    50 learners at once. The tests hold both to the same shares.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._module_of = {lesson.slug: lesson.module for lesson in catalogue.lessons}
        self._modules = [
            (module.slug, (*module.quizzes, *module.games), len(module.lessons))
            for module in catalogue.modules
        ]
        self._surveys = {slug for slug, quiz in catalogue.quizzes.items() if quiz.is_survey}
        self._quizzes = quiz_columns(catalogue)

    def modules(self, lessons: str | None, credited: str | None, scores: _Scores) -> tuple[float, ...]:
        """Return each module's share. `lessons` and `credited` are slugs with blanks between them."""
        done = Counter(map(self._module_of.get, lessons.split() if lessons else ()))
        credit = credited.split() if credited else ()
        shares = []
        for slug, tests, lessons_total in self._modules:
            total = lessons_total + len(tests)
            number = done[slug] + sum(self._is_done(test, scores) for test in tests) if tests else done[slug]
            shares.append(1.0 if slug in credit or not total else number / total)
        return tuple(shares)

    def quizzes(self, scores: _Scores) -> tuple[float | None, ...]:
        return tuple(_told(scores.get(slug)) for slug in self._quizzes)

    def _is_done(self, slug: str, scores: _Scores) -> bool:
        return slug in scores and (scores[slug].passed or (slug in self._surveys and not scores[slug].held))


def _told(result: _Result | None) -> float | None:
    return None if result is None or result.waits or result.held else result.score


def _handed_in(waiting: Any) -> Any:
    """Tell whether a result has an attempt that was told, of which the condition holds."""
    return (
        select(Attempt.id)
        .where(
            Attempt.learner_id == QuizResult.learner_id,
            Attempt.quiz_slug == QuizResult.quiz_slug,
            Attempt.state == "submitted",
            Attempt.held_at.is_(None),
            waiting,
        )
        .exists()
    )


_SHOWN: Any = bindparam("learner_ids", expanding=True)
# What counts of each quiz, and beside it which are held: one statement for both.
_RESULTS = union_all(
    select(
        QuizResult.learner_id,
        QuizResult.quiz_slug,
        QuizResult.score,
        QuizResult.passed_at.is_not(None),
        and_(_handed_in(Attempt.waiting > 0), ~_handed_in(Attempt.waiting == 0)),
        false().label("held"),
    ).where(QuizResult.learner_id.in_(_SHOWN)),
    select(Attempt.learner_id, Attempt.quiz_slug, literal(0.0), false(), false(), true()).where(
        Attempt.learner_id.in_(_SHOWN), Attempt.state == "submitted", Attempt.held_at.is_not(None)
    ),
)


def _quiz_results(session: Session, learner_ids: Sequence[UUID]) -> dict[UUID, dict[str, _Result]]:
    """Return what counts, by learner and quiz; of a quiz of which nothing counts yet, that it is held."""
    found: dict[UUID, dict[str, _Result]] = {}
    rows = session.execute(_RESULTS, {"learner_ids": list(learner_ids)})
    for learner_id, slug, *facts in sorted(rows, key=lambda row: bool(row[-1])):
        passed, waits, held = map(bool, facts[1:])
        found.setdefault(learner_id, {}).setdefault(slug, _Result(facts[0], passed, waits, held))
    return found


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _key(sort: Sort, name_key: str, facts: Sequence[Any]) -> str:
    if sort == "name":
        return name_key
    if sort == "share":
        return repr(facts[3])
    return facts[1].isoformat() if facts[1] else ""


def _place(view: GridView, after: After | None) -> Place:
    if after is None:
        return "start"
    return "unkeyed" if view.sort == "seen" and not after.key else "keyed"


def _after_values(sort: Sort, after: After) -> dict[str, object]:
    """Return the parameters of a page's beginning. Raises ValueError for a key that is none of the order's."""
    key: object = after.key
    if "\x00" in after.key.encode().decode():  # a lone surrogate does not survive, and is a ValueError too
        raise ValueError(after.key)
    if sort == "share":
        key = float(after.key)
    elif sort == "seen":
        key = _moment(after.key) if after.key else None
    return {"after_learner": after.learner_id} | ({} if key is None else {"after_key": key})


def _moment(word: str) -> datetime:
    moment = datetime.fromisoformat(word)
    if moment.tzinfo != UTC:
        raise ValueError(word)
    return moment
