"""Tumor against adjacent normal in real expression data, against results computed with R."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from tests.statistics.one_column import kruskal_wallis

from explant.config.models import Plan
from explant.questions.design import differences
from explant.spreadsheet.ingest import ingest
from explant.tables.groupings import group_numbers, groupings, split
from explant.tables.results.between_patients.interactions import interactions_table
from explant.tables.results.paired import paired_table

pytestmark = pytest.mark.more

GENES = {"CD25": "IL2RA", "FOXP3": "FOXP3", "CTLA-4": "CTLA4", "Blimp-1": "PRDM1"}
MARKERS = [*GENES, "caspase-3"]
SIX_DIGITS = 5e-7


def long_plan(path: Path, test: str = "t", **strata) -> Plan:
    return Plan.model_validate(
        {
            "spreadsheet": {
                "path": str(path),
                "layout": "long",
                "columns": {"patient": "patient_id", "marker": "marker", "value": "value"},
            },
            "patients": {"strata": strata},
            "factors": {"tissue": {"levels": ["tumor", "normal"]}},
            "markers": {marker: {"unit": "log2 RSEM"} for marker in MARKERS},
            "contrasts": {
                "tumor_vs_normal": {"compare": {"tissue": ["tumor", "normal"]}, "role": "secondary"}
            },
            "inference": {"test": test},
        }
    )


STAGE = {
    "kind": "ordered",
    "notation": "ajcc_stage",
    "column": ["stage"],
    "groups": {"early": ["I", "II"], "late": ["III", "IV"]},
}
SIZE = {
    "kind": "ordered",
    "notation": "t_category",
    "column": ["t"],
    "groups": {"small": ["T1"], "large": ["T2", "T3", "T4"]},
}
CATEGORY = {
    "kind": "unordered",
    "notation": "t_category",
    "column": ["t"],
    "groups": {"T1": ["T1"], "T2": ["T2"], "T3": ["T3"], "T4": ["T4"]},
}


@pytest.fixture(scope="module")
def read(real_data):
    path = real_data / "tcga_brca_paired" / "tcga_brca_113pairs_long.csv"
    plan = long_plan(path, stage=STAGE, size=SIZE, category=CATEGORY)
    result = ingest(path, plan)
    assert not [problem for problem in result.problems if problem.severity == "error"]
    return plan, result


@pytest.fixture(scope="module")
def paired(read):
    plan, result = read
    by_patient = differences(result.measurements, plan, list(result.patients["patient"]))
    return paired_table(by_patient, result.measurements, plan).set_index("marker")


def reference(real_data, name):
    table = pd.read_csv(real_data / "tcga_brca_paired" / f"reference_R_results_{name}.csv")
    return table.set_index("marker")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("n", "n"),
        ("mean_difference", "mean_diff"),
        ("sd_difference", "sd_diff"),
        ("t", "t"),
        ("df", "df"),
        ("p_t", "p_t"),
        ("mean_low", "ci_lo"),
        ("mean_high", "ci_hi"),
        ("d_z", "dz"),
        ("n_increase", "up"),
        ("n_decrease", "down"),
        ("n_zero", "ties"),
        ("p_adjusted", "BH_t"),
    ],
)
def test_113_pairs_agree_with_r_to_six_digits(paired, real_data, ours, theirs):
    expected = reference(real_data, "tumor_vs_normal")[theirs]
    for marker in MARKERS:
        assert paired.loc[marker, ours] == pytest.approx(expected[marker], rel=SIX_DIGITS), marker


def test_one_patient_has_no_stage_and_stays_in_the_paired_analysis(read, paired):
    _, result = read
    assert (paired["n"] == 113).all()
    unknown = result.patients[result.patients["stage_group"].fillna("") == ""]
    assert len(unknown) == 1


def by_strata(read, stratifier):
    plan, result = read
    by_patient = differences(result.measurements, plan, list(result.patients["patient"]))
    groups = next(g for g in groupings(result.patients, plan) if g.stratifier == stratifier)
    for marker, table in by_patient.groupby("marker"):
        numbers = group_numbers(groups, list(table["patient"]))
        yield marker, list(split(table["difference"].to_numpy(), numbers, groups).values())


# R ranks differences as binary floating point gives them: 5.66 - 1.95 and 8.20 - 4.49 are then not
# tied. Explant ties what is equal in the decimals that were written. So the rank statistics are
# compared twice: on the raw differences a library's ranks give R's numbers to the digit, and on the
# rounded ones they give ours.


def exact_signed_rank_p(ranks, w_plus):
    """Two-sided p over all signs of these ranks, ties and all, counted in whole numbers."""
    doubled = [round(2 * rank) for rank in ranks]
    ways = {0: 1}
    for rank in doubled:
        more = dict(ways)
        for total, count in ways.items():
            more[total + rank] = more.get(total + rank, 0) + count
        ways = more
    middle, observed = sum(doubled) / 2, abs(2 * w_plus - sum(doubled) / 2)
    tail = sum(count for total, count in ways.items() if abs(total - middle) >= observed)
    return tail / 2 ** len(doubled)


def test_signed_rank_statistics_agree_but_for_ties_in_binary(read, paired, real_data):
    plan, result = read
    by_patient = differences(result.measurements, plan, list(result.patients["patient"]))
    expected = reference(real_data, "tumor_vs_normal")
    for marker, table in by_patient.groupby("marker"):
        raw = table["difference"].to_numpy()
        binary, decimal = raw[raw != 0], np.round(raw[np.round(raw, 9) != 0], 9)
        ranks = stats.rankdata(np.abs(binary))
        assert ranks[binary > 0].sum() == expected.loc[marker, "V"]
        ranks = stats.rankdata(np.abs(decimal))
        assert ranks[decimal > 0].sum() == paired.loc[marker, "w_plus"]
        exact = exact_signed_rank_p(ranks, ranks[decimal > 0].sum())
        assert paired.loc[marker, "p_wilcoxon"] == pytest.approx(exact, rel=SIX_DIGITS)


@pytest.mark.parametrize(
    ("stratifier", "column", "sizes"),
    [("stage", "p_stage", "[85, 27]"), ("size", "p_size", "[29, 84]")],
)
def test_comparisons_between_strata_agree_but_for_ties_in_binary(
    read, real_data, stratifier, column, sizes
):
    plan, result = read
    by_patient = differences(result.measurements, plan, list(result.patients["patient"]))
    table = interactions_table(by_patient, result.patients, plan)
    ours = table[table["stratifier"] == stratifier].set_index("marker")
    assert set(ours["group_sizes"]) == {sizes}
    expected = reference(real_data, "strata")[column]
    for marker, (first, second) in by_strata(read, stratifier):
        raw = stats.mannwhitneyu(first, second).pvalue
        assert raw == pytest.approx(expected[marker], rel=SIX_DIGITS)
        rounded = stats.mannwhitneyu(np.round(first, 9), np.round(second, 9)).pvalue
        assert ours.loc[marker, "p_rank"] == pytest.approx(rounded, rel=SIX_DIGITS)


def test_kruskal_wallis_over_t_categories(read, real_data):
    expected = reference(real_data, "strata")["kw_T"]
    for marker, samples in by_strata(read, "category"):
        rounded = stats.kruskal(*[np.round(group, 9) for group in samples]).pvalue
        ours = kruskal_wallis(samples, seed=1, monte_carlo=1000).p_parametric
        assert ours == pytest.approx(rounded, rel=SIX_DIGITS)
        # Ties in binary move R's value by up to three in a hundred.
        assert ours == pytest.approx(expected[marker], rel=0.03)


@pytest.mark.parametrize("layout", ["one_row_per_patient", "auto"])
def test_the_lab_sheet_is_read_as_the_lab_sent_it(real_data, layout):
    path = real_data / "tcga_brca_paired" / "tcga_brca_20pairs_lab_sheet.xlsx"
    plan = Plan.model_validate(
        {
            "spreadsheet": {"path": str(path), "layout": layout},
            "patients": {
                "strata": {"stage": STAGE | {"column": ["Stage"]}},
                "covariates": {"age": ["Age"]},
            },
            "factors": {"tissue": {"levels": ["tumor", "normal"]}},
            "markers": {marker: {"unit": "log2 RSEM"} for marker in MARKERS},
            "contrasts": {"tumor_vs_normal": {"compare": {"tissue": ["tumor", "normal"]}}},
            "inference": {"test": "t"},
        }
    )
    result = ingest(path, plan)
    assert not [problem for problem in result.problems if problem.severity == "error"]
    notes = [problem.what for problem in result.problems if problem.severity == "note"]
    assert any('("Mean") sums up other rows and is left out' in note for note in notes)
    read = result.columns.set_index("column")
    assert read.loc["E"].to_list()[1:] == ["CD25 Normal", "marker CD25, normal", 20]
    assert read.loc["D", "read_as"] == "not read"
    by_patient = differences(result.measurements, plan, list(result.patients["patient"]))
    paired = paired_table(by_patient, result.measurements, plan).set_index("marker")
    expected = reference(real_data, "20pairs")
    for marker in MARKERS:
        for ours, theirs in [
            ("n", "n"),
            ("mean_difference", "mean_diff"),
            ("sd_difference", "sd"),
            ("t", "t"),
            ("p_t", "p_t"),
            ("w_plus", "V"),
            ("d_z", "dz"),
            ("p_adjusted", "BH_t"),
        ]:
            assert paired.loc[marker, ours] == pytest.approx(
                expected.loc[marker, theirs], rel=SIX_DIGITS, abs=1e-12
            ), (marker, ours)
