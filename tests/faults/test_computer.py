"""Whole runs on a computer that refuses: full disks, permissions, limits, locales, clocks.

Each ends in one sentence that names the disk, the folder or the limit and leaves nothing half
written, or gives the results that it always gives; and the next run finishes.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.every import few_of, only_of_all
from tests.workflow.conftest import COMPARED, OWN_CONFIG, Finished, Tree, environment

pytestmark = [pytest.mark.workflow, pytest.mark.more]

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
AS_OWNER = "setpriv --bounding-set=-dac_override,-dac_read_search "
AS_OWNER += "--inh-caps=-dac_override,-dac_read_search "
"""Permissions hold for the administrator, too, without these two rights."""


def run(
    tree: Tree, before: str = "", changed: Mapping[str, str] | None = None, without: str = ""
) -> Finished:
    """A run after a command of the shell, with some variables of the environment changed."""
    variables = {**environment(), **(changed or {})}
    variables.pop(without, None)
    command = [str(tree.python), "-m", "snakemake", "--cores", "2", *OWN_CONFIG]
    done = subprocess.run(
        ["sh", "-c", f'{before} "$@"', "sh", *command],
        cwd=tree.path,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=500,
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(errors="replace"))


@contextmanager
def disk(folder: Path, options: str) -> Iterator[None]:
    """A small disk of its own in the place of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if (
        not shutil.which("mount")
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def half_written(results: Path) -> list[str]:
    """Outputs without content; a log may have none."""
    return [
        path.name
        for path in results.rglob("*")
        if path.is_file() and not path.stat().st_size and path.suffix not in {".log", ""}
    ]


def refused(finished: Finished, words: str) -> None:
    assert finished.code == 1, finished.screen
    assert words in finished.last_lines[-1], finished.screen
    assert "fault in Explant" not in finished.screen


def finishes(tree: Tree, expected: Mapping[str, bytes]) -> None:
    finished = run(tree)
    assert finished.code == 0, finished.screen
    assert tree.bytes_of(*COMPARED) == expected


@pytest.fixture
def tree(small, tmp_path):
    return small.clean.copy(tmp_path / "explant")


@pytest.mark.parametrize("size", few_of(["4k", "300k", "1m"], ["300k"]))
def test_a_disk_that_is_full_or_fills_during_the_run(tree, small, size):
    with disk(tree.path / "results", f"size={size}"):
        refused(run(tree), "The disk of results/nk is full")
        assert half_written(tree.results) == []
    finishes(tree, small.expected)


@only_of_all
def test_a_full_disk_under_what_snakemake_remembers(tree, small):
    with disk(tree.path / ".snakemake", "size=200k"):
        refused(run(tree), "The disk of .snakemake is full")
        assert half_written(tree.results) == []
    finishes(tree, small.expected)


def test_a_disk_that_can_only_be_read(tree):
    with disk(tree.path / "results", "ro"):
        refused(run(tree), "results cannot be written: its disk can only be read")


@pytest.mark.parametrize("name", few_of(["results", ".snakemake"], ["results"]))
def test_a_folder_without_permission(tree, small, name):
    if IS_ROOT and not shutil.which("setpriv"):
        pytest.skip("nothing is forbidden to the administrator here")
    folder = tree.path / name
    folder.mkdir()
    folder.chmod(0o500)
    try:
        refused(run(tree, AS_OWNER if IS_ROOT else ""), f"{name} may not be used by you")
    finally:
        folder.chmod(0o700)
    finishes(tree, small.expected)


@pytest.mark.parametrize("name", few_of([".snakemake", "results", "results/nk"], ["results/nk"]))
def test_a_file_where_a_folder_belongs(tree, small, name):
    file = tree.path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("x", encoding="utf-8")
    refused(run(tree), f"{name} is a file, and a folder of this name is needed")
    file.unlink()
    finishes(tree, small.expected)


@pytest.mark.parametrize(
    ("limit", "words"),
    few_of(
        [("ulimit -f 40;", "(ulimit -f)"), ("ulimit -v 400000;", "(ulimit -v)")],
        [("ulimit -f 40;", "(ulimit -f)")],
    ),
)
def test_a_limit_of_the_shell(tree, small, limit, words):
    refused(run(tree, limit), words)
    assert half_written(tree.results) == []
    finishes(tree, small.expected)


@pytest.mark.parametrize(
    ("changed", "without"),
    [
        ({"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, "LANG"),
        pytest.param({"LC_ALL": "tr_TR.UTF-8"}, "LANG", marks=only_of_all),
        pytest.param({}, "HOME", marks=only_of_all),
        pytest.param({"TZ": "Pacific/Kiritimati"}, "LANG", marks=only_of_all),
    ],
)
def test_other_surroundings_give_the_same_results(tree, small, changed, without):
    finished = run(tree, changed=changed, without=without)
    assert finished.code == 0, finished.screen
    assert tree.bytes_of(*COMPARED) == small.expected


@only_of_all
@pytest.mark.parametrize("days", [-3_650, 400])
def test_a_clock_that_was_wrong(small, tmp_path, days):
    """Results and sheet as an earlier or later clock would have dated them."""
    tree = small.complete.copy(tmp_path / "explant")
    then = time.time() + days * 86_400
    for path in (*tree.results.rglob("*"), tree.path / "data/raw/nk.csv"):
        os.utime(path, (then, then))
    finishes(tree, small.expected)


@only_of_all
def test_what_snakemake_remembers_is_damaged(small, tmp_path):
    tree = small.complete.copy(tmp_path / "explant")
    for path in (tree.path / ".snakemake").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\0garbage")
    finishes(tree, small.expected)
