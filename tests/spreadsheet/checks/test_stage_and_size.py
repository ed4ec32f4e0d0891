"""T categories against tumor sizes."""

import pytest

from explant.config.names.tumor_stages import contradict
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import only, plan_of, sample_rows, write

CATEGORY = {"kind": "ordered", "notation": "t_category"}


@pytest.mark.parametrize(
    ("category", "size", "wrong"),
    [
        ("T1", 2.0, False), ("T1", 2.1, True), ("T1", 6, True), ("T1a", 0.5, False),
        ("T1a", 0.6, True), ("T1b", 0.5, True), ("T1mi", 0.1, False), ("T1c", 0.9, True),
        ("T2", 2.0, True), ("T2", 2.1, False), ("T2", 5, False), ("T3", 5, True),
        ("T3", 5.1, False), ("T4", 1, False), ("T4b", 9, False), ("Tis", 3, False),
        ("TX", 3, False), ("T0", 0, False), ("T1", 0, True),
    ],
)  # fmt: skip
def test_limits_of_the_breast(category, size, wrong):
    assert contradict(category, size) is wrong


def study(folder, rows, unit="cm", heading="Tumor size", **patients):
    patients = patients or {
        "strata": {
            "t": {"column": ["pT"], **CATEGORY},
            "size": {"column": [heading], "kind": "continuous", "unit": unit},
        }
    }
    plan = plan_of(spreadsheet={"sheet": "Data", "patients_sheet": "Who"}, patients=patients)
    who = [["Patient", "pT", heading], *rows]
    return ingest(write(folder / "study.xlsx", {"Data": sample_rows(), "Who": who}), plan)


def test_one_patient_who_contradicts(tmp_path):
    rows = [["P1", "pT1c", 6], ["P2", "T2", 2.5], ["P10", "T3", 5.5]]
    warning = only(study(tmp_path, rows), "warning")
    assert warning.where == "Who!B2:C2"
    assert "P1 (T1c, 6 cm; above 1 up to 2 cm)" in warning.what
    assert (warning.patient, "AJCC 8 for the breast" in warning.what) == ("P1", True)


def test_millimeters(tmp_path):
    rows = [["P1", "pT1c", 16], ["P2", "T2", 25], ["P10", "T3", 55]]
    assert study(tmp_path, rows, "mm").problems == []
    warning = only(study(tmp_path, rows, "cm"), "warning")
    assert warning.where == "Who!B2:C3"
    assert warning.how_to_fix.startswith("It is most of them") is False
    rows = [["P1", "pT1c", 16], ["P2", "T2", 25], ["P10", "T2", 35]]
    assert "is size in cm?" in only(study(tmp_path, rows, "cm"), "warning").how_to_fix


def test_a_covariate_with_its_unit_in_the_heading(tmp_path):
    patients = {
        "strata": {"t": {"column": ["pT"], **CATEGORY}},
        "covariates": {"size": ["Tumor size (cm)"]},
    }
    rows = [["P1", "T1", 6], ["P2", "T2", None], ["P10", None, 9]]
    found = study(tmp_path, rows, heading="Tumor size (cm)", **patients)
    assert only(found, "warning").where == "Who!B2:C2"


@pytest.mark.parametrize("heading", ["Height", "Margin"])
def test_other_lengths_are_no_tumor_sizes(tmp_path, heading):
    patients = {
        "strata": {
            "t": {"column": ["pT"], **CATEGORY},
            "length": {"column": [heading], "kind": "continuous", "unit": "cm"},
        }
    }
    rows = [["P1", "T1", 160], ["P2", "T2", 170], ["P10", "T1", 180]]
    assert study(tmp_path, rows, heading=heading, **patients).problems == []
