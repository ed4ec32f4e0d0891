import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.stats

from explant.declared_tests.group_methods import (
    FAMILIES,
    METHODS,
    Compared,
    ComparisonKind,
    GroupMethod,
)
from explant.declared_tests.known_tests import TESTS as ENTRIES
from explant.statistics.association import least_squares_slope, theil_sen
from explant.statistics.correlation import detectable_correlation
from explant.statistics.groups.hodges_lehmann import hodges_lehmann_shift
from explant.statistics.groups.ordered_groups import jonckheere
from explant.statistics.groups.two_groups import (
    mann_whitney,
    studentized_permutation,
    welch_t,
)
from explant.statistics.multiplicity import adjust
from explant.statistics.power import detectable_d
from explant.tables.results.between_patients.interactions import interactions_table
from tests.statistics.one_column import (
    brunner_munzel,
    kruskal_wallis,
    slope_permutation,
    spearman,
    welch_anova,
)
from tests.tables.studies import BEFORE_AFTER, CONTRACT, only, study

RNG = np.random.default_rng(12)
CHANGES = [*RNG.normal(0.5, 1, 14).round(1).tolist(), None]
PAIR = ["early"] * 8 + ["late"] * 6 + ["late"]
THREE = ["low"] * 5 + ["middle"] * 5 + ["high"] * 4 + [""]
SIZES = [*RNG.uniform(1, 5, 13).round(1).tolist(), math.nan, 3.0]
STRATIFIERS = {
    "stage": {"kind": "ordered", "groups": {"early": ["I"], "late": ["II"]}},
    "grade": {"kind": "ordered", "groups": {"low": ["1"], "middle": ["2"], "high": ["3"]}},
    "subtype": {"kind": "unordered"},
    "size": {"kind": "continuous", "unit": "cm", "cut_point": 2.5},
}
STRATA = {
    "stage_group": PAIR,
    "grade_group": THREE,
    "subtype_group": THREE,
    "size": SIZES,
    "size_group": [
        "" if math.isnan(size) else "≤ 2.5 cm" if size <= 2.5 else "> 2.5 cm" for size in SIZES
    ],
}
MARKERS = {"A": CHANGES, "B": [None, *CHANGES[:-1]], "C": [*CHANGES[7:], *CHANGES[:7]]}
TESTS = ["wilcoxon", "sign", "t", "sign_flip"]


def interactions(markers=MARKERS, strata=STRATA, stratifiers=STRATIFIERS, **sections):
    made = study(
        BEFORE_AFTER,
        markers,
        strata=strata,
        stratifiers={name: stratifiers[name] for name in stratifiers},
        **sections,
    )
    return interactions_table(made.differences, made.patients, made.plan)


def of_groups(changes, groups, names):
    return [
        np.array([x for x, g in zip(changes, groups, strict=True) if g == name and x is not None])
        for name in names
    ]


def declared(test, by_means, by_ranks, permuted):
    """Estimate, interval and p that belong to the declared test."""
    return {"t": by_means, "sign_flip": permuted, "wilcoxon": by_ranks, "sign": by_ranks}[test]


def check(row, expected):
    found = tuple(row[name] for name in ("estimate", "low", "high", "p"))
    assert found == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_every_column_of_the_contract_is_there():
    assert set(CONTRACT["interactions"].split()) <= set(interactions().columns)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("marker", MARKERS)
def test_two_groups(marker, test):
    table = interactions(inference={"test": test, "permutations": 1000})
    row = only(table, marker=marker, stratifier="stage")
    first, second = of_groups(MARKERS[marker], PAIR, ["early", "late"])
    welch, rank = welch_t(first, second), mann_whitney(first, second)
    shift, permuted = hodges_lehmann_shift(first, second), studentized_permutation(first, second, 1)
    assert (row["kind"], row["groups"]) == ("two groups", '["early", "late"]')
    assert row["group_sizes"] == f"[{first.size}, {second.size}]"
    assert (row["n"], row["n_unknown"]) == (14, 0)
    assert row["detectable_d"] == detectable_d(first.size, second.size)
    assert [row["p_parametric"], row["p_rank"], row["p_permutation"]] == [
        welch.p,
        rank.p,
        permuted.p,
    ]
    larger = brunner_munzel(first, second, 1)
    assert [row["superiority"], row["p_brunner_munzel"]] == [larger.superiority, larger.p]
    by_means = (welch.difference, welch.low, welch.high)
    by_ranks = (shift.estimate, shift.low, shift.high, rank.p)
    check(row, declared(test, (*by_means, welch.p), by_ranks, (*by_means, permuted.p)))


@pytest.mark.parametrize("test", TESTS)
def test_continuous_and_its_cut_point_stand_side_by_side(test):
    table = interactions(inference={"test": test, "permutations": 1000})
    # C lacks another patient than A: the two are permuted apart.
    for marker in MARKERS:
        row = only(table, marker=marker, stratifier="size", kind="continuous")
        known = [
            at
            for at, change in enumerate(MARKERS[marker])
            if change is not None and not math.isnan(SIZES[at])
        ]
        x, y = np.array(SIZES)[known], np.array([MARKERS[marker][at] for at in known])
        line, robust = least_squares_slope(x, y), theil_sen(x, y)
        rank, permuted = spearman(x, y, 1, 1000), slope_permutation(x, y, 1, 1000)
        assert (row["n"], row["n_unknown"]) == (len(known), 14 - len(known))
        assert row["detectable_r"] == detectable_correlation(len(known))
        assert [row["p_parametric"], row["p_rank"], row["p_permutation"]] == [
            line.p,
            rank.p,
            permuted.p,
        ]
        by_line = (line.slope, line.low, line.high)
        by_ranks = (robust.estimate, robust.low, robust.high, rank.p)
        check(row, declared(test, (*by_line, line.p), by_ranks, (*by_line, permuted.p)))
        cut = only(table, marker=marker, stratifier="size", kind="two groups")
        assert cut["groups"] == '["≤ 2.5 cm", "> 2.5 cm"]'


@pytest.mark.parametrize("test", TESTS)
def test_ordered_groups(test):
    table = interactions(inference={"test": test, "permutations": 1000})
    row = only(table, marker="A", stratifier="grade")
    samples = of_groups(CHANGES, THREE, ["low", "middle", "high"])
    step, pooled = np.repeat([0.0, 1.0, 2.0], [5, 5, 4]), np.concatenate(samples)
    line, robust = least_squares_slope(step, pooled), theil_sen(step, pooled)
    trend, permuted = jonckheere(samples, 1), slope_permutation(step, pooled, 1, 1000)
    assert (row["kind"], row["groups"]) == ("ordered groups", '["low", "middle", "high"]')
    assert [row["p_parametric"], row["p_rank"], row["p_permutation"]] == [
        line.p,
        trend.p,
        permuted.p,
    ]
    by_line = (line.slope, line.low, line.high)
    by_ranks = (robust.estimate, robust.low, robust.high, trend.p)
    check(row, declared(test, (*by_line, line.p), by_ranks, (*by_line, permuted.p)))


def test_an_ordered_group_without_patients_is_no_step():
    groups = ["low"] * 5 + ["high"] * 9 + [""]
    two = only(interactions({"A": CHANGES}, {**STRATA, "grade_group": groups}), stratifier="grade")
    assert (two["kind"], two["groups"]) == ("two groups", '["low", "high"]')
    four = {**STRATIFIERS["grade"]["groups"], "highest": ["4"]}
    stratifiers = {"grade": {"kind": "ordered", "groups": four}}
    groups = ["low"] * 5 + ["middle"] * 5 + ["highest"] * 4 + [""]
    skipped = only(interactions({"A": CHANGES}, {"grade_group": groups}, stratifiers))
    full = only(interactions({"A": CHANGES}), stratifier="grade")
    same = ["estimate", "low", "high", "p_parametric", "p_rank", "p_permutation"]
    assert [skipped[name] for name in same] == [full[name] for name in same]
    assert skipped["groups"] == '["low", "middle", "highest"]'


@pytest.mark.parametrize("test", TESTS)
def test_unordered_groups_have_no_estimate(test):
    table = interactions(inference={"test": test, "permutations": 1000})
    row = only(table, marker="A", stratifier="subtype")
    # Without a declared order the groups are taken by name.
    samples = of_groups(CHANGES, THREE, ["high", "low", "middle"])
    welch, rank = welch_anova(samples, 1, 1000), kruskal_wallis(samples, 1, 1000)
    assert (row["kind"], row["groups"]) == ("unordered groups", '["high", "low", "middle"]')
    none = (math.nan,) * 3
    expected = declared(
        test,
        (*none, welch.p_parametric),
        (*none, rank.p_permutation),
        (*none, welch.p_permutation),
    )
    check(row, expected)


def test_p_is_adjusted_over_the_markers_of_one_contrast_stratifier_and_kind():
    for method in ("holm", "benjamini_hochberg", "none"):
        table = interactions(inference={"adjustment": {"exploratory": method}})
        assert set(table["adjustment"]) == {method}
        assert set(table["role"]) == {"exploratory"}
        families = list(table.groupby(["contrast", "stratifier", "kind"]))
        assert [len(rows) for _, rows in families] == [3] * 5
        for _, rows in families:
            np.testing.assert_array_equal(
                rows["p_adjusted"], adjust(rows["p"].to_numpy(dtype=np.float64), method)
            )


def test_westfall_young_gives_way_to_holm_between_groups():
    asked = interactions(inference={"adjustment": {"exploratory": "westfall_young"}})
    holm = interactions(inference={"adjustment": {"exploratory": "holm"}})
    assert set(asked["adjustment"]) == {"holm"}
    np.testing.assert_array_equal(asked["p_adjusted"], holm["p_adjusted"])


@pytest.mark.parametrize(
    ("groups", "note"),
    [
        (["early"] * 15, "only one group has patients"),
        ([""] * 15, "no group has patients"),
    ],
)
def test_one_group_cannot_be_compared(groups, note):
    stratifiers = {"stage": STRATIFIERS["stage"]}
    row = only(interactions({"A": CHANGES}, {"stage_group": groups}, stratifiers))
    assert (row["kind"], row["note"], row["conclusion"]) == ("two groups", note, "not tested")
    assert math.isnan(row["p"])
    assert row["n_unknown"] == (14 if not groups[0] else 0)


@pytest.mark.parametrize("changes", [[None] * 15, [None] * 14 + [1.0], [2.0] * 15, [0.0] * 15])
@pytest.mark.parametrize("test", TESTS)
def test_empty_and_constant_markers_keep_their_rows(changes, test):
    table = interactions({"A": changes}, inference={"test": test, "permutations": 1000})
    assert len(table) == 5
    for _, row in table.iterrows():
        assert row["conclusion"] in ("not tested", "no evidence that the effect differs")
        assert row["note"] or row["n"] > 1
        assert math.isnan(row["p_parametric"])


def test_conclusion_follows_the_adjusted_p():
    apart = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 9.0, 9.1, 9.2, 9.3, 9.4, 9.5, 9.6, 9.7]
    stratifiers = {"stage": STRATIFIERS["stage"]}
    groups = {"stage_group": ["early"] * 7 + ["late"] * 8}
    row = only(interactions({"A": apart}, groups, stratifiers))
    assert row["conclusion"] == "evidence that the effect differs"
    strict = only(interactions({"A": apart}, groups, stratifiers, inference={"alpha": 1e-6}))
    assert strict["conclusion"] == "no evidence that the effect differs"


def test_difference_of_log_differences_is_a_ratio_of_ratios():
    cells = [(1.0, 2.0), (1.0, 2.0), (1.0, 2.0), (1.0, 8.0), (1.0, 8.0), (1.0, 8.0)]
    row = only(
        interactions(
            {"A": cells},
            {"stage_group": ["early"] * 3 + ["late"] * 3},
            {"stage": STRATIFIERS["stage"]},
            marker_settings={"A": {"scale": "log2"}},
        )
    )
    assert (row["estimate"], row["estimate_ratio"]) == (-2.0, 0.25)


def test_a_plan_without_strata_gives_a_header_only():
    table = interactions({"A": CHANGES}, {}, {})
    assert table.empty
    assert set(CONTRACT["interactions"].split()) <= set(table.columns)


@pytest.mark.parametrize(
    ("test", "sizes", "smallest"),
    [
        # Two of C(6, 3) = 20 labelings are the clearest, of C(6, 2) = 15 of unlike groups one.
        ("wilcoxon", [3, 3], 2 / 20),
        ("sign_flip", [2, 4], 1 / 15),
        ("sign_flip", [2, 5], 1 / 21),
        ("wilcoxon", [4, 4], 2 / 70),
        ("t", [3, 3], math.nan),
        # Of 90 ways to label 2, 2 and 2 patients two are the clearest of an order.
        ("wilcoxon", [2, 2, 2], 2 / 90),
    ],
)
def test_what_so_few_patients_could_give_decides_what_is_answerable(test, sizes, smallest):
    names = ["low", "middle", "high"] if len(sizes) == 3 else ["early", "late"]
    stratifier = "grade" if len(sizes) == 3 else "stage"
    groups = [name for name, size in zip(names, sizes, strict=True) for _ in range(size)]
    # The groups lie wholly apart, so the p is the smallest of all.
    apart = [float(number) for number in range(1, len(groups) + 1)]
    table = interactions(
        {"A": apart},
        {f"{stratifier}_group": groups},
        {stratifier: STRATIFIERS[stratifier]},
        inference={"test": test},
    )
    row = only(table)
    assert row["smallest_attainable_p"] == pytest.approx(smallest, nan_ok=True)
    if not math.isnan(smallest):
        assert row["p"] >= row["smallest_attainable_p"] * (1 - 1e-12)
    found = not math.isnan(smallest) and smallest > 0.05
    assert (row["reason"] == "too_few_patients") == found
    assert (row["verdict"] == "not_answerable") == found


@pytest.mark.parametrize(("test", "smallest"), [("wilcoxon", 2 / 24), ("sign_flip", 1 / 24)])
def test_four_patients_have_24_orders(test, smallest):
    table = interactions(
        {"A": [1.0, 2.0, 3.0, 7.0]},
        {"size": [1.0, 2.0, 4.0, 8.0], "size_group": ["", "", "", ""]},
        {"size": {"kind": "continuous", "unit": "cm"}},
        inference={"test": test},
    )
    row = only(table, kind="continuous")
    assert row["smallest_attainable_p"] == pytest.approx(smallest)
    assert row["p"] == pytest.approx(smallest)


def test_a_family_may_have_a_method_of_its_own_and_takes_one_of_the_ways_elsewhere(monkeypatch):
    # Yuen's test of trimmed means, as SciPy computes it.
    def yuen(groups, confidence):
        found = scipy.stats.ttest_ind(*groups, equal_var=False, trim=0.2)
        low, high = found.confidence_interval(confidence)
        estimate = (low + high) / 2
        return Compared("yuen", estimate, low, high, confidence, found.statistic, found.pvalue)

    by_means = interactions(inference={"test": "t"})
    kinds = {kind: METHODS["means", kind] for kind in ComparisonKind}
    own = GroupMethod({"yuen": "Yuen’s test"}, "Yuen’s test", (), "by Yuen’s test", compute=yuen)
    for kind, method in (kinds | {ComparisonKind.TWO_GROUPS: own}).items():
        monkeypatch.setitem(METHODS, ("trimmed", kind), method)
    monkeypatch.setitem(FAMILIES, "trimmed", "means")
    monkeypatch.setitem(ENTRIES, "t", replace(ENTRIES["t"], comparison="trimmed"))
    table = interactions(inference={"test": "t"})
    assert set(table["method"]) - set(by_means["method"]) == {"yuen"}
    two = table["kind"] == "two groups"
    assert table[~two].equals(by_means[~two])
    welch = ["p_parametric", "p_rank", "p_permutation", "smallest_attainable_p"]
    assert table[welch].equals(by_means[welch])
    first, second = of_groups(MARKERS["A"], PAIR, ["early", "late"])
    expected = yuen((first, second), 0.95)
    row = only(table, marker="A", stratifier="stage")
    assert (row["method"], row["statistic"]) == ("yuen", expected.statistic)
    check(row, (expected.estimate, expected.low, expected.high, expected.p))
