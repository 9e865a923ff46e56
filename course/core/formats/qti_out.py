"""Writing a question as a QTI item: what qti_in.py reads again as an equal one.

Scores are mappings and sums, so that systems that know only the standard's processing give the same credit; the order of
steps is all or nothing there, since the standard has no like of ours.
"""

from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from course.core.formats.qti_by_hand import write_by_hand
from course.core.formats.qti_frame import RESPONSE, ItemFrame
from course.core.formats.qti_hotspot import write_hotspot
from course.core.formats.qti_names import TRUTHS, identifier, write_lines, write_paragraphs
from course.core.formats.questions_in import Skip
from course.core.formats.questions_out import (
    category_texts,
    has_reasons,
    not_here,
    number_text,
    spots_as_options,
    xml_text,
)
from course.core.grading.kinds import kind_of
from course.core.grading.questions import (
    GAP_MARK,
    Answer,
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Essay,
    Forms,
    Gapped,
    Hotspot,
    Likert,
    Match,
    NumberGap,
    Numeric,
    Option,
    Order,
    Poll,
    ShortText,
    TrueFalse,
    TypedAnswer,
    TypedGap,
    Upload,
    Words,
)
from course.core.text import Text


class ItemWriter(ItemFrame):
    """Makes the item of one question, with the names of 2.1. `exported` is told what it loses."""

    def element(self) -> Element:
        """Return the item. Raises Skip, with nothing noted, where the format has no like of it."""
        question, before = self.question, len(self.exported.notes)
        title = self.said(question.text)
        self.item.attrib |= {
            "identifier": identifier(question.id),
            "title": title,
            "adaptive": "false",
            "timeDependent": "false",
            "xml:lang": self.language,
        }
        try:
            self.lead()
            if question.picture and not self._is_on_picture(question):
                self.show(SubElement(self.body, "p"), question.picture)
            self._interaction(question)
        except Skip:
            del self.exported.notes[before:]
            raise
        if question.hints:
            self.exported.note(question, "lost_hints")
        self.outcomes(is_scored=self.points > 0)
        self.item.append(self.body)
        self.processing()
        return self.item

    def _interaction(self, question: AnyQuestion) -> None:  # noqa: C901, PLR0912 - one case for each kind
        match question:
            case Choice(options=options):
                self._choice(options)
            case Choices(options=options):
                self._choices(options)
            case Hotspot() if self._is_on_picture(question):
                self._hotspot(question)
            case Hotspot():
                self._choice(spots_as_options(question))
                self.exported.note(question, "as_kind", kind="choice")
            case TrueFalse():
                self._true_false(question)
            case Poll():
                self._poll(question)
            case Likert():
                self._likert(question)
            case Essay() | Upload():
                write_by_hand(self, question)
            case ShortText():
                write_paragraphs(self.body, self.said(question.text))
                self._typed(
                    SubElement(self.body, "p"), RESPONSE, question.right_forms, self.points, question.answers
                )
                if has_reasons(question, self.language):
                    self.exported.note(question, "lost_reasons")
            case Numeric(units=()):
                write_paragraphs(self.body, self.said(question.text))
                self._number(SubElement(self.body, "p"), RESPONSE, question.answers, self.points)
            case Numeric():
                raise Skip("units")
            case Match():
                self._match(question)
            case Categorise():
                self._categorise(question)
            case Order():
                self._order(question)
            case Words() | Cloze():
                self._gaps(question)
            case _:
                raise not_here(question)

    def _options(self, interaction: Element, options: Iterable[Option], tag: str, before: str = "") -> None:
        for option in options:
            name = identifier(before + option.id)
            choice = SubElement(interaction, tag, {"identifier": name})
            write_lines(choice, self.said(option.text))
            self.show(choice, option.picture)
            if reason := self.told(option.feedback):
                self.feedback[name] = reason

    def _choice(self, options: Sequence[Option]) -> None:
        rights = [identifier(option.id) for option in options if option.right]
        declaration = self.declared(RESPONSE, "single", "identifier", rights)
        worth = {identifier(one.id): self.points * one.share for one in options if one.share is not None}
        self.map(declaration, self.points, worth | dict.fromkeys(rights, self.points))
        interaction = self.prompted("choiceInteraction", shuffle="true", maxChoices="1")
        self._options(interaction, options, "simpleChoice")
        self.chosen.append(RESPONSE)

    def _is_on_picture(self, question: AnyQuestion) -> bool:
        """Tell whether a place is asked for on a picture that can be enclosed."""
        return (
            isinstance(question, Hotspot)
            and question.picture is not None
            and question.picture.name in self.exported.pictures
        )

    def _hotspot(self, question: Hotspot) -> None:
        rights = [identifier(spot.id) for spot in question.spots if spot.right]
        declaration = self.declared(RESPONSE, "single", "identifier", rights)
        self.map(declaration, self.points, dict.fromkeys(rights, self.points))
        interaction = self.prompted("hotspotInteraction", maxChoices="1")
        write_hotspot(self, interaction, question)
        self.feedback |= {
            identifier(spot.id): reason for spot in question.spots if (reason := self.told(spot.feedback))
        }
        self.chosen.append(RESPONSE)

    def _choices(self, options: Sequence[Option]) -> None:
        rights = [identifier(option.id) for option in options if option.right]
        each = self.points / max(1, len(rights))
        declaration = self.declared(RESPONSE, "multiple", "identifier", rights)
        worth = {
            identifier(option.id): (each if option.right else -each)
            if option.share is None
            else self.points * option.share
            for option in options
        }
        self.map(declaration, self.points, worth)
        interaction = self.prompted("choiceInteraction", shuffle="true", maxChoices="0")
        self._options(interaction, options, "simpleChoice")
        self.chosen.append(RESPONSE)

    def _poll(self, question: Poll) -> None:
        self.declare("single", "identifier")
        counts = {"class": "counts"} if question.counts else {}
        interaction = self.prompted("choiceInteraction", shuffle="true", maxChoices="1", **counts)
        self._options(
            interaction,
            [Option(one.id, one.text, False, one.feedback) for one in question.options],
            "simpleChoice",
        )
        self.chosen.append(RESPONSE)

    def _likert(self, question: Likert) -> None:
        self.declare("multiple", "directedPair")
        statements = [(identifier(f"s.{one.id}"), one.text) for one in question.statements]
        scale = [(f"step.{place}", self.said(text)) for place, text in enumerate(question.scale, 1)]
        self._sides(statements, scale, "likert", shuffle="false")

    def _true_false(self, question: TrueFalse) -> None:
        right = str(question.answer).lower()
        declaration = self.declared(RESPONSE, "single", "identifier", [right])
        self.map(declaration, self.points, {right: self.points})
        interaction = self.prompted("choiceInteraction", shuffle="false", maxChoices="1")
        words = TRUTHS.get(self.language, TRUTHS["en"])
        reasons = question.feedback_true, question.feedback_false
        for name, word, reason in zip(("true", "false"), words, reasons, strict=True):
            SubElement(interaction, "simpleChoice", {"identifier": name}).text = word
            if said := self.told(reason):
                self.feedback[name] = said
        self.chosen.append(RESPONSE)

    def _typed(
        self, parent: Element, name: str, accepted: Forms, most: float, partly: Sequence[TypedAnswer] = ()
    ) -> Element:
        found = [said for form in accepted.get(self.language, ()) if (said := xml_text(form))]
        plain = [form for form in found if "*" not in form]
        if not plain:
            raise Skip("lost_star" if found else "no_text")
        if len(plain) < len(found):
            self.exported.note(self.question, "lost_star")
        found = plain
        declaration = self.declared(name, "single", "string", found[:1])
        worths = {
            xml_text(form): answer.share * most
            for answer in reversed(partly)
            if 0 < answer.share < 1.0
            for form in answer.accepted.get(self.language, ())
        }
        if any("*" in form for form in worths):
            self.exported.note(self.question, "lost_star")
        partial = {form: worth for form, worth in worths.items() if form and "*" not in form}
        self.map(declaration, most, partial | dict.fromkeys(found, most))
        return SubElement(parent, "textEntryInteraction", {"responseIdentifier": name})

    def _number(self, parent: Element, name: str, answers: Sequence[Answer], most: float) -> Element:
        best = next(answer for answer in answers if answer.share == 1.0)
        self.declared(name, "single", "float", [number_text(best.value)])
        condition = Element("responseCondition")
        for place, answer in enumerate(answers):
            branch = SubElement(condition, "responseElseIf" if place else "responseIf")
            near = number_text(answer.tolerance)
            equal = SubElement(branch, "equal", {"toleranceMode": "absolute", "tolerance": f"{near} {near}"})
            SubElement(equal, "variable", {"identifier": name})
            SubElement(equal, "baseValue", {"baseType": "float"}).text = number_text(answer.value)
            value = Element("baseValue", {"baseType": "float"})
            value.text = number_text(most * answer.share)
            self.add(value, branch)
            if said := self.told(answer.feedback):
                self._answer_feedback(branch, f"{name}.{place + 1}", said)
        self.scores.append(condition)
        return SubElement(parent, "textEntryInteraction", {"responseIdentifier": name})

    def _answer_feedback(self, branch: Element, name: str, said: str) -> None:
        outcome = SubElement(branch, "setOutcomeValue", {"identifier": "FEEDBACK"})
        every = SubElement(outcome, "multiple")
        SubElement(every, "variable", {"identifier": "FEEDBACK"})
        SubElement(every, "baseValue", {"baseType": "identifier"}).text = name
        self.feedback[name] = said

    def _match(self, question: Match) -> None:
        targets: dict[str, str] = {}  # an answer's words to its identifier: equal ones are one target
        for pair in question.pairs:
            targets.setdefault(self.said(pair.answer), f"a.{identifier(pair.id)}")
        wanted = {f"p.{identifier(pair.id)}": targets[self.said(pair.answer)] for pair in question.pairs}
        prompts = [(f"p.{identifier(pair.id)}", pair.prompt) for pair in question.pairs]
        for one in question.extras:
            targets.setdefault(self.said(one.answer), f"a.{identifier(one.id)}")
        self._pairs(wanted, prompts, [(name, text) for text, name in targets.items()], "match")

    def _categorise(self, question: Categorise) -> None:
        texts = category_texts(question)
        wanted = {f"p.{identifier(item.id)}": f"a.{identifier(item.category)}" for item in question.items}
        prompts = [(f"p.{identifier(item.id)}", item.text) for item in question.items]
        groups = [(f"a.{identifier(name)}", self.said(text)) for name, text in texts.items()]
        self._pairs(wanted, prompts, groups, "categorise")

    def _pairs(
        self,
        wanted: dict[str, str],
        prompts: list[tuple[str, Text]],
        targets: list[tuple[str, str]],
        kind: str,
    ) -> None:
        pairs = [f"{prompt} {target}" for prompt, target in wanted.items()]
        declaration = self.declared(RESPONSE, "multiple", "directedPair", pairs)
        self.map(declaration, self.points, dict.fromkeys(pairs, self.points / len(pairs)))
        self._sides(prompts, targets, kind, shuffle="true")
        if has_reasons(self.question, self.language):
            self.exported.note(self.question, "lost_reasons")

    def _sides(
        self, prompts: list[tuple[str, Text]], targets: list[tuple[str, str]], kind: str, shuffle: str
    ) -> None:
        """Write the two sides of a match, of which each prompt takes one of the targets."""
        about = {"shuffle": shuffle, "maxAssociations": str(len(prompts)), "class": kind}
        interaction = self.prompted("matchInteraction", **about)
        first, second = (SubElement(interaction, "simpleMatchSet") for _side in range(2))
        for name, text in prompts:
            about = {"identifier": name, "matchMax": "1"}
            write_lines(SubElement(first, "simpleAssociableChoice", about), self.said(text))
        for name, said in targets:
            about = {"identifier": name, "matchMax": "0"}
            write_lines(SubElement(second, "simpleAssociableChoice", about), said)

    def _order(self, question: Order) -> None:
        names = [identifier(item.id) for item in question.items]
        self.declared(RESPONSE, "ordered", "identifier", names)
        interaction = self.prompted("orderInteraction", shuffle="true")
        for item in question.items:
            about = {"identifier": identifier(item.id)}
            write_lines(SubElement(interaction, "simpleChoice", about), self.said(item.text))
        condition = Element("responseCondition")
        branch = SubElement(condition, "responseIf")
        same = SubElement(branch, "match")
        SubElement(same, "variable", {"identifier": RESPONSE})
        SubElement(same, "correct", {"identifier": RESPONSE})
        value = Element("baseValue", {"baseType": "float"})
        value.text = number_text(self.points)
        self.add(value, branch)
        self.scores.append(condition)
        self.scores += self._misplaced(question)
        self.exported.note(question, "all_or_nothing")

    def _misplaced(self, question: Order) -> Iterator[Element]:
        """Yield what tells the feedback of a step that stands in another place than its own."""
        for place, item in enumerate(question.items, 1):
            if said := self.told(item.feedback):
                name = identifier(item.id)
                condition = Element("responseCondition")
                branch = SubElement(condition, "responseIf")
                same = SubElement(SubElement(branch, "not"), "match")
                at = SubElement(same, "index", {"n": str(place)})
                SubElement(at, "variable", {"identifier": RESPONSE})
                SubElement(same, "baseValue", {"baseType": "identifier"}).text = name
                self._answer_feedback(branch, name, said)
                yield condition

    def _gaps(self, question: Gapped) -> None:
        """Write a passage with its gaps; what is asked stands in the item's title, as other systems have it."""
        holder = SubElement(self.body, "div", {"class": kind_of(question)})
        total = sum(gap.weight for gap in question.gaps)
        gaps = {gap.id: gap for gap in question.gaps}
        for line in self.said(question.passage).split("\n"):
            paragraph = SubElement(holder, "p")
            said, *rest = GAP_MARK.split(line)
            paragraph.text = said
            for gap_id, after in zip(rest[::2], rest[1::2], strict=True):
                gap = gaps[gap_id]
                self._gap(paragraph, gap, self.points * gap.weight / total).tail = after
        typed = [one for gap in question.gaps if isinstance(gap, TypedGap) for one in gap.answers]
        if any(self.told(one.feedback) for one in (*question.gaps, *typed)):
            self.exported.note(question, "lost_reasons")

    def _gap(self, parent: Element, gap: TypedGap | NumberGap | ChosenGap, most: float) -> Element:
        name = f"{RESPONSE}_{gap.id}"
        if isinstance(gap, TypedGap):
            return self._typed(parent, name, gap.right_forms, most, gap.answers)
        if isinstance(gap, NumberGap):
            return self._number(parent, name, gap.answers, most)
        rights = [identifier(f"{gap.id}.{option.id}") for option in gap.options if option.right]
        declaration = self.declared(name, "single", "identifier", rights)
        self.map(declaration, most, dict.fromkeys(rights, most))
        about = {"responseIdentifier": name, "shuffle": "true"}
        interaction = SubElement(parent, "inlineChoiceInteraction", about)
        self._options(interaction, gap.options, "inlineChoice", f"{gap.id}.")
        self.chosen.append(name)
        return interaction
