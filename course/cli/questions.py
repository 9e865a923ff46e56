"""Questions in and out: other systems' files into a quiz file, and a quiz into them."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from course.core.content.load import read_files
from course.core.content.quiz_yaml import questions_yaml, quiz_yaml
from course.core.content.strict_yaml import read_yaml
from course.core.formats.question_formats import FORMS, READERS, read_questions, write_quiz
from course.core.formats.questions_in import BYTES_MAX, REASONS, FileRefused, Imported, Remark, remark_words
from course.core.grading.kinds import kind_of


@click.command("import-questions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(READERS)),
    help="Else told by the text.",
)
@click.option(
    "--to", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="quizzes/NAME.yaml"
)
@click.option("--language", help="The language of the texts; else the course's source language.")
@click.option("--module", help="The module of a new quiz.")
@click.option("--dry-run", is_flag=True, help="Say what would come, and write nothing.")
@with_appcontext
def import_questions(
    file: Path, form: str | None, target: Path, language: str | None, module: str | None, *, dry_run: bool
) -> None:
    """Bring questions from a file of another system to the end of a quiz file, or into a new one.

    What cannot be taken is named with its reason. Then run `course check`: it lists what is to be translated.
    """
    if file.stat().st_size > BYTES_MAX:
        raise click.ClickException(f"{file} is larger than {BYTES_MAX:,} bytes. Part it.")
    settings = current_app.config["COURSE"]
    sources = read_files(settings.content_dir, settings.quiz_dir)
    spoken = language or sources.source_language
    if spoken not in (sources.languages or (spoken,)):
        raise click.ClickException(f"The course is in {', '.join(sources.languages)}, not in {spoken}.")
    try:
        _form, imported = read_questions(file.read_bytes(), spoken, _ids_of(target), form or "")
    except FileRefused as refused:
        message = f"{file}: {refused}"
        raise click.ClickException(message) from refused
    folder = _module_folder(settings.content_dir, target, module) if imported.kept_pictures() else None
    if folder:
        imported.rename_pictures(lambda name: _bytes_at(folder / name))
    _show(imported, file)
    if not imported.questions:
        raise click.ClickException("There is no question to take.")
    if dry_run:
        click.echo("Nothing is written.")
        return
    if folder:
        _write_pictures(folder, imported)
    _write(target, imported, module)
    click.echo(f"{len(imported.questions)} questions are in {target}. Now run: course check")


@click.command("export-questions")
@click.argument("quiz")
@click.option("--format", "form", type=click.Choice(sorted(FORMS)), required=True)
@click.option("--language", help="The language of the texts; else the course's source language.")
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="A file; else it is printed."
)
@with_appcontext
def export_questions(quiz: str, form: str, language: str | None, target: Path | None) -> None:
    """Write a quiz's questions in another system's format; name on the error output what it cannot hold."""
    settings = current_app.config["COURSE"]
    sources = read_files(settings.content_dir, settings.quiz_dir)
    if quiz not in sources.quizzes:
        raise click.ClickException(f"There is no quiz “{quiz}”.")
    spoken = language or sources.source_language
    if spoken not in (sources.languages or (spoken,)):
        raise click.ClickException(f"The course is in {', '.join(sources.languages)}, not in {spoken}.")
    zone = sources.course.time_zone if sources.course else "UTC"
    found = sources.quizzes[quiz].quiz
    folders = {place.name[3:]: place for place in settings.content_dir.glob("[0-9][0-9]-*")}
    folder = folders.get(found.module, settings.content_dir)
    exported = write_quiz(found, form, spoken, zone, lambda one: _bytes_at(folder / one.file) or b"")
    for remark in exported.notes:
        click.echo(f"{remark.name}: {_sentence(remark)}", err=True)
    for remark in exported.left_out:
        click.echo(f"{remark.name}: left out. {_sentence(remark)}", err=True)
    if not exported.written:
        raise click.ClickException(
            f"{FORMS[form].name} can hold no question of “{quiz}”: nothing is written."
        )
    if target:
        target.write_bytes(exported.content)
    else:
        click.echo(exported.content, nl=False)


def _ids_of(target: Path) -> set[str]:
    """Return the ids of the questions that a quiz file has; refuse one to whose end nothing can be added."""
    if not target.parent.is_dir():
        raise click.ClickException(f"There is no folder {target.parent}: make it first.")
    if not target.exists():
        return set()
    try:
        document, _problems = read_yaml(str(target), target.read_text("utf-8"), 1)
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{target} is not in UTF-8. Save it so first.") from error
    data = document.data
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("questions"), list)
        or list(data)[-1] != "questions"
    ):
        raise click.ClickException(
            f"{target} must be a quiz file whose “questions” stand last. Mend it first."
        )
    return {str(one.get("id")) for one in data["questions"] if isinstance(one, dict)}


def _module_folder(content_dir: Path, target: Path, module: str | None) -> Path:
    """Return the folder of the quiz's module, into whose media/ pictures go."""
    if target.exists():
        data = read_yaml(str(target), target.read_text("utf-8"), 1)[0].data
        module = str(data.get("module")) if isinstance(data, dict) else module
    found = next((place for place in content_dir.glob("[0-9][0-9]-*") if place.name[3:] == module), None)
    if found is None:
        raise click.ClickException(
            f"The questions bring pictures, and there is no module “{module or ''}” to put them into."
        )
    return found


def _bytes_at(place: Path) -> bytes | None:
    return place.read_bytes() if place.is_file() else None


def _write_pictures(folder: Path, imported: Imported) -> None:
    for name, data in imported.kept_pictures().items():
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        part = place.with_name(place.name + ".part")
        part.write_bytes(data)
        part.replace(place)


def _write(target: Path, imported: Imported, module: str | None) -> None:
    if target.exists():
        text = target.read_text("utf-8").rstrip("\n") + "\n" + questions_yaml(imported.questions)
    elif module:
        title = {imported.language: target.stem.replace("-", " ").capitalize()}
        head = {"module": module, "title": title, "purpose": "check", "pass_score": 0.7}
        text = quiz_yaml(head, imported.questions)
    else:
        raise click.ClickException(f"{target} is new: name its module with --module.")
    part = target.with_name(target.name + ".part")
    part.write_text(text, "utf-8")
    part.replace(target)


def _show(imported: Imported, file: Path) -> None:
    for question in imported.questions:
        click.echo(f"{question.id}: {kind_of(question)}")
    for name, data in imported.kept_pictures().items():
        click.echo(f"{name}: {len(data):,} bytes")
    for remark in imported.notes:
        click.echo(f"{_place(file, remark)}: {remark.name}: {_sentence(remark)}", err=True)
    for remark in imported.skipped:
        click.echo(f"{_place(file, remark)}: {remark.name}: left out. {_sentence(remark)}", err=True)
    click.echo(
        f"{len(imported.questions)} taken, {len(imported.skipped)} left out, {len(imported.notes)} changed."
    )


def _sentence(remark: Remark) -> str:
    return remark_words(REASONS[remark.reason], remark.values)


def _place(file: Path, remark: Remark) -> str:
    return f"{file}:{remark.line}" if remark.line else str(file)
