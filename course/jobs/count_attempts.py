"""Counting finished attempts into the sums of their quizzes, and quizzes anew whose marks changed."""

from flask import Flask

from course.db.session import Database
from course.flows.count_attempts import count_new_attempts, recount_due


def count_attempts(app: Flask) -> int:
    """Bring the sums up to date; return how many attempts were added. Safe to run at any time and to run again."""
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    counted = count_new_attempts(database, catalogue)
    recount_due(database, catalogue)
    return counted
