"""The page of promises is true: each has a test, and each test named there exists."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PAGE = TESTS.parent / "docs" / "developers" / "promises.md"
PROMISED = {
    *(f"P-{number}" for number in range(1, 8)),
    *(f"AC-{number}" for number in range(1, 10)),
    *(f"AU-{number}" for number in (*range(1, 11), 12, 13)),
    *(f"Q-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9)),
    *(f"IN-{number}" for number in (1, 2, 3, 4, 5, 6, 9, 10, 11)),
    *(f"OP-{number}" for number in (1, 2, 3, 4, 5, 6, 9, 11)),
    *(f"F-{number}" for number in (1, 3, 4, 10, 12, 13, 14, 15)),
    *(f"TK-{number}" for number in (6, 7)),
}
LINE = re.compile(r"^\| ([A-Z]+-\d+) \|", re.MULTILINE)
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def names_in(path: Path) -> set[str]:
    return {one.name for one in ast.parse(path.read_text("utf-8")).body if isinstance(one, ast.FunctionDef)}


def test_every_promise_has_a_test():
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if LINE.match(line)]

    proven = {LINE.match(line)[1] for line in lines if TEST.search(line)}

    assert PROMISED - proven == set()


def test_every_test_named_there_exists():
    named = TEST.findall(PAGE.read_text("utf-8"))

    missing = [f"{file}::{name}" for file, name in named if name not in names_in(TESTS / file)]

    assert len(named) > 100
    assert missing == []
