"""Several tables in one sheet: each is paired by its own patient IDs, or refused."""

import pytest

from tests.spreadsheet.builders import (
    PATIENTS,
    changed,
    only,
    patient_rows,
    plan_of,
    read,
    sample_rows,
    with_severity,
)
from tests.spreadsheet.shapes import SHAPES, beside, block, one_line, samples_of

WIDE = plan_of(spreadsheet={"layout": "one_row_per_patient"})
TUMOR, NORMAL = block("Tumor", PATIENTS), block("Normal", PATIENTS[::-1])
CD25, BLIMP = one_line(markers=["CD25"]), one_line(PATIENTS[::-1], ["Blimp-1"])


def without_ids(rows):
    return [row[1:] for row in rows]


def test_a_block_without_ids_of_its_own_is_refused(tmp_path):
    rows = beside(beside(CD25, BLIMP), without_ids(one_line(markers=["Blimp-1"])))
    problem = only(read(tmp_path, rows, WIDE), "error")
    assert problem.where == "Data!M1:P4"
    assert 'no column "Patient" of their own' in problem.what


def test_one_blank_column_inside_a_table_does_not_part_its_rows(tmp_path):
    rows = beside(CD25, without_ids(one_line(markers=["Blimp-1"])))
    found = read(tmp_path, rows, WIDE)
    assert only(found, "note").where == "Data!G1:J1"
    assert "read with the patient IDs of their rows in column A" in found.problems[0].what
    assert len(found.measurements) == 24


def test_values_far_from_the_ids_or_left_of_them_are_refused(tmp_path):
    other = without_ids(one_line(markers=["Blimp-1"]))
    problem = only(read(tmp_path, beside(CD25, other, 2), WIDE), "error")
    assert problem.where == "Data!H1:K1"
    assert "it is not stated whose values they are" in problem.what
    assert only(read(tmp_path, beside(other, CD25), WIDE), "error").where == "Data!A1:D1"


def test_joined_tables_with_a_blank_column_inside_one_are_refused(tmp_path):
    rows = SHAPES["blocks without a gap"]().sheets["Data"]
    rows = [[*row[:3], None, *row[3:]] for row in rows]
    problem = only(read(tmp_path, rows, WIDE), "error")
    assert problem.where == "Data!E1:F1"
    assert "stand left of the patient IDs" in problem.what


def test_a_row_of_data_above_the_headings_is_refused(tmp_path):
    rows = sample_rows()
    problem = with_severity(read(tmp_path, [rows[1], rows[0], *rows[2:]]), "error")[0]
    assert problem.where == "Data!A1"
    assert "stands above the headings" in problem.what


def test_a_heading_of_ids_over_values_is_refused(tmp_path):
    rows = changed(patient_rows(), {"I2": "Patient"})
    problem = only(read(tmp_path, rows, WIDE), "error")
    assert problem.where == "Data!A1 Data!I2"


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("heading", ["ID", None])
def test_ids_in_another_order_under_another_heading_are_refused(tmp_path, gap, heading):
    rows = beside(CD25, [[heading, *BLIMP[0][1:]], *BLIMP[1:]], gap)
    problem = only(read(tmp_path, rows, WIDE), "error")
    assert problem.where == f"Data!{'FG'[gap]}2:{'FG'[gap]}4"
    assert "not in the order" in problem.what


def test_ids_in_the_same_order_change_nothing(tmp_path):
    other = one_line(markers=["Blimp-1"])
    rows = beside(CD25, [["ID", *other[0][1:]], *other[1:]])
    found = read(tmp_path, rows, WIDE)
    assert {problem.severity for problem in found.problems} == {"note"}
    assert len(found.measurements) == 24


def test_ids_that_are_numbers_in_another_order_are_refused(tmp_path):
    def numbered(rows):
        return [rows[0], *([PATIENTS.index(row[0]) + 7, *row[1:]] for row in rows[1:])]

    right = numbered(BLIMP)
    rows = beside(numbered(CD25), [["No.", *right[0][1:]], *right[1:]])
    assert only(read(tmp_path, rows, WIDE), "error").where == "Data!G2:G4"


def test_values_left_of_the_ids_of_joined_tables_are_refused(tmp_path):
    rows = [[row[1], row[0], *row[2:], *other] for row, other in zip(CD25, BLIMP, strict=True)]
    problem = only(read(tmp_path, rows, WIDE), "error")
    assert problem.where == "Data!A1"
    assert "it is not stated whose values they are" in problem.what


def test_tables_that_begin_in_different_rows_and_columns(tmp_path):
    found = read(tmp_path, beside(CD25, [[], [], *BLIMP]), WIDE)
    assert found.problems == []
    assert len(found.measurements) == 24
    moved = [[None, *row] for row in BLIMP]
    found = read(tmp_path, [*CD25, [], *moved], WIDE)
    assert found.problems == []
    assert len(found.measurements) == 24


def test_tables_whose_end_is_not_clear_are_refused(tmp_path):
    rows = beside(CD25, [[], *BLIMP], 0)
    problem = only(read(tmp_path, rows, WIDE), "error")
    assert problem.where == "Data!A1 Data!F2"
    assert "not clear where the tables" in problem.what


def test_a_header_that_is_only_repeated_begins_no_table(tmp_path):
    rows = [*CD25[:3], CD25[0], *CD25[3:]]
    found = read(tmp_path, beside(rows, BLIMP), WIDE)
    assert [problem.what for problem in found.problems] == [
        "Row 4 repeats the header and is left out."
    ]
    assert len(found.measurements) == 24


def test_a_second_title_that_is_not_understood_is_refused(tmp_path):
    rows = [*TUMOR, [], ["Healthy"], *block("Normal", ["P2"])[1:]]
    problem = only(read(tmp_path, rows, WIDE), "error")
    assert problem.where == "Data!A7"
    assert '"Healthy" stands over the second' in problem.what


def test_a_title_against_all_headings_is_refused(tmp_path):
    rows = [["Normal"], *block("Tumor", PATIENTS, titled=False)]
    errors = with_severity(read(tmp_path, rows, WIDE), "error")
    assert errors[0].where == "Data!B2:E2"
    assert errors[0].what == "The title says normal, and every heading under it says tumor."


def test_a_title_against_all_rows_is_refused(tmp_path):
    rows = [["Normal"], *(row for row in sample_rows() if row[1] != "Normal")]
    error = with_severity(read(tmp_path, rows), "error")[0]
    assert error.where == "Data!B3:B8"
    assert error.what == "The title says normal, and every row says another level of tissue."


def test_a_title_of_the_study_is_no_title_of_a_table(tmp_path):
    for title in ("IL-2", "Tumor and normal", "Tumor 2024", "CD25"):
        assert read(tmp_path, [[title], *sample_rows()]).problems == []
        assert read(tmp_path, [[title], *patient_rows()], WIDE).problems == []


def test_titles_that_disagree_say_nothing(tmp_path):
    found = read(tmp_path, [["Tumor"], ["Normal"], [], *samples_of("Tumor")[1:]])
    (error,) = with_severity(found, "error")
    assert "the factor tissue" in error.what


def test_a_table_of_something_else_is_not_read(tmp_path):
    legend = [["Patient", "hospital number"], ["CD25", "a receptor"]]
    found = read(tmp_path, [*sample_rows(), [], *legend])
    problem = only(found, "note")
    assert problem.where == "Data!A15:B15"
    assert "names nothing of the plan" in problem.what
    assert len(found.measurements) == 24


def test_properties_may_stand_in_one_of_the_tables(tmp_path):
    strata = {"size": {"kind": "continuous", "column": ["Size"]}}
    left = [[*row, size] for row, size in zip(CD25, ["Size", 1, 2, 3], strict=True)]
    plan = plan_of(spreadsheet={"layout": "one_row_per_patient"}, patients={"strata": strata})
    found = read(tmp_path, beside(left, BLIMP), plan)
    assert found.problems == []
    assert found.patients["size"].to_list() == [1, 2, 3]
    assert "property size of the patient" in found.columns["read_as"].to_list()
    problem = only(read(tmp_path, beside(CD25, BLIMP), plan), "error")
    assert "the stratifier size" in problem.what


def test_a_missing_value_moves_no_other(tmp_path):
    whole = SHAPES["blocks of a tissue beside each other"]()
    rows = changed(whole.sheets["Data"], {"I4": None})
    found = read(tmp_path, rows, WIDE)
    assert only(found, "warning").where == "Data!I4"
    complete = read(tmp_path, whole.sheets["Data"], WIDE).measurements
    gone = complete[complete["source"] == "Data!I4"]
    assert gone["patient"].to_list() == ["P2"]
    left = complete.drop(gone.index).reset_index(drop=True)
    assert found.measurements.equals(left)


def test_a_column_without_a_heading_is_said_not_to_be_read(tmp_path):
    problem = only(read(tmp_path, changed(sample_rows(), {"G3": 5, "G4": 6})), "note")
    assert problem.where == "Data!G3"
    assert "G." in problem.what


@pytest.mark.parametrize("ids", [["a7", "b2", "c9"], ["Pt 2", "Pt 1", "Pt 10"]])
def test_texts_that_may_be_ids_behind_a_blank_column_are_refused(tmp_path, ids):
    right = [[name, *row[1:]] for name, row in zip(["Code", *ids], BLIMP, strict=True)]
    problem = only(read(tmp_path, beside(CD25, right), WIDE), "error")
    assert problem.where == "Data!G2:G4"
    assert "are these the IDs of another table?" in problem.what
    # Nothing stands at the right of it: a remark of each patient.
    remarks = [["Remark"], *([name] for name in ids)]
    assert len(read(tmp_path, beside(one_line(), remarks), WIDE).measurements) == 24


@pytest.mark.parametrize("title", [["Normal"], [None, "Normal tissue"]])
def test_a_title_among_the_rows_is_refused(tmp_path, title):
    rows = [*block("Tumor", ["P1"]), title, *block("Normal", ["P2"])[2:]]
    problem = with_severity(read(tmp_path, rows, WIDE), "error")[0]
    assert problem.where == ("Data!A4" if title[0] else "Data!B4")
    assert "may speak for the rows under it" in problem.what
    samples = [*samples_of("Tumor"), title, *samples_of("Normal")[2:]]
    assert "may speak" in with_severity(read(tmp_path, samples), "error")[0].what


def test_a_title_among_rows_that_name_their_level_themselves(tmp_path):
    rows = sample_rows()
    found = read(tmp_path, [*rows[:5], ["Normal"], *rows[5:]])
    assert with_severity(found, "error") == []
    assert len(found.measurements) == 24


def numbered_below(marker):
    """A table whose IDs are headed in the last row, beside nothing but numbers of replicates."""
    known = one_line(markers=[marker])
    rows = [[None], ["Patient"], *([row[0]] for row in known[1:])]
    for column, heading in enumerate(known[0][1:], start=1):
        rows[0] += [heading, heading]
        rows[1] += [1, 2]
        for row, own in zip(rows[2:], known[1:], strict=True):
            row += [own[column], own[column]]
    return rows


@pytest.mark.parametrize("arranged", [lambda a, b: [*a, [], *b], beside])
def test_a_table_whose_names_stand_above_the_heading_of_its_ids_is_read(tmp_path, arranged):
    found = read(tmp_path, arranged(numbered_below("CD25"), numbered_below("Blimp-1")), WIDE)
    assert with_severity(found, "error") == []
    assert len(found.measurements) == 24


def stacked(marker):
    """A header that begins like those of other markers: the marker stands in its last row."""
    rows = one_line(markers=[marker])
    levels = [["Tumor", "Tumor", "Normal", "Normal"], ["-", "+"] * 2, [marker] * 4]
    return [["Patient", *levels[0]], [None, *levels[1]], [None, *levels[2]], *rows[1:]]


def test_tables_under_each_other_whose_headers_begin_alike(tmp_path):
    found = read(tmp_path, [*stacked("CD25"), [], *stacked("Blimp-1")], WIDE)
    assert with_severity(found, "error") == []
    assert len(found.measurements) == 24
    again = read(tmp_path, [*stacked("CD25")[:5], stacked("CD25")[0], *stacked("CD25")[5:]], WIDE)
    assert any("repeats the header" in problem.what for problem in again.problems)


def test_a_column_of_numbers_without_a_heading_is_a_warning(tmp_path):
    lost = changed(sample_rows(), {"E1": None, "F1": "Blimp-1"})
    rows = [[*row[:5], 100 + number] for number, row in enumerate(lost)]
    rows[0][5] = "Blimp-1"
    problem = only(read(tmp_path, rows), "warning")
    assert problem.where == "Data!E2"
    assert "Columns without a heading are not read: E." in problem.what
    # Here and there a word: a note.
    words = [[*row, "again" if number == 3 else None] for number, row in enumerate(sample_rows())]
    assert only(read(tmp_path, words), "note").where == "Data!F4"


@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_property_of_patients_at_the_right_of_headings_in_several_rows(tmp_path, row):
    rows = [[*each, None] for each in stacked("CD25")]
    rows[row][-1] = "Stage"
    for each in rows[3:]:
        each[-1] = "II"
    strata = {"stage": {"kind": "unordered"}}
    plan = plan_of(
        spreadsheet={"layout": "one_row_per_patient"},
        patients={"strata": strata},
        markers={"Blimp-1": {"column": ["none"]}},
    )
    found = read(tmp_path, rows, plan)
    assert [problem.marker for problem in with_severity(found, "error")] == ["Blimp-1"]


def test_a_table_that_has_lost_its_title_among_titled_ones_is_refused(tmp_path):
    tables = [*block("Tumor", ["P1", "P2"]), [], *block("Normal", ["P1", "P2"]), []]
    lost = [*tables, *block("Tumor", ["P10"])[1:]]
    problem = only(read(tmp_path, lost, WIDE), "error")
    assert problem.where == "Data!A11:E11"
    assert '"Normal" over the first' in problem.what
    # A header that is printed again on each page, without a blank row, is no table of its own.
    again = block("Tumor", PATIENTS)
    rows = beside([*again[:4], again[1], *again[4:]], NORMAL)
    assert with_severity(read(tmp_path, rows, WIDE), "error") == []


def test_a_header_of_two_rows_that_is_printed_again_begins_no_table(tmp_path):
    headings = [["Patient", "CD25", None], [None, "Tumor", "Normal"]]
    rows = [*headings, ["P1", 63.61, 69.4], [], *headings, ["P2", 7.13, 42.92]]
    plan = plan_of(
        spreadsheet={"layout": "one_row_per_patient"},
        factors={"tissue": {"levels": ["tumor", "normal"]}},
        contrasts={"asked": {"compare": {"tissue": ["tumor", "normal"]}}},
    )
    plan = plan.model_copy(update={"markers": {"CD25": plan.markers["CD25"]}})
    found = read(tmp_path, rows, plan)
    assert with_severity(found, "error") == []
    assert found.measurements["value"].tolist() == [63.61, 69.4, 7.13, 42.92]


@pytest.mark.parametrize("written", [float, str])
def test_a_long_table_without_ids_beside_another_is_refused(tmp_path, written):
    def table(marker, first):
        values = [[f"P{n}", level, written(first + n)] for n in (1, 2) for level in ("T", "N")]
        return [[marker, None, None], ["Patient", "Tissue", "Value"], *values]

    without = [
        [row[0] if number == 0 else None, *row[1:]]
        for number, row in enumerate(table("Blimp-1", 300.5))
    ]
    plan = plan_of(
        spreadsheet={"layout": "long"},
        factors={"tissue": {"levels": {"tumor": {"aliases": ["T"]}, "normal": {"aliases": ["N"]}}}},
        contrasts={"asked": {"compare": {"tissue": ["tumor", "normal"]}}},
    )
    rows = beside(beside(table("CD25", 20.5), without), table("CD4", 40.5))
    problem = only(read(tmp_path, rows, plan), "error")
    assert problem.where == "Data!F2:G6"
    assert 'no column "Patient" of their own' in problem.what


@pytest.mark.parametrize("written", [float, str])
def test_values_without_an_id_above_another_table_are_refused(tmp_path, written):
    def table(patient, first):
        rows = block("Tumor", [patient])
        values = [written(first + number) for number in range(len(rows[-1]) - 1)]
        return [*rows[:-1], [rows[-1][0], *values]]

    upper = table("P1", 20.5)
    upper[-1][0] = None
    rows = [*upper, [], *table("P2", 40.5)]
    problems = with_severity(read(tmp_path, rows, WIDE), "error")
    assert any("has values but no patient ID" in problem.what for problem in problems)
