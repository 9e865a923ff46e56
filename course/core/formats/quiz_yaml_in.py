"""Questions of a quiz file, taken one by one: a fault in one of them keeps no other from being taken.

Reads what `core/content/quiz_yaml.py` writes: a whole quiz file, or a list of questions. Texts keep all their languages.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from course.core.content.files import Shape, read_shape
from course.core.content.model import Problem
from course.core.content.quiz_files import picture_from_data, question_from_data
from course.core.content.quiz_shapes import AnyShape, DescriptionShape
from course.core.content.strict_yaml import Document, Path, Place, read_yaml
from course.core.formats.questions_in import FileRefused, Imported, Remark, shown_name
from course.core.grading.pictures import QuestionPicture, pictures_of
from course.core.text import N_

NAME = "questions"  # what problems call the file

_GAP = "gap"  # stands in for the kind of a gap, which has none
_REASONED = frozenset({"choice", "choices", "categorise", "hotspot", _GAP})  # whose parts each have a reason


class _One(Shape):
    question: AnyShape


def read_quiz_yaml(text: str, language: str, taken: Collection[str] = ()) -> Imported:
    """Return the questions of a quiz file. Raises FileRefused where it is no such file."""
    document, problems = read_yaml(NAME, text)
    if problems:
        raise _refused(problems[0])
    data: Any = document.data
    under: Path = ("questions",) if isinstance(data, dict) else ()
    asked = data.get("questions") if isinstance(data, dict) else data
    if not isinstance(asked, list):
        raise FileRefused(N_("It has no list of “questions”: it is no quiz file."))
    imported, places = Imported(language, taken=set(taken)), _places(document, under)
    _note_head(imported, data)
    for number, one in enumerate(asked):
        name = str(one.get("id") or number + 1) if isinstance(one, dict) else str(number + 1)
        asked_for = {"question": _with_reasons(one)}
        shape, faults = read_shape(_One, Document(NAME, asked_for, places[number]))
        if shape is None:
            imported.skipped.append(
                Remark(name, faults[0].line, "fault", {"problem": _told(faults[0], name)})
            )
            continue
        data = shape.model_dump(mode="json", exclude_defaults=True)["question"]
        if isinstance(shape.question, DescriptionShape):
            line = places[number].get(("question",), (0, 0))[0]
            picture = picture_from_data(data)
            imported.tell(data["text"], Remark(name, line, "leads_nowhere"), name, picture)
            _note_pictures(imported, name, [picture] if picture else [])
            continue
        question = question_from_data(data)
        _note_pictures(imported, name, pictures_of(question))
        imported.take(replace(question, id=imported.new_id(question.id)))
    return imported.close()


def _refused(problem: Problem) -> FileRefused:
    """Return the refusal of a file that is no YAML as authors may write it, with the place where that shows."""
    place = {"line": problem.line, "problem": problem}
    if problem.column:
        return FileRefused(
            N_("Line %(line)s, column %(column)s: %(problem)s"), **place, column=problem.column
        )
    return FileRefused(N_("Line %(line)s: %(problem)s"), **place)


def _note_pictures(imported: Imported, name: str, pictures: Iterable[QuestionPicture]) -> None:
    """Note the pictures that a quiz file names and does not hold."""
    for file in dict.fromkeys(picture.file for picture in pictures):
        imported.gather(file, "picture_by_name", name)


def _note_head(imported: Imported, data: Any) -> None:
    """Note what a quiz file says beside its questions."""
    if isinstance(data, dict) and (names := [str(name) for name in data if name != "questions"]):
        imported.notes.append(Remark(shown_name("", ", ".join(names)), 1, "whole_quiz"))


def _with_reasons(one: Any) -> Any:
    """Return a question with what a file has not yet, and `course check` asks for in the course itself.

    These are reasons, and what pictures show and places are called.
    """
    if not isinstance(one, dict):
        return one
    filled = _with_shown(one)
    for name in ("options", "items", "spots"):
        if isinstance(one.get(name), list) and str(one.get("kind")) in _REASONED:
            filled[name] = [_with_feedback(part, is_spot=name == "spots") for part in one[name]]
    if isinstance(one.get("gaps"), list):
        filled["gaps"] = [_with_reasons(_chosen(gap)) for gap in one["gaps"]]
    if one.get("kind") == "true-false":
        filled = {"feedback_true": {}, "feedback_false": {}} | filled
    if one.get("kind") == _GAP:
        del filled["kind"]
    return filled


def _chosen(gap: Any) -> Any:
    return {**gap, "kind": _GAP} if isinstance(gap, dict) and "kind" not in gap else gap


def _with_feedback(part: Any, *, is_spot: bool) -> Any:
    if not isinstance(part, dict):
        return part
    return {"feedback": {}} | ({"text": {}} if is_spot else {}) | _with_shown(part)


def _with_shown(one: dict[str, Any]) -> dict[str, Any]:
    picture = one.get("picture")
    return {**one, "picture": {"text": {}} | picture} if isinstance(picture, dict) else dict(one)


def _places(document: Document, under: Path) -> Mapping[int, Mapping[Path, Place]]:
    """Return the places of each question's values, by the question's position."""
    found: dict[int, dict[Path, Place]] = defaultdict(dict)
    depth = len(under)
    for path, place in document.places.items():
        if path[:depth] == under and len(path) > depth and isinstance(position := path[depth], int):
            found[position]["question", *path[depth + 1 :]] = place
    return found


def _told(problem: Problem, name: str) -> Problem:
    """Return a problem that names the question where it would name the place that only this reader has."""
    values = {key: name if value == "question" else value for key, value in problem.values.items()}
    return replace(problem, values=values)
