"""Numbers that were dates."""

from tests.spreadsheet.builders import changed, only, read
from tests.spreadsheet.simulated import plan, rows_of


def test_a_date_kept_as_its_number(tmp_path):
    warning = only(read(tmp_path, changed(rows_of(), {"H7": 45233}), plan()), "warning")
    assert warning.where == "Data!H7"
    assert "the date 2023-11-03" in warning.what
    assert warning.marker == "Blimp-1"


def test_large_values_are_no_dates(tmp_path):
    rows = [row if number == 0 else [*row[:7], row[7] * 60] for number, row in enumerate(rows_of())]
    assert read(tmp_path, rows, plan()).problems == []
    assert read(tmp_path, changed(rows_of(), {"H7": 9000}), plan()).problems == []
