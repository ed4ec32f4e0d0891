"""What a draft understands, what it asks, and what it never says."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import yaml

from explant.__main__ import main
from explant.spreadsheet.ingest import ingest
from tests.commands.drafts import answered, draft_of, plan_of_draft
from tests.spreadsheet.builders import with_severity, write

SOURCE = Path(__file__).parents[2] / "src"
PATIENTS = [f"P{number}" for number in range(1, 7)]


def value(*key: object) -> float:
    """A value that tells of which cell it is."""
    return round(sum(ord(letter) for text in key for letter in str(text)) % 83 + 1.25, 2)


def samples(header, levels, markers, written=lambda number: number):
    """One row a sample: the header's first heading is the patient's."""
    rows = [[*header, *markers]]
    for patient, *cell in itertools.product(PATIENTS, *levels):
        rows.append([patient, *cell, *(written(value(patient, *cell, m)) for m in markers)])
    return rows


def wide(headings, patient="Patient"):
    """One row a patient."""
    return [[patient, *headings], *([p, *(value(p, h) for h in headings)] for p in PATIENTS)]


def drafted(tmp_path, sheets, *options):
    """Draft and plan of a workbook; the plan reads every number of its measurements once."""
    path = write(tmp_path / "mine.xlsx", sheets)
    text = draft_of(path, *options)
    plan = plan_of_draft(tmp_path, text)
    found = ingest(path, plan)
    assert with_severity(found, "error") == []
    return text, plan, found.measurements


def read_by_cell(table, factors):
    return table.set_index(["patient", *factors, "marker"])["value"].to_dict()


def test_german_headings_and_numbers(tmp_path):
    header = ["Patienten-Nr.", "Gewebe", "Behandlung"]
    levels = [["Tumorgewebe", "Normalgewebe"], ["ohne", "IL-2"]]
    rows = samples(
        header, levels, ["CD25 [%]", "Größe (MFI)"], lambda n: f"{n:.2f}".replace(".", ",")
    )
    text, plan, table = drafted(tmp_path, {"Daten": rows})
    assert plan.spreadsheet.columns.patient == "Patienten-Nr."
    assert {name: list(f.levels) for name, f in plan.factors.items()} == {
        "gewebe": levels[0],
        "behandlung": levels[1],
    }
    assert [(name, marker.unit) for name, marker in plan.markers.items()] == [
        ("CD25", "%"),
        ("Größe", "MFI"),
    ]
    assert "ohne: {}  # Daten!C2 and 11 more: taken as the reference" in text
    expected = {
        (p, t, c, m): value(p, t, c, h)
        for p, t, c in itertools.product(PATIENTS, *levels)
        for m, h in (("CD25", "CD25 [%]"), ("Größe", "Größe (MFI)"))
    }
    assert read_by_cell(table, ["gewebe", "behandlung"]) == expected


def test_persian_headings_levels_and_digits(tmp_path):
    digits = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
    rows = samples(
        ["کد بیمار", "بافت"], [["تومور", "نرمال"]], ["CD25 (٪)"], lambda n: str(n).translate(digits)
    )
    text, plan, table = drafted(tmp_path, {"داده": rows})
    assert plan.spreadsheet.columns.patient == "کد بیمار"
    assert plan.contrasts["تومور_vs_نرمال"].compare == {"بافت": ["تومور", "نرمال"]}
    assert len(table) == 12
    assert "نرمال: {}" in text


WIDE = {
    "CD25 T +IL2 (%)": ["-", "+IL2"],
    "CD25 T without": ["medium", "rhIL-2"],
    "words": ["no IL-2", "with IL-2"],
}


@pytest.mark.parametrize("case", WIDE)
def test_headings_that_carry_marker_and_levels(tmp_path, case):
    treatments = WIDE[case]
    cells = list(itertools.product(["CD25", "FOXP3"], ["T", "N"], treatments))
    _, plan, table = drafted(tmp_path, {"S": wide([f"{m} {t} {c} (%)" for m, t, c in cells])})
    assert list(plan.markers) == ["CD25", "FOXP3"]
    assert {marker.unit for marker in plan.markers.values()} == {"%"}
    assert list(plan.factors["tissue"].levels) == ["tumor", "normal"]
    own = list(plan.factors["treatment"].levels)
    names = dict(zip(treatments, own, strict=True)) | {"T": "tumor", "N": "normal"}
    assert read_by_cell(table, ["tissue", "treatment"]) == {
        (p, names[t], names[c], m): value(p, f"{m} {t} {c} (%)")
        for p in PATIENTS
        for m, t, c in cells
    }


def test_a_minus_before_a_name_is_asked_about(tmp_path):
    headings = [f"CD25 {t} {c}" for t in "TN" for c in ("-IL2", "+IL2")]
    text, plan, table = drafted(tmp_path, {"S": wide(headings)})
    assert '"-IL2" may mean without IL2.' in text
    assert "aliases: ???  # one of: [-IL2] | []" in text
    assert len(table) == 24
    # With the other answer the heading stays unread, and the reader says so.
    path = tmp_path / "mine.xlsx"
    other = answered(text.replace("role: ???", "role: primary"), 1)
    again = plan.model_validate(yaml.safe_load(other))
    assert with_severity(ingest(path, again), "error") != []


def test_a_cytokine_that_was_measured_is_no_treatment(tmp_path):
    headings = [f"{m} {t} {c}" for m in ("IL-2", "IL-6") for t in "TN" for c in "-+"]
    _, plan, table = drafted(tmp_path, {"S": wide(headings)})
    assert list(plan.markers) == ["IL-2", "IL-6"]
    assert len(table) == len(PATIENTS) * 8


def test_levels_that_no_word_tells_are_asked_about(tmp_path):
    headings = [f"{m} {c}" for m in ("CD25", "FOXP3") for c in ("armA", "armB")]
    text, plan, _ = drafted(tmp_path, {"S": wide(headings)})
    assert "which nothing in the file says" in text
    assert "label: ???" in text
    # Nothing says which of two levels is the reference.
    assert "which level is the reference?" in text
    compare = "compare: ???  # one of: {condition: [armA, armB]} | {condition: [armB, armA]}"
    assert compare in text
    assert list(plan.markers) == ["CD25", "FOXP3"]


def test_two_columns_of_ids_are_asked_about_and_either_can_be_named(tmp_path):
    rows = samples(["Case", "Tissue"], [["Tumor", "Normal"]], ["CD25"])
    rows = [["Donor" if n == 0 else f"D{row[0]}", *row] for n, row in enumerate(rows)]
    text, plan, _ = drafted(tmp_path, {"S": rows})
    assert "patient: ???  # one of: Donor | Case" in text
    assert plan.spreadsheet.columns.patient == "Donor"
    text, plan, _ = drafted(tmp_path, {"S": rows}, "--patient", "Case")
    assert "patient: Case  # S!B1" in text


def test_a_number_of_samples_is_not_taken_for_the_patients(tmp_path):
    rows = samples(["Patient ID", "Tissue"], [["Tumor", "Normal"]], ["CD25"])
    rows = [["Sample ID" if n == 0 else f"S{n}", *row] for n, row in enumerate(rows)]
    text, plan, _ = drafted(tmp_path, {"S": rows})
    assert plan.spreadsheet.columns.patient == "Patient ID"
    assert '"Sample ID" (S!A1) is neither a number' in text
    alone = [[row[0], *row[2:]] for row in rows]
    path = write(tmp_path / "alone.xlsx", {"S": alone})
    assert "patient: ???  # one of: Sample ID | another heading" in draft_of(path)


def test_columns_that_identify_people_are_never_printed(tmp_path, capsys):
    rows = samples(["Patient", "Tissue"], [["Tumor", "Normal"]], ["CD25"])
    for number, row in enumerate(rows):
        row[1:1] = (
            ["Vorname", "Kontakt", "Geburtsdatum"]
            if number == 0
            else [f"Jutta{number}", f"jutta{number}@lab.example", "1.4.1950"]
        )
    text, _, _ = drafted(tmp_path, {"S": rows})
    text += capsys.readouterr().err
    for secret in ("Jutta", "jutta", "1.4.1950", "Vorname", "Kontakt", "Geburtsdatum"):
        assert secret not in text
    for column, kind in (("B", "names"), ("C", "e-mail addresses"), ("D", "dates of birth")):
        assert f"Column {column} of S holds {kind}" in text
    # A column of names is not offered as that of the IDs.
    rows = [[row[1], *row[4:]] for row in rows]
    path = write(tmp_path / "names.xlsx", {"S": rows})
    assert main(["draft", str(path)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Column A of S holds names: write the study's codes instead" in shown.err


def test_properties_of_patients_stand_where_they_were_read(tmp_path):
    rows = samples(["Patient", "Tissue"], [["Tumor", "Normal"]], ["CD25"])
    clinic = [["Patient", "Stadium", "Tumorgröße (mm)", "pT", "Alter", "Bemerkung"]]
    clinic += [
        [
            p,
            "IIA" if n % 2 else "IIIB",
            12 + n,
            "pT2" if n % 3 else "pT1",
            50 + n,
            f"a remark on {n}",
        ]
        for n, p in enumerate(PATIENTS)
    ]
    text, plan, _ = drafted(tmp_path, {"S": rows, "Klinik": clinic})
    assert plan.spreadsheet.patients_sheet == "Klinik"
    strata = plan.patients.strata
    assert [(s.kind, s.notation, s.unit) for s in strata.values()] == [
        ("ordered", "ajcc_stage", ""),
        ("continuous", "text", "mm"),
        ("ordered", "t_category", ""),
    ]
    # The report says the lab's own words, not the keys that are made of them.
    assert [s.label for s in strata.values()] == ["Stadium", "Tumorgröße", "pT"]
    assert "stage:  # Klinik!B1" in text
    assert plan.patients.covariates == {"alter": ["Alter"]}
    assert "a remark" not in text


def test_sheets_with_the_same_headings_are_asked_about(tmp_path):
    rows = samples(["Patient", "Tissue"], [["Tumor", "Normal"]], ["CD25"])
    text, _, table = drafted(tmp_path, {"Raw": rows, "Cleaned": rows})
    assert "sheet: ???  # one of: Raw | Cleaned" in text
    assert len(table) == 12


@pytest.mark.parametrize("repeated", [False, True])
def test_a_sheet_for_each_tissue(tmp_path, repeated):
    header, levels = ["Patient"], []
    if repeated:
        header, levels = ["Patient", "Treatment"], [["control", "IL-2"]]
    rows = samples(header, levels, ["CD25", "FOXP3"])
    shifted = [rows[0], *([*r[:-2], r[-2] + 1, r[-1] + 1] for r in rows[1:])]
    _, plan, table = drafted(tmp_path, {"Tumor": rows, "Normal": shifted})
    assert list(plan.factors["tissue"].levels) == ["Tumor", "Normal"]
    keys = [c for c in table.columns[:4] if c not in ("tissue", "value")]
    wide_table = table.pivot(index=keys, columns="tissue", values="value")
    assert (wide_table["Normal"] - wide_table["Tumor"]).round(9).eq(1).all()


def test_titles_that_no_word_tells_are_asked_about(tmp_path):
    rows = samples(["Patient", "Tissue"], [["Tumor", "Normal"]], ["CD25"])
    text, plan, table = drafted(tmp_path, {"S": [["Arm one"], *rows, [], ["Arm two"], *rows]})
    assert "nothing in the file says: titles that stand" in text
    assert list(plan.factors["condition"].levels) == ["Arm one", "Arm two"]
    assert len(table) == 24


def test_the_name_of_the_only_sheet_may_be_the_marker(tmp_path):
    _, plan, table = drafted(tmp_path, {"CD25": wide(["Tumor", "Normal"])})
    assert list(plan.markers) == ["CD25"]
    assert len(table) == 12


def test_doses_are_levels_and_wells_are_replicates(tmp_path):
    rows = samples(["Donor", "Dose (ng/ml)", "Well"], [[0, 10, 100], [1, 2]], ["IL-6 (pg/ml)"])
    text, plan, table = drafted(tmp_path, {"S": rows})
    assert list(plan.factors["dose"].levels) == ["0", "10", "100"]
    assert plan.spreadsheet.columns.replicate == "Well"
    assert set(table["replicates"]) == {2}
    assert "trend: {dose: ['0', '10', '100']}" in text


def test_a_long_table_with_units_in_a_column(tmp_path):
    rows = samples(["Pat", "Gewebe", "Parameter"], [["T", "N"], ["CD25", "Blimp-1"]], ["Wert"])
    for number, row in enumerate(rows):
        row.insert(3, "Einheit" if number == 0 else {"CD25": "%", "Blimp-1": "MFI"}[row[2]])
    _, plan, _ = drafted(tmp_path, {"S": rows})
    assert plan.spreadsheet.layout == "long"
    assert {name: marker.unit for name, marker in plan.markers.items()} == {
        "CD25": "%",
        "Blimp-1": "MFI",
    }


def test_limits_of_detection(tmp_path):
    rows = samples(["Patient", "Tissue"], [["Tumor", "Normal"]], ["IL-6", "IL-8"])
    rows[3][2], rows[4][3] = "BLQ", "<0.5"
    text, plan, table = drafted(tmp_path, {"S": rows})
    assert "S!C4 says that the value is below the limit of detection. What is the limit?" in text
    assert "detection_limit: ???" in text
    assert plan.markers["IL-8"].detection_limit == 0.5
    assert 'detection_limit: 0.5  # S!D5 "<0.5"' in text
    assert (table["censored"] == "below").sum() == 2


def test_spellings_of_one_level_are_asked_about(tmp_path):
    rows = samples(["Patient", "Tissue"], [["Tumor", "Normal"]], ["CD25"])
    rows[3][1] = "T"
    text, _, table = drafted(tmp_path, {"S": rows})
    assert 'Does "T" mean the same as "Tumor"?' in text
    assert "aliases: ???  # one of: [T] | []" in text
    assert len(table) == 12


def test_titles_that_name_the_markers_are_no_levels(tmp_path):
    headings = [f"{t} {c}" for t in ("tumor", "normal") for c in ("control", "IL-2")]
    rows = []
    for title in ("CD25 (%)", "Blimp-1 (MFI)", "IL-10 (pg/ml)"):
        rows += [[title], *wide(headings), []]
    _, plan, table = drafted(tmp_path, {"S": rows})
    assert [(name, marker.unit) for name, marker in plan.markers.items()] == [
        ("CD25", "%"),
        ("Blimp-1", "MFI"),
        ("IL-10", "pg/ml"),
    ]
    assert list(plan.factors) == ["tissue", "treatment"]
    assert len(table) == 3 * 4 * len(PATIENTS)


def test_a_cytokine_beside_the_treatments_is_a_marker(tmp_path):
    headings = [f"{m} {t} {c}" for m in ("CD25", "IL-10") for t in "TN" for c in ("-IL2", "+IL2")]
    _, plan, _ = drafted(tmp_path, {"S": wide(headings)})
    assert list(plan.markers) == ["CD25", "IL-10"]
    assert list(plan.factors["treatment"].levels) == ["control", "IL2"]


def test_bare_numbers_in_headings_are_asked_about(tmp_path):
    headings = [f"{m} {t} {dose}" for m in ("CD25", "FOXP3") for t in "TN" for dose in (0, 100)]
    text, plan, table = drafted(tmp_path, {"S": wide(headings)})
    assert "which nothing in the file says: numbers at the" in text
    assert "label: ???  # one of: Dose" in text
    assert list(plan.factors["dose"].levels) == ["0", "100"]
    assert len(table) == 8 * len(PATIENTS)


def test_a_column_without_the_others_levels_is_said(tmp_path):
    headings = ["CD25 tumor", "CD25 normal", "CD25 mean"]
    text, plan, _ = drafted(tmp_path, {"S": wide(headings)})
    assert '"CD25 mean" (S!D1) names a marker, and not the levels' in text
    assert plan.patients.covariates == {}


def test_a_plus_beside_the_name_of_a_treatment_is_asked_about(tmp_path):
    rows = samples(["Patient", "Treatment"], [["control", "IL-2"]], ["CD25"])
    rows[2][1] = "+"
    text, _, table = drafted(tmp_path, {"S": rows})
    assert 'Does "+" mean the same as "IL-2"?' in text
    assert len(table) == 12


def test_what_decides_the_numbers_is_asked_about(tmp_path):
    rows = samples(["Patient", "Tissue"], [["Tumor", "Normal"]], ["CD25", "Blimp-1"])
    rows[2][3] = "1,234"
    path = write(tmp_path / "mine.xlsx", {"S": rows})
    book = openpyxl.load_workbook(path)
    book["S"]["C2"].number_format = "0.0%"
    book["S"]["C2"].value = 0.5
    book.save(path)
    text = draft_of(path)
    assert "decimal_sign: ???  # one of: point | comma" in text
    assert "It decides which number S!D3 1,234 is." in text
    assert "unit: ???  # one of: '%' | another unit" in text
    for number, value_read in ((0, 1234.0), (1, 1.234)):
        sign = ("point", "comma")[number]
        chosen = text.replace("decimal_sign: ???", f"decimal_sign: {sign}")
        table = ingest(path, plan_of_draft(tmp_path, chosen)).measurements
        assert table.set_index("source")["value"]["S!D3"] == value_read
        assert table.set_index("source")["value"]["S!C2"] == 50


def test_a_number_of_rows_is_no_value(tmp_path):
    rows = samples(["Patient", "Cytokine"], [["control", "IL-2"]], ["CD25", "FOXP3"])
    rows = [["No." if n == 0 else n, *row] for n, row in enumerate(rows)]
    text, plan, _ = drafted(tmp_path, {"S": rows})
    assert list(plan.markers) == ["CD25", "FOXP3"]
    assert '"No." (S!A1) numbers the rows: it is not read.' in text


def test_levels_in_rows_and_in_headings_are_read_together(tmp_path):
    rows = samples(["Patient", "Tissue"], [["T", "N"]], ["CD25 control", "CD25 IL-2"])
    plan = plan_of_draft(tmp_path, draft_of(write(tmp_path / "mine.xlsx", {"S": rows})))
    assert list(plan.factors) == ["tissue", "treatment"]
    assert list(plan.markers) == ["CD25"]


def test_tables_that_cannot_be_read_at_once_are_told(tmp_path, capsys):
    rows = samples(["Patient", "Tissue"], [["T", "N"]], ["CD25 control", "CD25 IL-2"])
    rows[3][2] = "lost"
    draft_of(write(tmp_path / "mine.xlsx", {"S": rows}))
    told = capsys.readouterr().err
    assert 'the file has problems:\nS!C4: "lost" is not a number.' in told


HOSTILE = [
    *("yes", "CD25: x", "#1 a", "{a}", "[b] c", "'q'", '"d"', "- x", "? y", "???", "null", "1e3"),
    *("=1+1", "a # b", "!tag", "&anchor", "*alias", "%x", "@y", "`z`", "a | b"),
]


def test_headings_that_mean_something_in_yaml(tmp_path):
    rows = samples(["Patient", "Tissue"], [["no", "off"]], HOSTILE)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=1):
        for column, content in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = content
            cell.data_type = "s" if isinstance(content, str) else "n"
    path = tmp_path / "hostile.xlsx"
    book.save(path)
    text = draft_of(path)
    plan = plan_of_draft(tmp_path, text)
    assert len(plan.markers) == len(HOSTILE)
    assert list(plan.factors["tissue"].levels) == ["no", "off"]


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [
        ({"S": [["hello"], ["world"]]}, "No table with a column of patient IDs is recognized"),
        ({"S": []}, "No table with a column of patient IDs is recognized"),
    ],
)
def test_what_is_no_table_is_said(tmp_path, capsys, sheets, reason):
    path = write(tmp_path / "mine.xlsx", sheets)
    assert main(["draft", str(path)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert reason in shown.err


def test_files_that_cannot_be_read_or_would_be_overwritten(tmp_path, capsys):
    assert main(["draft", str(tmp_path / "none.xlsx")]) == 1
    assert "There is no such file" in capsys.readouterr().err
    path = write(tmp_path / "mine.xlsx", {"S": wide(["CD25 T", "CD25 N"])})
    config = tmp_path / "mine.yaml"
    config.write_text("mine", encoding="utf-8")
    assert main(["draft", str(path), "--output", str(config)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert config.read_text(encoding="utf-8") == "mine"


def test_the_draft_goes_to_the_screen_and_what_to_do_beside_it(tmp_path):
    write(tmp_path / "mine.xlsx", {"داده": wide(["CD25 T", "CD25 N"])})
    finished = subprocess.run(
        [sys.executable, "-m", "explant", "draft", "mine.xlsx"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    text = finished.stdout.decode("utf-8")
    assert yaml.safe_load(text)["spreadsheet"]["path"] == "mine.xlsx"
    assert "# داده!A1" in text
    told = finished.stderr.decode("ascii")
    assert "the file gives 12 values of 1 marker from 6 patients" in told
    assert "1 question is open" in told
    assert "make run CONFIG=config/mine.yaml" in told


def test_lines_of_an_instrument_above_a_blank_row_are_no_headings(tmp_path):
    rows = samples(["Patient", "Tissue"], [["T", "N"]], ["CD25"])
    above = [["Instrument", "LSR II", "2025-09-10"], ["Operator", "AB", "run 3"], []]
    path = write(tmp_path / "mine.xlsx", {"S": [*above, *rows]})
    plan = plan_of_draft(tmp_path, draft_of(path))
    assert (list(plan.factors), list(plan.markers)) == (["tissue"], ["CD25"])
