"""A template that is filled in is read as it was meant; nothing else in it disturbs the reading."""

from pathlib import Path

import openpyxl
import pytest
import yaml

from explant.__main__ import main
from explant.commands.planning.empty_sheets import template_bytes
from explant.config.model_study import MODEL_STUDY
from explant.config.models import Plan
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import plan_of, with_severity

EXAMPLE = Path(__file__).parents[2] / "data" / "raw" / "il2_breast_example.xlsx"
SHIPPED = Plan.model_validate(MODEL_STUDY)


def headings_of(sheet):
    return {cell.value: cell.column for cell in sheet[1] if cell.value is not None}


def filled(path: Path, sheet: str, rows: list[dict[str, object]]) -> Path:
    """Write values under headings, a row each, as a person does."""
    book = openpyxl.load_workbook(path)
    columns = headings_of(book[sheet])
    for number, row in enumerate(rows, start=2):
        for heading, value in row.items():
            book[sheet].cell(number, columns[heading]).value = value
    book.save(path)
    return path


@pytest.fixture
def template(tmp_path):
    def write(plan: Plan, patients: int = 0) -> Path:
        path = tmp_path / "template.xlsx"
        path.write_bytes(template_bytes(plan, patients))
        return path

    return write


def test_the_example_written_into_its_template_reads_the_same(template):
    path = template(SHIPPED)
    source = openpyxl.load_workbook(EXAMPLE)
    units = {"CD25": "%", "FOXP3": "%", "CTLA-4": "%", "Blimp-1": "MFI", "Caspase-3": "%"}
    names = {"Tissue": "tissue", "Treatment": "treatment"}
    names |= {name: f"{name} ({unit})" for name, unit in units.items()}
    for sheet in ("Measurements", "Patients"):
        header, *rows = source[sheet].iter_rows(min_row=4, values_only=True)
        own = [names.get(heading, heading) for heading in header]
        filled(path, sheet, [dict(zip(own, row, strict=True)) for row in rows])
    ours, known = ingest(path, SHIPPED), ingest(EXAMPLE, SHIPPED)
    assert with_severity(ours, "error") == []
    values = ["patient", "tissue", "treatment", "marker", "value", "replicates", "censored"]
    assert ours.measurements[values].equals(known.measurements[values])
    assert ours.patients.equals(known.patients)


def test_an_empty_template_holds_no_measurement(template):
    for patients in (0, 3):
        found = ingest(template(SHIPPED, patients), SHIPPED)
        assert found.measurements.empty
        assert all("Read me" not in problem.where for problem in found.problems)


def test_samples_are_filled_in_on_request(template):
    book = openpyxl.load_workbook(template(SHIPPED, patients=12))
    rows = list(book["Measurements"].iter_rows(min_row=2, max_col=3, values_only=True))
    assert len(rows) == 12 * 4
    assert rows[:4] == [
        ("P01", "tumor", "control"),
        ("P01", "tumor", "IL-2"),
        ("P01", "normal", "control"),
        ("P01", "normal", "IL-2"),
    ]
    assert [row[0] for row in book["Patients"].iter_rows(min_row=2, max_col=1, values_only=True)][
        -1
    ] == "P12"
    assert openpyxl.load_workbook(template(SHIPPED))["Measurements"].max_row == 1


def test_only_the_headings_are_protected_and_they_stay_in_view(template):
    book = openpyxl.load_workbook(template(SHIPPED, patients=2))
    assert book.sheetnames == ["Measurements", "Patients", "Read me"]
    for name in ("Measurements", "Patients"):
        sheet = book[name]
        assert sheet.freeze_panes == "B2"
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert all(cell.protection.locked for cell in sheet[1] if cell.value)
        assert not any(cell.protection.locked for row in sheet.iter_rows(min_row=2) for cell in row)
        assert all(not each.protection.locked for each in sheet.column_dimensions.values())
    assert book["Read me"].protection.sheet


def checks_of(path: Path, sheet: str):
    book = openpyxl.load_workbook(path)
    by_column = {
        next(iter(check.sqref.ranges)).min_col: check
        for check in book[sheet].data_validations.dataValidation
    }
    return {name: by_column[column] for name, column in headings_of(book[sheet]).items()}, book


def test_cells_offer_levels_and_refuse_impossible_values(template):
    checks, book = checks_of(template(SHIPPED), "Measurements")
    for heading, levels in (("tissue", ["tumor", "normal"]), ("treatment", ["control", "IL-2"])):
        assert checks[heading].type == "list"
        assert checks[heading].errorStyle == "stop"
        sheet, area = checks[heading].formula1.replace("$", "").replace("'", "").split("!")
        assert [row[0].value for row in book[sheet][area]] == levels
    assert checks["CD25 (%)"].formula1 == "IF(ISNUMBER(D2),AND(D2>=0,D2<=100),TRUE)"
    # A signal may be negative after compensation, but not on a log scale.
    assert checks["Blimp-1 (MFI)"].formula1 == "IF(ISNUMBER(G2),AND(G2>0),TRUE)"
    assert checks["Blimp-1 (MFI)"].errorStyle == "warning"
    checks, _ = checks_of(template(SHIPPED), "Patients")
    assert checks["Patient"].formula1 == "COUNTIF($A$2:$A$5000,A2)=1"
    assert (checks["Stage"].type, checks["Stage"].errorStyle) == ("list", "warning")
    assert all(
        len(check.prompt) <= 255 and len(check.promptTitle) <= 32 for check in checks.values()
    )


def test_the_last_sheet_explains_each_column(template):
    sheet = openpyxl.load_workbook(template(SHIPPED))["Read me"]
    rows = {(row[1], row[0]): row for row in sheet.iter_rows(values_only=True)}
    assert rows["Measurements", "CTLA-4 (%)"][2:5] == (
        "CTLA-4 (gene CTLA4).",
        "%",
        "A number from 0 to 100 %. Below the limit of detection: <0.5.",
    )
    assert rows["Patients", "Stage"][2] == (
        "Stage of the patient. Groups: early: I, II; late: III, IV."
    )
    text = " ".join(str(row[0]) for row in sheet.iter_rows(values_only=True))
    assert "leave the cell empty, or write NA or N/A" in text


def test_the_same_plan_gives_the_same_bytes():
    assert template_bytes(SHIPPED, 5) == template_bytes(SHIPPED, 5)


PLANS = {
    "levels that look like formulas": {
        "factors": {
            "sign": {"levels": {"+": {}, "-": {}, "=1+1": {}, "@home": {}}},
        },
        "contrasts": {"plus": {"compare": {"sign": ["+", "-"]}}},
        "markers": {"=CD25": {"unit": "%"}, "+IL-6": {"unit": "pg/ml"}, "-x": {}, "@y": {}},
    },
    "replicates, and properties beside the values": {
        "spreadsheet": {"columns": {"patient": "Kürzel", "replicate": "Well"}},
        "patients": {
            "strata": {"receptor": {"kind": "unordered", "groups": {"pos": ["+"], "neg": ["-"]}}}
        },
    },
    "headings and units of the plan's own": {
        "spreadsheet": {"layout": "auto", "sheet": "Werte", "patients_sheet": "Read me"},
        "factors": {"gewebe": {"column": ["Gewebe"], "levels": ["Tumor, links", "Normal"]}},
        "contrasts": {"c": {"compare": {"gewebe": ["Tumor, links", "Normal"]}}},
        "markers": {
            "CD25": {"column": ["CD25 (%)", "IL2RA"], "unit": "%"},
            "CD25 MFI": {"column": ["CD25 (MFI)"], "unit": "MFI"},
            "RNA": {"unit": "log2 (RSEM)"},
            "زنده": {"unit": "درصد"},
            "IL 6": {"unit": "pg/ml"},
        },
    },
}


@pytest.mark.parametrize("case", PLANS)
def test_what_is_filled_in_is_what_is_read(template, case):
    changes = dict(PLANS[case])
    if "markers" in changes:
        base = plan_of(**{k: v for k, v in changes.items() if k != "markers"}).model_dump()
        plan = Plan.model_validate(base | {"markers": changes["markers"]})
    else:
        plan = plan_of(**changes)
    path = template(plan, patients=3)
    book = openpyxl.load_workbook(path)
    sheet = book[book.sheetnames[0]]
    columns = list(headings_of(sheet))
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value)
    starts = 1 + len(plan.factors)
    if plan.spreadsheet.columns.replicate:
        starts += 1
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, starts).value = 1
    markers = columns[starts : starts + len(plan.markers)]
    expected = {}
    for row in range(2, sheet.max_row + 1):
        key = tuple(str(sheet.cell(row, c).value) for c in range(1, 2 + len(plan.factors)))
        for position, name in enumerate(plan.markers):
            value = (row * 7 + position * 3) % 90 + 1.5
            sheet.cell(row, starts + 1 + position).value = value
            expected[(*key, name)] = value
    assert len(markers) == len(plan.markers)
    for row in range(2, sheet.max_row + 1):
        if "receptor" in columns:
            sheet.cell(row, columns.index("receptor") + 1).value = "+-"[row > 9]
    book.save(path)
    found = ingest(path, plan)
    assert with_severity(found, "error") == []
    table = found.measurements.set_index(["patient", *plan.factors, "marker"])["value"]
    assert table.to_dict() == expected


def config_of(tmp_path: Path, **spreadsheet: str) -> Path:
    content = MODEL_STUDY | {"spreadsheet": MODEL_STUDY["spreadsheet"] | spreadsheet}
    path = tmp_path / "plan.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def test_it_goes_where_the_config_says_and_never_over_a_file(tmp_path, capsys):
    target = tmp_path / "new.xlsx"
    config = config_of(tmp_path, path=str(target))
    assert main(["template", str(config), "--patients", "2"]) == 0
    assert "set in" not in capsys.readouterr().out
    written = target.read_bytes()
    assert main(["template", str(config)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert target.read_bytes() == written


def test_what_the_config_has_to_say_for_it_is_told(tmp_path, capsys):
    config = config_of(tmp_path, layout="long")
    target = tmp_path / "other.xlsx"
    assert main(["template", str(config), str(target)]) == 0
    screen = capsys.readouterr().out
    assert f"spreadsheet.path: {target}" in screen
    assert "spreadsheet.layout: one_row_per_sample" in screen


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["{plan}", "{folder}/a.ods"], "ends in .xlsx"),
        (["{plan}", "{folder}/nowhere/a.xlsx"], "There is no folder"),
        (["{plan}", "{folder}/a.xlsx", "--patients", "-1"], "from 0 to 1000"),
        (["{folder}/none.yaml"], "The config file does not exist"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path, capsys, arguments, reason):
    config = config_of(tmp_path)
    given = [each.format(plan=config, folder=tmp_path) for each in arguments]
    assert main(["template", *given]) == 1
    assert reason in capsys.readouterr().err
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_derived_marker_has_no_column(tmp_path, capsys):
    content = MODEL_STUDY | {
        "markers": MODEL_STUDY["markers"] | {"ratio": {"derived": "FOXP3 / CD25"}}
    }
    config, path = tmp_path / "config.yaml", tmp_path / "template.xlsx"
    config.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    assert main(["template", str(config), str(path)]) == 0, capsys.readouterr().err
    headings = headings_of(openpyxl.load_workbook(path)["Measurements"])
    assert "FOXP3 (%)" in headings
    assert not any("ratio" in heading for heading in headings)


ONE_SAMPLE = {
    "spreadsheet": {
        "path": "mice.xlsx",
        "layout": "one_row_per_sample",
        "columns": {"patient": "Mouse"},
    },
    "patients": {
        "strata": {
            "source": {
                "column": "Source",
                "kind": "unordered",
                "groups": {"none": ["none"], "T cell": ["T cell"]},
            }
        }
    },
    "markers": {"Treg": {"unit": "%"}, "CD8": {"unit": "%"}},
    "contrasts": {"sources": {"between": {"source": ["T cell", "none"]}}},
}


@pytest.mark.parametrize("patients_sheet", [None, "Animals"])
def test_a_design_of_one_sample_a_patient(template, patients_sheet):
    plan = Plan.model_validate(ONE_SAMPLE)
    spreadsheet = plan.spreadsheet.model_copy(update={"patients_sheet": patients_sheet})
    plan = plan.model_copy(update={"spreadsheet": spreadsheet})
    path = template(plan, patients=6)
    rows = [{"Treg (%)": 10 + 7 * n % 5, "CD8 (%)": 30 + 5 * n % 7} for n in range(6)]
    groups = [{"Source": ["none", "T cell"][n % 2]} for n in range(6)]
    if patients_sheet is None:
        rows = [row | group for row, group in zip(rows, groups, strict=True)]
    else:
        filled(path, patients_sheet, groups)
    found = ingest(filled(path, "Measurements", rows), plan)
    assert found.problems == []
    assert found.patients["source_group"].to_list() == ["none", "T cell"] * 3
    assert len(found.measurements) == 12
    words = [row[0].value for row in openpyxl.load_workbook(path)["Read me"].iter_rows()]
    assert "Measurements: one row for each patient, in any order." in words
    assert not any("paired" in str(each) for each in words)
