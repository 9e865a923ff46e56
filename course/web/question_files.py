"""Where the question of a report stands in the files of the course, for those who mend it."""

from pathlib import Path

from flask import current_app

from course.core.content.question_lines import question_line
from course.store.faults.queries import FaultRow


def file_place(row: FaultRow) -> str:
    """Return the file and line of a question as the files are now; without a line where it is gone."""
    folder: Path = current_app.config["COURSE"].quiz_dir
    name = f"{row.quiz_slug}.yaml"
    try:
        number = question_line((folder / name).read_text("utf-8"), row.question_id)
    except (OSError, UnicodeDecodeError):
        number = 0
    return f"quizzes/{name}:{number}" if number else f"quizzes/{name}"
