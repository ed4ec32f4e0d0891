"""A Snakefile learns whether jobs may run."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from explant.run.starting.asked_of_snakemake import (
    SCHEDULER,
    runs_jobs,
    wait_no_longer,
)

SNAKEFILE = """\
from explant.run.starting.asked_of_snakemake import SCHEDULER, runs_jobs, wait_no_longer
print("runs jobs:", runs_jobs(), file=sys.stderr)
rule a:
    output: "a.txt"
    shell: "touch {output}"
"""


@pytest.mark.parametrize(
    ("options", "expected"),
    # Each whole run is one whose jobs may run.
    [(["-nq"], False), pytest.param([], True, marks=pytest.mark.more)],
)
def test_a_snakefile_knows_whether_jobs_may_run(tmp_path, options, expected):
    (tmp_path / "Snakefile").write_text("import sys\n" + SNAKEFILE, encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "1", *options],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3] / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"runs jobs: {expected}" in finished.stderr
    assert (tmp_path / "a.txt").exists() == expected


def test_by_other_means_than_its_command_jobs_may_run():
    assert runs_jobs()


def test_the_timers_of_the_scheduler_end_with_its_jobs_and_no_others():
    def look_again() -> None:
        raise AssertionError("nothing is left to look for")

    look_again.__module__ = SCHEDULER
    timers = threading.Timer(600, look_again), threading.Timer(600, print)
    try:
        for timer in timers:
            timer.start()
        wait_no_longer()
        timers[0].join(10)
        assert [timer.is_alive() for timer in timers] == [False, True]
    finally:
        timers[1].cancel()


def test_the_scheduler_of_snakemake_is_called_so():
    from snakemake.scheduling.job_scheduler import JobScheduler

    assert JobScheduler.__module__ == SCHEDULER


def test_garbage_is_looked_for_seldom_and_not_once_more_at_the_end():
    looked = """
import gc, sys
from explant.run.starting.asked_of_snakemake import look_less_for_garbage

class Ring:
    def __del__(self):
        print("freed")

if sys.argv[1] == "less":
    look_less_for_garbage()
ring = Ring()
ring.itself = ring
del ring
several = [[] for _ in range(5_000)]
print("at the end")
"""
    said = {
        how: subprocess.run(
            [sys.executable, "-c", looked, how],
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3] / "src")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for how in ("less", "as usual")
    }
    assert said == {"less": "at the end\n", "as usual": "freed\nat the end\n"}
