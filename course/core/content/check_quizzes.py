"""Checks of quizzes: keys, ids, passages; and habits that give answers away, as warnings."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from course.core.content.check_behaviours import behaviour_faults
from course.core.content.check_draw import draw_faults
from course.core.content.check_gaps import Fault, gap_faults, number_faults, typed_faults
from course.core.content.check_links import landing_fault
from course.core.content.check_pictures import picture_faults
from course.core.content.check_rubrics import rubric_faults
from course.core.content.check_scenarios import scenario_faults
from course.core.content.check_shares import share_faults
from course.core.content.check_time import time_faults
from course.core.content.check_windows import band_faults, window_faults
from course.core.content.model import Problem
from course.core.content.quiz_files import DESCRIPTION
from course.core.content.sources import QuizSource, Sources
from course.core.content.strict_yaml import Path
from course.core.grading.questions import (
    AnyQuestion,
    ByHand,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Gapped,
    Hotspot,
    Likert,
    Match,
    Numeric,
    Order,
    Poll,
    Scenario,
    ShortText,
    TrueFalse,
    Words,
)
from course.core.text import N_, Text

LONGER = 1.4  # how many times as long as the next a right answer may be before it gives itself away
LONGER_BY = 20  # characters; below this nobody sees the difference
KEYS_MIN = 4  # fewer keys than this show no habit
KEYS_ALIKE = 0.8  # a share of equal keys from which guessing pays

PLACES_MIN = 8  # so many choices show whether the right answers stand in one place too often

_CATCH_ALL = re.compile(
    r"\b(?:all|none|both|neither|any) of (?:the above\b|(?:these|them)\W*$)|\ball the above\b"
    r"|\b(?:tod[ao]s|ningun[ao]|amb[ao]s)(?: de)? l[ao]s (?:anteriores|demás)\b|\btodo lo anterior\b"
    r"|\btodas son (?:correctas|verdaderas)\b|\bninguna es (?:correcta|verdadera)\b|\bnada de lo anterior\b"
    r"|\btoutes (?:les|ces) réponses(?: (?:ci-dessus|précédentes|sont \w+))?\s*[.!]?$"
    r"|\btou(?:te)?s les précédente?s\b|\btout ce qui précède\b|\brien de ce qui précède\b"
    r"|\baucune (?:des|de ces) réponses\b|\baucune? des précédente?s\b|\btou(?:te)?s (?:celles-ci|ceux-ci)\b",
    re.IGNORECASE,
)


def check_quizzes(sources: Sources) -> Iterator[Problem]:
    """Yield what is wrong with quizzes beyond their shape."""
    for source in sources.quizzes.values():
        yield from _quiz_problems(sources, source)
        for path, question in source.asked():
            yield from _see_problems(sources, source, question, path)
            yield from _question_problems(source, question, path)
            yield from _habits(sources, source, question, path)
        yield from _unbalanced_keys(source)


def _problem(
    source: QuizSource,
    path: Path,
    code: str,
    template: str,
    values: Mapping[str, object] | None = None,
    *,
    warning: bool = False,
) -> Problem:
    line, column = source.document.place(path)
    return Problem(source.file, line, code, template, values or {}, column, warning)


def _quiz_problems(sources: Sources, source: QuizSource) -> Iterator[Problem]:
    quiz = source.quiz
    if sources.course and quiz.module not in sources.course.modules:
        template = N_("There is no module “%(module)s”.")
        yield _problem(source, ("module",), "quiz_module", template, {"module": quiz.module})
    yield from _purpose_problems(source)
    for fault in behaviour_faults(quiz, source.asked()):
        yield _problem(source, fault.path, fault.code, fault.template, fault.values, warning=fault.is_warning)
    document = source.document.data
    yield from _faults(source, (), window_faults(quiz, document if isinstance(document, dict) else {}))
    yield from _faults(source, (), band_faults(quiz))
    yield from _faults(source, (), picture_faults(source.written, sources.media.get(quiz.module, {})))
    written = source.written
    yield from _equal_ids(source, ("questions",), [one["id"] for one in written])
    if written[-1]["kind"] == DESCRIPTION:
        template = N_("A description leads to the question after it: here is none.")
        yield _problem(source, ("questions", len(written) - 1), "description_last", template)
    for fault in (*draw_faults(quiz), *time_faults(quiz)):
        yield _problem(source, fault.path, fault.code, fault.template, fault.values, warning=fault.is_warning)


def _purpose_problems(source: QuizSource) -> Iterator[Problem]:
    """Yield a pass score where nothing is right or wrong, none where something is, and statements outside surveys."""
    document = source.document.data
    has_score = isinstance(document, dict) and "pass_score" in document
    if source.quiz.is_survey and has_score:
        template = N_("Nobody passes a survey: leave “pass_score” out.")
        yield _problem(source, ("pass_score",), "survey_pass_score", template)
    elif not source.quiz.is_survey and not has_score:
        template = N_("The field “%(field)s” is missing.")
        yield _problem(source, (), "missing", template, {"field": "pass_score"})
    for path, question in source.asked():
        if isinstance(question, Likert) and not source.quiz.is_survey:
            template = N_("Statements with a scale stand only in quizzes with the purpose “survey”.")
            yield _problem(source, (*path, "kind"), "likert_purpose", template)


def _equal_ids(source: QuizSource, path: Path, ids: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, given in enumerate(ids):
        if given in seen:
            template = N_("The id “%(id)s” stands here twice.")
            yield _problem(source, (*path, place, "id"), "id_twice", template, {"id": given})
        seen.add(given)


def _see_problems(
    sources: Sources, source: QuizSource, question: AnyQuestion, path: Path
) -> Iterator[Problem]:
    if question.see is None:
        return
    heading = question.see.heading
    target = question.see.lesson + (f"#{heading}" if heading else "")
    if fault := landing_fault(sources, question.see.lesson, heading):
        yield _problem(source, (*path, "see"), *fault, {"target": target})


def _question_problems(source: QuizSource, question: AnyQuestion, path: Path) -> Iterator[Problem]:  # noqa: C901, PLR0912 - one case for each kind
    if isinstance(question, Choice | Choices):
        options = question.options
        yield from _equal_ids(source, (*path, "options"), [option.id for option in options])
        yield from _equal_texts(source, (*path, "options"), [option.text for option in options])
        yield from _key_problems(source, question, path)
        yield from _faults(source, path, share_faults(question))
    elif isinstance(question, ByHand):
        yield from _rubric_problems(source, question, path)
    elif isinstance(question, Poll):
        yield from _equal_ids(source, (*path, "options"), [option.id for option in question.options])
        yield from _equal_texts(source, (*path, "options"), [option.text for option in question.options])
    elif isinstance(question, Match):
        yield from _match_problems(source, question, path)
    elif isinstance(question, Order):
        yield from _equal_ids(source, (*path, "items"), [item.id for item in question.items])
        yield from _equal_texts(source, (*path, "items"), [item.text for item in question.items])
    elif isinstance(question, Hotspot):
        yield from _equal_ids(source, (*path, "spots"), [spot.id for spot in question.spots])
        yield from _equal_texts(source, (*path, "spots"), [spot.text for spot in question.spots])
        right = sum(spot.right for spot in question.spots)
        if right != 1:
            template = N_("A question on a map has exactly one right spot; here are %(right)s.")
            yield _problem(source, (*path, "spots"), "hotspot_key", template, {"right": right})
    elif isinstance(question, Numeric):
        yield from _equal_ids(source, (*path, "answers"), [answer.id for answer in question.answers])
        yield from _faults(source, path, number_faults(question))
    elif isinstance(question, ShortText):
        yield from _equal_ids(source, (*path, "answers"), [answer.id for answer in question.answers])
        yield from _faults(source, path, typed_faults(question))
    elif isinstance(question, Cloze | Words):
        yield from _gap_problems(source, question, path)
    elif isinstance(question, Scenario):
        yield from _scenario_problems(source, question, path)
    elif isinstance(question, Categorise):
        yield from _categorise_problems(source, question, path)
    elif isinstance(question, Likert):
        statements = question.statements
        yield from _equal_ids(source, (*path, "statements"), [one.id for one in statements])
        yield from _equal_texts(source, (*path, "statements"), [one.text for one in statements])
        yield from _equal_texts(source, (*path, "scale"), list(question.scale))


def _match_problems(source: QuizSource, question: Match, path: Path) -> Iterator[Problem]:
    ids, taken = [one.id for one in question.answers], len(question.pairs)
    yield from _equal_ids(source, (*path, "pairs"), ids[:taken])
    yield from _unlike_twins(source, (*path, "pairs"), [pair.answer for pair in question.pairs])
    yield from _equal_texts(source, (*path, "pairs"), [pair.prompt for pair in question.pairs])
    for place, one in enumerate(question.extras):
        here: Path = (*path, "extras", place)
        if one.id in ids[: taken + place]:
            template = N_("The id “%(id)s” stands here twice.")
            yield _problem(source, (*here, "id"), "id_twice", template, {"id": one.id})
        yield from _twin_of_others(
            source, here, one.answer, [other.answer for other in question.answers[: taken + place]]
        )


def _twin_of_others(source: QuizSource, here: Path, text: Text, others: Iterable[Text]) -> Iterator[Problem]:
    """Yield an answer that belongs to no prompt and reads as one that does, or as another of its like."""
    words = {(language, said.casefold()) for other in others for language, said in other.items()}
    if twin := next((said for language, said in text.items() if (language, said.casefold()) in words), ""):
        yield _problem(
            source, here, "answers_alike", N_("Two answers read the same: “%(text)s”."), {"text": twin}
        )


def _rubric_problems(source: QuizSource, question: ByHand, path: Path) -> Iterator[Problem]:
    yield from _equal_ids(source, (*path, "rubric"), [criterion.id for criterion in question.rubric])
    yield from _equal_texts(source, (*path, "rubric"), [criterion.text for criterion in question.rubric])
    for place, criterion in enumerate(question.rubric):
        here: Path = (*path, "rubric", place, "levels")
        yield from _equal_ids(source, here, [level.id for level in criterion.levels])
        yield from _equal_texts(source, here, [level.text for level in criterion.levels])
    yield from _faults(source, path, rubric_faults(question, in_survey=source.quiz.is_survey))


def _scenario_problems(source: QuizSource, question: Scenario, path: Path) -> Iterator[Problem]:
    yield from _equal_ids(source, (*path, "meters"), [meter.id for meter in question.meters])
    yield from _equal_ids(source, (*path, "scenes"), [scene.id for scene in question.scenes])
    for place, scene in enumerate(question.scenes):
        here: Path = (*path, "scenes", place, "choices")
        yield from _equal_ids(source, here, [choice.id for choice in scene.choices])
        yield from _equal_texts(source, here, [choice.text for choice in scene.choices])
    yield from _faults(source, path, scenario_faults(question))


def _gap_problems(source: QuizSource, question: Gapped, path: Path) -> Iterator[Problem]:
    yield from _equal_ids(source, (*path, "gaps"), [gap.id for gap in question.gaps])
    for place, gap in enumerate(question.gaps):
        here: Path = (*path, "gaps", place)
        if isinstance(gap, ChosenGap):
            yield from _equal_ids(source, (*here, "options"), [option.id for option in gap.options])
            yield from _equal_texts(source, (*here, "options"), [option.text for option in gap.options])
        else:
            yield from _equal_ids(source, (*here, "answers"), [answer.id for answer in gap.answers])
    written: Any = source.document.data
    for part in (*path, "gaps"):
        written = written[part]
    yield from _faults(source, path, gap_faults(question, written))


def _faults(source: QuizSource, path: Path, faults: Iterable[Fault]) -> Iterator[Problem]:
    for where, code, template, values in faults:
        yield _problem(source, (*path, *where), code, template, values)


def _categorise_problems(source: QuizSource, question: Categorise, path: Path) -> Iterator[Problem]:
    ids = [category.id for category in question.categories]
    yield from _equal_ids(source, (*path, "categories"), ids)
    yield from _equal_texts(source, (*path, "categories"), [one.text for one in question.categories])
    yield from _equal_ids(source, (*path, "items"), [item.id for item in question.items])
    yield from _equal_texts(source, (*path, "items"), [item.text for item in question.items])
    for place, item in enumerate(question.items):
        if item.category not in ids:
            template = N_("There is no category “%(category)s” in this question.")
            values = {"category": item.category}
            here = (*path, "items", place, "category")
            yield _problem(source, here, "category_unknown", template, values)


def _equal_texts(source: QuizSource, path: Path, texts: list[Text]) -> Iterator[Problem]:
    """Yield texts that a learner could not tell from an earlier one, in any language."""
    seen: set[tuple[str, str]] = set()
    for place, text in enumerate(texts):
        words = {(language, said.casefold()) for language, said in text.items()}
        if twin := sorted(words & seen):
            template = N_("Two answers read the same: “%(text)s”.")
            yield _problem(source, (*path, place), "answers_alike", template, {"text": twin[0][1]})
        seen |= words


def _unlike_twins(source: QuizSource, path: Path, texts: list[Text]) -> Iterator[Problem]:
    """Yield answers of a match that read the same in one language and not in another.

    Answers that are the same everywhere are meant: they sort prompts into groups, and each is taken for the other.
    """
    for place, text in enumerate(texts):
        for earlier in texts[:place]:
            alike = [
                said
                for language, said in text.items()
                if said.casefold() == earlier.get(language, "").casefold()
            ]
            if alike and len(alike) < len(text):
                template = N_("Two answers read the same in one language and differ in another: “%(text)s”.")
                yield _problem(source, (*path, place), "answers_alike", template, {"text": alike[0]})


def _key_problems(source: QuizSource, question: Choice | Choices, path: Path) -> Iterator[Problem]:
    right = sum(option.right for option in question.options)
    if isinstance(question, Choice) and right != 1:
        template = N_("A choice has exactly one right option; here are %(right)s.")
        yield _problem(source, (*path, "options"), "choice_key", template, {"right": right})
    elif isinstance(question, Choices) and right in {0, len(question.options)}:
        template = N_("Choices have at least one right and one wrong option.")
        yield _problem(source, (*path, "options"), "choices_key", template)


def _habits(sources: Sources, source: QuizSource, question: AnyQuestion, path: Path) -> Iterator[Problem]:
    if not isinstance(question, Choice | Choices):
        return
    for place, option in enumerate(question.options):
        if said := catch_all_in(option.text):
            template = N_("“%(text)s” rewards guessing: name the answers instead.")
            here = (*path, "options", place, "text")
            yield _problem(source, here, "catch_all", template, {"text": said}, warning=True)
    if isinstance(question, Choice):
        for language in sources.languages:
            if _right_is_longest(question, language):
                template = N_(
                    "In “%(language)s” the right answer is by far the longest, which gives it away."
                )
                values = {"language": language}
                here = (*path, "options")
                yield _problem(source, here, "right_is_longest", template, values, warning=True)


def catch_all_in(text: Text) -> str:
    """Return what an option says in the first language in which it stands for other options; empty if in none."""
    return next((said for said in text.values() if _CATCH_ALL.search(said)), "")


def _right_is_longest(question: Choice, language: str) -> bool:
    right = [len(option.text.get(language, "")) for option in question.options if option.right]
    wrong = [len(option.text.get(language, "")) for option in question.options if not option.right]
    if len(right) != 1 or not wrong:
        return False
    return right[0] > LONGER * max(wrong) and right[0] - max(wrong) >= LONGER_BY


def _unbalanced_keys(source: QuizSource) -> Iterator[Problem]:
    """Warn where guessing pays: true and false nearly always the same, or right answers in one place unshuffled."""
    quiz = source.quiz
    truths = [str(question.answer).lower() for question in quiz.questions if isinstance(question, TrueFalse)]
    places = [str(place) for place in right_places(quiz.questions)] if not quiz.shuffle else []
    for keys in (truths, places):
        if not keys:
            continue
        key, count = Counter(keys).most_common(1)[0]
        alike = len(keys) >= KEYS_MIN and count >= KEYS_ALIKE * len(keys)
        half = keys is places and len(keys) >= PLACES_MIN and count > len(keys) / 2
        if alike or half or (keys is truths and len(keys) > 1 and count == len(keys)):
            template = N_("%(count)s of %(all)s answers have the same key (%(key)s): mix them.")
            values = {"count": count, "all": len(keys), "key": key}
            yield _problem(source, ("questions",), "keys_unbalanced", template, values, warning=True)


def right_places(questions: Iterable[AnyQuestion]) -> list[int]:
    """Return where the right option stands in the file of each choice, from 1; 0 where there is none."""
    return [
        next((place for place, option in enumerate(question.options, 1) if option.right), 0)
        for question in questions
        if isinstance(question, Choice)
    ]
