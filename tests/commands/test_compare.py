"""``python -m explant compare``: two folders of results, two spreadsheets."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from explant.__main__ import main
from tests.history.test_changes import Results, edited
from tests.reported import make_measurements, make_plan, paired_frame

HEADING = ["Patient", "Tissue", "CD25"]
ROWS = [["P01", "tumor", 12.5], ["P01", "normal", 9], ["P02", "tumor", 11], ["P02", "normal", 8]]
CONFIG = {
    "spreadsheet": {"path": "data/raw/mine.xlsx", "layout": "one_row_per_sample"},
    "factors": {"tissue": {"levels": ["tumor", "normal"]}},
    "markers": {"CD25": {"unit": "%"}},
    "contrasts": {"effect": {"compare": {"tissue": ["tumor", "normal"]}, "role": "primary"}},
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for folder in ("config", "data/raw"):
        Path(folder).mkdir(parents=True)
    return tmp_path


def workbook(path: str, rows) -> Path:
    book = openpyxl.Workbook()
    for row in [HEADING, *rows]:
        book.active.append(row)
    book.save(path)
    return Path(path)


def compare(capsys, *arguments: str | Path) -> tuple[int, str]:
    code = main(["compare", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def changed(rows, place: int, value: object):
    return [[*row[:2], value] if at == place else row for at, row in enumerate(rows)]


def test_two_folders_of_results(project: Path, capsys):
    plan = make_plan()
    measurements, patients = make_measurements(plan)
    tables = {"measurements": measurements, "patients": patients, "paired": paired_frame({})}
    Results(project / "old", plan, tables).write()
    other = edited(measurements, "value", 99.5)
    Results(project / "new", plan, tables).write(
        measurements=other, paired=paired_frame({"p_adjusted": 0.3})
    )
    code, said = compare(capsys, "old", "new", "--output", "changes.csv")
    assert code == 0
    first, *rows, written = said.splitlines()
    assert first == "1 cell changed; CD25 in tumor no longer shows evidence."
    old = measurements.iloc[0]
    sample = f"{old['tissue']} / {old['treatment']}"
    assert rows == [
        f"  cell changed: {old['patient']}, {sample}, {old['marker']}: {old['value']:g} → 99.5",
        "  verdict changed: CD25, IL-2 effect in tumor: evidence_of_decrease → no_evidence",
    ]
    assert written == "changes.csv: written."
    assert list(pd.read_csv("changes.csv")["what"]) == ["cell", "verdict"]
    assert compare(capsys, "old", "old") == (0, "Nothing differs.\n")


def test_two_spreadsheets_that_a_config_names(capsys):
    Path("config/mine.yaml").write_text(json.dumps(CONFIG), encoding="utf-8")
    new = workbook("data/raw/mine.xlsx", changed(ROWS, 2, 13))
    # In another order of rows: the same patients and samples.
    old = workbook("old.xlsx", ROWS[::-1])
    code, said = compare(capsys, old, new)
    assert code == 0
    assert said.splitlines() == [
        "Read as config/mine.yaml says.",
        "1 cell changed; no verdict changed.",
        "  cell changed: P02, tumor, CD25: 11 → 13",
    ]


def test_a_row_more_in_a_spreadsheet_that_nothing_describes(capsys):
    old = workbook("old.xlsx", ROWS)
    new = workbook("new.xlsx", [["P00", "tumor", 1], *changed(ROWS, 2, 13)])
    code, said = compare(capsys, old, new)
    assert code == 0
    assert said.splitlines()[1:] == [
        "  Sheet!A2: – → P00",
        "  Sheet!B2: – → tumor",
        "  Sheet!C2: – → 1",
        "  Sheet!C5: 11 → 13",
    ]


def test_a_sheet_that_the_config_does_not_read_is_compared_by_cells(capsys):
    Path("config/mine.yaml").write_text(json.dumps(CONFIG), encoding="utf-8")
    old = workbook("data/raw/mine.xlsx", ROWS)
    new = workbook("new.xlsx", changed(ROWS, 2, "eleven"))
    code, said = compare(capsys, old, new)
    assert code == 0
    assert '"eleven" is not a number' in said
    assert "config/mine.yaml does not read both of them" in said
    assert "  Sheet!C4: 11 → eleven" in said


def test_nothing_is_read_into_a_folder_that_is_none(capsys):
    Path("empty").mkdir()
    workbook("a.xlsx", ROWS)
    assert compare(capsys, "empty", "a.xlsx") == (
        1,
        "Compare two folders of results, or two spreadsheets.\n",
    )
    assert compare(capsys, "a.xlsx", "gone.xlsx") == (1, "There is no gone.xlsx.\n")
    code, said = compare(capsys, "empty", "empty")
    assert code == 1
    assert said.startswith("empty does not hold the results of a study")


def test_an_output_that_is_there_stays(capsys):
    old, new = workbook("old.xlsx", ROWS), workbook("new.xlsx", changed(ROWS, 0, 1))
    Path("mine.csv").write_text("kept", encoding="utf-8")
    code, said = compare(capsys, old, new, "--output", "mine.csv")
    assert code == 1
    assert "mine.csv: The file is there already." in said
    assert Path("mine.csv").read_text(encoding="utf-8") == "kept"
