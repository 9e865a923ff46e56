"""What a learner missed and has not got right since, in the course's order."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.grading.practising import QuestionKey, can_be_practised, missed_keys
from course.core.text import pick
from course.store.attempts.last_marks import last_marks
from course.store.practice.queries import right_since


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """One question that was last marked wrong, partly right or without an answer."""

    key: QuestionKey
    module: str  # slug


@dataclass(frozen=True, slots=True)
class MissedQuiz:
    """A quiz with how many of its questions were missed."""

    slug: str
    title: str
    number: int


@dataclass(frozen=True, slots=True)
class MissedModule:
    """A module with the quizzes of it in which something was missed; `place` counts modules from 1."""

    slug: str
    title: str
    place: int
    quizzes: tuple[MissedQuiz, ...]

    @property
    def number(self) -> int:
        return sum(quiz.number for quiz in self.quizzes)


def missed_questions(
    session: Session, catalogue: Catalogue, *, learner_id: UUID, module: str = "", quiz: str = ""
) -> tuple[MissedQuestion, ...]:
    """Return what the learner missed, of one module, one quiz or the whole course, in the course's order.

    Only questions that the running course still has, and in which something is right or wrong. Results that are
    held back tell nothing here. Two statements.
    """
    keys = missed_keys(last_marks(session, learner_id), right_since(session, learner_id))
    return tuple(
        MissedQuestion(QuestionKey(slug, question.id), each.slug)
        for each in catalogue.modules
        if module in {"", each.slug}
        for slug in (*each.quizzes, *each.games)
        if quiz in {"", slug}
        for question in catalogue.quizzes[slug].questions
        if QuestionKey(slug, question.id) in keys and can_be_practised(question)
    )


def by_module(
    catalogue: Catalogue, missed: tuple[MissedQuestion, ...], language: str
) -> tuple[MissedModule, ...]:
    """Return the modules and quizzes that `missed` is about, with how many of each."""
    source = catalogue.languages[0]
    found = []
    for module in catalogue.modules:
        slugs = [one.key.quiz_slug for one in missed if one.module == module.slug]
        quizzes = tuple(
            MissedQuiz(slug, pick(catalogue.quizzes[slug].title, language, source), slugs.count(slug))
            for slug in dict.fromkeys(slugs)
        )
        if quizzes:
            title = pick(module.title, language, source)
            found.append(MissedModule(module.slug, title, module.number, quizzes))
    return tuple(found)
