"""Shortcuts give what the library gives, and say so if they do not."""

import numpy as np
import pytest
from calibration.associations import tumor_sizes
from calibration.deciding import agree, once_per_kind, screened, sign_kinds, signed_rank_kinds

from calibration import families, groups, one_sample
from explant.statistics.groups.two_groups import mann_whitney, studentized_permutation
from explant.statistics.one_sample.sign_flip import sign_flip_test
from explant.statistics.one_sample.signed_rank import signed_rank_test
from explant.statistics.westfall_young import westfall_young


@pytest.fixture
def random():
    return np.random.default_rng(11)


def test_a_shortcut_that_differs_is_an_error():
    with pytest.raises(RuntimeError, match="not what Explant computes"):
        agree("t", [0.5, 0.1], [0.5, 0.2])


def test_one_answer_for_studies_that_are_not_alike_is_an_error(random):
    samples = random.standard_normal((40, 5))
    with pytest.raises(RuntimeError, match="one kind"):
        once_per_kind(samples, np.zeros(40), lambda row: float(row.sum()))


@pytest.mark.parametrize("continuous", [True, False])
def test_signed_rank_p_by_kind_equals_p_of_each_study(random, continuous):
    samples = random.standard_normal((80, 9))
    if not continuous:
        samples = np.rint(samples)
    for rule in ("wilcoxon", "pratt"):
        p = one_sample.p_signed_rank(samples, rule, continuous)
        np.testing.assert_allclose(p, [signed_rank_test(row, rule).p for row in samples])
    assert len(np.unique(signed_rank_kinds(samples, continuous), axis=0)) < 80 or not continuous
    assert sign_kinds(samples).shape == (80, 2)


def test_rank_sum_p_by_kind_equals_p_of_each_study(random):
    for samples, continuous in (
        (random.standard_normal((60, 10)), True),
        (np.rint(random.standard_normal((60, 10))), False),
    ):
        p = groups.p_mann_whitney(samples, 6, continuous)
        own = [mann_whitney(row[:6], row[6:]).p for row in samples]
        np.testing.assert_allclose(p, own)


@pytest.mark.parametrize("tied", [False, True])
def test_random_sign_flips_reach_the_exact_verdict(random, monkeypatch, tied):
    # The way of 40 patients, on 14, where the exact p of every study is cheap.
    monkeypatch.setattr(one_sample, "LARGEST_DIRECT", 5)
    samples = random.standard_normal((300, 14)) + 0.5
    samples = np.rint(samples) if tied else samples
    p = one_sample.p_sign_flip(samples, random)
    own = np.array([sign_flip_test(row, 1).p for row in samples])
    for level in (0.05, 0.01):
        assert ((p <= level) == (own <= level)).all()
    assert 0.05 < (own <= 0.05).mean() < 0.95


def test_random_labels_reach_the_exact_verdict(random):
    samples = random.standard_normal((200, 11))
    samples[:, :7] += 0.9
    p = groups.p_permutation(samples, 7, random)
    own = np.array([studentized_permutation(row[:7], row[7:], seed=1).p for row in samples])
    for level in (0.05, 0.01):
        assert ((p <= level) == (own <= level)).all()
    assert 0.05 < (own <= 0.05).mean() < 0.95


def test_random_flips_of_five_markers_reach_the_exact_verdict(random, monkeypatch):
    monkeypatch.setattr(families, "LARGEST_DIRECT", 5)
    samples = families.markers(random, 60, 10, 0.5, 2)
    p = families.p_westfall_young(samples, random)
    own = np.array([westfall_young(rows, seed=1).p_adjusted for rows in samples])
    assert ((p <= 0.05) == (own <= 0.05)).all()
    assert 0.02 < (own <= 0.05).mean() < 0.98


def test_verdicts_that_chance_leaves_open_are_asked_of_the_library():
    asked = []

    def own_p(row):
        asked.append(row)
        return 0.049

    p = screened(30, lambda rows, size: np.full(rows.size, size // 20), own_p, [0.05], [1000, 4000])
    assert set(asked) == set(range(30))
    assert (p == 0.049).all()


def test_correlated_markers_have_the_correlation(random):
    samples = families.markers(random, 4000, 10, 0.5, 2).reshape(-1, families.MARKERS)
    off_diagonal = np.corrcoef(samples.T)[np.triu_indices(families.MARKERS, 1)]
    np.testing.assert_allclose(off_diagonal, 0.5, atol=0.03)
    np.testing.assert_allclose(samples.mean(axis=0), [0.8, 0.8, 0, 0, 0], atol=0.03)


def test_sizes_rise_and_are_measured_to_a_millimeter():
    for n in (6, 40):
        sizes = tumor_sizes(n)
        assert (np.diff(sizes) >= 0).all()
        np.testing.assert_allclose(sizes, np.round(sizes, 1))
        assert np.median(sizes) == pytest.approx(2.5, abs=0.15)
