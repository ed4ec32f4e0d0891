"""Six stimuli at three doses in real ex-vivo viability data, against results computed with R."""

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.design import differences
from explant.spreadsheet.ingest import ingest
from explant.tables.paired import paired_table
from explant.tables.trends import trends_table

DOSES = ["c1", "c2", "c3"]
STIMULI = ["IL-2", "IL-4", "IL-10", "IL-21", "LPS", "IgM"]


@pytest.fixture(scope="module")
def study(real_data, tmp_path_factory):
    folder = real_data / "cll_il2_dose"
    path = tmp_path_factory.mktemp("cll") / "viability.csv"
    # The file has no column of markers. c3 of the second concentration is the highest dose.
    table = pd.read_csv(folder / "cytokineViab.csv").assign(Marker="viability")
    table.to_csv(path, index=False)
    trends = {
        f"dose of {stimulus}": {"trend": {"dose": DOSES}, "at": {"stimulus": stimulus}}
        for stimulus in STIMULI
    }
    plan = Plan.model_validate(
        {
            "spreadsheet": {
                "path": str(path),
                "layout": "long",
                "columns": {"patient": "Patient", "value": "Normalized_DMSO"},
            },
            "factors": {
                "stimulus": {"levels": STIMULI, "column": ["Stimulation"]},
                "dose": {"levels": DOSES, "column": ["Cytokine_Concentration2"]},
            },
            "markers": {"viability": {"scale": "log2"}},
            "contrasts": trends,
            "inference": {"test": "sign_flip"},
        }
    )
    result = ingest(path, plan)
    assert not [problem for problem in result.problems if problem.severity == "error"]
    reference = pd.read_csv(folder / "reference_R_results.csv").drop_duplicates("stim")
    return plan, result, reference.set_index("stim")


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
