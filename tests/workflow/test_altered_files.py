"""Results and spreadsheets that somebody alters, before a run and while it is at work."""

import json
import os
import random
import re
import shutil
import time

import pytest

from explant.__main__ import main
from explant.integrity.manifest import MANIFEST
from tests.faults.every import few_of
from tests.workflow.conftest import OWN_CONFIG

pytestmark = [pytest.mark.workflow, pytest.mark.more]

MOMENTS = int(os.environ.get("EXPLANT_SAVED_SHEETS", "4"))
"""So many moments of a run at which the spreadsheet is saved."""


def other_cell(path):
    """Another byte at the same time: neither size nor time tells."""
    data, before = path.read_bytes(), path.stat()
    middle = len(data) // 2
    path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def longer_and_older(path):
    path.write_bytes(path.read_bytes() + b"x\n")
    os.utime(path, (10**9, 10**9))


WAYS = {
    "a cell": other_cell,
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "an older time": longer_and_older,
    "emptied": lambda path: path.write_bytes(b""),
    "removed": lambda path: path.unlink(),
}
ONE_OF_EACH_STEP = (
    *("measurements.csv", "problems.csv", "spreadsheet.json", "paired.csv", "trends.csv"),
    *("robustness.csv", "verification.csv", "figures/completeness.svg", "figures/forest.pdf"),
    *("figures/marker_NK.png", "figures/diagnostics.pdf", "results.xlsx", "report.html"),
    *("summary.txt", "run.json", MANIFEST),
)


def files_of(results):
    """Every file that is the same in each run of one state."""
    files = json.loads((results / MANIFEST).read_text(encoding="utf-8"))["files"]
    return {
        name: (results / name).read_bytes() for name in [*files, MANIFEST] if name != "run.json"
    }


@pytest.fixture
def tree(small, tmp_path):
    return small.complete.copy(tmp_path / "explant")


def noticed_and_remade(tree, expected, names, way, arguments=OWN_CONFIG):
    """The run after an alteration; the altered files are kept, and all is as it was."""
    altered = {name: (tree.results / name) for name in names}
    kept = {name: path.read_bytes() for name, path in altered.items() if path.exists()}
    finished = tree.run(*arguments)
    assert finished.code == 0, finished.screen
    assert ("missing" if way == "removed" else "not as Explant wrote") in finished.screen
    assert files_of(tree.results) == expected
    for name, data in kept.items():
        folder, stem = (tree.results / "altered" / name).parent, name.split("/")[-1].split(".")[0]
        assert data in [path.read_bytes() for path in folder.glob(f"{stem}.*")]
    assert main(["verify", str(tree.results)]) == 0


@pytest.mark.parametrize("way", few_of(list(WAYS), ["a cell", "removed"]))
def test_every_output_altered_at_once(small, tree, way):
    expected = files_of(small.complete.results)
    names = [*expected, "run.json"]
    for name in names:
        WAYS[way](tree.results / name)
    noticed_and_remade(tree, expected, names, way)
    again = tree.run(*OWN_CONFIG)
    assert again.last_lines[-1].startswith("Nothing to do")


@pytest.mark.parametrize(
    "name", few_of(list(ONE_OF_EACH_STEP), ["paired.csv", "figures/diagnostics.pdf"])
)
def test_one_output_altered(small, tree, name):
    way = list(WAYS)[ONE_OF_EACH_STEP.index(name) % len(WAYS)]
    WAYS[way](tree.results / name)
    dry = tree.run("--dry-run", *OWN_CONFIG)
    assert name in dry.screen
    assert not (tree.results / "altered").exists()
    noticed_and_remade(tree, files_of(small.complete.results), [name], way)


def wait_for(path):
    limit = time.monotonic() + 120
    while not path.exists():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_no_report_is_made_of_a_table_that_was_altered_while_the_study_ran(small, tmp_path):
    tree = small.clean.copy(tmp_path / "explant")
    process = tree.start(*OWN_CONFIG)
    table = tree.results / "measurements.csv"
    wait_for(tree.results / ".explant" / "ingest.json")
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:-1]), encoding="utf-8")
    screen, _ = process.communicate(timeout=300)
    assert process.returncode == 1
    said = "results/nk/measurements.csv: It was altered while the study ran (15 rows instead of 16)"
    assert said in screen
    assert not (tree.results / "report.html").exists()
    finished = tree.run(*OWN_CONFIG)
    assert finished.code == 0, finished.screen
    assert "measurements.csv is not as Explant wrote it" in finished.screen
    assert files_of(tree.results) == files_of(small.complete.results)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_sheet_saved_during_a_run_stops_it_or_is_seen_by_the_next(small, tmp_path, moment):
    tree = small.clean.copy(tmp_path / "explant")
    sheet = tree.path / "data/raw/nk.csv"
    saved = re.sub(r"1,after,NK,[\d.]+", "1,after,NK,99.5", sheet.read_text(encoding="utf-8"))
    generator = random.Random(moment)
    process = tree.start(*OWN_CONFIG)
    time.sleep(small.seconds * (moment + generator.random()) / MOMENTS / 2)
    sheet.write_text(saved, encoding="utf-8")
    screen, _ = process.communicate(timeout=300)
    if process.returncode:
        assert "was saved" in screen
    finished = tree.run(*OWN_CONFIG)
    assert finished.code == 0, finished.screen
    assert ",99.5," in (tree.results / "measurements.csv").read_text(encoding="utf-8")
    assert "99.5" in (tree.results / "prism.pzfx").read_text(encoding="utf-8")
    assert tree.run(*OWN_CONFIG).last_lines[-1].startswith("Nothing to do")


def test_what_snakemake_forgot_is_no_result_of_another_plan(small, tree):
    """Its folder is removed, as when somebody copies the results only, and the plan is changed."""
    shutil.rmtree(tree.path / ".snakemake")
    config = tree.path / "config/mine.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("test: t", "test: sign"))
    finished = tree.run(*OWN_CONFIG)
    assert finished.code == 0, finished.screen
    assert "Nothing to do" not in finished.screen
    paired = (tree.results / "paired.csv").read_bytes()
    assert paired != (small.complete.results / "paired.csv").read_bytes()
    assert b",sign," in paired
    assert tree.run(*OWN_CONFIG).last_lines[-1].startswith("Nothing to do")
