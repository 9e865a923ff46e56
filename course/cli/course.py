"""Commands for authors: check the course's files, publish them, see how translations stand."""

import csv
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from course.cli.course_report import report_json, report_text
from course.cli.questions import export_questions, import_questions
from course.cli.regrades import regrade, undo
from course.core.content.addresses import origins
from course.core.content.behind import ADDED, REMOVED, Work
from course.core.content.load import (
    CourseBroken,
    Draft,
    current_version,
    mark_translated,
    publish,
    read_course,
    read_files,
)
from course.core.content.model import Problem
from course.core.content.text_states import TextState
from course.db import revisions
from course.flows.count_attempts import recount_all
from course.flows.rebuild_sums import rebuild_sums, sum_up_build
from course.web.session import utc_now

course_group = AppGroup("course", help="Check and publish the course's files.")
course_group.add_command(import_questions)
course_group.add_command(export_questions)
course_group.add_command(regrade)
course_group.add_command(undo)

_STATES = {
    "source": "source",
    "current": "up to date",
    "behind": "out of date",
    "undated": "made-from is missing",
    "missing": "missing",
    "broken": "cannot be read: course check names why",
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
@click.option(
    "--report", "with_report", is_flag=True, help="Also tell how lessons read and habits of questions."
)
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")
def check_command(*, with_report: bool, as_json: bool) -> None:
    """Name every problem with its file and line. Warnings alone do not fail."""
    if as_json and not with_report:
        raise click.UsageError("--json belongs to --report.")
    draft = _read()
    _show_problems(draft)
    warnings = len(draft.problems) - len(draft.errors)
    click.echo(f"{len(draft.errors)} to mend, {warnings} warnings.", err=bool(draft.errors) or as_json)
    if with_report:
        settings = current_app.config["COURSE"]
        sources = read_files(Path(settings.content_dir), Path(settings.quiz_dir))
        click.echo(report_json(sources) if as_json else report_text(sources))
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
        database = current_app.extensions["course_database"]
        sum_up_build(database, draft.catalogue, _builds_dir(), now=utc_now())


def _has_tables() -> bool:
    """Tell whether the database is there: a course may be published before the first upgrade."""
    with current_app.extensions["course_database"].reader.connect() as connection:
        return revisions.current(connection) == revisions.head()


@course_group.command("rebuild")
def rebuild_command() -> None:
    """Sum up the cohorts' lists and the statistics of quizzes again from the stored facts."""
    database, content = (current_app.extensions[name] for name in ("course_database", "course_content"))
    judged = rebuild_sums(database, content.catalogue(), now=utc_now())
    counted = recount_all(database, content.catalogue())
    click.echo(f"Summed up {judged} learners and {counted} quizzes.")


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
        click.echo(f"{state.lesson}  {state.language}  {_STATES[state.state]}")
    behind = [state for state in draft.states if state.state in {"behind", "undated", "missing"}]
    if behind:
        click.echo("To translate: " + ", ".join(f"{state.lesson}.{state.language}" for state in behind))
    for state in behind:
        _show_work(state)
    if any(state.file for state in behind):
        click.echo("When a translation is mended: flask --app app course translated FILE")


def _show_work(state: TextState) -> None:
    if state.state == "behind" and not state.work:
        click.echo(f"{state.file}: the whole text; which paragraphs changed cannot be told")
    for each in state.work:
        section = f" [{each.section}]" if each.section else ""
        click.echo(f"{state.file}:{each.line}:{section} {_work_words(each)}")


def _work_words(each: Work) -> str:
    if each.kind == REMOVED:
        return "no longer in the source"
    what = "new in the source after this" if each.kind == ADDED else "changed in the source"
    return f"{what} (line {each.source_line}): “{each.words}”"


@course_group.command("translated")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="Mark every translation.")
def translated_command(files: tuple[Path, ...], *, every: bool) -> None:
    """Mark translations as made from their source as it is now: writes the line made-from, nothing else."""
    if every == bool(files):
        raise click.UsageError("Name the translations' files, or say --all.")
    content_dir = Path(current_app.config["COURSE"].content_dir)
    names = {_course_name(file, content_dir) for file in files}
    marked, problems = mark_translated(content_dir, lambda name: every or name in names)
    for each in marked:
        click.echo(f"{each.file}: {'marked' if each.is_new else 'was marked already'}")
        if each.blocks != each.source_blocks:
            click.echo(
                f"{each.file}: has {each.blocks} paragraphs, its source {each.source_blocks}: "
                "changes are shown for the whole lesson until both have the same.",
                err=True,
            )
    missed = sorted(names - {each.file for each in marked})
    source = read_files(content_dir).source_language if missed else ""
    for name in missed:
        why = "no translation that can be read, or its source cannot."
        if name.endswith(f".{source}.md"):
            why = "in the course's source language: name the translations that were made from it."
        click.echo(f"{name}: {why}", err=True)
    for problem in problems:
        if every or problem.file in missed:
            click.echo(problem_line(problem), err=True)
    if missed or (every and problems):
        sys.exit(1)


def _course_name(file: Path, content_dir: Path) -> str:
    """Return how problems name a file: "modules/…", wherever the folder is."""
    try:
        return f"modules/{file.resolve().relative_to(content_dir.resolve()).as_posix()}"
    except ValueError:
        return file.as_posix()


@course_group.command("sources")
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV, a row for each use.")
def sources_command(*, as_csv: bool) -> None:
    """List every external address of lessons, library and actions with the fact file that it comes from."""
    found = origins(read_files(Path(current_app.config["COURSE"].content_dir)))
    if as_csv:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(["address", "facts", "file", "line"])
        for origin in found:
            rows.writerows([use.address, " ".join(origin.facts), use.file, use.line] for use in origin.uses)
        return
    for origin in found:
        click.echo(origin.address)
        click.echo(f"  from  {', '.join(origin.facts) or 'no fact file'}")
        for use in origin.uses:
            click.echo(f"  used  {use.file}:{use.line}")
    unproven = sum(not origin.facts for origin in found)
    click.echo(f"{len(found)} addresses, {unproven} in no fact file.")
