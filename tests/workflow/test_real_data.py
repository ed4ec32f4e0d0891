"""The whole workflow on real tumor and normal pairs, which are never part of the repository."""

import csv
import os
import shutil
from pathlib import Path

import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.more]

MARKERS = """\
markers:
  CD25: {unit: log2 RSEM}
  FOXP3: {unit: log2 RSEM}
  CTLA-4: {unit: log2 RSEM}
  Blimp-1: {unit: log2 RSEM}
  caspase-3: {unit: log2 RSEM}
factors:
  tissue: {levels: [tumor, normal]}
contrasts:
  tumor_vs_normal: {label: tumor against normal, compare: {tissue: [tumor, normal]}}
inference: {test: t}
"""
LONG = f"""\
spreadsheet:
  path: data/raw/pairs.csv
  layout: long
  columns: {{patient: patient_id, marker: marker, value: value}}
patients:
  strata:
    stage:
      kind: ordered
      notation: ajcc_stage
      groups: {{early: [I, II], late: [III, IV]}}
    category:
      column: [t]
      kind: ordered
      notation: t_category
      groups: {{T1: [T1], T2: [T2], T3: [T3], T4: [T4]}}
{MARKERS}"""
LAB_SHEET = f"""\
spreadsheet: {{path: data/raw/lab sheet.xlsx, layout: one_row_per_patient}}
patients:
  strata:
    stage:
      kind: ordered
      notation: ajcc_stage
      groups: {{early: [I, II], late: [III, IV]}}
  covariates: {{age: [Age]}}
{MARKERS}"""


@pytest.fixture(scope="module")
def pairs():
    folder = os.environ.get("EXPLANT_REAL_DATA")
    if not folder:
        pytest.skip("EXPLANT_REAL_DATA names no folder of real data")
    return Path(folder) / "tcga_brca_paired"


@pytest.mark.parametrize(
    ("source", "spreadsheet", "config", "study", "reference", "n"),
    [
        (
            "tcga_brca_113pairs_long.csv",
            "pairs.csv",
            LONG,
            "pairs",
            "reference_R_results_tumor_vs_normal.csv",
            "113",
        ),
        (
            "tcga_brca_20pairs_lab_sheet.xlsx",
            "lab sheet.xlsx",
            LAB_SHEET,
            "lab sheet",
            "reference_R_results_20pairs.csv",
            "20",
        ),
    ],
    ids=["long table", "lab sheet"],
)
def test_real_pairs_run_and_agree_with_r(
    pairs, clean, source, spreadsheet, config, study, reference, n
):
    shutil.copy(pairs / source, clean.path / "data" / "raw" / spreadsheet)
    (clean.path / "config" / "real.yaml").write_text(config, encoding="utf-8")
    finished = clean.run("--configfile", "config/real.yaml")
    assert finished.code == 0, finished.screen
    results = clean.path / "results" / study
    with (results / "paired.csv").open(encoding="utf-8", newline="") as file:
        ours = {row["marker"]: row for row in csv.DictReader(file)}
    with (pairs / reference).open(encoding="utf-8", newline="") as file:
        theirs = {row["marker"]: row for row in csv.DictReader(file)}
    assert set(ours) == set(theirs)
    names = {"mean_difference": "mean_diff", "t": "t", "p_t": "p_t", "d_z": "dz"}
    if "ci_lo" in next(iter(theirs.values())):
        names |= {"df": "df", "mean_low": "ci_lo", "mean_high": "ci_hi"}
    for marker, row in theirs.items():
        assert ours[marker]["n"] == n
        for our_name, their_name in names.items():
            assert float(ours[marker][our_name]) == pytest.approx(
                float(row[their_name]), rel=5e-7, abs=1e-12
            ), (marker, our_name)
    page = (results / "report.html").read_text(encoding="utf-8")
    assert "IL-2" not in page
    assert "treatment" not in page
