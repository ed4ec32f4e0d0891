"""Runs that are killed, runs that fail, and two runs at once."""

import os
import random
import signal
import subprocess
import time

import pytest

from explant.run.lock import INTERRUPTED

pytestmark = pytest.mark.workflow

MOMENTS = 20


@pytest.fixture(scope="module")
def duration(first_run, project, tmp_path_factory) -> float:
    """How long a whole run takes on this machine now."""
    tree = project.copy(tmp_path_factory.mktemp("timed") / "explant")
    start = time.monotonic()
    assert tree.run().code == 0
    return time.monotonic() - start


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_killed_run_continues_with_the_same_command(moment, first_run, clean, duration):
    generator = random.Random(moment)
    # One moment in each twentieth of the run, so that the start, the jobs and the end all occur.
    wait = duration * (moment + generator.random()) / MOMENTS
    process = clean.start()
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
    finished = clean.run()
    assert finished.code == 0, finished.screen
    assert "unlock" not in finished.screen
    assert finished.screen.count(INTERRUPTED) <= 1
    expected = first_run[0].bytes_of("*.csv", "figures/*", "results.xlsx")
    assert clean.bytes_of("*.csv", "figures/*", "results.xlsx") == expected
    assert not (clean.results / ".stage").exists()


def test_a_second_run_on_the_same_study_waits_for_nobody(clean):
    first = clean.start()
    lock = clean.path / ".snakemake" / "explant"
    limit = time.monotonic() + 60
    while not list(lock.glob("*.lock")) and time.monotonic() < limit:
        time.sleep(0.05)
    second = clean.run()
    first.communicate(timeout=300)
    assert first.returncode == 0
    assert second.code == 1
    assert "is at work on this study" in second.last_lines[-1]


def test_a_failed_run_leaves_the_previous_report_as_it_was(complete):
    before = complete.bytes_of("report.html", "summary.txt", "run.json")
    broken = complete.path / "src/explant/report/headlines.py"
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


def test_ctrl_c_ends_quietly_and_the_next_run_finishes(clean, duration):
    process = clean.start()
    time.sleep(duration / 2)
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert clean.run().code == 0
