"""Every statistic of one sample of differences under a plan, each computed once, when asked for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explant.config.models import Inference
from explant.declared_tests.declared_test import Result
from explant.declared_tests.known_tests import TESTS
from explant.statistics.kernel.inversion import IntervalResult
from explant.statistics.one_sample.bayes_factor import bf10
from explant.statistics.one_sample.effect_sizes import d_z_of_columns, rank_biserial_of_columns
from explant.statistics.one_sample.median import median_interval
from explant.statistics.one_sample.sign_flip import (
    SignFlipResult,
    sign_flip_interval_of_columns,
    sign_flip_test_of_columns,
)
from explant.statistics.one_sample.sign_test import (
    SignTestResult,
    sign_test_of_columns,
    superiority_from,
)
from explant.statistics.one_sample.signed_rank import (
    SignedRankResult,
    pseudomedian_of_columns,
    signed_rank_test_of_columns,
)
from explant.statistics.one_sample.student import StudentResult, student_t_of_columns

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SampleBatch:
    """Samples of one size, and every statistic of all of them, each when first asked for.

    Parameters
    ----------
    table : ndarray, shape (n, samples)
    inference : Inference
    """

    table: Floats
    inference: Inference

    @cached_property
    def student(self) -> list[StudentResult]:
        """Mean, t interval and t test of each."""
        return student_t_of_columns(self.table, self.inference.confidence)

    @cached_property
    def pseudomedian(self) -> list[IntervalResult]:
        """Hodges–Lehmann pseudomedian of each with its exact interval."""
        inference = self.inference
        return pseudomedian_of_columns(self.table, inference.confidence, inference.zero_rule)

    @cached_property
    def signed_rank(self) -> list[SignedRankResult]:
        """Wilcoxon's signed-rank test of each."""
        return signed_rank_test_of_columns(self.table, self.inference.zero_rule)

    @cached_property
    def approximate_signed_rank(self) -> list[SignedRankResult]:
        """Wilcoxon's signed-rank test of each by its normal approximation."""
        return signed_rank_test_of_columns(self.table, self.inference.zero_rule, exact=False)

    @cached_property
    def approximate_pseudomedian(self) -> list[IntervalResult]:
        """Pseudomedian of each with the interval that inverts the normal approximation."""
        inference = self.inference
        return pseudomedian_of_columns(
            self.table, inference.confidence, inference.zero_rule, exact=False
        )

    @cached_property
    def sign_flip(self) -> list[SignFlipResult]:
        """Sign-flip permutation of each mean."""
        inference = self.inference
        return sign_flip_test_of_columns(self.table, inference.seed, inference.permutations)

    @cached_property
    def sign_flip_interval(self) -> list[IntervalResult]:
        """Each mean with the interval that inverts the sign flips."""
        inference = self.inference
        return sign_flip_interval_of_columns(
            self.table, inference.confidence, inference.seed, inference.permutations
        )

    @cached_property
    def signs(self) -> list[SignTestResult]:
        """Sign test of each."""
        return sign_test_of_columns(self.table)

    @cached_property
    def standardized(self) -> list[IntervalResult]:
        """d_z of each with its interval."""
        return d_z_of_columns(self.table, self.inference.confidence)

    @cached_property
    def rank_biserial(self) -> list[IntervalResult]:
        """Rank-biserial correlation of each with its interval."""
        inference = self.inference
        return rank_biserial_of_columns(self.table, inference.zero_rule, inference.confidence)

    @cached_property
    def bf10(self) -> Floats:
        """Bayes factor of each."""
        return bf10([student.t for student in self.student], len(self.table))


@dataclass(frozen=True)
class OneSample:
    """Complete differences of one marker and contrast, with the plan's inference section.

    Parameters
    ----------
    differences : ndarray, shape (n,)
        One difference per patient, on the analysis scale.
    inference : Inference
    among : SampleBatch, optional
        Samples of the same size, this one among them, that are computed together.
    column : int
        Place among them.
    """

    differences: Floats
    inference: Inference
    among: SampleBatch | None = None
    column: int = 0

    @cached_property
    def _columns(self) -> SampleBatch:
        return self.among or SampleBatch(self.differences[:, None], self.inference)

    @property
    def student(self) -> StudentResult:
        """Mean, t interval and t test."""
        return self._columns.student[self.column]

    @property
    def pseudomedian(self) -> IntervalResult:
        """Hodges–Lehmann pseudomedian with its exact interval."""
        return self._columns.pseudomedian[self.column]

    @property
    def signed_rank(self) -> SignedRankResult:
        """Wilcoxon's signed-rank test."""
        return self._columns.signed_rank[self.column]

    @property
    def approximate_signed_rank(self) -> SignedRankResult:
        """Wilcoxon's signed-rank test by its normal approximation."""
        return self._columns.approximate_signed_rank[self.column]

    @property
    def approximate_pseudomedian(self) -> IntervalResult:
        """Pseudomedian with the interval that inverts the normal approximation."""
        return self._columns.approximate_pseudomedian[self.column]

    @property
    def sign_flip(self) -> SignFlipResult:
        """Sign-flip permutation of the mean."""
        return self._columns.sign_flip[self.column]

    @property
    def sign_flip_interval(self) -> IntervalResult:
        """Mean with the interval that inverts the sign flips."""
        return self._columns.sign_flip_interval[self.column]

    @property
    def signs(self) -> SignTestResult:
        """Sign test."""
        return self._columns.signs[self.column]

    @property
    def standardized(self) -> IntervalResult:
        """d_z with its interval."""
        return self._columns.standardized[self.column]

    @property
    def rank_biserial(self) -> IntervalResult:
        """Rank-biserial correlation with its interval."""
        return self._columns.rank_biserial[self.column]

    @property
    def bf10(self) -> float:
        """Bayes factor for a difference against none."""
        return float(self._columns.bf10[self.column])

    @property
    def superiority(self) -> IntervalResult:
        """Share of patients whose difference is positive, with its interval."""
        return superiority_from(self.signs, self.inference.confidence)

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

    @property
    def confidence(self) -> float:
        """Level of confidence of the intervals."""
        return self.inference.confidence

    @cached_property
    def declared(self) -> Result:
        """What the plan's declared test says."""
        return TESTS[self.inference.test].compute(self)

    @property
    def attainable_p(self) -> float:
        """Smallest two-sided p of the declared test for so many patients; NaN without a bound."""
        return TESTS[self.inference.test].smallest_p(len(self.differences))


def one_samples(samples: Sequence[Floats], inference: Inference) -> list[OneSample]:
    """Return each sample's statistics; samples of one size are computed together.

    Parameters
    ----------
    samples
        Complete differences, each of shape (n,).
    inference
        The plan's inference section.
    """
    by_size: dict[int, list[int]] = {}
    for number, sample in enumerate(samples):
        by_size.setdefault(sample.size, []).append(number)
    found: dict[int, OneSample] = {}
    for numbers in by_size.values():
        together = SampleBatch(np.column_stack([samples[number] for number in numbers]), inference)
        for column, number in enumerate(numbers):
            found[number] = OneSample(samples[number], inference, together, column)
    return [found[number] for number in range(len(samples))]
