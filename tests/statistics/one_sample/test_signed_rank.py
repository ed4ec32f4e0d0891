import itertools
from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.one_sample.median import median_interval
from explant.statistics.one_sample.signed_rank import (
    LARGEST_EXACT,
    pseudomedian,
    signed_rank_test,
    signed_ranks_of_rows,
)
from tests.tried import tried

from ..reference import (
    DEPRESSION,
    REAL_DATA,
    SLEEP,
    WITH_ZERO,
    needs_real_data,
    sign_patterns,
    small_sample,
    tumor_minus_normal,
)

RULES = ["wilcoxon", "pratt"]
TENTHS = st.lists(st.integers(-9, 9).map(lambda k: k / 10), min_size=2, max_size=12)


def enumerated_p(differences, zero_rule):
    """Ranks by rounding to tenths, then all sign patterns: shares no code with the module."""
    from scipy.stats import rankdata

    tenths = np.round(differences * 10)
    if zero_rule == "wilcoxon":
        tenths = tenths[tenths != 0]
    ranks = rankdata(np.abs(tenths)) * (tenths != 0)
    sums = sign_patterns(ranks.size) @ ranks
    observed = abs((np.sign(tenths) * ranks).sum())
    return np.mean(np.abs(sums) >= observed - 1e-9)


@pytest.mark.parametrize("zero_rule", RULES)
def test_published_examples(zero_rule):
    assert signed_rank_test(SLEEP, zero_rule).p == 0.00390625
    depression = signed_rank_test(DEPRESSION, zero_rule)
    assert (depression.w_plus, depression.p) == (40.0, 0.0390625)
    zeros = {"wilcoxon": 0.28808594, "pratt": 0.29199219}[zero_rule]
    assert signed_rank_test(WITH_ZERO, zero_rule).p == pytest.approx(zeros, abs=5e-9)
    assert signed_rank_test(WITH_ZERO, zero_rule).n_zero == 1


def test_ties_are_settled_at_decimal_precision():
    first = np.array([3.0, 2, 10, 14, 1, 9, 12, 7])
    second = first - np.array([1, -1, 9, 12, -15, 8, 10, 4])
    assert signed_rank_test(first - second).p == 0.265625
    assert signed_rank_test(first / 10 - second / 10).p == 0.265625


def test_depression_interval():
    result = pseudomedian(DEPRESSION)
    assert result.estimate == pytest.approx(0.46, abs=1e-9)
    assert (round(result.low, 3), round(result.high, 3)) == (0.010, 0.786)
    assert round(result.level, 4) == 0.9609


def test_five_patients_cannot_reach_95_percent():
    result = pseudomedian([1, 2, 3, 4, 5.5])
    assert (result.low, result.high, result.level) == (1, 5.5, 0.9375)
    assert result.reason
    assert pseudomedian([1, 2, 3, 4, 5.5, 7]).level == 0.96875


@pytest.mark.hypothesis
@pytest.mark.parametrize("zero_rule", RULES)
def test_equals_full_enumeration(zero_rule):
    rng = np.random.default_rng(7)
    for _ in range(tried(500)):
        sample = small_sample(rng, int(rng.integers(2, 11)))
        expected = enumerated_p(sample, zero_rule)
        assert signed_rank_test(sample, zero_rule).p == pytest.approx(expected, abs=1e-12)


@pytest.mark.hypothesis
@pytest.mark.parametrize("zero_rule", RULES)
def test_interval_equals_the_test_at_every_shift(zero_rule):
    rng = np.random.default_rng(8)
    for _ in range(tried(500)):
        tenths = rng.integers(-6, 9, size=int(rng.integers(2, 11)))
        result = pseudomedian(tenths / 10, float(rng.choice([0.8, 0.9, 0.95])), zero_rule)
        # Every Walsh average is a multiple of 0.05; halves of that lie in the gaps.
        shifts = np.arange(-32, 41)
        p = enumerated_at_shifts(tenths, shifts, zero_rule)
        outside = (shifts / 40 < result.low - 1e-9) | (shifts / 40 > result.high + 1e-9)
        if 0 in tenths and len(set(np.abs(tenths[tenths != 0]))) == 1:
            # Steps of one size: the interval holds that without the zeros, too.
            assert p[outside].max(initial=0.0) <= 1 - result.level + 1e-12
        else:
            assert p[outside].max() == pytest.approx(1 - result.level, abs=1e-12)
        # A gap that is accepted belongs to the interval up to the points beside it.
        accepted = shifts[p > 1 - result.level + 1e-12]
        low = accepted.min() - accepted.min() % 2
        high = accepted.max() + accepted.max() % 2
        assert (low / 40, high / 40) == pytest.approx((result.low, result.high), abs=1e-12)
        assert result.estimate == pytest.approx(np.median(walsh_averages(tenths / 10)))


def walsh_averages(sample):
    first, second = np.triu_indices(sample.size)
    return (sample[first] + sample[second]) / 2


def enumerated_at_shifts(tenths, shifts, zero_rule):
    """p of the sample minus each shift (in fortieths), from all sign patterns."""
    from scipy.stats import rankdata

    moved = tenths * 4 - shifts[:, None]
    ranks = rankdata(np.abs(moved), axis=1)
    if zero_rule == "wilcoxon":
        # Zeros have the lowest ranks; taking them out lowers all others by their number.
        ranks -= (moved == 0).sum(axis=1, keepdims=True)
    ranks = np.where(moved == 0, 0, ranks)
    observed = np.abs((np.sign(moved) * ranks).sum(axis=1))
    return np.mean(np.abs(sign_patterns(tenths.size) @ ranks.T) >= observed - 1e-9, axis=0)


def counted_p(differences, zero_rule):
    """All sign patterns in one Python integer, each count in digits of its own: whole numbers."""
    from scipy.stats import rankdata

    tenths = np.round(np.asarray(differences) * 10)
    if zero_rule == "wilcoxon":
        tenths = tenths[tenths != 0]
    ranks = np.rint(2 * rankdata(np.abs(tenths))).astype(int)[tenths != 0].tolist()
    signs = np.sign(tenths[tenths != 0]).astype(int).tolist()
    plus = sum(rank for rank, sign in zip(ranks, signs, strict=True) if sign > 0)
    at = min(plus, sum(ranks) - plus)
    width = 8 * (len(ranks) // 8 + 2)
    kept = (1 << width * (at + 1)) - 1
    counts = 1
    for rank in ranks:
        counts = (counts + (counts << width * rank)) & kept
    raw = counts.to_bytes(width // 8 * (at + 1), "little")
    step = width // 8
    tail = sum(int.from_bytes(raw[k : k + step], "little") for k in range(0, len(raw), step))
    return min(1.0, float(Fraction(2 * tail, 2 ** len(ranks))))


@pytest.mark.parametrize("zero_rule", RULES)
@pytest.mark.parametrize("n", [51, 63, 64, 65, 113, 200])
def test_many_patients_with_ties_and_zeros_are_counted(n, zero_rule):
    rng = np.random.default_rng(n)
    for spread, shift in ((5, 0.5), (60, 6)):
        sample = np.rint(rng.normal(shift, spread, n)) / 10
        result = signed_rank_test(sample, zero_rule)
        assert result.exact
        assert result.p == pytest.approx(counted_p(sample, zero_rule), rel=1e-11)


@pytest.mark.parametrize("n", [51, 64, 113, 400])
def test_many_patients_without_ties_equal_scipy(n):
    from scipy.stats import wilcoxon

    for shift in (0.1, 0.5):
        sample = np.random.default_rng(n).normal(shift, 1.0, n)
        expected = wilcoxon(sample, method="exact").pvalue
        if expected > 1e-12:
            # SciPy's own upper tails end in rounding errors of about 1e-16.
            assert signed_rank_test(sample).p == pytest.approx(expected, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("zero_rule", RULES)
@pytest.mark.parametrize(("down", "zero", "up"), [(12, 24, 24), (20, 0, 45), (430, 40, 530)])
def test_differences_of_one_size_give_the_sign_test(down, zero, up, zero_rule):
    from scipy.stats import binomtest

    sample = np.repeat([-1.0, 0.0, 1.0], [down, zero, up])
    result = signed_rank_test(sample, zero_rule)
    assert result.p == pytest.approx(binomtest(up, up + down).pvalue, rel=1e-11)
    # An interval that holds zero exactly when p is above what it leaves out.
    interval = pseudomedian(sample, 0.95, zero_rule)
    assert interval.level >= 0.95
    assert (result.p <= 1 - interval.level + 1e-12) == (interval.low > 0 or interval.high < 0)


def test_sixty_scores():
    # Three scores: the approximation gave 0.0465 and no interval. By hand: 24 of 36 rise.
    tail = sum(comb(36, k) for k in range(13))
    sample = np.repeat([-1.0, 0.0, 1.0], [12, 24, 24])
    assert signed_rank_test(sample).p == pytest.approx(2 * tail / 2**36, rel=1e-14)
    assert round(signed_rank_test(sample).p, 4) == 0.0652
    # The sign test's interval, by its own module: no halves of a step.
    found, signs = pseudomedian(sample), median_interval(sample)
    assert (found.low, found.high) == (signs.low, signs.high) == (0.0, 1.0)
    result = pseudomedian(sample)
    assert (result.estimate, result.low, result.high) == (0.0, 0.0, 1.0)


def test_a_thousand_patients_of_two_sizes():
    # W is a sum of two binomial counts, which whole numbers give exactly.
    sample = np.repeat([1.0, -1.0, 2.0, -2.0], [270, 230, 265, 235])
    at = 2 * 230 * 501 // 2 + 2 * 235 * 1501 // 2
    chosen = [comb(500, k) for k in range(501)]
    up_to = list(itertools.accumulate(chosen))
    tail = sum(
        chosen[two] * up_to[min((at - 1501 * two) // 501, 500)]
        for two in range(501)
        if 1501 * two <= at
    )
    expected = float(Fraction(2 * tail, 2**1000))
    assert signed_rank_test(sample).p == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("zero_rule", RULES)
@pytest.mark.parametrize(("n", "spread"), [(55, 3), (64, 12), (80, 1.2), (70, 400)])
def test_interval_of_many_equals_the_test_at_every_shift(n, spread, zero_rule):
    rng = np.random.default_rng(n)
    tenths = np.rint(rng.normal(0.2 * spread, spread, n)).astype(int)
    result = pseudomedian(tenths / 10, 0.95, zero_rule)
    # All Walsh averages lie on twentieths; every one and every gap in a wide stretch around.
    reach = 2 * int(np.abs(tenths).max()) + 1
    shifts = np.arange(-2 * reach, 2 * reach + 1)
    if shifts.size > 600:
        near = np.rint(np.array([result.low, result.high]) * 40).astype(int)
        shifts = np.unique((near[:, None] + np.arange(-40, 41)).ravel())
    p = np.array([signed_rank_test(tenths * 4 - shift, zero_rule).p for shift in shifts])
    outside = (shifts / 40 < result.low - 1e-9) | (shifts / 40 > result.high + 1e-9)
    assert p[outside].max() == pytest.approx(1 - result.level, rel=1e-9)
    assert p[outside].max() <= 0.05
    ends = [
        p[(shifts / 40 >= end - 0.026) & (shifts / 40 <= end + 0.026)].max()
        for end in (result.low, result.high)
    ]
    assert min(ends) > 0.05


def test_interval_is_there_where_the_approximation_accepts_nothing():
    # Above a thousand patients, of three scores.
    sample = np.repeat([-1.0, 0.0, 1.0], [220, 380, 500])
    result = pseudomedian(sample)
    assert result.level >= 0.95
    assert result.low <= result.estimate <= result.high


def test_large_samples_equal_r():
    # wilcox.test(x, correct = TRUE, exact = FALSE), R 4.2 formula by hand
    n = LARGEST_EXACT + 1
    sample = np.arange(1, n + 1) ** 1.5 - 11_000.0
    ranks = signed_ranks_of_rows(np.asarray(sample)[None], "wilcoxon")[0][0]
    shift = ranks[ranks > 0].sum() - n * (n + 1) / 4
    z = (abs(shift) - 0.5) / np.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    from scipy.stats import norm

    result = signed_rank_test(sample)
    assert not result.exact
    assert result.p == pytest.approx(2 * norm.sf(z), rel=1e-12)


@pytest.mark.parametrize("zero_rule", RULES)
def test_large_samples_with_zeros_and_ties_equal_scipy(zero_rule):
    from scipy.stats import wilcoxon

    rng = np.random.default_rng(11)
    for _ in range(3):
        sample = rng.integers(-4, 6, LARGEST_EXACT + 10).astype(float)
        expected = wilcoxon(
            sample,
            zero_method="wilcox" if zero_rule == "wilcoxon" else "pratt",
            correction=True,
            method="asymptotic",
        )
        result = signed_rank_test(sample, zero_rule)
        assert not result.exact
        assert result.p == pytest.approx(expected.pvalue, rel=1e-12)


@needs_real_data
def test_equals_r_on_113_pairs():
    import pandas as pd
    from scipy.stats import rankdata

    folder = Path(str(REAL_DATA)) / "tcga_brca_paired"
    reference = pd.read_csv(folder / "reference_R_results_tumor_vs_normal.csv").set_index("marker")
    differences = tumor_minus_normal()
    for marker, row in reference.iterrows():
        sample = differences[str(marker)]
        # R's p is the normal approximation, as R is not exact from 50 pairs on; and it ranks binary
        # differences, so that differences of 0.1 may not tie there.
        result = signed_rank_test(np.sign(sample) * rankdata(np.abs(sample)))
        assert result.exact
        assert result.w_plus == pytest.approx(row["V"], abs=1e-9)
        if row["p_w"] > 1e-4:
            assert result.p == pytest.approx(row["p_w"], rel=0.05)
        assert signed_rank_test(sample).w_plus == pytest.approx(row["V"], abs=5)


@given(TENTHS, st.sampled_from(RULES), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
@settings(derandomize=True, max_examples=tried(500), deadline=None)
def test_interval_excludes_zero_exactly_when_p_says_so(values, zero_rule, confidence):
    p = signed_rank_test(values, zero_rule).p
    result = pseudomedian(values, confidence, zero_rule)
    assert result.low <= result.estimate <= result.high
    assert (p <= 1 - result.level + 1e-12) == (result.low > 0 or result.high < 0)


@given(TENTHS, st.sampled_from(RULES), st.sampled_from([1e300, 1e-300, 7.0]))
@settings(derandomize=True, max_examples=tried(100), deadline=None)
def test_scale_and_sign_do_not_matter(values, zero_rule, scale):
    moved = -np.array(values) * scale
    assert signed_rank_test(moved, zero_rule).p == signed_rank_test(values, zero_rule).p
    one, other = pseudomedian(values, 0.95, zero_rule), pseudomedian(moved, 0.95, zero_rule)
    assert other.level == one.level
    np.testing.assert_allclose([-other.high, -other.low], [one.low * scale, one.high * scale])


def test_an_outlier_only_counts_as_the_largest():
    sample = [-6.0, 5, 7, 8, 9, 11, 12]
    assert signed_rank_test([*sample, 1e15]).p == signed_rank_test([*sample, 13]).p


@pytest.mark.parametrize("zero_rule", RULES)
@pytest.mark.parametrize("scale", [1.0, 1e300, 1e-300])
def test_extreme_input(zero_rule, scale):
    nobody = signed_rank_test([], zero_rule)
    assert np.isnan(nobody.p)
    assert nobody.n_zero == 0
    assert pseudomedian([], 0.95, zero_rule).reason
    assert signed_rank_test([scale], zero_rule).p == 1.0
    assert pseudomedian([scale], 0.95, zero_rule).reason
    assert pseudomedian([scale, 2 * scale], 0.95, zero_rule).level == 0.5
    for n in (6, 60):
        zeros = signed_rank_test([0.0] * n, zero_rule)
        assert (zeros.p, zeros.n_zero) == (1.0, n)
        assert zeros.reason
        all_zero = pseudomedian([0.0] * n, 0.95, zero_rule)
        assert (all_zero.low, all_zero.high) == (0.0, 0.0)
        constant = pseudomedian([scale] * n, 0.95, zero_rule)
        assert constant.low == constant.high == constant.estimate == scale
        assert signed_rank_test([scale] * n, zero_rule).p <= 0.03125


def test_unknown_rule():
    with pytest.raises(ValueError, match="zero_rule"):
        signed_rank_test([1.0], "split")  # type: ignore[arg-type]


@pytest.mark.parametrize("zero_rule", RULES)
def test_large_samples_with_ties_agree_with_their_interval(zero_rule):
    rng = np.random.default_rng(17)
    for _ in range(30):
        sample = rng.normal(0.25, 1.0, size=55).round(1)
        p = signed_rank_test(sample, zero_rule).p
        result = pseudomedian(sample, 0.95, zero_rule)
        assert (p <= 1 - result.level + 1e-12) == (result.low > 0 or result.high < 0)
        assert result.low <= result.estimate <= result.high


def test_the_sample_is_left_as_it_was():
    sample = np.array([1e-300, -2e-300, 3e-300])
    before = sample.copy()
    pseudomedian(sample)
    assert (sample == before).all()
