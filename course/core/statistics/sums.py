"""Sufficient sums: what a group's first finished attempts add up to, so that figures need no attempt again.

Their size depends on the quiz, not on the number of learners: scores are sorted into 101 bins, a question's shares
go by ten-thousandths, and an answer is one of those that the question file offers (given.py). Sums are whole
numbers, so the order in which attempts are added makes no difference, and summing up anew gives the same.

A score is a share of the points that an attempt could earn, 0.0 to 1.0, and so is what one question adds to it: where
questions are drawn, attempts with different points stay comparable. All are kept as whole numbers of 1 / UNIT.

What a question adds is what its first answer was worth, before anything was told: what later tries cost, and what
certainties bring, is part of the score that counts and says nothing about the question. Where a quiz has neither, the
two scores are the same.

What has no formula for its interval gets one by leaving out one part of the attempts after another: some sums are kept by
part too. Which part an attempt belongs to follows from its id, so that counting anew finds the same.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from course.core.statistics.typed import TypedForm

UNIT = 10**9
BINS = 100  # a score's bin is its hundredth: 0 to 100
SHARES = 10_000
PARTS = (
    25  # of the attempts, by chance: an interval from as many leaves little to the lot, and takes little room
)
PART_SUMS = 4  # of each: answers, sums of mark, of mark times score, and of score
Histogram = dict[int, int]  # bin to how many attempts


class CountedMark(NamedTuple):
    """What the first answer to one question of a finished attempt tells. `worth` is its part of the attempt's points."""

    question_id: str
    worth: float  # 0.0 to 1.0
    share: float  # of what it is worth, 0.0 to 1.0, without what tries cost and certainties bring
    blank: bool
    given: tuple[str, ...]  # as given.given_answers names them
    typed: tuple[TypedForm, ...] = ()


@dataclass(slots=True)
class ScoreSums:
    """Of the scores of whole attempts. `powers` are sums of x, x², x³ and x⁴."""

    attempts: int = 0
    powers: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    bins: dict[int, list[int]] = field(default_factory=dict)  # bin: attempts in it, sum of their scores

    def add(self, score: int) -> None:
        self.attempts += 1
        power = 1
        for place in range(4):
            power *= score
            self.powers[place] += power
        held = self.bins.setdefault(bin_of(score), [0, 0])
        held[0] += 1
        held[1] += score

    def merge(self, other: "ScoreSums") -> None:
        self.attempts += other.attempts
        self.powers = [mine + theirs for mine, theirs in zip(self.powers, other.powers, strict=True)]
        for place, (attempts, total) in other.bins.items():
            held = self.bins.setdefault(place, [0, 0])
            held[0] += attempts
            held[1] += total

    def histogram(self) -> Histogram:
        return {place: attempts for place, (attempts, _total) in sorted(self.bins.items())}

    def middle(self, place: int) -> float:
        """Return the mean score of a bin's attempts: exact where all of them have one score."""
        attempts, total = self.bins[place]
        return total / attempts / UNIT


@dataclass(slots=True)
class QuestionSums:
    """Of one question: `mark` is what its first answer added, `score` what all first answers of the attempt add up to.

    The bins of `shares` and `given` are those of that score.
    """

    answers: int = 0  # attempts that were asked it, blank ones too
    right: int = 0
    blank: int = 0
    worth: int = 0
    mark: int = 0
    mark_squares: int = 0
    mark_scores: int = 0  # sum of mark times score
    score: int = 0
    score_squares: int = 0
    shares: dict[int, Histogram] = field(default_factory=dict)  # share in ten-thousandths: attempts by bin
    given: dict[str, Histogram] = field(default_factory=dict)  # answer: attempts that gave it by bin
    parts: list[int] = field(default_factory=lambda: [0] * (PARTS * PART_SUMS))  # part after part
    typed: Counter[TypedForm] = field(
        default_factory=Counter
    )  # attempts; kept apart from the rest, see TypedSum

    def add(self, counted: CountedMark, mark: int, score: int, part: int) -> None:
        self.answers += 1
        self.right += counted.share == 1.0
        self.blank += counted.blank
        self.worth += round(counted.worth * UNIT)
        self.mark += mark
        self.mark_squares += mark * mark
        self.mark_scores += mark * score
        self.score += score
        self.score_squares += score * score
        place = bin_of(score)
        _count(self.shares.setdefault(round(counted.share * SHARES), {}), place)
        for answer in set(counted.given):
            _count(self.given.setdefault(answer, {}), place)
        first = part * PART_SUMS
        self.parts[first] += 1
        self.parts[first + 1] += mark
        self.parts[first + 2] += mark * score
        self.parts[first + 3] += score
        self.typed.update(counted.typed)

    def merge(self, other: "QuestionSums") -> None:
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        _merge(self.shares, other.shares)
        _merge(self.given, other.given)
        self.parts = [mine + theirs for mine, theirs in zip(self.parts, other.parts, strict=True)]
        self.typed.update(other.typed)

    def bins(self) -> Histogram:
        """Return how many of those who were asked it have a score in which bin."""
        found: Histogram = {}
        for histogram in self.shares.values():
            for place, attempts in histogram.items():
                _count(found, place, attempts)
        return found


_NUMBERS = (
    "answers",
    "right",
    "blank",
    "worth",
    "mark",
    "mark_squares",
    "mark_scores",
    "score",
    "score_squares",
)


@dataclass(slots=True)
class QuizSums:
    """All sums of one group at one quiz: of the scores that count, and of what the first answers add up to."""

    scores: ScoreSums = field(default_factory=ScoreSums)
    firsts: ScoreSums = field(default_factory=ScoreSums)
    questions: dict[str, QuestionSums] = field(default_factory=dict)

    def add(self, marks: Sequence[CountedMark], score: float | None = None, *, part: int = 0) -> None:
        """Add one finished attempt; `score` (0.0 to 1.0) counts for it. None: what its answers add up to.

        `part` is that of `part_of`.
        """
        earned = [round(mark.worth * mark.share * UNIT) for mark in marks]
        first = sum(earned)
        self.firsts.add(first)
        self.scores.add(first if score is None else round(score * UNIT))
        for mark, mine in zip(marks, earned, strict=True):
            self.questions.setdefault(mark.question_id, QuestionSums()).add(mark, mine, first, part)

    def merge(self, other: "QuizSums") -> None:
        self.scores.merge(other.scores)
        self.firsts.merge(other.firsts)
        for question_id, sums in other.questions.items():
            self.questions.setdefault(question_id, QuestionSums()).merge(sums)


def joined(parts: Iterable[QuizSums]) -> QuizSums:
    """Return the sums of several groups as one, the groups themselves unchanged."""
    whole = QuizSums()
    for part in parts:
        whole.merge(part)
    return whole


def part_of(attempt_id: UUID) -> int:
    """Return to which of the PARTS an attempt belongs: the last 62 bits of an id are random."""
    return attempt_id.int % PARTS


def bin_of(score: int) -> int:
    """Return the hundredth in which a score lies, 0 to 100."""
    return min(BINS, max(0, (score * BINS * 2 + UNIT) // (2 * UNIT)))


def scores_to_json(sums: QuizSums) -> str:
    """Return a quiz's sums of scores; those of the first answers stand in it only where they differ."""
    firsts = {} if sums.firsts == sums.scores else {"firsts": _score_data(sums.firsts)}
    return _text({**_score_data(sums.scores), **firsts})


def scores_from_json(text: str) -> QuizSums:
    """Return a quiz's sums without those of its questions."""
    read: dict[str, Any] = json.loads(text)
    return QuizSums(_score_sums(read), _score_sums(read.get("firsts", read)))


def _score_data(sums: ScoreSums) -> dict[str, Any]:
    return {"n": sums.attempts, "powers": sums.powers, "bins": _sorted(sums.bins)}


def _score_sums(read: Mapping[str, Any]) -> ScoreSums:
    bins = {int(place): list(held) for place, held in read["bins"].items()}
    return ScoreSums(read["n"], list(read["powers"]), bins)


def question_to_json(sums: QuestionSums) -> str:
    """Return a question's sums without its answers, which only the question's own page needs."""
    numbers = [getattr(sums, name) for name in _NUMBERS]
    return _text({"numbers": numbers, "shares": _nested(sums.shares), "parts": sums.parts})


def question_from_json(text: str, given: str = "{}") -> QuestionSums:
    read: dict[str, Any] = json.loads(text)
    sums = QuestionSums(*read["numbers"])
    sums.shares = {int(share): _histogram(held) for share, held in read["shares"].items()}
    sums.parts = read.get("parts", sums.parts)  # older ones have none until they are counted anew
    sums.given = {answer: _histogram(held) for answer, held in json.loads(given).items()}
    return sums


def given_to_json(sums: QuestionSums) -> str:
    return _text(_nested(sums.given))


def _histogram(read: Mapping[str, int]) -> Histogram:
    return dict(zip(map(int, read), read.values(), strict=True))


def _nested(found: Mapping[Any, Mapping[int, Any]]) -> dict[Any, Any]:
    return {key: _sorted(found[key]) for key in sorted(found)}


def _sorted(found: Mapping[int, Any]) -> dict[int, Any]:
    return {place: found[place] for place in sorted(found)}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _count(histogram: Histogram, place: int, attempts: int = 1) -> None:
    histogram[place] = histogram.get(place, 0) + attempts


def _merge(mine: dict[Any, Histogram], theirs: Mapping[Any, Histogram]) -> None:
    for key, histogram in theirs.items():
        held = mine.get(key)
        if held is None:
            mine[key] = dict(histogram)
            continue
        for place, attempts in histogram.items():
            _count(held, place, attempts)
