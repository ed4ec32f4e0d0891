"""Several columns of one marker and cell: replicates if their headings differ by a number."""

import pytest

from explant.spreadsheet.layouts.replicate_columns import are_running, without_number
from tests.spreadsheet.builders import only, patient_rows, plan_of, read, sample_rows
from tests.spreadsheet.shapes import one_line

WIDE = {"layout": "one_row_per_patient"}


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("CD25 1", ("CD25", "1")),
        ("CD25.2", ("CD25", "2")),
        ("CD25_b", ("CD25", "b")),
        ("CD25 (3)", ("CD25", "3")),
        ("CD25 (rep 1)", ("CD25", "1")),
        ("CD25 rep1 (%)", ("CD25", "1")),
        ("CD25-rep. 2", ("CD25", "2")),
        ("CD25 T - 1", ("CD25 T -", "1")),
        ("CD25 T +IL2 (%) 1", ("CD25 T +IL2 (%)", "1")),
        ("CD25 well A", ("CD25", "a")),
        ("CD25 technical replicate #2", ("CD25", "2")),
        ("IL-2", None),
        ("Caspase-3", None),
        ("CD25", None),
        ("CD25 T", None),
        ("CD25 (%)", None),
        ("7", None),
    ],
)
def test_the_number_at_the_end_of_a_heading(heading, parts):
    assert without_number(heading) == parts


def test_a_declared_suffix():
    assert without_number("CD25-2", "-#") == ("CD25", "2")
    assert without_number("CD25 <2>", "<#>") == ("CD25", "2")


@pytest.mark.parametrize("numbers", [["1"], ["1", "3"], ["1", "1"], ["2", "3"], ["1", "b"], []])
def test_what_is_no_running_number(numbers):
    assert not are_running(numbers)


def numbered(*headings, third=None):
    """CD25 in two or three columns around its value."""
    rows = [[*sample_rows()[0][:3], *headings, "Blimp-1"]]
    for *names, cd25, blimp in sample_rows()[1:]:
        values = [cd25 - 1, cd25 + 1, cd25][: len(headings)]
        rows.append([*names, *values, blimp])
    return rows


@pytest.mark.parametrize("headings", [("CD25 1", "CD25 2"), ("CD25 (a)", "CD25 (b)", "CD25 (c)")])
def test_columns_that_differ_by_a_running_number_are_averaged_and_said(tmp_path, headings):
    found = read(tmp_path, numbered(*headings))
    note = only(found, "note")
    assert note.where == " ".join(f"Data!{letter}1" for letter in "DEF"[: len(headings)])
    assert "read as replicates of CD25" in note.what
    first = found.measurements.iloc[0]
    assert (first["value"], first["replicates"]) == (10.5, len(headings))
    assert first["source"].startswith("Data!D2 Data!E2")
    assert "marker CD25, replicate" in " ".join(found.columns["read_as"])


@pytest.mark.parametrize("headings", [("CD25 1", "CD25 3"), ("CD25-1", "CD25-2"), ("CD25 1",)])
def test_columns_without_a_running_number_are_not_read_as_replicates(tmp_path, headings):
    problem = only(read(tmp_path, numbered(*headings)), "error")
    assert "the marker CD25" in problem.what


def test_a_column_without_a_number_beside_numbered_ones_is_an_error(tmp_path):
    problem = only(read(tmp_path, numbered("CD25", "CD25.1")), "error")
    assert problem.where == "Data!D1 Data!E1"
    assert "may be replicates of it or something else" in problem.what


def test_the_plan_declares_how_replicates_are_numbered(tmp_path):
    plan = plan_of(spreadsheet={"columns": {"replicate_suffix": "-#"}})
    found = read(tmp_path, numbered("CD25-1", "CD25-4"), plan)
    assert found.measurements["replicates"].to_list()[:4] == [2] * 4


def test_a_column_of_numbers_and_columns_of_replicates_together(tmp_path):
    rows = [[*row, "Well" if n == 0 else 1] for n, row in enumerate(numbered("CD25 1", "CD25 2"))]
    rows += [[*row[:-1], 2] for row in rows[1:]]
    plan = plan_of(spreadsheet={"columns": {"replicate": "Well"}})
    found = read(tmp_path, rows, plan)
    assert set(found.measurements["replicates"]) == {4, 2}


def doubled(headings):
    """One row a patient, each column twice, the value in the middle of the two."""
    rows = one_line()
    lines = [[row[0]] for row in rows]
    for column in range(1, len(rows[0])):
        for row, line in zip(rows, lines, strict=True):
            value = row[column]
            line += (
                headings(value) if isinstance(value, str) else [value * (8 / 10), value * (10 / 8)]
            )
    return lines


@pytest.mark.parametrize(
    "headings",
    [
        lambda name: [f"{name} 1", f"{name} 2"],
        lambda name: [f"{name} (rep a)", f"{name} (rep b)"],
        lambda name: [f"{name} (1)", f"{name} (2)"],
    ],
)
def test_replicates_of_one_row_a_patient(tmp_path, headings):
    found = read(tmp_path, doubled(headings), plan_of(spreadsheet=WIDE))
    note = only(found, "note")
    assert note.where == "Data!B1:Q1"
    assert set(found.measurements["replicates"]) == {2}
    blimp = found.measurements[found.measurements["marker"] == "Blimp-1"]["value"]
    assert blimp.to_list()[:4] == pytest.approx([200, 205, 210, 215])


def test_replicates_numbered_in_the_last_row_of_a_header(tmp_path):
    upper, lower, *patients = patient_rows()
    rows = [[upper[0]], [None], [None], *([row[0]] for row in patients)]
    for column in range(1, len(upper)):
        rows[0] += [upper[column], None]
        rows[1] += [lower[column], None]
        rows[2] += [1, 2]
        for row, patient in zip(rows[3:], patients, strict=True):
            row += [patient[column], patient[column]]
    found = read(tmp_path, rows, plan_of(spreadsheet=WIDE))
    assert only(found, "note").where == "Data!B3:Q3"
    assert set(found.measurements["replicates"]) == {2}


def test_one_number_alone_is_not_understood(tmp_path):
    rows = one_line()
    rows[0][1] += " day 3"
    problem = only(read(tmp_path, rows, plan_of(spreadsheet=WIDE)), "error")
    assert problem.where == "Data!B1"
    assert '"day", "3"' in problem.what
