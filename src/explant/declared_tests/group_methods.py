"""What compares groups of patients, or sets them along a number, where a test is declared.

One entry a family and kind of comparison: the methods' keys in the column ``method``, what they are
called, and the sentences that tell them. A sentence names a method by its key, so it cannot name
another one than was computed. A family of its own is a line in :data:`FAMILIES`, and an entry with
``compute`` for each kind that it does in its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, get_args

from explant.declared_tests.declared_test import GroupWay
from explant.declared_tests.known_tests import TESTS

if TYPE_CHECKING:
    from explant.declared_tests.declared_test import Floats


class ComparisonKind(StrEnum):
    """What the numbers of patients are compared along: the column ``kind``."""

    TWO_GROUPS = "two groups"
    ORDERED_GROUPS = "ordered groups"
    UNORDERED_GROUPS = "unordered groups"
    CONTINUOUS = "continuous"


WAYS: tuple[GroupWay, ...] = get_args(GroupWay)

FAMILIES: Mapping[str, GroupWay] = {
    "ranks": "ranks",
    "means": "means",
    "permutation": "permutation",
}
"""The way that a family takes wherever :data:`METHODS` has none of its own for it."""


@dataclass(frozen=True)
class Compared:
    """What a method says of one marker and question; ``reasons`` say why a number is missing."""

    method: str
    estimate: float
    low: float
    high: float
    level: float
    statistic: float
    p: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupMethod:
    """One family's way to make one kind of comparison.

    Parameters
    ----------
    keys
        Keys in the column ``method``, each with what a sentence calls the test then: which key
        stands there depends on whether p was exact.
    name
        What the test is called before it is known whether p is exact.
    short_name
        The same where the statistic need not be named; empty where it is the name.
    p_columns
        Columns of the table with its p value, whichever test is declared; the first one of two
        groups, the second of any kind.
    estimate
        What its estimate is called; empty where it has none.
    sentence
        How the methods tell it. In braces: ``number`` (what a patient has one of) or the key of a
        source.
    details
        What the methods add on exactness and interval of a question between groups.
    beside
        How it is called, with its source, where another family compares two groups.
    calibration
        Rows of the calibration that hold of it.
    compute
        What it says, from the numbers of each group, or from a property and the numbers that are
        set along it, at a level of confidence. None for the three ways, which tables always hold.
    """

    keys: Mapping[str, str]
    name: str
    p_columns: tuple[str, ...]
    sentence: str
    estimate: str = ""
    details: str = ""
    short_name: str = ""
    beside: str = ""
    calibration: tuple[str, ...] = ()
    compute: Callable[[Sequence[Floats], float], Compared] | None = None


_SLOPE = (
    "Three or more ordered groups are compared by the least-squares slope over the groups, with "
)

_OWN: Mapping[tuple[str, str], GroupMethod] = {
    ("ranks", ComparisonKind.TWO_GROUPS): GroupMethod(
        keys={
            "mann_whitney_exact": "exact Mann–Whitney test",
            "mann_whitney_normal": "Mann–Whitney test",
        },
        name="Mann–Whitney test",
        p_columns=("p_mann_whitney", "p_rank"),
        estimate="Hodges–Lehmann shift",
        sentence=(
            "Two groups are compared by the exact Mann–Whitney test ({mann1947}); the estimate is "
            "the Hodges–Lehmann shift ({hodges1963}), the median of all differences between a "
            "patient of one group and a patient of the other, with the interval that inverts the "
            "test. Beside it stands the chance that a patient of the first group has the larger "
            "{number}, with the permutation p of the Brunner–Munzel test ({brunner2000}, "
            "{neubert2007}), which does not assume that the groups spread alike."
        ),
        details=(
            "The test is exact for up to 50 patients in both groups together, also with ties, and "
            "for up to 200 where half of the values are one and the same; otherwise it comes from "
            "the normal approximation with corrections for ties and continuity. The interval has "
            "at least {level} wherever the numbers of patients allow, and the level it achieves is "
            "the one printed."
        ),
        beside="the Mann–Whitney test ({mann1947})",
        calibration=("mann_whitney", "shift_interval"),
    ),
    ("means", ComparisonKind.TWO_GROUPS): GroupMethod(
        keys={"welch_t": "Welch’s t test"},
        name="Welch’s t test",
        p_columns=("p_t", "p_parametric"),
        estimate="difference of means",
        sentence="Two groups are compared by Welch’s t test and interval ({welch1947}).",
        details="The estimate is the difference of the means with its interval of {level}.",
        beside="Welch’s t test ({welch1947})",
        calibration=("welch", "welch_interval"),
    ),
    ("permutation", ComparisonKind.TWO_GROUPS): GroupMethod(
        keys={
            "welch_permutation_exact": "exact permutation test",
            "welch_permutation_monte_carlo": "permutation test",
        },
        name="permutation test of Welch’s t",
        short_name="permutation test",
        p_columns=("p_permutation",),
        estimate="difference of means",
        sentence=(
            "Two groups are compared by permuting the group labels with Welch’s t as the statistic "
            "({welch1947}), exact where the number of arrangements allows."
        ),
        details=("The estimate is the difference of the means with Welch’s interval of {level}."),
        beside="the permutation test of Welch’s t ({pitman1937})",
        calibration=("permutation",),
    ),
    ("ranks", ComparisonKind.ORDERED_GROUPS): GroupMethod(
        keys={
            "jonckheere_exact": "exact Jonckheere–Terpstra test",
            "jonckheere_monte_carlo": "Jonckheere–Terpstra test by permutation",
        },
        name="Jonckheere–Terpstra test",
        p_columns=("p_rank",),
        estimate="Theil–Sen slope",
        sentence=(
            "Three or more ordered groups are compared by the Jonckheere–Terpstra test "
            "({jonckheere1954}), with the Theil–Sen slope over the groups ({sen1968})."
        ),
        calibration=("jonckheere",),
    ),
    ("means", ComparisonKind.ORDERED_GROUPS): GroupMethod(
        keys={"groups_slope_t": "t test of the slope"},
        name="t test of the slope",
        p_columns=("p_parametric",),
        estimate="least-squares slope",
        sentence=_SLOPE + "its t test.",
    ),
    ("permutation", ComparisonKind.ORDERED_GROUPS): GroupMethod(
        keys={"groups_slope_permutation": "permutation test of the slope"},
        name="permutation test of the slope",
        p_columns=("p_permutation",),
        estimate="least-squares slope",
        sentence=_SLOPE + "a permutation p value.",
    ),
    ("ranks", ComparisonKind.UNORDERED_GROUPS): GroupMethod(
        keys={"kruskal_wallis_permutation": "Kruskal–Wallis test by permutation"},
        name="Kruskal–Wallis test",
        p_columns=("p_rank",),
        sentence=(
            "Three or more unordered groups are compared by the Kruskal–Wallis test "
            "({kruskal1952}), by permutation."
        ),
    ),
    ("means", ComparisonKind.UNORDERED_GROUPS): GroupMethod(
        keys={"welch_anova": "Welch’s analysis of variance"},
        name="Welch’s analysis of variance",
        short_name="analysis of variance",
        p_columns=("p_parametric",),
        sentence="Three or more unordered groups are compared by Welch’s analysis of variance.",
    ),
    ("permutation", ComparisonKind.UNORDERED_GROUPS): GroupMethod(
        keys={"welch_anova_permutation": "Welch’s analysis of variance by permutation"},
        name="permutation of Welch’s analysis of variance",
        short_name="permutation of the analysis of variance",
        p_columns=("p_permutation",),
        sentence=(
            "Three or more unordered groups are compared by Welch’s analysis of variance, by "
            "permutation."
        ),
    ),
    ("ranks", "continuous"): GroupMethod(
        keys={
            "spearman_exact": "exact permutation test of Spearman’s correlation",
            "spearman_monte_carlo": "permutation test of Spearman’s correlation",
        },
        name="permutation test of Spearman’s correlation",
        p_columns=("p_rank",),
        estimate="Theil–Sen slope",
        sentence=(
            "the Theil–Sen slope with its interval ({sen1968}), and Spearman’s correlation "
            "({spearman1904}) with a permutation p value"
        ),
        calibration=("spearman", "theil_sen_interval"),
    ),
    ("means", "continuous"): GroupMethod(
        keys={"slope_t": "t test of the slope"},
        name="t test of the slope",
        p_columns=("p_parametric",),
        estimate="least-squares slope",
        sentence="the least-squares slope, with its t test",
        calibration=("slope", "slope_interval"),
    ),
    ("permutation", "continuous"): GroupMethod(
        keys={"slope_permutation": "permutation test of the slope"},
        name="permutation test of the slope",
        p_columns=("p_permutation",),
        estimate="least-squares slope",
        sentence="the least-squares slope, with a permutation p value",
        calibration=("slope_permutation",),
    ),
}

METHODS: Mapping[tuple[str, str], GroupMethod] = {
    (family, kind): _OWN.get((family, kind)) or _OWN[way, kind]
    for family, way in FAMILIES.items()
    for kind in ComparisonKind
}
"""Every family's method of every kind of comparison."""

_UNKNOWN = {test.comparison for test in TESTS.values()} - FAMILIES.keys()
if _UNKNOWN:
    raise AssertionError(f"FAMILIES of declared_tests/group_methods.py lacks {_UNKNOWN}")

PERMUTED_STATISTIC: Mapping[GroupWay, Literal["rank_sum", "welch_t"]] = {
    "ranks": "rank_sum",
    "means": "welch_t",
    "permutation": "welch_t",
}
"""Statistic of two groups in adjustments by shared permuted labels."""

TEST_OF_TWO: Mapping[GroupWay, Literal["welch_t", "mann_whitney", "permutation"]] = {
    "ranks": "mann_whitney",
    "means": "welch_t",
    "permutation": "permutation",
}
"""Test of two groups whose smallest attainable p is told."""


def way_of(test: str) -> GroupWay:
    """The way that is chosen where a test is declared and its family has no method of its own."""
    return FAMILIES[TESTS[test].comparison]


def method_of(test: str, kind: str) -> GroupMethod:
    """What makes a kind of comparison where a test is declared."""
    return METHODS[TESTS[test].comparison, kind]


GIVEN_OTHERS: Mapping[str, str] = {
    "partial_f": "F test given the other properties",
    "freedman_lane_exact": "permutation test that keeps the other properties",
    "freedman_lane_monte_carlo": "permutation test that keeps the other properties",
}
"""Methods of a comparison in a model that holds other properties of patients too."""

METHOD_NAMES: Mapping[str, str] = {
    **{key: name for method in METHODS.values() for key, name in method.keys.items()},
    **GIVEN_OTHERS,
}
"""What a sentence calls each method of the column ``method``."""
