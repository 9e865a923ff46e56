"""Moodle XML: the question bank's own format.

Source: docs.moodle.org, "Moodle XML format", and the files that Moodle 4 writes. Read: multichoice, truefalse, shortanswer,
numerical with units, matching, gapselect and ddwtos, multianswer (cloze), ordering, essay as a text or a file, categories
and tags. Entities, document types and outside references are refused, whatever they are for (safe_xml.py).
"""

import re
from collections.abc import Callable, Collection, Iterator
from xml.etree.ElementTree import Element

from course.core.formats.gift import number_of
from course.core.formats.moodle_by_hand import by_hand
from course.core.formats.questions_in import (
    FileRefused,
    Imported,
    Remark,
    Skip,
    category_tags,
    option_id,
    options_of,
    plain_from_html,
    shown_name,
)
from course.core.formats.safe_xml import line_of, read_xml
from course.core.grading.questions import (
    HINTS_MAX,
    Answer,
    AnyQuestion,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Gap,
    Item,
    Match,
    NumberGap,
    Numeric,
    Order,
    Pair,
    Poll,
    PollOption,
    ShortText,
    TrueFalse,
    TypedGap,
    Unit,
    Words,
)
from course.core.slugs import is_slug, make_slug
from course.core.text import N_

ALL = 100.0
_PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")
# One gap of a multianswer question: {2:MULTICHOICE:=right#why~wrong}, with } ~ / # escaped by a backslash.
EMBEDDED = re.compile(r"\{([0-9]{0,3}):([A-Z_]+):((?:\\.|[^\\}])*)\}", re.DOTALL)
_TYPED, _NUMBER = (
    frozenset({"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}),
    frozenset({"NUMERICAL", "NM"}),
)


def read_moodle_xml(text: str, language: str, taken: Collection[str] = ()) -> Imported:
    """Return the questions of a Moodle XML file. Raises FileRefused where it is no such file, or holds what no file may."""
    root = read_xml(text)
    if root.tag != "quiz":
        raise FileRefused(N_("Its outermost element is not “quiz”: it is no file of Moodle's questions."))
    imported, category = Imported(language, taken=set(taken)), list[str]()
    for element in root.findall("question"):
        if element.get("type") == "category":
            category = category_tags(element.findtext("category/text") or "")
            continue
        reader = _Reader(imported, element, category)
        if reader.kind == "description" and reader.text:
            remark = Remark(reader.name, reader.line, "leads_nowhere")
            imported.tell(reader.said(reader.text), remark, reader.id_name)
            continue
        try:
            imported.take(reader.question())
        except Skip as skip:
            imported.skipped.append(Remark(reader.name, reader.line, skip.reason, skip.values))
        else:
            imported.notes += [
                Remark(reader.name, reader.line, loss) for loss in reader.losses
            ] + reader.notes
    return imported.close()


class _Reader:
    def __init__(self, imported: Imported, element: Element, category: list[str]) -> None:
        self.imported = imported
        self.element = element
        self.losses: dict[str, None] = {}
        self.notes: list[Remark] = []
        self.kind = element.get("type", "")
        self.line = line_of(element)
        self.text = self.words(element.find("questiontext"))
        self.title = (element.findtext("name/text") or "").strip()
        self.name = shown_name(self.title, self.text)
        number = (element.findtext("idnumber") or "").strip()
        self.id_name = number if is_slug(number) else self.name
        self.tags = [*(tag.findtext("text") or "" for tag in element.findall("tags/tag")), *category]

    def words(self, element: Element | None) -> str:
        """Return an element's text without markup; files inside it are pictures that are lost."""
        if element is None:
            return ""
        if element.find("file") is not None:
            self.losses["lost_picture"] = None
        text = element.findtext("text") or ""
        if element.get("format") == "plain_text":
            return text.strip()
        found, losses = plain_from_html(text)
        self.losses |= dict.fromkeys(losses)
        return found

    def said(self, text: str) -> dict[str, str]:
        return dict(self.imported.said(text))

    def question(self) -> AnyQuestion:
        makers: dict[str, Callable[[dict], AnyQuestion]] = {  # type: ignore[type-arg]
            "multichoice": self._choice,
            "truefalse": self._true_false,
            "shortanswer": self._short_text,
            "numerical": self._numeric,
            "matching": self._match,
            "ddmatch": self._match,
            "gapselect": self._words,
            "ddwtos": self._words,
            "multianswer": self._cloze,
            "cloze": self._cloze,
            "ordering": self._order,
            "essay": self._by_hand,
        }
        if self.kind not in makers:
            raise Skip("kind", kind=self.kind or "?")
        hints = [said for hint in self.element.findall("hint") if (said := self.words(hint))]
        if len(hints) > HINTS_MAX:
            self.losses["lost_hints"] = None
        points = number_of(self.element.findtext("defaultgrade") or "1")
        shared = {
            "id": self.imported.new_id(self.id_name),
            "text": self.said(self.text),
            "points": points if 0 < points <= ALL else 1.0,
            "tags": tuple(dict.fromkeys(make_slug(tag, "tag") for tag in self.tags if tag)),
            "feedback": self.said(self.words(self.element.find("generalfeedback"))),
            "hints": tuple(self.said(hint) for hint in hints[:HINTS_MAX]),
        }
        return makers[self.kind](shared)

    def answers(self) -> Iterator[tuple[float, str, str]]:
        """Yield each answer's share in percent, text and reason."""
        for answer in self.element.findall("answer"):
            share = number_of(answer.get("fraction") or "0")
            yield share, self.words(answer), self.words(answer.find("feedback"))

    def _choice(self, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        answers = list(self.answers())
        single = (self.element.findtext("single") or "true").strip().lower() in {"true", "1"}
        rights = [share >= ALL if single else share > 0 for share, _text, _reason in answers]
        if len(answers) < 2:  # noqa: PLR2004 - a choice needs two
            raise Skip("one_answer")
        if single and all(rights) and number_of(self.element.findtext("defaultgrade") or "1") == 0:
            return self._poll(shared, answers)
        if not any(rights) or (single and sum(rights) > 1):
            raise Skip("no_right" if not any(rights) else "unreadable", detail="two right answers of one")
        if all(rights):
            raise Skip("all_right")
        if single and (weighed := [text for share, text, _reason in answers if 0 < share < ALL]):
            self.note("lost_weight", detail=", ".join(weighed))
        options = options_of(
            self.imported,
            [(text, right, reason) for (_, text, reason), right in zip(answers, rights, strict=True)],
        )
        return (
            Choice(**shared, options=options)
            if sum(rights) == 1 and single
            else Choices(**shared, options=options)
        )

    def _poll(self, shared: dict, answers: list[tuple[float, str, str]]) -> Poll:  # type: ignore[type-arg]
        """Return a poll: every answer counts as right and none earns anything, since Moodle asks for a right one."""
        if shared["hints"]:
            self.losses["lost_hints"] = None
        if any(reason for _share, _text, reason in answers):
            self.losses["lost_reasons"] = None
        options = options_of(self.imported, [(text, False, "") for _share, text, _reason in answers])
        polled = tuple(PollOption(one.id, one.text) for one in options)
        return Poll(**{**shared, "points": 0.0, "hints": ()}, options=polled)

    def _by_hand(self, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        return by_hand(self, shared)

    def _true_false(self, shared: dict) -> TrueFalse:  # type: ignore[type-arg]
        told = {text.lower(): (share, reason) for share, text, reason in self.answers()}
        if set(told) != {"true", "false"}:
            raise Skip("unreadable", detail="true, false")
        return TrueFalse(
            **shared,
            answer=told["true"][0] > told["false"][0],
            feedback_true=self.said(told["true"][1]),
            feedback_false=self.said(told["false"][1]),
        )

    def _short_text(self, shared: dict) -> ShortText:  # type: ignore[type-arg]
        answers = list(self.answers())
        whole = [text for share, text, _reason in answers if share >= ALL]
        if not whole:
            raise Skip("no_right")
        if dropped := [text for share, text, _reason in answers if 0 < share < ALL]:
            self.note("lost_weight", detail=", ".join(dropped))
        if (self.element.findtext("usecase") or "0").strip() == "1":
            self.losses["lost_case"] = None
        if not shared["feedback"]:
            shared["feedback"] = self.said(next(reason for share, _text, reason in answers if share >= ALL))
        return ShortText(**shared, accepted={self.imported.language: tuple(whole)})

    def _numeric(self, shared: dict) -> Numeric:  # type: ignore[type-arg]
        answers: list[Answer] = []
        for element in self.element.findall("answer"):
            share = number_of(element.get("fraction") or "0") / ALL
            if share > 0:
                value, tolerance = (
                    number_of(self.words(element)),
                    number_of(element.findtext("tolerance") or "0"),
                )
                reason = self.said(self.words(element.find("feedback")))
                answers.append(
                    Answer(f"answer-{len(answers) + 1}", value, abs(tolerance), min(share, 1.0), reason)
                )
        if not any(answer.share == 1.0 for answer in answers):
            raise Skip("no_right")
        units = tuple(
            Unit(unit.findtext("unit_name") or "", number_of(unit.findtext("multiplier") or "1"))
            for unit in self.element.findall("units/unit")
        )
        is_graded = (self.element.findtext("unitgradingtype") or "1").strip() != "0"
        penalty = number_of(self.element.findtext("unitpenalty") or "0") if is_graded else 0.0
        shared |= {"units": units, "unit_penalty": min(1.0, penalty)} if units else {}
        return Numeric(**shared, answers=tuple(answers))

    def _match(self, shared: dict) -> Match:  # type: ignore[type-arg]
        pairs: list[Pair] = []
        for part in self.element.findall("subquestion"):
            prompt, answer = self.words(part), self.words(part.find("answer"))
            if prompt:
                pairs.append(Pair(f"pair-{len(pairs) + 1}", self.said(prompt), self.said(answer)))
            else:
                self.note("lost_distractor", detail=answer)
        if len(pairs) < 2:  # noqa: PLR2004 - a match needs two
            raise Skip("one_answer")
        return Match(**shared, pairs=tuple(pairs))

    def _order(self, shared: dict) -> Order:  # type: ignore[type-arg]
        # The share of an item is its place in the order.
        items = [text for _share, text, _reason in sorted(self.answers(), key=lambda answer: answer[0])]
        if len(items) < 2:  # noqa: PLR2004 - an order needs two
            raise Skip("one_answer")
        return Order(
            **shared, items=tuple(Item(option_id(place), self.said(text)) for place, text in enumerate(items))
        )

    def _words(self, shared: dict) -> Words:  # type: ignore[type-arg]
        boxes = [*self.element.findall("selectoption"), *self.element.findall("dragbox")]
        offered = [(self.words(box), (box.findtext("group") or "1").strip()) for box in boxes]
        gaps = []
        for number in dict.fromkeys(int(found) for found in _PLACE.findall(self.text)):
            if not 1 <= number <= len(offered):
                raise Skip("unreadable", detail=f"[[{number}]]")
            right, group = offered[number - 1]
            texts = list(dict.fromkeys(text for text, of in offered if of == group))
            if len(texts) < 2:  # noqa: PLR2004 - a choice needs two
                raise Skip("one_answer")
            gaps.append(
                ChosenGap(
                    f"gap-{number}", options_of(self.imported, [(text, text == right, "") for text in texts])
                )
            )
        if not gaps:
            raise Skip("no_answers")
        if len(_PLACE.findall(self.text)) != len(gaps):
            raise Skip("unreadable", detail="a gap stands twice")
        shared["text"] = self.said(self.title or self.name)
        return Words(**shared, passage=self.said(_PLACE.sub(r"[[gap-\1]]", self.text)), gaps=tuple(gaps))

    def _cloze(self, shared: dict) -> Cloze:  # type: ignore[type-arg]
        gaps = [self._gap(place, found) for place, found in enumerate(EMBEDDED.finditer(self.text), 1)]
        if not gaps:
            raise Skip("no_answers")
        numbers = iter(range(1, len(gaps) + 1))
        shared["text"] = self.said(self.title or self.name)
        passage = EMBEDDED.sub(lambda _found: f"[[gap-{next(numbers)}]]", self.text)
        return Cloze(**shared, passage=self.said(passage), gaps=tuple(gaps))

    def _gap(self, place: int, found: re.Match[str]) -> Gap:
        weight, kind = float(found[1] or 1) or 1.0, found[2]
        answers = list(_embedded_answers(found[3]))
        whole = [text for share, text, _reason in answers if share >= ALL]
        if not whole:
            raise Skip("no_right")
        if kind in _TYPED:
            reason = next(reason for share, _text, reason in answers if share >= ALL)
            accepted = {self.imported.language: tuple(whole)}
            return TypedGap(f"gap-{place}", accepted, weight, self.said(reason))
        if kind in _NUMBER:
            numbers: list[Answer] = []
            for share, text, reason in answers:
                value, _, tolerance = text.partition(":")
                if share > 0:
                    about = abs(number_of(tolerance)) if tolerance.strip() else 0.0
                    counts = f"answer-{len(numbers) + 1}", number_of(value), about, min(1.0, share / ALL)
                    numbers.append(Answer(*counts, self.said(reason)))
            return NumberGap(f"gap-{place}", tuple(numbers), weight)
        if len(whole) != 1 or len(answers) < 2:  # noqa: PLR2004 - a choice needs two
            raise Skip("unreadable", detail=found[0][:40])
        marked = [(text, share >= ALL, reason) for share, text, reason in answers]
        return ChosenGap(f"gap-{place}", options_of(self.imported, marked), weight)

    def note(self, reason: str, **values: object) -> None:
        self.notes.append(Remark(self.name, self.line, reason, values))


def _embedded_answers(text: str) -> Iterator[tuple[float, str, str]]:
    for part in _split(text, "~"):
        said, *reasons = _split(part, "#")
        share = 0.0
        if weight := re.match(r"%(-?[0-9.]+)%", said):
            share, said = number_of(weight[1]), said[weight.end() :]
        elif said.startswith("="):
            share, said = ALL, said[1:]
        yield share, _unescaped(said), _unescaped("#".join(reasons))


def _split(text: str, sign: str) -> list[str]:
    """Part a text at each such sign that is not escaped; a backslash takes the next character with it."""
    parts = [""]
    for piece in re.findall(r"\\.|.", text, re.DOTALL):
        if piece == sign:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL).strip()
