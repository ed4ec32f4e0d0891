import pytest
from openpyxl import load_workbook
from pandas.testing import assert_frame_equal

from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import (
    CELLS,
    changed,
    long_rows,
    only,
    patient_rows,
    plan_of,
    read,
    sample_rows,
    with_severity,
    worksheet,
    write,
)

WIDE = {"spreadsheet": {"layout": "one_row_per_patient"}}
LONG = {"spreadsheet": {"layout": "long"}}


def without_source(found):
    assert found.problems == []
    return found.measurements.drop(columns="source")


def test_one_row_per_sample(tmp_path):
    found = read(tmp_path, sample_rows())
    table = found.measurements
    assert list(table.columns) == [
        "patient", "tissue", "treatment", "marker", "value", "replicates", "replicate_sd",
        "censored", "source",
    ]  # fmt: skip
    assert len(table) == 24
    assert list(dict.fromkeys(table["patient"])) == ["P1", "P2", "P10"]
    assert table.iloc[1].drop("replicate_sd").to_dict() == {
        "patient": "P1", "tissue": "tumor", "treatment": "IL-2", "marker": "CD25", "value": 11.5,
        "replicates": 1, "censored": "", "source": "Data!D3",
    }  # fmt: skip
    assert table["marker"].to_list()[:8] == ["CD25"] * 4 + ["Blimp-1"] * 4
    assert found.patients["patient"].to_list() == ["P1", "P2", "P10"]


def test_the_three_layouts_hold_the_same(tmp_path):
    samples = without_source(read(tmp_path, sample_rows()))
    assert_frame_equal(samples, without_source(read(tmp_path, long_rows(), plan_of(**LONG))))
    assert_frame_equal(samples, without_source(read(tmp_path, patient_rows(), plan_of(**WIDE))))


def test_the_order_of_rows_does_not_matter(tmp_path):
    rows = sample_rows()
    found = read(tmp_path, [rows[0], *reversed(rows[1:])])
    assert_frame_equal(without_source(found), without_source(read(tmp_path, sample_rows())))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_text_table_holds_the_same(tmp_path, separator):
    path = tmp_path / "study.csv"
    lines = [separator.join(map(str, row)) for row in sample_rows()]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = ingest(path, plan_of())
    assert_frame_equal(without_source(found), without_source(read(tmp_path, sample_rows())))
    assert found.measurements["source"][0] == "study!D2"


TITLES = [["A study of 2024", None, 3.5], [], [None, "Second title"]]


@pytest.mark.parametrize(
    ("rows", "plan"),
    [(sample_rows(), plan_of()), (long_rows(), plan_of(**LONG)), (patient_rows(), plan_of(**WIDE))],
    ids=["sample", "long", "patient"],
)
def test_title_rows_above_the_header(tmp_path, rows, plan):
    found = read(tmp_path, [*TITLES, *rows], plan)
    assert_frame_equal(without_source(found), without_source(read(tmp_path, rows, plan)))


def merged_header(tmp_path, rows, *ranges):
    path = write(tmp_path / "study.xlsx", {"Data": rows})
    book = load_workbook(path)
    for area in ranges:
        worksheet(book).merge_cells(area)
    book.save(path)
    return ingest(path, plan_of(**WIDE))


def test_merged_headings(tmp_path):
    found = merged_header(tmp_path, patient_rows(), "A1:A2", "B1:E1", "F1:I1")
    assert_frame_equal(without_source(found), without_source(read(tmp_path, sample_rows())))


def one_line():
    rows = patient_rows()[1:]
    rows[0] = ["Patient", *(f"{m} {t} {c}" for m in ("CD25", "Blimp-1") for t, c in CELLS)]
    return rows


def upper_marker_and_tissue():
    rows = patient_rows()
    upper, lower = ["Patient"], [None]
    for marker in ("CD25", "Blimp-1"):
        upper += [f"{marker} Tumor", None, f"{marker} Normal", None]
        lower += ["-", "+", "–", "+"]
    return [upper, lower, *rows[2:]]


def patient_in_the_lower_row():
    rows = patient_rows()
    rows[0][0], rows[1][0] = None, "Patient"
    return rows


def three_rows():
    rows = patient_rows()
    top = ["Patient", "CD25", None, None, None, "Blimp-1", None, None, None]
    middle = [None, *(["Tumor", None, "Normal", None] * 2)]
    bottom = [None, *(["-", "+"] * 4)]
    return [top, middle, bottom, *rows[2:]]


@pytest.mark.parametrize(
    "rows",
    [one_line(), upper_marker_and_tissue(), patient_in_the_lower_row(), three_rows()],
    ids=["one", "marker and tissue", "patient below", "three"],
)
def test_headers_of_one_to_three_rows(tmp_path, rows):
    found = read(tmp_path, rows, plan_of(**WIDE))
    assert_frame_equal(without_source(found), without_source(read(tmp_path, sample_rows())))


def test_a_heading_that_is_not_understood_is_an_error(tmp_path):
    found = read(tmp_path, changed(one_line(), {"C1": "CD25 Tumor IL-15"}), plan_of(**WIDE))
    problem = only(found, "error")
    assert problem.where == "Data!C1"
    assert problem.marker == "CD25"
    assert "names no level of treatment" in problem.what


def test_two_headings_for_the_same_cell_are_an_error(tmp_path):
    found = read(tmp_path, changed(one_line(), {"C1": "CD25 Tumor control"}), plan_of(**WIDE))
    problem = only(found, "error")
    assert problem.where == "Data!B1:C1"
    assert "both name CD25 for tumor, control" in problem.what


def test_a_column_of_another_marker_is_a_note(tmp_path):
    rows = changed(one_line(), {"J1": "CD127 Tumor IL-2", "J2": 5.0, "K1": "Operator"})
    found = read(tmp_path, rows, plan_of(**WIDE))
    problem = only(found, "note")
    assert problem.where == "Data!J1:K1"
    assert '"CD127 Tumor IL-2", "Operator"' in problem.what
    assert len(found.measurements) == 24


def test_a_marker_without_a_column_is_an_error_in_each_layout(tmp_path):
    extra = {"FOXP3": {"unit": "%"}}
    for rows, layout in (
        (sample_rows(), {}),
        (long_rows(), LONG),
        (patient_rows(), WIDE),
    ):
        found = read(tmp_path, rows, plan_of(markers=extra, **layout))
        problem = only(found, "error")
        assert "FOXP3" in problem.what
        assert "seen" in problem.what
        assert problem.where.startswith("Data!")


def test_columns_that_the_plan_does_not_name_are_a_note(tmp_path):
    rows = changed(sample_rows(), {"F1": "Operator", "F2": "AB"})
    problem = only(read(tmp_path, rows), "note")
    assert problem.where == "Data!F1"
    assert '"Operator"' in problem.what


def test_headings_match_without_case_spaces_and_unit(tmp_path):
    rows = changed(
        sample_rows(),
        {"A1": " patient ", "B1": "TISSUE", "D1": "cd25 (% of CD4)", "E1": "Blimp-1 [MFI]"},
    )
    assert without_source(read(tmp_path, rows)).shape == (24, 8)


def test_declared_headings_replace_the_name(tmp_path):
    plan = plan_of(
        spreadsheet={"columns": {"patient": "ID"}}, markers={"CD25": {"column": ["IL2RA"]}}
    )
    rows = changed(sample_rows(), {"A1": "ID", "D1": "IL2RA"})
    assert without_source(read(tmp_path, rows, plan)).shape == (24, 8)


def test_a_heading_twice_is_an_error(tmp_path):
    problem = only(read(tmp_path, changed(sample_rows(), {"F1": "CD25"})), "error")
    assert problem.where == "Data!D1 Data!F1"
    assert "Several columns" in problem.what


def test_a_unit_that_contradicts_the_plan_is_a_warning(tmp_path):
    problem = only(read(tmp_path, changed(sample_rows(), {"D1": "CD25 (MFI)"})), "warning")
    assert problem.where == "Data!D1"
    assert "the plan gives %" in problem.what


def test_a_missing_patient_heading_is_an_error(tmp_path):
    problem = only(read(tmp_path, changed(sample_rows(), {"A1": "Patients"})), "error")
    assert problem.where == "Data"
    assert 'Did you mean "Patients"?' in problem.how_to_fix


def test_a_missing_factor_column_is_an_error_with_the_headings_seen(tmp_path):
    problem = only(read(tmp_path, changed(sample_rows(), {"B1": "Tisue"})), "error")
    assert problem.where == "Data!B1:E1"
    assert '"Tisue"' in problem.what
    assert 'Did you mean "Tisue"?' in problem.how_to_fix


def test_merged_ids_and_levels_hold_for_all_their_rows(tmp_path):
    rows = changed(sample_rows(), {"A3": None, "A4": None, "A5": None, "B3": None})
    path = write(tmp_path / "study.xlsx", {"Data": rows})
    book = load_workbook(path)
    worksheet(book).merge_cells("A2:A5")
    worksheet(book).merge_cells("B2:B3")
    book.save(path)
    assert without_source(ingest(path, plan_of())).shape == (24, 8)


def test_the_sheet_is_the_declared_or_the_first_visible(tmp_path):
    path = write(tmp_path / "study.xlsx", {"Old": [["nothing"]], "Data": sample_rows()})
    book = load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    assert len(ingest(path, plan_of()).measurements) == 24
    assert len(ingest(path, plan_of(spreadsheet={"sheet": "data"})).measurements) == 24
    problem = only(ingest(path, plan_of(spreadsheet={"sheet": "Dta"})), "error")
    assert problem.where == "study.xlsx"
    assert 'Did you mean "Data"?' in problem.how_to_fix


def test_hidden_rows_are_read_with_a_warning(tmp_path):
    path = write(tmp_path / "study.xlsx", {"Data": sample_rows()})
    book = load_workbook(path)
    worksheet(book).row_dimensions[4].hidden = True
    book.save(path)
    found = ingest(path, plan_of())
    assert "Hidden rows: 4" in only(found, "warning").what
    assert len(found.measurements) == 24


def test_a_header_without_rows_is_an_error(tmp_path):
    problem = only(read(tmp_path, sample_rows()[:1]), "error")
    assert problem.where == "Data"
    assert "no row with data" in problem.what


def test_replicates_are_averaged_on_the_analysis_scale(tmp_path):
    rows = [[*row[:5], number] for row in sample_rows()[1:] for number in (1, 2)]
    rows[1][3], rows[1][4] = 12.5, 800
    header = [*sample_rows()[0], "Well"]
    plan = plan_of(spreadsheet={"columns": {"replicate": "Well"}})
    found = read(tmp_path, [header, *rows], plan)
    assert with_severity(found, "error") == []
    table = found.measurements.set_index(["patient", "marker", "tissue", "treatment"])
    cd25 = table.loc[("P1", "CD25", "tumor", "control")]
    assert cd25["value"] == 11.5
    assert cd25["replicates"] == 2
    assert cd25["replicate_sd"] == pytest.approx(2**0.5)
    assert cd25["source"] == "Data!D2 Data!D3"
    blimp = table.loc[("P1", "Blimp-1", "tumor", "control")]
    assert blimp["value"] == pytest.approx(400)
    assert table.loc[("P2", "CD25", "tumor", "control")]["value"] == 13.5


def test_replicates_of_one_row_per_patient_are_rows(tmp_path):
    upper, lower, *patients = patient_rows()
    rows = [[*upper, "Well"], [*lower, None], *([*row, 1] for row in patients)]
    second = [*patients[0], 2]
    second[1] = 12.5
    plan = plan_of(spreadsheet={**WIDE["spreadsheet"], "columns": {"replicate": "Well"}})
    found = read(tmp_path, [*rows, second], plan)
    assert found.problems == []
    first = found.measurements.iloc[0]
    assert (first["value"], first["replicates"], first["source"]) == (11.5, 2, "Data!B3 Data!B6")


def test_a_patients_row_pasted_twice_is_one_warning(tmp_path):
    rows = patient_rows()
    problem = only(read(tmp_path, [*rows, rows[2]], plan_of(**WIDE)), "warning")
    assert problem.where == "Data!B3:I3 Data!B6:I6"
    assert problem.what.startswith("P1 stands there twice")
