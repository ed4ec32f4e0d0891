"""One problem for each kind of remark and marker, however many cells it is about."""

import csv

from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import changed, only, plan_of, read, sample_rows, with_severity

ROWS = sample_rows()


def text_table(folder, rows):
    path = folder / "study.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


def with_commas(rows):
    return [
        [str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row]
        for row in rows
    ]


def test_many_texts_of_one_kind_are_one_error(tmp_path):
    rows = changed(ROWS, {"D3": "5*", "D4": "6*", "D9": "7*", "E9": "lost", "E10": "lost"})
    first, second = with_severity(read(tmp_path, rows), "error")
    assert first.where == "Data!D3 Data!D4 Data!D9"
    assert 'for 2 more cells of CD25: "6*", "7*"' in first.what
    assert (first.patient, first.marker) == ("", "CD25")
    assert second.where == "Data!E9 Data!E10"
    assert second.what == '"lost" is not a number. So it is in 2 cells of Blimp-1.'


def test_decimal_commas_are_one_note(tmp_path):
    found = ingest(text_table(tmp_path, with_commas(ROWS)), plan_of())
    note = only(found, "note")
    assert note.what == 'A comma is read as the decimal sign in 12 cells, as in "10,5".'
    assert found.measurements["value"].to_list()[0] == 10.5
    declared = plan_of(spreadsheet={"decimal_sign": "comma"})
    assert ingest(text_table(tmp_path, with_commas(ROWS)), declared).problems == []


def test_thousands_are_a_note(tmp_path):
    found = read(tmp_path, changed(ROWS, {"E3": "1'205", "E4": "1 210"}))
    note = only(found, "note")
    assert note.where == "Data!E3 Data!E4"
    assert found.measurements["value"].max() == 1210


def test_a_point_among_commas_could_be_a_thousand(tmp_path):
    rows = with_commas(changed(ROWS, {"E3": "1.205"}))
    problem = only(ingest(text_table(tmp_path, rows), plan_of()), "error")
    assert problem.where == "study!E3"
    assert "can be read as 1.205 or as 1205" in problem.what
    declared = plan_of(spreadsheet={"decimal_sign": "comma"})
    assert ingest(text_table(tmp_path, rows), declared).measurements["value"].max() == 1205
    # Where 10.5 stands in another cell a point is a decimal point.
    assert ingest(text_table(tmp_path, changed(ROWS, {"E3": "1.205"})), plan_of()).problems == []


def test_a_point_that_nothing_explains(tmp_path):
    rows = [ROWS[0], *([*row[:3], f"{row[3]:.3f}", f"{row[4] / 9:.3f}"] for row in ROWS[1:])]
    problem = only(ingest(text_table(tmp_path, rows), plan_of()), "error")
    assert problem.where.startswith("study!D2:E13")
    assert "no other number of the table shows which. So can 23 more numbers." in problem.what
    declared = plan_of(spreadsheet={"decimal_sign": "point"})
    assert ingest(text_table(tmp_path, rows), declared).problems == []
    # Thousands that are not set apart in one column may be in another.
    thousands = ingest(text_table(tmp_path, changed(rows, {"E3": "1234"})), plan_of())
    assert "can be read as" in only(thousands, "error").what
    for certain in ("0.125", "12.5", "1234.567", "< 0.5 MFI"):
        found = ingest(text_table(tmp_path, changed(rows, {"E3": certain})), plan_of())
        assert with_severity(found, "error") == []


def test_nd_is_one_note_for_the_table(tmp_path):
    found = read(tmp_path, changed(ROWS, {"D3": "ND", "E9": "n.d."}))
    note = only(found, "note")
    assert note.where == "Data!D3 Data!E9"
    assert '"ND", "n.d." is read as a missing value in 2 cells' in note.what
    assert "spreadsheet.below_detection" in note.how_to_fix


def test_texts_below_detection_with_and_without_a_limit(tmp_path):
    rows = changed(ROWS, {"D3": "< LOD", "D4": "BLQ"})
    problem = only(read(tmp_path, rows), "error")
    assert problem.where == "Data!D3 Data!D4"
    assert "detection_limit" in problem.how_to_fix
    found = read(tmp_path, rows, plan_of(markers={"CD25": {"detection_limit": 0.5}}))
    assert only(found, "note").what == (
        '"< LOD", "BLQ" of CD25 means below the limit of detection of 0.5 %.'
    )
    assert found.measurements["censored"].to_list()[1:3] == ["below", "below"]


def test_negative_signals_are_a_warning(tmp_path):
    plan = plan_of(markers={"Blimp-1": {"unit": "MFI", "scale": "linear"}})
    found = read(tmp_path, changed(ROWS, {"E3": -4, "E9": -7.5}), plan)
    problem = only(found, "warning")
    assert problem.where == "Data!E3 Data!E9"
    assert "after compensation" in problem.what
    assert len(found.measurements) == 24
