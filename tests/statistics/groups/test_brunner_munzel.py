import itertools

import numpy as np
import pytest

from explant.statistics.groups import brunner_munzel as module
from explant.statistics.groups.brunner_munzel import brunner_munzel_of_columns
from explant.statistics.groups.two_groups import mann_whitney
from explant.statistics.kernel import placements
from tests.statistics.one_column import brunner_munzel
from tests.tried import tried

from ..reference import labelings

# Pain on the third day after surgery, without and with a drug (Brunner & Munzel 2000, table 1).
WITHOUT_DRUG = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
WITH_DRUG = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
# R's ?wilcox.test, read as two independent samples.
BEFORE = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]


LABELINGS = {
    (one, two): (labelings((one, two)) == 0).astype(float)
    for one, two in itertools.product(range(2, 9), repeat=2)
    if one + two <= 10
}


def absolute_statistics(pooled, member):
    """|W| of every labeling, from the placements' means and variances as the paper has them."""
    one, two = member.sum(axis=1)[0], (1 - member).sum(axis=1)[0]
    larger = (np.sign(pooled[:, None] - pooled[None, :]) + 1) / 2
    parts, means = [], []
    for own, size, other_size in ((member, one, two), (1 - member, two, one)):
        placements = (1 - own) @ larger.T
        mean = (own * placements).sum(axis=1) / size
        spread = (own * (placements - mean[:, None]) ** 2).sum(axis=1) / (size - 1)
        parts.append(spread / (size * other_size**2))
        means.append(mean / other_size)
    error = np.sqrt(sum(parts))
    distance = np.abs(means[0] - 0.5)
    with np.errstate(divide="ignore", invalid="ignore"):
        w = np.where(error > 1e-9, distance / error, np.where(distance > 1e-9, np.inf, 0.0))
    return w, means[0]


@pytest.mark.hypothesis
def test_equals_full_enumeration_with_ties_and_at_separation():
    rng = np.random.default_rng(91)
    sizes = list(LABELINGS)
    infinite = 0
    rounds = tried(600)
    for round_number in range(rounds):
        size = sizes[round_number % len(sizes)]
        tenths = rng.integers(0, 12 if round_number % 3 else 4, size=sum(size))
        if round_number % 10 == 0:
            tenths = np.sort(tenths)
        member = LABELINGS[size]
        every, _ = absolute_statistics(tenths, member)
        own = np.zeros((1, sum(size)))
        own[0, : size[0]] = 1.0
        observed, superiority = (value[0] for value in absolute_statistics(tenths, own))
        # Thirds of tenths are no exact binary numbers, yet their ties are ties.
        values = tenths / 10 / 3
        result = brunner_munzel(values[: size[0]], values[size[0] :], seed=0)
        # Whether W is infinite or not, what is as far out counts.
        expected = np.mean(every >= observed * (1 - 1e-9))
        assert result.p == pytest.approx(expected, abs=1e-12)
        assert (result.exact, result.arrangements) == (True, len(every))
        assert result.superiority == pytest.approx(superiority, abs=1e-12)
        assert abs(result.statistic) == pytest.approx(observed, rel=1e-9, abs=1e-9)
        infinite += np.isinf(observed)
    assert infinite >= rounds / 30


def test_published_pain_scores(monkeypatch):
    result = brunner_munzel(WITHOUT_DRUG, WITH_DRUG, seed=1, interval="t")
    # Neubert & Brunner 2007, section 5, and R's lawstat and brunnermunzel print these.
    assert round(result.superiority, 6) == 0.788961
    assert round(result.statistic, 4) == 3.1375
    assert round(result.df, 3) == 17.683
    assert round(result.p_t, 6) == 0.005786
    assert (round(result.low, 7), round(result.high, 7)) == (0.5952169, 0.9827052)
    monkeypatch.setattr(module, "LARGEST_EXACT_ARRANGEMENTS", 5_000_000)
    exact = brunner_munzel(WITHOUT_DRUG, WITH_DRUG, seed=1)
    # 0.008038 in the manual of R's brunnermunzel, over the same 4,457,400 labelings.
    assert (exact.exact, exact.arrangements) == (True, 4_457_400)
    assert round(exact.p, 6) == 0.008038
    assert result.p == pytest.approx(exact.p, abs=4 * np.sqrt(exact.p / 9_999))


def test_published_example_without_ties():
    # The manual of R's brunnermunzel. Its third example, of twenty heavily tied values, is left
    # out: it compares statistics bit by bit and loses some of the tied ones (0.1593 for 0.1748).
    result = brunner_munzel(BEFORE, AFTER, seed=1, interval="t")
    assert round(1 - result.superiority, 7) == 0.2839506
    assert (round(result.statistic, 4), round(result.df, 3)) == (1.4673, 15.147)
    assert round(result.p_t, 4) == 0.1628
    assert (round(1 - result.high, 8), round(1 - result.low, 8)) == (-0.02962941, 0.59753064)
    assert round(result.p, 3) == 0.158


@pytest.mark.parametrize("decimals", [0, 1, 8])
def test_t_approximation_equals_scipy(decimals):
    from scipy.stats import brunnermunzel

    rng = np.random.default_rng(92)
    for sizes in ((12, 8), (3, 5), (40, 25)):
        one, two = (
            rng.normal(0.5, 3, sizes[0]).round(decimals),
            rng.normal(size=sizes[1]).round(decimals),
        )
        expected = brunnermunzel(one, two)
        result = brunner_munzel(one, two, seed=1, monte_carlo=99)
        # SciPy's sign is that of the second group against the first.
        assert result.statistic == pytest.approx(-expected.statistic, rel=1e-9)
        assert result.p_t == pytest.approx(expected.pvalue, rel=1e-9)
        assert result.superiority == pytest.approx(mann_whitney(one, two).u / (one.size * two.size))


def test_random_labelings_approach_the_exact_p(monkeypatch):
    rng = np.random.default_rng(93)
    for decimals in (1, 8):
        one = rng.normal(0.9, 2.0, 12).round(decimals)
        two = rng.normal(0.0, 1.0, 8).round(decimals)
        exact = brunner_munzel(one, two, seed=1)
        assert (exact.exact, exact.arrangements) == (True, 125_970)
        with monkeypatch.context() as patch:
            patch.setattr(module, "LARGEST_EXACT_ARRANGEMENTS", 1000)
            drawn = brunner_munzel(one, two, seed=1)
            assert not drawn.exact
            assert drawn.p == pytest.approx(exact.p, abs=4 * np.sqrt(exact.p / 9_999))
            assert drawn == brunner_munzel(one, two, seed=1)
            patch.setattr(placements, "LARGEST_KEPT", 0)
            assert drawn == brunner_munzel(one, two, seed=1)
            assert drawn.p != brunner_munzel(one, two, seed=2).p


def test_columns_together_equal_each_column_alone(monkeypatch):
    rng = np.random.default_rng(94)
    for sizes in ((5, 4), (16, 14), (1, 3), (0, 2)):
        one, two = rng.normal(size=(sizes[0], 9)), rng.normal(size=(sizes[1], 9))
        one[:, ::2], two[:, ::2] = one[:, ::2].round(1), two[:, ::2].round(1)
        one[:, 8], two[:, 8] = 1.0, 2.0
        alone = [brunner_munzel(a, b, 1, 999) for a, b in zip(one.T, two.T, strict=True)]
        assert repr(brunner_munzel_of_columns(one, two, 1, 999)) == repr(alone)
        monkeypatch.setattr(module, "CHUNK", 500)
        assert repr(brunner_munzel_of_columns(one, two, 1, 999)) == repr(alone)
    with pytest.raises(ValueError, match="shape"):
        brunner_munzel_of_columns(np.zeros((3, 2)), np.zeros((3, 1)), seed=1)
    with pytest.raises(ValueError, match="missing"):
        brunner_munzel_of_columns(np.zeros((3, 2)), np.full((3, 2), np.nan), seed=1)


def test_the_interval_stays_between_zero_and_one_and_covers():
    rng = np.random.default_rng(95)
    covered = 0
    for _ in range(400):
        one, two = rng.normal(1.0, 1.0, 12), rng.normal(0.0, 2.0, 10)
        result = brunner_munzel(one, two, seed=1, monte_carlo=1)
        if result.reason:
            covered += 1
            continue
        assert 0 < result.low < result.superiority < result.high < 1
        # P(first > second) of two normal distributions: Phi(1 / sqrt(5)).
        covered += result.low <= 0.67264 <= result.high
    # Asymptotic: three standard errors below its level.
    assert covered / 400 >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 400)


def test_the_t_interval_excludes_one_half_exactly_when_p_t_says_so():
    rng = np.random.default_rng(96)
    for _ in range(200):
        one, two = rng.integers(0, 9, 7), rng.integers(2, 11, 6)
        result = brunner_munzel(one, two, seed=1, interval="t")
        if not result.reason:
            assert (result.p_t <= 0.05) == (result.low > 0.5 or result.high < 0.5)


@pytest.mark.parametrize("scale", [1e300, 1e-300, 7.0])
def test_scale_and_order_of_groups_do_not_matter(scale):
    one, two = np.array([0.1, 0.3, 0.2, 0.9]), np.array([0.5, 0.8, 0.7, 0.3, 0.3])
    plain = brunner_munzel(one, two, seed=1)
    assert brunner_munzel(one * scale, two * scale, seed=1) == plain
    swapped = brunner_munzel(two, one, seed=1)
    assert (swapped.p, swapped.p_t) == pytest.approx((plain.p, plain.p_t))
    assert (1 - swapped.high, 1 - swapped.low) == pytest.approx((plain.low, plain.high))
    assert swapped.statistic == pytest.approx(-plain.statistic)


def test_extreme_input():
    apart = brunner_munzel([4.0, 5.0, 6.0], [1.0, 2.0, 3.0], seed=1)
    assert (apart.superiority, apart.statistic, apart.p) == (1.0, np.inf, 0.1)
    assert np.isnan(apart.p_t)
    assert "do not overlap" in apart.reason
    constants = brunner_munzel([1.0] * 4, [2.0] * 3, seed=1)
    assert (constants.statistic, constants.p) == (-np.inf, 1 / 35)
    tied = brunner_munzel([2.0] * 4, [2.0] * 3, seed=1)
    assert (tied.superiority, tied.statistic, tied.p) == (0.5, 0.0, 1.0)
    assert tied.reason
    alone = brunner_munzel([1.0], [2.0, 0.0], seed=1)
    assert alone.superiority == 0.5
    assert np.isnan(alone.p)
    assert "variance" in alone.reason
    assert brunner_munzel([], [1.0], seed=1).reason
    large = brunner_munzel([1e300] * 30, [1e-300] * 30, seed=1, monte_carlo=999)
    assert large.p == 0.001
    with pytest.raises(ValueError, match="missing"):
        brunner_munzel([np.nan], [1.0], seed=1)
    with pytest.raises(ValueError, match="interval"):
        brunner_munzel([1.0], [1.0], seed=1, interval="wald")  # type: ignore[arg-type]
