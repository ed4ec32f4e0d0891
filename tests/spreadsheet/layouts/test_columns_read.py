import pytest

from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.layouts.columns_read import fits
from tests.spreadsheet.builders import changed, plan_of, sample_rows, write


def renamed(old: str, new: str):
    return [[new if cell == old else cell for cell in row] for row in sample_rows()]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (sample_rows(), True),
        (changed(sample_rows(), {"D3": "much"}), True),
        (renamed("Tissue", "Organ"), False),
        ([["Patient", "Visit", "Weight"], ["P1", "1", 70.5], ["P2", "1", 81.0]], False),
    ],
)
def test_a_sheet_fits_that_has_most_markers_and_every_factor(tmp_path, rows, expected):
    plan = plan_of()
    found = ingest(write(tmp_path / "study.xlsx", {"Data": rows}), plan)
    assert fits(found.columns, plan) is expected
