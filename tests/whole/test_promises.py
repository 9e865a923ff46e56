"""The page of promises is true: each has a test, and each test named there exists."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PAGE = TESTS.parent / "docs" / "developers" / "promises.md"
# How far each series goes: the bar's, and behind it the project's own (Q from 10 on, ST, PR, EX).
LAST = {
    "P": 7, "AC": 9, "AU": 13, "Q": 12, "IN": 11, "OP": 11, "F": 20, "TK": 7, "ST": 5, "PR": 3, "EX": 1,
}  # fmt: skip
NOT_KEPT_YET = {
    "AU-11",
    "IN-7",
    *(f"OP-{number}" for number in (7, 8, 10)),
    *(f"F-{number}" for number in (2, 5, 6, 7, 8, 9, 11, 16, 17, 18, 19, 20)),
    *(f"TK-{number}" for number in range(1, 6)),
}
PROMISED = {f"{name}-{number}" for name, last in LAST.items() for number in range(1, last + 1)} - NOT_KEPT_YET
LINE = re.compile(r"^\| ([A-Z]+-\d+) \|", re.MULTILINE)
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def names_in(path: Path) -> set[str]:
    return {one.name for one in ast.parse(path.read_text("utf-8")).body if isinstance(one, ast.FunctionDef)}


def test_the_page_holds_each_promise_once_with_a_test():
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if LINE.match(line)]

    ids = [LINE.match(line)[1] for line in lines]

    assert sorted(ids) == sorted(PROMISED)
    assert [line for line in lines if not TEST.search(line)] == []


def test_every_test_named_there_exists():
    named = TEST.findall(PAGE.read_text("utf-8"))

    missing = [f"{file}::{name}" for file, name in named if name not in names_in(TESTS / file)]

    assert len(named) > 100
    assert missing == []
