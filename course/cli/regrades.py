"""Marking answers anew after a question was mended, from a terminal: the same flows as the pages."""

from collections.abc import Iterable
from uuid import UUID, uuid4

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from course.core.content.model import Catalogue
from course.core.problems import CourseProblem, NotFound
from course.core.text import Text
from course.db.session import Database
from course.flows.apply_regrade import apply_regrade, order_regrade
from course.flows.plan_regrade import make_order
from course.flows.row_faults import Faults
from course.flows.try_regrade import dry_run
from course.flows.undo_regrade import begin_undo_regrade, undo_regrade
from course.reports.mended_questions import mended_quiz
from course.store.regrades.queries import get_regrade, learners_by_state
from course.web.session import utc_now


@click.command("regrade")
@click.argument("quiz")
@click.option("--question", "questions", multiple=True, help="Its id; else all whose key or points changed.")
@click.option("--because", multiple=True, help="Why, as learners read it: en=…, es=…, fr=…; once a language.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@with_appcontext
def regrade(quiz: str, questions: tuple[str, ...], because: tuple[str, ...], *, dry_run: bool) -> None:
    """Mark the answers to mended questions of QUIZ anew. Marks only rise; learners are told why."""
    database, catalogue = _course()
    if quiz not in catalogue.quizzes:
        message = f"There is no quiz {quiz} in the course that is published."
        raise click.ClickException(message)
    reasons = _reasons(because, catalogue)
    if not dry_run and not reasons:
        raise click.ClickException("Say why, in one language at least: --because en=…")
    with database.reading() as session:
        found = mended_quiz(session, catalogue, quiz)
    wanted = questions or tuple(each.id for each in found.questions if each.is_suggested)
    click.echo(f"Questions: {', '.join(wanted) or 'none'}")
    if dry_run:
        _try(database, catalogue, quiz, wanted)
        return
    try:
        with database.writing() as session:
            regrade_id, _learners = order_regrade(
                session,
                catalogue,
                quiz_slug=quiz,
                questions=wanted,
                because=reasons,
                key=str(uuid4()),
                actor_id=None,
                now=utc_now(),
            )
    except CourseProblem as problem:
        raise click.ClickException(problem.code) from problem
    failed = Faults()
    apply_regrade(database, catalogue, regrade_id=regrade_id, now=utc_now(), failed=failed)
    for learner_id, error in failed.items():
        click.echo(f"Not regraded, tried again each minute: {learner_id} ({error.__cause__!r})", err=True)
    with database.reading() as session:
        _show(get_regrade(session, regrade_id).counts.items())
    click.echo(f"Regrade {regrade_id} is applied. For 14 days: course undo-regrade {regrade_id}")


@click.command("undo-regrade")
@click.argument("regrade_id", type=click.UUID)
@with_appcontext
def undo(regrade_id: UUID) -> None:
    """Put back each mark as it was before a regrade; what was earned by it since is left and counted."""
    database, catalogue = _course()
    try:
        with database.writing() as session:
            begin_undo_regrade(session, regrade_id=regrade_id, actor_id=None, now=utc_now())
    except NotFound as problem:
        raise click.ClickException("There is no such regrade.") from problem
    except CourseProblem as problem:
        raise click.ClickException(problem.code) from problem
    undo_regrade(database, catalogue, regrade_id=regrade_id, now=utc_now())
    with database.reading() as session:
        _show(learners_by_state(session, regrade_id).items())


def _course() -> tuple[Database, Catalogue]:
    app: Flask = current_app
    return app.extensions["course_database"], app.extensions["course_content"].catalogue()


def _reasons(because: Iterable[str], catalogue: Catalogue) -> Text:
    reasons = {}
    for each in because:
        language, _equals, words = each.partition("=")
        if language not in catalogue.languages or not words.strip():
            message = f"{each!r} names no language of the course with its reason: write en=…"
            raise click.ClickException(message)
        reasons[language] = words.strip()
    return reasons


def _try(database: Database, catalogue: Catalogue, quiz: str, questions: tuple[str, ...]) -> None:
    with database.reading() as session:
        order = make_order(session, catalogue, quiz_slug=quiz, questions=questions)
        tried = dry_run(session, order, show="all", start=0, size=0, now=utc_now())
    open_ones = ("still open: marked anew once handed in", len(tried.open))
    _show([("learners who pass by it", tried.passing), *tried.counts.items(), open_ones])
    click.echo("Nothing is written.")


def _show(counts: Iterable[tuple[str, int]]) -> None:
    for name, number in counts:
        if number:
            click.echo(f"{number:>7} {name}")
