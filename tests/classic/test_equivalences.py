"""Questions that are one question by algebra give one answer, whichever way they are written."""

import numpy as np
import pandas as pd
import pytest

from ..tables.studies import only
from .pipeline import close, run

PATIENTS, CONDITIONS = [f"P{number:02d}" for number in range(1, 10)], ["control", "drug"]
TISSUES = ["normal", "tumor"]
NUMBERS = ["t", "df", "p_t", "p_wilcoxon", "p_sign_flip", "mean_difference", "mean_low", "d_z"]


def sheet(markers, low=5.0, high=50.0):
    rows = [
        (patient, tissue, condition)
        for patient in PATIENTS
        for tissue in TISSUES
        for condition in CONDITIONS
    ]
    table = pd.DataFrame(rows, columns=["Patient", "tissue", "condition"])
    rng = np.random.default_rng(61)
    for marker in markers:
        table[marker] = rng.uniform(low, high, len(table)).round(2)
    return table


def study(folder, table, markers, contrasts, **sections):
    factors = {"tissue": {"levels": TISSUES}, "condition": {"levels": CONDITIONS}}
    return run(folder, table, factors=factors, markers=markers, contrasts=contrasts, **sections)


DRUG = {"compare": {"condition": ["drug", "control"]}}
IN_TUMOR = {**DRUG, "at": {"tissue": "tumor"}}
DIFFERENCE = {"compare": {"tissue": ["tumor", "normal"], "condition": ["drug", "control"]}}


def wide(table, marker):
    """Values by patient: rows of tissue × condition."""
    return table.pivot(index="Patient", columns=["tissue", "condition"], values=marker)


def same_row(one, other, names=NUMBERS):
    assert [one[name] for name in names] == close([other[name] for name in names])


def test_a_contrast_of_a_ratio_is_the_difference_of_two_contrasts(tmp_path):
    table = sheet(["CD8", "FOXP3"])
    found = study(
        tmp_path,
        table,
        {
            "CD8": {"unit": "%", "scale": "log2"},
            "FOXP3": {"unit": "%", "scale": "log2"},
            "ratio": {"derived": "CD8 / FOXP3", "scale": "log2"},
        },
        {
            "drug": {**DRUG, "role": "primary"},
            "interaction": DIFFERENCE,
            "one_marker_more": {**DRUG, "across": ["CD8", "FOXP3"]},
        },
    )
    for contrast in ("drug", "interaction"):
        one, other = (found.values(contrast, marker) for marker in ("CD8", "FOXP3"))
        np.testing.assert_allclose(found.values(contrast, "ratio"), one - other, atol=1e-12)
        assert np.abs(one - other).min() > 1e-3
    # By hand, from the sheet.
    cells = {marker: np.log2(wide(table, marker)) for marker in ("CD8", "FOXP3")}
    by_hand = sum(
        sign * (cells[marker][tissue, "drug"] - cells[marker][tissue, "control"]) / 2
        for marker, sign in (("CD8", 1), ("FOXP3", -1))
        for tissue in TISSUES
    )
    np.testing.assert_allclose(found.values("drug", "ratio"), by_hand, atol=1e-12)
    # `across` asks the same of the same ratio.
    declared = only(found.paired, contrast="drug", marker="ratio")
    across = only(found.paired, contrast="one_marker_more")
    assert across["marker"] == "CD8 / FOXP3"
    same_row(declared, across)
    assert declared["ratio"] == close(2 ** declared["mean_difference"])


def test_the_difference_of_log2_of_2_to_minus_delta_ct_is_minus_delta_delta_ct(tmp_path):
    table = sheet(["Ct GENE", "Ct REF"], 15, 35)
    found = study(
        tmp_path,
        table,
        {
            "Ct GENE": {"unit": "Ct", "analysed": False},
            "Ct REF": {"unit": "Ct", "analysed": False},
            "GENE mRNA": {
                "derived": "2 ^ ('Ct REF' - 'Ct GENE')",
                "unit": "relative to REF",
                "scale": "log2",
            },
        },
        {"drug": {**IN_TUMOR, "role": "primary"}},
    )
    delta = wide(table, "Ct GENE") - wide(table, "Ct REF")
    delta_delta = delta["tumor", "drug"] - delta["tumor", "control"]
    np.testing.assert_allclose(found.values("drug"), -delta_delta, atol=1e-9)
    row = only(found.paired, contrast="drug")
    assert row["marker"] == "GENE mRNA"
    assert row["mean_difference"] == close(-delta_delta.mean())
    assert row["ratio"] == close(2 ** -delta_delta.mean())


def test_the_worked_example_of_livak_and_schmittgen(tmp_path):
    # Methods 25:402 (2001), 10.1006/meth.2001.1262, table 1: c-myc against GAPDH, six wells each;
    # printed: ΔCt 6.86 in brain and 4.37 in kidney, ΔΔCt -2.50, 5.6-fold in kidney.
    wells = {
        "brain": (
            [30.72, 30.34, 30.58, 30.34, 30.50, 30.43],
            [23.70, 23.56, 23.47, 23.65, 23.69, 23.68],
        ),
        "kidney": (
            [27.06, 27.03, 27.03, 27.10, 26.99, 26.94],
            [22.76, 22.61, 22.62, 22.60, 22.61, 22.76],
        ),
    }
    rows = [
        (f"{tissue} {number}", tissue, *pair)
        for tissue, columns in wells.items()
        for number, pair in enumerate(zip(*columns, strict=True), start=1)
    ]
    found = run(
        tmp_path,
        pd.DataFrame(rows, columns=["Well", "tissue", "Ct MYC", "Ct GAPDH"]),
        patients={
            "called": ["well", "wells"],
            "strata": {"tissue": {"kind": "unordered", "groups": {name: [name] for name in wells}}},
        },
        factors={},
        markers={
            "Ct MYC": {"unit": "Ct", "analysed": False},
            "Ct GAPDH": {"unit": "Ct", "analysed": False},
            "MYC": {
                "derived": "2 ^ ('Ct GAPDH' - 'Ct MYC')",
                "unit": "relative to GAPDH",
                "scale": "log2",
            },
        },
        contrasts={"kidney_brain": {"between": {"tissue": ["kidney", "brain"]}}},
        inference={"test": "t"},
    )
    row = only(found.between, contrast="kidney_brain")
    assert [row["mean_first"], row["mean_second"]] == pytest.approx([-4.37, -6.86], abs=0.0051)
    assert row["mean_difference"] == pytest.approx(2.50, abs=0.0051)
    assert round(row["ratio"], 1) == 5.6


def test_bliss_independence_is_additivity_of_log_survival(tmp_path):
    # Conditions are a second drug here, tissues stand for the first one.
    table = sheet(["lysis"], 5, 80)
    found = study(
        tmp_path,
        table,
        {
            "lysis": {"unit": "%", "analysed": False},
            "surviving": {"derived": "100 - lysis", "unit": "%", "scale": "log2"},
        },
        {"excess": {**DIFFERENCE, "role": "primary"}},
    )
    alive = 1 - wide(table, "lysis") / 100
    expected_of_both = (
        alive["tumor", "control"] * alive["normal", "drug"] / alive["normal", "control"]
    )
    bliss = np.log2(alive["tumor", "drug"] / expected_of_both)
    np.testing.assert_allclose(found.values("excess"), bliss, atol=1e-12)


@pytest.mark.parametrize("scale", ["linear", "log2"])
def test_families_averages_and_weights_are_plain_contrasts(scale, tmp_path):
    table = sheet(["A", "B"])
    markers = {name: {"unit": "%", "scale": scale} for name in ("A", "B")}
    found = study(
        tmp_path,
        table,
        markers,
        {
            "drug": {**DRUG, "role": "primary"},
            "in_tumor": IN_TUMOR,
            "in_normal": {**DRUG, "at": {"tissue": "normal"}},
            "difference": DIFFERENCE,
            "by_versus": {"versus": {"condition": "control"}},
            "by_pairs": {"all_pairs": "condition"},
            "by_weights": {"weights": {"condition": {"drug": 1, "control": -1}}},
            "difference_by_weights": {**DRUG, "weights": {"tissue": {"tumor": 1, "normal": -1}}},
        },
    )
    for marker in ("A", "B"):
        tumor, normal = (found.values(f"in_{tissue}", marker) for tissue in ("tumor", "normal"))
        drug = found.values("drug", marker)
        np.testing.assert_allclose(drug, (tumor + normal) / 2, atol=1e-12)
        np.testing.assert_allclose(found.values("difference", marker), tumor - normal, atol=1e-12)
        np.testing.assert_allclose(
            found.values("difference_by_weights", marker), tumor - normal, atol=1e-12
        )
        for name in ("by_versus_drug", "by_pairs_drug_control", "by_weights"):
            np.testing.assert_allclose(found.values(name, marker), drug, atol=1e-12)


def test_a_fixed_value_is_subtracted_on_the_scale_of_the_marker(tmp_path):
    from scipy.stats import ttest_1samp

    table = sheet(["fold"], 0.5, 3)
    cell = {"at": {"tissue": "tumor", "condition": "drug"}, "against": 1.5, "role": "primary"}
    found = study(tmp_path, table, {"fold": {"scale": "log2"}}, {"against": cell})
    values = np.log2(wide(table, "fold")["tumor", "drug"])
    expected = ttest_1samp(values, np.log2(1.5))
    row = only(found.paired, contrast="against")
    assert [row["t"], row["p_t"]] == close([expected.statistic, expected.pvalue])
    assert row["ratio"] == close(2 ** values.mean() / 1.5)


def test_comparing_groups_of_a_change_is_the_interaction_of_group_and_time(tmp_path):
    table = sheet(["A"])
    groups = dict(zip(PATIENTS, ["young"] * 5 + ["old"] * 4, strict=True))
    table["age"] = table["Patient"].map(groups)
    found = study(
        tmp_path,
        table,
        {"A": {"unit": "%"}},
        {
            "drug": {**DRUG, "role": "primary"},
            "by_age": {**DRUG, "between": {"age": ["young", "old"]}},
        },
        patients={
            "strata": {
                "age": {"kind": "unordered", "groups": {name: [name] for name in ("young", "old")}}
            }
        },
        inference={"test": "t"},
    )
    declared = only(found.between, contrast="by_age")
    explored = only(found.interactions, contrast="drug", stratifier="age")
    for name in ("estimate", "low", "high", "statistic", "p", "p_permutation", "n"):
        assert declared[name] == close(explored[name])
    change = found.values("drug")
    assert declared["estimate"] == close(change[:5].mean() - change[5:].mean())
    # With pooled variance it is the ANOVA's interaction: F = t².
    pooled = ((change[:5] - change[:5].mean()) ** 2).sum() + (
        (change[5:] - change[5:].mean()) ** 2
    ).sum()
    t = declared["estimate"] / np.sqrt(pooled / 7 * (1 / 5 + 1 / 4))
    assert only(found.anova, effect="condition × age")["f"] == close(t**2)
    assert declared["d"] == close(declared["estimate"] / np.sqrt(pooled / 7))
