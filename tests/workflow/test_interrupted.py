"""Runs that are killed, runs that fail, and two runs at once."""

import os
import random
import signal
import subprocess
import time

import pytest

from explant.run.between_runs.lock import INTERRUPTED
from tests.workflow.conftest import COMPARED, OWN_CONFIG

pytestmark = pytest.mark.workflow

MOMENTS = int(os.environ.get("EXPLANT_KILLED_RUNS", "10"))
"""So many moments spread over a run; each takes a quarter of a minute."""


@pytest.mark.more
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_killed_run_continues_with_the_same_command(moment, small, tmp_path):
    tree = small.clean.copy(tmp_path / "explant")
    generator = random.Random(moment)
    # One moment in each part of the run, so that the start, the jobs and the end all occur.
    wait = small.seconds * (moment + generator.random()) / MOMENTS
    process = tree.start(*OWN_CONFIG)
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
    finished = tree.run(*OWN_CONFIG)
    assert finished.code == 0, finished.screen
    assert "unlock" not in finished.screen
    assert finished.screen.count(INTERRUPTED) <= 1
    assert tree.bytes_of(*COMPARED) == small.expected
    assert not (tree.results / ".stage").exists()


@pytest.mark.more
def test_a_second_run_on_the_same_study_waits_for_nobody(small, tmp_path):
    tree = small.clean.copy(tmp_path / "explant")
    first = tree.start(*OWN_CONFIG)
    lock = tree.path / ".snakemake" / "explant"
    limit = time.monotonic() + 60
    while not list(lock.glob("*.lock")) and time.monotonic() < limit:
        time.sleep(0.05)
    second = tree.run(*OWN_CONFIG)
    first.communicate(timeout=300)
    assert first.returncode == 0
    assert second.code == 1
    assert "is at work on this study" in second.last_lines[-1]


@pytest.mark.more
def test_a_failed_run_leaves_the_previous_report_as_it_was(small, tmp_path):
    complete = small.complete.copy(tmp_path / "explant")
    before = complete.bytes_of("report.html", "supplement.html", "summary.txt", "run.json")
    broken = complete.path / "src/explant/pages/headlines.py"
    text = broken.read_text(encoding="utf-8")
    fault = '\n\ndef headlines(plan, paired):\n    raise ZeroDivisionError("broken on purpose")\n'
    broken.write_text(text + fault, encoding="utf-8")
    finished = complete.run(*OWN_CONFIG)
    assert finished.code == 1
    assert "broken on purpose" in finished.last_lines[-1]
    assert "logs/report.log" in finished.last_lines[-1]
    assert "Traceback" not in finished.screen
    log = (complete.results / "logs/report.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert complete.bytes_of("report.html", "supplement.html", "summary.txt", "run.json") == before
    broken.write_text(text, encoding="utf-8")
    again = complete.run(*OWN_CONFIG)
    assert again.code == 0, again.screen


@pytest.mark.more
def test_ctrl_c_ends_quietly_and_the_next_run_finishes(small, tmp_path):
    tree = small.clean.copy(tmp_path / "explant")
    process = tree.start(*OWN_CONFIG)
    time.sleep(small.seconds / 2)
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert tree.run(*OWN_CONFIG).code == 0
