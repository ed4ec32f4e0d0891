"""Another workflow uses Explant as a module, with its own steps before and after."""

import json
import subprocess
import sys

import pytest

from tests.workflow.conftest import PROJECT, SMALL, environment

pytestmark = [pytest.mark.workflow, pytest.mark.more]

OTHER = """\
import yaml

module explant:
    snakefile: {snakefile!r}
    config: {config}
    prefix: "assay"

use rule * from explant as explant_*

rule all:
    default_target: True
    input: "said.txt"

rule export:
    output: "data/raw/nk.csv"
    shell: "cp exported.csv {{output}}"

rule said:
    input:
        paired=rules.explant_analyse.output.paired,
        report="assay/results/nk/report.html",
    output: "said.txt"
    shell: "head -1 {{input.paired}} > {{output}}"

onsuccess:
    explant.RUN.say_at_exit(explant.RUN.success())

onerror:
    explant.RUN.say_at_exit(explant.RUN.failure())
"""
WAYS = {
    "a config file": '{"configfile": "mine.yaml"}',
    "a whole plan": 'yaml.safe_load(open("mine.yaml"))',
}


@pytest.fixture
def other(small, tmp_path):
    """The folder of another workflow, with the sheet where its config says."""
    (tmp_path / "data/raw").mkdir(parents=True)
    sheet = small.clean.path / "data/raw/nk.csv"
    for place in ("data/raw/nk.csv", "exported.csv"):
        (tmp_path / place).write_bytes(sheet.read_bytes())
    (tmp_path / "mine.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def snakemake(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "2", *arguments],
        cwd=folder,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("way", WAYS)
def test_another_workflow_runs_a_study_by_its_own_command(other, small, way):
    text = OTHER.format(snakefile=str(PROJECT / "workflow/Snakefile"), config=WAYS[way])
    (other / "Snakefile").write_text(text, encoding="utf-8")
    finished = snakemake(other)
    assert finished.returncode == 0, finished.stderr
    results = other / "assay/results/nk"
    for name in ("paired.csv", "measurements.csv", "sensitivity.csv"):
        assert (results / name).read_bytes() == (small.complete.results / name).read_bytes()
    assert (other / "said.txt").read_text(encoding="utf-8").startswith("marker,contrast,")
    assert finished.stderr.rstrip().endswith("Report: assay/results/nk/report.html")
    source = json.loads((results / "spreadsheet.json").read_text(encoding="utf-8"))
    assert source["path"] == "data/raw/nk.csv", "the prefix is one of results, not of the sheet"
    again = snakemake(other)
    assert again.returncode == 0
    assert "Nothing to be done" in again.stderr
    assert not (other / "results").exists()


def test_a_mistake_in_its_config_is_told_in_plain_words(other):
    text = OTHER.format(
        snakefile=str(PROJECT / "workflow/Snakefile"),
        config='{"configfile": "mine.yaml", "inference": {"tets": "t"}}',
    )
    (other / "Snakefile").write_text(text, encoding="utf-8")
    finished = snakemake(other)
    assert finished.returncode == 1
    assert 'inference.tets: "tets" is no key here. Did you mean "test"?' in finished.stderr
    assert "Traceback" not in finished.stderr
