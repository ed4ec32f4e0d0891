"""A new spreadsheet by the same command, each study in a folder of its own."""

import shutil

import pytest

from tests.workflow.conftest import STUDY

pytestmark = pytest.mark.workflow


@pytest.mark.more
def test_another_spreadsheet_has_a_folder_of_its_own(complete):
    raw = complete.path / "data" / "raw"
    shutil.copy(raw / f"{STUDY}.xlsx", raw / "my study ö.xlsx")
    before = complete.bytes_of("*", "figures/*")
    finished = complete.run("--config", "spreadsheet=data/raw/my study ö.xlsx")
    assert finished.code == 0, finished.screen
    mine = complete.path / "results" / "my study ö"
    assert finished.last_lines[-1] == "Report: results/my study ö/report.html"
    assert (mine / "paired.csv").read_bytes() == (complete.results / "paired.csv").read_bytes()
    page = (mine / "report.html").read_text(encoding="utf-8")
    assert "The data are simulated" not in page
    assert "no patient was measured" not in page
    assert complete.bytes_of("*", "figures/*") == before
    assert complete.jobs_to_run() == set()


@pytest.mark.more
def test_a_config_of_ones_own(small):
    """A csv with one row a measurement, one factor, no strata, the t test."""
    assert small.finished.last_lines[-1] == "Report: results/nk/report.html"
    page = (small.complete.results / "report.html").read_text(encoding="utf-8")
    # Nothing of the shipped plan leaks into another config.
    for word in ("IL-2", "CD25", "treatment", "stage"):
        assert word not in page, word


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--config", "spreadsheet=data/raw/il2_breast_exampel.xlsx"],
            [
                "There is no file",
                "il2_breast_exampel.xlsx",
                'Did you mean "il2_breast_example.xlsx"?',
            ],
        ),
        # What is said of this one, tests/config/test_loading.py asks without a run.
        pytest.param(
            ["--config", "spreadshet=data/raw/x.xlsx"],
            ["--config spreadshet", 'Did you mean "spreadsheet"?'],
            marks=pytest.mark.more,
        ),
        (
            ["--configfile", "config/bad.yaml"],
            ["config/bad.yaml:1 studdy", 'Did you mean "study"?'],
        ),
    ],
)
def test_a_config_that_cannot_be_meant_ends_in_plain_words(clean, arguments, words):
    bad = clean.path / "config" / "bad.yaml"
    text = (clean.path / "config" / "config.yaml").read_text(encoding="utf-8")
    bad.write_text("studdy: 1\n" + text, encoding="utf-8")
    finished = clean.run(*arguments)
    assert finished.code == 1
    for word in words:
        assert word in finished.last_lines[-1]
    assert "Traceback" not in finished.screen
    assert not (clean.path / "results").exists()
