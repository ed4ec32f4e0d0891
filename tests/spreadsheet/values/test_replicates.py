"""Replicates that vary more than the plan allows."""

import math

import pytest

from explant.spreadsheet.values.replicates import coefficient_of_variation
from tests.spreadsheet.builders import only, plan_of, read, sample_rows, with_severity

ROWS = sample_rows()


def duplicates(factor, wide=()):
    rows = [[*ROWS[0], "Well"]]
    for number, row in enumerate(ROWS[1:], start=2):
        change = 1.02 if number not in wide else factor
        rows += [[*row, 1], [*row[:3], round(row[3] * change, 2), round(row[4] * change, 2), 2]]
    return rows


def plan(**markers):
    return plan_of(spreadsheet={"columns": {"replicate": "Well"}}, markers=markers)


def varying(found):
    # The values of the small study are in even steps, so that some runs of them are the same.
    return [problem for problem in with_severity(found, "warning") if " vary by " in problem.what]


def test_replicates_within_the_limit_and_without_one(tmp_path):
    assert not varying(read(tmp_path, duplicates(2, [2]), plan()))
    assert not varying(read(tmp_path, duplicates(1), plan(CD25={"replicate_cv": 20})))


def test_replicates_beyond_the_limit_are_one_warning_a_marker(tmp_path):
    limits = {"CD25": {"replicate_cv": 20}, "Blimp-1": {"replicate_cv": 60}}
    found = read(tmp_path, duplicates(2, [2, 9]), plan(**limits))
    (warning,) = varying(found)
    assert warning.where == "Data!D2 Data!D3 Data!D16 Data!D17"
    assert "P2 normal, IL-2 (47 %); P1 tumor, control (47 %)" in warning.what
    assert warning.marker == "CD25"


@pytest.mark.parametrize("values", [[1.0], [0.0, 0.0], [-1.0, 1.0]])
def test_no_variation_without_a_scale(values):
    assert math.isnan(coefficient_of_variation(values))


def test_a_value_without_a_number_beside_numbered_replicates_is_refused(tmp_path):
    rows = duplicates(1)
    rows.insert(3, [*rows[1][:3], 10.6, 202, None])
    problem = only(read(tmp_path, rows, plan()), "error")
    assert problem.where == "Data!D4:E4"
    assert "or the means of the others" in problem.what


CENSORED = [
    ["Patient", "Tissue", "Treatment", "CD25", "Blimp-1", "Well"],
    *(
        [f"P{number}", tissue, treatment, value, 100 + number, well]
        for number in range(1, 5)
        for tissue in ("tumor", "normal")
        for treatment in ("control", "IL-2")
        for well, value in ((1, 4 + number / 10), (2, 4.5))
    ),
]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("limit_over_sqrt2", 2.378), ("half_limit", 2.0), ("limit", 2.828), ("drop", 4.0)],
)
def test_a_replicate_below_detection_enters_the_average_by_the_rule(tmp_path, rule, expected):
    rows = [list(row) for row in CENSORED]
    rows[1][3], rows[2][3] = 4, "<2"
    rows[3][3] = rows[4][3] = "<2"
    found = read(
        tmp_path,
        rows,
        plan_of(
            spreadsheet={"columns": {"replicate": "Well"}},
            markers={"CD25": {"unit": "MFI", "scale": "log2", "detection_limit": 2}},
            inference={"below_detection": rule},
        ),
    )
    own = found.measurements[found.measurements["marker"] == "CD25"].reset_index()
    mixed, both = own.iloc[0], own.iloc[1]
    assert mixed["value"] == pytest.approx(expected, abs=5e-4)
    assert (mixed["censored"], mixed["replicates"], mixed["replicates_below"]) == ("partly", 2, 1)
    assert mixed["replicate_values"] == '[4.0, "<2.0"]'
    # A sample that is below as a whole keeps its limit.
    assert (both["value"], both["censored"], both["replicates_below"]) == (2.0, "below", 2)
    (warning,) = [each for each in with_severity(found, "warning") if "replicates" in each.what]
    assert "inference.below_detection" in warning.what
