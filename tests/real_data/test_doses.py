"""Six stimuli at three doses in real ex-vivo viability data, against results computed with R."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.questions.design import differences
from explant.spreadsheet.ingest import ingest
from explant.tables.results.paired import paired_table
from explant.tables.results.trends import trends_table

pytestmark = pytest.mark.more

DOSES = ["c1", "c2", "c3"]
STIMULI = ["IL-2", "IL-4", "IL-10", "IL-21", "LPS", "IgM"]


def dose_plan(path: Path, **spreadsheet: Any) -> Plan:
    """Plan of the table as it is: one row a sample, the value under the heading of its marker.

    c3 of the second concentration is the highest dose; the first labels them the other way round.
    Unstimulated cells have no row: each value is relative to them.
    """
    trends = {
        f"dose of {stimulus}": {"trend": {"dose": DOSES}, "at": {"stimulus": stimulus}}
        for stimulus in STIMULI
    }
    return Plan.model_validate(
        {
            "spreadsheet": {"path": str(path), "layout": "one_row_per_sample", **spreadsheet},
            "factors": {
                "stimulus": {"levels": STIMULI, "column": ["Stimulation"]},
                "dose": {"levels": DOSES, "column": ["Cytokine_Concentration2"]},
            },
            "markers": {"viability": {"scale": "log2", "column": ["Normalized_DMSO"]}},
            "contrasts": trends,
            "inference": {"test": "sign_flip"},
        }
    )


@pytest.fixture(scope="module")
def study(real_data):
    folder = real_data / "cll_il2_dose"
    plan = dose_plan(folder / "cytokineViab.csv")
    result = ingest(folder / "cytokineViab.csv", plan)
    assert not [problem for problem in result.problems if problem.severity == "error"]
    reference = pd.read_csv(folder / "reference_R_results.csv").drop_duplicates("stim")
    return plan, result, reference.set_index("stim")


def test_every_value_of_the_table_stands_where_it_belongs(study, real_data):
    _, result, _ = study
    table = pd.read_csv(real_data / "cll_il2_dose" / "cytokineViab.csv")
    written = table.set_index(["Patient", "Stimulation", "Cytokine_Concentration2"])
    read = result.measurements.set_index(["patient", "stimulus", "dose"])["value"]
    assert len(read) == len(written) == 324
    assert read.equals(written["Normalized_DMSO"].loc[read.index].set_axis(read.index))


def test_the_means_of_each_dose_are_those_of_r(study, real_data):
    _, result, _ = study
    reference = pd.read_csv(real_data / "cll_il2_dose" / "reference_R_results.csv")
    expected = reference.set_index(["stim", "dose"])["gmean_ratio"]
    logarithms = np.log(result.measurements.set_index(["stimulus", "dose"])["value"])
    means = np.exp(logarithms.groupby(level=[0, 1]).mean())
    assert len(expected) == 18
    np.testing.assert_allclose(means.loc[expected.index], expected, rtol=1e-12)


def test_the_layout_is_recognised_and_said(study, real_data):
    _, declared, _ = study
    path = real_data / "cll_il2_dose" / "cytokineViab.csv"
    found = ingest(path, dose_plan(path, layout="auto"))
    assert found.measurements.equals(declared.measurements)
    read = declared.columns.set_index("heading")["read_as"]
    assert read["Cytokine_Concentration2"] == "factor dose"
    assert read["Cytokine_Concentration"] == "not read"
    assert any("(one_row_per_sample)" in problem.what for problem in found.problems)


def test_stimuli_may_be_markers(study, real_data):
    _, declared, _ = study
    path = real_data / "cll_il2_dose" / "cytokineViab.csv"
    plan = Plan.model_validate(
        {
            "spreadsheet": {
                "path": str(path),
                "layout": "long",
                "columns": {"marker": "Stimulation", "value": "Normalized_DMSO"},
            },
            "factors": {"dose": {"levels": DOSES, "column": ["Cytokine_Concentration2"]}},
            "markers": {stimulus: {"scale": "log2"} for stimulus in STIMULI},
            "contrasts": {"dose": {"trend": {"dose": DOSES}}},
        }
    )
    found = ingest(path, plan)
    assert not [problem for problem in found.problems if problem.severity == "error"]
    as_markers = found.measurements.set_index(["patient", "marker", "dose"])["value"]
    as_levels = declared.measurements.set_index(["patient", "stimulus", "dose"])["value"]
    assert as_markers.to_dict() == as_levels.to_dict()


def test_friedman_over_doses_agrees_with_r(study):
    plan, result, reference = study
    table = trends_table(result.measurements, result.patients, plan).set_index("contrast")
    for stimulus in STIMULI:
        row = table.loc[f"dose of {stimulus}"]
        assert (row["n"], row["n_incomplete"]) == (18, 0)
        assert row["friedman"] == pytest.approx(reference.loc[stimulus, "friedman_chi2"], rel=1e-9)
        assert row["p_friedman"] == pytest.approx(reference.loc[stimulus, "friedman_p"], rel=1e-9)
        # Eighteen patients at three doses are counted exactly.
        assert row["method"] == "Page, exact; Friedman, permutation, exact"
        assert 0 < row["p_friedman_permutation"] < 0.01


def test_pages_trend_agrees_with_scipy_and_with_the_slope(study):
    from scipy.stats import page_trend_test

    plan, result, _ = study
    table = trends_table(result.measurements, result.patients, plan).set_index("contrast")
    by_patient = differences(result.measurements, plan, list(result.patients["patient"]))
    slopes = paired_table(by_patient, result.measurements, plan).set_index("contrast")
    values = result.measurements.set_index(["stimulus", "patient", "dose"])["value"]
    for stimulus in STIMULI:
        row = table.loc[f"dose of {stimulus}"]
        assert row["observed"] == slopes.loc[row.name, "observed"], stimulus
    for stimulus in ("IL-2", "LPS"):
        row = table.loc[f"dose of {stimulus}"]
        wide = values.loc[stimulus].unstack("dose")[DOSES]
        # Both fall with the dose: SciPy tests one direction, so the levels are turned round.
        down = page_trend_test(wide.to_numpy()[:, ::-1], method="exact")
        assert row["observed"] == "decrease"
        assert down.statistic == pytest.approx(2 * 18 * 12 - row["page"])
        assert row["p_page"] == pytest.approx(2 * down.pvalue, rel=1e-9)


def test_stimuli_differ_whatever_the_dose(study):
    plan, result, _ = study
    table = trends_table(result.measurements, result.patients, plan)
    row = table[(table["contrast"] == "") & (table["factor"] == "stimulus")].iloc[0]
    assert (row["df"], row["n"]) == (5, 18)
    assert row["method"] == "Friedman, permutation, Monte Carlo"
    assert row["p_friedman_permutation"] == pytest.approx(1 / 20_001)
