"""The report of `course check --report`: how lessons read and habits of questions, as tables or as JSON."""

import json
from collections.abc import Sequence

from course.core.content.report import LessonReading, QuestionNote, lesson_readings, question_notes
from course.core.content.sources import Sources

_READING = ("lesson", "language", "words", "sentences", "mean", "longest", "line", "index", "ease")
_NOTES = ("place", "question", "note", "detail")
_NUMBERS = frozenset({"words", "sentences", "mean", "longest", "line", "ease"})


def report_json(sources: Sources) -> str:
    """Return both tables as one JSON text; what cannot be said of a text is null."""
    data = {
        "lessons": [{"file": each.file, **_row(each)} for each in lesson_readings(sources)],
        "questions": [
            {
                "file": each.file,
                "line": each.line,
                "question": each.question or None,
                "note": each.note,
                "detail": each.detail,
            }
            for each in question_notes(sources)
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def report_text(sources: Sources) -> str:
    """Return both tables for a terminal."""
    lessons = [_row(each) for each in lesson_readings(sources)]
    reading = _table(
        _READING, [["" if row[name] is None else str(row[name]) for name in _READING] for row in lessons]
    )
    notes = _table(_NOTES, [_note(each) for each in question_notes(sources)])
    return f"\nHow lessons read\n{reading}\n\nHabits of questions\n{notes}"


def _row(each: LessonReading) -> dict[str, object]:
    found = each.reading
    return {
        "lesson": each.lesson,
        "language": each.language,
        "words": found.words,
        "sentences": found.sentences,
        "mean": round(found.mean, 1),
        "longest": found.longest.words if found.longest else None,
        "line": found.longest.line if found.longest else None,
        "index": found.index or None,
        "ease": None if found.ease is None else round(found.ease, 1),
    }


def _note(each: QuestionNote) -> list[str]:
    return [f"{each.file}:{each.line}", each.question or "(the quiz)", each.note, each.detail]


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [
        max(len(name), *(len(row[place]) for row in rows)) if rows else len(name)
        for place, name in enumerate(names)
    ]

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.rjust(width) if name in _NUMBERS else cell.ljust(width)
            for name, cell, width in zip(names, row, widths, strict=True)
        ]
        return "  ".join(cells).rstrip()

    return "\n".join([line(names), *(line(row) for row in rows)]) if rows else "Nothing."
