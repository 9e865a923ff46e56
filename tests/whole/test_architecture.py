"""The page of the architecture is true: what it tells is there, and the contracts stand there as they are checked."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "course"
PAGE = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
BUILT, PLANNED = PAGE.split("## 9. Planned, not built")
TREE, CONTRACTS = (re.search(rf"```{kind}\n(.*?)```", BUILT, re.DOTALL)[1] for kind in ("", "toml"))
WORDS = BUILT.replace(CONTRACTS, "").replace(TREE, "")
ROOMS = ("core", "store", "flows", "reports", "web", "jobs", "cli", "db")
# a path of a room, with the name of a thing in it or without: store/attempts.close_attempt
PATH = re.compile(rf"(?<![\w/.])(?:course/)?((?:{'|'.join(ROOMS)})(?:/\w+)+)(?:\.(\w+))?")
SNAKE = re.compile(r"(?<![\w`/.])[a-z]+(?:_[a-z]+)+(?![\w/])")
CODE = "\n".join(
    path.read_text("utf-8")
    for folder in ("course", "tests")
    for path in sorted((PROJECT / folder).rglob("*.py"))
)


def files_at(path: str) -> list[Path]:
    """Return the files of a module or folder of the package; none where there is no such."""
    place = PACKAGE / path
    if place.is_dir():
        return sorted(place.rglob("*.py"))
    return [place.with_suffix(".py")] if place.with_suffix(".py").is_file() else []


def holds(path: str, name: str | None) -> bool:
    files = files_at(path)
    if not files and not (PACKAGE / path).is_dir():
        return False
    if not name or name in {"md", "yaml", "py", "html"}:
        return True
    pattern = re.compile(rf"^(?:class|def) {name}\b|^{name}\b.* = ", re.MULTILINE)
    return any(pattern.search(file.read_text("utf-8")) for file in files)


def listed(cell: str) -> list[str]:
    """Return the paths of a table's cell, "flows/plan_regrade, apply_regrade; jobs": the room holds until the next."""
    found, room = [], ""
    for word in re.split(r"[,;]\s*", re.sub(r"\(.*?\)", "", cell)):
        path = PATH.fullmatch(word.strip())
        if path:
            found.append(path[1])
            room = path[1].rpartition("/")[0]
        elif room and re.fullmatch(r"[a-z_]+", word.strip()) and word.strip() not in ROOMS:
            found.append(f"{room}/{word.strip()}")
    return found


def tree() -> list[str]:
    """Return the paths under course/ that the tree shows, each with a slash at the end where it is a folder."""
    lines = TREE[TREE.index("\ncourse/") + 1 :].splitlines()[1:]
    found, folders = [], {0: ""}
    for line in lines:
        if not line.startswith("  "):
            break
        depth = len(line) - len(line.lstrip())
        for name in re.split(r"\s{2,}", line.strip())[0].split():
            if "*" in name or "<" in name:
                continue
            found.append(folders[depth - 2] + name)
            folders[depth] = folders[depth - 2] + name
    return found


def test_each_path_that_is_named_exists():
    named = [(path, name) for path, name in PATH.findall(WORDS) if "<" not in path]
    cells = [
        cell for line in WORDS.splitlines() if line.startswith("|") for cell in line.strip("|").split("|")
    ]
    named += [(path, None) for cell in cells for path in listed(cell.strip())]

    missing = [(path, name) for path, name in named if not holds(path, name)]

    assert len(named) > 80
    assert missing == []


def test_each_name_of_code_that_is_told_stands_in_the_code():
    told = {name for text in (WORDS, TREE) for name in SNAKE.findall(text)}
    told |= set(re.findall(r"`([a-z]+(?:_[a-z]+)+)\b", WORDS))

    assert len(told) > 40
    assert [
        name
        for name in sorted(told)
        if not re.search(rf"\b{name}\b", CODE) and not list(PACKAGE.rglob(f"{name}.py"))
    ] == []


def test_each_file_of_the_tree_exists_and_each_subject_of_the_store_stands_in_it():
    shown = tree()

    assert [path for path in shown if not (PACKAGE / path).exists()] == []
    assert {path.name for path in (PACKAGE / "store").iterdir() if (path / "models.py").is_file()} == {
        path.split("/")[1] for path in shown if re.fullmatch(r"store/\w+/", path)
    }


def test_the_contracts_are_those_that_are_checked():
    checked = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]

    assert tomllib.loads(CONTRACTS)["tool"]["importlinter"] == checked


def test_what_is_planned_is_not_built_yet():
    planned = [path for path, _name in PATH.findall(PLANNED)]

    new = {path for path in planned if not files_at(path)}
    assert new == {"store/forum", "store/actions", "store/records", "store/platforms", "web/interop"}
    assert set(planned) - new <= {"core/rules", "core/formats", "web/community"}
