import numpy as np
import pytest

from explant.statistics.levels import page_trend as module
from explant.statistics.levels.page_trend import page_trend

from ..repeated_measures import R, every_rank_sum, ranked, some_values

SIZES = [(n, 2) for n in range(2, 11)] + [(n, 3) for n in range(2, 7)] + [(2, 4), (3, 4)]

# Critical values of L for n = 2, 3, …, one-sided (Page 1963). Beyond six levels his are normal.
PAGE_1963 = {
    (3, 0.05): "28 41 54 66 79 91 104 116 128 141 153 165 178 190 202 215 227 239 251",
    (3, 0.01): "- 42 55 68 81 93 106 119 131 144 156 169 181 194 206 218 231 243 256",
    (3, 0.001): "- - 56 70 83 96 109 121 134 147 160 172 185 197 210 223 235 248 260",
    (4, 0.05): "58 84 111 137 163 189 214 240 266 292 317",
    (4, 0.01): "60 87 114 141 167 193 220 246 272 298 324",
    (4, 0.001): "- 89 117 145 172 198 225 252 278 305 331",
    (5, 0.05): "103 150 197 244 291 338 384 431 477 523 570",
    (5, 0.01): "106 155 204 251 299 346 393 441 487 534 581",
    (5, 0.001): "109 160 210 259 307 355 403 451 499 546 593",
    (6, 0.05): "166 244 321 397 474 550 625 701 777 852 928",
    (6, 0.01): "173 252 331 409 486 563 640 717 793 869 946",
}


def test_equals_full_enumeration():
    rng = np.random.default_rng(111)
    tied = 0
    for round_number in range(560):
        n, k = SIZES[round_number % len(SIZES)]
        values = some_values(rng, n, k)
        ranks = ranked(values)
        tied += any(len(set(row)) < k for row in ranks.tolist())
        places = np.arange(1, k + 1)
        every = every_rank_sum(ranks) @ places
        observed = ranks.sum(axis=0) @ places
        up, down = np.mean(every >= observed - 1e-9), np.mean(every <= observed + 1e-9)
        result = page_trend(values)
        assert result.l == observed
        assert result.expected == pytest.approx(every.mean())
        assert result.exact
        assert result.p_increasing == pytest.approx(up, abs=1e-12)
        assert result.p_decreasing == pytest.approx(down, abs=1e-12)
        assert result.p == pytest.approx(min(1, 2 * min(up, down)), abs=1e-12)
    assert tied > 300


@pytest.mark.parametrize(("k", "alpha"), PAGE_1963)
def test_published_critical_values(k, alpha):
    for n, critical in enumerate(PAGE_1963[k, alpha].split(), start=2):
        patients = (tuple(range(1, k + 1)),) * n
        probability = module._null_distribution(patients)
        smallest, _ = module._extremes(patients)
        tail = np.cumsum(probability[::-1])[::-1]
        reached = np.flatnonzero(tail <= alpha * (1 + 1e-9))
        found = str(smallest + reached[0]) if reached.size else "-"
        assert found == critical, n


@pytest.mark.parametrize("n", [3, 7])
def test_equals_scipy_without_ties(n):
    from scipy.stats import page_trend_test

    values = np.random.default_rng(112).normal([0.0, 0.2, 0.4, 0.5], 1.0, size=(n, 4))
    expected = page_trend_test(values, method="exact")
    result = page_trend(values)
    assert result.l == expected.statistic
    assert result.p_increasing == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize("name", R)
def test_normal_approximation_equals_r(name, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_EXACT_LEVELS", 1)
    result = page_trend(R[name]["values"])
    assert not result.exact
    # friedman_test() of R's package coin with ordered levels, also with ties.
    assert result.p == pytest.approx(R[name]["page_p"], rel=1e-9)
    assert (result.l > result.expected) == (R[name]["page_z"] > 0)


def test_normal_approximation_is_near_the_exact_p(monkeypatch):
    values = np.random.default_rng(113).normal([0.0, 0.1, 0.2, 0.3], 1.0, size=(40, 4)).round(0)
    exact = page_trend(values)
    monkeypatch.setattr(module, "LARGEST_EXACT_RANGE", 10)
    normal = page_trend(values)
    assert (exact.method, normal.method) == ("exact", "normal approximation with tie correction")
    assert normal.p == pytest.approx(exact.p, abs=0.02)


def test_hundreds_of_patients_and_seven_levels_are_exact():
    values = np.random.default_rng(114).normal(size=(113, 7))
    result = page_trend(values)
    assert result.exact
    assert result.p_increasing + result.p_decreasing > 1


def test_reversed_levels_mirror():
    values = np.array([[0.1, 0.3, 0.2], [0.5, 0.4, 0.9], [0.3, 0.3, 0.8], [0.2, 0.6, 0.6]])
    there, back = page_trend(values), page_trend(values[:, ::-1])
    assert there.p == pytest.approx(back.p)
    assert there.p_increasing == pytest.approx(back.p_decreasing)
    assert there.l - there.expected == back.expected - back.l
    for scale in (1e300, 1e-300):
        assert page_trend(values * scale) == there


def test_extreme_input():
    nobody = page_trend(np.empty((0, 3)))
    assert (nobody.n, nobody.exact, nobody.method, nobody.reason) == (
        0,
        True,
        "none",
        "no patients",
    )
    assert np.isnan([nobody.l, nobody.p]).all()
    assert page_trend([[1.0, 2.0, 3.0]]).p_increasing == pytest.approx(1 / 6)
    tied = page_trend([[1.0] * 3, [1e300] * 3])
    assert (tied.l, tied.expected, tied.p) == (24.0, 24.0, 1.0)
    assert tied.reason
    some = [[1.0, 2.0, 3.0], [2.0, 1.0, 3.0]]
    assert page_trend([*some, [0.0] * 3]).p == page_trend(some).p
    wide = page_trend(np.arange(24.0).reshape(2, 12))
    assert not wide.exact
    assert 0 < wide.p < 0.01
    with pytest.raises(ValueError, match=r"patients \[0\]"):
        page_trend([[1.0, np.inf]])
