"""Each kind of problem, with its exact place."""

import datetime
import math

import pytest

from explant.config.models import Plan
from explant.spreadsheet.ingest import ingest, measurement_columns
from explant.spreadsheet.layouts.patient_table import patient_columns
from tests.spreadsheet.builders import (
    changed,
    long_rows,
    only,
    patient_rows,
    plan_of,
    read,
    sample_rows,
    with_severity,
    write,
)

ROWS = sample_rows()
WITHOUT_NORMAL_P2 = [row for row in ROWS if row[:2] != ["P2", "Normal"]]


@pytest.mark.parametrize(
    ("cells", "where", "what"),
    [
        ({"D7": "lost"}, "Data!D7", '"lost" is not a number'),
        ({"D7": "1,234"}, "Data!D7", "can be read as 1.234 or as 1234"),
        ({"D7": datetime.datetime(2024, 3, 11)}, "Data!D7", "date"),
        ({"D7": True}, "Data!D7", "logical"),
        ({"D7": "#DIV/0!"}, "Data!D7", "#DIV/0!"),
        ({"D7": "=1+1"}, "Data!D7", "formula was saved without its result"),
        ({"D7": 123}, "Data!D7", "not between 0 and 100"),
        ({"E7": -3}, "Data!E7", "negative"),
    ],
)
def test_a_value_that_is_wrong(tmp_path, cells, where, what):
    problem = only(read(tmp_path, changed(ROWS, cells)), "error")
    assert problem.where == where
    assert what in problem.what
    assert problem.patient == "P2"
    assert problem.marker == ("CD25" if where.startswith("Data!D") else "Blimp-1")
    assert problem.how_to_fix


def test_errors_leave_empty_tables_with_their_columns(tmp_path):
    plan = plan_of()
    found = read(tmp_path, changed(ROWS, {"D7": "lost"}), plan)
    assert list(found.measurements.columns) == measurement_columns(plan)
    assert list(found.patients.columns) == patient_columns(plan)
    assert found.measurements.empty
    assert found.patients.empty


def test_all_zeros_on_a_log_scale_are_one_error_that_names_each(tmp_path):
    rows = changed(ROWS, {"E3": 0, "E4": 0, "E9": 0})
    problem = only(read(tmp_path, rows), "error")
    assert problem.where == "Data!E3 Data!E4 Data!E9"
    assert problem.marker == "Blimp-1"
    assert "offset" in problem.how_to_fix
    plan = plan_of(markers={"Blimp-1": {"offset": 1.0}})
    assert read(tmp_path, rows, plan).problems == []


def test_percent_cells_are_one_note(tmp_path):
    from openpyxl import load_workbook

    path = write(tmp_path / "study.xlsx", {"Data": changed(ROWS, {"D2": 0.23, "D3": 0.07})})
    book = load_workbook(path)
    for address in ("D2", "D3"):
        book["Data"][address].number_format = "0%"
    book.save(path)
    found = ingest(path, plan_of())
    assert only(found, "note").where == "Data!D2 Data!D3"
    assert found.measurements["value"].to_list()[:2] == [23, 7]


def test_values_below_the_limit_of_detection(tmp_path):
    plan = plan_of(markers={"CD25": {"detection_limit": 0.5}})
    rows = changed(ROWS, {"D2": 0.2, "D3": "<0.5", "D4": "<0.3"})
    found = read(tmp_path, rows, plan)
    assert only(found, "note").where == "Data!D2"
    assert only(found, "warning").where == "Data!D4"
    assert found.measurements["value"].to_list()[:3] == [0.5, 0.5, 0.3]
    assert found.measurements["censored"].to_list()[:4] == ["below", "below", "below", ""]


@pytest.mark.parametrize("missing", [None, "ND", "n.a.", "#N/A"])
def test_a_missing_well_has_no_row_and_a_warning(tmp_path, missing):
    found = read(tmp_path, changed(ROWS, {"D7": missing}))
    problem = with_severity(found, "warning")[-1]
    assert problem.where == "Data!D7"
    assert problem.what == "CD25 of P2 is missing for tumor, IL-2."
    assert (problem.patient, problem.marker) == ("P2", "CD25")
    assert len(with_severity(found, "warning")) == (2 if missing == "#N/A" else 1)
    assert len(found.measurements) == 23


def test_a_missing_sample_is_one_warning_for_all_markers(tmp_path):
    problem = only(read(tmp_path, [row for row in ROWS if row != ROWS[6]]), "warning")
    assert problem.where == "Data!A6:A8"
    assert problem.what == "P2 has no sample tumor, IL-2."


def test_an_unpaired_patient_is_refused_or_kept(tmp_path):
    problem = only(read(tmp_path, WITHOUT_NORMAL_P2), "error")
    assert problem.where == "Data!A6 Data!A7"
    assert problem.what == "P2 has no sample at all for normal (tissue)."
    for way in ("Add the missing rows", "remove P2", "patients.unpaired: keep"):
        assert way in problem.how_to_fix

    found = read(tmp_path, WITHOUT_NORMAL_P2, plan_of(patients={"unpaired": "keep"}))
    assert only(found, "warning").patient == "P2"
    assert (found.measurements["patient"] == "P2").sum() == 4


def test_a_patient_without_any_value_is_unpaired(tmp_path):
    rows = changed(ROWS, {f"{column}{row}": "ND" for column in "DE" for row in (6, 7, 8, 9)})
    problem = only(read(tmp_path, rows), "error")
    assert problem.what == "P2 has no value at all."
    assert problem.where == "Data!A6:A9"


def test_a_level_that_nobody_has_is_one_error(tmp_path):
    rows = [row for row in ROWS if row[2] != "IL-2"]
    problem = only(read(tmp_path, rows), "error")
    assert problem.what == "No patient has a value for IL-2 (treatment)."


def test_a_marker_without_values_is_an_error(tmp_path):
    rows = changed(ROWS, {f"E{row}": None for row in range(2, 14)})
    problem = only(read(tmp_path, rows), "error")
    assert problem.where == "Data!E2:E13"
    assert problem.what == "Blimp-1 has no value at all."


def test_an_unknown_level_is_one_error_for_all_its_rows(tmp_path):
    problem = only(read(tmp_path, changed(ROWS, {"B3": "Tumr", "B6": "Tumr"})), "error")
    assert problem.where == "Data!B3 Data!B6"
    assert '"Tumr" is no level of tissue' in problem.what
    assert 'Did you mean "tumor"?' in problem.how_to_fix


def test_a_level_left_blank_is_an_error(tmp_path):
    problem = only(read(tmp_path, changed(ROWS, {"C3": None})), "error")
    assert problem.where == "Data!C3"
    assert "level of treatment is missing" in problem.what


def test_an_unknown_marker_is_an_error(tmp_path):
    rows = changed(long_rows(), {"D4": "CD52"})
    plan = plan_of(spreadsheet={"layout": "long"})
    problem = only(read(tmp_path, rows, plan), "error")
    assert problem.where == "Data!D4"
    assert '"CD52" is no marker' in problem.what
    assert 'Did you mean "CD25"?' in problem.how_to_fix


@pytest.mark.parametrize("row", [3, 4])
def test_values_without_a_patient_are_an_error(tmp_path, row):
    problem = only(read(tmp_path, changed(ROWS, {f"A{row}": None})), "error")
    assert problem.where == f"Data!A{row}"
    assert problem.what == f"Row {row} has values but no patient ID."


@pytest.mark.parametrize("written", ["42.92 %", "< 5 %", "42.9 pg/ml"])
def test_a_value_with_its_unit_is_no_remark_though_its_row_has_no_id(tmp_path, written):
    rows = changed(ROWS, {"A3": None, "D3": written, "E3": None})
    problem = only(read(tmp_path, rows), "error")
    assert problem.where == "Data!A3"
    assert problem.what == "Row 3 has values but no patient ID."


def test_a_level_called_n_is_no_count_of_rows(tmp_path):
    problem = only(read(tmp_path, changed(ROWS, {"A4": None, "B4": "N"})), "error")
    assert problem.where == "Data!A4"


@pytest.mark.parametrize(
    "value", [datetime.datetime(2024, 3, 1), True], ids=["date", "logical value"]
)
def test_an_id_that_has_become_something_else_is_an_error(tmp_path, value):
    problem = only(read(tmp_path, changed(ROWS, {"A3": value})), "error")
    assert problem.where == "Data!A3"
    assert "date or a logical value" in problem.what


def test_an_id_with_decimals_is_an_error(tmp_path):
    problem = only(read(tmp_path, changed(ROWS, {"A3": 1.5})), "error")
    assert problem.where == "Data!A3"
    assert "a number with decimals (1.5)" in problem.what


def test_the_same_sample_twice_with_the_same_values_is_a_warning(tmp_path):
    found = read(tmp_path, [*ROWS, ROWS[3]])
    problem = only(found, "warning")
    assert problem.where == "Data!D4:E4 Data!D14:E14"
    assert "normal, control of P1 stands there twice" in problem.what
    assert len(found.measurements) == 24


def test_the_same_sample_twice_with_other_values_is_an_error(tmp_path):
    problem = only(read(tmp_path, [*ROWS, [*ROWS[3][:3], 77, ROWS[3][4]]]), "error")
    assert problem.where == "Data!D4 Data!D14"
    assert 'has the values "12.5", "77"' in problem.what
    assert "replicate" in problem.how_to_fix


def test_a_replicate_twice(tmp_path):
    plan = plan_of(spreadsheet={"columns": {"replicate": "Well"}})
    rows = [[*ROWS[0], "Well"], *([*row, 1] for row in ROWS[1:])]
    problem = only(read(tmp_path, [*rows, rows[3]], plan), "warning")
    assert "twice" in problem.what
    problem = only(read(tmp_path, [*rows, [*rows[3][:3], 77, 210, 1]], plan), "error")
    assert problem.where == "Data!D4 Data!D14"
    assert "has replicate 1 with the values" in problem.what


def test_replicates_on_both_sides_of_a_limit_are_a_warning(tmp_path):
    plan = plan_of(spreadsheet={"columns": {"replicate": "Well"}})
    rows = [[*ROWS[0], "Well"], *([*row, 1] for row in ROWS[1:])]
    found = read(tmp_path, [*rows, [*rows[3][:3], "<0.5", 210, 2]], plan)
    problem = only(found, "warning")
    assert problem.where == "Data!D4 Data!D14"
    row = found.measurements[found.measurements["source"] == "Data!D4 Data!D14"].iloc[0]
    # By hand: the mean of 12.5 and 0.5 / √2.
    assert row["value"] == pytest.approx((12.5 + 0.5 / math.sqrt(2)) / 2)
    assert (row["censored"], row["replicates"], row["replicates_below"]) == ("partly", 2, 1)


@pytest.mark.parametrize("label", ["Mean", "AVERAGE", "SD", "SEM", "Median", "n", "Total", "AVG:"])
def test_rows_that_sum_up_are_left_out(tmp_path, label):
    found = read(tmp_path, [*ROWS, [], [label, None, None, 15.2, 300]])
    problem = only(found, "note")
    assert problem.where == "Data!A15"
    assert len(found.measurements) == 24
    assert len(found.patients) == 3


@pytest.mark.parametrize("label", [None, "All patients"])
def test_rows_of_formulas_that_sum_up_are_left_out(tmp_path, label):
    formulas = ["=AVERAGE(D2:D13)", "=STDEV.S($E$2:$E$13)"]
    found = read(tmp_path, [*ROWS, [label, None, None, *formulas]])
    assert only(found, "note").where == "Data!A14"
    assert len(found.measurements) == 24


def test_a_patients_own_average_is_no_summary(tmp_path):
    rows = changed(ROWS, {"D2": "=AVERAGE(G2:H2)", "E2": "=AVERAGE(Raw!E2:E4)"})
    found = read(tmp_path, rows)
    assert [problem.where for problem in with_severity(found, "error")] == ["Data!D2", "Data!E2"]


def test_rows_that_sum_up_by_a_label_beside_the_id(tmp_path):
    found = read(tmp_path, [*ROWS, [None, "Mean", None, 15.2, 300]])
    assert only(found, "note").where == "Data!A14"


def test_remarks_under_the_table_are_no_patients(tmp_path):
    found = read(tmp_path, [*ROWS, [], ["ND = not determined"], ["P11"]])
    assert only(found, "note").where == "Data!A15"
    problem = only(found, "warning")
    assert problem.where == "Data!A16"
    assert '"P11" stands alone' in problem.what
    assert "P11" not in set(found.patients["patient"])


def test_a_repeated_header_is_left_out(tmp_path):
    found = read(tmp_path, [*ROWS[:5], ROWS[0], *ROWS[5:]])
    assert only(found, "note").where == "Data!A6"
    assert len(found.measurements) == 24


@pytest.mark.parametrize("other", ["p2", "P02", "P 2"])
def test_ids_that_look_alike_are_asked_about(tmp_path, other):
    rows = changed(ROWS, {f"A{row}": other for row in range(10, 14)})
    found = read(tmp_path, rows)
    problem = only(found, "warning")
    assert problem.where == "Data!A6 Data!A10"
    assert f'Are "P2" and "{other}" the same patient?' in problem.what
    assert set(found.patients["patient"]) == {"P1", "P2", other}


def test_spaces_around_an_id_and_numbers_as_ids(tmp_path):
    ids = [7, 7.0, " 7 ", "7"]
    rows = changed(ROWS, {f"A{row}": value for row, value in enumerate(ids, start=2)})
    found = read(tmp_path, rows)
    assert found.problems == []
    assert found.patients["patient"].to_list() == ["7", "P2", "P10"]


def test_one_value_merged_over_several_cells_is_a_warning(tmp_path):
    from openpyxl import load_workbook

    path = write(tmp_path / "study.xlsx", {"Data": changed(ROWS, {"D3": None})})
    book = load_workbook(path)
    book["Data"].merge_cells("D2:D3")
    book.save(path)
    where = [problem.where for problem in with_severity(ingest(path, plan_of()), "warning")]
    assert where == ["Data!D2", "Data!D3"]


def test_all_problems_come_at_once(tmp_path):
    rows = changed(ROWS, {"D2": "lost", "D7": 101, "E8": -1, "B12": "Tumr", "E11": 0})
    found = read(tmp_path, rows)
    assert {problem.where for problem in with_severity(found, "error")} == {
        "Data!D2", "Data!D7", "Data!E8", "Data!B12", "Data!E11",
    }  # fmt: skip


def test_a_wrong_value_is_not_missing_as_well(tmp_path):
    found = read(tmp_path, changed(ROWS, {"D7": "lost"}))
    assert len(found.problems) == 1


def test_a_file_that_cannot_be_read_is_a_problem_and_no_exception(tmp_path):
    found = ingest(tmp_path / "none.xlsx", plan_of())
    assert only(found, "error").where.endswith("none.xlsx")


def test_places_in_a_sheet_with_a_space_in_its_name(tmp_path):
    path = write(tmp_path / "study.xlsx", {"My data": changed(ROWS, {"D7": "lost"})})
    assert only(ingest(path, plan_of()), "error").where == "'My data'!D7"


def test_one_row_per_patient_names_the_cell_too(tmp_path):
    plan = plan_of(spreadsheet={"layout": "one_row_per_patient"})
    found = read(tmp_path, changed(patient_rows(), {"C4": "lost", "G5": None}), plan)
    assert only(found, "error").where == "Data!C4"
    assert only(found, "warning").where == "Data!G5"
    rows = [*patient_rows(), ["Mean", *(f"=AVERAGE({c}3:{c}5)" for c in "BCDEFGHI")]]
    assert only(read(tmp_path, rows, plan), "note").where == "Data!A6"


def test_a_formula_of_a_level_without_its_result(tmp_path):
    problem = only(read(tmp_path, changed(ROWS, {"B3": "=B2"})), "error")
    assert problem.where == "Data!B3"
    assert "saved without its result" in problem.what


def test_a_title_that_equals_the_patient_heading_is_no_header(tmp_path):
    assert read(tmp_path, [["Patient"], *ROWS]).problems == []


def test_a_header_of_nothing_but_the_patient(tmp_path):
    found = read(tmp_path, [["Patient"], ["P1"]])
    assert {problem.where for problem in with_severity(found, "error")} == {"Data!A1"}
    assert len(with_severity(found, "error")) == 4


def test_a_heading_that_is_not_understood_is_the_only_problem(tmp_path):
    plan = plan_of(spreadsheet={"layout": "one_row_per_patient"})
    rows = changed(patient_rows(), {"C2": "Tumor IL-2 day 3"})
    problem = only(found := read(tmp_path, rows, plan), "error")
    assert problem.where == "Data!B1 Data!C2"
    assert found.problems == [problem]
    rows = changed(patient_rows(), {"C2": "Tumor control"})
    assert len(read(tmp_path, rows, plan).problems) == 1


def test_rows_under_a_title_among_them_are_not_compared_with_the_others(tmp_path):
    rows = [[row[0], *row[2:]] for row in ROWS]
    rows = [["Tumor"], rows[0], *rows[1::4], *rows[2::4], ["Normal"], *rows[3::4], *rows[4::4]]
    found = read(tmp_path, rows)
    assert only(found, "error").where == "Data!A9"
    assert len(found.problems) == 1


def test_rows_without_a_patient_are_one_problem(tmp_path):
    problem = only(
        read(tmp_path, changed(ROWS, {f"A{row}": None for row in (3, 4, 5, 9)})), "error"
    )
    assert problem.where == "Data!A3:A5 Data!A9"
    assert problem.what == "4 rows have values but no patient ID."


def test_a_heading_that_is_like_no_other_is_not_given_others(tmp_path):
    rows = [row[:4] for row in ROWS]
    problem = only(read(tmp_path, rows), "error")
    assert problem.how_to_fix == "Correct the heading, or list it under column in the config."


@pytest.mark.parametrize("text", ["#DIV/0!", "#REF!", "#name?", "Err:502"])
def test_errors_of_formulas_that_became_texts(tmp_path, text):
    problem = only(read(tmp_path, changed(ROWS, {"D7": text})), "error")
    assert problem.what == f"The cell shows the error {text.upper()}."


def test_a_lost_value_of_the_only_marker_is_a_warning_and_a_missing_row_an_error(tmp_path):
    plan = {
        "markers": {"CD25": {"unit": "%"}},
        "factors": {"tissue": {"levels": ["tumor", "normal"]}},
        "contrasts": {"tn": {"compare": {"tissue": ["tumor", "normal"]}, "role": "primary"}},
    }
    rows = [["Patient", "Tissue", "CD25"]]
    for number, value in enumerate((20.5, 31.5, 28.0, 22.5), start=1):
        rows += [[f"P{number}", "tumor", value], [f"P{number}", "normal", value - 3]]
    path = write(tmp_path / "study.xlsx", {"Data": changed(rows, {"C4": None})})
    spreadsheet = {"path": "study.xlsx", "layout": "one_row_per_sample"}
    study = Plan.model_validate({"spreadsheet": spreadsheet, **plan})
    found = ingest(path, study)
    problem = only(found, "warning")
    assert (problem.where, problem.patient, problem.marker) == ("Data!C4", "P2", "CD25")
    assert "CD25 of P2 is missing for tumor" in problem.what
    assert with_severity(found, "error") == []
    assert len(found.measurements) == 7
    found = ingest(write(path, {"Data": [*rows[:3], *rows[4:]]}), study)
    assert "P2 has no sample at all for tumor" in only(found, "error").what
