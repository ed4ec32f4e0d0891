"""Units in headings are compared with the plan's as people read them."""

import pytest

from tests.spreadsheet.builders import (
    changed,
    long_rows,
    only,
    patient_rows,
    plan_of,
    read,
    sample_rows,
)

SAMPLES = (sample_rows(), "one_row_per_sample")
PATIENTS = (patient_rows(), "one_row_per_patient")


@pytest.mark.parametrize(("rows", "layout"), [SAMPLES, PATIENTS], ids=["samples", "patients"])
@pytest.mark.parametrize(
    ("written", "declared", "warned"),
    [
        ("٪", "%", False),
        ("percent", "%", False),
        ("% CD4", "%", False),
        ("µg/mL", "ug/ml", False),
        ("pg/ml", "ng/ml", True),
        ("mg/l", "g/l", True),
    ],
)
def test_a_unit_in_a_heading(tmp_path, rows, layout, written, declared, warned):
    place = "D1" if layout == "one_row_per_sample" else "B1"
    plan = plan_of(
        spreadsheet={"layout": layout},
        markers={"CD25": {"unit": declared}, "Blimp-1": {}},
    )
    found = read(tmp_path, changed(rows, {place: f"CD25 ({written})"}), plan)
    units = [problem.where for problem in found.problems if "gives the unit" in problem.what]
    assert set(units) == ({f"Data!{place}"} if warned else set())


def test_brackets_that_hold_a_condition_give_no_unit(tmp_path):
    rows = changed(patient_rows(), {"B1": "CD25", "B2": "(T, medium)", "C2": "[T, +]"})
    found = read(tmp_path, rows, plan_of(spreadsheet={"layout": "one_row_per_patient"}))
    assert found.problems == []
    assert len(found.measurements) == 24


def test_a_unit_in_a_name_of_a_long_table(tmp_path):
    rows = long_rows()
    for row in rows[1::2]:
        row[3] = "CD25 (fraction)"
    plan = plan_of(spreadsheet={"layout": "long"})
    problem = only(read(tmp_path, rows, plan), "warning")
    assert '"CD25 (fraction)" gives the unit fraction, the plan gives % for CD25.' in problem.what
    assert "12 rows" in problem.what
    rows = changed(long_rows(), {"D2": "CD25 (%)", "D4": "CD25 (percent of CD4)"})
    assert read(tmp_path, rows, plan).problems == []


@pytest.mark.parametrize(
    ("unit", "warned"), [("fraction", True), ("%", False), ("% of CD4", False), ("raw", False)]
)
def test_a_unit_in_a_title(tmp_path, unit, warned):
    rows = [[*row[:3], row[3]] for row in sample_rows()]
    rows = [[f"CD25 ({unit})"], [*rows[0][:3], "Value"], *rows[1:]]
    found = read(tmp_path, rows, plan_of())
    units = [problem.where for problem in found.problems if "gives the unit" in problem.what]
    assert units == (["Data!A1"] if warned else [])
