"""What is typed in a terminal: `flask --app app GROUP COMMAND`."""

from flask import Flask


def install(app: Flask) -> None:
    """Give the application its commands."""
    from course.cli.accounts import accounts_group
    from course.cli.badges import badges_group
    from course.cli.cohorts import cohorts_group
    from course.cli.course import course_group
    from course.cli.db import db_group
    from course.cli.demo import demo_group
    from course.cli.doctor import doctor
    from course.cli.jobs import jobs_group
    from course.cli.serve import serve

    for command in (
        accounts_group,
        badges_group,
        cohorts_group,
        course_group,
        db_group,
        demo_group,
        doctor,
        jobs_group,
        serve,
    ):
        app.cli.add_command(command)
