"""What a declared test is: all that anything else needs to know of one.

Light on purpose: the config imports it at every start. Samples come in as objects that compute
their statistics when asked (:class:`explant.tables.results.sample_statistics.OneSample`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

    from explant.statistics.kernel.inversion import IntervalResult
    from explant.statistics.one_sample.sign_flip import SignFlipResult
    from explant.statistics.one_sample.sign_test import SignTestResult
    from explant.statistics.one_sample.signed_rank import SignedRankResult
    from explant.statistics.one_sample.student import StudentResult

GroupWay = Literal["ranks", "means", "permutation"]
"""The three ways in which tables compare groups of patients, whichever test is declared."""


class Sample(Protocol):
    """One sample of numbers whose statistics are computed when asked for."""

    @property
    def differences(self) -> Floats:
        """The numbers, of shape (n,)."""

    @property
    def confidence(self) -> float:
        """Level of confidence of the intervals."""

    @property
    def student(self) -> StudentResult:
        """Mean, t interval and t test."""

    @property
    def pseudomedian(self) -> IntervalResult:
        """Hodges–Lehmann pseudomedian with its exact interval."""

    @property
    def signed_rank(self) -> SignedRankResult:
        """Wilcoxon's signed-rank test."""

    @property
    def approximate_signed_rank(self) -> SignedRankResult:
        """Wilcoxon's signed-rank test by its normal approximation."""

    @property
    def approximate_pseudomedian(self) -> IntervalResult:
        """Pseudomedian with the interval that inverts the normal approximation."""

    @property
    def sign_flip(self) -> SignFlipResult:
        """Sign-flip permutation of the mean."""

    @property
    def sign_flip_interval(self) -> IntervalResult:
        """Mean with the interval that inverts the sign flips."""

    @property
    def signs(self) -> SignTestResult:
        """Sign test."""

    @property
    def median(self) -> IntervalResult:
        """Median with the interval that inverts the sign test."""


@dataclass(frozen=True)
class Result:
    """What a declared test says of one sample; ``reasons`` say why a number is missing."""

    estimate: float
    low: float
    high: float
    level: float
    p: float
    reasons: tuple[str, ...] = ()

    @property
    def numbers(self) -> dict[str, float]:
        """Estimate, interval, achieved level and p, by their columns."""
        return {
            "estimate": self.estimate,
            "low": self.low,
            "high": self.high,
            "level": self.level,
            "p": self.p,
        }

    @property
    def note(self) -> str:
        """Why numbers are missing, each reason once; empty where none is."""
        if all(math.isfinite(number) for number in self.numbers.values()):
            return ""
        return "; ".join(dict.fromkeys(filter(None, self.reasons)))


@dataclass(frozen=True)
class DeclaredTest:
    """A test that a plan can declare.

    Parameters
    ----------
    key
        Its name in the config and in the column ``test``.
    name, short_name, label
        In a sentence (``Wilcoxon signed-rank test``), beside others (``signed-rank test``), and
        where there is room for a word or two (``signed-rank``).
    name_unpaired
        Its name where no question sets a patient's samples against each other.
    estimate
        What its estimate is called: mean, median, pseudomedian.
    hypothesis
        What is true where there is no effect: differences are symmetric about zero, or their
        median is zero. Tests of one hypothesis are equivalent choices.
    p_from
        Where its p value comes from, beside another test with the same estimate.
    compute
        Estimate, interval and p of one sample.
    p_column, p_of
        Column of ``paired.csv`` that has its p value whichever test is declared, and that p of one
        sample.
    smallest_p
        Smallest two-sided p that so many differences can give; NaN where there is no bound.
    detectable
        Smallest shift of so many normal differences, in standard deviations, that it detects at a
        two-sided level with 80 % power; NaN where there is none.
    exact_up_to
        Most differences for which p is exact; None: always; 0: it rests on a distribution.
    comparison
        What compares groups of patients where this test is declared: one of
        :data:`explant.declared_tests.group_methods.FAMILIES`.
    flipped_statistic
        Its statistic in Westfall–Young's sign flips; None where there is none.
    disagreement_told
        Whether it is said when its p value lies on the other side of α than the declared one's.
    always_compared
        Whether the sensitivity analysis asks every result by this test.
    drops_zeros
        Whether differences of zero are left out, under a zero rule.
    slow_interval
        Numbers of differences, above the first and up to the second, for which the exact interval
        takes seconds for each analysis.
    quick
        What stands in its place where one result is analyzed in many ways.
    quick_words
        What it is, in words.
    calibration
        Rows of the calibration that hold of it: test and interval, under a zero rule.
    sentences
        The methods' sentences under a zero rule. In braces: ``differences``, ``level``,
        ``permutations``, ``seed``, or the key of a source.
    beside
        How it is called, with its source, where another test is declared; ``name`` in braces.
    config_words
        What the config's description of ``inference.test`` says of it.
    """

    key: str
    name: str
    short_name: str
    label: str
    estimate: str
    hypothesis: Literal["symmetric", "median"]
    compute: Callable[[Sample], Result]
    p_column: str
    p_of: Callable[[Sample], float]
    smallest_p: Callable[[int], float]
    detectable: Callable[[int, float], float]
    exact_up_to: int | None
    comparison: str
    calibration: Callable[[str], tuple[str, ...]]
    sentences: Callable[[str], tuple[str, ...]]
    beside: str
    config_words: str
    name_unpaired: str = ""
    p_from: str = ""
    flipped_statistic: Literal["signed_rank", "t", "sign"] | None = None
    disagreement_told: bool = True
    always_compared: bool = True
    drops_zeros: Callable[[str], bool] = lambda zero_rule: False
    slow_interval: tuple[int, int] = (0, 0)
    quick: Callable[[Sample], Result] | None = None
    quick_words: str = ""

    def name_for(self, n: int | None = None, *, paired: bool = True) -> str:
        """Name, with ``exact`` where p is exact for so many differences.

        Examples
        --------
        >>> from explant.declared_tests.known_tests import TESTS
        >>> TESTS["wilcoxon"].name_for(20), TESTS["t"].name_for(20, paired=False)
        ('exact Wilcoxon signed-rank test', 'one-sample t test')
        """
        name = self.name if paired or not self.name_unpaired else self.name_unpaired
        return f"exact {name}" if self.is_exact(n) else name

    def has_slow_interval(self, n: int) -> bool:
        """Whether the interval of so many differences takes seconds."""
        above, up_to = self.slow_interval
        return above < n <= up_to

    def is_exact(self, n: int | None) -> bool:
        """Whether p is exact for so many differences; of an unknown number it is taken to be."""
        return self.exact_up_to is None or (
            self.exact_up_to > 0 and (n is None or n <= self.exact_up_to)
        )
