"""`flask --app app accounts`: people, by the same flows as the pages."""

from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from course.core.emails import email_fault
from course.core.problems import CourseProblem
from course.db.session import Database
from course.flows.add_late_person import add_late_person
from course.flows.change_role import change_role
from course.flows.make_account import make_account
from course.flows.suspend_person import restore_person, suspend_person
from course.reports.own_data import as_file, own_data
from course.store.accounts.queries import find_account_by_email
from course.store.cohorts.queries import get_cohort
from course.web.errors import sentence
from course.web.i18n import LANGUAGES
from course.web.session import utc_now

accounts_group = AppGroup("accounts", help="People and their roles.")
ROLES = click.Choice(["learner", "facilitator", "admin"])


def _database() -> Database:
    database: Database = current_app.extensions["course_database"]
    return database


def _checked(email: str) -> str:
    if email_fault(email.strip()):
        message = f"{email} is not an address. Write it like name@example.org."
        raise click.ClickException(message)
    return email.strip()


def _found(email: str) -> UUID:
    with _database().reading() as session:
        account = find_account_by_email(session, email)
    if account is None:
        message = f"Nobody has the address {email}."
        raise click.ClickException(message)
    return account.id


def _failed(problem: CourseProblem) -> click.ClickException:
    return click.ClickException(sentence(problem.code, dict(problem.values)))


@accounts_group.command("create")
@click.option("--email", required=True)
@click.option("--role", type=ROLES, required=True)
@click.option("--name", default="", help="The display name; the first part of the address unless given.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
def create(email: str, role: str, name: str, language: str) -> None:
    """Make an account and mail its owner a link to sign in with."""
    address = _checked(email)
    with _database().writing() as session:
        made = make_account(
            session,
            email=address,
            display_name=name or address.split("@")[0],
            role=role,
            language=language,
            now=utc_now(),
        )
    if not made:
        message = f"{address} has an account already. Use set-role to change its role."
        raise click.ClickException(message)
    click.echo(f"Made {address} as {role}. A link to sign in with is in the mail.")


@accounts_group.command("invite")
@click.option("--email", required=True)
@click.option("--cohort", required=True, help="The cohort's slug.")
@click.option("--name", default="", help="The display name; the first part of the address unless given.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
def invite(email: str, cohort: str, name: str, language: str) -> None:
    """Enrol one person in a cohort and mail them an invitation in their language."""
    address = _checked(email)
    content = current_app.extensions["course_content"].catalogue()
    try:
        with _database().writing() as session:
            add_late_person(
                session,
                content,
                cohort=get_cohort(session, cohort),
                email=address,
                display_name=name or address.split("@")[0],
                language=language,
                note="",
                actor_id=None,
                now=utc_now(),
            )
    except CourseProblem as problem:
        raise _failed(problem) from problem
    click.echo(f"{address} is in the cohort {cohort}.")


@accounts_group.command("set-role")
@click.option("--email", required=True)
@click.option("--role", type=ROLES, required=True)
def set_role(email: str, role: str) -> None:
    """Give a person another role; it holds from their next request."""
    account_id = _found(email)
    try:
        with _database().writing() as session:
            changed = change_role(session, account_id=account_id, role=role, actor_id=None, now=utc_now())
    except CourseProblem as problem:
        raise _failed(problem) from problem
    click.echo(f"{email} is {role} now." if changed else f"{email} was {role} already.")


@accounts_group.command("suspend")
@click.option("--email", required=True)
@click.option("--restore", is_flag=True, help="Let the person in again.")
def suspend(email: str, *, restore: bool) -> None:
    """Shut a person out at once; what they did stays."""
    account_id = _found(email)
    deed = restore_person if restore else suspend_person
    try:
        with _database().writing() as session:
            changed = deed(session, account_id=account_id, actor_id=None, now=utc_now())
    except CourseProblem as problem:
        raise _failed(problem) from problem
    state = "let in again" if restore else "suspended"
    click.echo(f"{email} is {state}." if changed else f"{email} was {state} already.")


@accounts_group.command("export")
@click.option("--email", required=True)
def export(email: str) -> None:
    """Write everything about a person as JSON to standard output."""
    account_id = _found(email)
    with _database().reading() as session:
        click.echo(as_file(own_data(session, account_id)))
