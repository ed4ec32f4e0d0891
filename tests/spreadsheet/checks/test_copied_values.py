"""Copied values are told of; coarse and common values are not."""

import numpy as np

from tests.spreadsheet.builders import changed, read, with_severity
from tests.spreadsheet.simulated import HEADER, plan, rows_of

ROWS = rows_of()


def pasted(rows, source, target):
    """Rows with the values of one range of cells written over another of the same shape."""
    cells = {}
    for (one_column, one_row), (other_column, other_row) in zip(source, target, strict=True):
        cells[f"{other_column}{other_row}"] = rows[one_row - 1][ord(one_column) - ord("A")]
    return changed(rows, cells)


def row(number, columns="DEFGH"):
    return [(column, number) for column in columns]


def column(letter, first, last):
    return [(letter, number) for number in range(first, last + 1)]


def test_a_row_copied_to_another_patient(tmp_path):
    found = read(tmp_path, pasted(ROWS, row(2), row(34)), plan())
    (warning,) = with_severity(found, "warning")
    assert warning.where == "Data!D2:H2 Data!D34:H34"
    assert warning.what.startswith("5 values of P01 and P09 in Data!D2:H2 stand in the same order")


def test_a_block_copied_to_another_patient_is_one_warning(tmp_path):
    rows = ROWS
    for number in range(4):
        rows = pasted(rows, row(2 + number), row(30 + number))
    warnings = with_severity(read(tmp_path, rows, plan()), "warning")
    assert [warning.where for warning in warnings] == ["Data!D2:H5 Data!D30:H33"]


def test_a_row_copied_within_a_patient(tmp_path):
    (warning,) = with_severity(read(tmp_path, pasted(ROWS, row(2), row(3)), plan()), "warning")
    assert warning.patient == "P01"
    assert warning.where == "Data!D2:H3"


def test_a_column_copied_into_another(tmp_path):
    rows = pasted(ROWS, column("D", 2, 9), column("E", 2, 9))
    (first, second) = with_severity(read(tmp_path, rows, plan()), "warning")
    assert first.where == "Data!D2:E5"
    assert second.patient == "P02"


def test_two_equal_values_are_no_copy(tmp_path):
    assert read(tmp_path, pasted(ROWS, row(2, "DE"), row(34, "DE")), plan()).problems == []


def test_coarse_and_common_values_are_no_copies(tmp_path):
    random = np.random.default_rng(2)
    rows = [list(HEADER)]
    for each in ROWS[1:]:
        coarse = [int(number) for number in random.integers(0, 12, 3)]
        rows.append([*each[:3], *coarse, 0, 100])
    found = read(tmp_path, rows, plan(markers={"Blimp-1": {"unit": "%", "scale": "linear"}}))
    assert found.problems == []


def test_clean_studies(tmp_path):
    told = 0
    for seed in range(20):
        problems = read(tmp_path, rows_of(seed=seed), plan()).problems
        told += any("same order" in problem.what for problem in problems)
    assert told <= 1
