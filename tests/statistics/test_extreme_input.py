"""Every function answers samples at the edge of the number range; warnings are errors here."""

import numpy as np
import pytest

from explant.statistics.association import least_squares_slope, spearman, theil_sen
from explant.statistics.effect_sizes import d_z, g_z, rank_biserial
from explant.statistics.multiplicity import westfall_young
from explant.statistics.ordered_groups import jonckheere
from explant.statistics.several_groups import kruskal_wallis, welch_anova
from explant.statistics.sign_flip import sign_flip_interval, sign_flip_test
from explant.statistics.sign_test import sign_test, superiority
from explant.statistics.signed_rank import pseudomedian, signed_rank_test
from explant.statistics.student import student_t
from explant.statistics.two_groups import (
    hodges_lehmann_shift,
    mann_whitney,
    studentized_permutation,
    welch_t,
)

BIG, SMALL = 1.7e308, 5e-324
SAMPLES = [
    [BIG] * 6,
    [BIG, -BIG] * 3,
    [SMALL] * 6,
    [SMALL, -2 * SMALL, 0.0, 0.0, 6 * SMALL, 4 * SMALL],
    [1e300, 1e-300] * 3,
    [BIG, BIG / 2, BIG / 3, -BIG, 1.0, 0.0],
    [0.0] * 6,
]


def one_sample(v):
    return [
        student_t(v),
        signed_rank_test(v),
        signed_rank_test(v, "pratt"),
        sign_flip_test(v, 0),
        sign_test(v),
    ]


def grouped(v):
    first, second = v[:3], v[3:]
    return [
        welch_t(first, second),
        mann_whitney(first, second),
        studentized_permutation(first, second, 0),
        jonckheere([first, second], 0),
        spearman(range(6), v, 0),
        least_squares_slope(range(6), v),
        least_squares_slope(v, range(6)),
    ]


@pytest.mark.parametrize("sample", SAMPLES)
def test_p_is_a_probability_or_has_a_reason(sample):
    for result in [*one_sample(sample), *grouped(sample)]:
        assert 0 <= result.p <= 1 or (np.isnan(result.p) and result.reason), result
    for function in (welch_anova, kruskal_wallis):
        assert 0 < function([sample[:2], sample[2:]], 0).p_permutation <= 1
    adjusted = westfall_young(np.column_stack((sample, range(6))), 0).p_adjusted
    assert ((adjusted > 0) & (adjusted <= 1)).all()


@pytest.mark.parametrize("sample", SAMPLES)
def test_estimate_lies_in_its_interval_or_has_a_reason(sample):
    results = [function(sample) for function in (d_z, g_z, rank_biserial, superiority)]
    results += [pseudomedian(sample), sign_flip_interval(sample)]
    results += [hodges_lehmann_shift(sample[:3], sample[3:]), theil_sen(range(6), sample)]
    for result in results:
        if np.isnan(result.low):
            assert result.reason
        else:
            assert result.low <= result.estimate <= result.high, result


@pytest.mark.parametrize("function", [signed_rank_test, sign_test, d_z, pseudomedian, superiority])
def test_missing_values_are_an_error_that_says_where(function):
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        function([1.0, np.nan])
