"""Learners who answer by what they can: scores and marks as matrices for numpy, and the same as sums."""

from functools import cache

import numpy as np

from course.core.statistics.sums import PARTS, CountedMark, QuizSums


@cache
def marks(learners=240, questions=8, seed=5, *, partly=True):
    """Return a learners × questions matrix of shares, 0.0 to 1.0; some questions give thirds."""
    random = np.random.default_rng(seed)
    ability = random.normal(size=(learners, 1))
    hardness = np.linspace(-1.5, 1.2, questions)
    chance = 1 / (1 + np.exp(-(ability - hardness)))
    shares = (random.random((learners, questions)) < chance).astype(float)
    if partly:
        shares[:, ::3] = random.binomial(3, chance[:, ::3]) / 3
    return shares


def points(questions=8):
    return np.array([1.0, 2.0, 1.0, 1.0, 3.0, 1.0, 1.0, 2.0, *[1.0] * 200])[:questions]


def worths(questions=8):
    return points(questions) / points(questions).sum()


def summed(shares, worth=None, given=lambda learner, question: ()):
    """Add each row of a matrix of shares to new sums, its questions called q0, q1 and so on."""
    worth = worths(shares.shape[1]) if worth is None else worth
    sums = QuizSums()
    for learner, row in enumerate(shares.tolist()):
        sums.add(
            [
                CountedMark(f"q{place}", float(worth[place]), share, share == 0.0, given(learner, place))
                for place, share in enumerate(row)
            ],
            part=learner % PARTS,
        )
    return sums
