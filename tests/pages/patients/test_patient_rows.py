"""Single patients: their values, who was left out of what and why, and what has no room."""

import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.language.words import rows
from explant.numbers import MISSING
from explant.pages.page_cells import Listing
from explant.pages.patients.patient_rows import PatientsView, decimals_for_all, patients_view
from explant.questions.design import cells, differences
from tests.reported import make_measurements, make_plan


def view_of(
    plan: Plan, measurements: pd.DataFrame, patients: pd.DataFrame, *problems: dict[str, str]
) -> PatientsView:
    tables = {
        "patients": patients,
        "measurements": measurements,
        "differences": differences(measurements, plan, list(patients["patient"])),
    }
    view = patients_view(plan, tables, rows("problems", pd.DataFrame(problems)))
    assert view is not None
    return view


def texts(listing: Listing) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in listing.rows]


def without(measurements: pd.DataFrame, **where: str) -> pd.DataFrame:
    """Measurements without those that have these values."""
    found = np.logical_and.reduce([measurements[key].eq(value) for key, value in where.items()])
    assert found.any()
    return measurements[~found].reset_index(drop=True)


@pytest.fixture(scope="module")
def complete() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Six patients with every sample, none below detection."""
    plan = make_plan(markers={"CTLA-4": {"detection_limit": None}})
    measurements, patients = make_measurements(plan, 6)
    lost = {"patient": "P02", "marker": "CD25", "tissue": "tumor", "treatment": "IL-2"}
    lost |= {"value": 20.0, "replicates": 1, "replicate_sd": np.nan, "censored": "", "source": "B"}
    present = measurements.groupby(["patient", "marker"]).size()
    assert present.sum() == 6 * 5 * 4 - 1
    patient, marker = present.idxmin()
    have = measurements[measurements["patient"].eq(patient) & measurements["marker"].eq(marker)]
    absent = set(cells(plan)) - set(zip(have["tissue"], have["treatment"], strict=True))
    (tissue, treatment) = absent.pop()
    lost |= {"patient": patient, "marker": marker, "tissue": tissue, "treatment": treatment}
    return pd.concat([measurements, pd.DataFrame([lost])], ignore_index=True), patients


def test_complete_patients_have_nothing_to_know(complete, plan):
    view = view_of(plan, *complete)
    assert not view.left_out
    assert view.limits == ""
    assert all(row[-1] == "" for row in texts(view.overview))
    assert [str(heading) for heading in view.overview.headings] == [
        *("Patient", "stage", "tumor size (cm)", "age"),
        *("CD25", "FOXP3", "CTLA-4", "Blimp-1", "Caspase-3", "To know"),
    ]
    assert view.overview.caption == (
        "Patients, with the difference IL-2 effect in tumor: CD25, FOXP3 and CTLA-4 in percentage "
        "points; Blimp-1 as ratio; Caspase-3 as odds ratio"
    )


def test_values_and_differences_are_those_of_the_tables(complete, plan):
    measurements, patients = complete
    view = view_of(plan, measurements, patients)
    table = dict(zip(plan.markers, (marker.table for marker in view.markers), strict=True))
    by_sample = measurements.set_index(["marker", "patient", "tissue", "treatment"])["value"]
    for row in texts(table["FOXP3"]):
        patient, *shown = row
        values = [by_sample["FOXP3", patient, *cell] for cell in cells(plan)]
        assert [float(text) for text in shown[:4]] == values
        tumor_control, tumor_il2 = values[:2]
        assert float(shown[4].replace("−", "-")) == pytest.approx(tumor_il2 - tumor_control)
    for row in texts(table["Blimp-1"]):
        control, il2 = (float(text) for text in row[1:3])
        assert float(row[5]) == pytest.approx(il2 / control, abs=0.0051)


def test_a_patient_is_left_out_only_of_what_needs_the_missing_sample(complete, plan):
    measurements, patients = complete
    where = {"patient": "P03", "marker": "FOXP3", "tissue": "normal", "treatment": "IL-2"}
    view = view_of(plan, without(measurements, **where), patients)
    assert texts(view.left_out) == [
        [
            "P03",
            "FOXP3",
            "IL-2 effect in normal; IL-2 effect, tumor minus normal",
            "normal / IL-2 not measured",
        ]
    ]
    flags = {row[0]: row[-1] for row in texts(view.overview)}
    assert flags["P03"] == "left out: FOXP3 (normal / IL-2 not measured)"
    assert not any(flag for patient, flag in flags.items() if patient != "P03")
    foxp3 = next(marker.table for marker in view.markers if str(marker.name) == "FOXP3")
    row = next(row for row in texts(foxp3) if row[0] == "P03")
    assert [place for place, text in enumerate(row) if text == MISSING] == [4, 6, 8]


def test_a_sample_that_was_never_there_is_one_line(complete, plan):
    measurements, patients = complete
    view = view_of(plan, without(measurements, patient="P03", tissue="normal"), patients)
    assert texts(view.left_out) == [
        [
            "P03",
            "every marker",
            "IL-2 effect in normal; tumor vs normal; IL-2 effect, tumor minus normal",
            "normal / control and normal / IL-2 not measured",
        ]
    ]


def test_below_detection_is_marked_and_said(complete, plan):
    measurements, patients = complete
    below = measurements.copy()
    sample = below["patient"].eq("P05") & below["marker"].eq("CTLA-4")
    sample &= below["tissue"].eq("tumor") & below["treatment"].eq("control")
    below.loc[sample, ["value", "censored"]] = 0.5, "below"
    view = view_of(plan, below, patients)
    assert not view.left_out
    flags = {row[0]: row[-1] for row in texts(view.overview)}
    assert flags["P05"] == "below detection: CTLA-4 (tumor / control)"
    table = next(marker.table for marker in view.markers if str(marker.name) == "CTLA-4")
    assert next(row for row in texts(table) if row[0] == "P05")[1] == "<\N{NO-BREAK SPACE}0.5"
    # A plan that drops such values leaves the patient out, and says why.
    dropping = make_plan(inference={"below_detection": "drop"})
    left_out = texts(view_of(dropping, below, patients).left_out)
    assert [row[0] for row in left_out] == ["P05"]
    assert left_out[0][3] == "tumor / control below detection and dropped"


def test_a_problem_stands_beside_its_patient_and_says_why_once(complete, plan):
    measurements, patients = complete
    where = {"patient": "P03", "marker": "FOXP3", "tissue": "normal", "treatment": "IL-2"}
    found = {"severity": "warning", "patient": "P03", "marker": "FOXP3", "what": "It is empty."}
    other = {"severity": "note", "patient": "P01", "marker": "", "what": "Twice the same."}
    view = view_of(plan, without(measurements, **where), patients, found, other)
    flags = {row[0]: row[-1] for row in texts(view.overview)}
    assert flags["P03"] == "left out: FOXP3; warning: It is empty."
    assert flags["P01"] == "note: Twice the same."


def test_a_page_says_whom_it_has_no_room_for(plan):
    measurements, patients = make_measurements(plan, 600)
    view = view_of(plan, measurements, patients)
    assert len(view.overview.rows) == 500
    assert view.limits == (
        "The page has room for the first 500 of 600 patients and the first 3 of 5 markers."
    )
    assert [len(marker.table.rows) for marker in view.markers] == [500] * 3


def test_without_measurements_there_is_nothing_to_show(complete, plan):
    assert patients_view(plan, {"patients": complete[1]}, []) is None


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([1.0, 2.0], 0), ([0.1 + 0.2, 5], 1), ([1 / 3, 2 / 3], 3), ([12345.678912], 0), ([], 0)],
)
def test_decimals_are_those_that_were_written(values, decimals):
    assert decimals_for_all(values) == decimals
