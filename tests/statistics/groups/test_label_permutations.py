import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.groups import label_permutations
from explant.statistics.groups.label_permutations import westfall_young_groups
from explant.statistics.groups.two_groups import mann_whitney, studentized_permutation
from explant.statistics.multiplicity import adjust
from tests.tried import tried

from ..exact_statistics import exact_rank_sum, exact_welch
from ..reference import labelings

R = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "two_group_fixtures.json").read_text(encoding="utf-8")
)
STATISTICS = ["welch_t", "rank_sum"]


def enumerated(table, n_first, statistic):
    """Textbook step-down maxT over all labelings in exact fractions, and the plain p."""
    of_groups = exact_welch if statistic == "welch_t" else exact_rank_sum
    every = []
    for labels in labelings((n_first, len(table) - n_first)):
        row = []
        for column in table.T:
            known = ~np.isnan(column)
            groups = [column[known & (labels == group)].astype(int).tolist() for group in (0, 1)]
            row.append(of_groups(*groups))
        every.append(row)
    # The first labeling is the one that was observed.
    observed = every[0]
    order = sorted(range(len(observed)), key=lambda marker: -observed[marker])
    adjusted, worst = np.empty(len(observed)), 0.0
    for rank, marker in enumerate(order):
        beaten = [max(row[k] for k in order[rank:]) >= observed[marker] for row in every]
        worst = max(worst, np.mean(beaten))
        adjusted[marker] = worst
    plain = [np.mean([row[k] >= observed[k] for row in every]) for k in range(len(observed))]
    return adjusted, np.array(plain)


@pytest.mark.hypothesis
@pytest.mark.parametrize("statistic", STATISTICS)
def test_equals_full_enumeration(statistic):
    rng = np.random.default_rng(91)
    for round_number in range(tried(300)):
        n_first, n_second = (int(size) for size in rng.integers(2, 5, size=2))
        n, markers = n_first + n_second, int(rng.integers(1, 5))
        # Ties and markers that go together; every other table has missing values.
        table = rng.integers(-2, 4, size=(n, markers)) + rng.integers(-1, 3, size=(n, 1)) * 1.0
        if round_number % 2:
            table[rng.integers(1, n, size=2), rng.integers(markers, size=2)] = np.nan
            table[:, 0] = rng.integers(-2, 4, size=n)
        known = ~np.isnan(table)
        fewest = np.minimum(known[:n_first].sum(axis=0), known[n_first:].sum(axis=0))
        usable = fewest >= (2 if statistic == "welch_t" else 1)
        adjusted, plain = enumerated(table[:, usable], n_first, statistic)
        result = westfall_young_groups(table / 10, n_first, 0, statistic)
        assert result.exact
        assert result.arrangements == len(labelings((n_first, n_second)))
        np.testing.assert_allclose(result.p[usable], plain, atol=1e-12)
        np.testing.assert_allclose(result.p_adjusted[usable], adjusted, atol=1e-12)
        assert np.isnan(result.p_adjusted[~usable]).all()


@pytest.mark.parametrize("sizes", [(2, 2), (3, 6), (7, 4), (6, 6), (9, 3)])
def test_one_marker_has_the_p_of_the_plain_tests(sizes):
    rng = np.random.default_rng(sizes)
    for _ in range(20):
        column = rng.normal(size=sum(sizes))
        one, two = np.split(column, [sizes[0]])
        plain = studentized_permutation(one, two, 0).p
        result = westfall_young_groups(column[:, None], sizes[0], 0)
        assert result.p[0] == result.p_adjusted[0] == pytest.approx(plain, abs=1e-12)
        ranks = westfall_young_groups(column[:, None], sizes[0], 0, "rank_sum")
        # Without ties the rank sum is symmetric, so doubling its tail is the same.
        assert ranks.p[0] == pytest.approx(mann_whitney(one, two).p, abs=1e-12)
        # Patients who have no value take no part.
        more = np.concatenate((one, [np.nan], two, [np.nan, np.nan]))[:, None]
        assert westfall_young_groups(more, one.size + 1, 0).p[0] == result.p[0]


def test_random_labels_are_those_of_the_plain_test():
    # More than two million labelings: both draw the same ones.
    rng = np.random.default_rng(92)
    table = rng.normal(size=(30, 3))
    result = westfall_young_groups(table, 13, 5, max_arrangements=999)
    assert not result.exact
    assert result.arrangements == 999
    plain = [studentized_permutation(column[:13], column[13:], 5, 999).p for column in table.T]
    np.testing.assert_allclose(result.p, plain, atol=1e-15)


@pytest.mark.parametrize("statistic", STATISTICS)
def test_random_labels_approach_the_exact_p(statistic, monkeypatch):
    table = np.random.default_rng(93).normal(size=(13, 5)) + np.linspace(0, 1, 13)[:, None]
    exact = westfall_young_groups(table, 6, 0, statistic)
    monkeypatch.setattr(label_permutations, "LARGEST_EXACT_ARRANGEMENTS", 5)
    drawn = westfall_young_groups(table, 6, 0, statistic, 20_000)
    assert exact.exact
    assert not drawn.exact
    # Four standard errors of a share of 20,000.
    np.testing.assert_allclose(drawn.p_adjusted, exact.p_adjusted, atol=0.015)
    again = westfall_young_groups(table, 6, 0, statistic, 20_000)
    np.testing.assert_array_equal(drawn.p_adjusted, again.p_adjusted)


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("n_first", [5, 6])
def test_the_sizes_of_blocks_do_not_matter(statistic, n_first, monkeypatch):
    table = np.random.default_rng(94).normal(size=(11, 7)).round(1)
    table[2, 3] = np.nan
    whole = westfall_young_groups(table, n_first, 0, statistic)
    for columns, chunk in ((1, 1), (2, 30), (3, 1000), (7, 7)):
        monkeypatch.setattr(label_permutations, "COLUMNS", columns)
        monkeypatch.setattr(label_permutations, "CHUNK", chunk)
        parts = westfall_young_groups(table, n_first, 0, statistic)
        np.testing.assert_array_equal(parts.p, whole.p)
        np.testing.assert_array_equal(parts.p_adjusted, whole.p_adjusted)


@given(st.integers(0, 2**32 - 1), st.sampled_from(STATISTICS), st.booleans())
@settings(derandomize=True, max_examples=tried(60), deadline=None)
def test_order_of_markers_and_groups_and_scale_do_not_matter(seed, statistic, ties):
    rng = np.random.default_rng(seed)
    table = rng.normal(0.3, 1.0, size=(9, 4)).round(0 if ties else 3)
    table[int(rng.integers(9)), int(rng.integers(4))] = np.nan
    result = westfall_young_groups(table, 4, 0, statistic)
    assert (result.p_adjusted >= result.p).all()
    order = rng.permutation(4)
    moved = westfall_young_groups(table[:, order], 4, 0, statistic)
    np.testing.assert_allclose(moved.p, result.p[order], atol=1e-15)
    np.testing.assert_allclose(moved.p_adjusted, result.p_adjusted[order], atol=1e-15)
    turned = westfall_young_groups(np.concatenate((table[4:], table[:4])), 5, 0, statistic)
    np.testing.assert_allclose(turned.p_adjusted, result.p_adjusted, atol=1e-15)
    for scale in (1e300, -1e-300):
        scaled = westfall_young_groups(table * scale, 4, 0, statistic)
        np.testing.assert_allclose(scaled.p_adjusted, result.p_adjusted, atol=1e-15)


@given(st.integers(0, 2**32 - 1))
@settings(derandomize=True, max_examples=tried(60), deadline=None)
def test_step_down_is_monotone_and_never_above_holm(seed):
    # Without ties every marker's rank sum has one distribution, so Holm's bound holds.
    table = np.random.default_rng(seed).normal(size=(9, 5))
    table[:4] += np.linspace(0, 2, 5)
    result = westfall_young_groups(table, 4, 0, "rank_sum")
    order = np.lexsort((result.p_adjusted, result.p))
    assert (np.diff(result.p_adjusted[order]) >= 0).all()
    assert (result.p_adjusted <= adjust(result.p, "holm") + 1e-12).all()


def test_identical_markers_cost_nothing():
    column = np.random.default_rng(95).normal(size=12)
    column[:5] += 1
    for statistic in STATISTICS:
        same = westfall_young_groups(np.column_stack([column] * 6), 5, 0, statistic)
        np.testing.assert_array_equal(same.p_adjusted, same.p)


@pytest.mark.parametrize("r", R["step_down"], ids=[case["name"] for case in R["step_down"]])
def test_rank_sums_equal_coin(r):
    values = np.array(r["values"])
    result = westfall_young_groups(values, r["n_first"], 1, "rank_sum", 50_000)
    # coin drew 200,000 labelings; ours are all or 50,000: five standard errors of both.
    draws = 200_000 if result.exact else 40_000
    for ours, theirs in ((result.p, r["p"]), (result.p_adjusted, r["p_adjusted"])):
        p = np.array(theirs)
        error = 5 * np.sqrt(np.maximum(p * (1 - p), 1 / draws) / draws)
        assert (np.abs(ours - p) <= error).all()


def test_level_under_shared_labels_is_exact():
    # Over all labelings of one table, the smallest adjusted p is at most alpha in no more than
    # alpha of them: weak control without any error of simulation.
    table = np.random.default_rng(96).normal(size=(7, 3)).round(1)
    for statistic in STATISTICS:
        smallest = []
        for labels in labelings((3, 4)):
            order = np.argsort(labels, kind="stable")
            smallest.append(westfall_young_groups(table[order], 3, 0, statistic).p_adjusted.min())
        for alpha in np.unique(smallest):
            assert np.mean(np.array(smallest) <= alpha) <= alpha + 1e-12


def test_markers_without_a_statistic():
    table = np.full((6, 4), 5.0)
    table[:, 0] = [1, 2, 3, 7, 8, 10]
    table[:, 1] = [np.nan, np.nan, 1, 2, 3, 4]
    table[:, 3] = [1, np.nan, np.nan, 3, 4, 5]
    result = westfall_young_groups(table, 3, 0)
    assert result.p_adjusted[0] == pytest.approx(0.1)
    assert np.isnan(result.p_adjusted[[1, 3]]).all()
    assert result.p_adjusted[2] == 1.0
    ranks = westfall_young_groups(table, 3, 0, "rank_sum")
    assert not np.isnan(ranks.p).any()
    assert westfall_young_groups(np.empty((5, 0)), 2, 0).p.size == 0
    assert np.isnan(westfall_young_groups(np.empty((0, 2)), 0, 0).p).all()
    assert np.isnan(westfall_young_groups(table, 6, 0, "rank_sum").p).all()
    # Two constant groups that differ: t is infinite.
    apart = np.repeat([[1.0], [2.0]], 3, axis=0)
    assert westfall_young_groups(apart, 3, 0).p_adjusted[0] == pytest.approx(0.1)


@pytest.mark.parametrize("table", [[[1.0, 2.0], [3.0, 2.0]], [[1.0], [2.0]]])
def test_of_one_patient_in_each_group_nothing_can_be_shown(table):
    # Both labelings of two patients have the same distance between the groups.
    result = westfall_young_groups(table, 1, 0, "rank_sum")
    assert result.p.tolist() == result.p_adjusted.tolist() == [1.0] * len(table[0])
    assert result.exact


def test_wrong_input():
    with pytest.raises(ValueError, match="patients × markers"):
        westfall_young_groups([1.0, 2.0], 1, 0)
    with pytest.raises(ValueError, match="infinite"):
        westfall_young_groups([[np.inf], [1.0]], 1, 0)
    with pytest.raises(ValueError, match="n_first"):
        westfall_young_groups([[0.0], [1.0]], 3, 0)
    with pytest.raises(ValueError, match="statistic"):
        westfall_young_groups([[0.0], [1.0]], 1, 0, "t")  # type: ignore[arg-type]
