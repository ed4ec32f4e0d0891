"""Snakemake's own report holds the study's report, workbook, figures and tables."""

import zipfile

import pytest

from explant.config.loading import load_plan
from explant.figures.figure_kinds import figure_stems

pytestmark = [pytest.mark.workflow, pytest.mark.more]


def test_the_report_of_snakemake_shows_the_same_figures(complete):
    finished = complete.run("--report", "snakemake.zip")
    assert finished.code == 0, finished.screen
    with zipfile.ZipFile(complete.path / "snakemake.zip") as archive:
        content = {
            name.rpartition("/")[2]: archive.read(name)
            for name in archive.namelist()
            if "/raw/" in name
        }
        page = archive.read("snakemake/report.html").decode("utf-8")
    figures = sorted((complete.results / "figures").glob("*.svg"))
    plan = load_plan([complete.path / "config" / "config.yaml"], {})
    assert {file.stem for file in figures} == set(figure_stems(plan))
    tables = [complete.results / f"{name}.csv" for name in ("paired", "sensitivity", "patients")]
    others = [
        complete.results / name for name in ("report.html", "supplement.html", "results.xlsx")
    ]
    for file in [*figures, *tables, *others]:
        assert content[file.name] == file.read_bytes()
    # Captions, labels and subcategories.
    assert "is no comparison" in page
    for label in ("Effects by Stage", "Other choices: IL-2 effect in tumor", "Choices made"):
        assert label in page
    assert complete.jobs_to_run() == set()
