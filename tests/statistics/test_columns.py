"""Functions of many columns give each column exactly what the function of one column gives."""

import numpy as np
import pytest

from explant.statistics.groups import ordered_groups, several_groups
from explant.statistics.groups import studentized_permutation as permutation
from explant.statistics.groups.ordered_groups import jonckheere, jonckheere_of_columns
from explant.statistics.groups.several_groups import (
    kruskal_wallis_of_columns,
    welch_anova_of_columns,
)
from explant.statistics.groups.studentized_permutation import (
    studentized_permutation,
    studentized_permutation_of_columns,
)
from explant.statistics.groups.two_groups import (
    mann_whitney,
    mann_whitney_of_columns,
    welch_t,
    welch_t_of_columns,
)
from explant.statistics.one_sample.effect_sizes import (
    d_z,
    d_z_of_columns,
    rank_biserial,
    rank_biserial_of_columns,
)
from explant.statistics.one_sample.sign_test import sign_test, sign_test_of_columns
from explant.statistics.one_sample.signed_rank import (
    pseudomedian,
    pseudomedian_of_columns,
    signed_rank_test,
    signed_rank_test_of_columns,
)
from explant.statistics.one_sample.student import student_t, student_t_of_columns
from tests.statistics.one_column import kruskal_wallis, welch_anova


def table_of(n):
    """Ordinary, rounded, heavily tied, huge, constant and zero columns."""
    rng = np.random.default_rng(n)
    columns = rng.normal(0.3, 1.0, (n, 9))
    columns[:, 1] = columns[:, 1].round(1)
    columns[:, 2] = rng.integers(-1, 2, n)
    columns[:, 3] *= 1e300
    columns[:, 4] = columns[:, 4].round(2) * 1e-300
    columns[:, 5] = 2.0
    columns[:, 6] = 0.0
    columns[: n // 2, 7] = 1.0
    return columns


def split(column, sizes):
    return np.split(column, np.cumsum(sizes)[:-1])


def same(one, other):
    """Equal to the last digit but one: a product of many columns may round otherwise."""
    assert type(one) is type(other)
    for name in one.__dataclass_fields__:
        first, second = getattr(one, name), getattr(other, name)
        if isinstance(first, float):
            assert first == pytest.approx(second, rel=1e-12, abs=0, nan_ok=True), name
        else:
            assert first == second, name


SIZES = [(3, 2), (2, 2, 3), (1, 4, 3), (0, 3, 4), (0, 5), (12, 9, 8, 7)]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize(
    ("one", "many"),
    [
        (jonckheere, jonckheere_of_columns),
        (kruskal_wallis, kruskal_wallis_of_columns),
        (welch_anova, welch_anova_of_columns),
    ],
)
def test_several_groups(one, many, sizes, monkeypatch):
    # Small blocks, so that there is more than one of each kind.
    monkeypatch.setattr(several_groups, "COLUMNS", 2)
    monkeypatch.setattr(several_groups, "CHUNK", 500)
    monkeypatch.setattr(ordered_groups, "COLUMNS", 7)
    monkeypatch.setattr(ordered_groups, "PLACES", 100_000)
    monkeypatch.setattr(ordered_groups, "LARGEST_EXACT_STATES", 2_000)
    table = table_of(sum(sizes))
    for column, result in zip(table.T, many(table, sizes, 3, 999), strict=True):
        same(result, one(split(column, sizes), 3, 999))


@pytest.mark.parametrize("n", [0, 1, 2, 6, 20, 60])
@pytest.mark.parametrize(
    ("one", "many", "arguments"),
    [
        (student_t, student_t_of_columns, (0.9,)),
        (d_z, d_z_of_columns, (0.9,)),
        (rank_biserial, rank_biserial_of_columns, ("wilcoxon", 0.9)),
        (rank_biserial, rank_biserial_of_columns, ("pratt",)),
        (pseudomedian, pseudomedian_of_columns, (0.9, "pratt")),
        (sign_test, sign_test_of_columns, ()),
        (signed_rank_test, signed_rank_test_of_columns, ("wilcoxon",)),
        (signed_rank_test, signed_rank_test_of_columns, ("pratt",)),
    ],
)
def test_one_sample(one, many, arguments, n):
    table = table_of(n)
    for column, result in zip(table.T, many(table, *arguments), strict=True):
        same(result, one(column, *arguments))


@pytest.mark.parametrize("sizes", [(0, 3), (1, 1), (1, 4), (2, 2), (5, 3), (4, 7), (40, 25)])
@pytest.mark.parametrize(
    ("one", "many", "arguments"),
    [
        (welch_t, welch_t_of_columns, (0.9,)),
        (mann_whitney, mann_whitney_of_columns, ()),
        (studentized_permutation, studentized_permutation_of_columns, (3, 999)),
    ],
)
def test_two_groups(one, many, arguments, sizes, monkeypatch):
    monkeypatch.setattr(permutation, "COLUMNS", 2)
    monkeypatch.setattr(permutation, "CHUNK", 500)
    monkeypatch.setattr(permutation, "LARGEST_EXACT_ARRANGEMENTS", 100)
    table = table_of(sum(sizes))
    for column, result in zip(table.T, many(table, sizes[0], *arguments), strict=True):
        same(result, one(*split(column, sizes), *arguments))
