"""What a step has made beside it is what it would have made itself, or is made by it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explant.run.steps import beside
from explant.run.steps.beside import made_beside
from explant.run.steps.consumption import consumption

forks = pytest.mark.skipif(sys.platform != "linux", reason="forks are for Linux")


def own_process() -> bytes:
    return str(os.getpid()).encode()


@forks
def test_it_is_made_in_another_process_while_the_step_goes_on() -> None:
    first, second = made_beside(own_process), made_beside(lambda: b"a" * 3_000_000)
    assert int(first()) != os.getpid()
    assert second() == b"a" * 3_000_000


def test_what_is_wrong_is_told_by_the_step() -> None:
    def wrong() -> bytes:
        raise KeyError("CD25")

    made = made_beside(wrong)
    with pytest.raises(KeyError, match="CD25"):
        made()


def killed_elsewhere(here: int = os.getpid()) -> bytes:
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return b"here"


@forks
def test_the_step_makes_it_where_the_fork_was_killed() -> None:
    assert made_beside(killed_elsewhere)() == b"here"


@pytest.mark.parametrize("why", ["no process", "another platform"])
def test_the_step_makes_it_where_there_is_no_fork(
    monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    def none_left() -> int:
        raise BlockingIOError

    if why == "no process":
        monkeypatch.setattr(os, "fork", none_left)
    else:
        monkeypatch.setattr(sys, "platform", "darwin")
    assert made_beside(own_process)() == own_process()


@forks
def test_the_time_of_a_fork_counts_as_that_of_its_step() -> None:
    def busy() -> bytes:
        until = time.process_time() + 0.5
        while time.process_time() < until:
            pass
        return b""

    def said() -> float:
        return float(consumption().split()[2])

    before = said()
    made_beside(busy)()
    assert said() - before > 0.3


@forks
def test_a_step_that_ends_without_it_leaves_no_fork_behind() -> None:
    # More than a pipe holds: the fork stands still until the step reads, or is gone.
    code = (
        "from explant.run.steps.beside import made_beside\n"
        "made_beside(lambda: b'a' * 3_000_000)\n"
        "raise SystemExit(3)"
    )
    # The fork has this process's ends of the screen, which close when both have ended.
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(Path(beside.__file__).parents[3])},
    )
    assert ended.returncode == 3
