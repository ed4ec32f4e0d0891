import numpy as np
import pytest
from scipy.stats import ttest_1samp

from explant.statistics.multiplicity import adjust, westfall_young
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


def test_each_contrast_is_a_family_with_the_method_of_its_role():
    table = two_by_two()
    methods = {
        "in_tumor": "holm",
        "tissues": "benjamini_hochberg",
        "tumor_minus_normal": "benjamini_hochberg",
    }
    for contrast, method in methods.items():
        rows = table[table["contrast"] == contrast]
        assert set(rows["adjustment"]) == {method}
        assert set(rows["family"]) == {contrast}
        np.testing.assert_array_equal(rows["p_adjusted"], adjust(rows["p"].to_numpy(), method))


def test_a_declared_family_spans_contrasts_and_markers():
    same = {"primary": "holm", "secondary": "holm", "exploratory": "holm"}
    table = two_by_two({"adjustment": same}, family="all")
    np.testing.assert_array_equal(table["p_adjusted"], adjust(table["p"].to_numpy(), "holm"))
    # Nine tests: the smallest p is multiplied by nine.
    assert table["p_adjusted"].min() == pytest.approx(9 * table["p"].min())


@pytest.mark.parametrize(("test", "statistic"), [("wilcoxon", "signed_rank"), ("t", "t")])
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
    holm = paired(study(BEFORE_AFTER, {"A": UP, "B": UP}))
    assert list(holm["p_adjusted"]) == [2 * p for p in holm["p"]]


def test_a_marker_without_values_is_no_member_of_the_family():
    for method in ("holm", "benjamini_hochberg", "westfall_young", "none"):
        inference = {"adjustment": {"primary": method}}
        table = paired(study(BEFORE_AFTER, {"A": UP, "B": [None] * 8}, inference=inference))
        assert only(table, marker="A")["p_adjusted"] == only(table, marker="A")["p"]
        assert np.isnan(only(table, marker="B")["p_adjusted"])
