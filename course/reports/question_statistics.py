"""All that is told of one question: its figures, what was answered by weak and strong learners, and the languages."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.grading.questions import AnyQuestion, ChosenGap, Cloze, NumberGap, Numeric, ShortText, Words
from course.core.problems import NotFound
from course.core.statistics.fifths import ByFifth, chosen_by_fifth, facility_by_fifth, fifths
from course.core.statistics.given import TYPED, CountsAs, PossibleAnswer, possible_answers
from course.core.statistics.intervals import FEW_ANSWERS, Figure, too_few, wilson
from course.core.statistics.questions import facility
from course.core.statistics.sums import QuestionSums, joined
from course.core.statistics.votes import FEW_VOTES, asks_for_opinion, votes_told
from course.core.text import pick
from course.reports.quiz_statistics import (
    QuestionStatistics,
    QuizStatistics,
    groups_asked,
    question_of,
    quiz_statistics,
    scope_for,
    sums_by_language,
    versions_asked,
)
from course.store.statistics.queries import ALL_LANGUAGES, GroupSums, TypedCount, group_sums, typed_of

FORMS_TOLD = 20  # of each gap; the others are told together


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerStatistics:
    """How often one answer was given. `part` is what it answers, empty where it answers the whole question.

    `words` is empty for "true" and "false", for what was typed and for a place in an order: see PossibleAnswer. `chosen`
    is None where nothing is right or wrong and so few answered that it would tell who thinks what (votes.py).
    """

    id: str
    part: str
    words: str
    counts_as: CountsAs | None  # None where nothing is right or wrong
    place: int
    chosen: int | None
    share: Figure
    by_fifth: ByFifth


class TypedAnswer(NamedTuple):
    """How many learners typed one form, as marking compares it, and what it counts as: "right", "partly" or "wrong".

    `part` is the number of the gap, "" outside of a passage. All other forms stand together last: `form` and `verdict` are
    empty there. `is_number` tells that a number is asked for.
    """

    part: str
    form: str
    verdict: str
    learners: int
    is_number: bool = False


class LanguageFacility(NamedTuple):
    """How one question was answered in one language."""

    language: str
    answers: int
    facility: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDetail:
    """All that is told of one question."""

    quiz: QuizStatistics
    question: QuestionStatistics
    by_fifth: ByFifth
    answers: tuple[AnswerStatistics, ...]
    typed: tuple[TypedAnswer, ...]  # what was typed, the most frequent first, gap by gap
    languages: tuple[LanguageFacility, ...]


def question_statistics(
    session: Session,
    catalogue: Catalogue,
    cohort_id: UUID | None,
    quiz_slug: str,
    question_id: str,
    language: str,
    *,
    version: str = "",
    answered_in: str = "",
) -> QuestionDetail:
    """Return all that is told of one question. Raises NotFound as `quiz_statistics` does, and for another question."""
    whole = quiz_statistics(
        session,
        catalogue,
        cohort_id,
        quiz_slug,
        language,
        version=version,
        answered_in=answered_in,
        only=question_id,
    )
    line = next((one for one in whole.questions if one.question_id == question_id), None)
    if line is None:
        raise NotFound
    everything = group_sums(session, scope_for(cohort_id), quiz_slug, question_id=question_id)
    compared = groups_asked(everything, version=version)
    groups = groups_asked(compared, answered_in=answered_in)
    sums = joined(group.sums for group in groups)
    asked = sums.questions[question_id]
    parts = fifths(sums.firsts.histogram())
    question = question_of(versions_asked(session, catalogue, quiz_slug, groups), question_id)
    told = not asks_for_opinion(question) or votes_told(
        _votes(groups, question_id),
        [
            _votes(whole, question_id)
            for whole in (everything, compared, groups_asked(everything, answered_in=answered_in))
        ],
    )
    forms: list[TypedCount] = []
    if _typed_parts(question):
        forms = typed_of(
            session,
            scope_for(cohort_id),
            quiz_slug,
            question_id,
            version=version or None,
            language=answered_in or ALL_LANGUAGES,
        )
    return QuestionDetail(
        quiz=whole,
        question=line,
        by_fifth=facility_by_fifth(asked, parts) if asked.worth else ByFifth(),
        answers=tuple(
            AnswerStatistics(
                id=answer.id,
                part=_part(catalogue, answer, language),
                words=pick(answer.words, language, catalogue.languages[0]),
                counts_as=answer.counts_as,
                place=answer.place,
                chosen=sum(asked.given.get(answer.id, {}).values()) if told else None,
                share=_share(asked, answer.id) if told else too_few(FEW_VOTES),
                by_fifth=chosen_by_fifth(asked.given.get(answer.id, {}), asked.bins(), parts)
                if asked.worth
                else ByFifth(),
            )
            for answer in possible_answers(question)
        ),
        typed=tuple(_typed(question, asked, forms)),
        languages=tuple(
            LanguageFacility(code, one.questions[question_id].answers, facility(one.questions[question_id]))
            for code, one in sums_by_language(compared).items()
            if question_id in one.questions
        ),
    )


def _votes(groups: Iterable[GroupSums], question_id: str) -> int:
    """Return how many answered a question of those who were asked it."""
    asked = (group.sums.questions.get(question_id) for group in groups)
    return sum(one.answers - one.blank for one in asked if one)


def _typed(question: AnyQuestion, asked: QuestionSums, forms: Iterable[TypedCount]) -> Iterator[TypedAnswer]:
    """Yield the forms that were typed most in each gap, then how many typed any other. Versions are joined."""
    for gap, part, is_number in _typed_parts(question):
        found: Counter[tuple[str, str]] = Counter()
        for one in forms:
            if one.gap == gap:
                found[one.form, one.verdict] += one.learners
        before = f"{gap}:" if gap else ""
        others = sum(sum(asked.given.get(before + verdict, {}).values()) for verdict in TYPED)
        for (form, verdict), learners in sorted(found.items(), key=lambda each: (-each[1], each[0]))[
            :FORMS_TOLD
        ]:
            yield TypedAnswer(part, form, verdict, learners, is_number)
            others -= learners
        if others > 0:
            yield TypedAnswer(part, "", "", others)


def _typed_parts(question: AnyQuestion) -> list[tuple[str, str, bool]]:
    """Return where something is typed: the ids of gaps with their numbers, or "" for the whole question; and whether that
    is a number.
    """
    match question:
        case ShortText() | Numeric():
            return [("", "", isinstance(question, Numeric))]
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            return [
                (gap.id, str(place), isinstance(gap, NumberGap))
                for place, gap in enumerate(gaps, 1)
                if not isinstance(gap, ChosenGap)
            ]
        case _:
            return []


def _part(catalogue: Catalogue, answer: PossibleAnswer, language: str) -> str:
    return answer.part.get("") or pick(answer.part, language, catalogue.languages[0])


def _share(asked: QuestionSums, answer: str) -> Figure:
    if asked.answers < FEW_ANSWERS:
        return too_few(FEW_ANSWERS)
    return wilson(sum(asked.given.get(answer, {}).values()), asked.answers)
