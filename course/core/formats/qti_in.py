"""QTI items, versions 2.0 to 3.0 (1EdTech): what has a like here becomes it, the rest is named.

Read: choiceInteraction, textEntryInteraction, matchInteraction, associateInteraction, orderInteraction,
inlineChoiceInteraction, gapMatchInteraction, and items without any, which tell something; the key, mappings, the standard's
processing, comparisons of numbers with their tolerance, modal, inline and block feedback.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from xml.etree.ElementTree import Element

from course.core.formats.qti_items import (
    GENERAL,
    NumberCase,
    Response,
    Words,
    feedback_of,
    interactions_of,
    is_all_or_nothing,
    number_cases,
    points_of,
    responses_of,
)
from course.core.formats.qti_names import to_camel
from course.core.formats.qti_out import TRUTHS
from course.core.formats.questions_in import FileRefused, Imported, Remark, Skip, options_of, shown_name
from course.core.formats.safe_xml import line_of, read_xml
from course.core.grading.questions import (
    Answer,
    AnyQuestion,
    Categorise,
    Category,
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
    Sorted,
    TrueFalse,
    TypedGap,
)
from course.core.grading.questions import Words as WordsQuestion
from course.core.slugs import is_slug, make_slug
from course.core.text import N_

POINTS_MAX = 100.0
_GAP = "_____"
_NUMBERS = frozenset({"float", "integer"})
_INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})


def read_qti(text: str, language: str, taken: Collection[str] = ()) -> Imported:
    """Return the question of a file that holds one item. Raises FileRefused where it is none."""
    imported = Imported(language, taken=set(taken))
    take_item(imported, item_in(text))
    return imported.close()


def item_in(text: str) -> Element:
    """Return the item of a file, with the names of 2.1. Raises FileRefused."""
    root = read_xml(text)
    to_camel(root)
    if root.tag == "questestinterop":
        raise FileRefused(N_("It is QTI 1, which is not read here: export it as QTI 2.1 or 3.0."))
    if root.tag == "assessmentTest":
        raise FileRefused(
            N_("It is a test that only names its questions: take the whole package (a .zip file).")
        )
    if root.tag != "assessmentItem":
        raise FileRefused(N_("Its outermost element is “%(tag)s”: it is no QTI item."), tag=root.tag[:40])
    return root


def take_item(imported: Imported, item: Element, tags: Collection[str] = (), file: str = "") -> None:
    """Add what an item holds; `tags` and the name of its `file` come from the package around it."""
    reader, told = _Reader(imported, item, tags, file), len(imported.told)
    try:
        question = reader.question()
    except Skip as skip:
        del imported.told[told:]  # what led to it goes with it
        imported.skipped.append(Remark(reader.name, line_of(item), skip.reason, skip.values))
        return
    if question is not None:
        imported.take(question)
        imported.notes += [Remark(reader.name, line_of(item), loss) for loss in reader.words.losses]
        imported.notes += reader.notes


class _Reader:
    def __init__(self, imported: Imported, item: Element, tags: Collection[str], file: str) -> None:
        self.imported = imported
        self.item = item
        self.tags = tags
        self.words = Words()
        self.title = (item.get("title") or "").strip()
        self.key = (item.get("identifier") or "").strip().removeprefix("_")
        shown = shown_name(self.title, self.key)
        self.name = f"{file}: {shown}" if file else shown
        self.notes: list[Remark] = []
        self.responses: dict[str, Response] = {}
        self.feedback: dict[str, str] = {}
        self.used: set[str] = set()  # feedback that found its place

    def said(self, text: str) -> Mapping[str, str]:
        return self.imported.said(text)

    def note(self, reason: str, **values: object) -> None:
        self.notes.append(Remark(self.name, line_of(self.item), reason, values))

    def question(self) -> AnyQuestion | None:
        """Return the item's question; None for one that only tells something. Raises Skip."""
        interactions = interactions_of(self.item)
        body = self.item.find("itemBody")
        self.responses = responses_of(self.item)
        self.feedback = feedback_of(self.item, self.words)
        if not interactions:
            remark = Remark(self.name, line_of(self.item), "leads_nowhere")
            self.imported.tell(self.said(self.words.of(body)), remark, self._id_name())
            return None
        makers: Mapping[str, Callable[[Element, dict], AnyQuestion]] = {  # type: ignore[type-arg]
            "choiceInteraction": self._choice,
            "matchInteraction": self._match,
            "associateInteraction": self._associate,
            "orderInteraction": self._order,
            "gapMatchInteraction": self._gap_match,
        }
        kinds = {each.tag for each in interactions}
        if unknown := kinds - set(makers) - _INLINE:
            raise Skip("kind", kind=min(unknown))
        if kinds <= _INLINE:
            made = self._inline(interactions)
        elif len(interactions) > 1:
            raise Skip("several")
        else:
            made = makers[interactions[0].tag](interactions[0], self._shared(interactions[0]))
        if lost := set(self.feedback) - self.used - {GENERAL}:
            self.note("lost_feedback", detail=", ".join(sorted(lost)))
        return made

    # ---- What all have -------------------------------------------------------------------------------------------

    def _id_name(self) -> str:
        return self.key if is_slug(self.key) else self.title or self.key

    def _shared(self, interaction: Element | None, text: str = "") -> dict:  # type: ignore[type-arg]
        if not text:
            prompt = interaction.find("prompt") if interaction is not None else None
            text = "\n".join(filter(None, (self.words.of(self.item.find("itemBody")), self.words.of(prompt))))
        points = points_of(self.item, self.responses)
        for lead in self.item.iter("div"):
            if lead.get("class") == "lead":
                remark = Remark(self.name, line_of(lead), "leads_nowhere")
                self.imported.tell(self.said(self.words.of(lead)), remark, lead.get("id") or "")
        return {
            "id": self.imported.new_id(self._id_name()),
            "text": self.said(text or self.title or self.key),
            "points": points if 0 < points <= POINTS_MAX else 1.0,
            "tags": tuple(dict.fromkeys(make_slug(tag, "tag") for tag in self.tags if tag)),
            "feedback": self.said(self.feedback.get(GENERAL, "")),
        }

    def _response(self, interaction: Element) -> Response:
        name = interaction.get("responseIdentifier", "")
        if name not in self.responses:
            raise Skip("unreadable", detail=f"responseDeclaration {name}"[:60])
        return self.responses[name]

    def _reason(self, name: str, *, right: bool) -> str:
        """Return the feedback of an answer: its own, else what is said of all right or all wrong ones."""
        for key in (name, *(("correct", "CORRECT") if right else ("incorrect", "INCORRECT"))):
            if key in self.feedback:
                self.used.add(key)
                return self.feedback[key]
        return ""

    # ---- Each kind -----------------------------------------------------------------------------------------------

    def _choice(self, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        response = self._response(interaction)
        choices = interaction.findall("simpleChoice")
        names = [choice.get("identifier", "") for choice in choices]
        texts = [self.words.of(choice) for choice in choices]
        if len(choices) < 2:  # noqa: PLR2004 - a choice needs two
            raise Skip("one_answer")
        rights = [response.is_right(name) for name in names]
        if not any(rights):
            return self._poll(shared, response, texts)
        reasons = [self._reason(name, right=right) for name, right in zip(names, rights, strict=True)]
        single = response.cardinality == "single"
        if single and (_are_truths(names) or _are_truths(texts, words=True)):
            # The first of two words, or the choice called so, is the true one.
            first = 0 if names[0].lower() == "true" or not _are_truths(names) else 1
            told = [self.said(reasons[first]), self.said(reasons[1 - first])]
            return TrueFalse(**shared, answer=rights[first], feedback_true=told[0], feedback_false=told[1])
        if all(rights):
            raise Skip("all_right")
        gains = {response.worth(name) for name, right in zip(names, rights, strict=True) if right}
        others = [
            text
            for name, text, right in zip(names, texts, rights, strict=True)
            if not right and response.worth(name) > 0
        ]
        if others or len(gains) > 1:
            self.note("lost_weight", detail=", ".join(others) or "…")
        options = options_of(self.imported, zip(texts, rights, reasons, strict=True))
        if single and sum(rights) == 1:
            return Choice(**shared, options=options)
        if is_all_or_nothing(self.item):
            self.note("earns_in_part")
        return Choices(**shared, options=options)

    def _poll(self, shared: dict, response: Response, texts: list[str]) -> Poll:  # type: ignore[type-arg]
        if (
            response.cardinality != "single"
            or response.mapping
            or self.item.find("responseProcessing/responseCondition") is not None
        ):
            raise Skip("no_right")
        options = options_of(self.imported, [(text, False, "") for text in texts])
        return Poll(
            **{**shared, "points": 0.0}, options=tuple(PollOption(one.id, one.text) for one in options)
        )

    def _match(self, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        sides = [
            {
                choice.get("identifier", ""): self.words.of(choice)
                for choice in side.findall("simpleAssociableChoice")
            }
            for side in interaction.findall("simpleMatchSet")
        ]
        if len(sides) != 2:  # noqa: PLR2004 - it has two sides
            raise Skip("unreadable", detail="simpleMatchSet")
        prompts, targets = sides
        wanted = self._pairs(interaction, prompts, targets)
        many = Counter(target for _prompt, target in wanted)
        kind = interaction.get("class") or ("categorise" if any(n > 1 for n in many.values()) else "match")
        if "categorise" in kind:
            return self._categorise(shared, wanted, prompts, targets)
        for name in set(targets) - set(many):
            self.note("lost_distractor", detail=targets[name])
        return self._paired(shared, [(prompts[one], targets[two]) for one, two in wanted])

    def _pairs(
        self, interaction: Element, prompts: Mapping[str, str], targets: Mapping[str, str]
    ) -> list[tuple[str, str]]:
        """Return the right pairs in the prompts' order, each prompt once."""
        response = self._response(interaction)
        said = response.correct or [key for key, worth in response.mapping.items() if worth > 0]
        found: dict[str, str] = {}
        for pair in said:
            one, _, two = pair.partition(" ")
            if one not in prompts and two in prompts:
                one, two = two, one
            if one not in prompts or two not in targets or one in found:
                raise Skip("unreadable", detail=pair[:40])
            found[one] = two
        if lost := [text for name, text in prompts.items() if name not in found]:
            self.note("lost_distractor", detail=", ".join(lost))
        return [(name, found[name]) for name in prompts if name in found]

    def _paired(self, shared: dict, pairs: list[tuple[str, str]]) -> Match:  # type: ignore[type-arg]
        if len(pairs) < 2:  # noqa: PLR2004 - a match needs two
            raise Skip("one_answer")
        made = [
            Pair(f"pair-{place}", self.said(prompt), self.said(answer))
            for place, (prompt, answer) in enumerate(pairs, 1)
        ]
        return Match(**shared, pairs=tuple(made))

    def _categorise(
        self,
        shared: dict,  # type: ignore[type-arg]
        wanted: list[tuple[str, str]],
        prompts: Mapping[str, str],
        targets: Mapping[str, str],
    ) -> Categorise:
        if len(targets) < 2 or len(wanted) < 2:  # noqa: PLR2004 - sorting needs two
            raise Skip("one_answer")
        names = {name: f"group-{place}" for place, name in enumerate(targets, 1)}
        items = [
            Sorted(f"item-{place}", self.said(prompts[one]), names[two])
            for place, (one, two) in enumerate(wanted, 1)
        ]
        groups = tuple(Category(names[name], self.said(text)) for name, text in targets.items())
        return Categorise(**shared, categories=groups, items=tuple(items))

    def _associate(self, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        texts = {
            choice.get("identifier", ""): self.words.of(choice)
            for choice in interaction.findall("simpleAssociableChoice")
        }
        response = self._response(interaction)
        said = response.correct or [key for key, worth in response.mapping.items() if worth > 0]
        pairs, used = [], Counter[str]()
        for pair in said:
            one, _, two = pair.partition(" ")
            if one not in texts or two not in texts:
                raise Skip("unreadable", detail=pair[:40])
            used.update((one, two))
            pairs.append((texts[one], texts[two]))
        if any(count > 1 for count in used.values()):
            raise Skip("unreadable", detail="associateInteraction")
        for name in set(texts) - set(used):
            self.note("lost_distractor", detail=texts[name])
        return self._paired(shared, pairs)

    def _order(self, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        texts = {
            choice.get("identifier", ""): self.words.of(choice)
            for choice in interaction.findall("simpleChoice")
        }
        wanted = self._response(interaction).correct
        if len(wanted) < 2 or sorted(wanted) != sorted(texts):  # noqa: PLR2004 - an order needs two
            raise Skip("unreadable", detail="correctResponse")
        items = options_of(self.imported, [(texts[name], False, "") for name in wanted])
        return Order(**shared, items=tuple(Item(one.id, one.text) for one in items))

    # ---- Gaps ----------------------------------------------------------------------------------------------------

    def _inline(self, interactions: list[Element]) -> AnyQuestion:
        body = self.item.find("itemBody")
        holder = next((div for div in self.item.iter("div") if div.get("class") in {"cloze", "words"}), None)
        is_one = len(interactions) == 1 and interactions[0].tag == "textEntryInteraction" and holder is None
        if is_one:
            text = self.words.of(body, lambda _entry: _GAP)
            shared = self._shared(None, text.removesuffix(_GAP).rstrip() or self.title)
            return self._typed(interactions[0], shared)
        names = {each.get("responseIdentifier", ""): place for place, each in enumerate(interactions, 1)}
        passage = self.words.of(
            body, lambda each: f"[[gap-{names.get(each.get('responseIdentifier', ''), 0)}]]"
        )
        worths = [self._most(each) for each in interactions]
        least = min((worth for worth in worths if worth > 0), default=1.0)
        weights = [round(worth / least, 3) or 1.0 for worth in worths]
        gaps = [
            self._gap(each, f"gap-{place}", weight)
            for place, (each, weight) in enumerate(zip(interactions, weights, strict=True), 1)
        ]
        shared = self._shared(None, self.title or self.key)
        chosen = [gap for gap in gaps if isinstance(gap, ChosenGap)]
        if len(chosen) == len(gaps) and (holder is None or holder.get("class") == "words"):
            return WordsQuestion(**shared, passage=self.said(passage), gaps=tuple(chosen))
        return Cloze(**shared, passage=self.said(passage), gaps=tuple(gaps))

    def _most(self, interaction: Element) -> float:
        response = self._response(interaction)
        if interaction.tag == "textEntryInteraction" and response.base in _NUMBERS:
            name = interaction.get("responseIdentifier", "")
            scores = [case.score or 0.0 for case in number_cases(self.item, name, response)]
            return max(scores, default=0.0)
        return response.most

    def _typed(self, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        response = self._response(interaction)
        if response.base in _NUMBERS:
            cases = number_cases(self.item, interaction.get("responseIdentifier", ""), response)
            return Numeric(**shared, answers=self._answers(cases))
        return ShortText(**shared, accepted={self.imported.language: self._accepted(response)})

    def _accepted(self, response: Response) -> tuple[str, ...]:
        best = max(response.mapping.values(), default=0.0)
        whole = [key for key, worth in response.mapping.items() if 0 < worth >= best]
        found = tuple(dict.fromkeys(key for key in (*response.correct, *whole) if key))
        if not found:
            raise Skip("no_right")
        if dropped := [key for key, worth in response.mapping.items() if worth > 0 and key not in found]:
            self.note("lost_weight", detail=", ".join(dropped))
        return found

    def _answers(self, cases: list[NumberCase]) -> tuple[Answer, ...]:
        best = max((case.score or 0.0 for case in cases), default=0.0)
        answers: list[Answer] = []
        for case in cases:
            share = round(case.score / best, 6) if case.score is not None and best else 1.0
            if share > 0:
                reason = self._reason(case.feedback, right=share == 1.0) if case.feedback else ""
                about = f"answer-{len(answers) + 1}", case.value, abs(case.tolerance), share
                answers.append(Answer(*about, self.said(reason)))
        if not any(answer.share == 1.0 for answer in answers):
            raise Skip("no_right")
        return tuple(answers)

    def _gap(self, interaction: Element, gap_id: str, weight: float) -> Gap:
        response = self._response(interaction)
        if interaction.tag == "textEntryInteraction":
            if response.base in _NUMBERS:
                cases = number_cases(self.item, interaction.get("responseIdentifier", ""), response)
                return NumberGap(gap_id, self._answers(cases), weight)
            return TypedGap(gap_id, {self.imported.language: self._accepted(response)}, weight)
        answers: list[tuple[str, bool, str]] = []
        for choice in interaction.findall("inlineChoice"):
            name = choice.get("identifier", "")
            right = response.is_right(name)
            answers.append((self.words.of(choice), right, self._reason(name, right=right)))
        if len(answers) < 2:  # noqa: PLR2004 - a choice needs two
            raise Skip("one_answer")
        if sum(right for _text, right, _reason in answers) != 1:
            raise Skip("no_right")
        return ChosenGap(gap_id, options_of(self.imported, answers), weight)

    def _gap_match(self, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
        """Return a passage in whose every gap all the texts are offered."""
        texts = {each.get("identifier", ""): self.words.of(each) for each in interaction.findall("gapText")}
        response = self._response(interaction)
        said = response.correct or [key for key, worth in response.mapping.items() if worth > 0]
        right = {gap: text for text, _, gap in (pair.partition(" ") for pair in said)}
        holes = list(interaction.iter("gap"))
        if len(texts) < 2 or not holes:  # noqa: PLR2004 - a choice needs two
            raise Skip("one_answer" if holes else "no_answers")
        gaps = []
        for place, hole in enumerate(holes, 1):
            name = hole.get("identifier", "")
            if right.get(name) not in texts:
                raise Skip("no_right")
            answers = [(text, key == right[name], "") for key, text in texts.items()]
            gaps.append(ChosenGap(f"gap-{place}", options_of(self.imported, answers)))
            hole.text = f"[[gap-{place}]]"
        passage = self._without_parts(interaction)
        return WordsQuestion(**shared, passage=self.said(passage), gaps=tuple(gaps))

    def _without_parts(self, interaction: Element) -> str:
        """Return the words of a passage without what is offered and asked."""
        rest = Element("div")
        rest.extend(child for child in interaction if child.tag not in {"prompt", "gapText", "gapImg"})
        return self.words.of(rest)


def _are_truths(names: list[str], *, words: bool = False) -> bool:
    """Tell whether two choices are true and false: by their identifiers, or the first then the second by their words."""
    if words:
        said = tuple(name.casefold().rstrip(".") for name in names)
        return said in {tuple(word.casefold() for word in pair) for pair in TRUTHS.values()}
    return sorted(name.lower() for name in names) == ["false", "true"]
