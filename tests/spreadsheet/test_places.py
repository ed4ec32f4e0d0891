"""Where a file may say whose a value is: the files of docs/designs.md, all of the same values."""

import re
from pathlib import Path

import pytest
import yaml

from explant.config.loading import validate
from explant.problems import errors
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import only, plan_of, read, write

PAGE = (Path(__file__).parents[2] / "docs" / "designs.md").read_text(encoding="utf-8")
SECTION = PAGE.split("\n## How the file says it\n")[1].split("\n## ")[0]
EXAMPLES = re.findall(r"```csv\n(.*?)```\n(?:.*?)```yml\n(.*?)```", SECTION, flags=re.DOTALL)
VALUES = {
    ("P1", "tumor", "control"): 25.2,
    ("P1", "tumor", "IL-2"): 13.8,
    ("P1", "normal", "control"): 13.3,
    ("P1", "normal", "IL-2"): 12.5,
    ("P2", "tumor", "control"): 24.3,
    ("P2", "tumor", "IL-2"): 19.1,
    ("P2", "normal", "control"): 14.0,
    ("P2", "normal", "IL-2"): 15.2,
}


def configured(written: str, path: Path):
    """Plan of an example; what it leaves out are the marker and a question."""
    content = yaml.safe_load(written)
    content["spreadsheet"]["path"] = str(path)
    content = {
        "markers": {"CD25": {"unit": "%"}},
        "contrasts": {"effect": {"compare": {"treatment": ["IL-2", "control"]}}},
    } | content
    plan, problems = validate(content)
    assert plan is not None, problems
    return plan


def values(found):
    table = found.measurements
    keys = zip(table["patient"], table["tissue"], table["treatment"], strict=True)
    return dict(zip(keys, table["value"], strict=True))


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_file_of_the_page_gives_the_same_values(tmp_path, number):
    table, written = EXAMPLES[number]
    path = tmp_path / "lab.csv"
    path.write_text(table, encoding="utf-8")
    found = ingest(path, configured(written, path))
    assert errors(found.problems) == []
    # One example has a third patient: it is turned as it has more patients than columns of keys.
    patients = {patient for patient, *_ in VALUES}
    assert {key: value for key, value in values(found).items() if key[0] in patients} == VALUES


IMPLIED = {
    "tissue": {"levels": {"tumor": {"aliases": ["T"]}, "normal": {"aliases": ["N"]}}},
    "treatment": {"levels": {"control": {"implied": True}, "IL-2": {"aliases": ["IL2"]}}},
}
JOINED = {name: {**factor, "column": ["Group"]} for name, factor in IMPLIED.items()}


@pytest.mark.parametrize("layout", ["headings", "column"])
@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("T +", '"+"'),
        ("T + IL-15", '"il", "15"'),
        ("T ?IL-2 IL2 N", "several levels of tissue"),
        ("T -IL2", "may mean without"),
        ("T -", '"-"'),
        ("IL2", "no level of tissue"),
        ("T (ng)", '"ng"'),
    ],
)
def test_nothing_is_implied_beside_what_is_not_understood(tmp_path, layout, name, doubt):
    names = [name, "T+IL2", "N", "N+IL2"]
    if layout == "column":
        rows = [["Patient", "Group", "CD25", "Blimp-1"]]
        rows += [[p, each, 5.5, 6.5] for p in ("P1", "P2") for each in names]
        plan = plan_of(factors=JOINED)
    else:
        rows = [["Patient", *(f"CD25 {n}" for n in names), *(f"Blimp-1 {n}" for n in names[1:])]]
        rows += [[p, *range(3, 10)] for p in ("P1", "P2")]
        plan = plan_of(factors=IMPLIED, spreadsheet={"layout": "one_row_per_patient"})
    found = read(tmp_path, rows, plan)
    told = [problem.what for problem in errors(found.problems)]
    assert any(doubt in what for what in told), told


def test_units_in_brackets_do_not_hinder_what_is_implied(tmp_path):
    names = ["CD25+ (%) T", "CD25+ (%) T + IL2", "CD25+ (%) N", "CD25+ (%) N/IL2"]
    rows = [["Patient", *names], *([p, 1, 2, 3, 4] for p in ("P1", "P2"))]
    plan = plan_of(factors=IMPLIED, spreadsheet={"layout": "one_row_per_patient"}).model_copy(
        update={"markers": {"CD25": plan_of().markers["CD25"]}}
    )
    found = read(tmp_path, rows, plan)
    assert errors(found.problems) == []
    own = found.measurements.query("patient == 'P1'")
    assert own["treatment"].tolist() == ["control", "IL-2"] * 2
    assert own["value"].tolist() == [1, 2, 3, 4]


def blank_treatments(first: str):
    order = [first, None] if first else [None, "IL-2"]
    rows = [["Patient", "Tissue", "Treatment", "CD25", "Blimp-1"]]
    value = 1.5
    for patient in ("P1", "P2"):
        for tissue in ("T", "N"):
            for treatment in order:
                rows.append([patient, tissue, treatment, value := value + 1, 5 * value])
    return rows


def test_a_blank_cell_is_the_implied_level(tmp_path):
    found = read(tmp_path, blank_treatments(""), plan_of(factors=IMPLIED))
    assert errors(found.problems) == []
    assert found.measurements["treatment"].tolist() == ["control", "IL-2"] * 8


def test_a_blank_cell_that_would_repeat_a_sample_does_not_go_on(tmp_path):
    found = read(tmp_path, blank_treatments("IL-2"), plan_of(factors=IMPLIED))
    assert errors(found.problems) == []
    assert len(found.measurements) == 16


def test_a_blank_cell_that_may_as_well_go_on_is_an_error_until_the_plan_says(tmp_path):
    rows = [["Patient", "Tissue", "Treatment", "CD25", "Blimp-1"]]
    rows += [["P1", "T", "IL-2", 2, 3], ["P1", "N", None, 4, 5]]
    rows += [["P2", "T", "IL-2", 6, 7], ["P2", "N", None, 8, 9]]
    contrast = {"a": {"compare": {"tissue": ["tumor", "normal"]}}}
    plan = plan_of(factors=IMPLIED, contrasts=contrast)
    problem = only(read(tmp_path, rows, plan), "error")
    assert problem.where == "Data!C3 Data!C5"
    assert "may mean control" in problem.what
    assert "goes_on: []" in problem.how_to_fix
    settled = plan_of(factors=IMPLIED, contrasts=contrast, spreadsheet={"goes_on": []})
    told = [problem.what for problem in errors(read(tmp_path, rows, settled).problems)]
    assert not any("may mean control" in what for what in told)


PLAIN = {
    "tissue": {"levels": {"tumor": {"aliases": ["T"]}, "normal": {"aliases": ["N"]}}},
    "treatment": {"levels": {"control": {"aliases": ["ctrl"]}, "IL-2": {"aliases": ["IL2"]}}},
}


def plan_with(spreadsheet, factors=None, **more):
    content = {
        "spreadsheet": {"path": "study.xlsx", "layout": "one_row_per_sample"} | spreadsheet,
        "factors": factors or PLAIN,
        "markers": {"CD25": {"unit": "%"}},
        "contrasts": {"effect": {"compare": {"treatment": ["IL-2", "control"]}}},
    } | more
    plan, problems = validate(content)
    assert plan is not None, problems
    return plan


def sample_table():
    """Patient, tissue, treatment and value of each sample of the page."""
    return [[*key, value] for key, value in VALUES.items()]


def ingested(folder, sheets, plan):
    return ingest(write(folder / "study.xlsx", sheets), plan)


@pytest.mark.parametrize("with_patient", [True, False])
def test_a_key_says_what_the_codes_mean(tmp_path, with_patient):
    key, rows = [["Tube", "Patient", "Tissue", "Treatment"]], [["Tube", "CD25"]]
    for number, (patient, tissue, treatment, value) in enumerate(sample_table(), start=1):
        key.insert(1, [number, patient, tissue, treatment])
        rows.append([number, value])
    if not with_patient:
        for own, (patient, *_) in zip(key[:0:-1], sample_table(), strict=True):
            assert own.pop(1) == patient
        del key[0][1]
        patients = [patient for patient, *_ in sample_table()]
        rows = [["Patient", *rows[0]]] + [[p, *r] for p, r in zip(patients, rows[1:], strict=True)]
    plan = plan_with({"sheet": "Data", "key": {"sheet": "Key", "column": "Tube"}})
    found = ingested(tmp_path, {"Data": rows, "Key": key}, plan)
    assert errors(found.problems) == []
    assert values(found) == VALUES
    read_as = dict(zip(found.columns["column"], found.columns["read_as"], strict=True))
    assert read_as["Key!C" if with_patient else "Key!B"] == "factor tissue"


def test_a_code_without_meaning_is_an_error_at_its_cell(tmp_path):
    rows = [["Tube", "CD25"], [1, 2.5], [7, 3.5]]
    key = [["Tube", "Patient", "Tissue", "Treatment"], [1, "P1", "T", "ctrl"]]
    plan = plan_with({"sheet": "Data", "key": {"sheet": "Key", "column": "Tube"}})
    found = ingested(tmp_path, {"Data": rows, "Key": key}, plan)
    told = {problem.where: problem.what for problem in errors(found.problems)}
    assert told["Data!A3"].startswith('"7" stands not in the sheet Key')


def test_one_sheet_a_patient(tmp_path):
    sheets = {}
    for patient, tissue, treatment, value in sample_table():
        rows = sheets.setdefault(patient, [["Tissue", "Treatment", "CD25"]])
        rows.append([tissue, treatment, value])
    sheets["Notes"] = [["Written by", "the lab"], ["on", "a day"]]
    plan = plan_with({"sheets": "all", "columns": {"patient": "name of the sheet"}})
    found = ingested(tmp_path, sheets, plan)
    assert errors(found.problems) == []
    assert values(found) == VALUES
    assert found.measurements["source"].tolist()[0] == "P1!C2"
    assert [p.where for p in found.problems if "is not read" in p.what] == ["Notes"]


def test_a_list_of_sheets_is_read_and_no_other(tmp_path):
    sheets = {
        name: [
            ["Patient", "Tissue", "CD25"],
            *([p, t, v] for p, t, c, v in sample_table() if c == name),
        ]
        for name in ("control", "IL-2")
    }
    sheets["Summary"] = [["Patient", "Tissue", "CD25"], ["P1", "tumor", 19.5]]
    place = {"treatment": {"column": ["name of the sheet"], "levels": ["control", "IL-2"]}}
    found = ingested(tmp_path, sheets, plan_with({"sheets": ["IL-2", "control"]}, PLAIN | place))
    assert errors(found.problems) == []
    assert values(found) == VALUES
    found = ingested(tmp_path, sheets, plan_with({"sheets": ["IL2", "control"]}, PLAIN | place))
    (told,) = errors(found.problems)
    assert told.what.startswith('There is no sheet "IL2"')


@pytest.mark.parametrize("layout", ["one_row_per_sample", "long"])
def test_groups_that_list_their_patients(tmp_path, layout):
    rows = [["Patient", "Tissue", "Treatment", "CD25"], *sample_table()]
    if layout == "long":
        rows = [["Patient", "Tissue", "Treatment", "Marker", "Value"]]
        rows += [[*own, "CD25", value] for *own, value in sample_table()]
    rows += [[], ["P1: A, P2: B"]]
    groups = {"A": ["P1"], "B": ["p2"]}
    strata = {"arm": {"column": ["Patient"], "kind": "unordered", "groups": groups}}
    plan = plan_with({"layout": layout}, patients={"strata": strata})
    found = ingested(tmp_path, {"Data": rows}, plan)
    assert errors(found.problems) == []
    assert values(found) == VALUES
    assert found.patients["arm_group"].tolist() == ["A", "B"]
    ids = found.columns.query("column == 'A'")["read_as"]
    assert ids.tolist() == ["patient ID"]


def test_one_sheet_a_group(tmp_path):
    sheets = {
        name: [["Patient", "Tissue", "Treatment", "CD25"], *rows]
        for name, rows in (
            ("Breast cancer", [row for row in sample_table() if row[0] == "P1"]),
            ("Healthy", [row for row in sample_table() if row[0] == "P2"]),
        )
    }
    groups = {"patient": ["Breast cancer"], "donor": ["Healthy"]}
    strata = {"group": {"column": ["name of the sheet"], "kind": "unordered", "groups": groups}}
    plan = plan_with({"sheets": "all"}, patients={"strata": strata})
    found = ingested(tmp_path, sheets, plan)
    assert errors(found.problems) == []
    assert values(found) == VALUES
    assert found.patients["group_group"].tolist() == ["patient", "donor"]


def test_the_title_above_is_a_group(tmp_path):
    rows = []
    for title, patient in (("Cancer, cohort 1", "P1"), ("Donors", "P2")):
        rows += [[title], ["Patient", "Tissue", "Treatment", "CD25"]]
        rows += [row for row in sample_table() if row[0] == patient] + [[None]]
    groups = {"patient": ["Cancer, cohort 1"], "donor": ["Donors"]}
    strata = {"group": {"column": ["title above"], "kind": "unordered", "groups": groups}}
    found = ingested(tmp_path, {"Data": rows}, plan_with({}, patients={"strata": strata}))
    # Two tables with the same headings under titles that are no names of levels.
    if not errors(found.problems):
        assert found.patients["group_group"].tolist() == ["patient", "donor"]


def test_sections_are_groups_of_patients_in_a_wide_table(tmp_path):
    rows = [["Donor", "CD25 0", "CD25 100"], ["Breast cancer patients"]]
    rows += [[f"BC0{n}", n, n + 1.5] for n in range(1, 5)]
    rows += [["Healthy donors"], *([f"HD0{n}", n, n + 2.5] for n in range(1, 5))]
    groups = {"patient": ["Breast cancer patients"], "healthy": ["Healthy donors"]}
    strata = {"group": {"column": ["section above"], "kind": "unordered", "groups": groups}}
    plan = plan_with(
        {"layout": "one_row_per_patient", "columns": {"patient": "Donor"}},
        {"dose": {"levels": ["0", "100"]}},
        patients={"strata": strata},
        contrasts={"a": {"compare": {"dose": ["100", "0"]}}},
    )
    found = ingested(tmp_path, {"Data": rows}, plan)
    assert errors(found.problems) == []
    assert found.patients["group_group"].tolist() == ["patient"] * 4 + ["healthy"] * 4
    assert len(found.measurements) == 16


def test_a_patient_without_values_is_no_section(tmp_path):
    rows = [["Patient", "Treatment", "CD25"]]
    rows += [["Tumor"], *([p, d, v] for p, t, d, v in sample_table() if t == "tumor"), ["P3"]]
    rows += [["Normal"], *([p, d, v] for p, t, d, v in sample_table() if t == "normal")]
    factors = PLAIN | {"tissue": PLAIN["tissue"] | {"column": ["section above"]}}
    found = ingested(tmp_path, {"Data": rows}, plan_with({}, factors))
    assert values(found) == VALUES
    assert any('"P3" stands alone' in problem.what for problem in found.problems)


def test_samples_in_columns_with_tissue_in_a_row_of_its_own(tmp_path):
    table = sample_table()
    rows = [list(column) for column in zip(*table, strict=True)]
    headings = ["Patient", "Tissue", "Treatment", "CD25"]
    rows = [[heading, *own] for heading, own in zip(headings, rows, strict=True)]
    found = ingested(tmp_path, {"Data": rows}, plan_with({"samples_in": "columns"}))
    assert errors(found.problems) == []
    assert values(found) == VALUES
    assert found.measurements["source"].tolist()[:2] == ["Data!B4", "Data!C4"]
    assert set(found.columns["column"]) == {"row 1", "row 2", "row 3", "row 4"}


@pytest.mark.parametrize("blank", [1, 2, 3])
def test_a_remark_below_a_turned_table_is_nobodys_value(tmp_path, blank):
    rows = [list(column) for column in zip(*sample_table(), strict=True)]
    headings = ["Patient", "Tissue", "Treatment", "CD25"]
    rows = [[heading, *own] for heading, own in zip(headings, rows, strict=True)]
    rows += [[] for _ in range(blank)] + [["n = number of donors, see protocol 7"]]
    found = ingested(tmp_path, {"Data": rows}, plan_with({"samples_in": "columns"}))
    assert errors(found.problems) == []
    assert values(found) == VALUES


def test_a_problem_of_a_turned_table_is_at_its_place_in_the_file(tmp_path):
    rows = [["Patient", "P1", "P1"], ["Tissue", "T", "X"], ["Treatment", "ctrl", "ctrl"]]
    rows += [["CD25", 1, 2]]
    found = ingested(tmp_path, {"Data": rows}, plan_with({"samples_in": "columns"}))
    problem = next(p for p in errors(found.problems) if "no level of tissue" in p.what)
    assert problem.where == "Data!C2"


def test_a_text_that_does_not_fit_its_pattern_is_an_error_at_its_cell(tmp_path):
    rows = [["Sample", "CD25"], ["P1_T_ctrl", 1], ["P1_X_ctrl", 2], ["Mean", 1.5]]
    plan = plan_with(
        {"columns": {"patient": "Sample"}, "split": {"Sample": "{patient}_{tissue}_{treatment}"}}
    )
    found = ingested(tmp_path, {"Data": rows}, plan)
    problem = next(p for p in errors(found.problems) if "not fit" in p.what)
    assert (problem.where, problem.what[:11]) == ("Data!A3", '"P1_X_ctrl"')
    assert any("sums up other rows" in p.what for p in found.problems)


def test_ids_do_not_go_on_over_a_blank_row_or_into_a_summary(tmp_path):
    rows = [["Patient", "Tissue", "Treatment", "CD25"]]
    rows += [["P1", "T", "ctrl", 1], [None, "T", "IL2", 2], [], [None, "N", "ctrl", 3]]
    found = ingested(tmp_path, {"Data": rows}, plan_with({"goes_on": ["Patient"]}))
    told = {p.where: p.what for p in errors(found.problems)}
    assert "no patient ID" in told["Data!A5"]
    rows = [["Patient", "Tissue", "Treatment", "CD25"]]
    rows += [["P1", "T", "ctrl", 1], [None, "T", "IL2", 2], [None, "Mean", None, 1.5]]
    found = ingested(tmp_path, {"Data": rows}, plan_with({"goes_on": ["Patient"]}))
    assert any("sums up" in p.what and p.where == "Data!A4" for p in found.problems)


def test_blocks_are_averaged_within_the_patient_after_replicates_within_blocks(tmp_path):
    rows = [["Patient", "Tissue", "Treatment", "Block", "Well", "CD25"]]
    rows += [["P1", "T", "ctrl", "A", n, v] for n, v in enumerate((10, 12, 14), start=1)]
    rows += [["P1", "T", "ctrl", "B", 1, 20], ["P1", "T", "IL2", "A", 1, 5]]
    rows += [["P1", "N", "ctrl", "A", 1, 7], ["P1", "N", "IL2", "A", 1, 8]]
    rows += [[p, t, d, "A", 1, v] for p, t, d, v in sample_table() if p == "P2"]
    plan = plan_with({"columns": {"block": "Block", "replicate": "Well"}})
    found = ingested(tmp_path, {"Data": rows}, plan)
    assert errors(found.problems) == []
    row = found.measurements.iloc[0]
    # The mean of 12 and 20, not of the four wells.
    assert row["value"] == 16
    assert (row["replicates"], row["blocks"]) == (4, 2)
    assert row["replicate_sd"] == 2
    assert row["block_sd"] == pytest.approx(8 / 2**0.5)
    assert found.measurements.iloc[1]["blocks"] == 1


def test_a_value_without_a_block_beside_blocks_is_an_error(tmp_path):
    rows = [["Patient", "Tissue", "Treatment", "Block", "CD25"]]
    rows += [["P1", "T", "ctrl", "A", 10], ["P1", "T", "ctrl", None, 12]]
    found = ingested(tmp_path, {"Data": rows}, plan_with({"columns": {"block": "Block"}}))
    assert any("name no block" in p.what and p.where == "Data!E3" for p in errors(found.problems))


@pytest.mark.parametrize(
    ("spreadsheet", "what"),
    [
        ({"split": {"Sample": "{patient}_{tissu}"}}, '"tissu" is no part'),
        ({"split": {"Patient": "{patient}_{replicate}"}}, "has a replicate"),
        ({"split": {"Sample": "{patient}_{tissue}"}}, 'the IDs stand under "Patient"'),
        ({"split": {"Patient": "patient"}}, "names nothing in braces"),
        ({"split": {"Patient": "{patient}{tissue}{tissue}"}}, "stands twice"),
        ({"conditions": {"TC": {"tissue": "tumour"}}}, "no level of tissue"),
        ({"conditions": {"T": {"tissue": "normal"}}}, "means two different levels"),
        ({"sheets": "all", "sheet": "Data"}, "With sheets: all"),
        ({"sheets": ["Data"], "sheet": "Data"}, "With sheets: a list"),
    ],
)
def test_a_plan_whose_places_make_no_sense_is_refused(spreadsheet, what):
    content = {
        "spreadsheet": {"path": "a.xlsx", "layout": "long"} | spreadsheet,
        "factors": PLAIN,
        "markers": {"CD25": {}},
        "contrasts": {"effect": {"compare": {"treatment": ["IL-2", "control"]}}},
    }
    plan, problems = validate(content)
    assert plan is None
    assert any(what in problem.what for problem in problems), problems
