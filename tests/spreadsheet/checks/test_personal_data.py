"""Columns that identify people are told of without a word of what stands in them."""

import pytest

from explant.config.names.personal_headings import identifies
from explant.spreadsheet.checks.personal_data import personal_cells
from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.sheet.cells import Area, Cell, Sheet
from tests.spreadsheet.builders import (
    changed,
    only,
    patient_rows,
    plan_of,
    read,
    sample_rows,
    with_severity,
    write,
)

ROWS = sample_rows()
SECRET = "Zaphod Beeblebrox"


def beside(heading, value=SECRET):
    return [[*ROWS[0], heading], *([*row, value] for row in ROWS[1:])]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Name", "names"), ("Patient's name", "names"), ("Surname", "names"), ("Vorname", "names"),
        ("Nom et prénom", "names"), ("Apellidos", "names"), ("نام و نام خانوادگی", "names"),
        ("الاسم الكامل", "names"), ("Phone no.", "phone numbers"), ("Tel.-Nr.", "phone numbers"),
        ("N° de téléphone", "phone numbers"), ("شماره تماس", "phone numbers"),
        ("رقم الهاتف", "phone numbers"), ("E-mail", "e-mail addresses"),
        ("Correo electrónico", "e-mail addresses"), ("البريد الإلكتروني", "e-mail addresses"),
        ("D.O.B.", "dates of birth"), ("Geburtsdatum (TT.MM.JJJJ)", "dates of birth"),
        ("Date de naissance", "dates of birth"), ("Fecha de nacimiento", "dates of birth"),
        ("تاریخ تولد", "dates of birth"), ("تاريخ الميلاد", "dates of birth"),
        ("National ID", "national identity numbers"), ("کد ملي", "national identity numbers"),
        ("SSN", "national identity numbers"), ("Anschrift", "addresses"), ("Straße", "addresses"),
        ("Insurance number", "insurance numbers"), ("شماره بیمه", "insurance numbers"),
        ("MRN", "hospital record numbers"), ("شماره پرونده", "hospital record numbers"),
        ("Patient", ""), ("Patient no.", ""), ("No.", ""), ("Marker name", ""), ("Sample", ""),
        ("Age", ""), ("Insurance", ""), ("Cell", ""), ("File number", ""), ("Hospital", ""),
        ("Date of surgery", ""), ("Birth weight", ""), ("Mobile fraction", ""), ("سن", ""),
        ("بیمار", ""), ("رقم", ""), ("", ""),
    ],
)  # fmt: skip
def test_headings_that_identify_people(heading, kind):
    assert identifies(heading) == kind


def test_a_column_of_names_is_a_warning_without_its_values(tmp_path):
    found = read(tmp_path, beside("Nachname"))
    warning = only(found, "warning")
    assert warning.where == "Data!F1"
    assert warning.what == (
        'The column "Nachname" holds names, which identify people. It is not read.'
    )
    assert SECRET not in repr(found)
    assert SECRET not in found.measurements.to_csv() + found.patients.to_csv()


def test_a_column_beside_one_row_a_patient(tmp_path):
    rows = patient_rows()
    rows = [[*rows[0], "Telefon"], [*rows[1], None], *([*row, SECRET] for row in rows[2:])]
    found = read(tmp_path, rows, plan_of(spreadsheet={"layout": "one_row_per_patient"}))
    assert only(found, "warning").where == "Data!J1"
    assert SECRET not in repr(found)


def test_a_birth_date_is_no_covariate(tmp_path):
    plan = plan_of(patients={"covariates": {"born": ["Geburtsdatum"]}})
    found = read(tmp_path, beside("Geburtsdatum"), plan)
    problem = only(found, "error")
    assert problem.where == "Data!F1"
    assert "age in years" in problem.how_to_fix
    assert SECRET not in repr(found)


def test_the_patients_sheet_is_looked_at(tmp_path):
    plan = plan_of(
        spreadsheet={"sheet": "Data", "patients_sheet": "Who"},
        patients={"covariates": {"age": ["Age"]}},
    )
    who = [
        ["Patient", "Age", "کد ملی"],
        ["P1", 50, SECRET],
        ["P2", 60, SECRET],
        ["P10", 70, SECRET],
    ]
    found = ingest(write(tmp_path / "study.xlsx", {"Data": ROWS, "Who": who}), plan)
    assert only(found, "warning").where == "Who!C1"
    assert found.patients["age"].to_list() == [50, 60, 70]


def test_e_mail_addresses_under_any_heading(tmp_path):
    found = read(tmp_path, beside("Contact", "zaphod@example.org"))
    warning = only(found, "warning")
    assert warning.where == "Data!F1:F13"
    assert warning.what.startswith("Column F holds e-mail addresses in 12 cells")
    assert "zaphod@" not in repr(found)
    plan = plan_of(patients={"covariates": {"contact": ["Contact"]}})
    problem = only(read(tmp_path, beside("Contact", "zaphod@example.org"), plan), "error")
    assert "is read as contact" in problem.what
    rows = changed(ROWS, {f"A{row}": "zaphod@example.org" for row in range(2, 6)})
    problem = only(read(tmp_path, rows), "error")
    assert "is read as patient IDs" in problem.what


def test_the_laboratory_may_leave_its_address(tmp_path):
    found = read(tmp_path, [["Questions: lab@example.org"], *ROWS])
    assert found.problems == []


def test_ids_under_the_heading_name_are_asked_about(tmp_path):
    rows = changed(ROWS, {"A1": "Name"})
    found = read(tmp_path, rows, plan_of(spreadsheet={"columns": {"patient": "Name"}}))
    assert 'The patient IDs stand under "Name"' in only(found, "warning").what


def test_columns_the_plan_has_a_use_for_are_not_personal(tmp_path):
    rows = changed(ROWS, {"B1": "Name"})
    factors = {
        "tissue": {"column": ["Name"], "levels": ["Tumor", "Normal"]},
        "treatment": {"levels": ["control", "IL-2"]},
    }
    assert read(tmp_path, rows, plan_of(factors=factors, contrasts={})).problems == []
    assert not with_severity(read(tmp_path, ROWS), "warning")


def sheet_of(rows, **more):
    cells = {
        (row, column): Cell("Data", row, column, value)
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value is not None
    }
    return Sheet("Data", cells, **more)


def hidden_in(rows, **more):
    """Values that a copy of the sheet leaves out."""
    sheet = sheet_of(rows, **more)
    return {sheet.cells[place].value for place in personal_cells(sheet, plan_of())}


def test_a_copy_leaves_out_what_stands_below_a_heading():
    rows = [["Patient", "Name", "CD25"], ["P1", "a", 1.5], ["P2", "b", 2.5]]
    assert hidden_in(rows) == {"a", "b"}
    assert hidden_in([row[::2] for row in rows]) == set()


def test_a_copy_goes_on_at_the_next_table():
    rows = [
        ["Patient", "Name", "CD25"],
        *(["P1", "a", 1.5], ["P2", "b", 2.5], [], ["Tumor"]),
        *(["Patient", "CD25", "Phone"], ["P1", 3.5, "c"]),
    ]
    assert hidden_in(rows) == {"a", "b", "c"}


def test_a_copy_leaves_out_what_stands_beside_a_heading_in_a_title():
    rows = [["Name:", "a"], [], [], [], ["Patient", "CD25"], ["P1", 1.5]]
    assert hidden_in(rows) == {"a"}


def test_a_copy_leaves_out_all_columns_of_a_merged_heading():
    rows = [["Patient", "Name", None, "CD25"], ["P1", "a", "b", 1.5]]
    assert hidden_in(rows, merged=(Area(1, 2, 1, 3),)) == {"a", "b"}


def test_a_copy_of_a_sheet_that_stands_on_its_side():
    rows = [["Patient", "P1", "P2"], ["Name", "a", "b"], ["CD25", 1.5, 2.5]]
    assert hidden_in(rows) == {"a", "b"}


def test_a_copy_of_a_sheet_without_patient_ids():
    assert hidden_in([["Who", "Name"], ["P1", "a"], ["P2", "b"]]) == {"a", "b"}
    rows = [["Who", "CD25", "Name"], *([number, 1.5, "a"] for number in range(1, 2001))]
    assert hidden_in(rows) == {"a", 1.5, *range(1000, 2001)}


def test_a_copy_keeps_what_the_plan_reads():
    plan = plan_of(markers={"CD25": {"unit": "%", "column": "Name"}})
    sheet = sheet_of([["Patient", "Name"], ["P1", 1.5]])
    assert personal_cells(sheet, plan) == frozenset()
    assert personal_cells(sheet, plan_of()) == {(2, 2)}


def test_a_copy_leaves_out_each_address_of_mail():
    rows = [["Patient", "Remark"], ["x@y.org", "call"], ["P2", "write to x@y.org"]]
    assert hidden_in(rows) == {"x@y.org", "write to x@y.org"}
