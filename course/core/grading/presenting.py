"""What one attempt shows, and how what comes back is read.

Each attempt has a random seed of 16 bytes that never leaves the server. From it follow which questions are
drawn, how everything is shuffled, and the tokens that stand for options, pairs and items: so a reload shows
the same page, and two learners cannot tell each other which token was right. Texts stay in all languages, so
changing language keeps an attempt as it is. An attempt is bound to one version of its quiz.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count
from typing import Literal

from course.core.grading.fitting import Misread, misread
from course.core.grading.kinds import kind_of
from course.core.grading.pictures import QuestionPicture, Told
from course.core.grading.questions import (
    GAP_MARK,
    AnyQuestion,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Description,
    Essay,
    Gap,
    Gapped,
    Hotspot,
    Likert,
    Match,
    NumberGap,
    Numeric,
    Order,
    Scenario,
    TrueFalse,
    Upload,
    Words,
)
from course.core.grading.quiz import Quiz
from course.core.grading.responses import Response
from course.core.grading.rubrics import Criterion
from course.core.grading.scenarios import Story, next_steps, tell
from course.core.grading.shuffling import shuffled
from course.core.grading.tokens import (
    answer_texts,
    answer_tokens,
    gap_tokens,
    option_tokens,
    part_texts,
    part_tokens,
)
from course.core.text import Text
from course.core.world_map import Point, project

SEED_BYTES = 16


@dataclass(frozen=True, slots=True)
class PresentedPart:
    """One option, prompt, answer, item, category, statement, place in a scale or spot, with where it stands.

    `text` is empty for "true" and "false": the page words them. `lat` to `y` are those of `Spot`.
    """

    token: str
    text: Text
    lat: float | None = None
    lon: float | None = None
    x: float | None = None
    y: float | None = None
    picture: QuestionPicture | None = None  # of an option

    def shows(self, language: str) -> str:
        """Say what its picture shows; nothing without one."""
        return self.picture.text[language] if self.picture else ""

    @property
    def point(self) -> Point | None:
        """Where a spot stands: in units of the world map, or in hundredths of the picture."""
        if self.lat is not None and self.lon is not None:
            return project(self.lat, self.lon)
        return Point(self.x, self.y) if self.x is not None and self.y is not None else None


GapKind = Literal["typed", "number", "chosen"]


@dataclass(frozen=True, slots=True)
class PresentedGap:
    """One gap of a passage; `options` are what to choose from, in the order to show, where it is chosen."""

    token: str
    kind: GapKind
    options: tuple[PresentedPart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """One question as an attempt shows it: no id, tag, feedback or key, and no points but those of its rubric."""

    kind: str  # a name of KINDS
    text: Text
    picture: QuestionPicture | None = None
    parts: tuple[PresentedPart, ...] = ()  # options, prompts or items, in the order to show
    answers: tuple[PresentedPart, ...] = ()  # what the parts are paired with, each text once

    story: Story | None = (
        None  # scenario: what is told so far; `parts` are the choices of the scene it came to
    )
    passages: Mapping[str, tuple[str | PresentedGap, ...]] = field(
        default_factory=dict
    )  # cloze, words: by language the passage's texts and gaps, as they follow each other
    units: tuple[str, ...] = ()  # numeric: the units that may follow the number
    misread: Misread | None = None  # numeric, cloze: what is amiss with the form of a number that was typed
    lead: tuple[Description, ...] = ()  # what is told before the question
    words: tuple[int, int] = (0, 0)  # essay: how many words at least and at most; 0 is no limit
    rubric: tuple[Criterion, ...] = ()  # essay, upload: by what a person marks the answer

    def arranged(self, tokens: Iterable[str]) -> "Presented":
        """Return an order question with its items as the learner left them; no tokens, the order it has.

        `tokens` is what `show_response` gives for the stored response.
        """
        parts = {part.token: part for part in self.parts}
        return replace(self, parts=tuple(parts[token] for token in tokens) or self.parts)

    def told(self, language: str) -> list[Told]:
        """Return what is told before the question, in one of the quiz's languages."""
        return [
            Told(one.text[language], one.picture, one.picture.text[language] if one.picture else "")
            for one in self.lead
        ]


@lru_cache(maxsize=1_024)  # asked with each answer of an attempt; a quiz of 40 takes 40 digests
def drawn_questions(quiz: Quiz, seed: bytes) -> tuple[str, ...]:
    """Return the ids of an attempt's questions in the attempt's order; forms call them `q1`, `q2` and so on.

    `quiz.draw` says how many of which tag. No question is drawn twice, and one that has several of the tags
    goes where it is needed: fewer than asked are drawn only where no choice of questions gives more.
    """
    ids = [question.id for question in quiz.questions]
    if quiz.draw:
        drawn = _drawn(quiz, seed)
        ids = [question_id for question_id in ids if question_id in drawn]
    return tuple(shuffled(ids, seed, "questions") if quiz.shuffle else ids)


def present(
    question: AnyQuestion, seed: bytes, *, shuffle: bool, response: Response | None = None
) -> Presented:
    """Return what a learner sees of `question`; `shuffle` is the quiz's. A scenario shows where `response` led to.

    The items of an order and the answers of a match are shuffled whatever the quiz says, since their order in
    the file is the key. An order of more than one item never starts in the right order. "True" and "false",
    categories, and the statements and scale of a survey stay in place.
    """
    shown = _presented(question, seed, response, shuffle=shuffle)
    return replace(shown, picture=question.picture, lead=question.lead, misread=misread(question, response))


def parts_as_shown(question: AnyQuestion, seed: bytes, *, shuffle: bool) -> dict[str, PresentedPart]:
    """Return the parts of a question by id, in the order in which an attempt shows them; of a scenario the first choices."""
    ids = {token: part for part, token in part_tokens(question, seed).items()}
    return {ids[part.token]: part for part in present(question, seed, shuffle=shuffle).parts}


def _presented(question: AnyQuestion, seed: bytes, response: Response | None, *, shuffle: bool) -> Presented:
    if isinstance(question, Scenario):
        return _present_scene(question, seed, response, shuffle=shuffle)
    if isinstance(question, Cloze | Words):
        return _present_gaps(question, seed, shuffle=shuffle)
    texts = part_texts(question)
    ids = list(texts)
    if isinstance(question, Order):
        ids = _out_of_order(ids, seed, question.id)
    elif shuffle and not isinstance(question, TrueFalse | Likert):
        ids = shuffled(ids, seed, "parts", question.id)
    tokens = part_tokens(question, seed)
    answers, tokens_of_answers = answer_texts(question), answer_tokens(question, seed)
    answer_ids = list(answers)
    if isinstance(question, Match):
        answer_ids = shuffled(answer_ids, seed, "answers", question.id)
    return Presented(
        kind=kind_of(question),
        text=question.text,
        parts=tuple(_present_part(question, part, tokens[part], texts[part]) for part in ids),
        answers=tuple(PresentedPart(tokens_of_answers[part], answers[part]) for part in answer_ids),
        units=tuple(unit.symbol for unit in question.units) if isinstance(question, Numeric) else (),
        words=(question.min_words, question.max_words) if isinstance(question, Essay) else (0, 0),
        rubric=question.rubric if isinstance(question, Essay | Upload) else (),
    )


def _present_part(question: AnyQuestion, part: str, token: str, text: Text) -> PresentedPart:
    """Return one part with what only spots and options have."""
    match question:
        case Hotspot(spots=spots):
            spot = next(spot for spot in spots if spot.id == part)
            return PresentedPart(token, text, spot.lat, spot.lon, spot.x, spot.y)
        case Choice(options=options) | Choices(options=options):
            return PresentedPart(
                token, text, picture=next(option.picture for option in options if option.id == part)
            )
        case _:
            return PresentedPart(token, text)


def _present_scene(question: Scenario, seed: bytes, response: Response | None, *, shuffle: bool) -> Presented:
    path = response if isinstance(response, tuple) else ()
    texts, tokens = part_texts(question), part_tokens(question, seed)
    ids = next_steps(question, path)
    ids = shuffled(ids, seed, "parts", question.id) if shuffle else ids
    return Presented(
        kind=kind_of(question),
        text=question.text,
        parts=tuple(PresentedPart(tokens[part], texts[part]) for part in ids),
        story=tell(question, path),
    )


def _present_gaps(question: Gapped, seed: bytes, *, shuffle: bool) -> Presented:
    tokens = gap_tokens(question, seed)
    gaps = {
        gap.id: _present_gap(question.id, gap, tokens[gap.id], seed, shuffle=shuffle) for gap in question.gaps
    }
    return Presented(
        kind=kind_of(question),
        text=question.text,
        passages={language: tuple(_pieces(said, gaps)) for language, said in question.passage.items()},
    )


def _present_gap(question_id: str, gap: Gap, token: str, seed: bytes, *, shuffle: bool) -> PresentedGap:
    if not isinstance(gap, ChosenGap):
        return PresentedGap(token, "number" if isinstance(gap, NumberGap) else "typed")
    tokens = option_tokens(question_id, gap, seed)
    texts = {option.id: option.text for option in gap.options}
    ids = shuffled(list(texts), seed, "gap", question_id, gap.id) if shuffle else list(texts)
    return PresentedGap(token, "chosen", tuple(PresentedPart(tokens[part], texts[part]) for part in ids))


def _pieces(passage: str, gaps: Mapping[str, PresentedGap]) -> Iterator[str | PresentedGap]:
    """Yield the texts and gaps of a passage in their order; without empty texts."""
    for place, piece in enumerate(GAP_MARK.split(passage)):
        if place % 2:
            yield gaps[piece]
        elif piece:
            yield piece


def _out_of_order(ids: list[str], seed: bytes, question_id: str) -> list[str]:
    """Shuffle again until the order differs from the one given; one item alone stays."""
    orders = (shuffled(ids, seed, "items", question_id, turn) for turn in count())
    return next(order for order in orders if order != ids) if len(ids) > 1 else ids


def _drawn(quiz: Quiz, seed: bytes) -> frozenset[str]:
    """Fill each place of the draw with a question: a maximum bipartite matching by augmenting paths."""
    places = [tag for tag, wanted in quiz.draw.items() for _ in range(wanted)]
    tagged = {tag: [question.id for question in quiz.questions if tag in question.tags] for tag in quiz.draw}
    candidates = {tag: shuffled(ids, seed, "draw", tag) for tag, ids in tagged.items()}
    holder: dict[str, int] = {}  # question to the place it fills

    def fill(place: int, tried: set[str]) -> bool:
        open_ones = [question for question in candidates[places[place]] if question not in tried]
        tried.update(open_ones)
        for question in sorted(open_ones, key=lambda question: question in holder):  # free ones first
            if question not in holder or fill(holder[question], tried):
                holder[question] = place
                return True
        return False

    for place in range(len(places)):
        fill(place, set())
    return frozenset(holder)
