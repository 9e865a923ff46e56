"""Questions as authors write them: the YAML of a quiz file, for what came from other systems."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

import yaml

from course.core.grading.questions import AnyQuestion, kind_of

DECIMALS = 6  # as many as a quiz file takes


class _Plain(yaml.SafeDumper):
    """Writes the same thing twice where it stands twice: the reader refuses aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the name is the library's
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the library's
        """Indent lists below their keys, as the course's files do."""
        super().increase_indent(flow, indentless=False)


def question_data(question: AnyQuestion) -> dict[str, Any]:
    """Return a question as its file has it: what equals a default or is empty is left out."""
    data = asdict(question)
    see = data.pop("see")
    data.pop("lead")  # written before the question
    kept = {name: value for name, value in data.items() if not _is_default(question, name, value)}
    found: dict[str, Any] = {"id": kept.pop("id"), "kind": kind_of(question)}
    found |= {name: _plain(kept.pop(name)) for name in ("tags", "points", "text") if name in kept}
    general = kept.pop("feedback", None)
    found |= {name: _plain(value) for name, value in kept.items()}
    if general:
        found["feedback"] = dict(general)
    if see:
        found["see"] = see["lesson"] + (f"#{see['heading']}" if see["heading"] else "")
    return found


def quiz_yaml(head: Mapping[str, Any], questions: Sequence[AnyQuestion]) -> str:
    """Return a whole quiz file; `head` holds all but the questions."""
    return _written(dict(head)) + "questions:\n" + questions_yaml(questions)


def questions_yaml(questions: Sequence[AnyQuestion]) -> str:
    """Return questions as they stand at the end of a quiz file."""
    written = [one for question in questions for one in (*_lead(question), question_data(question))]
    text = _written(written)
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


def _lead(question: AnyQuestion) -> list[dict[str, Any]]:
    return [{"id": told.id, "kind": "description", "text": dict(told.text)} for told in question.lead]


def _written(data: object) -> str:
    return yaml.dump(
        data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=1_000, default_flow_style=False
    )


def _is_default(question: AnyQuestion, name: str, value: object) -> bool:
    if value in ({}, (), [], ""):
        return True
    return any(one.name == name and value == one.default for one in fields(question))


def _plain(value: Any) -> Any:
    """Return a value as plain YAML: lists, mappings without what is empty, and numbers without needless decimals."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if one not in ({}, (), "", False)}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        rounded = round(value, DECIMALS)
        return int(rounded) if rounded == int(rounded) else rounded
    return value
