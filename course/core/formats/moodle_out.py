"""Writing Moodle XML (docs.moodle.org, "Moodle XML format", and the files that Moodle 4 writes).

What moodle_xml.py reads again as equal questions. Texts are plain but for those with a picture, which is enclosed. A
question's id is its name and its id number; of a passage with gaps the name is what is asked, since Moodle shows the
passage alone.
"""

from collections.abc import Collection, Iterable, Mapping
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from course.core.formats.moodle_by_hand import write_by_hand
from course.core.formats.moodle_cloze import HEAD
from course.core.formats.moodle_cloze_out import embedded, typed_forms, whole_weight
from course.core.formats.moodle_pictures import write_pictured
from course.core.formats.option_shares import note_debts
from course.core.formats.questions_in import Skip
from course.core.formats.questions_out import (
    TOP,
    Exported,
    category_of,
    category_texts,
    has_reasons,
    in_language,
    labels,
    not_here,
    number_text,
    spots_as_options,
    told_before,
    xml_text,
)
from course.core.grading.pictures import QuestionPicture
from course.core.grading.questions import (
    GAP_MARK,
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    Cloze,
    Description,
    Essay,
    Hotspot,
    Likert,
    Match,
    Numeric,
    Option,
    Order,
    Poll,
    PollOption,
    ShortText,
    TrueFalse,
    TypedGap,
    Upload,
    Words,
)
from course.core.text import Text

PLAIN = "plain_text"
FACTOR_NEAR = 1e-6
MULTIPLIER_DECIMALS = 20  # as many as Moodle keeps of a unit's


def write_moodle_xml(
    questions: Iterable[AnyQuestion],
    language: str,
    pools: Collection[str] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> Exported:
    """Return questions as Moodle XML in one language; what it cannot hold is named.

    `pools` are the tags by which the quiz draws its questions: each is a category, and so is a tag where there are none.
    """
    exported, quiz, place = Exported(pictures=pictures or {}), Element("quiz"), TOP
    for question in questions:
        try:
            elements = _Writer(exported, question, language).elements()
        except Skip as skip:
            exported.skip(question, skip)
            continue
        if (category := category_of(question, pools)) != place:
            quiz.append(_category(category))
            place = category
        quiz.extend(elements)
        exported.written += 1
    indent(quiz)
    exported.text = '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(quiz, "unicode") + "\n"
    return exported


def _category(path: str) -> Element:
    root = Element("question", {"type": "category"})
    SubElement(SubElement(root, "category"), "text").text = path
    return root


class _Writer:
    def __init__(self, exported: Exported, question: AnyQuestion, language: str) -> None:
        self.exported = exported
        self.question = question
        self.language = language

    def elements(self) -> list[Element]:
        """Return the question's element after what is told before it. Raises Skip, with nothing noted."""
        question, before = self.question, len(self.exported.notes)
        root = Element("question")
        try:
            if isinstance(question, Likert):
                return self._likert(question)
            self._body(root, question)
        except Skip:
            del self.exported.notes[before:]
            raise
        for hint in question.hints:
            if said := xml_text(hint.get(self.language, "")):
                self._text(root, "hint", said)
        if told := labels(question):
            tags = SubElement(root, "tags")
            for tag in told:
                self._text(tags, "tag", tag, form="")
        if isinstance(question, Choice):
            note_debts(self.exported, question, self.language)
        led = [self._told(told) for told in told_before(self.exported, question, self.language)]
        return [*led, root]

    def _told(self, told: Description) -> Element:
        root = Element("question", {"type": "description"})
        self._text(root, "name", told.id, form="")
        self._pictured(root, "questiontext", self.said(told.text), told.picture)
        SubElement(root, "idnumber").text = told.id
        return root

    def _body(self, root: Element, question: AnyQuestion) -> None:  # noqa: C901, PLR0912 - one case for each kind
        match question:
            case Choice(options=options) | Choices(options=options):
                self._choice(root, options, single=isinstance(question, Choice))
            case Hotspot():
                self._choice(root, spots_as_options(question), single=True)
                self.exported.note(question, "as_kind", kind="choice")
            case TrueFalse():
                self._true_false(root, question)
            case ShortText():
                self._short_text(root, question)
            case Numeric():
                self._numeric(root, question)
            case Match():
                self._match(root, [(pair.prompt, pair.answer) for pair in question.pairs])
                for one in question.extras:
                    part = self._text(root, "subquestion", "")
                    self._text(part, "answer", self.said(one.answer), form="")
            case Categorise():
                texts = category_texts(question)
                self._match(root, [(item.text, texts[item.category]) for item in question.items])
                self.exported.note(question, "as_kind", kind="match")
            case Order():
                self._order(root, question)
            case Words():
                self._words(root, question)
            case Cloze():
                self._cloze(root, question)
            case Poll():
                self._poll(root, question)
            case Essay() | Upload():
                self._asked(root, "essay")
                write_by_hand(root, question, self.language)
            case _:
                raise not_here(question)

    # ---- What all have -------------------------------------------------------------------------------------------

    def said(self, text: Text) -> str:
        return in_language(text, self.language)

    def _head(self, root: Element, kind: str, *, name: str, text: str) -> None:
        root.set("type", kind)
        self._text(root, "name", name, form="")
        self._pictured(root, "questiontext", text, self.question.picture)
        self._text(root, "generalfeedback", xml_text(self.question.feedback.get(self.language, "")))
        SubElement(root, "defaultgrade").text = number_text(self.question.points)
        SubElement(root, "idnumber").text = self.question.id

    def _asked(self, root: Element, kind: str) -> None:
        self._head(root, kind, name=self.question.id, text=self.said(self.question.text))

    def _text(self, parent: Element, tag: str, text: str, form: str = PLAIN) -> Element:
        element = SubElement(parent, tag, {"format": form} if form else {})
        SubElement(element, "text").text = text
        return element

    def _pictured(self, parent: Element, tag: str, text: str, picture: QuestionPicture | None) -> Element:
        """Write a text with its picture, or alone where there is none."""
        data = self.exported.enclosed(self.question, picture)
        if picture is None or not data:
            return self._text(parent, tag, text)
        element = SubElement(parent, tag)
        write_pictured(element, text, picture, xml_text(picture.text.get(self.language, "")), data)
        return element

    def _answer(
        self, root: Element, share: float, text: str, reason: Text, picture: QuestionPicture | None = None
    ) -> Element:
        answer = self._pictured(root, "answer", text, picture)
        answer.set("fraction", number_text(round(share, 5)))
        self._text(answer, "feedback", xml_text(reason.get(self.language, "")))
        return answer

    def _reasons_lost(self) -> None:
        if has_reasons(self.question, self.language):
            self.exported.note(self.question, "lost_reasons")

    # ---- Each kind -----------------------------------------------------------------------------------------------

    def _choice(self, root: Element, options: Iterable[Option], *, single: bool) -> None:
        options = tuple(options)
        self._asked(root, "multichoice")
        SubElement(root, "single").text = "true" if single else "false"
        SubElement(root, "shuffleanswers").text = "true"
        SubElement(root, "answernumbering").text = "none"
        each = 100 / max(1, sum(option.right for option in options))
        for option in options:
            # A wrong one costs what a right one earns; Moodle, too, gives nothing below zero.
            by_kind = each if option.right else 0.0 if single else -each
            share = by_kind if option.share is None else 100 * option.share
            self._answer(root, share, self.said(option.text), option.feedback, option.picture)

    def _poll(self, root: Element, question: Poll) -> None:
        """Write a choice in which each answer is right and none earns anything: Moodle asks for a right one."""
        self._choice(
            root, [Option(one.id, one.text, True, one.feedback) for one in question.options], single=True
        )
        for answer in root.iter("answer"):
            answer.set("fraction", "100")
        if question.counts:
            self.exported.note(question, "lost_counts")

    def _likert(self, question: Likert) -> list[Element]:
        """Return a poll for each statement, of which the steps of the scale are the answers."""
        scale = tuple(PollOption(f"step-{place}", step) for place, step in enumerate(question.scale, 1))
        elements: list[Element] = []
        for place, statement in enumerate(question.statements, 1):
            asked = self.said(question.text), self.said(statement.text)
            poll = Poll(
                id=f"{question.id}-{place}",
                text={self.language: "\n".join(asked)},
                picture=question.picture,
                points=0.0,
                tags=question.tags,
                see=question.see,
                feedback=question.feedback,
                lead=() if elements else question.lead,
                options=scale,
            )
            elements += _Writer(self.exported, poll, self.language).elements()
        self.exported.note(question, "as_kind", kind="poll")
        return elements

    def _true_false(self, root: Element, question: TrueFalse) -> None:
        self._asked(root, "truefalse")
        for word, reason in (("true", question.feedback_true), ("false", question.feedback_false)):
            self._answer(root, 100.0 * (question.answer == (word == "true")), word, reason)

    def _short_text(self, root: Element, question: ShortText) -> None:
        self._asked(root, "shortanswer")
        SubElement(root, "usecase").text = "0"
        typed_forms(question, self.language)  # raises Skip where there are none
        for form in question.accepted.get(self.language, ()):
            self._answer(root, 100.0, xml_text(form), {})
        for answer in question.answers:
            for form in answer.accepted.get(self.language, ()):
                self._answer(root, 100 * answer.share, xml_text(form), answer.feedback)

    def _numeric(self, root: Element, question: Numeric) -> None:
        self._asked(root, "numerical")
        for one in question.answers:
            answer = self._answer(root, 100 * one.share, number_text(one.value), one.feedback)
            SubElement(answer, "tolerance").text = number_text(one.tolerance)
        if question.units:
            units = SubElement(root, "units")
            for unit in question.units:
                multiplier = f"{1 / unit.factor:.{MULTIPLIER_DECIMALS}f}".rstrip("0").rstrip(".")
                if abs(float(multiplier) * unit.factor - 1) > FACTOR_NEAR:
                    self.exported.note(question, "lost_unit", detail=unit.symbol)
                    continue
                element = SubElement(units, "unit")
                SubElement(element, "multiplier").text = multiplier
                SubElement(element, "unit_name").text = unit.symbol
        SubElement(root, "unitgradingtype").text = (
            "2" if question.units else "0"
        )  # 2: of the question's points
        SubElement(root, "unitpenalty").text = number_text(question.unit_penalty)
        SubElement(root, "showunits").text = "0" if question.units else "3"
        SubElement(root, "unitsleft").text = "0"

    def _match(self, root: Element, pairs: Iterable[tuple[Text, Text]]) -> None:
        self._asked(root, "matching")
        SubElement(root, "shuffleanswers").text = "true"
        for prompt, answer in pairs:
            part = self._text(root, "subquestion", self.said(prompt))
            self._text(part, "answer", self.said(answer), form="")
        self._reasons_lost()

    def _order(self, root: Element, question: Order) -> None:
        self._asked(root, "ordering")
        settings = ("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0")
        for name, value in (*settings, ("gradingtype", "LONGEST_ORDERED_SUBSET"), ("numberingstyle", "none")):
            SubElement(root, name).text = value
        for place, item in enumerate(question.items, 1):
            self._answer(root, place, self.said(item.text), item.feedback)

    def _words(self, root: Element, question: Words) -> None:
        """Write a list for each gap; groups keep the lists apart."""
        numbers: dict[str, int] = {}
        boxes: list[tuple[str, int]] = []
        for group, gap in enumerate(question.gaps, 1):
            for option in gap.options:
                boxes.append((self.said(option.text), group))
                if option.right:
                    numbers[gap.id] = len(boxes)
        passage = GAP_MARK.sub(lambda found: f"[[{numbers[found[1]]}]]", self.said(question.passage))
        self._head(root, "gapselect", name=self.said(question.text), text=passage)
        SubElement(root, "shuffleanswers").text = "1"
        for text, group in boxes:
            box = self._text(root, "selectoption", _as_markup(text), form="")
            SubElement(box, "group").text = str(group)
        self._reasons_lost()
        if len({gap.weight for gap in question.gaps}) > 1:
            self.exported.note(question, "rounded_weights")

    def _cloze(self, root: Element, question: Cloze) -> None:
        passage = self.said(question.passage)
        if found := HEAD.search(passage):
            raise Skip("confusing", detail=found[0][:40])
        gaps = {gap.id: embedded(gap, self.language) for gap in question.gaps}
        text = GAP_MARK.sub(lambda found: gaps[found[1]], passage)
        self._head(root, "multianswer", name=self.said(question.text), text=text)
        if any(gap.weight != whole_weight(gap.weight) for gap in question.gaps):
            self.exported.note(question, "rounded_weights")
        if any(gap.feedback.get(self.language) for gap in question.gaps if not isinstance(gap, TypedGap)):
            self.exported.note(question, "lost_reasons")


def _as_markup(text: str) -> str:
    """Return a text for a list's option, which names no format: what looks like markup is read as such there."""
    return escape(text, quote=False)
