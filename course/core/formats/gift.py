r"""GIFT: Moodle's text format for questions.

Source: docs.moodle.org, "GIFT format". Read: titles, text formats, categories, comments with tags, the escapes
\~ \= \# \{ \} \: \n \\, choices with one or several right answers, percentages, true and false, short answers, numbers with
ranges and tolerance, matching, the missing word, essays, feedback for each answer and in general. Blank lines between
questions may be missing, and may stand between answers.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from course.core.formats.accepted import (
    Typed,
    TypedNumber,
    accepted_numbers,
    is_marked_up,
    lost_shares,
    short_text_of,
)
from course.core.formats.gift_lines import RawQuestion, find_free, is_free, raw_questions
from course.core.formats.html_words import plain_from_html, plain_from_markdown
from course.core.formats.option_shares import share_losses, with_shares
from course.core.formats.questions_in import (
    ALL,
    Imported,
    Remark,
    Skip,
    extras_of,
    labels_of,
    number_of,
    options_of,
    shown_name,
)
from course.core.grading.questions import (
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
from course.core.text import Text

_ESCAPED = re.compile(r"\\([~=#{}:\\n>])")
_TITLE = re.compile(r"\s*::((?:\\.|[^\\:]|:(?!:))*)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle|moodle_auto_format)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%(-?[0-9]+(?:\.[0-9]+)?)%")
# How what stands in brackets begins where it is answers and nothing else: code and markup have brackets too.
_ANSWERS = re.compile(
    r"\s*(?:[=~]|####|#\s*(?:=|[+-]?[0-9.]+\s*(?:$|[:.#=~]))|(?:[TF]|(?i:TRUE|FALSE))\s*(?:#|$))"
)
_TITLED = re.compile(r"^[ \t]*(?:::|\$CATEGORY:)", re.MULTILINE)
_GAP = "_____"


@dataclass(frozen=True, slots=True)
class _Part:
    """One answer: what it begins with, its weight in percent or None, its text and its feedback."""

    sign: str
    weight: float | None
    text: str
    feedback: str
    whole: str  # the text with what may be a weight: a pair has none


def has_signs(text: str) -> bool:
    """Tell whether a text has a title or a category, as GIFT alone has them."""
    return _TITLED.search(text) is not None


def may_be_gift(text: str) -> bool:
    """Tell whether the brackets of a text are questions: one of them at least, or all that are not empty."""
    has_others = False
    for raw in raw_questions(text):
        if raw.body and _ANSWERS.match(raw.body):
            return True
        has_others = has_others or bool(raw.body and raw.body.strip())
    return not has_others or has_signs(text)


def read_gift(text: str, language: str, taken: Collection[str] = ()) -> Imported:
    """Return the questions of a GIFT file; what has no like here is skipped by name, with its line."""
    imported = Imported(language, taken=set(taken))
    for raw in raw_questions(text):
        reader = _Reader(imported, raw)
        if not raw.has_brackets and (told := reader.words(reader.before)):
            name = raw.given_id or reader.title
            imported.tell(imported.said(told), Remark(reader.name, raw.line, "leads_nowhere"), name)
            if raw.tags:
                imported.gather("tags", "setting", reader.name)
            imported.notes += reader.remarks()
            continue
        try:
            imported.take(reader.question())
        except Skip as skip:
            imported.ungather(reader.name)
            imported.skipped.append(Remark(reader.name, raw.line, skip.reason, skip.values))
        else:
            imported.notes += reader.remarks()
    return imported.close()


# ---- One question ------------------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, imported: Imported, raw: RawQuestion) -> None:
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

    def remarks(self) -> list[Remark]:
        """Return what was lost on the way."""
        return [Remark(self.name, self.raw.line, loss) for loss in self.losses] + self.notes

    def words(self, text: str) -> str:
        """Return a text without escapes and markup."""
        form = _FORMAT.match(text)
        text = _plain_escapes(text[form.end() :] if form else text).strip()
        kind = form[1].lower() if form else self.form
        if kind == "plain":
            return text
        found, losses = (plain_from_markdown if kind == "markdown" else plain_from_html)(
            text, self.imported.language
        )
        self.losses |= dict.fromkeys(losses)
        return found

    def typed(self, text: str) -> str:
        """Return a form to be typed: its signs are no markup, unless it says so."""
        plain = _plain_escapes(text).strip()
        return self.words(text) if _FORMAT.match(text) or is_marked_up(plain) else plain

    def said(self, text: str) -> Text:
        return self.imported.said(self.words(text))

    def must(self, text: str) -> Text:
        return self.imported.must(self.words(text))

    def question(self) -> AnyQuestion:
        raw = self.raw
        if (
            not raw.closed or find_free(raw.body or "", "{") is not None
        ):  # another one's brackets within its own
            raise Skip("unclosed")
        if find_free(raw.after, "{") is not None:
            raise Skip("two_brackets")
        text = self._text()
        if not text or raw.body is None:
            raise Skip("empty_text")
        body, general = _cut_last(raw.body, "####")
        shared: dict = {  # type: ignore[type-arg]
            "id": self.imported.new_id(raw.given_id or self.title or text),
            "text": self.imported.said(text),
            "feedback": self.said(general),
            **labels_of((*raw.tags, *raw.category)),
        }
        return self._kind(body.strip(), shared)

    def _kind(self, body: str, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        if not body:
            self._note("by_hand", points=1)  # as many as Moodle gives to each question of this format
            return Essay(**shared, points=0.0)
        if truth := re.match(r"(T|TRUE|F|FALSE)\s*(?=#|$)", body, re.IGNORECASE):
            return self._true_false(shared, truth[1].upper().startswith("T"), body[truth.end() :])
        if body.startswith("#"):
            return self._numeric(shared, body[1:])
        parts = list(_parts(body))
        signs = {part.sign for part in parts}
        if not signs & {"=", "~"}:
            raise Skip("no_answers")
        if "~" in signs:
            return self._choice(shared, parts)
        if any(_cut(part.whole, "->")[1] for part in parts):
            return self._match(shared, parts)
        return self._short_text(shared, parts)

    def _text(self) -> str:
        """Return what is asked; a word missing in its middle is a gap."""
        before = self.words(self.before)
        after = self.words(self.raw.after) if self.raw.after else ""
        if not after:
            return before
        end = after if after[0] in ".,;:?!)" else f" {after}"
        return f"{before} {_GAP}{end}".lstrip()

    def _true_false(self, shared: dict, answer: bool, rest: str) -> TrueFalse:  # type: ignore[type-arg]  # noqa: FBT001 - it is the answer
        _, _, reasons = _cut(rest, "#")
        wrong, _, right = _cut(reasons, "#")
        told = {not answer: self.said(wrong), answer: self.said(right)}
        return TrueFalse(**shared, answer=answer, feedback_true=told[True], feedback_false=told[False])

    def _numeric(self, shared: dict, body: str) -> Numeric:  # type: ignore[type-arg]
        body, _, wrong = _cut(body, "~")
        if self.words(wrong.removeprefix("#")):
            self._note("lost_reasons")
        numbers = []
        for part in _parts(body):
            if not part.text.strip():
                continue
            share = (ALL if part.weight is None else part.weight) / ALL
            if share <= 0 and part.text.strip() == "*":  # all other numbers
                if self.words(part.feedback):
                    self._note("lost_reasons")
                continue
            value, tolerance = _number_and_tolerance(part.text)
            numbers.append(TypedNumber(value, tolerance, share, self.said(part.feedback)))
        if not numbers:
            raise Skip("no_answers")
        return Numeric(**shared, answers=accepted_numbers(numbers, self._note))

    def _match(self, shared: dict, parts: list[_Part]) -> Match:  # type: ignore[type-arg]
        pairs: list[Pair] = []
        others: list[str] = []
        for part in parts:
            prompt, arrow, answer = _cut(part.whole, "->")
            if not arrow:
                raise Skip("unreadable", detail=self.words(part.whole)[:40])
            if not self.words(prompt):
                others.append(self.words(answer))
                continue
            pairs.append(
                Pair(f"pair-{len(pairs) + 1}", self.said(prompt), self.must(answer), self.said(part.feedback))
            )
        if len(pairs) < 2:  # noqa: PLR2004 - a match needs two
            raise Skip("one_answer")
        return Match(**shared, pairs=tuple(pairs), extras=extras_of(self.imported, pairs, others))

    def _short_text(self, shared: dict, parts: list[_Part]) -> ShortText:  # type: ignore[type-arg]
        forms = [
            Typed(
                self.typed(part.text),
                (ALL if part.weight is None else part.weight) / ALL,
                self.words(part.feedback),
            )
            for part in parts
        ]
        found = short_text_of(forms, self.imported.said, self.imported.language)
        if lost := lost_shares(forms):
            self._note("lost_weight", detail=", ".join(lost))
        return ShortText(**shared, **found)

    def _choice(self, shared: dict, parts: list[_Part]) -> AnyQuestion:  # type: ignore[type-arg]
        single = any(part.sign == "=" for part in parts)
        worths = [
            (ALL if part.sign == "=" else 0.0) if part.weight is None else part.weight for part in parts
        ]
        rights = [worth >= ALL if single else worth > 0 for worth in worths]
        if len(parts) < 2:  # noqa: PLR2004 - a choice needs two
            raise Skip("one_answer")
        if not any(rights) or all(rights):
            raise Skip("all_right" if any(rights) else "no_right")
        if single and sum(rights) > 1:
            raise Skip("several_right")
        answers = [
            (self.words(part.text), right, self.words(part.feedback))
            for part, right in zip(parts, rights, strict=True)
        ]
        options, shares = options_of(self.imported, answers), [worth / ALL for worth in worths]
        asked = Choice(**shared, options=options) if single else Choices(**shared, options=options)
        for reason, detail in share_losses(asked, shares):
            self._note(reason, detail=detail)
        return with_shares(asked, shares)

    def _note(self, reason: str, **values: object) -> None:
        self.notes.append(Remark(self.name, self.raw.line, reason, values))


def _parts(body: str) -> Iterator[_Part]:
    """Yield the answers of a question: each begins with an unescaped = or ~, the first may begin with neither."""
    starts = [found.start() for found in re.finditer(r"[=~]", body) if is_free(body, found.start())]
    if lead := body[: starts[0] if starts else len(body)].strip():
        yield _part("", lead)
    for start, end in pairwise([*starts, len(body)]):
        yield _part(body[start], body[start + 1 : end])


def _part(sign: str, text: str) -> _Part:
    said, _, feedback = _cut(text, "#")
    weight = _WEIGHT.match(said)
    worth = float(weight[1]) if weight else None
    return _Part(sign, worth, said[weight.end() :] if weight else said, feedback, said)


def _cut(text: str, sign: str) -> tuple[str, str, str]:
    """Part a text at the first such sign that is not escaped."""
    at = find_free(text, sign)
    return (text, "", "") if at is None else (text[:at], sign, text[at + len(sign) :])


def _cut_last(text: str, sign: str) -> tuple[str, str]:
    """Part a text at the last such sign that is not escaped."""
    at = text.rfind(sign)
    while at >= 0 and not is_free(text, at):
        at = text.rfind(sign, 0, at + len(sign) - 1)
    return (text, "") if at < 0 else (text[:at], text[at + len(sign) :])


def _plain_escapes(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def _number_and_tolerance(text: str) -> tuple[float, float]:
    """Read 3, 3:0.5 or 2..4; a range from its end and a tolerance below zero have one sense only.

    Raises Skip with all that stands there, and for three dots, since nobody means a range to .5 by 1...5.
    """
    said = text.strip()
    low, dots, high = said.partition("..")
    value, _, tolerance = said.partition(":")
    try:
        if dots and not high.startswith("."):
            least, most = number_of(low), number_of(high)
            return (least + most) / 2, abs(most - least) / 2
        return number_of(value), abs(number_of(tolerance)) if tolerance.strip() else 0.0
    except Skip as skip:
        raise Skip(skip.reason, value=said[:20]) from None
