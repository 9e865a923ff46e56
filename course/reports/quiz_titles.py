"""The titles of quizzes, those that left the course among them."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.text import pick
from course.store.attempts.models import QuizVersion


def quiz_titles(
    session: Session, catalogue: Catalogue, slugs: Iterable[str], language: str
) -> Mapping[str, str]:
    """Return the titles of these quizzes; of those that left the course as their newest version has them.

    A slug that no version was ever stored of stands for its title. One statement where a quiz left the course, else none.
    """
    wanted, source = set(slugs), catalogue.languages[0]
    gone = wanted - catalogue.quizzes.keys()
    quizzes = [catalogue.quizzes[slug] for slug in wanted - gone]
    if gone:
        rows = session.execute(
            select(QuizVersion.quiz_slug, QuizVersion.version, QuizVersion.body)
            .where(QuizVersion.quiz_slug.in_(gone))
            .order_by(QuizVersion.first_used_at)
        )
        quizzes += [stored_quiz(catalogue, slug, version=version, body=body) for slug, version, body in rows]
    return {slug: slug for slug in gone} | {quiz.slug: pick(quiz.title, language, source) for quiz in quizzes}
