"""External addresses: where the course names them, and which files of facts they come from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from course.core.content.model import Problem
from course.core.content.sources import LessonSource, RecordSource, Sources
from course.core.text import N_

WITH_FACTS = ("library", "actions")  # the collections whose records name sources
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Use:
    """One place of the course that names an address."""

    address: str  # as written
    file: str
    line: int
    column: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """An address with the fact files that name it and the places that use it; without facts, where it is unproven."""

    address: str  # as its first use has it
    facts: tuple[str, ...]
    uses: tuple[Use, ...]


def same_address(address: str) -> str:
    """Return what is equal for addresses that differ in a last slash, percent-encoding or the case of the host."""
    parts = urlsplit(unquote(address))
    rest = unquote(address)[len(parts.scheme) + 3 + len(parts.netloc) :]
    return f"{parts.scheme}://{parts.netloc.lower()}{rest}".rstrip("/")


def check_addresses(sources: Sources) -> Iterator[Problem]:
    """Warn of every address that no file of facts names. A course without such files is not asked for them."""
    facts = _facts(sources.facts)
    if not facts:
        return
    for use in uses(sources):
        if same_address(use.address) not in facts:
            template = N_("No file in modules/facts names this address: %(address)s.")
            values = {"address": use.address}
            yield Problem(use.file, use.line, "address_unproven", template, values, use.column, warning=True)


def origins(sources: Sources) -> tuple[Origin, ...]:
    """Return every external address of lessons, library and actions, by address."""
    facts = _facts(sources.facts)
    found: dict[str, list[Use]] = {}
    for use in uses(sources):
        found.setdefault(same_address(use.address), []).append(use)
    return tuple(
        Origin(found[key][0].address, tuple(sorted(facts.get(key, ()))), tuple(found[key]))
        for key in sorted(found)
    )


def _facts(named: Mapping[str, set[str]]) -> dict[str, set[str]]:
    facts: dict[str, set[str]] = {}
    for address, files in named.items():
        facts.setdefault(same_address(address), set()).update(files)
    return facts


def uses(sources: Sources) -> Iterator[Use]:
    """Yield every place that names an external address, by file."""
    for lesson in sources.lessons:
        yield from _of_lesson(lesson)
    for collection in WITH_FACTS:
        for record in sources.records[collection].values():
            yield from _of_record(record)


def _of_lesson(lesson: LessonSource) -> Iterator[Use]:
    for place, source in enumerate(lesson.front.sources):
        if source.address:
            yield Use(source.address, lesson.file, *lesson.document.place(("sources", place, "address")))
    for link in lesson.outline.links:
        if _WEB.match(link.target):
            yield Use(link.target, lesson.file, link.line)


def _of_record(source: RecordSource) -> Iterator[Use]:
    record = source.record
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("sources", place), address) for place, address in enumerate(record.sources)
    ]
    if address := getattr(record, "address", None):
        named.append((("address",), address))
    for number, case in enumerate(getattr(record, "cases", ())):
        named += [(("cases", number, "sources", place), each) for place, each in enumerate(case.sources)]
    for path, address in named:
        yield Use(address, source.file, *source.document.place(path))
