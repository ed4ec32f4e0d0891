import pytest

from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import (
    changed,
    only,
    patient_rows,
    plan_of,
    sample_rows,
    with_severity,
    write,
)

STRATA = {
    "stage": {
        "column": ["Stage"],
        "kind": "ordered",
        "notation": "ajcc_stage",
        "groups": {"early": ["I", "II"], "late": ["III", "IV"]},
    },
    "size": {"column": ["Tumor size (cm)"], "kind": "continuous", "unit": "cm", "cut_point": 2.0},
    "receptor": {"kind": "unordered"},
}
PATIENTS = [
    ["Clinical data"],
    ["Patient", "Stage", "Tumor size (cm)", "Receptor", "Age"],
    ["P10", "stage iia", "2,5 cm", "negative", 61],
    ["P1", "3", 2, "Positive", 45],
    ["P2", "IV", 1.9, "positive", 52],
]
PLAN = {
    "spreadsheet": {"sheet": "Data", "patients_sheet": "Clinic"},
    "patients": {"strata": STRATA, "covariates": {"age": ["Age"]}},
}


def read(tmp_path, clinic=PATIENTS, rows=None, **changes):
    sheets = {"Data": rows or sample_rows(), "Clinic": clinic}
    return ingest(write(tmp_path / "study.xlsx", sheets), plan_of(**{**PLAN, **changes}))


def test_values_are_normalized_and_grouped(tmp_path):
    found = read(tmp_path)
    assert found.problems == []
    assert found.patients.to_dict("list") == {
        "patient": ["P1", "P2", "P10"],
        "stage": ["III", "IV", "IIA"],
        "stage_group": ["late", "late", "early"],
        "size": [2.0, 1.9, 2.5],
        "size_group": ["≤ 2 cm", "≤ 2 cm", "> 2 cm"],
        "receptor": ["Positive", "Positive", "negative"],
        "receptor_group": ["Positive", "Positive", "negative"],
        "age": [45, 52, 61],
    }


def test_a_missing_value_is_empty_with_a_note(tmp_path):
    found = read(tmp_path, changed(PATIENTS, {"B4": "NA", "C5": None, "E3": None}))
    assert [problem.where for problem in with_severity(found, "note")] == ["Clinic!B4", "Clinic!C5"]
    assert len(found.problems) == 2
    empty = found.patients.isna()
    assert empty["stage"].to_list() == [True, False, False]
    assert empty["stage_group"].to_list() == [True, False, False]
    assert empty["size_group"].to_list() == [False, True, False]
    assert found.patients["age"].isna().to_list() == [False, False, True]


@pytest.mark.parametrize(
    ("cells", "severity", "where", "what"),
    [
        ({"B4": "0"}, "warning", "Clinic!B4", "which no group holds"),
        ({"C4": "large"}, "warning", "Clinic!C4", '"large" is not a number'),
        ({"C4": "1,234"}, "error", "Clinic!C4", "can be read as"),
        ({"C4": "#REF!"}, "error", "Clinic!C4", "#REF!"),
        ({"B2": "Stadium"}, "error", "Clinic!B2:E2", 'No column has the heading "Stage"'),
        ({"C2": "Tumor size (mm)"}, "error", "Clinic!B2:E2", "Tumor size (mm)"),
        ({"A6": "P2", "B6": "IV"}, "warning", "Clinic!A5 Clinic!A6", "stands in 2 rows"),
    ],
)
def test_problems_name_the_cell(tmp_path, cells, severity, where, what):
    problem = only(read(tmp_path, changed(PATIENTS, cells)), severity)
    assert problem.where == where
    assert what in problem.what


def test_a_stage_that_is_none_is_a_warning_and_missing(tmp_path):
    found = read(tmp_path, changed(PATIENTS, {"B4": "unclear"}))
    problem = only(found, "warning")
    assert problem.where == "Clinic!B4"
    assert '"unclear" is no AJCC stage' in problem.what
    assert found.patients["stage"].isna().to_list() == [True, False, False]


def test_a_patient_in_one_sheet_only_is_a_warning(tmp_path):
    found = read(tmp_path, changed(PATIENTS, {"A4": "P11"}))
    first, second, question = with_severity(found, "warning")
    assert 'Are "P1" and "P11" the same patient?' in question.what
    assert (first.where, first.patient) == ("Data!A2:A5", "P1")
    assert "not in the sheet Clinic" in first.what
    assert (second.where, second.patient) == ("Clinic!A4", "P11")
    assert "no row in the sheet Data" in second.what
    assert found.patients["patient"].to_list() == ["P1", "P2", "P10", "P11"]
    assert set(found.measurements["patient"]) == {"P1", "P2", "P10"}


def test_ids_of_the_two_sheets_that_look_alike_are_asked_about(tmp_path):
    found = read(tmp_path, changed(PATIENTS, {"A4": "p01"}))
    asked = [problem for problem in found.problems if "same patient" in problem.what]
    assert [problem.where for problem in asked] == ["Clinic!A4 Data!A2"]


def test_properties_that_repeat_over_rows_must_agree(tmp_path):
    rows = [[*row, "IIA"] for row in sample_rows()]
    rows[0][5] = "Stage"
    rows[9:] = [[*row[:5], "IIIA"] for row in rows[9:]]
    changes = {"spreadsheet": {}, "patients": {"strata": {"stage": STRATA["stage"]}}}
    same = changed(rows, {"F3": "stage iia", "F4": None})
    found = read(tmp_path, rows=same, **changes)
    assert found.problems == []
    assert found.patients["stage"].to_list() == ["IIA", "IIA", "IIIA"]

    problem = only(read(tmp_path, rows=changed(rows, {"F8": "III"}), **changes), "error")
    assert problem.where == "Data!F6 Data!F8"
    assert problem.patient == "P2"
    assert '"IIA" in F6 and "III" in F8' in problem.what


def test_properties_beside_the_values_of_one_row_per_patient(tmp_path):
    rows = [["Patient", "Stage", *patient_rows()[0][1:]], [None, None, *patient_rows()[1][1:]]]
    stages = {"P1": "IIB", "P2": "IIB", "P10": "IV"}
    rows += [[row[0], stages[row[0]], *row[1:]] for row in patient_rows()[2:]]
    found = read(
        tmp_path,
        rows=rows,
        spreadsheet={"layout": "one_row_per_patient"},
        patients={"strata": {"stage": STRATA["stage"]}},
    )
    assert found.problems == []
    assert found.patients["stage_group"].to_list() == ["early", "early", "late"]
    assert len(found.measurements) == 24


def test_a_text_table_has_no_second_sheet(tmp_path):
    path = tmp_path / "study.csv"
    path.write_text("Patient,Tissue\n", encoding="utf-8")
    problem = only(ingest(path, plan_of(**PLAN)), "error")
    assert 'no sheet "Clinic"' in problem.what


def test_a_property_with_numbers_of_any_size_is_carried_along(tmp_path):
    found = read(tmp_path, changed(PATIENTS, {"E4": 1e30, "E5": "about 50"}))
    assert found.patients["age"].to_list() == ["1e+30", "about 50", "61"]
    found = read(tmp_path, changed(PATIENTS, {"E4": 1e30}))
    assert found.patients["age"].to_list() == [1e30, 52, 61]


def test_a_group_may_be_called_like_a_missing_value(tmp_path):
    strata = {
        "receptor": {"column": ["HER2"], "kind": "unordered", "groups": {"a": ["+"], "b": ["-"]}}
    }
    plan = plan_of(
        spreadsheet={"sheet": "Data", "patients_sheet": "Who"}, patients={"strata": strata}
    )
    who = [["Patient", "HER2"], ["P1", "+"], ["P2", "–"], ["P10", "NA"]]
    found = ingest(write(tmp_path / "study.xlsx", {"Data": sample_rows(), "Who": who}), plan)
    assert found.patients["receptor_group"].to_list()[:2] == ["a", "b"]
    assert found.patients["receptor_group"].isna().to_list() == [False, False, True]


def test_the_declared_decimal_sign_holds_for_patients_too(tmp_path):
    strata = {"size": {"kind": "continuous", "unit": "cm"}}
    for sign, expected in (("comma", 1.125), ("point", 1125)):
        plan = plan_of(
            spreadsheet={"sheet": "Data", "patients_sheet": "Who", "decimal_sign": sign},
            patients={"strata": strata},
        )
        who = [["Patient", "size"], ["P1", "1,125"], ["P2", 2], ["P10", 3]]
        found = ingest(write(tmp_path / f"{sign}.xlsx", {"Data": sample_rows(), "Who": who}), plan)
        assert found.patients["size"].to_list() == [expected, 2, 3]


def sized(*sizes, **more):
    clinic = [PATIENTS[0], PATIENTS[1]]
    clinic += [[*row[:2], size, *row[3:]] for row, size in zip(PATIENTS[2:], sizes, strict=True)]
    strata = {**STRATA, "size": {**STRATA["size"], **more}}
    return {"clinic": clinic, "patients": {**PLAN["patients"], "strata": strata}}


def test_a_size_of_several_dimensions_needs_a_declaration(tmp_path):
    sizes = ("25 mm", "2.5 x 3.0 cm", "1.8x2.0x1.1")
    first, second = with_severity(read(tmp_path, **sized(*sizes)), "error")
    assert (first.where, second.where) == ("Clinic!C4", "Clinic!C5")
    assert "dimensions: largest" in first.how_to_fix
    found = read(tmp_path, **sized(*sizes, dimensions="largest"))
    assert found.problems == []
    assert found.patients["size"].to_list() == [3.0, 2.0, 2.5]
    assert found.patients["size_group"].to_list() == ["> 2 cm", "≤ 2 cm", "> 2 cm"]


def test_a_range_of_sizes_is_asked_about_as_a_stage_that_leaves_it_open_is(tmp_path):
    changes = sized("2-3", 2, 1.9)
    changes["clinic"] = changed(changes["clinic"], {"B4": "II-III"})
    found = read(tmp_path, **changes)
    told = {problem.where: problem.what for problem in with_severity(found, "warning")}
    assert "states II and III" in told["Clinic!B4"]
    assert "it is a range of values. It is taken as missing" in told["Clinic!C3"]
    assert len(found.measurements)
