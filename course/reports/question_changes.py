"""What became of a question since an attempt was marked: other words, another key, gone."""

from dataclasses import dataclass
from datetime import datetime

from course.core.content.model import Catalogue
from course.core.grading.differences import key_changed, words_changed
from course.core.grading.questions import GAP_MARK, AnyQuestion, Cloze, Likert, Scenario, Words
from course.core.grading.tokens import answer_texts, part_texts
from course.core.text import Text, pick


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSince:
    """How the quiz asks today what an attempt asked. `text` and `parts` are the present wording, in one language.

    `parts` are in the order of the alphabet, so that no order gives a key away; a story's are left out.
    """

    gone: bool = False
    words: bool = False
    key: bool = False
    text: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedMark:
    """A mark that a regrade changed: when, why, and the points before. `undone_at` is None while it holds.

    `only_weighed`: the answer is judged as before, and what the question is worth was changed.
    """

    at: datetime
    because: str
    undone_at: datetime | None
    before: float
    max_before: float
    only_weighed: bool


def changed_since(
    catalogue: Catalogue, quiz_slug: str, seen: AnyQuestion, language: str
) -> ChangedSince | None:
    """Return what is otherwise in the running version, for who reads `language`; None where nothing is."""
    running = catalogue.quizzes.get(quiz_slug)
    now = running.question(seen.id) if running else None
    if now is None:
        return ChangedSince(gone=True)
    if now == seen:
        return None
    source = catalogue.languages[0]
    words, key = words_changed(seen, now, language), key_changed(seen, now)
    if not words and not key:
        return None
    said = [pick(text, language, source) for text in _shown(now)] if words else [""]
    return ChangedSince(words=words, key=key, text=said[0], parts=tuple(sorted(filter(None, said[1:]))))


def _shown(question: AnyQuestion) -> list[Text]:
    """Return what is read before answering, the question itself first."""
    if isinstance(question, Scenario):
        return [question.text]
    texts = [question.text, *(told.text for told in question.lead), *part_texts(question).values()]
    if isinstance(question, Cloze | Words):
        texts.append({language: GAP_MARK.sub("____", said) for language, said in question.passage.items()})
    return texts if isinstance(question, Likert) else [*texts, *answer_texts(question).values()]
