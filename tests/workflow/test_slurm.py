"""The workflow on a real Slurm of one node, no rule edited: the bytes of a run without it."""

import subprocess
import time
from collections.abc import Iterator

import pytest

from explant.run.starting.needs import MEASURED, asked_mb
from tests.workflow.conftest import COMPARED, OWN_CONFIG, Tree
from tests.workflow.one_node_slurm import one_node

pytestmark = [pytest.mark.workflow, pytest.mark.more]

ON_SLURM = ("--profile", "profiles/slurm")
PANEL = ("--configfile", "config/examples/tumor_normal_expression.yaml")


@pytest.fixture(scope="module", autouse=True)
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with one_node(tmp_path_factory.mktemp("slurm")):
        yield


def running_jobs() -> dict[str, tuple[str, int]]:
    """Number and requested megabytes of the jobs that run now, by rule."""
    said = subprocess.run(
        ["squeue", "--noheader", "--states=RUNNING", "--format=%k %A %m"],
        check=True,
        capture_output=True,
        text=True,
    )
    rows = [line.split() for line in said.stdout.splitlines()]
    return {
        rule.removeprefix("rule_"): (number, int(asked.rstrip("M"))) for rule, number, asked in rows
    }


def wait_for(rule: str) -> tuple[str, int]:
    limit = time.monotonic() + 400
    while rule not in running_jobs():
        assert time.monotonic() < limit, f"{rule} does not run"
        time.sleep(0.2)
    return running_jobs()[rule]


def test_a_killed_job_is_repeated_with_more_memory(small, tmp_path):
    tree = small.clean.copy(tmp_path / "explant")
    run = tree.start(*ON_SLURM, *OWN_CONFIG)
    first, asked = wait_for("sensitivity")
    assert asked >= asked_mb(MEASURED["sensitivity"], 0)
    # As the system kills what takes too much memory.
    subprocess.run(["scancel", "--signal=KILL", first], check=True)
    second, asked_again = wait_for("sensitivity")
    while second == first:
        time.sleep(0.5)
        second, asked_again = wait_for("sensitivity")
    assert asked_again > asked
    screen, _ = run.communicate(timeout=600)
    assert run.returncode == 0, screen
    assert tree.bytes_of(*COMPARED) == small.expected
    assert not (tree.results / ".stage").exists()


def test_two_thousand_genes_are_the_same_to_the_byte(project, tmp_path):
    here, there = (
        Tree(project.copy(tmp_path / name).path, "tumor_normal_expression")
        for name in ("here", "there")
    )
    screen = ""
    for tree, how in ((here, ()), (there, ON_SLURM)):
        run = tree.start(*how, *PANEL)
        screen, _ = run.communicate(timeout=1500)
        assert run.returncode == 0, screen
    assert "has been submitted with SLURM jobid" in screen
    expected = here.bytes_of(*COMPARED)
    assert len(expected) > 40
    assert there.bytes_of(*COMPARED) == expected
