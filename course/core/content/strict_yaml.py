"""YAML as authors may write it: plain data with the line of every value, and no surprises.

Values are read from the parser's events and nothing is ever constructed from a tag. What stands without
quotes stays text until the field that it stands in says otherwise; so `NO`, `12:30`, `2024-01-01` and `1.10`
mean what they look like. Aliases, anchors, tags, duplicate keys and several documents are refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from course.core.content.model import Problem
from course.core.text import N_

DEPTH_MAX = 12  # a quiz needs 7; deeper is a mistake or an attack

Place = tuple[int, int]  # line and column, from 1
Path = tuple[str | int, ...]  # keys and positions from the top of a file down to a value

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is at hand


class Plain(str):
    """A value written without quotes: its field says whether it is a number, a yes or no, or a text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says (`data` is nested dict, list and str; None when unreadable) and where."""

    file: str
    data: object
    places: Mapping[Path, Place]

    def place(self, path: tuple[str | int, ...]) -> Place:
        """Return where the value at `path` stands, or the nearest thing around it that exists.

        Parts of the path that the file does not have are skipped, such as the name of a question's kind.
        """
        here: Path = ()
        for part in path:
            if (*here, part) in self.places:
                here = (*here, part)
        return self.places.get(here, (1, 1))


class _Refused(Exception):  # noqa: N818 - it stops the reading; the problem is already noted
    """Reading cannot go on."""


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being filled."""

    container: dict[str, object] | list[object]
    path: Path
    key: str | None = None


@dataclass(slots=True)
class _Reader:
    """Builds data from events, one at a time."""

    file: str
    first_line: int
    problems: list[Problem] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)
    frames: list[_Frame] = field(default_factory=list)
    data: object = None
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_extras(event)
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse_extras(event)
            self._open(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.frames.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._stop(event, "yaml_alias", N_("Aliases (*name) are not allowed: write the value again."))
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop(event, "yaml_documents", N_("Only one document is allowed in a file."))

    def _place(self, event: yaml.Event) -> Place:
        assert event.start_mark, "events that were read have marks"
        return event.start_mark.line + self.first_line, event.start_mark.column + 1

    def _note(self, event: yaml.Event, code: str, template: str, **values: object) -> None:
        line, column = self._place(event)
        self.problems.append(Problem(self.file, line, code, template, values, column))

    def _stop(self, event: yaml.Event, code: str, template: str, **values: object) -> None:
        self._note(event, code, template, **values)
        raise _Refused

    def _refuse_extras(
        self, event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent
    ) -> None:
        if event.anchor:
            self._note(event, "yaml_anchor", N_("Anchors (&name) are not allowed."))
        if event.tag and event.tag != "!":
            self._note(event, "yaml_tag", N_("Tags such as %(tag)s are not allowed."), tag=event.tag)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame and isinstance(frame.container, dict) and frame.key is None:
            self._take_key(frame, event)
            return
        value = event.value if event.style else Plain(event.value)
        self._put(event, value)

    def _take_key(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        frame.key = event.value
        if event.value in frame.container:
            self._note(
                event, "yaml_duplicate", N_("The field “%(field)s” stands here twice."), field=event.value
            )
        else:
            self.places[(*frame.path, event.value)] = self._place(event)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if len(self.frames) >= DEPTH_MAX:
            self._stop(event, "yaml_deep", N_("Values are nested more than %(depth)s deep."), depth=DEPTH_MAX)
        frame = self.frames[-1] if self.frames else None
        if frame and isinstance(frame.container, dict) and frame.key is None:
            self._stop(event, "yaml_key", N_("The name of a field must be a plain word."))
        container: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._put(event, container)
        self.frames.append(_Frame(container, path))

    def _put(self, event: yaml.Event, value: object) -> Path:
        """Put a value where it belongs and return its path; the first of two equal keys wins."""
        if not self.frames:
            self.data = value
            self.places[()] = self._place(event)
            return ()
        frame = self.frames[-1]
        if isinstance(frame.container, list):
            path: Path = (*frame.path, len(frame.container))
            frame.container.append(value)
            self.places[path] = self._place(event)
            return path
        key, frame.key = frame.key or "", None
        frame.container.setdefault(key, value)
        return (*frame.path, key)


def read_yaml(file: str, text: str, first_line: int = 1) -> tuple[Document, list[Problem]]:
    """Read one document. `first_line` is the line of the file on which `text` begins.

    After a fault of syntax `data` is None; other faults are noted and the reading goes on.
    """
    reader = _Reader(file, first_line)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            reader.take(event)
    except _Refused:
        reader.data = None
    except yaml.YAMLError as error:
        reader.data = None
        reader.problems.append(_syntax_problem(file, first_line, error))
    else:
        if reader.data is None:
            reader.problems.append(Problem(file, first_line, "yaml_empty", N_("There is nothing here.")))
    return Document(file, reader.data, reader.places), reader.problems


def _syntax_problem(file: str, first_line: int, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 0)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    if "\\t" in reason:
        template = N_("A tab stands here. YAML is indented with blanks: put blanks in its place.")
        return Problem(file, line, "yaml_tab", template, {}, column)
    template = N_("This is not valid YAML: %(reason)s. Put texts with “:” or “#” in quotes.")
    return Problem(file, line, "yaml_syntax", template, {"reason": reason}, column)
