"""Commands for authors: check the course's files, publish them, see how translations stand."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from course.core.content.load import CourseBroken, Draft, current_version, publish, read_course
from course.core.content.model import Problem
from course.db import revisions
from course.flows.rebuild_sums import rebuild_sums
from course.web.session import utc_now

course_group = AppGroup("course", help="Check and publish the course's files.")

_STATES = {
    "source": "source",
    "current": "up to date",
    "behind": "out of date",
    "undated": "made-from is missing",
    "missing": "missing",
}


def _builds_dir() -> Path:
    settings = current_app.config["COURSE"]
    return Path(settings.instance_dir) / "builds"


def _read() -> Draft:
    settings = current_app.config["COURSE"]
    return read_course(settings.content_dir, settings.quiz_dir, _builds_dir() / "cache")


def problem_line(problem: Problem) -> str:
    """Return one problem as editors read it: file:line:column: sentence."""
    kind = "warning: " if problem.warning else ""
    return f"{problem.file}:{problem.line}:{problem.column}: {kind}{problem.sentence}"


def _show_problems(draft: Draft) -> None:
    for problem in draft.problems:
        click.echo(problem_line(problem), err=True)


@course_group.command("check")
def check_command() -> None:
    """Name every problem with its file and line. Warnings alone do not fail."""
    draft = _read()
    _show_problems(draft)
    warnings = len(draft.problems) - len(draft.errors)
    click.echo(f"{len(draft.errors)} to mend, {warnings} warnings.", err=bool(draft.errors))
    if draft.errors:
        sys.exit(1)


@course_group.command("publish")
def publish_command() -> None:
    """Build the course and put it on. If it has faults, what was on stays."""
    draft = _read()
    _show_problems(draft)
    try:
        build = publish(draft, _builds_dir())
    except CourseBroken:
        kept = current_version(_builds_dir())
        stays = f"The version {kept} stays on." if kept else "Nothing is on yet."
        click.echo(f"Not published: {len(draft.errors)} to mend. {stays}", err=True)
        sys.exit(1)
    click.echo(f"Published {build.version}." if build.is_new else f"Nothing new: {build.version} is on.")
    if build.is_new and draft.catalogue is not None and _has_tables():
        rebuild_sums(current_app.extensions["course_database"], draft.catalogue, now=utc_now())


def _has_tables() -> bool:
    """Tell whether the database is there: a course may be published before the first upgrade."""
    with current_app.extensions["course_database"].reader.connect() as connection:
        return revisions.current(connection) == revisions.head()


@course_group.command("rebuild")
def rebuild_command() -> None:
    """Sum up the cohorts' lists again from the stored facts."""
    database, content = (current_app.extensions[name] for name in ("course_database", "course_content"))
    judged = rebuild_sums(database, content.catalogue(), now=utc_now())
    click.echo(f"Summed up {judged} learners.")


@course_group.command("status")
def status_command() -> None:
    """Show the version that is on and how each lesson stands in each language."""
    draft = _read()
    click.echo(f"On: {current_version(_builds_dir()) or 'nothing yet'}")
    if draft.catalogue:
        click.echo(f"Files: {draft.catalogue.version}")
    else:
        click.echo(f"Files: {len(draft.errors)} to mend (course check names them)")
    for state in draft.states:
        note = f"  made-from: {state.source_version}" if state.state != "current" else ""
        click.echo(f"{state.lesson}  {state.language}  {_STATES[state.state]}{note}")
    behind = [state for state in draft.states if state.state in {"behind", "undated", "missing"}]
    if behind:
        click.echo("To translate: " + ", ".join(f"{state.lesson}.{state.language}" for state in behind))
