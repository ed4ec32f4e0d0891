"""What the simulated differences look like, and what is true of each kind.

Skewed differences with mean zero are not symmetric about zero, so "the null hypothesis" is not one
thing. A kind's ``true`` says what holds of it: that it is symmetric about zero (the sharp null that
the exact tests promise), or only that its mean, pseudomedian or median is zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, tuple[int, ...]], Floats]
Truth = Literal["symmetric", "mean", "pseudomedian", "median"]

SIZES = (6, 12, 20, 40)
GROUPS = ((10, 10), (12, 8), (16, 4))
LEVELS = (0.05, 0.01)

EXPONENTIAL_MEDIAN = log(2.0)
EXPONENTIAL_PSEUDOMEDIAN = float(gammaincinv(2.0, 0.5)) / 2.0
"""Half the median of the sum of two: the sum follows a gamma distribution of shape 2."""


@dataclass(frozen=True)
class Kind:
    """A distribution of differences; ``continuous`` ones have no ties and no zeros."""

    words: str
    draw: Draw
    true: Truth
    sd: float = 1.0
    continuous: bool = True


def normal(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Standard normal numbers."""
    return generator.standard_normal(shape)


def heavy(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Differences of two log-normal values: each skewed, the difference symmetric."""
    return np.exp(generator.standard_normal(shape)) - np.exp(generator.standard_normal(shape))


def rounded(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Normal numbers rounded to whole ones."""
    return np.rint(generator.standard_normal(shape)) + 0.0


def exponential(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Exponential numbers of mean 1 and standard deviation 1; skewness 2."""
    return generator.standard_exponential(shape)


def shifted(draw: Draw, by: float) -> Draw:
    """Return the distribution moved by a constant."""
    return lambda generator, shape: draw(generator, shape) + by


def counts(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Poisson counts of mean 1, less 1."""
    return generator.poisson(1.0, shape) - 1.0


def rounded_shares(mean: float) -> tuple[Floats, Floats]:
    """Return the values of a rounded normal number, and how often each arises."""
    values = np.arange(-12.0, 14.0)
    return values, ndtr(values + 0.5 - mean) - ndtr(values - 0.5 - mean)


def rounded_moments(mean: float) -> tuple[float, float]:
    """Return mean and standard deviation of a rounded normal number.

    Examples
    --------
    >>> round(rounded_moments(0.0)[1], 4)
    1.0408
    """
    values, share = rounded_shares(mean)
    center = float(values @ share)
    return center, sqrt(float(values**2 @ share) - center**2)


NORMAL = Kind("normal differences", normal, "symmetric")
HEAVY = Kind(
    "symmetric differences with heavy tails",
    heavy,
    "symmetric",
    sqrt(2.0 * exp(1.0) * (exp(1.0) - 1.0)),
)
TIED = Kind(
    "differences rounded to whole numbers, 38 % of them zero",
    rounded,
    "symmetric",
    rounded_moments(0.0)[1],
    continuous=False,
)
SKEWED_MEAN = Kind("skewed differences whose mean is zero", shifted(exponential, -1.0), "mean")
SKEWED_PSEUDOMEDIAN = Kind(
    "skewed differences whose pseudomedian is zero",
    shifted(exponential, -EXPONENTIAL_PSEUDOMEDIAN),
    "pseudomedian",
)
SKEWED_MEDIAN = Kind(
    "skewed differences whose median is zero", shifted(exponential, -EXPONENTIAL_MEDIAN), "median"
)
COUNTS_MEAN = Kind(
    "skewed counts, heavily tied, whose mean is zero", counts, "mean", continuous=False
)

ONE_SAMPLE = (
    NORMAL,
    HEAVY,
    TIED,
    SKEWED_MEAN,
    COUNTS_MEAN,
    SKEWED_PSEUDOMEDIAN,
    SKEWED_MEDIAN,
)


@dataclass(frozen=True)
class Effect:
    """Differences with a true effect, and the true values of its standardized sizes.

    ``rank_biserial`` is P(X + X' > 0) − P(X + X' < 0) for two patients whose difference is not
    zero: what the matched-pairs correlation estimates.
    """

    words: str
    draw: Draw
    d_z: float
    rank_biserial: float
    superiority: float
    continuous: bool = True
    signs_free_of_sizes: bool = False


SHIFT = 0.8
POSITIVE = 0.8


def signs_free(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Sizes of normal numbers, each positive with probability 0.8 whatever its size."""
    size = np.abs(generator.standard_normal(shape))
    return np.where(generator.random(shape) < POSITIVE, size, -size)


def _rounded_effect(shift: float) -> Effect:
    values, share = rounded_shares(shift)
    mean, sd = rounded_moments(shift)
    changed = values != 0
    given = share[changed] / share[changed].sum()
    sums = np.sign(values[changed][:, None] + values[changed][None, :])
    return Effect(
        "rounded differences with an effect",
        lambda generator, shape: np.rint(generator.standard_normal(shape) + shift) + 0.0,
        mean / sd,
        float(given @ sums @ given),
        float(share[values > 0].sum() + share[values == 0].sum() / 2.0),
        continuous=False,
    )


def _effects() -> tuple[Effect, ...]:
    # Two exponential numbers add to more than s with probability (1 + s) exp(-s).
    start, end = 1.0 - SHIFT, 1.0 + SHIFT
    return (
        Effect(
            "normal differences with an effect",
            shifted(normal, SHIFT),
            SHIFT,
            2.0 * float(ndtr(sqrt(2.0) * SHIFT)) - 1.0,
            float(ndtr(SHIFT)),
        ),
        Effect(
            "skewed differences with an effect, their long tail on its side",
            shifted(exponential, SHIFT - 1.0),
            SHIFT,
            2.0 * (1.0 + 2.0 * start) * exp(-2.0 * start) - 1.0,
            exp(-start),
        ),
        Effect(
            "skewed differences with an effect, their long tail against it",
            lambda generator, shape: end - exponential(generator, shape),
            SHIFT,
            1.0 - 2.0 * (1.0 + 2.0 * end) * exp(-2.0 * end),
            1.0 - exp(-end),
        ),
        _rounded_effect(SHIFT),
        Effect(
            "differences with an effect, their signs independent of their sizes",
            signs_free,
            (2.0 * POSITIVE - 1.0)
            * sqrt(2.0 / np.pi)
            / sqrt(1.0 - (2.0 * POSITIVE - 1.0) ** 2 * 2.0 / np.pi),
            2.0 * POSITIVE - 1.0,
            POSITIVE,
            signs_free_of_sizes=True,
        ),
    )


EFFECTS = _effects()
