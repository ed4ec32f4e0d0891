"""Another workflow uses Explant as a module, with its own steps before and after."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.workflow.conftest import PARTS, PROJECT, SMALL, environment

pytestmark = [pytest.mark.workflow, pytest.mark.more]

OTHER = """\
import yaml

module explant:
    snakefile: {snakefile}
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

use rule ingest from explant as explant_ingest with:
    threads: 1
"""
HERE = repr(str(PROJECT / "workflow/Snakefile"))
WAYS = {
    "a config file": (HERE, '{"configfile": "mine.yaml"}'),
    "a whole plan": (HERE, 'yaml.safe_load(open("mine.yaml"))'),
    "a release on GitHub": (
        'github("explant/explant", path="workflow/Snakefile", tag="v1")',
        '{"configfile": "mine.yaml"}',
    ),
}
CACHE = "snakemake/snakemake/source-cache/snakemake-git-cache/github.com/explant/explant"
"""Where Snakemake keeps its copy of a repository: with it there, it asks nobody for one."""


@pytest.fixture
def other(small, tmp_path):
    """The folder of another workflow, with the sheet where its config says."""
    (tmp_path / "data/raw").mkdir(parents=True)
    sheet = small.clean.path / "data/raw/nk.csv"
    for place in ("data/raw/nk.csv", "exported.csv"):
        (tmp_path / place).write_bytes(sheet.read_bytes())
    (tmp_path / "mine.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """A cache that has the project as a repository with a release."""
    folder = tmp_path_factory.mktemp("release")
    for part in PARTS:
        whole = (PROJECT / part).is_dir()
        (shutil.copytree if whole else shutil.copy2)(PROJECT / part, folder / part)
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    clone = folder / "cache" / CACHE
    for command in (
        ["init", "--quiet"],
        ["add", *PARTS],
        [*author, "commit", "--quiet", "--message", "A release"],
        ["tag", "v1"],
        ["clone", "--quiet", "--bare", ".", str(clone)],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder / "cache"


def snakemake(folder, cache, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "2", *arguments],
        cwd=folder,
        env=environment() | {"XDG_CACHE_HOME": str(cache)},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("way", WAYS)
def test_another_workflow_runs_a_study_by_its_own_command(other, small, cache, way):
    text = OTHER.format(**dict(zip(("snakefile", "config"), WAYS[way], strict=True)))
    (other / "Snakefile").write_text(text, encoding="utf-8")
    finished = snakemake(other, cache)
    assert finished.returncode == 0, finished.stderr
    results = other / "assay/results/nk"
    for name in ("paired.csv", "measurements.csv", "sensitivity.csv"):
        assert (results / name).read_bytes() == (small.complete.results / name).read_bytes()
    assert (other / "said.txt").read_text(encoding="utf-8").startswith("marker,contrast,")
    assert finished.stderr.rstrip().endswith("Report: assay/results/nk/report.html")
    source = json.loads((results / "spreadsheet.json").read_text(encoding="utf-8"))
    assert source["path"] == "data/raw/nk.csv", "the prefix is one of results, not of the sheet"
    events = [
        json.loads(line)["event"]
        for line in (results / "history.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert events == ["started", "finished"]
    again = snakemake(other, cache)
    assert again.returncode == 0
    assert "Nothing to be done" in again.stderr
    assert not (other / "results").exists()


def test_a_mistake_in_its_config_is_told_in_plain_words(other, tmp_path):
    text = OTHER.format(
        snakefile=HERE,
        config='{"configfile": "mine.yaml", "inference": {"tets": "t"}}',
    )
    (other / "Snakefile").write_text(text, encoding="utf-8")
    finished = snakemake(other, tmp_path)
    assert finished.returncode == 1
    assert 'inference.tets: "tets" is no key here. Did you mean "test"?' in finished.stderr
    assert "Traceback" not in finished.stderr


CATALOG = """\
configfile: "mine.yaml"

module explant:
    snakefile: {snakefile}
    config: config

use rule * from explant as {named}

use rule ingest from explant as {ingest} with:
    threads: 1
"""


@pytest.mark.parametrize("named", ["*", "explant_*"])
def test_a_workflow_that_only_takes_this_one_makes_the_report(other, tmp_path, named):
    """As ``snakedeploy deploy-workflow`` writes it; and what fails is told."""
    ingest = named.replace("*", "ingest")
    text = CATALOG.format(snakefile=HERE, named=named, ingest=ingest)
    (other / "Snakefile").write_text(text, encoding="utf-8")
    sheet = other / "data/raw/nk.csv"
    right = sheet.read_text(encoding="utf-8")
    sheet.write_text(right.replace("3,after,NK,", "3,after,NK,about "), encoding="utf-8")
    failed = snakemake(other, tmp_path)
    assert failed.returncode == 1
    assert 'nk!D7: "about ' in failed.stderr[failed.stderr.index("Complete log") :]
    sheet.write_text(right, encoding="utf-8")
    finished = snakemake(other, tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr.rstrip().endswith("Report: results/nk/report.html")
