import itertools

import numpy as np
import pytest
from scipy.stats import rankdata, ttest_1samp

from explant.statistics.multiplicity import adjust
from explant.statistics.westfall_young import westfall_young
from explant.tables.results.paired import paired_table

from ..studies import BEFORE_AFTER, TWO_BY_TWO, only, study

UP = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, -0.5]
MIXED = [1.0, -2.0, 3.0, -4.0, 5.0, -6.0, 7.0, 8.0]


def paired(made):
    return paired_table(made.differences, made.measurements, made.plan)


def two_by_two(inference=None, family=None):
    cells = np.random.default_rng(8).normal(10, 2, (3, 8, 4)) + np.array([0, 2, 0, 0.5])
    markers = {f"M{i}": [tuple(row) for row in marker] for i, marker in enumerate(cells)}
    contrasts = {
        name: {**contrast, **({"family": family} if family else {})}
        for name, contrast in TWO_BY_TWO["contrasts"].items()
    }
    design = {**TWO_BY_TWO, "contrasts": contrasts}
    return paired(study(design, markers, inference=inference or {}))


def test_a_contrast_that_is_not_primary_is_a_family_with_the_method_of_its_role():
    table = two_by_two()
    families = {"in_tumor": "primary", "tissues": "tissues", "tumor_minus_normal": None}
    for contrast, family in families.items():
        rows = table[table["contrast"] == contrast]
        assert set(rows["family"]) == {family or contrast}
        if contrast == "in_tumor":
            assert set(rows["adjustment"]) == {"westfall_young"}
            continue
        assert set(rows["adjustment"]) == {"benjamini_hochberg"}
        p = rows["p"].to_numpy()
        np.testing.assert_array_equal(rows["p_adjusted"], adjust(p, "benjamini_hochberg"))


def signed_mid_ranks(differences):
    signed = np.zeros(len(differences))
    changed = np.isfinite(differences) & (differences != 0)
    signed[changed] = rankdata(np.abs(differences[changed])) * np.sign(differences[changed])
    return signed


def min_p_over_all_patterns(columns):
    """Step-down minP of signed-rank tests, every one of the 2**n sign patterns written out."""
    ranks = np.column_stack([signed_mid_ranks(column) for column in columns])
    signs = np.array(list(itertools.product([1, -1], repeat=len(ranks))))
    sums = np.abs(signs @ ranks)
    p = np.column_stack(
        [[np.mean(own >= each) for each in own] for own in np.round(sums.T, 6)],
    )
    order = np.argsort(p[0], kind="stable")
    adjusted, largest = np.empty(len(order)), 0.0
    for place, row in enumerate(order):
        least = p[:, order[place:]].min(axis=1)
        largest = max(largest, np.mean(least <= p[0, row]))
        adjusted[row] = largest
    return adjusted


def test_all_primary_contrasts_within_patients_are_one_family():
    # Markers × contrasts that share cells, patients who lack a cell, ties and zeros.
    cells = np.random.default_rng(8).normal(10, 2, (2, 7, 4)).round()
    cells += np.array([0, 2, 0, 1])
    cells[0, 2, 3] = np.nan
    cells[1, 5, 0] = np.nan
    markers = {
        f"M{i}": [tuple(None if np.isnan(v) else v for v in row) for row in marker]
        for i, marker in enumerate(cells)
    }
    contrasts = {n: c | {"role": "primary"} for n, c in TWO_BY_TWO["contrasts"].items()}
    made = study({**TWO_BY_TWO, "contrasts": contrasts}, markers)
    table = paired(made)
    wide = made.differences.pivot(
        index="patient", columns=["marker", "contrast"], values="difference"
    )
    columns = [
        wide[marker, contrast].to_numpy(dtype=float)
        for marker, contrast in zip(table["marker"], table["contrast"], strict=True)
    ]
    assert set(table["family"]) == {"primary"}
    assert len(set(table["n"])) > 1
    np.testing.assert_allclose(table["p_adjusted"], min_p_over_all_patterns(columns), atol=1e-12)


def test_five_patients_and_three_contrasts_cannot_go_below_their_floor():
    cells = np.arange(20.0).reshape(5, 4) ** 2 + np.array([0.0, 9.0, 40.0, 90.0])
    contrasts = {n: c | {"role": "primary"} for n, c in TWO_BY_TWO["contrasts"].items()}
    design = {**TWO_BY_TWO, "contrasts": contrasts}
    table = paired(
        study(design, {"M": [tuple(row) for row in cells]}, inference={"test": "sign_flip"})
    )
    # Every patient goes one way in every contrast: 2 of 32 patterns.
    assert (table["p_adjusted"] == 2 / 32).all()
    assert set(table["verdict"]) == {"not_answerable"}


def test_a_marker_that_never_changes_neither_costs_nor_gains():
    changing = {"A": UP, "B": MIXED}
    alone = paired(study(BEFORE_AFTER, changing))
    with_still = paired(study(BEFORE_AFTER, {**changing, "C": [0.0] * 8}))
    np.testing.assert_array_equal(with_still["p_adjusted"][:2], alone["p_adjusted"])
    assert with_still["p_adjusted"].iloc[2] == 1.0


def test_a_test_alone_in_its_family_keeps_its_p():
    # Sign flips of so many patients are random, and t rests on another distribution.
    many = np.random.default_rng(5).normal(0.4, 1, 30).round(2).tolist()
    for test in ("wilcoxon", "t", "sign_flip", "sign"):
        row = only(paired(study(BEFORE_AFTER, {"A": many}, inference={"test": test})), marker="A")
        assert row["p_adjusted"] == row["p"]


def test_a_declared_family_spans_contrasts_and_markers():
    same = {"primary": "holm", "secondary": "holm", "exploratory": "holm"}
    table = two_by_two({"adjustment": same}, family="all")
    np.testing.assert_array_equal(table["p_adjusted"], adjust(table["p"].to_numpy(), "holm"))
    # Nine tests: the smallest p is multiplied by nine.
    assert table["p_adjusted"].min() == pytest.approx(9 * table["p"].min())


@pytest.mark.parametrize(
    ("test", "statistic"), [("wilcoxon", "signed_rank"), ("t", "t"), ("sign", "sign")]
)
def test_westfall_young_flips_patients_of_all_markers_together(test, statistic):
    inference = {"test": test, "adjustment": {"primary": "westfall_young"}}
    made = study(BEFORE_AFTER, {"A": UP, "B": MIXED, "C": [*UP[:7], None]}, inference=inference)
    table = paired(made)
    joint = np.column_stack([UP, MIXED, [*UP[:7], np.nan]])
    expected = westfall_young(joint, seed=1, statistic=statistic, max_flips=20_000).p_adjusted
    np.testing.assert_array_equal(table["p_adjusted"], np.maximum(expected, table["p"]))


def test_no_adjusted_p_is_smaller_than_the_p_it_adjusts():
    # All go up: of 256 sign patterns two reach this t. With one far out, t itself is small.
    outlier = [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 30.0]
    inference = {"test": "t", "adjustment": {"primary": "westfall_young"}}
    row = only(paired(study(BEFORE_AFTER, {"A": outlier}, inference=inference)), marker="A")
    flips = westfall_young(np.array([outlier]).T, seed=1, statistic="t").p_adjusted[0]
    assert flips < 0.01 < ttest_1samp(outlier, 0.0).pvalue
    assert row["p_adjusted"] == row["p"] == pytest.approx(ttest_1samp(outlier, 0.0).pvalue)


def test_westfall_young_does_not_charge_for_a_copy_of_a_marker():
    inference = {"adjustment": {"primary": "westfall_young"}}
    copied = paired(study(BEFORE_AFTER, {"A": UP, "B": UP}, inference=inference))
    assert list(copied["p_adjusted"]) == list(copied["p"])
    inference = {"adjustment": {"primary": "holm"}}
    holm = paired(study(BEFORE_AFTER, {"A": UP, "B": UP}, inference=inference))
    assert list(holm["p_adjusted"]) == [2 * p for p in holm["p"]]


def test_a_marker_without_values_is_no_member_of_the_family():
    for method in ("holm", "benjamini_hochberg", "westfall_young", "none"):
        inference = {"adjustment": {"primary": method}}
        table = paired(study(BEFORE_AFTER, {"A": UP, "B": [None] * 8}, inference=inference))
        assert only(table, marker="A")["p_adjusted"] == only(table, marker="A")["p"]
        assert np.isnan(only(table, marker="B")["p_adjusted"])
