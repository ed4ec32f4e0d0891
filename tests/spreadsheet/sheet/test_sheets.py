"""One sheet a marker, and what is hidden."""

import pytest
from openpyxl import load_workbook

from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import (
    only,
    plan_of,
    sample_rows,
    with_severity,
    worksheet,
    write,
)
from tests.spreadsheet.shapes import of_marker, one_line

PER_MARKER = {"sheets": "one_per_marker"}
TWO = {"CD25 (%)": of_marker("CD25"), "Blimp-1": of_marker("Blimp-1")}
SIZE = {"strata": {"size": {"kind": "continuous", "column": ["Size"]}}}
CLINIC = [["Patient", "Size"], ["P10", 3], ["P1", 1], ["P2", 2]]


def read(folder, sheets, patients=None, **spreadsheet):
    plan = plan_of(spreadsheet={**PER_MARKER, **spreadsheet}, patients=patients or {})
    return ingest(write(folder / "study.xlsx", sheets), plan)


def test_each_marker_is_found_by_the_name_of_its_sheet(tmp_path):
    found = read(tmp_path, TWO)
    assert found.problems == []
    assert len(found.measurements) == 24
    assert found.measurements["source"][0] == "'CD25 (%)'!D2"
    assert found.measurements["source"][4] == "Blimp-1!D2"


def test_a_sheet_that_names_no_marker_is_not_read(tmp_path):
    found = read(tmp_path, {"Read me": [["Patient", "what"], ["P1", "x"]], **TWO})
    problem = only(found, "note")
    assert problem.where == "Read me"
    assert len(found.measurements) == 24


def test_a_marker_without_a_sheet_is_an_error(tmp_path):
    problem = only(read(tmp_path, {"CD25": of_marker("CD25")}), "error")
    assert problem.marker == "Blimp-1"
    assert problem.what == 'No sheet, title or heading names Blimp-1. Sheets read: "CD25".'


def test_no_sheet_at_all_for_a_marker_is_an_error(tmp_path):
    problem = only(read(tmp_path, {"Data": [["Patient", "x"], ["P1", 1]]}), "error")
    assert "No sheet names a marker of the plan" in problem.what


def test_a_sheet_and_a_heading_that_disagree_are_an_error(tmp_path):
    sheets = {"CD25": of_marker("Blimp-1", "Blimp-1"), "Blimp-1": of_marker("CD25", "CD25")}
    errors = with_severity(read(tmp_path, sheets), "error")
    assert [problem.where for problem in errors] == ["CD25!D1", "Blimp-1!D1"]
    assert "says CD25" in errors[0].what


def test_the_properties_in_one_of_the_sheets_or_in_their_own(tmp_path):
    sized = [
        [*row, size]
        for row, size in zip(TWO["Blimp-1"], ["Size"] + [1] * 4 + [2] * 4 + [3] * 4, strict=True)
    ]
    found = read(tmp_path, {**TWO, "Blimp-1": sized}, SIZE)
    assert found.problems == []
    assert found.patients["size"].to_list() == [1, 2, 3]
    found = read(tmp_path, {**TWO, "Clinic": CLINIC}, SIZE, patients_sheet="Clinic")
    assert found.problems == []
    assert found.patients["size"].to_list() == [1, 2, 3]
    assert found.columns[found.columns["sheet"] == "Clinic"]["read_as"].to_list() == [
        "patient ID",
        "property size of the patient",
    ]


def test_a_patient_who_is_in_one_sheet_only(tmp_path):
    rows = [row for row in TWO["Blimp-1"] if row[0] != "P2"]
    found = read(tmp_path, {**TWO, "Blimp-1": rows})
    assert any("Blimp-1 of P2 is missing" in each.what for each in with_severity(found, "warning"))


def test_a_sheet_for_each_marker_and_tissue(tmp_path):
    sheets = {}
    for marker in ("CD25", "Blimp-1"):
        for tissue in ("Tumor", "Normal"):
            rows = of_marker(marker)
            sheets[f"{marker} {tissue}"] = [
                [row[0], *row[2:]] for row in rows if row is rows[0] or row[1] == tissue
            ]
    found = read(tmp_path, sheets)
    assert with_severity(found, "error") == []
    assert len(found.measurements) == 24


def test_layouts_may_differ_between_sheets_if_they_are_recognised(tmp_path):
    sheets = {"CD25": of_marker("CD25"), "Other": one_line(markers=["Blimp-1"])}
    found = read(tmp_path, sheets, layout="auto")
    assert with_severity(found, "error") == []
    assert len(found.measurements) == 24


@pytest.mark.parametrize("sheets", ["one", "one_per_marker"])
def test_what_is_hidden_is_read_and_said(tmp_path, sheets):
    path = write(tmp_path / "study.xlsx", {"CD25": sample_rows()})
    book = load_workbook(path)
    book.create_sheet("empty")
    sheet = worksheet(book, "CD25")
    sheet.sheet_state = "hidden"
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["E"].hidden = True
    book.save(path)
    found = ingest(path, plan_of(spreadsheet={"sheets": sheets}))
    assert [problem.what.split(";")[0] for problem in with_severity(found, "warning")] == [
        "The sheet is hidden",
        "Hidden rows: 4",
        "Hidden columns: E",
    ]
    assert len(found.measurements) == 24


def test_hidden_parts_of_the_patients_sheet_and_hidden_sheets_that_are_not_read(tmp_path):
    who = [["Patient", "Age"], ["P1", 50], ["P2", 60], ["P10", 70]]
    sheets = {"Data": sample_rows(), "Who": who, "Old": [["P1", 3]], "Open": [["P1", 3]]}
    path = write(tmp_path / "study.xlsx", sheets)
    book = load_workbook(path)
    worksheet(book, "Old").sheet_state = "hidden"
    worksheet(book, "Who").row_dimensions[3].hidden = True
    book.save(path)
    plan = plan_of(
        spreadsheet={"sheet": "Data", "patients_sheet": "Who"},
        patients={"covariates": {"age": ["Age"]}},
    )
    found = ingest(path, plan)
    assert [(p.severity, p.where, p.what.split(";")[0]) for p in found.problems] == [
        ("warning", "Who", "Hidden rows: 3"),
        ("note", "Old", "The sheet is hidden and is not read."),
    ]
