"""The shipped example from spreadsheet to report."""

import csv
import json
import re

import openpyxl
import pytest

from explant.config.loading import load_plan
from explant.tables.columns import COLUMNS
from explant.tables.csv_files import read_csv
from tests.pages.tracing import names_of, traced_numbers, untraced_numbers, wrong_numbers
from tests.wording import overclaims, text_of
from tests.workflow.conftest import STUDY

pytestmark = pytest.mark.workflow

CONTRACT = {
    "measurements": "patient tissue treatment marker value replicates replicate_sd censored source",
    "patients": "patient stage size",
    "problems": "severity where patient marker what how_to_fix",
    "differences": "patient marker contrast difference missing",
    "paired": (
        "marker contrast family scale n n_incomplete n_zero mean_difference mean_low mean_high "
        "sd_difference pseudomedian pseudomedian_low pseudomedian_high pseudomedian_level t df p_t "
        "w_plus p_wilcoxon p_sign_flip n_increase n_decrease p_sign d_z d_z_low d_z_high g_z d_av "
        "rank_biserial rank_biserial_low rank_biserial_high superiority ratio ratio_low ratio_high "
        "bf10 test p p_adjusted smallest_attainable_p detectable_d_z expected observed conclusion"
    ),
    "strata": (
        "marker contrast stratifier stratum n mean_difference mean_low mean_high pseudomedian "
        "pseudomedian_low pseudomedian_high d_z p smallest_attainable_p"
    ),
    "interactions": (
        "marker contrast stratifier kind n estimate low high statistic method p_parametric p_rank "
        "p_permutation p p_adjusted detectable_d conclusion"
    ),
    "anova": ("marker effect kind n f df1 df2 p epsilon p_corrected partial_eta2 generalized_eta2"),
}


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", CONTRACT)
def test_every_table_has_the_columns_of_the_contract(first_run, table):
    content = rows(first_run[0].results / f"{table}.csv")
    assert content
    assert set(CONTRACT[table].split()) <= set(content[0])


# The example has no network, curves or blocks, and no sample with several values below detection.
@pytest.mark.parametrize(
    "table", [name for name in COLUMNS if not name.startswith("network_") and name != "curves"]
)
def test_every_described_column_is_written(first_run, table):
    header = (first_run[0].results / f"{table}.csv").read_text(encoding="utf-8").split("\n")[0]
    written = [name for name in header.split(",") if name in COLUMNS[table]]
    absent = ("blocks", "block_sd", "replicates_below", "replicate_values")
    assert written == [name for name in COLUMNS[table] if name not in absent]


def test_every_number_of_the_report_shows_a_cell(first_run):
    tree, results = first_run[0], first_run[0].results
    plan = load_plan([tree.path / "config" / "config.yaml"])
    texts = [*plan.factors, *plan.text_columns]
    tables = {file.stem: read_csv(file, text=texts) for file in results.glob("*.csv")}
    html = "\n".join(
        (results / f"{name}.html").read_text(encoding="utf-8") for name in ("report", "supplement")
    )
    shown = {attributes["data-table"] for attributes, _ in traced_numbers(html)}
    assert len(shown) >= 12
    assert wrong_numbers(html, tables, plan) == []
    assert untraced_numbers(html, names_of(plan, tables["patients"]["patient"])) == []


def test_the_report_never_overclaims(first_run):
    results = first_run[0].results
    for name, letters in (("report", 15_000), ("supplement", 90_000)):
        html = (results / f"{name}.html").read_text(encoding="utf-8")
        # Titles of sources, in the methods as text and in the references, are not our words.
        sources = r'<(section id="references"|pre).*?</(section|pre)>'
        page = text_of(re.sub(sources, " ", html, flags=re.DOTALL))
        assert len(page) > letters
        assert overclaims(page) == []
    assert overclaims((results / "summary.txt").read_text(encoding="utf-8")) == []


def test_the_plan_stands_among_the_other_choices(first_run):
    """The plan's own row of the sensitivity analysis is the result itself."""
    results = first_run[0].results
    own = {
        (row["marker"], row["contrast"]): row
        for row in rows(results / "sensitivity.csv")
        if row["plan"] == "yes"
    }
    primary = [row for row in rows(results / "paired.csv") if row["role"] == "primary"]
    assert len(primary) == len(own) == 15
    for row in primary:
        same = own[row["marker"], row["contrast"]]
        assert [same[name] for name in ("n", "estimate", "low", "high", "level", "p")] == [
            row[name] for name in ("n", "estimate", "low", "high", "level", "p")
        ]


def test_the_tables_hold_the_whole_design(first_run):
    results = first_run[0].results
    assert len(rows(results / "patients.csv")) == 20
    # 20 patients, 4 cells, 5 markers, and two lost wells.
    assert len(rows(results / "measurements.csv")) == 398
    assert len(rows(results / "paired.csv")) == 5 * 4
    censored = [row for row in rows(results / "measurements.csv") if row["censored"] == "below"]
    assert len(censored) == 4
    assert all(float(row["value"]) == 0.5 for row in censored)


def test_who_was_left_out_stands_beside_n(first_run):
    results = first_run[0].results
    incomplete = {
        (row["marker"], row["contrast"]): row["n"]
        for row in rows(results / "paired.csv")
        if row["n_incomplete"] != "0"
    }
    assert set(incomplete.values()) == {"19"}
    missing = {
        (row["patient"], row["marker"], row["missing"])
        for row in rows(results / "differences.csv")
        if row["missing"]
    }
    assert missing == {
        ("P07", "FOXP3", '["normal/IL-2"]'),
        ("P16", "Caspase-3", '["tumor/IL-2"]'),
    }


def test_figures_are_there_in_three_formats(first_run):
    names = {path.name for path in (first_run[0].results / "figures").iterdir()}
    stems = ["marker_CD25", "marker_Blimp-1", "forest", "strata_stage", "strata_size"]
    for stem in [*stems, "completeness"]:
        assert {f"{stem}.svg", f"{stem}.png", f"{stem}.pdf"} <= names


def test_the_run_ends_with_a_sentence_per_marker_and_the_path_of_the_report(first_run):
    _, finished = first_run
    assert finished.last_lines[-1] == f"Report: results/{STUDY}/report.html"
    assert finished.last_lines[-2].endswith(f" results/{STUDY}/problems.xlsx")
    summary = finished.last_lines[-7:-2]
    for marker, sentence in zip(
        ["CD25", "FOXP3", "CTLA-4", "Blimp-1", "Caspase-3"], summary, strict=True
    ):
        assert marker in sentence
        assert "interval" in sentence
        assert "n = " in sentence
        assert "p " in sentence


def test_the_report_stands_alone_and_says_that_the_data_are_simulated(first_run):
    page = (first_run[0].results / "report.html").read_text(encoding="utf-8")
    assert "simulated" in page
    for forbidden in ('src="http', "src='http", '<link rel="stylesheet"', "@import", "url(http"):
        assert forbidden not in page


def test_the_workbook_has_a_sheet_per_table_and_typed_numbers(first_run):
    book = openpyxl.load_workbook(first_run[0].results / "results.xlsx")
    assert set(CONTRACT) <= set(book.sheetnames)
    sheet = book["paired"]
    heading = [cell.value for cell in sheet[1]]
    assert isinstance(sheet.cell(2, heading.index("p_t") + 1).value, float)
    assert sheet.freeze_panes is not None


def test_each_warning_is_marked_in_a_copy_of_the_spreadsheet(first_run):
    results = first_run[0].results
    book = openpyxl.load_workbook(results / "problems.xlsx")
    assert book.sheetnames == ["Problems", "Measurements", "Patients"]
    for problem in rows(results / "problems.csv"):
        sheet, _, address = problem["where"].split()[0].split(":")[0].partition("!")
        assert problem["what"] in book[sheet][address].comment.text
    assert 'href="problems.xlsx"' in (results / "report.html").read_text(encoding="utf-8")


def test_the_record_of_the_run(first_run):
    record = json.loads((first_run[0].results / "run.json").read_text(encoding="utf-8"))
    assert record["config"]["inference"]["test"] == "wilcoxon"
    assert len(record["spreadsheet"]["sha256"]) == 64
    assert {"explant", "python", "snakemake", "pandas", "pingouin"} <= set(record["versions"])
    assert record["seed"] == 1
    assert record["duration_seconds"] > 0


@pytest.mark.more
def test_two_runs_give_the_same_bytes(first_run, clean):
    finished = clean.run()
    assert finished.code == 0, finished.screen
    kinds = ("*.csv", "figures/*", "*.xlsx", "*.html", "*.docx", "*.pzfx", "*.txt", "manifest.json")
    first, second = first_run[0].bytes_of(*kinds), clean.bytes_of(*kinds)
    assert len(first) > 35
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_nothing_of_the_run_is_left_behind(first_run):
    assert not (first_run[0].results / ".stage").exists()
    assert not list((first_run[0].path / ".snakemake" / "locks").glob("*"))
