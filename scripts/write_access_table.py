"""Write docs/developers/access.md: every route with who may call it, on what, and what it changes."""

import sys
from pathlib import Path

from flask import Flask

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from course import create_app
from course.web.gate import policy_table

TARGET = Path(__file__).resolve().parent.parent / "docs" / "developers" / "access.md"
HEAD = """# Who may call what

Gathered from the declarations at the routes (`open_to`, course/web/gate.py); a test fails when this page and the
application differ. `who` is the least role. `on` says on which things: *own* are the caller's, *cohort* those of
cohorts that the caller facilitates or learns in, *community* what the visibility rules allow. A caller who may not
gets the same answer as for a page that does not exist.

| address | methods | who | on | changes | rate class | kept | token scope |
|---|---|---|---|---|---|---|---|
"""


def table(app: Flask) -> str:
    """Return the page."""
    lines = []
    for line in policy_table(app):
        rule = line.access
        cells = (
            f"`{line.path}`",
            " ".join(line.methods),
            rule.who if rule else "nobody",
            rule.objects if rule else "",
            "yes" if line.changes else "",
            rule.rate if rule else "",
            rule.cache if rule else "",
            rule.scope if rule else "",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(table(create_app()), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name} is written.\n")
