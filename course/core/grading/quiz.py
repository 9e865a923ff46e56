"""A quiz: its rules and its questions, as one version of its file has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from statistics import fmean

from course.core.grading.questions import (
    AnyQuestion,
    Cloze,
    Essay,
    Likert,
    Scenario,
    Upload,
    Words,
    is_by_hand,
)
from course.core.text import Text

ESSAY_SECONDS = 600
PENALTY = 1 / 3  # what a try costs unless the quiz says otherwise, as in Moodle


NEARLY = 1e-9


def _seconds(question: AnyQuestion) -> int:
    match question:
        case Likert(statements=statements):
            return 8 * len(statements)
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            return max(40, 15 * len(gaps))
        case Essay() | Upload():
            return ESSAY_SECONDS
        case Scenario(scenes=scenes):
            return 30 * sum(bool(scene.choices) for scene in scenes)
        case _:
            return 40


@dataclass(frozen=True, slots=True)
class Band:
    """What a review says to whoever reaches a score of `start` (0.0 to 1.0), and not the next band's."""

    start: float
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quiz:
    """A quiz as one version of its file has it. `version` is the hash of `body`, its canonical JSON.

    Two are equal when their versions are: what follows from a quiz can be kept by it.
    """

    slug: str
    module: str  # the module's slug
    title: Text
    intro: Text
    purpose: str  # check, assessment, game, survey
    pass_score: float  # 0.0 to 1.0; a score equal to it passes; a survey asks for none: 0.0
    attempts: int  # how many a learner may submit; 0 is no limit
    keep: str  # best, last, first, average
    shuffle: bool
    draw: Mapping[str, int]  # how many of which tag; empty means all questions
    time_limit: int = 0  # minutes for one attempt; 0 is none
    feedback: str = "deferred"  # deferred, immediate, interactive, adaptive, certainty: see behaviours.py
    penalty: float = PENALTY  # 0.0 to 1.0: the share that each try costs the next ones
    opens: datetime | None = None  # UTC; None: open from the beginning
    closes: datetime | None = None  # UTC, the first moment that is too late; None: never
    # When results are told: at-submit, at-close, by-hand; at-once, with "certainty" alone: after each question.
    release: str = "at-submit"
    bands: tuple[Band, ...] = ()  # by rising `start`, the first from 0.0; empty where the quiz has none
    questions: tuple[AnyQuestion, ...]
    version: str
    body: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quiz) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    def question(self, question_id: str) -> AnyQuestion | None:
        return next((question for question in self.questions if question.id == question_id), None)

    @property
    def is_checked(self) -> bool:
        """Tell whether questions can be checked one by one while the attempt is open."""
        return self.has_tries and not self.is_certainty_deferred

    @property
    def is_certainty_deferred(self) -> bool:
        """Tell whether learners say beside each answer how sure they are, and are told nothing before handing in."""
        return self.feedback == "certainty" and self.release != "at-once"

    @property
    def holds_results(self) -> bool:
        """Tell whether its results are told later than an attempt is handed in."""
        return not self.is_survey and self.release in {"at-close", "by-hand"}

    @property
    def has_tries(self) -> bool:
        """Tell whether marks are made from tries: of checks, or of answers with how sure the learner is."""
        return self.feedback != "deferred"

    def band_text(self, score: float) -> Text:
        """Return what is said of a score, 0.0 to 1.0; empty where the quiz has no bands.

        A score that misses a band by less than a billionth, as sums of shares do, reaches it.
        """
        reached = [band for band in self.bands if score >= band.start - NEARLY]
        return reached[-1].text if reached else {}

    @property
    def is_survey(self) -> bool:
        """Tell whether nothing is right or wrong here: it is done when it is handed in."""
        return self.purpose == "survey"

    @property
    def is_by_hand(self) -> bool:
        """Tell whether a person marks answers to it."""
        return any(map(is_by_hand, self.questions))

    @property
    def minutes(self) -> int:
        """About how long one attempt takes: 40 seconds a question, at least one minute.

        A gap takes 15, a statement of a survey 8; a scene 30, since about half of them are met on one way; an essay or
        a file ten minutes. Of a tag that is drawn from, each question counts with the mean of all that have the tag.
        """
        return _minutes(self)


@lru_cache(maxsize=1024)  # asked of each quiz of the course whenever somebody's progress is judged
def _minutes(quiz: Quiz) -> int:
    seconds: float = sum(_seconds(question) for question in quiz.questions)
    if quiz.draw:
        seconds = sum(wanted * _mean_seconds(quiz, tag) for tag, wanted in quiz.draw.items())
    return max(1, round(seconds / 60))


def _mean_seconds(quiz: Quiz, tag: str) -> float:
    """Return how long one question of a tag takes on average; 0.0 where none has it."""
    pool = [_seconds(question) for question in quiz.questions if tag in question.tags]
    return fmean(pool) if pool else 0.0
