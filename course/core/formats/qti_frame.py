"""What all items of QTI are made of, whatever is asked: texts, pictures, responses, scores and feedback."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from course.core.formats.qti_names import write_lines, write_paragraphs
from course.core.formats.qti_pictures import image_of
from course.core.formats.questions_out import Exported, in_language, number_text, told_before, xml_text
from course.core.grading.pictures import QuestionPicture
from course.core.grading.questions import AnyQuestion
from course.core.text import Text

RESPONSE, GENERAL = "RESPONSE", "general"


class ItemFrame:
    """An item in the making, with the names of 2.1. `exported` is told what it loses."""

    def __init__(self, exported: Exported, question: AnyQuestion, language: str) -> None:
        self.exported = exported
        self.question = question
        self.language = language
        self.points = question.points
        self.item = Element("assessmentItem")
        self.body = Element("itemBody")
        self.scores: list[Element] = []  # the processing, in its order
        self.feedback: dict[str, str] = {}  # identifier to what is said
        self.chosen: list[str] = []  # responses whose identifiers bring feedback of their own

    def said(self, text: Text) -> str:
        return in_language(text, self.language)

    def told(self, text: Text) -> str:
        return xml_text(text.get(self.language, ""))

    def lead(self) -> None:
        for described in told_before(self.exported, self.question, self.language):
            told = SubElement(self.body, "div", {"class": "lead", "id": described.id})
            write_paragraphs(told, self.told(described.text))
            self.show(told, described.picture)

    def show(self, parent: Element, picture: QuestionPicture | None) -> None:
        """Write a picture into an element of a text; where it cannot be enclosed, it is noted and nothing is written."""
        if picture and self.exported.enclosed(self.question, picture):
            SubElement(parent, "img", image_of(picture, self.told(picture.text)))

    def outcomes(self, *, is_scored: bool) -> None:
        if is_scored:
            score = SubElement(
                self.item,
                "outcomeDeclaration",
                {
                    "identifier": "SCORE",
                    "cardinality": "single",
                    "baseType": "float",
                    "normalMaximum": number_text(self.points),
                },
            )
            SubElement(SubElement(score, "defaultValue"), "value").text = "0"
        if general := self.told(self.question.feedback):
            self.feedback[GENERAL] = general
        if self.feedback:
            SubElement(
                self.item,
                "outcomeDeclaration",
                {"identifier": "FEEDBACK", "cardinality": "multiple", "baseType": "identifier"},
            )

    def processing(self) -> None:
        processing = Element("responseProcessing")
        processing.extend(self.scores)
        if self.feedback:
            outcome = SubElement(processing, "setOutcomeValue", {"identifier": "FEEDBACK"})
            every = SubElement(outcome, "multiple")
            SubElement(every, "variable", {"identifier": "FEEDBACK"})
            for name in self.chosen:
                SubElement(every, "variable", {"identifier": name})
            if GENERAL in self.feedback:
                SubElement(every, "baseValue", {"baseType": "identifier"}).text = GENERAL
        if len(processing):
            self.item.append(processing)
        for name, said in self.feedback.items():
            about = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
            write_paragraphs(SubElement(self.item, "modalFeedback", about), said)

    def declared(self, name: str, cardinality: str, base: str, correct: Iterable[str]) -> Element:
        about = {"identifier": name, "cardinality": cardinality, "baseType": base}
        declaration = SubElement(self.item, "responseDeclaration", about)
        if values := list(correct):
            right = SubElement(declaration, "correctResponse")
            for value in values:
                SubElement(right, "value").text = value
        return declaration

    def map(self, declaration: Element, most: float, worth: dict[str, float]) -> None:
        """Say what each value earns, and that its sum is added to the score."""
        bounds = {"defaultValue": "0", "lowerBound": "0", "upperBound": number_text(most)}
        mapping = SubElement(declaration, "mapping", bounds)
        is_text = declaration.get("baseType") == "string"
        for key, value in worth.items():
            entry = SubElement(mapping, "mapEntry", {"mapKey": key, "mappedValue": number_text(value)})
            if is_text:
                entry.set("caseSensitive", "false")
        self.add(Element("mapResponse", {"identifier": declaration.get("identifier", "")}), self.scores)

    def add(self, value: Element, to: list[Element] | Element) -> None:
        outcome = Element("setOutcomeValue", {"identifier": "SCORE"})
        total = SubElement(outcome, "sum")
        SubElement(total, "variable", {"identifier": "SCORE"})
        total.append(value)
        to.append(outcome)

    def declare(self, cardinality: str, base: str) -> Element:
        """Declare a response of which nothing says what is right."""
        return self.declared(RESPONSE, cardinality, base, ())

    def prompted(self, tag: str, **about: str) -> Element:
        interaction = SubElement(self.body, tag, {"responseIdentifier": RESPONSE, **about})
        write_lines(SubElement(interaction, "prompt"), self.said(self.question.text))
        return interaction
