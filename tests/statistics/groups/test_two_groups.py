from math import comb
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.groups import studentized_permutation as permutation
from explant.statistics.groups.hodges_lehmann import hodges_lehmann_shift
from explant.statistics.groups.two_groups import (
    mann_whitney,
    studentized_permutation,
    welch_t,
)
from tests.tried import tried

from ..reference import REAL_DATA, labelings, needs_real_data, small_sample, tumor_minus_normal

TENTHS = st.lists(st.integers(-5, 5).map(lambda k: k / 10), min_size=2, max_size=7)


def u_of(first, second):
    return (np.sign(first[:, None] - second[None, :]) + 1).sum() / 2


def test_welch_equals_scipy():
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(41)
    for sizes in ((12, 8), (2, 9), (30, 3)):
        one, two = rng.normal(0.5, 2.0, sizes[0]), rng.normal(size=sizes[1])
        expected = ttest_ind(one, two, equal_var=False)
        interval = expected.confidence_interval(0.9)
        found = welch_t(one, two, 0.9)
        np.testing.assert_allclose(
            [found.t, found.df, found.p, found.low, found.high],
            [expected.statistic, expected.df, expected.pvalue, interval.low, interval.high],
            rtol=1e-9,
        )


def two_tails(every, observed):
    """Twice the smaller tail of each row of statistics, at most 1."""
    tails = np.mean(every <= observed + 1e-9, axis=1), np.mean(every >= observed - 1e-9, axis=1)
    return np.minimum(1, 2 * np.minimum(*tails))


def enumerated_u(first, second):
    """U of the groups as they are, and of all groupings, by counting pairs."""
    pooled = np.concatenate((first, second))
    larger = (np.sign(pooled[:, None] - pooled[None, :]) + 1) / 2
    member = labelings((first.size, second.size)) == 0
    return (((~member) @ larger.T) * member).sum(axis=1)


@pytest.mark.parametrize("only_three", [True, False])
def test_mann_whitney_equals_full_enumeration(only_three):
    rng = np.random.default_rng(42)
    for _ in range(500):
        sizes = (3, 3) if only_three else tuple(rng.integers(1, 6, size=2))
        first, second = (small_sample(rng, int(size)) for size in sizes)
        tenths = np.round(first * 10), np.round(second * 10)
        observed = u_of(*tenths)
        expected = two_tails(enumerated_u(*tenths)[None, :], observed)[0]
        result = mann_whitney(first, second)
        assert result.u == observed
        assert result.p == pytest.approx(expected, abs=1e-12)
        assert mann_whitney(second, first).p == pytest.approx(expected, abs=1e-12)


def test_shift_interval_equals_the_test_at_every_shift():
    from scipy.stats import rankdata

    rng = np.random.default_rng(43)
    for _ in range(500):
        one, two = (rng.integers(-6, 9, size=int(size)) for size in rng.integers(1, 6, size=2))
        result = hodges_lehmann_shift(one / 10, two / 10, float(rng.choice([0.8, 0.9, 0.95])))
        gaps = np.subtract.outer(one, two) / 10
        assert result.estimate == pytest.approx(np.median(gaps))
        # Differences are multiples of 0.1; halves of that lie in the gaps between them.
        shifts = np.arange(-31, 32)
        moved = np.concatenate(
            (2 * one - shifts[:, None], np.broadcast_to(2 * two, (shifts.size, two.size))), axis=1
        )
        ranks = rankdata(moved, axis=1)
        every = ranks @ (labelings((one.size, two.size)) == 0).T
        p = two_tails(every, ranks[:, : one.size].sum(axis=1, keepdims=True))
        if np.isnan(result.level):
            # Even the widest interval would hold nothing for sure.
            assert p[[0, -1]].max() == 1.0
            continue
        outside = (shifts / 20 < result.low - 1e-9) | (shifts / 20 > result.high + 1e-9)
        assert p[outside].max() == pytest.approx(1 - result.level, abs=1e-12)
        accepted = shifts[p > 1 - result.level + 1e-12]
        low, high = accepted.min() - accepted.min() % 2, accepted.max() + accepted.max() % 2
        assert (low / 20, high / 20) == pytest.approx((result.low, result.high), abs=1e-12)


def test_without_ties_equals_scipy():
    from scipy.stats import mannwhitneyu

    rng = np.random.default_rng(44)
    one, two = rng.normal(size=12), rng.normal(0.7, 1.0, 8)
    assert mann_whitney(one, two).p == pytest.approx(mannwhitneyu(one, two, method="exact").pvalue)
    many = np.round(rng.normal(size=60), 1)
    other = np.round(rng.normal(0.4, 1.0, 40), 1)
    expected = mannwhitneyu(many, other, method="asymptotic").pvalue
    assert mann_whitney(many, other).p == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("sizes", "detected"),
    [((2, 60), (2, 0)), ((10, 50), (4, 3)), ((1, 60), (1, 0)), ((40, 90), (9, 6))],
)
def test_mostly_undetected_values_are_counted_exactly(sizes, detected):
    """Two values are a table of two by two: the hypergeometric distribution has its tails.

    For two of two detected and none of sixty, the normal approximation gives 1e-14.
    """
    first, second = (
        np.repeat([1.0, 0.0], [some, size - some])
        for size, some in zip(sizes, detected, strict=True)
    )
    table = scipy.stats.hypergeom(sum(sizes), sum(detected), sizes[0])
    tails = table.cdf(detected[0]), table.sf(detected[0] - 1)
    result = mann_whitney(first, second)
    assert result.exact
    assert result.p == pytest.approx(min(1.0, 2.0 * min(tails)), rel=1e-9)
    interval = hodges_lehmann_shift(first, second)
    assert (interval.low > 0.0) == (result.p <= 1.0 - interval.level)


def test_a_normal_tail_ends_at_the_last_labeling():
    """Two of 302 patients are detected, both of the group of two: one of C(302, 2) labelings."""
    result = mann_whitney([5.0, 7.0], np.zeros(300))
    assert not result.exact
    assert result.p == pytest.approx(2 / comb(302, 2), rel=1e-12)


@needs_real_data
def test_strata_of_breast_cancer_equal_r():
    import pandas as pd
    from scipy.stats import rankdata

    folder = Path(str(REAL_DATA)) / "tcga_brca_paired"
    reference = pd.read_csv(folder / "reference_R_results_strata.csv")
    table = pd.read_csv(folder / "tcga_brca_113pairs_long.csv")
    stage = table.drop_duplicates("patient_id").set_index("patient_id")["stage"].sort_index()
    early = stage.str.match(r"stage (i|ii)[abc]?$").fillna(False).to_numpy(dtype=bool)
    late = stage.str.match(r"stage (iii|iv)[abc]?$").fillna(False).to_numpy(dtype=bool)
    for row in reference.itertuples():
        sample = tumor_minus_normal()[row.marker]
        assert (early.sum(), late.sum()) == (row.n_early, row.n_late)
        # R ranks binary differences: its own ranks give its p, settled ties one close to it.
        ranks = rankdata(sample[early | late])
        kept = early[early | late]
        assert mann_whitney(ranks[kept], ranks[~kept]).p == pytest.approx(row.p_stage, rel=1e-9)
        settled = mann_whitney(sample[early], sample[late])
        assert settled.p == pytest.approx(row.p_stage, rel=0.05)


@given(TENTHS, TENTHS, st.sampled_from([0.8, 0.95]))
@settings(derandomize=True, max_examples=tried(500), deadline=None)
def test_shift_excludes_zero_exactly_when_p_says_so(first, second, confidence):
    p = mann_whitney(first, second).p
    result = hodges_lehmann_shift(first, second, confidence)
    mirrored = hodges_lehmann_shift(second, first, confidence)
    assert result.low <= result.estimate + 1e-12
    assert result.estimate <= result.high + 1e-12
    assert (p <= 1 - result.level + 1e-12) == (result.low > 0 or result.high < 0)
    assert (-mirrored.high, -mirrored.low) == pytest.approx((result.low, result.high))
    assert result.estimate == pytest.approx(np.median(np.subtract.outer(first, second)), abs=1e-12)


def test_shift_without_ties_is_the_classical_order_statistic():
    from scipy.stats import mannwhitneyu

    rng = np.random.default_rng(45)
    one, two = rng.normal(size=12), rng.normal(0.7, 1.0, 8)
    gaps = np.sort(np.subtract.outer(one, two).ravel())
    # The largest k whose k-th smallest difference still bounds 95 %.
    far = [mannwhitneyu(one - gap - 1e-9, two, method="exact").pvalue for gap in gaps[::-1][:40]]
    k = next(index for index, p in enumerate(far) if p > 0.05)
    result = hodges_lehmann_shift(one, two)
    assert result.high == pytest.approx(gaps[::-1][k - 1] if k else gaps[-1])
    assert result.low == pytest.approx(gaps[k - 1] if k else gaps[0])


def every_welch_statistic(pooled, member):
    """|t| of every grouping; infinite where both groups are constant and differ."""
    parts, means = [], []
    for own in (member, ~member):
        size = own.sum(axis=1)
        mean = own @ pooled / size
        spread = (own * (pooled - mean[:, None]) ** 2).sum(axis=1)
        parts.append(spread / (size - 1) / size)
        means.append(mean)
    error, difference = sum(parts), np.abs(means[0] - means[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(error < 1e-20, np.inf, difference / np.sqrt(error))
    return np.where(difference < 1e-12, 0.0, t)


def test_permutation_equals_full_enumeration():
    rng = np.random.default_rng(46)
    for round_number in range(500):
        first, second = (small_sample(rng, int(size)) for size in rng.integers(2, 6, size=2))
        if round_number % 5 == 0:
            second = rng.normal(size=second.size)
        pooled = np.concatenate((first, second))
        member = labelings((first.size, second.size)) == 0
        every = every_welch_statistic(pooled, member)
        own = np.arange(pooled.size) < first.size
        observed = every_welch_statistic(pooled, own[None, :])[0]
        expected = np.mean(every >= observed * (1 - 1e-9))
        result = studentized_permutation(first, second, seed=0)
        assert result.p == pytest.approx(expected, abs=1e-12)
        assert result.arrangements == len(every)
        if np.isfinite(observed):
            assert abs(result.statistic) == pytest.approx(observed, rel=1e-7, abs=1e-7)


def test_twelve_and_eight_are_all_counted():
    rng = np.random.default_rng(47)
    one, two = rng.normal(0.8, 1.0, 12), rng.normal(size=8)
    result = studentized_permutation(one, two, seed=1)
    assert (result.exact, result.arrangements) == (True, 125_970)
    assert result.statistic == pytest.approx(welch_t(one, two).t)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(permutation, "LARGEST_EXACT_ARRANGEMENTS", 1000)
        drawn = studentized_permutation(one, two, seed=1)
    assert not drawn.exact
    assert drawn.p == pytest.approx(result.p, abs=4 * np.sqrt(result.p / 9_999))


@pytest.mark.parametrize("scale", [1e300, 1e-300, -3.0])
def test_scale_does_not_matter(scale):
    one, two = np.array([0.1, 0.3, 0.2, 0.9]), np.array([0.5, 0.8, 0.7])
    assert welch_t(one * scale, two * scale).p == pytest.approx(welch_t(one, two).p)
    assert mann_whitney(one * scale, two * scale).p == pytest.approx(mann_whitney(one, two).p)
    moved = studentized_permutation(one * scale, two * scale, 0)
    assert moved.p == studentized_permutation(one, two, 0).p
    shift = hodges_lehmann_shift(one * scale, two * scale)
    assert shift.estimate == pytest.approx(hodges_lehmann_shift(one, two).estimate * scale)


@pytest.mark.parametrize(
    ("first", "second"),
    [([], [1.0]), ([1.0], [2.0]), ([1.0, 1.0], [1.0, 1.0]), ([0.1] * 5, [0.3] * 4)],
)
def test_extreme_input(first, second):
    assert welch_t(first, second).reason
    for result in (mann_whitney(first, second), studentized_permutation(first, second, 0)):
        assert bool(result.reason) == bool(np.isnan(result.p))
    shift = hodges_lehmann_shift(first, second)
    assert bool(shift.reason) == (not shift.level >= 0.95)


def test_large_groups_with_ties_agree_with_their_interval():
    rng = np.random.default_rng(48)
    for _ in range(20):
        one, two = rng.normal(0.5, 1.0, 30).round(1), rng.normal(size=28).round(1)
        p, result = mann_whitney(one, two).p, hodges_lehmann_shift(one, two)
        assert (p <= 1 - result.level + 1e-12) == (result.low > 0 or result.high < 0)
        assert result.low <= result.estimate <= result.high


def test_an_interval_that_just_reaches_its_level_has_no_reason():
    # 1 of C(6, 3) = 20 labelings lies in each tail.
    found = hodges_lehmann_shift([1.0, 2.0, 4.0], [7.0, 9.0, 12.0], 0.9)
    assert (found.level, found.reason) == (0.9, "")
    assert "too small" in hodges_lehmann_shift([1.0, 2.0, 4.0], [7.0, 9.0, 12.0], 0.91).reason


@pytest.mark.parametrize(("first", "second"), [([1.0], [2.0, 3.0]), ([2.0, 3.0], [1.0])])
def test_a_single_patient_has_no_spread_to_compare(first, second):
    found = welch_t(first, second)
    assert "fewer than two patients" in found.reason
    assert found.difference == np.mean(first) - np.mean(second)
