"""One QTI item on its way to a question: what all kinds of interaction share."""

from collections.abc import Collection, Mapping
from xml.etree.ElementTree import Element

from course.core.formats.multilang import base
from course.core.formats.pictures_in_text import Find, Image, Images, take_first
from course.core.formats.qti_items import (
    GENERAL,
    Response,
    Words,
    feedback_of,
    has_own_marking,
    points_of,
    responses_of,
)
from course.core.formats.questions_in import (
    DECIMALS,
    POINTS_MAX,
    Imported,
    Remark,
    Skip,
    labels_of,
    shown_name,
)
from course.core.formats.safe_xml import line_of
from course.core.grading.pictures import QuestionPicture
from course.core.grading.questions import AnyQuestion, TrueFalse
from course.core.slugs import is_slug

# What an item is made of that is read, or says only how it looks.
_READ = frozenset(
    {"responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"}
    | {"assessmentStimulusRef", "stylesheet"}
)
_SHUFFLED = frozenset({"choiceInteraction", "inlineChoiceInteraction"})
_PASSAGES = frozenset({"hottextInteraction", "gapMatchInteraction"})  # whose text stands in them


class ItemReader:
    """One item on its way to a question: its responses, its feedback, and what is told of it."""

    def __init__(
        self,
        imported: Imported,
        item: Element,
        tags: Collection[str],
        file: str,
        stimuli: Mapping[str, Element],
        find: Find,
    ) -> None:
        self.imported = imported
        self.item = item
        self.tags = tags
        self.stimuli = stimuli
        self.find = find
        self.words = Words()
        self.title = (item.get("title") or "").strip()
        self.key = (item.get("identifier") or "").strip().removeprefix("_")
        shown = shown_name(self.title, self.key)
        self.name = f"{file}: {shown}" if file else shown
        self.notes: list[Remark] = []
        self.responses: dict[str, Response] = {}
        self.feedback: dict[str, str] = {}
        self.used: set[str] = set()  # feedback that found its place

    def look(self) -> None:
        """Read what stands around the interactions. Raises Skip where it is another one each time."""
        if self.item.get("adaptive") in {"true", "1"}:
            raise Skip("adaptive")
        body = self.item.find("itemBody")
        if self.item.find("templateDeclaration") is not None or (
            body is not None and body.find(".//printedVariable") is not None
        ):
            raise Skip("drawn")
        for ref in self.item.findall("assessmentStimulusRef"):
            self._tell_stimulus(ref.get("identifier") or "")
        self.responses = responses_of(self.item)
        self.feedback = feedback_of(self.item, self.words)

    def _tell_stimulus(self, name: str) -> None:
        """Keep the text of another file to stand before the question."""
        if text := self.words.of(self.stimuli.get(name)):
            remark = Remark(self.name, line_of(self.item), "leads_nowhere")
            self.imported.tell(self.said(text), remark, name)
        else:
            self.note("lost_stimulus")

    def said(self, text: str) -> Mapping[str, str]:
        return self.imported.said(text)

    def note(self, reason: str, **values: object) -> None:
        self.notes.append(Remark(self.name, line_of(self.item), reason, values))

    def gather_settings(self, interactions: list[Element], made: Collection[AnyQuestion]) -> None:
        """Keep what of an item's settings has no place here, for the remarks on the whole file."""
        found = {(child.tag, "setting") for child in self.item if child.tag not in _READ}
        if (spoken := self.item.get("lang", "")) and base(spoken) != base(self.imported.language):
            found.add((f"xml:lang {spoken}", "other_language"))
        if has_own_marking(self.item, self.responses):
            found.add(("responseProcessing", "own_marking"))
        for each in interactions:
            found |= {(name, "setting") for name in ("patternMask",) if each.get(name)}
            is_kept = each.tag in _SHUFFLED and each.get("shuffle", "false") not in {"true", "1"}
            if is_kept and not any(isinstance(question, TrueFalse) for question in made):
                found.add(("shuffle", "fixed_order"))
            if any(choice.get("fixed") in {"true", "1"} for choice in each):
                found.add(("fixed", "fixed_order" if each.tag in _SHUFFLED else "setting"))
        for what, reason in sorted(found):
            self.imported.gather(what, reason, self.name)

    def id_name(self) -> str:
        return self.key if is_slug(self.key) else self.title or self.key

    def shared(self, interaction: Element | None, text: str = "") -> dict:  # type: ignore[type-arg]
        prompt = interaction.find("prompt") if interaction is not None else None
        if not text:
            text = "\n".join(filter(None, (self.words.of(self.item.find("itemBody")), self.words.of(prompt))))
        picture = self.picture(self.item.find("itemBody"), prompt)
        is_passage = interaction is not None and interaction.tag in _PASSAGES
        if not text and not is_passage and not picture and "lost_picture" in self.words.lost():
            raise Skip("empty_text")  # the title of a picture that is lost asks for nothing
        points = round(points_of(self.item, self.responses), DECIMALS)
        if not 0 < points <= POINTS_MAX:
            self.note("lost_points")
        for lead in self.item.iter("div"):
            if lead.get("class") == "lead":
                remark = Remark(self.name, line_of(lead), "leads_nowhere")
                text_before = self.said(self.words.of(lead))
                self.imported.tell(text_before, remark, lead.get("id") or "", self.picture(lead))
        return {
            "id": self.imported.new_id(self.id_name()),
            "text": self.said(text or self.title or self.key),
            "picture": picture,
            "points": points if 0 < points <= POINTS_MAX else 1.0,
            "feedback": self.said(self.feedback.get(GENERAL, "")),
            **labels_of(self.tags),
        }

    def picture(self, *elements: Element | None) -> QuestionPicture | None:
        """Return the first picture in the text of the first of these elements that has one in the package."""
        for element in elements:
            if found := self.words.take_image(element, self._take):
                if not found.text:
                    self.note("unsaid_picture")
                return found
        return None

    def _take(self, address: str, shows: str) -> QuestionPicture | None:
        images = Images([Image(address, shows)])
        return take_first(self.imported.pictures, images, self.find, self.said)

    def response(self, interaction: Element) -> Response:
        name = interaction.get("responseIdentifier", "")
        if name not in self.responses:
            raise Skip("unreadable", detail=f"responseDeclaration {name}"[:60])
        return self.responses[name]

    def reason(self, name: str, *, right: bool) -> str:
        """Return the feedback of an answer: its own, else what is said of all right or all wrong ones."""
        keys = (name, *(("correct", "CORRECT") if right else ("incorrect", "INCORRECT")))
        return next(filter(None, map(self.told, keys)), "")

    def told(self, name: str) -> str:
        """Return the feedback that is called so."""
        if name in self.feedback:
            self.used.add(name)
        return self.feedback.get(name, "")

    def note_marking(self, response: Response) -> None:
        """Name what is marked otherwise here: parts that earn differently, and all or nothing."""
        if response.is_uneven:
            self.note("lost_weight", detail="…")
        if response.is_all_or_nothing:
            self.note("earns_in_part")

    @property
    def is_scored(self) -> bool:
        """Tell whether the item says that it earns anything."""
        declared = {outcome.get("identifier") for outcome in self.item.findall("outcomeDeclaration")}
        return bool(declared & {"SCORE", "MAXSCORE"})

    def is_unkeyed(self, response: Response) -> bool:
        """Tell whether nothing says what is right: neither a key, nor what an answer earns, nor a processing."""
        is_processed = self.item.find("responseProcessing/responseCondition") is not None
        return not response.correct and not response.mapping and not is_processed

    def note_unkeyed(self, kind: str) -> None:
        """Name what an item becomes that might earn something and says nowhere by what."""
        if self.is_scored:
            self.note("as_kind", kind=kind)
