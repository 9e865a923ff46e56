"""Questions as authors write them: the YAML of a quiz file, for what came from other systems."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from course.core.content.quiz_shapes import QuizFile
from course.core.grading.kinds import kind_of
from course.core.grading.pictures import QuestionPicture
from course.core.grading.questions import AnyQuestion, ByHand, Hotspot, Likert, Poll
from course.core.grading.quiz import Quiz

DECIMALS = 6  # as many as a quiz file takes


class _Plain(yaml.SafeDumper):
    """Writes the same thing twice where it stands twice: the reader refuses aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the name is the library's
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the library's
        """Indent lists below their keys, as the course's files do."""
        super().increase_indent(flow, indentless=False)


def _decimal(dumper: yaml.SafeDumper, value: float) -> yaml.ScalarNode:
    """Write a number without an exponent, which a quiz file does not take."""
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:.{DECIMALS}f}".rstrip("0"))


_Plain.add_representer(float, _decimal)


def question_data(question: AnyQuestion) -> dict[str, Any]:
    """Return a question as its file has it: what equals a default or is empty is left out."""
    data = asdict(question)
    see = data.pop("see")
    for name in ("lead", "picture"):  # written before the question, and by its file alone
        data.pop(name)
    if isinstance(question, ByHand):
        data.pop("points")  # they follow from the rubric
    for option in data.get("options", ()):
        if shown := option.get("picture"):
            option["picture"] = {name: shown[name] for name in ("file", "text")}
    kept = {name: value for name, value in data.items() if not _is_default(question, name, value)}
    found: dict[str, Any] = {"id": kept.pop("id"), "kind": kind_of(question)}
    found |= {name: _plain(kept.pop(name)) for name in ("tags", "points", "text") if name in kept}
    found |= _picture(question.picture)
    if isinstance(question, Hotspot) and not question.picture:
        found["picture"] = "world"
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


def whole_quiz_yaml(quiz: Quiz, zone: str) -> str:
    """Return the file of a quiz as it stands: reading it in the same time zone gives the same version."""
    said = json.loads(quiz.body)
    for name in ("opens", "closes"):
        if name in said:
            local = datetime.fromisoformat(said[name]).astimezone(ZoneInfo(zone))
            said[name] = f"{local:%Y-%m-%d %H:%M}"
    head = {
        name: _plain(said[name]) for name in QuizFile.model_fields if name in said and name != "questions"
    }
    return quiz_yaml(head, quiz.questions)


def questions_yaml(questions: Sequence[AnyQuestion]) -> str:
    """Return questions as they stand at the end of a quiz file."""
    written = [one for question in questions for one in (*_lead(question), question_data(question))]
    text = _written(written)
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


def _lead(question: AnyQuestion) -> list[dict[str, Any]]:
    return [
        {"id": told.id, "kind": "description", "text": dict(told.text), **_picture(told.picture)}
        for told in question.lead
    ]


def _picture(shown: QuestionPicture | None) -> dict[str, Any]:
    return {"picture": _plain({"file": shown.file, "text": shown.text})} if shown else {}


def _written(data: object) -> str:
    return yaml.dump(
        data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=1_000, default_flow_style=False
    )


def _is_default(question: AnyQuestion, name: str, value: object) -> bool:
    if _is_empty(value) and name != "answer":
        return True
    if name == "points" and isinstance(question, Likert | Poll):  # nothing in it can earn any
        return True
    return any(one.name == name and value == one.default for one in fields(question))


def _is_empty(value: object) -> bool:
    """Tell whether a value says nothing; 0 says something, though it equals False."""
    return value is None or value is False or value in ({}, (), [], "")


def _plain(value: Any) -> Any:
    """Return a value as plain YAML: lists, mappings without what is empty, and numbers without needless decimals."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if not _is_empty(one)}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        rounded = round(value, DECIMALS)
        return int(rounded) if rounded == int(rounded) else rounded
    return value
