import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.groups.independent_effect_sizes import (
    cohens_d_of_columns,
    corrected_d,
    variance_ratio_of_columns,
)
from explant.statistics.kernel.noncentral_t import noncentral_t_cdf_at
from explant.statistics.one_sample.effect_sizes import hedges_correction
from tests.statistics.one_column import cohens_d, hedges_g
from tests.tried import tried

R = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "two_group_fixtures.json").read_text(encoding="utf-8")
)
NUMBERS = st.lists(st.integers(-50, 50).map(lambda k: k / 10), min_size=1, max_size=9)


@pytest.mark.parametrize("r", R["effects"], ids=[case["name"] for case in R["effects"]])
def test_equals_r(r):
    ours = cohens_d(r["first"], r["second"], r["confidence"])
    assert ours.estimate == pytest.approx(r["d"], rel=1e-12)
    # R's pt() is good to about nine digits here.
    assert [ours.low, ours.high] == pytest.approx(r["interval"], rel=1e-7)
    # effectsize's own search stops earlier.
    assert [ours.low, ours.high] == pytest.approx(r["effectsize_interval"], abs=2e-6)
    assert ours.level == r["confidence"]
    g = hedges_g(r["first"], r["second"], r["confidence"])
    assert g.estimate == pytest.approx(r["g"], rel=1e-12)


def test_the_interval_printed_in_the_manual_of_effectsize():
    # cohens_d(mpg ~ am, data = mtcars): -1.48, [-2.27, -0.67].
    case = next(case for case in R["effects"] if case["name"].startswith("mtcars"))
    found = cohens_d(case["first"], case["second"])
    printed = [round(number, 2) for number in (found.estimate, found.low, found.high)]
    assert printed == [-1.48, -2.27, -0.67]


def test_the_example_in_the_manual_of_mbess():
    # conf.limits.nct(2.83, df = 126, conf.level = .95). Groups of 64 whose pooled SD is 1 and
    # whose means differ by what makes t = 2.83.
    rng = np.random.default_rng(31)
    groups = []
    for _ in range(2):
        group = rng.normal(size=64)
        group -= group.mean()
        groups.append(group / group.std(ddof=1))
    root = np.sqrt(64 * 64 / 128)
    found = cohens_d(groups[0] + 2.83 / root, groups[1])
    assert [found.low * root, found.high * root] == pytest.approx(R["mbess_example"], abs=1e-7)


@given(NUMBERS, NUMBERS, st.sampled_from([0.8, 0.95, 0.99]))
@settings(derandomize=True, max_examples=tried(100), deadline=None)
def test_limits_put_t_at_the_two_tails(first, second, confidence):
    one, two = np.array(first), np.array(second)
    n, df = one.size + two.size, one.size + two.size - 2
    found = cohens_d(one, two, confidence)
    squares = ((one - one.mean()) ** 2).sum() + ((two - two.mean()) ** 2).sum()
    if df < 1 or squares < 1e-20:
        assert np.isnan(found.estimate)
        assert found.reason
        return
    assert found.estimate == pytest.approx((one.mean() - two.mean()) / np.sqrt(squares / df))
    root = np.sqrt(one.size * two.size / n)
    tails = [
        noncentral_t_cdf_at(found.estimate * root, df)(root * end)
        for end in (found.low, found.high)
    ]
    half = (1 - confidence) / 2
    assert tails == pytest.approx([1 - half, half], abs=1e-9)
    turned = cohens_d(two, one, confidence)
    expected = (-found.estimate, -found.high, -found.low)
    assert (turned.estimate, turned.low, turned.high) == pytest.approx(expected, abs=1e-9)


@given(st.integers(0, 2**32 - 1))
@settings(derandomize=True, max_examples=tried(50), deadline=None)
def test_the_interval_holds_zero_exactly_when_students_p_is_above_its_level(seed):
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(seed)
    one, two = rng.normal(0.8, 1.0, 7), rng.normal(size=5)
    found = cohens_d(one, two)
    assert (found.low <= 0.0 <= found.high) == (ttest_ind(one, two).pvalue >= 0.05)


def test_columns_equal_single_calls():
    rng = np.random.default_rng(32)
    table = rng.normal(size=(9, 6))
    table[:, 1] *= 1e300
    table[:, 2] *= 1e-300
    table[:, 3] = 2.0
    table[:4, 4], table[4:, 4] = 1.0, 0.1 + 0.2
    table[:, 5] = table[:, 5].round()
    for n_first in (0, 1, 4, 8, 9):
        columns = cohens_d_of_columns(table, n_first)
        for column, result in zip(table.T, columns, strict=True):
            alone = cohens_d(column[:n_first], column[n_first:])
            assert result.reason == alone.reason
            numbers = [(one.estimate, one.low, one.high, one.level) for one in (result, alone)]
            # Newton's steps for many columns may round otherwise.
            np.testing.assert_allclose(*numbers, rtol=1e-12)
    assert "constant" in cohens_d_of_columns(table, 4)[3].reason
    assert "constant" in cohens_d_of_columns(table, 4)[4].reason
    assert np.isfinite([result.estimate for result in cohens_d_of_columns(table, 4)[:3]]).all()


def test_hedges_g_multiplies_estimate_and_interval():
    one, two = [1.0, 2.0, 4.0, 4.5], [3.0, 5.0, 5.5]
    d, g = cohens_d(one, two, 0.9), hedges_g(one, two, 0.9)
    factor = hedges_correction(5)
    assert (g.estimate, g.low, g.high) == (factor * d.estimate, factor * d.low, factor * d.high)
    assert g.level == 0.9
    assert corrected_d(d, 4, 3) == g


def test_too_few():
    assert "no patients" in cohens_d([], [1.0, 2.0]).reason
    assert "one patient" in cohens_d([1.0], [2.0]).reason
    assert np.isfinite(cohens_d([1.0], [2.0, 3.0]).estimate)
    assert "four patients" in hedges_g([1.0], [2.0, 3.0]).reason
    assert "constant" in hedges_g([1.0, 1.0], [2.0, 2.0]).reason
    with pytest.raises(ValueError, match="confidence"):
        cohens_d([1.0, 2.0], [3.0, 4.0], 1.0)
    with pytest.raises(ValueError, match="missing"):
        cohens_d([1.0, np.nan], [3.0, 4.0])


def test_the_smaller_group_is_over_the_other_and_of_one_size_the_larger_variance():
    # Variances 1 and 4, of three and of four patients.
    three, four = [1.0, 2.0, 3.0], [1.0, 1.0, 1.0, 5.0]
    for first, second in ((three, four), (four, three)):
        found = variance_ratio_of_columns(np.array([*first, *second])[:, None], len(first))
        assert found == pytest.approx([0.25])
    for first, second in ((three, [2.0, 4.0, 6.0]), ([2.0, 4.0, 6.0], three)):
        assert variance_ratio_of_columns(np.array([*first, *second])[:, None], 3) == [4.0]
    of_one = variance_ratio_of_columns(np.array([[1.0], [2.0], [3.0]]), 1)
    assert np.isnan(of_one).all()


@pytest.mark.parametrize("small", [1e-200, 1e-300])
def test_a_variance_ratio_beyond_the_largest_number_is_none(small):
    wide, narrow = [0.0, 1.0, -1.0], [0.0, small, -small]
    for groups in ((wide, narrow), (narrow, wide)):
        values = np.array([*groups[0], *groups[1]])[:, None]
        assert np.isnan(variance_ratio_of_columns(values, 3)).all()
