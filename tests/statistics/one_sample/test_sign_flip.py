import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.one_sample import sign_flip
from explant.statistics.one_sample.sign_flip import sign_flip_interval, sign_flip_test
from tests.tried import tried

from ..reference import sign_patterns, small_sample

TENTHS = st.lists(st.integers(-9, 9).map(lambda k: k / 10), min_size=2, max_size=12)


def enumerated_p(sample):
    tenths = np.round(sample * 10)
    return np.mean(np.abs(sign_patterns(tenths.size) @ tenths) >= abs(tenths.sum()))


def test_equals_full_enumeration():
    rng = np.random.default_rng(3)
    for _ in range(600):
        sample = small_sample(rng, int(rng.integers(2, 11)))
        assert sign_flip_test(sample, seed=0).p == pytest.approx(enumerated_p(sample), abs=1e-12)


def test_twenty_patients_equal_a_full_enumeration():
    sample = np.random.default_rng(4).normal(0.5, 1.0, 20)
    sums = np.zeros(1)
    for value in sample:
        sums = np.concatenate((sums + value, sums - value))
    expected = np.mean(np.abs(sums) >= abs(sample.sum()) - 1e-12)
    result = sign_flip_test(sample, seed=0)
    assert result.p == pytest.approx(expected, abs=1e-12)
    assert (result.exact, result.arrangements) == (True, 2**20)


def test_interval_equals_full_enumeration_at_its_ends():
    rng = np.random.default_rng(5)
    for _ in range(500):
        sample = small_sample(rng, int(rng.integers(2, 11)))
        result = sign_flip_interval(sample, float(rng.choice([0.8, 0.9, 0.95])))
        assert result.estimate == pytest.approx(sample.mean())
        # Subset means of tenths are at least 0.001 apart; p rises up to the mean and falls beyond.
        ends = np.array([result.low - 1e-5, result.low, result.high, result.high + 1e-5])
        centered = sample[:, None] - ends
        sums = np.abs(sign_patterns(sample.size) @ centered)
        below, at_low, at_high, above = np.mean(sums >= np.abs(centered.sum(axis=0)) - 1e-9, axis=0)
        assert max(below, above) == pytest.approx(1 - result.level, abs=1e-12)
        assert min(at_low, at_high) > 1 - result.level + 1e-12


def test_interval_bounds_what_the_test_accepts():
    rng = np.random.default_rng(5)
    for _ in range(40):
        sample = rng.normal(0.3, 1.0, size=int(rng.integers(5, 10)))
        result = sign_flip_interval(sample, 0.9)
        for end, outward in ((result.low, -1), (result.high, 1)):
            inside = sign_flip_test(sample - (end - outward * 1e-7), 0)
            assert inside.p > 1 - result.level
            assert sign_flip_test(sample - (end + outward * 1e-7), 0).p <= 1 - result.level + 1e-12


def test_solved_and_listed_intervals_agree(monkeypatch):
    sample = np.random.default_rng(6).normal(0.4, 1.0, 17)
    listed = sign_flip_interval(sample)
    monkeypatch.setattr(sign_flip, "LARGEST_ENUMERATED", 5)
    solved = sign_flip_interval(sample)
    assert solved.low == pytest.approx(listed.low, abs=1e-8)
    assert solved.high == pytest.approx(listed.high, abs=1e-8)


def test_random_patterns_approach_the_exact_p(monkeypatch):
    sample = np.random.default_rng(7).normal(0.4, 1.0, 20)
    exact = sign_flip_test(sample, seed=1).p
    interval = sign_flip_interval(sample)
    monkeypatch.setattr(sign_flip, "LARGEST_EXACT", 10)
    drawn = sign_flip_test(sample, seed=1)
    assert not drawn.exact
    assert drawn.p == pytest.approx(exact, abs=4 * np.sqrt(exact / 99_999))
    assert drawn == sign_flip_test(sample, seed=1)
    assert drawn.p != sign_flip_test(sample, seed=2).p
    assert sign_flip_interval(sample, seed=1).low == pytest.approx(interval.low, abs=0.01)


@given(TENTHS, st.sampled_from([0.8, 0.95, 0.99]), st.sampled_from(["listed", "solved", "random"]))
@settings(derandomize=True, max_examples=tried(500), deadline=None)
def test_interval_excludes_zero_exactly_when_p_says_so(values, confidence, way):
    with pytest.MonkeyPatch.context() as patch:
        if way == "solved":
            patch.setattr(sign_flip, "LARGEST_ENUMERATED", 1)
        if way == "random":
            patch.setattr(sign_flip, "LARGEST_EXACT", 1)
        p = sign_flip_test(values, seed=3, monte_carlo=999).p
        result = sign_flip_interval(values, confidence, seed=3, monte_carlo=999)
    assert (p <= 1 - result.level + 1e-12) == (result.low > 0 or result.high < 0)


@given(TENTHS, st.sampled_from([1e300, 1e-300, 7.0]))
@settings(derandomize=True, max_examples=tried(60), deadline=None)
def test_scale_and_sign_do_not_matter(values, scale):
    moved = -np.array(values) * scale
    assert sign_flip_test(moved, 0).p == sign_flip_test(values, 0).p
    one, other = sign_flip_interval(values), sign_flip_interval(moved)
    np.testing.assert_allclose(
        [-other.high / scale, -other.low / scale], [one.low, one.high], atol=1e-9
    )


@pytest.mark.parametrize("n", [6, 30, 50])
@pytest.mark.parametrize("scale", [1.0, 1e300, 1e-300])
def test_extreme_input(n, scale):
    assert np.isnan(sign_flip_test([], 0).p)
    assert sign_flip_interval([]).reason
    assert sign_flip_test([scale], 0).p == 1.0
    assert sign_flip_interval([scale]).reason
    assert sign_flip_interval([scale, 2 * scale]).level == 0.5
    assert sign_flip_test([0.0] * n, 0).reason
    constant = sign_flip_interval([scale] * n)
    assert constant.low == pytest.approx(scale, rel=1e-8)
    assert constant.high == pytest.approx(scale, rel=1e-8)
    assert sign_flip_test([scale] * n, 0).p <= 0.03125


@pytest.mark.parametrize("decimals", [0, 8])
def test_counted_subsets_equal_enumeration_at_centers_that_close_in(decimals):
    values = np.random.default_rng(3).normal(0.4, 1.0, 14).round(decimals)
    subsets = np.array(list(np.ndindex(*[2] * 14)))
    sums, sizes = subsets @ values, subsets.sum(axis=1)
    counter = sign_flip._SubsetsBelow(values, target=400.0)
    low, high = float(values.min()), float(values.mean())
    for _ in range(30):
        theta = (low + high) / 2.0
        count = counter.count(theta)
        assert count == (sums - sizes * theta <= sign_flip.ZERO_SUM).sum()
        low, high = (theta, high) if count <= 400.0 else (low, theta)
    assert counter.listed is not None
