"""The registry of declared tests: all that anything else needs to know of one.

Light on purpose: the config imports it at every start. Samples come in as objects that compute
their statistics when asked (:class:`explant.tables.results.sample_statistics.OneSample`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from explant.declared_tests import shifts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

    from explant.statistics.kernel.inversion import IntervalResult
    from explant.statistics.one_sample.sign_flip import SignFlipResult
    from explant.statistics.one_sample.sign_test import SignTestResult
    from explant.statistics.one_sample.signed_rank import SignedRankResult
    from explant.statistics.one_sample.student import StudentResult

GroupFamily = Literal["ranks", "means", "permutation"]
"""What compares groups of patients: :data:`explant.declared_tests.group_methods.METHODS`."""


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
        What compares groups of patients where this test is declared.
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
    comparison: GroupFamily
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


def floor_of_signs(n: int) -> float:
    """Smallest two-sided p of a test that counts assignments of signs: 2 ** (1 - n), at most 1.

    Dropped zeros do not count. Also of the exact signed-rank test: one pattern of 2 ** n.

    Examples
    --------
    >>> floor_of_signs(5), floor_of_signs(6)
    (0.0625, 0.03125)
    """
    return min(1.0, 2.0 ** (1 - n)) if n > 0 else math.nan


def _interval(interval: IntervalResult, p: float, *reasons: str) -> Result:
    return Result(interval.estimate, interval.low, interval.high, interval.level, p, (*reasons,))


def _t(sample: Sample) -> Result:
    student = sample.student
    level = sample.confidence if math.isfinite(student.low) else math.nan
    return Result(student.mean, student.low, student.high, level, student.p, (student.reason,))


def _signed_rank(sample: Sample) -> Result:
    test, interval = sample.signed_rank, sample.pseudomedian
    return _interval(interval, test.p, test.reason, interval.reason)


def _signed_rank_approximate(sample: Sample) -> Result:
    test, interval = sample.approximate_signed_rank, sample.approximate_pseudomedian
    return _interval(interval, test.p, test.reason, interval.reason)


def _sign_flip(sample: Sample) -> Result:
    test, interval = sample.sign_flip, sample.sign_flip_interval
    return _interval(interval, test.p, test.reason, interval.reason)


def _sign_flip_alone(sample: Sample) -> Result:
    return Result(sample.student.mean, math.nan, math.nan, math.nan, sample.sign_flip.p)


def _sign(sample: Sample) -> Result:
    test, interval = sample.signs, sample.median
    return _interval(interval, test.p, test.reason, interval.reason)


def _signed_rank_sentences(zero_rule: str) -> tuple[str, ...]:
    return (
        "The p value of the signed-rank test ({wilcoxon1945}) is exact for up to 1,000 patients, "
        "also with ties and zeros, by the shift algorithm ({streitberg1986}); with more patients "
        "it comes from the normal approximation with corrections for ties and continuity.",
        "Differences of exactly zero are dropped before ranking."
        if zero_rule == "wilcoxon"
        else "Differences of exactly zero are ranked with the others and their ranks then set "
        "aside ({pratt1959}).",
        "Tied differences share their mean rank; ties are decided on decimal values.",
        "The estimate is the pseudomedian, the median of all means of two differences "
        "({hodges1963}), with the confidence interval that inverts the signed-rank test. An exact "
        "test reaches only certain levels: the interval has at least {level} wherever n allows, "
        "and the level it achieves is the one printed.",
    )


_ENTRIES = (
    DeclaredTest(
        key="wilcoxon",
        name="Wilcoxon signed-rank test",
        short_name="signed-rank test",
        label="signed-rank",
        estimate="pseudomedian",
        hypothesis="symmetric",
        compute=_signed_rank,
        smallest_p=floor_of_signs,
        detectable=shifts.by_signed_rank,
        exact_up_to=1000,
        comparison="ranks",
        flipped_statistic="signed_rank",
        p_column="p_wilcoxon",
        p_of=lambda sample: sample.signed_rank.p,
        slow_interval=(200, 1000),
        quick=_signed_rank_approximate,
        quick_words="p and interval of the signed-rank test are the normal approximation here",
        drops_zeros=lambda zero_rule: zero_rule == "wilcoxon",
        calibration=lambda zero_rule: (
            "pratt" if zero_rule == "pratt" else "wilcoxon",
            "pseudomedian_interval",
        ),
        sentences=_signed_rank_sentences,
        beside="the {name} ({wilcoxon1945})",
        config_words="wilcoxon (exact signed-rank, with the pseudomedian)",
    ),
    DeclaredTest(
        key="t",
        name="paired t test",
        name_unpaired="one-sample t test",
        short_name="t test",
        label="t",
        estimate="mean",
        hypothesis="symmetric",
        p_from="the t distribution",
        compute=_t,
        smallest_p=lambda n: math.nan,
        detectable=shifts.by_t,
        exact_up_to=0,
        comparison="means",
        flipped_statistic="t",
        p_column="p_t",
        p_of=lambda sample: sample.student.p,
        calibration=lambda zero_rule: ("t", "t_interval"),
        sentences=lambda zero_rule: (
            "Student’s t on the {differences} has n − 1 degrees of freedom ({student1908}); the "
            "estimate is their mean with its {level} confidence interval by t.",
        ),
        beside="the {name} ({student1908})",
        config_words="t (mean difference)",
    ),
    DeclaredTest(
        key="sign_flip",
        name="sign-flip permutation test",
        short_name="sign-flip test",
        label="sign-flip",
        estimate="mean",
        hypothesis="symmetric",
        p_from="sign flips",
        compute=_sign_flip,
        smallest_p=floor_of_signs,
        detectable=shifts.by_sign_flips,
        exact_up_to=40,
        comparison="permutation",
        flipped_statistic="t",
        p_column="p_sign_flip",
        p_of=lambda sample: sample.sign_flip.p,
        slow_interval=(30, 40),
        quick=_sign_flip_alone,
        quick_words="the sign-flip interval is computed for the plan's analysis only",
        calibration=lambda zero_rule: ("sign_flip", "sign_flip_interval"),
        sentences=lambda zero_rule: (
            "The sign-flip permutation test of the mean ({fisher1935}, {pitman1937}) counts all "
            "assignments of signs up to 40 patients; beyond that {permutations} random ones (seed "
            "{seed}), with p = (b + 1)/(m + 1) ({phipson2010}).",
            "The estimate is the mean with the {level} confidence interval that inverts this "
            "test; the level it achieves is the one printed.",
        ),
        beside="the exact {name} ({pitman1937})",
        config_words="sign_flip (exact permutation of the mean)",
    ),
    DeclaredTest(
        key="sign",
        name="sign test",
        short_name="sign test",
        label="sign",
        estimate="median",
        hypothesis="median",
        compute=_sign,
        smallest_p=floor_of_signs,
        detectable=shifts.by_signs,
        exact_up_to=None,
        comparison="ranks",
        flipped_statistic="sign",
        p_column="p_sign",
        p_of=lambda sample: sample.signs.p,
        # It has less power than the others and disagrees for that alone.
        disagreement_told=False,
        always_compared=False,
        drops_zeros=lambda zero_rule: True,
        calibration=lambda zero_rule: ("sign", "median_interval"),
        sentences=lambda zero_rule: (
            "It asks whether more patients went up or down and takes its p value from the "
            "binomial distribution; patients with a difference of exactly zero are left out of it.",
            "The estimate is the median of the differences with the exact confidence interval that "
            "inverts the test: at least {level} wherever n allows, and the level it achieves is "
            "the one printed.",
        ),
        beside="the {name}",
        config_words="sign",
    ),
)

TESTS: Mapping[str, DeclaredTest] = {test.key: test for test in _ENTRIES}
"""Every declared test by its key, in the order of the docs."""
