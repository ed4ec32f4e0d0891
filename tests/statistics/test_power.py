import itertools

import numpy as np
import pytest
import scipy.stats

from explant.statistics.groups.two_groups import mann_whitney, studentized_permutation
from explant.statistics.power import (
    LARGEST_STUDY,
    detectable_d,
    detectable_d_z,
    patients_for_d_z,
    power_paired,
    smallest_attainable_p_of_groups,
    smallest_attainable_p_of_several,
)


def test_paired():
    assert round(power_paired(0.5, 20), 7) == 0.5645044
    # statsmodels stops its search early: at its 0.6604413 the power is 0.7999996.
    assert detectable_d_z(20) == pytest.approx(0.6604413, abs=5e-7)
    assert power_paired(detectable_d_z(20), 20) == pytest.approx(0.8, abs=1e-10)


def test_equals_statsmodels():
    from statsmodels.stats.power import TTestIndPower, TTestPower

    for d, n in ((0.2, 8), (0.5, 20), (1.0, 5), (0.3, 113)):
        assert power_paired(d, n) == pytest.approx(TTestPower().power(d, n, 0.05), abs=1e-9)
    expected = TTestIndPower().power(1.0, 12, 0.05, ratio=8 / 12)
    assert detectable_d(12, 8, expected) == pytest.approx(1.0, abs=1e-9)


def test_more_patients_detect_less():
    detectable = [detectable_d_z(n) for n in range(2, 40)]
    assert all(np.diff(detectable) < 0)
    assert power_paired(0.0, 20) == pytest.approx(0.05, abs=1e-10)


def test_too_few():
    assert np.isnan(power_paired(0.5, 1))
    assert np.isnan(detectable_d_z(1))
    assert np.isnan(detectable_d(0, 5))
    with pytest.raises(ValueError, match="power"):
        detectable_d_z(20, power=1.0)


def test_unknown_test():
    with pytest.raises(ValueError, match="test"):
        smallest_attainable_p_of_groups(5, 5, "z")  # type: ignore[arg-type]


@pytest.mark.parametrize("sizes", [(1, 1), (1, 2), (1, 4), (2, 2), (2, 3), (3, 3), (4, 3), (5, 2)])
def test_smallest_p_of_groups_is_attained_and_never_undercut(sizes):
    n_first, n = sizes[0], sum(sizes)
    rng = np.random.default_rng(sizes)
    # Far apart, nearly alike within each: with unequal sizes no other labeling has as large a t.
    apart = np.concatenate((10 + np.arange(sizes[0]) * 0.03, np.arange(sizes[1]) * 0.1))
    samples = [apart, apart.round(), np.repeat((1.0, 0.0), sizes)]
    samples += [rng.normal(size=n) for _ in range(40)]
    samples += [rng.integers(0, 3, size=n) / 10 for _ in range(40)]
    ranks = [mann_whitney(sample[:n_first], sample[n_first:]).p for sample in samples]
    assert min(ranks) == smallest_attainable_p_of_groups(*sizes, "mann_whitney")
    t = [studentized_permutation(sample[:n_first], sample[n_first:], 0).p for sample in samples]
    expected = smallest_attainable_p_of_groups(*sizes, "permutation")
    if min(sizes) < 2:
        assert np.isnan(t).all()
        assert np.isnan(expected)
    else:
        assert min(t) == expected
    assert np.isnan(smallest_attainable_p_of_groups(*sizes, "welch_t"))


def test_smallest_p_of_large_groups():
    apart = np.concatenate((np.arange(100.0, 130.0), np.arange(25.0)))
    found = mann_whitney(apart[:30], apart[30:])
    assert found.exact is False
    assert smallest_attainable_p_of_groups(30, 25, "mann_whitney") < found.p
    # Where most are tied p is exact, and may be far below any of the normal approximation.
    tied = mann_whitney([5.0, 7.0], np.zeros(60))
    assert smallest_attainable_p_of_groups(2, 60, "mann_whitney") == pytest.approx(tied.p)
    drawn = studentized_permutation(apart[:30], apart[30:], 0, 999)
    assert smallest_attainable_p_of_groups(30, 25, "permutation", 999) == drawn.p == 0.001
    # C(23, 11) labelings are still counted, C(24, 12) are not.
    assert smallest_attainable_p_of_groups(11, 12, "permutation") == 1 / 1352078
    assert smallest_attainable_p_of_groups(12, 12, "permutation") == 1e-4
    assert smallest_attainable_p_of_groups(25, 25, "mann_whitney") == 2 / 126410606437752


def test_no_groups_no_p():
    assert np.isnan(smallest_attainable_p_of_groups(0, 5, "mann_whitney"))
    assert np.isnan(smallest_attainable_p_of_groups(5, 0, "permutation"))


# R 4.2.2: power.t.test(delta =, power =, type = "paired")$n is 33.37, 198.15, 14.30, 44.00.
@pytest.mark.parametrize(
    ("d_z", "power", "alpha", "n"),
    [(0.5, 0.8, 0.05, 34), (0.2, 0.8, 0.05, 199), (0.8, 0.8, 0.05, 15), (0.5, 0.9, 0.05, 44)],
)
def test_patients_of_the_next_study(d_z, power, alpha, n):
    assert patients_for_d_z(d_z, power, alpha) == n
    assert patients_for_d_z(-d_z, power, alpha) == n


@pytest.mark.parametrize("d_z", [0.016, 0.07, 0.31, 0.66, 1.3, 2.9, 8.0, 300.0])
@pytest.mark.parametrize(("power", "alpha"), [(0.8, 0.05), (0.95, 0.01), (0.5, 0.2)])
def test_one_patient_fewer_would_not_reach_the_power(d_z, power, alpha):
    n = patients_for_d_z(d_z, power, alpha)
    assert power_paired(d_z, n, alpha) >= power
    assert n == 2 or power_paired(d_z, n - 1, alpha) < power


def test_no_number_for_an_effect_too_small_for_any_study():
    assert patients_for_d_z(0.0) is None
    assert patients_for_d_z(float("nan")) is None
    assert patients_for_d_z(1e-9) is None
    assert patients_for_d_z(1e-300) is None
    largest = patients_for_d_z(0.00886)
    assert largest is not None
    assert 99_000 < largest <= LARGEST_STUDY


@pytest.mark.parametrize("sizes", [(2, 1, 1), (2, 2, 1), (2, 2, 2), (3, 2, 1), (3, 3, 1)])
def test_no_p_of_several_groups_is_below_their_smallest(sizes):
    """By SciPy's H and a count of pairs in order, over every labeling."""
    values = np.arange(float(sum(sizes)))
    labels = np.repeat(np.arange(3), sizes)
    every = sorted(set(itertools.permutations(labels.tolist())))
    h, pairs = [], []
    for labeling in every:
        groups = [values[np.array(labeling) == at] for at in range(3)]
        h.append(scipy.stats.kruskal(*groups).statistic)
        pairs.append(
            sum((one[:, None] < two).sum() for one, two in itertools.combinations(groups, 2))
        )
    clearest = np.mean(np.array(h) >= max(h) - 1e-9)
    assert smallest_attainable_p_of_several(sizes, "ranks", ordered=False) <= clearest + 1e-12
    if sizes == (2, 2, 2):
        assert clearest == pytest.approx(6 / 90)
        assert smallest_attainable_p_of_several(sizes, "ranks", ordered=False) == clearest
    in_order = min(1.0, 2 * np.mean(np.array(pairs) == max(pairs)))
    found = smallest_attainable_p_of_several(sizes, "ranks", ordered=True)
    assert found == pytest.approx(in_order)


def test_random_labelings_give_no_p_below_one_of_their_number():
    for ordered in (True, False):
        found = smallest_attainable_p_of_several([8] * 5, "permutation", ordered, 20_000)
        assert found == 1 / 20_001
