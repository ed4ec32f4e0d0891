"""The declared tests that there are, each with all that anything else asks of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from explant.declared_tests import shifts
from explant.declared_tests.declared_test import DeclaredTest, Result, Sample

if TYPE_CHECKING:
    from explant.statistics.kernel.inversion import IntervalResult


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
