"""A Snakefile learns whether jobs may run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explant.run.starting.asked_of_snakemake import runs_jobs

SNAKEFILE = """\
from explant.run.starting.asked_of_snakemake import runs_jobs
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
