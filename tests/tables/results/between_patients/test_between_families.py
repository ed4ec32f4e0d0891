import itertools

import numpy as np
import pytest
from scipy.stats import rankdata

from explant.statistics.groups.label_permutations import westfall_young_groups
from explant.statistics.groups.many_to_one import all_pairs, many_to_one
from explant.statistics.multiplicity import adjust
from explant.tables.results.between_patients.between import between_table
from explant.tables.results.between_patients.between_families import MOST_MARKERS
from tests.tables.studies import ONE_SAMPLE, only, study

RNG = np.random.default_rng(9)
GROUPS = ["none"] * 4 + ["low"] * 4 + ["high"] * 4
STRATIFIERS = {
    "dose": {"kind": "unordered", "groups": {g: [g] for g in ("none", "low", "high")}},
    "sex": {"kind": "unordered", "groups": {"f": ["f"], "m": ["m"]}},
}
STRATA = {"dose_group": GROUPS, "sex_group": list("fm") * 6}
VALUES = {
    name: (RNG.normal(0, 1, 12) + shift * np.repeat([0, 1, 2], 4)).round(2).tolist()
    for name, shift in (("A", 1.0), ("B", 0.4), ("C", 0.0))
}
FAMILY = {
    "low": {"between": {"dose": ["low", "none"]}, "family": "doses", "role": "primary"},
    "high": {"between": {"dose": ["high", "none"]}, "family": "doses", "role": "primary"},
}
PAIRS = {
    **FAMILY,
    "highest": {"between": {"dose": ["high", "low"]}, "family": "doses", "role": "primary"},
}


def between(contrasts, markers=VALUES, test="sign_flip", adjustment="westfall_young"):
    made = study(
        {**ONE_SAMPLE, "contrasts": contrasts},
        markers,
        strata=STRATA,
        stratifiers=STRATIFIERS,
        inference={"test": test, "adjustment": {"primary": adjustment}},
    )
    return between_table(made.differences, made.patients, made.plan)


def parts(values):
    return np.split(np.array(values, dtype=float), 3)


def adjusted_of(table, marker):
    own = table[table["marker"] == marker].set_index("contrast")
    return own["p_adjusted"].to_dict()


@pytest.mark.parametrize("method", ["holm", "benjamini_hochberg", "none"])
def test_over_all_markers_and_contrasts_of_the_family(method):
    table = between(FAMILY, adjustment=method)
    assert len(table) == 6
    assert set(table["adjustment"]) == {method}
    np.testing.assert_array_equal(table["p_adjusted"], adjust(table["p"].to_numpy(), method))


def test_primary_contrasts_without_a_family_are_one_and_others_each_their_own():
    contrasts = {name: question | {"family": None} for name, question in FAMILY.items()}
    table = between(contrasts, adjustment="holm")
    assert set(table["family"]) == {"primary between groups"}
    np.testing.assert_array_equal(table["p_adjusted"], adjust(table["p"].to_numpy(), "holm"))
    secondary = {name: question | {"role": "secondary"} for name, question in contrasts.items()}
    for name, rows in between(secondary).groupby("contrast"):
        assert set(rows["family"]) == {name}
        p = rows["p"].to_numpy()
        np.testing.assert_array_equal(rows["p_adjusted"], adjust(p, "benjamini_hochberg"))


def test_two_contrasts_of_the_same_groups_share_their_labels():
    # Of one sample both ask the same: the second costs nothing.
    pair = FAMILY["high"] | {"family": None}
    turned = pair | {"between": {"dose": ["none", "high"]}}
    both = between({"one": pair, "other": turned})
    alone = between({"one": pair})
    for contrast in ("one", "other"):
        own = both.loc[both["contrast"] == contrast, "p_adjusted"]
        assert own.tolist() == pytest.approx(alone["p_adjusted"].tolist(), rel=1e-12)
    assert set(both["adjustment"]) == {"westfall_young"}


def test_a_test_alone_in_its_family_keeps_its_p():
    for test in ("t", "wilcoxon", "sign_flip"):
        row = only(between({"high": FAMILY["high"]}, {"A": VALUES["A"]}, test=test), marker="A")
        assert row["p_adjusted"] == row["p"]


@pytest.mark.parametrize(("test", "statistic"), [("t", "welch_t"), ("wilcoxon", "rank_sum")])
def test_one_contrast_of_two_groups_shares_its_labels_over_the_markers(test, statistic):
    table = between({"high": FAMILY["high"]}, test=test)
    joint = np.column_stack(
        [np.concatenate([parts(values)[2], parts(values)[0]]) for values in VALUES.values()]
    )
    expected = westfall_young_groups(joint, 4, seed=1, statistic=statistic).p_adjusted
    # The raw p of Welch's t comes from another distribution than the permutations.
    np.testing.assert_array_equal(table["p_adjusted"], np.maximum(expected, table["p"]))
    assert set(table["adjustment"]) == {"westfall_young"}


def largest_t(samples, pairs):
    def t(one, two):
        error = np.sqrt(one.var(ddof=1) / one.size + two.var(ddof=1) / two.size)
        return abs(one.mean() - two.mean()) / error

    return max(t(samples[one], samples[two]) for one, two in pairs)


def share_of_labelings(samples, pairs):
    """Share of all labelings of these groups' patients whose largest |t| is as large."""
    pooled, size = np.concatenate(samples), samples[0].size
    observed, reached, total = largest_t(samples, pairs), 0, 0
    everyone = set(range(pooled.size))
    for first in itertools.combinations(sorted(everyone), size):
        rest = sorted(everyone - set(first))
        for second in itertools.combinations(rest, size) if len(samples) == 3 else [rest]:
            third = sorted(set(rest) - set(second))
            groups = [pooled[list(each)] for each in (first, second, third) if each]
            reached += largest_t(groups, pairs) >= observed * (1 - 1e-9)
            total += 1
    return reached / total


# The statistics are enumerated in their own tests: here, that the table takes them.
@pytest.mark.more
def test_several_groups_against_one_by_full_enumeration():
    table = between(FAMILY, {"A": VALUES["A"]})
    none, low, high = parts(VALUES["A"])
    together = share_of_labelings([none, low, high], [(1, 0), (2, 0)])
    expected = {
        "low": max(together, share_of_labelings([low, none], [(0, 1)])),
        "high": max(together, share_of_labelings([high, none], [(0, 1)])),
    }
    assert adjusted_of(table, "A") == pytest.approx(expected, rel=1e-12)
    assert set(table["adjustment"]) == {"westfall_young"}


@pytest.mark.parametrize(("test", "statistic"), [("sign_flip", "welch_t"), ("sign", "rank_sum")])
def test_several_groups_against_one_over_markers(test, statistic):
    table = between(FAMILY, test=test)
    for marker, values in VALUES.items():
        p = many_to_one(parts(values), seed=1, statistic=statistic).p_adjusted
        expected = np.minimum(1.0, 3 * p)
        assert list(adjusted_of(table, marker).values()) == pytest.approx(expected, rel=1e-12)


def test_a_marker_without_numbers_is_not_in_the_family():
    markers = {"A": VALUES["A"], "B": VALUES["B"], "C": [None] * 12}
    table = between(FAMILY, markers)
    for marker in "AB":
        p = many_to_one(parts(VALUES[marker]), seed=1).p_adjusted
        assert list(adjusted_of(table, marker).values()) == pytest.approx(np.minimum(1, 2 * p))
    assert table[table["marker"] == "C"]["p_adjusted"].isna().all()


def test_a_patient_who_lacks_one_marker_stays_in_the_others():
    lacking = {**VALUES, "B": [None, *VALUES["B"][1:]]}
    table = between(FAMILY, lacking)
    none, low, high = parts([np.nan, *VALUES["B"][1:]])
    p = many_to_one([none[1:], low, high], seed=1).p_adjusted
    assert list(adjusted_of(table, "B").values()) == pytest.approx(np.minimum(1, 3 * p))


def test_all_pairs():
    table = between(PAIRS)
    for marker, values in VALUES.items():
        found = all_pairs(parts(values), seed=1)
        expected = dict(
            zip(("low", "high", "highest"), np.minimum(1, 3 * found.p_adjusted), strict=True)
        )
        assert adjusted_of(table, marker) == pytest.approx(expected, rel=1e-12)


def test_the_order_of_a_pair_does_not_matter():
    turned = {**PAIRS, "highest": PAIRS["highest"] | {"between": {"dose": ["low", "high"]}}}
    np.testing.assert_array_equal(between(turned)["p_adjusted"], between(PAIRS)["p_adjusted"])


@pytest.mark.parametrize(
    "contrasts",
    [
        {**FAMILY, "any": {"between": {"dose": ["none", "low", "high"]}}},
        {**FAMILY, "sexes": {"between": {"sex": ["f", "m"]}}},
        {"low": FAMILY["low"], "highest": PAIRS["highest"]},
    ],
    ids=["three groups", "another grouping", "a chain"],
)
def test_other_families_take_holm_and_say_so(contrasts):
    own = {n: q | {"family": "doses", "role": "primary"} for n, q in contrasts.items()}
    table = between(own)
    assert set(table["adjustment"]) == {"holm"}
    np.testing.assert_array_equal(table["p_adjusted"], adjust(table["p"].to_numpy(), "holm"))


def test_a_large_panel_takes_holm():
    values = RNG.normal(size=(MOST_MARKERS + 1, 12))
    markers = {f"G{at}": row.tolist() for at, row in enumerate(values)}
    assert set(between(FAMILY, markers, test="t")["adjustment"]) == {"holm"}


def test_adjusted_p_is_never_below_the_raw_one():
    for test in ("t", "wilcoxon", "sign_flip"):
        table = between(PAIRS, test=test)
        assert (table["p_adjusted"] >= table["p"]).all()
        row = only(table, marker="A", contrast="high")
        assert row["role"] == "primary"
        assert row["family"] == "doses"


def test_what_was_seen_is_the_least_of_all_labels_of_these_numbers():
    """Scores of nine of twelve are tied: every labeling of them is counted here."""
    scores = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 3.0]
    apart = np.arange(12.0).tolist()
    contrasts = {"sexes": {"between": {"sex": ["f", "m"]}, "role": "primary"}}
    table = between(contrasts, {"scores": scores, "apart": apart}, "wilcoxon", "holm")
    least = {}
    for name, values in (("scores", scores), ("apart", apart)):
        ranks = rankdata(values)
        sums = np.array([ranks[list(of)].sum() for of in itertools.combinations(range(12), 6)])
        tails = [min((sums <= each).mean(), (sums >= each).mean()) for each in np.unique(sums)]
        least[name] = 2 * min(tails)
    assert least["scores"] > least["apart"] == pytest.approx(2 / 924)
    found = table.set_index("marker")["smallest_attainable_p_adjusted_seen"]
    expected = adjust([least["scores"], least["apart"]], "holm")
    assert found.tolist() == pytest.approx(expected.tolist())
    shared = between(contrasts, {"scores": scores, "apart": apart}, "wilcoxon")
    found = shared.set_index("marker")["smallest_attainable_p_adjusted_seen"]
    assert found.tolist() == pytest.approx([least["scores"], least["apart"]])
    by_means = between(contrasts, {"scores": scores, "apart": apart}, "t")
    assert by_means["smallest_attainable_p_adjusted_seen"].isna().all()


def test_permuted_labels_reach_below_a_marker_that_some_lack():
    """Three of either sex have B, and six A: of all C(12, 6) labels many leave B as it is."""
    lacking = [*[None] * 6, *VALUES["A"][6:]]
    clear = [None if value is None else 10.0 * (at % 2) + at for at, value in enumerate(lacking)]
    contrasts = {"sexes": {"between": {"sex": ["f", "m"]}, "role": "primary"}}
    table = between(contrasts, {"A": VALUES["A"], "B": clear}, "t")
    row = only(table, marker="B")
    # The six who lack B fill up either group in C(6, 3) ways, before and after the change of sexes.
    assert row["smallest_attainable_p_adjusted"] == pytest.approx(2 * 20 / 924)
    assert row["p_adjusted"] >= row["smallest_attainable_p_adjusted"]


def test_a_marker_without_p_does_not_multiply_the_others():
    """Both groups of C are constant, so Welch's t does not exist: two markers, not three."""
    constant = np.repeat([1.0, 2.0, 3.0], 4).tolist()
    with_it = between(FAMILY, VALUES | {"C": constant}, "t")
    without = between(FAMILY, {name: VALUES[name] for name in "AB"}, "t")
    assert with_it["p_adjusted"].dropna().tolist() == without["p_adjusted"].tolist()
    assert with_it["family_size"].dropna().tolist() == [4.0] * 4
