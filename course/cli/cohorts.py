"""`flask --app app cohorts`: cohorts and their rosters, by the same flows as the pages."""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import available_timezones

import click
from flask import current_app
from flask.cli import AppGroup

from course.core.content.model import Catalogue
from course.core.formats.roster_csv import read_roster, write_roster
from course.core.formats.roster_staging import read_remark
from course.core.problems import CourseProblem
from course.db.session import Database, Session
from course.flows.apply_roster import ACTING, apply_whole, begin_apply
from course.flows.create_cohort import CohortPlan, close_cohort, create_cohort
from course.flows.stage_roster import discard_import, stage_roster
from course.reports.cohort_export import cohort_export
from course.store.cohorts.queries import CohortFacts, get_cohort, get_import, outcome_counts, rows_after
from course.web.admin.words import remark_words
from course.web.errors import sentence
from course.web.i18n import LANGUAGES
from course.web.session import utc_now

cohorts_group = AppGroup("cohorts", help="Cohorts and their rosters.")
FAULTS_PART = 500
_DAY = click.DateTime(["%Y-%m-%d"])


def _database() -> Database:
    database: Database = current_app.extensions["course_database"]
    return database


def _cohort(slug: str) -> CohortFacts:
    with _database().reading() as session:
        try:
            return get_cohort(session, slug)
        except CourseProblem as problem:
            raise click.ClickException(f"There is no cohort {slug}.") from problem


@cohorts_group.command("create")
@click.option("--name", required=True)
@click.option("--slug", default="", help="Its address; made of the name unless given.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option("--seats", type=click.IntRange(0), default=0, show_default=True, help="0 is no limit.")
@click.option("--starts", type=_DAY, help="First day, as 2026-09-25.")
@click.option("--ends", type=_DAY, help="Last day.")
@click.option("--time-zone", type=click.Choice(sorted(available_timezones())), metavar="NAME", default="UTC")
def create(
    name: str,
    slug: str,
    language: str,
    seats: int,
    starts: datetime | None,
    ends: datetime | None,
    time_zone: str,
) -> None:
    """Make a cohort and print its slug and code."""
    plan = CohortPlan(
        name=name,
        language=language,
        seats=seats,
        starts_on=_day(starts),
        ends_on=_day(ends),
        time_zone=time_zone,
    )
    with _database().writing() as session:
        chosen = create_cohort(session, plan=plan, actor_id=None, now=utc_now(), slug=slug)
    made = _cohort(chosen)
    click.echo(f"Made the cohort {made.slug}. Its code is {made.code}.")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@cohorts_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cohort", "slug", required=True)
@click.option("--dry-run", is_flag=True, help="Say what would become of each row, and change nothing.")
@click.option("--no-invitations", is_flag=True, help="Write to nobody.")
def import_roster(file: Path, slug: str, *, dry_run: bool, no_invitations: bool) -> None:
    """Enrol a cohort from a roster file: all of it, or nothing where a row wants mending."""
    cohort, now = _cohort(slug), utc_now()
    sheet = read_roster(file.read_bytes(), now_year=now.year, languages=tuple(LANGUAGES))
    if sheet.file_problems:
        raise click.ClickException(" ".join(problem.sentence for problem in sheet.file_problems))
    import_id = stage_roster(
        _database(), cohort_id=cohort.id, actor_id=None, sheet=sheet, file_name=file.name, now=now
    )
    with _database().reading() as session:
        counts = outcome_counts(session, import_id)
        _tell_faults(session, import_id)
    click.echo(", ".join(f"{outcome}: {number}" for outcome, number in sorted(counts.items())))
    if dry_run or counts.get("correct") or not any(counts.get(name) for name in ACTING):
        with _database().writing() as session:
            discard_import(session, import_id=import_id, actor_id=None, now=now)
        if counts.get("correct"):
            raise click.ClickException("Rows want mending; nothing was changed.")
        click.echo("Nothing was changed.")
        return
    _apply(cohort, import_id, send_invitations=not no_invitations, now=now)


def _tell_faults(session: Session, import_id: UUID) -> None:
    """Name every cell to mend, with its line and column, on standard error."""
    last = 0
    while rows := rows_after(session, import_id, last, FAULTS_PART, outcomes=("correct",)):
        for row in rows:
            for remark in map(read_remark, row.problems):
                place = f"line {row.line}, {remark.column}" if remark.column else f"line {row.line}"
                click.echo(f"{place}: {remark_words(remark)}", err=True)
        last = rows[-1].number


def _apply(cohort: CohortFacts, import_id: UUID, *, send_invitations: bool, now: datetime) -> None:
    catalogue: Catalogue = current_app.extensions["course_content"].catalogue()
    try:
        with _database().writing() as session:
            begin_apply(
                session,
                cohort_id=cohort.id,
                import_id=import_id,
                send_invitations=send_invitations,
                actor_id=None,
                now=now,
            )
    except CourseProblem as problem:
        words = sentence(problem.code, {"cohort": cohort.name, **problem.values})
        raise click.ClickException(f"{words} Nothing was changed.") from problem
    apply_whole(_database(), catalogue, import_id, now)
    with _database().reading() as session:
        state = get_import(session, cohort_id=cohort.id, import_id=import_id).state
    if state != "applied":
        raise click.ClickException("The seats ran out on the way; all of it is undone.")
    click.echo("The roster is applied.")


@cohorts_group.command("export")
@click.option("--cohort", "slug", required=True)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="A file; else the terminal.")
def export(slug: str, to: Path | None) -> None:
    """Write a cohort's roster, in the form that import reads."""
    cohort = _cohort(slug)
    with _database().reading() as session:
        lines = write_roster(cohort_export(session, cohort_id=cohort.id, slug=cohort.slug))
        if to is None:
            for line in lines:
                click.echo(line, nl=False)
            return
        with to.open("w", encoding="utf-8-sig", newline="") as opened:
            opened.writelines(lines)
    click.echo(f"Wrote {to}.")


@cohorts_group.command("close")
@click.option("--cohort", "slug", required=True)
def close(slug: str) -> None:
    """Close a cohort: nobody joins or is enrolled any more. Its record stays."""
    cohort = _cohort(slug)
    with _database().writing() as session:
        closed = close_cohort(session, cohort=cohort, actor_id=None, now=utc_now())
    click.echo(f"Closed {cohort.slug}." if closed else f"{cohort.slug} was closed already.")
