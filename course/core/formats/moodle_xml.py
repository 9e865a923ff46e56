"""Moodle XML: the question bank's own format.

Source: docs.moodle.org, "Moodle XML format", and the files that Moodle 4 writes. Read: multichoice, truefalse, shortanswer,
numerical with units, matching, gapselect and ddwtos, multianswer (cloze), ordering, essay as a text or a file, categories
and tags. Entities, document types and outside references are refused, whatever they are for (safe_xml.py).
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from course.core.formats.accepted import (
    Typed,
    TypedNumber,
    accepted_numbers,
    lost_shares,
    short_text_of,
)
from course.core.formats.category_path import category_tags
from course.core.formats.moodle_by_hand import by_hand
from course.core.formats.moodle_cloze import GapReader
from course.core.formats.moodle_settings import settings_of
from course.core.formats.moodle_text import MoodleTexts
from course.core.formats.option_shares import share_losses, with_shares
from course.core.formats.questions_in import (
    ALL,
    DECIMALS,
    POINTS_MAX,
    FileRefused,
    Imported,
    Remark,
    Skip,
    extras_of,
    labels_of,
    number_of,
    option_id,
    options_of,
    polled_options,
    refuse_many,
    shown_name,
)
from course.core.formats.safe_xml import line_of, read_xml
from course.core.grading.questions import (
    GAP_MARK,
    HINTS_MAX,
    AnyQuestion,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Essay,
    Item,
    Match,
    Numeric,
    Order,
    Pair,
    Poll,
    ShortText,
    TrueFalse,
    Unit,
    Upload,
    Words,
)
from course.core.text import N_

FACTOR_MAX = 1e6  # likewise, of a unit's factor
FACTOR_NEAR = 1e-5
UNIT_LENGTH = 20  # characters, likewise
_OF_EVERY_CATEGORY = "The default category for questions shared in context"
_PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")
# What Moodle itself says of answers as a whole: it stands in nearly every question and is nobody's own.
_STANDARD = frozenset(
    {
        "your answer is correct",
        "your answer is partially correct",
        "your answer is incorrect",
        "respuesta correcta",
        "respuesta parcialmente correcta",
        "respuesta incorrecta",
        "votre réponse est correcte",
        "votre réponse est partiellement correcte",
        "votre réponse est incorrecte",
    }
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
            _note_category(imported, element, category)
            continue
        reader = _Reader(imported, element, category)
        try:
            reader.take()
        except Skip as skip:
            imported.ungather(reader.name)
            imported.skipped.append(Remark(reader.name, reader.line, skip.reason, skip.values))
        else:
            imported.notes += reader.remarks()
    return imported.close()


def _note_category(imported: Imported, element: Element, category: list[str]) -> None:
    """Note what a category says of itself, unless it is what Moodle says of every first one."""
    said = (element.findtext("info/text") or "").strip()
    if said and not said.startswith(_OF_EVERY_CATEGORY):
        imported.notes.append(Remark("/".join(category), line_of(element), "category_words"))


class _Reader(MoodleTexts):
    def __init__(self, imported: Imported, element: Element, category: list[str]) -> None:
        super().__init__(imported)
        self.element = element
        self.notes: list[Remark] = []
        self.kind = element.get("type", "")
        self.line = line_of(element)
        self.title = (element.findtext("name/text") or "").strip()
        self.text, self.picture = self.pictured(element.find("questiontext"))
        self.name = shown_name(self.title, self.text)
        number = (element.findtext("idnumber") or "").strip()
        self.id_name = number or self.name
        written = [*element.findall("tags/tag"), *element.findall("coursetags/tag")]
        self.tags = [*(tag.findtext("text") or "" for tag in written), *category]

    def take(self) -> None:
        """Add the question, or the text that leads to one. Raises Skip."""
        if self.kind == "description" and self.text:
            remark = Remark(self.name, self.line, "leads_nowhere")
            self.imported.tell(self.said(self.text), remark, self.id_name, self.picture)
            if self.words(self.element.find("generalfeedback")):
                self.note("lost_general")
            if self.element.find("tags/tag") is not None:
                self.imported.gather("tags", "setting", self.name)
        else:
            self.imported.take(self.question())
        for what, reason in settings_of(self.element):
            self.imported.gather(what, reason, self.name)

    def remarks(self) -> list[Remark]:
        """Return what was lost on the way."""
        return [Remark(self.name, self.line, loss) for loss in self.losses] + self.notes

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
            if self.kind == "description":
                raise Skip("empty_text")
            raise Skip("kind", kind=self.kind or "?")
        hints = [said for hint in self.element.findall("hint") if (said := self.words(hint))]
        if len(hints) > HINTS_MAX:
            self.losses["lost_hints"] = None
        points = round(number_of(self.element.findtext("defaultgrade") or "1"), DECIMALS)
        for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            told = self.words(self.element.find(name)).rstrip(".").lower()
            if told and told not in _STANDARD:
                self.losses["lost_combined"] = None
        shared = {
            "id": self.imported.new_id(self.id_name),
            "text": self.said(self.text or (self.name if self.picture else "")),
            "picture": self.picture,
            "points": points if 0 < points <= POINTS_MAX else 1.0,
            "feedback": self.said(self.words(self.element.find("generalfeedback"))),
            "hints": tuple(self.said(hint) for hint in hints[:HINTS_MAX]),
            **labels_of(self.tags),
        }
        made = makers[self.kind](shared)
        if not made.text:
            raise Skip("empty_text")
        if points != made.points and not isinstance(made, Poll | Essay | Upload):
            self.note("lost_points")
        return made

    def answers(self) -> Iterator[tuple[float, str, str]]:
        """Yield each answer's share in percent, text and reason."""
        for answer in self.element.findall("answer"):
            share = number_of(answer.get("fraction") or "0")
            yield share, self.words(answer), self.words(answer.find("feedback"))

    def _choice(self, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        answers, pictures = [], []
        for element in self.element.findall("answer"):
            text, picture = self.pictured(element)
            share = number_of(element.get("fraction") or "0")
            answers.append((share, text, self.words(element.find("feedback"))))
            pictures.append(picture)
        single = (self.element.findtext("single") or "true").strip().lower() in {"true", "1"}
        shares = [share for share, _text, _reason in answers]
        rights = [share >= ALL if single else share > 0 for share in shares]
        if len(answers) < 2:  # noqa: PLR2004 - a choice needs two
            raise Skip("one_answer")
        if single and all(rights) and number_of(self.element.findtext("defaultgrade") or "1") == 0:
            self.losses |= dict.fromkeys(["lost_picture"] if any(pictures) else [])
            return self._poll(shared, answers)
        if not any(rights) or all(rights):
            raise Skip("all_right" if any(rights) else "no_right")
        if single and sum(rights) > 1:
            raise Skip("several_right")
        told = [(text, right, reason) for (_, text, reason), right in zip(answers, rights, strict=True)]
        options = tuple(
            replace(option, picture=picture)
            for option, picture in zip(options_of(self.imported, told), pictures, strict=True)
        )
        asked = Choice(**shared, options=options) if single else Choices(**shared, options=options)
        earned = [share / ALL for share in shares]
        for reason, detail in share_losses(asked, earned):
            self.note(reason, detail=detail)
        return with_shares(asked, earned)

    def _poll(self, shared: dict, answers: list[tuple[float, str, str]]) -> Poll:  # type: ignore[type-arg]
        """Return a poll: every answer counts as right and none earns anything, since Moodle asks for a right one."""
        if shared["hints"]:
            self.losses["lost_hints"] = None
        options = options_of(self.imported, [(text, False, reason) for _share, text, reason in answers])
        return Poll(**{**shared, "points": 0.0, "hints": ()}, options=polled_options(options))

    def _by_hand(self, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        return by_hand(self, shared)

    def _true_false(self, shared: dict) -> TrueFalse:  # type: ignore[type-arg]
        told = {text.lower(): (share, reason) for share, text, reason in self.answers()}
        if set(told) != {"true", "false"}:
            raise Skip("unreadable", detail="true, false")
        rights = [word for word, (share, _reason) in told.items() if share > 0]
        if len(rights) != 1:
            raise Skip("all_right" if rights else "no_right")
        return TrueFalse(
            **shared,
            answer=rights == ["true"],
            feedback_true=self.said(told["true"][1]),
            feedback_false=self.said(told["false"][1]),
        )

    def _short_text(self, shared: dict) -> ShortText:  # type: ignore[type-arg]
        forms = [
            Typed(
                self.typed(answer),
                number_of(answer.get("fraction") or "0") / ALL,
                self.words(answer.find("feedback")),
            )
            for answer in self.element.findall("answer")
        ]
        case = (self.element.findtext("usecase") or "0").strip() == "1"
        found = short_text_of(forms, self.said, self.imported.language, case=case)
        if lost := lost_shares(forms):
            self.note("lost_weight", detail=", ".join(lost))
        if case:
            self.losses["lost_case"] = None
        return ShortText(**shared, **found)

    def _numeric(self, shared: dict) -> Numeric:  # type: ignore[type-arg]
        numbers = []
        for element in self.element.findall("answer"):
            share, text = number_of(element.get("fraction") or "0") / ALL, self.words(element)
            reason = self.said(self.words(element.find("feedback")))
            if share > 0 or text != "*":
                tolerance = abs(number_of(element.findtext("tolerance") or "0"))
                numbers.append(TypedNumber(number_of(text), tolerance, share, reason))
            elif reason:  # a star is all other numbers
                self.losses["lost_reasons"] = None
        answers, units = accepted_numbers(numbers, self.note), self._units()
        is_graded = (self.element.findtext("unitgradingtype") or "1").strip() != "0"
        penalty = number_of(self.element.findtext("unitpenalty") or "0") if is_graded else 0.0
        shared |= {"units": units, "unit_penalty": min(1.0, max(0.0, penalty))} if units else {}
        return Numeric(**shared, answers=answers)

    def _units(self) -> tuple[Unit, ...]:
        """Return the units: Moodle divides a number by the multiplier of its unit, where ours is multiplied."""
        found = []
        for unit in self.element.findall("units/unit"):
            name, multiplier = (unit.findtext("unit_name") or "").strip(), unit.findtext("multiplier") or "1"
            times = number_of(multiplier)
            factor = round(1 / times, DECIMALS) if times else 0.0
            if (
                0 < len(name) <= UNIT_LENGTH
                and 0 < factor < FACTOR_MAX
                and abs(factor * times - 1) < FACTOR_NEAR
            ):
                found.append(Unit(name, factor))
            else:
                self.note("lost_unit", detail=name or multiplier)
        return tuple(found)

    def _match(self, shared: dict) -> Match:  # type: ignore[type-arg]
        pairs: list[Pair] = []
        others: list[str] = []
        for part in self.element.findall("subquestion"):
            prompt, answer = self.words(part), self.typed(part.find("answer"))
            if not prompt and not answer:
                continue
            if prompt or self.written(part).strip():  # one that is a picture alone has no words
                self.imported.must(prompt)
                pairs.append(Pair(f"pair-{len(pairs) + 1}", self.said(prompt), self.imported.must(answer)))
            else:
                others.append(answer)
        if len(pairs) < 2:  # noqa: PLR2004 - a match needs two
            raise Skip("one_answer")
        return Match(**shared, pairs=tuple(pairs), extras=extras_of(self.imported, pairs, others))

    def _order(self, shared: dict) -> Order:  # type: ignore[type-arg]
        # The share of an item is its place in the order.
        answers = sorted(self.answers(), key=lambda answer: answer[0])
        if len(answers) < 2:  # noqa: PLR2004 - an order needs two
            raise Skip("one_answer")
        items = tuple(
            Item(option_id(place), self.imported.must(text), self.said(reason))
            for place, (_share, text, reason) in enumerate(answers)
        )
        return Order(**shared, items=items)

    def _words(self, shared: dict) -> Words:  # type: ignore[type-arg]
        boxes = [*self.element.findall("selectoption"), *self.element.findall("dragbox")]
        offered = [(self.words(box), (box.findtext("group") or "1").strip()) for box in boxes]
        gaps: list[ChosenGap] = []
        pieces = _PLACE.split(self.text)
        refuse_many(offered)
        refuse_many(pieces[1::2])
        if found := GAP_MARK.search("".join(pieces[::2])):
            raise Skip("confusing", detail=found[0][:40])
        for place, number in enumerate(map(int, pieces[1::2]), 1):
            if not 1 <= number <= len(offered):
                raise Skip("unreadable", detail=f"[[{number}]]")
            right, group = offered[number - 1]
            texts = list(dict.fromkeys(text for text, of in offered if of == group))
            if len(texts) < 2:  # noqa: PLR2004 - a choice needs two
                raise Skip("one_answer")
            options = options_of(self.imported, [(text, text == right, "") for text in texts])
            gaps.append(ChosenGap(f"gap-{place}", options))
            pieces[2 * place - 1] = f"[[gap-{place}]]"
        if not gaps:
            raise Skip("no_answers")
        self._name_becomes_text(shared)
        return Words(**shared, passage=self.said("".join(pieces)), gaps=tuple(gaps))

    def _cloze(self, shared: dict) -> Cloze:  # type: ignore[type-arg]
        asked = self.element.find("questiontext")
        form = asked.get("format", "") if asked is not None else ""
        reader = GapReader(self.imported, lambda text: self.plain(text, form), self.note)
        is_lost = (
            "lost_picture" in self.losses
        )  # told already of the same text, without the picture that was taken
        passage, gaps = reader.passage_and_gaps(self.written(asked) if asked is not None else "")
        if not is_lost:
            self.losses.pop("lost_picture", None)
        self._name_becomes_text(shared)
        return Cloze(**shared, passage=self.said(passage), gaps=gaps)

    def _name_becomes_text(self, shared: dict) -> None:  # type: ignore[type-arg]
        """Let the name stand above a passage with gaps, where Moodle has nothing: teachers alone read it there."""
        shared["text"] = self.said(self.title or self.name)
        self.imported.gather("name", "name_as_text", self.name)

    def note(self, reason: str, **values: object) -> None:
        self.notes.append(Remark(self.name, self.line, reason, values))
