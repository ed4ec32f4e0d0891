"""Bad spreadsheets end in one clear message that names the place, and no result is written."""

import csv
import json

import openpyxl
import pytest

from explant.spreadsheet.marked_copy import COLORS, LIST
from tests.workflow.conftest import STUDY

pytestmark = pytest.mark.workflow

RED = COLORS["error"]
EXAMPLE = f"data/raw/{STUDY}.xlsx"
# The list of problems, what the run said, and the records: that it was run, and what it wrote.
LISTS = {"problems.csv", "problems.xlsx"}
SAID = {"logs/ingest.log", "logs/failure.txt"}
RECORDS = {
    "history.jsonl",
    "manifest.json",
    ".explant/ingest-problems.json",
    ".explant/ingest-marked.json",
}


@pytest.fixture(scope="module")
def tree(project, tmp_path_factory):
    return project.copy(tmp_path_factory.mktemp("bad") / "explant")


def first_row_of(sheet, patient, tissue, treatment):
    for row in sheet.iter_rows():
        if [cell.value for cell in row[:3]] == [patient, tissue, treatment]:
            return row[0].row
    raise AssertionError(f"{patient}, {tissue}, {treatment} is not in the example")


def empty_sheet(book):
    sheet = book["Measurements"]
    sheet.delete_rows(1, sheet.max_row)


def unknown_marker(book):
    book["Measurements"]["D4"] = "CD52"


def duplicate_with_another_value(book):
    sheet = book["Measurements"]
    row = first_row_of(sheet, "P03", "Tumor", "control")
    values = [cell.value for cell in sheet[row]]
    values[3] += 1
    sheet.append(values)


def text_in_a_number_cell(book):
    book["Measurements"]["F7"] = "about 3"


def percentage_of_130(book):
    book["Measurements"]["D5"] = 130


def level_that_is_no_level(book):
    book["Measurements"]["B5"] = "Tumr"


def patient_without_a_pair(book):
    sheet = book["Measurements"]
    for row in range(sheet.max_row, 4, -1):
        if sheet.cell(row, 1).value == "P05" and sheet.cell(row, 2).value == "Normal":
            sheet.delete_rows(row)


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (level_that_is_no_level, ["Measurements!B5", "Tumr", 'Did you mean "tumor"?']),
        # What the reader says of these, the tests of the reader ask without a run.
        *(
            pytest.param(break_it, words, marks=pytest.mark.more)
            for break_it, words in (
                (empty_sheet, ["Measurements", "Patient"]),
                (unknown_marker, ["Measurements!", "CD25", "CD52"]),
                (duplicate_with_another_value, ["Measurements!D", "P03", "CD25"]),
                (text_in_a_number_cell, ["Measurements!F7", "about 3"]),
                (percentage_of_130, ["Measurements!D5", "130"]),
                (patient_without_a_pair, ["Measurements!A", "P05", "normal"]),
            )
        ),
    ],
)
def test_a_bad_spreadsheet(tree, break_it, words):
    name = break_it.__name__
    book = openpyxl.load_workbook(tree.path / EXAMPLE)
    break_it(book)
    book.save(tree.path / "data" / "raw" / f"{name}.xlsx")
    problems, copy = check_refused(tree, name, spreadsheet(f"data/raw/{name}.xlsx"), words)
    where = problems[0]["where"].split()[0].partition(":")[0]
    if "!" in where:
        sheet, _, address = where.partition("!")
        cell = copy[sheet][address]
        assert problems[0]["what"] in cell.comment.text
        assert cell.fill.fgColor.rgb.endswith(RED)
        assert str(cell.value or "") == str(book[sheet][address].value or "")


@pytest.mark.more
def test_a_workbook_that_is_not_a_workbook(tree):
    path = tree.path / "data" / "raw" / "letter.xlsx"
    path.write_bytes(b"Dear colleague, here are the data.\n" * 30)
    _, copy = check_refused(tree, "letter", spreadsheet("data/raw/letter.xlsx"), ["letter.xlsx"])
    assert copy.sheetnames == [LIST]


def spreadsheet(path):
    return ["--config", f"spreadsheet={path}"]


def check_refused(tree, name, options, words):
    finished = tree.run(*options)
    assert finished.code == 1
    assert "Traceback" not in finished.screen
    message = "\n".join(finished.last_lines[finished.last_lines.index(after(finished)) + 1 :])
    for word in words:
        assert word in message, finished.screen
    results = tree.path / "results" / name
    written = {
        path.relative_to(results).as_posix() for path in results.rglob("*") if path.is_file()
    }
    assert written == LISTS | SAID | RECORDS, written
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == LISTS
    # Where the sheet does not fit the plan at all, how to draft another one stands below it.
    places = [
        line for line in finished.last_lines if line.endswith(f"results/{name}/problems.xlsx")
    ]
    assert len(places) == 1
    with (results / "problems.csv").open(encoding="utf-8", newline="") as file:
        problems = list(csv.DictReader(file))
    assert problems[0]["severity"] == "error"
    assert problems[0]["what"] in message
    assert problems[0]["how_to_fix"] in message
    return problems, openpyxl.load_workbook(results / "problems.xlsx")


def after(finished):
    """The last line that Snakemake itself prints."""
    return next(
        line for line in reversed(finished.last_lines) if "did not complete successfully" in line
    )


@pytest.mark.more
def test_a_mended_sheet_runs_with_the_same_command(tree):
    path = tree.path / "data" / "raw" / "mended.xlsx"
    original = (tree.path / EXAMPLE).read_bytes()
    path.write_bytes(original)
    book = openpyxl.load_workbook(path)
    percentage_of_130(book)
    book.save(path)
    assert tree.run("--config", "spreadsheet=data/raw/mended.xlsx").code == 1
    path.write_bytes(original)
    finished = tree.run("--config", "spreadsheet=data/raw/mended.xlsx")
    assert finished.code == 0, finished.screen
    warned = (tree.path / "results/mended/problems.xlsx").is_file()
    assert warned == ("problems.xlsx" in "\n".join(finished.last_lines))
    assert "130" not in (tree.path / "results/mended/problems.csv").read_text(encoding="utf-8")


DESIGN = """\
spreadsheet:
  path: data/raw/{name}.csv
  layout: one_row_per_sample
patients:
  strata:
    group: {{kind: unordered, groups: {{A: [A], B: [B]}}, explore: {explore}}}
factors:
  tissue: {{levels: [tumor, normal]}}
  dose: {{levels: ["0", "10"]}}
markers:
  CD25: {{}}
contrasts:
  {contrast}
"""
HEADER = ["Patient", "Group", "Tissue", "Dose", "CD25"]


def samples(patients, tissues=("tumor", "normal"), doses=("0", "10"), group="A"):
    cells = [(tissue, dose) for tissue in tissues for dose in doses]
    return [
        [name, group, tissue, dose, 10 + (37 * ord(name[-1]) + 11 * at) % 29 + at / 7]
        for name in patients
        for at, (tissue, dose) in enumerate(cells)
    ]


def people(first, last):
    return [f"P{number:02d}" for number in range(first, last + 1)]


UNANSWERABLE = {
    "different_people": (
        [
            *samples(people(1, 20), tissues=["tumor"]),
            *samples(people(21, 40), tissues=["normal"], group="B"),
        ],
        "tissues: {compare: {tissue: [tumor, normal]}}",
        ["No ID has samples at two levels of tissue", "20 IDs only at tumor", "patients.strata"],
    ),
    "group_of_nobody": (
        samples(people(1, 6)),
        "groups: {between: {group: [A, B]}}",
        ["No measured patient is in the group B of group", "A 6"],
    ),
    "never_measured": (
        [
            row
            for row in [*samples(people(1, 4)), *samples(people(5, 8), group="B")]
            if row[2:4] != ["normal", "10"]
        ],
        'at_ten: {compare: {tissue: [tumor, normal]}, at: {dose: "10"}}',
        ["at_ten cannot be answered", "normal/10", "contrasts.at_ten"],
    ),
}


# What is said of each, the tests of the checks ask without a run; how a refused run ends, the sheet
# above.
@pytest.mark.more
@pytest.mark.parametrize("name", UNANSWERABLE)
def test_a_plan_that_its_data_cannot_answer(tree, name):
    rows, contrast, words = UNANSWERABLE[name]
    with (tree.path / "data" / "raw" / f"{name}.csv").open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    config = tree.path / "config" / f"{name}.yaml"
    config.write_text(DESIGN.format(name=name, contrast=contrast, explore="false"))
    check_refused(tree, name, ["--configfile", f"config/{name}.yaml"], words)


# Other configs that cannot be meant, test_studies runs each time.
@pytest.mark.more
def test_a_trend_over_levels_without_an_order(tree):
    config = tree.path / "config" / "unordered.yaml"
    text = DESIGN.format(
        name="unordered", contrast="slope: {trend: {drug: [a, b, c]}}", explore="true"
    )
    config.write_text(text.replace('dose: {levels: ["0", "10"]}', "drug: {levels: [a, b, c]}"))
    finished = tree.run("--configfile", "config/unordered.yaml")
    assert finished.code == 1
    assert "contrasts.slope.trend.drug" in finished.screen
    assert "drug has no order that the plan declares" in finished.screen
    assert "Traceback" not in finished.screen
    assert not (tree.path / "results" / "unordered").exists()
