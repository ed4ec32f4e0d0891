import itertools

import numpy as np
import pytest

from explant.statistics.kernel.ties import midranks, settled_labels
from explant.statistics.levels import friedman as module
from explant.statistics.levels.friedman import friedman, ranks_within_patients

from ..repeated_measures import R, every_rank_sum, ranked, some_values

# Sizes whose (k!)**n orders can all be listed; the first patient's may stay in place, because
# naming the levels otherwise changes nothing.
SIZES = [(n, 2) for n in range(2, 11)] + [(n, 3) for n in range(2, 7)] + [(n, 4) for n in (2, 3, 4)]


def test_equals_full_enumeration():
    rng = np.random.default_rng(101)
    tied = 0
    for round_number in range(560):
        n, k = SIZES[round_number % len(SIZES)]
        values = some_values(rng, n, k)
        ranks = ranked(values)
        tied += any(len(set(row)) < k for row in ranks.tolist())
        centered = ranks - (k + 1) / 2
        sums = every_rank_sum(centered, fixed=1)
        every = (sums**2).sum(axis=1)
        observed = (centered.sum(axis=0) ** 2).sum()
        result = friedman(values, seed=0)
        assert result.p == pytest.approx(np.mean(every >= observed - 1e-9), abs=1e-12)
        assert result.exact
    assert tied > 300


@pytest.mark.parametrize("name", R)
def test_statistic_equals_r(name):
    # friedman.test() of R 4.2.2, and friedman_test() of its package coin with the same numbers.
    result = friedman(R[name]["values"], seed=1)
    assert result.statistic == pytest.approx(R[name]["friedman"], rel=1e-9)
    assert result.p_chi2 == pytest.approx(R[name]["p"], rel=1e-9)
    assert result.kendall_w == pytest.approx(result.statistic / (result.n * result.df))


def test_exact_p_lies_in_the_interval_of_coins_random_orders():
    # friedman_test(distribution = approximate(nresample = 400000)), 99 % interval, coin 1.4-2.
    for name, low, high in (("rounding", 0.002852, 0.003305), ("tied", 0.89823, 0.90068)):
        result = friedman(R[name]["values"], seed=1)
        assert result.exact
        assert low <= result.p <= high


@pytest.mark.parametrize(
    ("n", "k", "statistic", "p"),
    # Friedman 1937, tables V and VI: exact probability of at least this chi-square.
    [
        (3, 3, 6.0, 0.028),
        (4, 3, 6.5, 0.042),
        (6, 3, 7.0, 0.029),
        (9, 3, 6.222, 0.048),
        (2, 4, 6.0, 0.042),
        (3, 4, 7.4, 0.033),
        (4, 4, 7.8, 0.036),
    ],
)
def test_published_exact_tables(n, k, statistic, p):
    squares, tail = module._null_distribution((tuple(range(1 - k, k, 2)),) * n)
    # Doubled ranks: the statistic is 12 / (n k (k + 1)) times a quarter of the sum of squares.
    statistics = 3.0 * squares / (n * k * (k + 1))
    at = int(np.argmin(np.abs(statistics - statistic)))
    assert statistics[at] == pytest.approx(statistic, abs=0.001)
    assert round(tail[at], 3) == p


def test_equals_scipy_without_ties():
    from scipy.stats import friedmanchisquare

    rng = np.random.default_rng(102)
    for n, k in ((5, 3), (20, 4), (12, 6)):
        values = rng.normal(size=(n, k))
        expected = friedmanchisquare(*values.T)
        result = friedman(values, seed=1, monte_carlo=99)
        assert result.statistic == pytest.approx(expected.statistic, rel=1e-9)
        assert result.p_chi2 == pytest.approx(expected.pvalue, rel=1e-9)


def test_random_orders_approach_the_exact_p(monkeypatch):
    values = np.random.default_rng(103).normal([0.0, 0.9, 1.4], 1.0, size=(12, 3)).round(1)
    exact = friedman(values, seed=1)
    monkeypatch.setattr(module, "LARGEST_EXACT_LEVELS", 1)
    module._null_distribution.cache_clear()
    drawn = friedman(values, seed=1)
    assert exact.exact
    assert (drawn.exact, drawn.arrangements) == (False, 9_999)
    assert drawn.p == pytest.approx(exact.p, abs=4 * np.sqrt(exact.p / 9_999))
    assert drawn == friedman(values, seed=1)
    assert drawn.p != friedman(values, seed=2).p
    monkeypatch.setattr(module, "CHUNK", 500)
    assert friedman(values, seed=1) == drawn
    module._null_distribution.cache_clear()


def test_a_study_too_large_to_count_draws_orders():
    values = np.random.default_rng(104).normal(size=(40, 6))
    result = friedman(values, seed=1, monte_carlo=999)
    assert not result.exact
    assert 0.001 <= result.p <= 1


@pytest.mark.parametrize("scale", [1e300, 1e-300, 7.0])
def test_scale_and_order_do_not_matter(scale):
    values = np.array([[0.1, 0.3, 0.2], [0.5, 0.4, 0.9], [0.3, 0.3, 0.8], [0.2, 0.6, 0.6]])
    plain = friedman(values, seed=1)
    assert friedman(values * scale, seed=1) == plain
    for order in itertools.permutations(range(3)):
        assert friedman(values[::-1, list(order)], seed=1).p == pytest.approx(plain.p)


def test_ties_are_settled_at_decimal_precision():
    first = friedman([[0.3 - 0.2, 0.2 - 0.1, 0.5], [1.0, 1.0, 2.0], [2.0, 2.0, 3.0]], seed=1)
    assert first.statistic == friedman([[1.0, 1.0, 2.0]] * 3, seed=1).statistic


def test_ranks_are_those_of_settled_values():
    rng = np.random.default_rng(105)
    values = rng.integers(-4, 5, size=(400, 4)) / 10 - rng.integers(0, 4, size=(400, 4)) / 10
    values[:200] *= 10.0 ** rng.integers(-12, 12, size=(200, 4))
    values[200:] += rng.choice([0.0, 1e-17, 1e-12, 1e-9, 1e-6], size=(200, 4))
    values[::9] *= 1e-300
    expected = [2 * midranks(settled_labels(row).astype(float)) for row in values]
    np.testing.assert_array_equal(ranks_within_patients(values), expected)
    big, small = 1.7e308, 5e-324
    edges = [[big, -big, 0.0], [small, 0.0, -small], [big, small, 0.0], [2 * small, small, small]]
    assert ranks_within_patients(edges).tolist() == [[6, 2, 4], [6, 4, 2], [6, 4, 2], [6, 3, 3]]


def test_extreme_input():
    assert friedman(np.empty((0, 3)), seed=1).reason
    one = friedman([[1.0, 2.0, 3.0]], seed=1)
    assert (one.statistic, one.p, one.kendall_w) == (2.0, 1.0, 1.0)
    tied = friedman([[1.0] * 3, [1e300] * 3], seed=1)
    assert (tied.statistic, tied.p, tied.p_chi2) == (0.0, 1.0, 1.0)
    assert tied.reason
    # A patient without differences says nothing.
    some = [[1.0, 2.0, 3.0], [2.0, 1.0, 3.0]]
    assert friedman([*some, [0.0] * 3], seed=1).p == friedman(some, seed=1).p
    with pytest.raises(ValueError, match=r"patients \[1\]"):
        friedman([[1.0, 2.0], [1.0, np.nan]], seed=1)
    with pytest.raises(ValueError, match="levels"):
        ranks_within_patients([[1.0], [2.0]])


@pytest.mark.parametrize(("most", "exact"), [(6, True), (5, False)])
def test_as_many_steps_as_are_allowed_are_taken(most, exact, monkeypatch):
    # The second patient's 3! orders, each beside the one state of the first.
    monkeypatch.setattr(module, "LARGEST_EXACT_STEPS", most)
    module._null_distribution.cache_clear()
    assert friedman([[1.0, 2.0, 3.0], [2.0, 1.0, 3.0]], seed=0).exact is exact
    module._null_distribution.cache_clear()
