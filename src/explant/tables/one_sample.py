"""Every statistic of one sample of differences under a plan, each computed once, when asked for."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explant.config.models import Inference
from explant.statistics.inversion import IntervalResult
from explant.statistics.median import median_interval
from explant.statistics.power import smallest_attainable_p
from explant.statistics.sign_flip import SignFlipResult, sign_flip_interval, sign_flip_test
from explant.statistics.sign_test import SignTestResult, sign_test
from explant.statistics.signed_rank import SignedRankResult, pseudomedian, signed_rank_test
from explant.statistics.student import StudentResult, student_t


@dataclass(frozen=True)
class OneSample:
    """Complete differences of one marker and contrast, with the plan's inference section.

    Parameters
    ----------
    differences : ndarray, shape (n,)
        One difference per patient, on the analysis scale.
    inference : Inference
    """

    differences: NDArray[np.float64]
    inference: Inference

    @cached_property
    def student(self) -> StudentResult:
        """Mean, t interval and t test."""
        return student_t(self.differences, self.inference.confidence)

    @cached_property
    def pseudomedian(self) -> IntervalResult:
        """Hodges–Lehmann pseudomedian with its exact interval."""
        return pseudomedian(self.differences, self.inference.confidence, self.inference.zero_rule)

    @cached_property
    def signed_rank(self) -> SignedRankResult:
        """Wilcoxon's signed-rank test."""
        return signed_rank_test(self.differences, self.inference.zero_rule)

    @cached_property
    def sign_flip(self) -> SignFlipResult:
        """Sign-flip permutation of the mean."""
        return sign_flip_test(self.differences, self.inference.seed, self.inference.permutations)

    @cached_property
    def sign_flip_interval(self) -> IntervalResult:
        """Mean with the interval that inverts the sign flips."""
        inference = self.inference
        return sign_flip_interval(
            self.differences, inference.confidence, inference.seed, inference.permutations
        )

    @cached_property
    def signs(self) -> SignTestResult:
        """Sign test."""
        return sign_test(self.differences)

    @cached_property
    def median(self) -> IntervalResult:
        """Median with the interval that inverts the sign test."""
        return median_interval(self.differences, self.inference.confidence)

    @property
    def d_z(self) -> float:
        """Mean over standard deviation, without its interval."""
        return (
            self.student.t / math.sqrt(len(self.differences)) if len(self.differences) else math.nan
        )

    def declared(self) -> dict[str, float]:
        """Estimate, interval, achieved level and p of the plan's declared test."""
        if self.inference.test == "t":
            student = self.student
            return {
                "estimate": student.mean,
                "low": student.low,
                "high": student.high,
                "level": self.inference.confidence if math.isfinite(student.low) else math.nan,
                "p": student.p,
            }
        interval, p = self._declared_interval()
        return {
            "estimate": interval.estimate,
            "low": interval.low,
            "high": interval.high,
            "level": interval.level,
            "p": p,
        }

    def _declared_interval(self) -> tuple[IntervalResult, float]:
        if self.inference.test == "sign_flip":
            return self.sign_flip_interval, self.sign_flip.p
        if self.inference.test == "sign":
            return self.median, self.signs.p
        return self.pseudomedian, self.signed_rank.p

    @property
    def attainable_p(self) -> float:
        """Smallest two-sided p of the declared test for so many patients; NaN without a bound."""
        test = self.inference.test
        return smallest_attainable_p(
            len(self.differences), "signed_rank" if test == "wilcoxon" else test
        )
