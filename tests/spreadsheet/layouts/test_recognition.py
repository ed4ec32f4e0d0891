"""The layout of a table is recognised if exactly one fits."""

import pytest

from tests.spreadsheet.builders import (
    changed,
    long_rows,
    only,
    patient_rows,
    plan_of,
    read,
    sample_rows,
    with_severity,
)

AUTO = plan_of(spreadsheet={"layout": "auto"})


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (long_rows(), "one row a measurement (long)"),
        (sample_rows(), "one row a sample (one_row_per_sample)"),
        (patient_rows(), "one row a patient (one_row_per_patient)"),
    ],
)
def test_a_note_says_which_layout_it_is_and_how_each_column_is_read(tmp_path, rows, words):
    problem = only(read(tmp_path, rows, AUTO), "note")
    assert problem.what.startswith(f"The table is recognised as {words}. ")
    assert 'A "Patient": patient ID; B "' in problem.what


def test_two_layouts_that_fit_are_an_error_that_names_both(tmp_path):
    rows = changed(long_rows(), {"F1": "CD25", "F2": 10})
    problem = only(read(tmp_path, rows, AUTO), "error")
    assert problem.where == "Data!A1:F1"
    assert "(long) or as one row a sample (one_row_per_sample)" in problem.what
    assert "spreadsheet.layout: long" in problem.how_to_fix


def test_no_layout_that_fits_is_an_error_that_says_what_each_lacks(tmp_path):
    problem = only(read(tmp_path, changed(sample_rows(), {"B1": "Tisue"}), AUTO), "error")
    assert 'not long: no column of "Marker" or of "Value" or of the factor tissue' in problem.what
    assert "not one_row_per_sample: no column of the factor tissue" in problem.what
    assert "not one_row_per_patient: no heading names" in problem.what


def test_each_table_has_a_layout_of_its_own(tmp_path):
    blimp = [[*row[:3], row[4]] for row in sample_rows()]
    known = [row[:5] for row in patient_rows()]
    found = read(tmp_path, [*blimp, [], *known], AUTO)
    assert with_severity(found, "error") == []
    assert len(found.measurements) == 24
    assert len(with_severity(found, "note")) == 2


def test_a_note_does_not_list_hundreds_of_columns(tmp_path):
    rows = [[*row, *(f"other {n}" for n in range(40))] for row in sample_rows()]
    note = with_severity(read(tmp_path, rows, AUTO), "note")[0]
    assert "; and 21 more." in note.what
