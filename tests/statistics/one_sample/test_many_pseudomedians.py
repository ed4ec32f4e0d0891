"""Intervals of all samples at once: as by ranks at every position, and the same in any company."""

import numpy as np
import pytest

from explant.statistics.kernel.inversion import invert
from explant.statistics.kernel.ties import settle_ties_of_rows
from explant.statistics.one_sample.many_pseudomedians import pseudomedians_of_rows
from explant.statistics.one_sample.signed_rank import (
    _pseudomedian,
    _Walsh,
    pseudomedian_of_columns,
    signed_rank_test,
)
from tests.tried import tried

RULES = ["wilcoxon", "pratt"]


def samples(rng, n):
    """Rows of one of the kinds that laboratories measure, with more or fewer ties."""
    rows = rng.normal(rng.choice([0.0, 0.3, 1.0, 3.0]), 1.0, (6, n))
    kind = rng.integers(5)
    if kind == 0:
        rows = rng.integers(-2, 4, (6, n)).astype(np.float64)
    elif kind == 1:
        rows = np.round(np.exp(rows) - 1.0, int(rng.integers(1, 6)))
    elif kind == 2:
        rows = rows * 10.0 ** rng.integers(-5, 8)
    else:
        rows = np.round(rows, int(rng.integers(1, 4)))
    rows[0, 0] = rng.choice([0.0, rows[0, 0]])
    return settle_ties_of_rows(rows)


def by_ranks(sample, confidence, rule):
    """The interval from p at every position, each by ranking all distances from it."""
    walsh = _Walsh(sample, rule)
    found = invert(
        walsh.p_values,
        walsh.points.size,
        walsh.position_of_zero,
        confidence,
        estimate=walsh.position_of_estimate,
    )
    low, high = walsh.points[[found.low, found.high]].tolist()
    return walsh.estimate, low, high, found.level


@pytest.mark.hypothesis
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95, 0.999])
def test_equals_ranking_at_every_position(rule, confidence):
    rng = np.random.default_rng(11)
    found = 0
    for _ in range(tried(40)):
        rows = samples(rng, int(rng.choice([2, 3, 4, 5, 7, 10, 16, 25])))
        for sample, result in zip(
            rows, pseudomedians_of_rows(rows, confidence, rule == "wilcoxon"), strict=True
        ):
            if result is None:
                continue
            found += 1
            estimate, low, high, level = by_ranks(sample, confidence, rule)
            assert (result.low, result.high) == (low, high)
            assert result.estimate == pytest.approx(estimate, rel=1e-14, abs=0)
            assert result.level == pytest.approx(level, rel=1e-13)
    assert found > 0.8 * 6 * tried(40)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("n", "confidence"), [(51, 0.999), (65, 0.99), (85, 0.95), (113, 0.999)])
def test_many_patients_equal_ranking_at_every_position(n, confidence, rule):
    # At high levels the one-by-one search took the normal approximation for a bound once.
    rows = settle_ties_of_rows(np.round(np.random.default_rng(n).normal(0.8, 1.0, (2, n)), 2))
    for sample, result in zip(
        rows, pseudomedians_of_rows(rows, confidence, rule == "wilcoxon"), strict=True
    ):
        alone = _pseudomedian(sample, 1.0, confidence, rule, exact=True)
        for one in (result, alone):
            ends = np.array([one.low, one.high])
            near = (ends[:, None] + np.arange(-16, 17) * 0.0025).ravel()
            # All averages lie on two hundredths; these are their halves.
            shifts = np.rint(near * 400).astype(int)
            units = np.rint(sample * 100).astype(int) * 4
            p = np.array([signed_rank_test(units - shift, rule).p for shift in shifts])
            outside = (near < one.low - 1e-6) | (near > one.high + 1e-6)
            assert p[outside].max() == pytest.approx(1 - one.level, rel=1e-9)
            assert 1 - one.level <= 1 - confidence
            for end in ends:
                beside = np.abs(near - end) < 0.0026
                assert p[beside].max() > 1 - confidence


@pytest.mark.parametrize("digits", [1, 2, 5])
@pytest.mark.parametrize("n", [6, 30, 60, 90])
def test_a_sample_has_the_same_interval_in_any_company(n, digits):
    columns = np.round(np.random.default_rng(n).normal(0.4, 1.0, (n, 40)), digits)
    together = pseudomedian_of_columns(columns)
    assert together == [pseudomedian_of_columns(columns[:, [k]])[0] for k in range(40)]
    assert together[7:19] == pseudomedian_of_columns(columns[:, 7:19])


def test_what_rounding_blurs_is_left_to_be_done_alone():
    swallowed = np.array([[1e12, 1.0, 1.1, 1.3, 2.0, 3.0], [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]])
    blurred, clear = pseudomedians_of_rows(swallowed, 0.95, drop_zeros=True)
    assert blurred is None
    assert (clear.low, clear.high) == (1.0, 32.0)
    assert pseudomedians_of_rows(np.ones((3, 1)), 0.95, drop_zeros=True) == [None] * 3
