"""Real data by a config alone, through the functions of the workflow's steps, against R."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from explant.config.loading import load_plan
from explant.problems import errors
from explant.questions.design import differences
from explant.spreadsheet.ingest import ingest
from explant.tables.results.between_patients.between import between_table
from explant.tables.results.paired import paired_table
from explant.tables.results.trends import trends_table

pytestmark = pytest.mark.more

CONFIGS = Path(__file__).parent / "configs"
STIMULI = ["IL-2", "IL-4", "IL-10", "IL-21", "LPS", "IgM"]
DOSES = ["c1", "c2", "c3"]
GENES = {
    "CD25": "IL2RA",
    "FOXP3": "FOXP3",
    "CTLA-4": "CTLA4",
    "Blimp-1": "PRDM1",
    "caspase-3": "CASP3",
}
SIX_DIGITS = 5e-7


def computed(name, path, **sections):
    plan = load_plan([CONFIGS / name], {"spreadsheet": {"path": str(path)}, **sections})
    result = ingest(path, plan)
    assert not errors(result.problems)
    by_patient = differences(result.measurements, plan, list(result.patients["patient"]))
    return plan, result, by_patient


@pytest.fixture(scope="module")
def doses(real_data):
    folder = real_data / "cll_il2_dose"
    plan, result, by_patient = computed("cll_doses.yaml", folder / "cytokineViab.csv")
    reference = pd.read_csv(folder / "reference_R_results.csv")
    names = reference["stim"] + " at " + reference["dose"]
    paired = paired_table(by_patient, result.measurements, plan).set_index("contrast")
    return plan, result, paired, reference.set_index(names)


def test_each_stimulus_and_dose_against_unstimulated_cells(doses):
    _, _, paired, reference = doses
    ours = paired.loc[reference.index]
    assert len(ours) == 18
    for column, theirs in (
        ("n", "n"),
        ("t", "t"),
        ("p_t", "p_t"),
        ("p", "p_t"),
        ("w_plus", "V"),
        ("p_wilcoxon", "p_w"),
        ("ratio", "gmean_ratio"),
        ("p_adjusted", "BH_t"),
    ):
        np.testing.assert_allclose(ours[column], reference[theirs], rtol=1e-9, err_msg=column)
    assert set(ours["adjustment"]) == {"benjamini_hochberg"}


def test_friedman_over_the_doses_of_each_stimulus(doses):
    plan, result, _, reference = doses
    trends = trends_table(result.measurements, result.patients, plan).set_index("contrast")
    for stimulus in STIMULI:
        row, expected = trends.loc[f"dose of {stimulus}"], reference.loc[f"{stimulus} at c1"]
        assert row["friedman"] == pytest.approx(expected["friedman_chi2"], rel=1e-9)
        assert row["p_friedman"] == pytest.approx(expected["friedman_p"], rel=1e-9)


def test_slope_and_curvature_are_those_of_a_polynomial_in_each_patient(doses):
    _, result, paired, _ = doses
    logs = np.log2(result.measurements.set_index(["stimulus", "patient", "dose"])["value"])
    for stimulus in STIMULI:
        wide = logs.loc[stimulus].unstack("dose")[DOSES].to_numpy()
        bends, slopes = np.polyfit([0, 1, 2], wide.T, 2)[0], np.polyfit([0, 1, 2], wide.T, 1)[0]
        for name, values in (("dose", slopes), ("bend", bends)):
            row = paired.loc[f"{name} of {stimulus}"]
            expected = stats.ttest_1samp(values, 0)
            assert row["mean_difference"] == pytest.approx(values.mean(), rel=1e-9)
            assert row["t"] == pytest.approx(expected.statistic, rel=1e-9)
            assert row["p_t"] == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.fixture(scope="module")
def genes(real_data, tmp_path_factory):
    path = tmp_path_factory.mktemp("genes") / "genes.csv"
    packed = real_data / "tcga_brca_paired" / "tcga_brca_113pairs_3799genes.csv.gz"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    table = pd.read_csv(path)
    names = list(table.columns[4:])
    assert len(names) == 3799
    markers = {name: {"unit": "log2 RSEM"} for name in names}
    plan, result, by_patient = computed("tumor_normal_genes.yaml", path, markers=markers)
    return plan, result, by_patient, table


@pytest.fixture(scope="module")
def panel(genes):
    plan, result, by_patient, _ = genes
    return paired_table(by_patient, result.measurements, plan).set_index("marker")


def reference(real_data, name):
    table = pd.read_csv(real_data / "tcga_brca_paired" / f"reference_R_results_{name}.csv")
    return table.set_index("marker")


def test_every_value_of_the_panel_is_read(genes):
    _, result, _, table = genes
    assert len(result.measurements) == 226 * 3799
    written = table.melt(["patient_id", "tissue"], table.columns[4:], "marker").set_index(
        ["patient_id", "tissue", "marker"]
    )["value"]
    read = result.measurements.set_index(["patient", "tissue", "marker"])["value"]
    assert read.to_dict() == written.to_dict()


def test_five_genes_of_the_panel_agree_with_r(panel, real_data):
    expected = reference(real_data, "tumor_vs_normal")
    for marker, gene in GENES.items():
        for ours, theirs in (
            ("n", "n"),
            ("mean_difference", "mean_diff"),
            ("sd_difference", "sd_diff"),
            ("t", "t"),
            ("p_t", "p_t"),
            ("mean_low", "ci_lo"),
            ("mean_high", "ci_hi"),
            ("d_z", "dz"),
        ):
            assert panel.loc[gene, ours] == pytest.approx(
                expected.loc[marker, theirs], rel=SIX_DIGITS
            ), (marker, ours)


def test_the_false_discovery_rate_is_over_all_genes(panel):
    assert len(panel) == 3799
    expected = stats.false_discovery_control(panel["p_t"].to_numpy())
    np.testing.assert_allclose(panel["p_adjusted"], expected, rtol=1e-9)


def test_the_change_compared_between_groups_agrees_but_for_ties_in_binary(genes, real_data):
    plan, result, by_patient, _ = genes
    table = between_table(by_patient, result.patients, plan)
    between = table.set_index(["contrast", "marker"]).sort_index()
    assert len(between) == 15
    expected = reference(real_data, "strata")
    numbers = by_patient.set_index(["contrast", "marker", "patient"]).sort_index()["difference"]
    groups = result.patients.set_index("patient")
    for marker, gene in GENES.items():
        for contrast, column, sizes, names in (
            ("stages", "p_stage", "[85, 27]", ["early", "late"]),
            ("sizes", "p_size", "[29, 84]", ["small", "large"]),
        ):
            row = between.loc[contrast, gene]
            assert row["group_sizes"] == sizes
            of_group = groups[f"{row['stratifier']}_group"]
            values = numbers.loc[contrast, gene]
            one, other = (values[of_group[of_group == name].index] for name in names)
            # R ranks what binary floating point makes of the decimals; here ties are ties.
            raw = stats.mannwhitneyu(one, other).pvalue
            assert raw == pytest.approx(expected.loc[marker, column], rel=SIX_DIGITS)
            rounded = stats.mannwhitneyu(one.round(9), other.round(9)).pvalue
            assert row["p_mann_whitney"] == pytest.approx(rounded, rel=SIX_DIGITS)
            welch = stats.ttest_ind(one, other, equal_var=False)
            assert row["t"] == pytest.approx(welch.statistic, rel=1e-9)
            assert row["p_t"] == row["p"] == pytest.approx(welch.pvalue, rel=1e-9)
        row = between.loc["categories", gene]
        assert row["kind"] == "unordered groups"
        assert row["groups"] == '["T1", "T2", "T3", "T4"]'
        # Of Kruskal and Wallis the table holds the permutation p: near the chi-square's at this n.
        assert row["p_rank"] == pytest.approx(expected.loc[marker, "kw_T"], abs=0.03)
