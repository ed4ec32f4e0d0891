"""When the step that reads the spreadsheet writes a marked copy, called without Snakemake."""

import importlib.util
from pathlib import Path

import openpyxl
import pytest

from explant.problems import ProblemsError
from explant.run.steps.staging import Job
from explant.spreadsheet import marked_copy
from tests.spreadsheet.builders import changed, plan_of, sample_rows, write
from tests.spreadsheet.fingerprints import fingerprint

SCRIPT = Path(__file__).parents[2] / "workflow" / "scripts" / "ingest.py"
TABLES = ("measurements", "patients", "columns")


@pytest.fixture(scope="module")
def main():
    spec = importlib.util.spec_from_file_location("ingest_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main


@pytest.fixture
def step(main, tmp_path):
    """Reads rows of a sheet and returns the study's folder."""

    def run(rows, at_start=None) -> Path:
        path = write(tmp_path / "study.xlsx", {"Data": rows})
        results = tmp_path / "results"
        outputs = {name: results / f"{name}.csv" for name in TABLES}
        outputs["source"] = results / "spreadsheet.json"
        copy = results / "problems.xlsx"
        cells = fingerprint(path) if at_start is None else at_start
        problems, running = results / "problems.csv", Job("ingest", results)
        main(path, plan_of(), outputs, problems, copy, running, cells)
        return results

    return run


WARNED = changed(sample_rows(), {"D3": None})


def test_a_warning_is_marked_and_the_study_goes_on(step):
    results = step(WARNED)
    book = openpyxl.load_workbook(results / "problems.xlsx")
    assert "missing" in book["Data"]["D3"].comment.text
    assert all((results / f"{table}.csv").is_file() for table in TABLES)
    assert not (results / ".stage").exists()


def test_an_older_copy_goes_when_there_is_nothing_to_mark(step):
    assert (step(WARNED) / "problems.xlsx").is_file()
    assert not (step(sample_rows()) / "problems.xlsx").exists()
    with_note = [[*row, "x"] for row in sample_rows()]
    results = step(with_note)
    assert "note" in (results / "problems.csv").read_text(encoding="utf-8")
    assert not (results / "problems.xlsx").exists()


def test_a_copy_that_fails_hides_no_error(step, monkeypatch, tmp_path):
    step(WARNED)

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(marked_copy, "file_bytes", full)
    with pytest.raises(
        ProblemsError, match=r"Data!D3: .*\nThe same list: .*problems.csv$"
    ) as caught:
        step(changed(sample_rows(), {"D3": "much"}))
    assert "No space" in str(caught.value.__context__)
    assert "Data!D3" in (tmp_path / "results" / "problems.csv").read_text(encoding="utf-8")
    with pytest.raises(OSError, match="No space"):
        step(WARNED)


def test_a_sheet_of_another_study_is_told_how_to_draft_its_plan(step):
    weights = [["Patient", "Visit", "Weight"], ["P1", "1", 70.5], ["P1", "2", 69.0]]
    with pytest.raises(ProblemsError) as caught:
        step(weights)
    *_, what, how = str(caught.value).splitlines()
    assert what == "The sheet does not fit this plan. A config for it is drafted by"
    assert how.startswith("  make draft SHEET=/")
    assert how.endswith("study.xlsx CONFIG=config/study.yaml")


def test_a_mistake_in_a_cell_asks_for_no_other_plan(step):
    with pytest.raises(ProblemsError) as caught:
        step(changed(sample_rows(), {"D3": "much"}))
    assert "make draft" not in str(caught.value)


def test_a_sheet_that_was_saved_since_the_run_started_stops_it(step, tmp_path):
    with pytest.raises(ProblemsError) as caught:
        step(sample_rows(), at_start="that of other cells")
    message = str(caught.value)
    assert message.endswith(
        "The file was saved after the run had started. Run the study again: it is read anew then."
    )
    assert "\n" not in message
    assert not list((tmp_path / "results").rglob("*.csv"))
