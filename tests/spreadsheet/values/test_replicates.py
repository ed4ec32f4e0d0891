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
