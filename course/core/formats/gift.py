r"""GIFT: Moodle's text format for questions.

Source: docs.moodle.org, "GIFT format". Read: titles, text formats, categories, comments with tags, the escapes
\~ \= \# \{ \} \: \n \\, choices with one or several right answers, percentages, true and false, short answers, numbers with
ranges and tolerance, matching, the missing word, essays, feedback for each answer and in general. Blank lines between
questions may be missing, and may stand between answers.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import markdown

from course.core.formats.questions_in import (
    Imported,
    Remark,
    Skip,
    category_tags,
    options_of,
    plain_from_html,
    shown_name,
)
from course.core.grading.questions import (
    Answer,
    AnyQuestion,
    Choice,
    Choices,
    Essay,
    Match,
    Numeric,
    Pair,
    ShortText,
    TrueFalse,
)
from course.core.slugs import is_slug, make_slug

_ESCAPED = re.compile(r"\\([~=#{}:\\n>])")
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
_TAG = re.compile(r"\[tag:([^\]]+)\]")
_ID = re.compile(r"\[id:([^\]]+)\]")
_TITLE = re.compile(r"\s*::((?:\\.|[^\\:]|:(?!:))*)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle|moodle_auto_format)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%(-?[0-9]+(?:\.[0-9]+)?)%")
_GAP = "_____"
ALL = 100.0


@dataclass(slots=True)
class _Raw:
    """One question as it stands in the file; `body` is what stands in the brackets, None where there are none."""

    line: int
    before: str
    body: str | None = None
    after: str = ""
    tags: list[str] = field(default_factory=list)
    given_id: str = ""
    closed: bool = True


@dataclass(frozen=True, slots=True)
class _Part:
    """One answer: what it begins with, its weight in percent or None, its text and its feedback."""

    sign: str
    weight: float | None
    text: str
    feedback: str


def read_gift(text: str, language: str, taken: Collection[str] = ()) -> Imported:
    """Return the questions of a GIFT file; what has no like here is skipped by name, with its line."""
    imported = Imported(language, taken=set(taken))
    for raw in _raw_questions(text):
        reader = _Reader(imported, raw)
        if raw.body is None and raw.closed and (text := reader.words(reader.before)):
            imported.tell(imported.said(text), Remark(reader.name, raw.line, "leads_nowhere"), reader.title)
            continue
        try:
            imported.take(reader.question())
        except Skip as skip:
            imported.skipped.append(Remark(reader.name, raw.line, skip.reason, skip.values))
        else:
            imported.notes += [Remark(reader.name, raw.line, loss) for loss in reader.losses]
            imported.notes += reader.notes
    return imported.close()


# ---- Cutting the file into questions: one pass over its lines ----------------------------------------------------


def _raw_questions(text: str) -> Iterator[_Raw]:
    raw: _Raw | None = None
    category: list[str] = []
    tags: list[str] = []
    given_id = ""
    inside = False  # the brackets of the question that is being read
    for number, line in enumerate(text.split("\n"), 1):
        if not inside and line.lstrip().startswith("//"):
            tags += _TAG.findall(line)
            given_id = found[1].strip() if (found := _ID.search(line)) else given_id
            continue
        if not inside and (found := _CATEGORY.match(line)):
            if raw:
                yield raw
            raw, category = None, category_tags(found[1])
            continue
        opens = None if inside else _find(line, "{")
        titled = line.lstrip().startswith("::")
        begins = titled or (opens is not None and raw is not None and raw.body is not None)
        if raw and not inside and (not line.strip() or begins):
            yield raw
            raw = None
        if not inside and not line.strip():
            continue
        if raw is None:
            raw = _Raw(number, "", tags=[*tags, *category], given_id=given_id)
            tags, given_id = [], ""
        inside = _take(raw, line, inside=inside)
    if raw:
        raw.closed = not inside
        yield raw


def _take(raw: _Raw, line: str, *, inside: bool) -> bool:
    """Add a line to a question; tell whether its brackets are open at the end of it."""
    while True:
        at = _find(line, "}" if inside else "{")
        if inside:
            raw.body = (raw.body or "") + (line if at is None else line[:at])
        elif raw.body is None:
            raw.before += line if at is None else line[:at]
        else:
            raw.after += line
            at = None
        if at is None:
            if inside:
                raw.body = f"{raw.body}\n"
            elif raw.body is None:
                raw.before += "\n"
            else:
                raw.after += "\n"
            return inside
        if not inside:
            raw.body = ""
        line, inside = line[at + 1 :], not inside


def _find(line: str, sign: str) -> int | None:
    """Return where a sign stands that is not escaped."""
    at = 0
    while (at := line.find(sign, at)) >= 0:
        if (at - len(line[:at].rstrip("\\"))) % 2 == 0:
            return at
        at += 1
    return None


# ---- One question ------------------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, imported: Imported, raw: _Raw) -> None:
        self.imported = imported
        self.raw = raw
        self.notes: list[Remark] = []
        self.losses: dict[str, None] = {}
        before = raw.before
        title = _TITLE.match(before)
        self.title = _plain_escapes(title[1]).strip() if title else ""
        before = before[title.end() :] if title else before
        form = _FORMAT.match(before)
        self.form = form[1].lower() if form else "moodle"
        self.before = before[form.end() :] if form else before
        self.name = shown_name(self.title, _plain_escapes(self.before))

    def words(self, text: str) -> str:
        """Return a text without escapes and markup."""
        form = _FORMAT.match(text)
        text = _plain_escapes(text[form.end() :] if form else text).strip()
        kind = form[1].lower() if form else self.form
        if kind == "plain":
            return text
        found, losses = plain_from_html(markdown.markdown(text) if kind == "markdown" else text)
        self.losses |= dict.fromkeys(losses)
        return found

    def question(self) -> AnyQuestion:
        raw = self.raw
        if not raw.closed:
            raise Skip("unclosed")
        if raw.body is None:
            raise Skip("kind", kind="description")
        body, _, general = _cut(raw.body, "####")
        text = self._text()
        shared: dict = {  # type: ignore[type-arg]
            "id": self.imported.new_id(raw.given_id if is_slug(raw.given_id) else self.title or text),
            "text": self.imported.said(text),
            "tags": tuple(dict.fromkeys(make_slug(tag, "tag") for tag in raw.tags)),
            "feedback": self.imported.said(self.words(general)),
        }
        if not body.strip():
            return Essay(**shared, points=0.0)
        if truth := re.match(r"\s*(T|TRUE|F|FALSE)\s*(?=#|$)", body, re.IGNORECASE):
            return self._true_false(shared, truth[1].upper().startswith("T"), body[truth.end() :])
        if body.lstrip().startswith("#"):
            return self._numeric(shared, body.lstrip()[1:])
        parts = list(_parts(body))
        if not parts:
            raise Skip("no_answers")
        if any(_cut(part.text, "->")[1] for part in parts):
            return self._match(shared, parts)
        if all(part.sign == "=" for part in parts):
            return self._short_text(shared, parts)
        return self._choice(shared, parts)

    def _text(self) -> str:
        """Return what is asked; a word missing in its middle is a gap."""
        after = self.raw.after.strip()
        before = self.words(self.before)
        return " ".join(filter(None, (before, _GAP, self.words(after)))) if after else before

    def _true_false(self, shared: dict, answer: bool, rest: str) -> TrueFalse:  # type: ignore[type-arg]  # noqa: FBT001 - it is the answer
        _, _, reasons = _cut(rest, "#")
        wrong, _, right = _cut(reasons, "#")
        told = {
            not answer: self.imported.said(self.words(wrong)),
            answer: self.imported.said(self.words(right)),
        }
        return TrueFalse(**shared, answer=answer, feedback_true=told[True], feedback_false=told[False])

    def _numeric(self, shared: dict, body: str) -> Numeric:  # type: ignore[type-arg]
        parts = list(_parts(body)) if _find(body, "=") is not None else [_part("=", body)]
        answers: list[Answer] = []
        for part in parts:
            share = (ALL if part.weight is None else part.weight) / ALL
            if part.sign == "=" and share > 0:
                value, tolerance = _number_and_tolerance(part.text)
                said = self.imported.said(self.words(part.feedback))
                answers.append(Answer(f"answer-{len(answers) + 1}", value, tolerance, min(share, 1.0), said))
        if not any(answer.share == 1.0 for answer in answers):
            raise Skip("no_right")
        return Numeric(**shared, answers=tuple(answers))

    def _match(self, shared: dict, parts: list[_Part]) -> Match:  # type: ignore[type-arg]
        pairs = []
        for place, part in enumerate(parts):
            prompt, arrow, answer = _cut(part.text, "->")
            if not arrow:
                raise Skip("unreadable", detail=self.words(part.text)[:40])
            pairs.append(
                Pair(
                    f"pair-{place + 1}",
                    self.imported.said(self.words(prompt)),
                    self.imported.said(self.words(answer)),
                )
            )
        if len(pairs) < 2:  # noqa: PLR2004 - a match needs two
            raise Skip("one_answer")
        return Match(**shared, pairs=tuple(pairs))

    def _short_text(self, shared: dict, parts: list[_Part]) -> ShortText:  # type: ignore[type-arg]
        whole = [part for part in parts if part.weight is None or part.weight >= ALL]
        if not whole:
            raise Skip("no_right")
        if dropped := [self.words(part.text) for part in parts if part not in whole]:
            self._note("lost_weight", detail=", ".join(dropped))
        if not shared["feedback"]:
            shared["feedback"] = self.imported.said(self.words(whole[0].feedback))
        return ShortText(
            **shared, accepted={self.imported.language: tuple(self.words(part.text) for part in whole)}
        )

    def _choice(self, shared: dict, parts: list[_Part]) -> AnyQuestion:  # type: ignore[type-arg]
        several = not any(part.sign == "=" for part in parts)
        rights = [
            part.weight is not None and part.weight > 0 if several else part.sign == "=" for part in parts
        ]
        if len(parts) < 2:  # noqa: PLR2004 - a choice needs two
            raise Skip("one_answer")
        if not any(rights):
            raise Skip("no_right")
        if all(rights):
            raise Skip("all_right")
        answers = [
            (self.words(part.text), right, self.words(part.feedback))
            for part, right in zip(parts, rights, strict=True)
        ]
        if not several and (weighed := [part for part in parts if part.sign == "~" and part.weight]):
            self._note("lost_weight", detail=", ".join(self.words(part.text) for part in weighed))
        options = options_of(self.imported, answers)
        return Choice(**shared, options=options) if sum(rights) == 1 else Choices(**shared, options=options)

    def _note(self, reason: str, **values: object) -> None:
        self.notes.append(Remark(self.name, self.raw.line, reason, values))


def _parts(body: str) -> Iterator[_Part]:
    """Yield the answers of a question: each begins with an unescaped = or ~."""
    starts = [found.start() for found in re.finditer(r"[=~]", body) if _is_free(body, found.start())]
    for start, end in pairwise([*starts, len(body)]):
        yield _part(body[start], body[start + 1 : end])


def _part(sign: str, text: str) -> _Part:
    said, _, feedback = _cut(text, "#")
    weight = _WEIGHT.match(said)
    return _Part(
        sign, float(weight[1]) if weight else None, said[weight.end() :] if weight else said, feedback
    )


def _is_free(text: str, at: int) -> bool:
    """Tell whether a sign is not escaped and does not end an arrow or a weight."""
    return (at - len(text[:at].rstrip("\\"))) % 2 == 0


def _cut(text: str, sign: str) -> tuple[str, str, str]:
    """Part a text at the first such sign that is not escaped."""
    at = text.find(sign)
    while at >= 0 and not _is_free(text, at):
        at = text.find(sign, at + 1)
    return (text, "", "") if at < 0 else (text[:at], sign, text[at + len(sign) :])


def _plain_escapes(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def _number_and_tolerance(text: str) -> tuple[float, float]:
    """Read 3, 3:0.5 or 2..4."""
    said = text.strip()
    low, dots, high = said.partition("..")
    if dots:
        least, most = number_of(low), number_of(high)
        return (least + most) / 2, abs(most - least) / 2
    value, _, tolerance = said.partition(":")
    return number_of(value), abs(number_of(tolerance)) if tolerance.strip() else 0.0


def number_of(text: str) -> float:
    """Return a number as these formats write it, with a point. Raises Skip."""
    said = text.strip().replace("\\", "")
    if not re.fullmatch(r"[+-]?(?:\d{1,12}(?:\.\d{0,9})?|\.\d{1,9})", said):
        raise Skip("not_a_number", value=said[:20])
    return float(said)
