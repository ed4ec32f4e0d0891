import itertools

import numpy as np
import pytest

from explant.statistics import association
from explant.statistics.association import least_squares_slope, theil_sen
from tests.statistics.one_column import spearman
from tests.tried import tried

from .reference import orders


@pytest.mark.hypothesis
def test_spearman_equals_full_enumeration():
    from scipy.stats import rankdata

    rng = np.random.default_rng(71)
    compared = 0
    # Nine patients are the most whose orders are all counted: few rounds, for they are 362,880.
    rounds = tried(110)
    for n in [*range(2, 7)] * rounds + [7] * tried(60) + [8] * tried(8, 2) + [9] * tried(2, 1):
        x, y = rng.integers(-3, 4, size=(2, n))
        if np.ptp(x) == 0 or np.ptp(y) == 0:
            assert spearman(x, y, 0).reason
            continue
        ranks = rankdata(x) - (n + 1) / 2, rankdata(y) - (n + 1) / 2
        every = np.abs(ranks[1][orders(n)] @ ranks[0])
        expected = np.mean(every >= abs(ranks[0] @ ranks[1]) - 1e-9)
        result = spearman(x / 10, y / 10 / 3, seed=0)
        assert result.exact
        assert result.rho == pytest.approx(np.corrcoef(*ranks)[0, 1], abs=1e-12)
        assert result.p == pytest.approx(expected, abs=1e-12)
        compared += 1
    assert compared >= 4 * rounds


def test_random_orders_approach_the_exact_p(monkeypatch):
    rng = np.random.default_rng(72)
    x = rng.normal(size=8)
    y = x + rng.normal(size=8) * 1.5
    exact = spearman(x, y, seed=1)
    monkeypatch.setattr(association, "LARGEST_EXACT_ORDER", 4)
    drawn = spearman(x, y, seed=1)
    assert not drawn.exact
    assert drawn.p == pytest.approx(exact.p, abs=4 * np.sqrt(exact.p / 9_999))
    assert drawn == spearman(x, y, seed=1)


def test_concordance_distribution_equals_enumeration():
    for groups in ((1, 1, 1, 1), (2, 1, 2), (3, 2)):
        x = np.repeat(np.arange(len(groups)), groups)
        counts = [
            sum(x[i] < x[j] and y[i] < y[j] for i in range(x.size) for j in range(x.size))
            for y in itertools.permutations(range(x.size))
        ]
        probability = association._concordance_distribution(groups)
        expected = np.bincount(counts, minlength=probability.size) / len(counts)
        np.testing.assert_allclose(probability, expected, atol=1e-12)


def test_theil_sen_covers_and_is_the_median_slope():
    rng = np.random.default_rng(73)
    x = np.array([1, 1, 2, 2, 3, 4, 5, 6, 7, 9.0])
    covered = 0
    for _ in range(600):
        y = 0.5 * x + rng.standard_t(3, size=10)
        result = theil_sen(x, y)
        slopes = [
            (y[j] - y[i]) / (x[j] - x[i])
            for i, j in itertools.combinations(range(10), 2)
            if x[i] != x[j]
        ]
        assert result.estimate == pytest.approx(np.median(slopes))
        covered += result.low <= 0.5 <= result.high
    assert result.level >= 0.95
    # The level is exact, so the observed share lies within binomial error of it.
    error = np.sqrt(result.level * (1 - result.level) / 600)
    assert covered / 600 == pytest.approx(result.level, abs=3.5 * error)


def test_theil_sen_equals_scipy_for_large_n():
    from scipy.stats import theilslopes

    rng = np.random.default_rng(74)
    x = np.round(rng.normal(size=80), 1)
    y = x + rng.normal(size=80)
    expected = theilslopes(y, x, alpha=0.95)
    result = theil_sen(x, y)
    assert result.estimate == pytest.approx(expected.slope)
    # scipy rounds the rank of the limits the other way: at most one slope further out.
    assert result.low == pytest.approx(expected.low_slope, abs=0.01)
    assert result.high == pytest.approx(expected.high_slope, abs=0.01)


def test_least_squares_equals_scipy():
    from scipy.stats import linregress, t

    rng = np.random.default_rng(75)
    x = rng.normal(3.0, 1.0, 20)
    y = 0.4 * x + rng.normal(size=20)
    expected = linregress(x, y)
    half = t.ppf(0.975, 18) * expected.stderr
    found = least_squares_slope(x, y)
    np.testing.assert_allclose(
        [found.slope, found.intercept, found.p, found.low, found.high],
        [
            expected.slope,
            expected.intercept,
            expected.pvalue,
            expected.slope - half,
            expected.slope + half,
        ],
        rtol=1e-9,
    )


@pytest.mark.parametrize("scale", [1e150, 1e-150, -4.0])
def test_scale_does_not_matter(scale):
    x, y = np.array([1.0, 2, 4, 5, 7, 8]), np.array([0.3, 0.1, 0.5, 0.4, 0.9, 0.6])
    assert spearman(x, y * scale, 0).p == spearman(x, y, 0).p
    line, moved = least_squares_slope(x, y), least_squares_slope(x, y * scale)
    assert (moved.slope, moved.p) == pytest.approx((line.slope * scale, line.p))
    assert theil_sen(x, y * scale).estimate == pytest.approx(theil_sen(x, y).estimate * scale)


@pytest.mark.parametrize("largest", [1.0, 1.6e308])
def test_slopes_of_the_largest_numbers(largest):
    # Differences of such numbers overflow; the slopes between them do not.
    x = np.array([-1.0, 0.0, 0.5, 1.0])
    assert theil_sen(x * largest, x * largest).estimate == 1.0
    assert theil_sen(x, x * largest).estimate == largest
    assert theil_sen(x * largest, x).estimate == pytest.approx(1.0 / largest, rel=1e-12)


@pytest.mark.parametrize(
    ("x", "y"),
    [([], []), ([1.0], [2.0]), ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]), ([1.0, 2.0], [1.0, 2.0])],
)
def test_extreme_input(x, y):
    for result in (least_squares_slope(x, y), theil_sen(x, y)):
        assert np.isnan(result.low)
        assert result.reason
    correlation = spearman(x, y, 0)
    assert bool(correlation.reason) == bool(np.isnan(correlation.p))


def test_constant_differences_and_perfect_lines():
    x = np.arange(6.0)
    assert spearman(x, np.zeros(6), 0).reason
    flat = theil_sen(x, np.zeros(6))
    assert (flat.estimate, flat.low, flat.high) == (0.0, 0.0, 0.0)
    assert least_squares_slope(x, 2 * x + 1).reason
    with pytest.raises(ValueError, match="patients"):
        spearman([1.0, 2.0], [1.0], 0)


@pytest.mark.parametrize("confidence", [0.4, 0.6, 0.8, 0.9, 0.95])
def test_theil_sen_of_six_equals_full_enumeration(confidence):
    # Sen 1968: the limits are slopes whose places Kendall's distribution gives.
    x, y = np.arange(6.0), np.array([0.3, 1.9, 1.1, 4.2, 2.0, 6.5])
    slopes = np.sort([(y[j] - y[i]) / (j - i) for i in range(6) for j in range(i + 1, 6)])
    rising = [
        sum(order[j] > order[i] for i in range(6) for j in range(i + 1, 6))
        for order in itertools.permutations(range(6))
    ]
    levels = {k: 1 - 2 * float(np.mean(np.array(rising) < k)) for k in range(1, 8)}
    k = max(k for k, level in levels.items() if level >= confidence)
    result = theil_sen(x, y, confidence)
    assert (result.low, result.high) == pytest.approx((slopes[k - 1], slopes[-k]))
    assert result.level == pytest.approx(levels[k])
    even = theil_sen(x[:4], y[:4])
    assert even.estimate == pytest.approx(
        np.median([(y[j] - y[i]) / (j - i) for i in range(4) for j in range(i + 1, 4)])
    )
