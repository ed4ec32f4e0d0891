"""Which rows of a long table have a sheet, and what the sheet says about the others."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.documents.workbook import large_tables
from explant.documents.workbook.book import write_workbook
from explant.documents.workbook.large_tables import part_for_sheet
from tests.reported import make_plan

MARKERS = ["CD25", "FOXP3", "CTLA-4", "Blimp-1", "Caspase-3"]
PAIRED = pd.DataFrame(
    {
        "marker": MARKERS,
        "contrast": "il2_in_tumor",
        "p": [0.5, 0.01, 0.2, 0.03, None],
        "p_adjusted": [1.0, 0.05, 0.6, 0.12, None],
        "d_z": [0.1, 0.9, 0.4, 0.7, None],
    }
)
"""By adjusted p: FOXP3, Blimp-1, CTLA-4, CD25; caspase-3 has none."""


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(large_tables, "MOST_ROWS", 10)
    return make_plan()


def differences(per_marker: int = 4) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"patient": f"P{i}", "marker": marker, "contrast": "il2_in_tumor", "difference": i / 3}
            for marker in MARKERS
            for i in range(per_marker)
        ]
    )


def test_as_many_leading_markers_as_there_is_room_for(plan: Plan):
    part = part_for_sheet("differences", {"differences": differences(), "paired": PAIRED}, plan)
    assert part is not None
    # In the table's own order.
    assert list(dict.fromkeys(part.rows["marker"])) == ["FOXP3", "Blimp-1"]
    assert part.note == (
        "2 of 5 markers: those with the smallest adjusted p of IL-2 effect in tumor. "
        "8 of 20 rows: all stand in differences.csv, beside this file."
    )


def test_declared_markers_come_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(large_tables, "MOST_ROWS", 10)
    plan = make_plan(report={"show": ["Caspase-3"]})
    part = part_for_sheet("differences", {"differences": differences(), "paired": PAIRED}, plan)
    assert part is not None
    assert list(dict.fromkeys(part.rows["marker"])) == ["FOXP3", "Caspase-3"]
    assert "those that the plan declares, then those" in part.note


def test_one_marker_at_least(plan: Plan):
    part = part_for_sheet("differences", {"differences": differences(40), "paired": PAIRED}, plan)
    assert part is not None
    assert set(part.rows["marker"]) == {"FOXP3"}
    assert len(part.rows) == 40


def test_a_table_with_room_is_whole(plan: Plan):
    table = differences(2)
    part = part_for_sheet("differences", {"differences": table, "paired": PAIRED}, plan)
    assert part is not None
    assert part.rows is table
    assert part.note == ""


@pytest.mark.parametrize("name", ["paired", "between", "interactions"])
def test_answers_are_whole(name: str, plan: Plan):
    part = part_for_sheet(name, {"paired": PAIRED} | {name: differences()}, plan)
    assert part is not None
    assert len(part.rows) == 20
    assert part.note == ""


def test_answers_beyond_the_longest_sheet_are_those_of_leading_markers(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(large_tables, "LONGEST_SHEET", 12)
    part = part_for_sheet("interactions", {"interactions": differences(), "paired": PAIRED}, plan)
    assert part is not None
    assert list(dict.fromkeys(part.rows["marker"])) == ["FOXP3", "CTLA-4", "Blimp-1"]


def test_what_has_no_leading_markers_is_whole_or_no_sheet(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
):
    patients = pd.DataFrame({"patient": [f"P{i}" for i in range(20)]})
    problems = differences().assign(severity="note")
    for name, table in (("patients", patients), ("problems", problems)):
        part = part_for_sheet(name, {name: table, "paired": PAIRED}, plan)
        assert part is not None
        assert len(part.rows) == 20
        assert part.note == ""
    monkeypatch.setattr(large_tables, "LONGEST_SHEET", 12)
    assert part_for_sheet("patients", {"patients": patients, "paired": PAIRED}, plan) is None
    assert part_for_sheet("problems", {"problems": problems, "paired": PAIRED}, plan) is None


def test_without_results_the_plan_orders_the_markers(plan: Plan):
    part = part_for_sheet("measurements", {"measurements": differences()}, plan)
    assert part is not None
    assert list(dict.fromkeys(part.rows["marker"])) == ["CD25", "FOXP3"]
    assert part.note.startswith("2 of 5 markers: as the plan orders them. 8 of 20 rows")


def test_the_sheet_says_what_is_left_out_above_its_header(plan: Plan, tmp_path: Path):
    path = tmp_path / "results.xlsx"
    write_workbook(path, {"paired": PAIRED, "differences": differences()}, plan)
    book = openpyxl.load_workbook(path)
    sheet = book["differences"]
    assert sheet["A1"].value.startswith("2 of 5 markers")
    assert [cell.value for cell in sheet[2]] == ["patient", "marker", "contrast", "difference"]
    assert sheet["B3"].value == "FOXP3"
    assert sheet.max_row == 10
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref == "A2:D10"
    assert sheet.print_title_rows == "$1:$2"
    assert {str(area.sqref) for area in sheet.conditional_formatting} == {"D3:D10"}
    row = next(row for row in book["Read me"].iter_rows() if row[0].value == "differences")
    assert row[1].value == "8 of 20 rows"
    assert row[2].value.endswith("all stand in differences.csv, beside this file.")
    assert row[0].hyperlink.location == "'differences'!A1"


def test_a_comparison_of_groups_ranks_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(large_tables, "MOST_ROWS", 10)
    question = {
        "between": {"stage": ["early", "late"]},
        "at": {"tissue": "tumor"},
        "label": "Stage",
    }
    plan = make_plan(contrasts={"stage": question}, report={"headline": "stage"})
    between = PAIRED.rename(columns={"d_z": "d"}).assign(contrast="stage", group_sizes="[12, 8]")
    tables = {
        "paired": pd.DataFrame(columns=PAIRED.columns),
        "between": between,
        "measurements": differences(),
    }
    part = part_for_sheet("measurements", tables, plan)
    assert part is not None
    assert list(dict.fromkeys(part.rows["marker"])) == ["FOXP3", "Blimp-1"]
    assert "smallest adjusted p of Stage." in part.note
