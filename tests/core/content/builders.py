"""A small right course in a folder of its own, and ways to break it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from course.core.content.load import Draft, read_course

SAMPLE = Path(__file__).parents[2] / "files" / "content" / "sample"
DESK = "modules/01-front-desk"


@dataclass(frozen=True)
class Course:
    """A course's folder with its cache of renderings."""

    root: Path
    cache: Path

    def change(self, file: str, old: str, new: str) -> None:
        text = (self.root / file).read_text("utf-8")
        assert old in text, f"{old!r} does not stand in {file}"
        (self.root / file).write_text(text.replace(old, new, 1), "utf-8")

    def add(self, file: str, text: str) -> None:
        place = self.root / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")

    def delete(self, file: str) -> None:
        (self.root / file).unlink()

    def line_of(self, file: str, words: str) -> int:
        """Return the first line with the words; "a >> b" is the first line with b after one with a."""
        lines = (self.root / file).read_text("utf-8").split("\n")
        line = 0
        for step in words.split(" >> "):
            line = next(number for number, said in enumerate(lines, 1) if number > line and step in said)
        return line

    def read(self, seconds: float = 30.0) -> Draft:
        return read_course(self.root / "modules", self.root / "quizzes", self.cache, seconds)


def a_course(root: Path, cache: Path | None = None) -> Course:
    shutil.copytree(SAMPLE, root)
    return Course(root, cache or root.parent / "cache")


def a_lesson(body: str, *, kind: str = "reading", made_from: str = "") -> str:
    head = f'title: "A lesson"\nsummary: "One sentence."\nkind: {kind}\n'
    head += f"made-from: {made_from}\n" if made_from else ""
    return f"---\n{head}---\n{body}\n"


def found(draft: Draft) -> set[tuple[str, str, int]]:
    return {(problem.code, problem.file, problem.line) for problem in draft.problems}
