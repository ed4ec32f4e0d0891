"""Runs that are killed, runs that fail, and two runs at once."""

import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from explant.run.lock import INTERRUPTED
from tests.made_once import made_once
from tests.workflow.conftest import Tree

pytestmark = pytest.mark.workflow

MOMENTS = int(os.environ.get("EXPLANT_KILLED_RUNS", "10"))
"""So many moments spread over a run; each takes a quarter of a minute."""
ALWAYS = {3 * MOMENTS // 10, 8 * MOMENTS // 10}
"""Those of ``make test``: while tables are computed, and while figures are drawn."""

COMPARED = ("*.csv", "figures/*", "results.xlsx")
JOBS = {
    *("ingest", "analyse", "sensitivity", "completeness", "marker_figures", "overview_figures"),
    *("workbook", "report"),
}


SMALL = """\
spreadsheet: {path: data/raw/small.csv, layout: one_row_per_sample}
factors:
  time: {levels: [before, after]}
markers:
  NK: {unit: cells/µl}
patients:
  strata:
    stage: {kind: ordered, groups: {early: [I], late: [II]}}
contrasts:
  change: {compare: {time: [after, before]}, role: primary}
"""


@dataclass(frozen=True)
class Study:
    """A study without results, its results, and how long a whole run takes on this machine now."""

    clean: Tree
    expected: dict[str, bytes]
    seconds: float


@pytest.fixture(scope="module")
def small(project, tmp_path_factory) -> Study:
    """A study of one marker in eight patients: all jobs of a run, and each of them short."""
    return made_once(tmp_path_factory, "small", lambda folder: small_study(project, folder))[1]


def small_study(project: Tree, folder: Path) -> Study:
    clean = Tree(project.copy(folder / "clean").path, "small")
    rows = ["Patient,Time,Stage,NK"]
    for number in range(1, 9):
        for time_point, value in (("before", 10 + number % 5), ("after", 12 + number % 3)):
            rows.append(f"P{number},{time_point},{'I' * (1 + number % 2)},{value}")
    (clean.path / "data/raw/small.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (clean.path / "config/config.yaml").write_text(SMALL, encoding="utf-8")
    tree = clean.copy(folder / "timed")
    start = time.monotonic()
    finished = tree.run()
    seconds = time.monotonic() - start
    assert finished.code == 0, finished.screen
    assert {path.stem for path in tree.results.glob("logs/*.log")} == JOBS
    return Study(clean, tree.bytes_of(*COMPARED), seconds)


@pytest.mark.parametrize(
    "moment",
    [pytest.param(at, marks=() if at in ALWAYS else pytest.mark.more) for at in range(MOMENTS)],
)
def test_a_killed_run_continues_with_the_same_command(moment, small, tmp_path):
    tree = small.clean.copy(tmp_path / "explant")
    generator = random.Random(moment)
    # One moment in each part of the run, so that the start, the jobs and the end all occur.
    wait = small.seconds * (moment + generator.random()) / MOMENTS
    process = tree.start()
    time.sleep(wait)
    if moment % 2:
        # As when a terminal is closed or a machine runs out of memory: jobs live on.
        process.send_signal(signal.SIGKILL)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    # The orphaned jobs hold the pipe: what they print is not waited for.
    assert process.stdout is not None
    process.stdout.close()
    process.wait()
    finished = tree.run()
    assert finished.code == 0, finished.screen
    assert "unlock" not in finished.screen
    assert finished.screen.count(INTERRUPTED) <= 1
    assert tree.bytes_of(*COMPARED) == small.expected
    assert not (tree.results / ".stage").exists()


@pytest.mark.more
def test_a_second_run_on_the_same_study_waits_for_nobody(small, tmp_path):
    tree = small.clean.copy(tmp_path / "explant")
    first = tree.start()
    lock = tree.path / ".snakemake" / "explant"
    limit = time.monotonic() + 60
    while not list(lock.glob("*.lock")) and time.monotonic() < limit:
        time.sleep(0.05)
    second = tree.run()
    first.communicate(timeout=300)
    assert first.returncode == 0
    assert second.code == 1
    assert "is at work on this study" in second.last_lines[-1]


def test_a_failed_run_leaves_the_previous_report_as_it_was(complete):
    before = complete.bytes_of("report.html", "summary.txt", "run.json")
    broken = complete.path / "src/explant/pages/headlines.py"
    text = broken.read_text(encoding="utf-8")
    fault = '\n\ndef headlines(plan, paired):\n    raise ZeroDivisionError("broken on purpose")\n'
    broken.write_text(text + fault, encoding="utf-8")
    finished = complete.run()
    assert finished.code == 1
    assert "broken on purpose" in finished.last_lines[-1]
    assert "logs/report.log" in finished.last_lines[-1]
    assert "Traceback" not in finished.screen
    log = (complete.results / "logs/report.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert complete.bytes_of("report.html", "summary.txt", "run.json") == before
    broken.write_text(text, encoding="utf-8")
    again = complete.run()
    assert again.code == 0, again.screen


@pytest.mark.more
def test_ctrl_c_ends_quietly_and_the_next_run_finishes(small, tmp_path):
    tree = small.clean.copy(tmp_path / "explant")
    process = tree.start()
    time.sleep(small.seconds / 2)
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert tree.run().code == 0
