"""What is typed in a terminal: `flask --app app GROUP COMMAND`."""

from flask import Flask


def install(app: Flask) -> None:
    """Give the application its command groups."""
    from course.cli.course import course_group
    from course.cli.db import db_group

    for group in (course_group, db_group):
        app.cli.add_command(group)
