"""Where a question stands in its quiz file."""

import re


def question_line(file: str, question_id: str) -> int:
    """Return the line, from 1, in which a quiz file names a question; 0 where it does not any more.

    Only an `id` at the start of a list's entry is a question's or a part's; the first one is the question's,
    since `course check` refuses two questions of one name.
    """
    named = re.compile(rf"""\s*- (?:\{{\s*)?id:\s*["']?{re.escape(question_id)}["']?\s*(?:[,#}}].*)?$""")
    lines = file.splitlines()
    return next((number for number, line in enumerate(lines, 1) if named.match(line)), 0)
